"""The pipeline: bytes of a file to the checked fields of a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from gouji.models.arithmetic import check
from gouji.models.assembly.assemble import Assembly, assemble
from gouji.models.assembly.classified import WEIGHT
from gouji.models.assembly.tokens import Token
from gouji.models.calibration.calibration import shipped
from gouji.models.calibration.evidence import evidence_of
from gouji.models.classifier.token_classifier import TokenClassifier
from gouji.models.comparison.edition import Edition
from gouji.models.comparison.prose import running_text
from gouji.models.confidence import SILENT_PER_10000
from gouji.models.document import Document, Problem
from gouji.models.era import Era, era_of, require_evidence
from gouji.models.errors import DamagedFileError, InternalError, NoReportFoundError
from gouji.models.hints import with_hints
from gouji.models.limits import Limits
from gouji.models.places import locate
from gouji.models.progress import Progress, silent
from gouji.models.prose.checks import check_prose
from gouji.models.prose.sentences import sentences
from gouji.models.prose.statement import Speaker
from gouji.models.result import (
    AuthorityReading,
    DocumentInfo,
    EngineInfo,
    FieldReading,
    FormInfo,
    PageProblem,
    Report,
    Unplaced,
    YearReading,
)
from gouji.models.sources.opening import open_document
from gouji.models.suggestions import suggest
from gouji.models.title import read_title
from gouji.models.vision.page_image import PageImageReader
from gouji.models.vision.settings import OcrSettings

_FEWEST_ROWS, _FEWEST_NAMES = 3, 16
"""Rows of the form that must be found by their labels with values for a document to be a report; or half of all rows,
without: its cells were left blank."""


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """Everything a reader can be told at its making.

    ``classifier``: folder of its weights; None: those shipped. ``classifier_weight``: of what it says of a text beside
    how like the text is to the printed labels, in [0, 1]. ``silent_per_10000``: cells of 10,000 that may be wrong with
    nobody asked to look, in [0, 10000]: the fewer, the more is asked.
    """

    limits: Limits = field(default_factory=Limits)
    ocr: OcrSettings = field(default_factory=OcrSettings)
    classifier: Path | None = None
    classifier_weight: float = WEIGHT
    silent_per_10000: float = SILENT_PER_10000


class Reader:
    """Reads reports. Holds the loaded models, so make one per process and use it for many documents."""

    def __init__(self, settings: ReaderSettings | None = None) -> None:
        """Load the models.

        Raises:
            ConfigurationError: the weights are missing or unusable.
        """
        self.settings = settings or ReaderSettings()
        self._images = PageImageReader(self.settings.ocr)
        self._classifier = TokenClassifier(self.settings.classifier, self.settings.ocr.threads)
        self._calibration = shipped()
        self._threshold = self._calibration.threshold(self.settings.silent_per_10000)

    def read(self, data: bytes, name: str, progress: Progress = silent) -> Report:
        """Read one report.

        Raises:
            GoujiError: the document as a whole was refused; its ``code`` says why.
        """
        return self._report(self.open(data, name, progress), progress)

    def read_edition(self, data: bytes, name: str, progress: Progress = silent) -> Edition:
        """Read one report with the sentences of its running text, for comparing it with those of other years.

        Raises:
            GoujiError: as :meth:`read`.
        """
        document = self.open(data, name, progress)
        return Edition(file=name, report=self._report(document, progress), prose=running_text(document.pages))

    def open(self, data: bytes, name: str, progress: Progress = silent) -> Document:
        """The lines of a document's pages, as assembly takes them.

        Raises:
            GoujiError: as :meth:`read`.
        """
        return open_document(data, name, self.settings.limits, self._images, progress)

    def assemble(self, document: Document) -> tuple[Era, Assembly]:
        """The form of a document, and its fields, each as sure as the parts of its reading are: not calibrated.

        Raises:
            GoujiError: as :meth:`read`.
        """
        era = era_of(document.pages)
        assembly = assemble(era.form, document.pages, self._classifier, self.settings.classifier_weight)
        _must_be_report(assembly, document)
        require_evidence(era)
        return era, assembly

    def _report(self, document: Document, progress: Progress) -> Report:
        progress("assemble", 0, 1)
        era, assembly = self.assemble(document)
        form = era.form
        authority, year = read_title(document.pages)
        evidence = evidence_of(form, assembly)
        fields = suggest(form, self._calibration.applied(assembly.fields, evidence, self._threshold))
        speaker = Speaker(authority.value, year.value)
        said = check_prose(form, fields, sentences(assembly.prose), speaker)
        checks = (*with_hints(form, fields, check(form, fields, assembly.used)), *said)
        progress("assemble", 1, 1)
        return Report(
            document=_document_info(document),
            form=FormInfo(version=form.version, evidence=era.evidence),
            authority=authority,
            year=year,
            fields=fields,
            checks=checks,
            review=_to_review(authority, year, fields),
            unplaced=tuple(map(_unplaced, assembly.unplaced)),
            problems=tuple(map(_problem, document.problems)),
            engine=self._engine(document),
        )

    def _engine(self, document: Document) -> EngineInfo:
        """The OCR engine is named where it read something."""
        used = any(page.origin == "ocr" for page in document.pages)
        ocr = self._images.name if used else None
        return EngineInfo(gouji=version("gouji"), ocr=ocr, classifier=self._classifier.name)


def _must_be_report(assembly: Assembly, document: Document) -> None:
    if assembly.rows_found >= _FEWEST_ROWS or assembly.rows_named >= _FEWEST_NAMES:
        return
    unread = sorted((p for p in document.problems if p.page_index is not None), key=lambda p: not p.is_ours)
    if unread:
        kind = InternalError if unread[0].is_ours else DamagedFileError
        raise kind(
            f"有页面没能读出（{unread[0].message}），其余页面里没有找到年度报告的表格；请重新下载或重新生成后再提交"
        )
    raise NoReportFoundError(
        f"读了 {len(document.pages)} 页，没有找到政府信息公开工作年度报告的表格；"
        "请确认是年度报告全文，而不是公告、附件或其他文件"
    )


def _document_info(document: Document) -> DocumentInfo:
    return DocumentInfo(
        name=document.name, sha256=document.sha256, media_type=document.media_type, pages=len(document.pages)
    )


def _to_review(authority: AuthorityReading, year: YearReading, fields: dict[str, FieldReading]) -> tuple[str, ...]:
    heads = [name for name, reading in (("authority", authority), ("year", year)) if reading.review]
    return (*heads, *(name for name, reading in fields.items() if reading.review))


def _unplaced(token: Token) -> Unplaced:
    return Unplaced.model_validate({"text": token.text, **locate(token.piece.place)})


def _problem(problem: Problem) -> PageProblem:
    page = None if problem.page_index is None else problem.page_index + 1
    return PageProblem(page=page, stage=problem.stage, message=problem.message)
