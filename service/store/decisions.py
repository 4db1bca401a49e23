"""What people decided about fields of documents: added, never changed; the latest holds for every reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select

from gouji.models.result import AuthorityDecision, Decision, Report
from gouji.service.store.records import storable
from gouji.service.store.schema import decisions

AUTHORITY, YEAR = "authority", "year"
"""What a decision may be about beside the fields of a form."""

CHECK = "check:"
"""What stands before the id of a check where the decision is that the source itself is at fault."""


@dataclass(frozen=True, slots=True)
class Over:
    """The reading that a decision was made over. ``reading_id`` may have been purged since."""

    reading_id: int | None = None
    over_kind: str | None = None
    over_value: str | None = None
    over_raw: str | None = None
    over_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """How a decision was made: ``version`` of the review that it made, the decision that stood before, the key it came
    with, whether the cell was audited, and how many seconds the person looked at it."""

    version: int | None = None
    before_id: int | None = None
    key_id: str | None = None
    audit: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a decision, or (``kind`` None) that the one with the id ``made.before_id`` is taken back.

    ``value``: as text, a plain decimal but for :data:`AUTHORITY`.
    """

    id: int
    sha256: str
    field: str
    kind: str | None
    value: str | None
    by: str
    at: str
    note: str | None
    over: Over
    made: Made


def add_decision(
    connection: Connection,
    sha256: str,
    field: str,
    decision: Decision | AuthorityDecision,
    over: Over | None = None,
    made: Made | None = None,
) -> int:
    """Keep a decision about a field of a document that is there; its id."""
    value = f"{decision.value:f}" if isinstance(decision, Decision) and decision.value is not None else decision.value
    values = decision.model_dump() | {"value": value}
    return _add(connection, {"sha256": sha256, "field": field, **values}, over, made)


def confirm_check(
    connection: Connection, sha256: str, check: str, by: str, at: str, note: str | None, over: Over, made: Made
) -> int:
    """Keep that a failing check is an error of the source."""
    values = {"kind": "source", "value": None, "by": by, "at": at, "note": note}
    return _add(connection, {"sha256": sha256, "field": f"{CHECK}{check}", **values}, over, made)


def withdraw(connection: Connection, entry: Entry, by: str, at: str, made: Made) -> int:
    """Take a decision back: what stood before it stands again. ``made.before_id`` is its id."""
    values = {"kind": None, "value": None, "by": by, "at": at, "note": None}
    return _add(connection, {"sha256": entry.sha256, "field": entry.field, **values}, entry.over, made)


def entries_on(connection: Connection, *which: ColumnElement[bool]) -> list[Entry]:
    """Every row that fits, oldest first."""
    found = select(decisions).where(*which).order_by(decisions.c.id)
    return [_entry(row) for row in connection.execute(found).mappings()]


def history_of(connection: Connection, sha256: str) -> list[Entry]:
    """All that was ever decided, or taken back, about a document, oldest first."""
    return entries_on(connection, decisions.c.sha256 == sha256)


def standing(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The decisions that hold, by field; ``entries`` of one document, oldest first."""
    stacks: dict[str, dict[int, Entry]] = {}
    for entry in entries:
        stack = stacks.setdefault(entry.field, {})
        if entry.kind is None:
            stack.pop(entry.made.before_id or 0, None)
        else:
            stack[entry.id] = entry
    return {field: list(stack.values())[-1] for field, stack in stacks.items() if stack}


def decisions_on(connection: Connection, documents: Iterable[str]) -> dict[str, dict[str, Entry]]:
    """The decisions that hold on each field, by document."""
    by_document: dict[str, list[Entry]] = {}
    for entry in entries_on(connection, decisions.c.sha256.in_(list(documents))):
        by_document.setdefault(entry.sha256, []).append(entry)
    return {sha256: standing(entries) for sha256, entries in by_document.items()}


def with_decisions(report: Report, decided: Mapping[str, Entry]) -> Report:
    """The report with the decisions beside its readings. One on a field that its form does not have has no effect."""
    if not decided:
        return report
    fields = {
        name: reading.model_copy(update={"decision": _decision(decided[name])}) if name in decided else reading
        for name, reading in report.fields.items()
    }
    heads: dict[str, Any] = {"fields": fields}
    if YEAR in decided:
        heads[YEAR] = report.year.model_copy(update={"decision": _decision(decided[YEAR])})
    if AUTHORITY in decided:
        said = AuthorityDecision.model_validate(_said(decided[AUTHORITY]))
        heads[AUTHORITY] = report.authority.model_copy(update={"decision": said})
    return report.model_copy(update=heads)


def _decision(entry: Entry) -> Decision:
    return Decision.model_validate(_said(entry))


def _said(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ("kind", "value", "by", "at", "note")}


def _add(connection: Connection, values: dict[str, Any], over: Over | None, made: Made | None) -> int:
    texts = {name: storable(value) if isinstance(value, str) else value for name, value in values.items()}
    circumstances = {**_values(over or Over()), **_values(made or Made())}
    added: int = connection.scalar(insert(decisions).values(**texts, **circumstances).returning(decisions.c.id))
    return added


def _values(part: Over | Made) -> dict[str, Any]:
    return {name: getattr(part, name) for name in _names(type(part))}


def _entry(row: RowMapping) -> Entry:
    own = {name: row[name] for name in _names(Entry)[:-2]}
    made = {name: row[name] for name in _names(Made)} | {"audit": bool(row["audit"])}
    return Entry(**own, over=Over(**{name: row[name] for name in _names(Over)}), made=Made(**made))


def _names(kind: type[Entry] | type[Over] | type[Made]) -> Sequence[str]:
    return [part.name for part in fields(kind)]
