"""Decided cells out of the store, by document, as lines of an export that have no pictures yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, func, select

from gouji.models.corrections import Correction, Said, decided_text
from gouji.models.result import FieldReading, Report
from gouji.service.review.standing import HEADS
from gouji.service.settings import AUDIT_SHARE
from gouji.service.store.connection import Store
from gouji.service.store.decisions import CHECK, Entry, decisions_on
from gouji.service.store.readings import unpack
from gouji.service.store.schema import decisions, items, readings

_AT_ONCE = 50
"""Documents looked up in one go: what is in memory does not grow with the store."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions are exported. ``since``: made at that moment or later. ``share`` of the confident cells that is
    audited."""

    job: str | None = None
    since: str | None = None
    share: float = AUDIT_SHARE
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class DecidedDocument:
    """The decided cells of a document, in the order of its form."""

    sha256: str
    corrections: tuple[Correction, ...]


def count_documents(store: Store, wanted: Wanted) -> int:
    """How many documents :func:`decided_documents` looks at."""
    with store.look() as connection:
        return connection.scalar(select(func.count(decisions.c.sha256.distinct())).where(*_which(wanted))) or 0


def decided_documents(store: Store, wanted: Wanted) -> Iterator[DecidedDocument]:
    """Every document with decisions, by its hash. What was taken back is not among them."""
    last = ""
    while True:
        with store.look() as connection:
            found = select(decisions.c.sha256).where(*_which(wanted), decisions.c.sha256 > last).distinct()
            hashes = list(connection.scalars(found.order_by(decisions.c.sha256).limit(_AT_ONCE)))
            decided = decisions_on(connection, hashes)
            documents = [_document(connection, sha256, decided.get(sha256, {}), wanted) for sha256 in hashes]
        if not hashes:
            return
        yield from documents
        last = hashes[-1]


def _which(wanted: Wanted) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        which.append(decisions.c.at >= wanted.since)
    if wanted.job is not None:
        held = select(items.c.id).where(items.c.sha256 == decisions.c.sha256, items.c.batch_id == wanted.job)
        which.append(held.exists())
    return which


def _document(connection: Connection, sha256: str, decided: dict[str, Entry], wanted: Wanted) -> DecidedDocument:
    entries = {
        field: entry
        for field, entry in decided.items()
        if field not in HEADS and not field.startswith(CHECK) and entry.at >= (wanted.since or "")
    }
    reports = _reports(connection, sha256) if entries else {}
    latest = reports[max(reports)] if reports else None
    lines = []
    for entry in entries.values():
        report = reports.get(entry.over.reading_id or 0, latest)
        if report is not None and entry.field in report.fields:
            lines.append((list(report.fields).index(entry.field), _line(entry, report, wanted)))
    return DecidedDocument(sha256, tuple(line for _, line in sorted(lines, key=lambda one: one[0])))


def _reports(connection: Connection, sha256: str) -> dict[int, Report]:
    """Every reading of a document, by its id."""
    found = select(readings.c.id, readings.c.result).where(readings.c.sha256 == sha256)
    return {row.id: unpack(row.result) for row in connection.execute(found)}


def _line(entry: Entry, report: Report, wanted: Wanted) -> Correction:
    reading = report.fields[entry.field]
    before, confidence = _before(entry, reading)
    kind, value = entry.kind, None if entry.value is None else Decimal(entry.value)
    after = Said.model_validate({"kind": kind, "value": value, "text": None})
    same = (before.kind, before.value) == (after.kind, after.value)
    text = decided_text(after.kind, after.value, before.text)
    return Correction(
        document=entry.sha256,
        form=report.form.version,
        field=entry.field,
        before=before,
        confidence=confidence,
        after=after.model_copy(update={"text": text}),
        outcome="accepted" if same else "corrected",
        audited=entry.made.audit,
        chance=(wanted.share or AUDIT_SHARE) if entry.made.audit else 1.0,
        page=reading.page,
        bbox=reading.bbox,
        source=reading.source,
        engine=report.engine.ocr or report.engine.gouji,
        by=None if wanted.anonymous else entry.by,
        at=entry.at,
        note=None if wanted.anonymous else entry.note,
    )


def _before(entry: Entry, reading: FieldReading) -> tuple[Said, float]:
    """The reading that a decision was made over; the one at hand where nobody wrote that down."""
    over = entry.over
    if over.over_kind is None:
        return Said(kind=reading.kind, value=reading.value, text=reading.raw), reading.confidence
    value = None if over.over_value is None else Decimal(over.over_value)
    said = Said.model_validate({"kind": over.over_kind, "value": value, "text": over.over_raw})
    return said, over.over_confidence or 0.0
