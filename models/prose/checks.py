"""The prose against the tables: each figure that a sentence states, beside what the table prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from gouji.models.arithmetic import EMPTY_KINDS, KNOWN_KINDS
from gouji.models.confidence import CERTAIN
from gouji.models.forms import Form
from gouji.models.places import locate
from gouji.models.prose.sentences import Sentence
from gouji.models.prose.statement import YEAR, Speaker, Statement
from gouji.models.prose.statements import statements
from gouji.models.prose.sums import terms
from gouji.models.result import Cause, FieldReading, ProseCheck, Quotation, Side, Status

SAID = {
    "pass": "正文与表格一致",
    "fail": "正文说{said}，表中为{printed}",
    "doubtful": "正文说{said}，表中为{printed}；正文所指范围可能不同，或表中的数待核对",
    "incomplete": "正文说{said}，表中为空白，可能漏填",
    "unassessable": "正文说{said}，表中有单元格未能读出、缺失或不是数字，无法核对",
}
"""What a check says, by its status. ``said`` and ``printed`` are figures."""


def check_prose(
    form: Form, fields: Mapping[str, FieldReading], prose: Iterable[Sentence], speaker: Speaker
) -> tuple[ProseCheck, ...]:
    """The statements of the prose as checks of the result, ``narrative.<field>``, in their order; a second one on the
    same field has ``#2`` behind its id."""
    seen = Counter[str]()
    checks = []
    for sentence, statement in _stated(prose, speaker):
        ids = terms(statement.field, form)
        if ids or statement.field == YEAR:
            seen[statement.field] += 1
            number = f"#{seen[statement.field]}" if seen[statement.field] > 1 else ""
            name = f"narrative.{statement.field}{number}"
            checks.append(
                _check(name, statement, sentence, ids, fields) if ids else _year(name, statement, sentence, speaker)
            )
    return tuple(checks)


def _stated(prose: Iterable[Sentence], speaker: Speaker) -> Iterator[tuple[Sentence, Statement]]:
    topic = ""
    for sentence in prose:
        found, topic = statements(sentence.text, speaker, "" if sentence.opens else topic)
        yield from ((sentence, statement) for statement in found)


def _check(
    name: str, statement: Statement, sentence: Sentence, ids: tuple[str, ...], fields: Mapping[str, FieldReading]
) -> ProseCheck:
    read = [fields[f] for f in ids]
    token = sentence.token_at(statement.start)
    is_known = all(r.kind in KNOWN_KINDS for r in read)
    printed = sum((r.value or Decimal(0) for r in read), Decimal(0)) if is_known else None
    status = _status(read, printed, statement)
    return ProseCheck(
        id=name,
        status=status,
        cause=_cause(read, token.piece.confidence) if status == "fail" else None,
        blanks_as_zero=status == "pass" and any(r.kind in EMPTY_KINDS for r in read),
        used_in_reading=False,
        left=Side(fields=ids, value=printed),
        right=Side(fields=(), value=statement.value),
        difference=None if printed is None else printed - statement.value,
        message=SAID[status].format(said=f"{statement.value:f}", printed=f"{printed or 0:f}"),
        quoted=_quoted(sentence, statement),
    )


def _year(name: str, statement: Statement, sentence: Sentence, speaker: Speaker) -> ProseCheck:
    """A sentence that gives figures for another year than the report's."""
    year = None if speaker.year is None else Decimal(speaker.year)
    return ProseCheck(
        id=name,
        status="doubtful",
        cause=None,
        blanks_as_zero=False,
        used_in_reading=False,
        left=Side(fields=(), value=year),
        right=Side(fields=(), value=statement.value),
        difference=None if year is None else year - statement.value,
        message=f"这句话说的是{statement.value}年，报告是{year}年的；可能是旧文未改",
        quoted=_quoted(sentence, statement),
    )


def _quoted(sentence: Sentence, statement: Statement) -> Quotation:
    return Quotation.model_validate({"text": sentence.text, **locate(sentence.place_at(statement.start))})


def _status(read: Sequence[FieldReading], printed: Decimal | None, statement: Statement) -> Status:
    """A sentence contradicts plainly what is surely printed; against a figure that a person is to look at it is in
    doubt."""
    if printed is None:
        return "unassessable"
    if printed == statement.value:
        return "pass"
    if not statement.plain or any(r.review for r in read):
        return "doubtful"
    if any(r.kind in EMPTY_KINDS for r in read) and printed < statement.value:
        return "incomplete"
    return "fail"


def _cause(read: Sequence[FieldReading], said: float) -> Cause:
    """A table and a sentence that were both read without doubt contradict each other on the page.

    ``said``: confidence in [0, 1] of the text in which the figure stands.
    """
    return "source" if said >= CERTAIN and all(r.confidence >= CERTAIN for r in read) else "undetermined"
