"""How a report stands: its reading, what people decided over it, and what is left to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from gouji.models.result import Check, FieldReading, Kind, ProseCheck, Report
from gouji.service.exports.decided import decided
from gouji.service.exports.failing import failing_checks
from gouji.service.review.audited import is_audited
from gouji.service.store.decisions import AUTHORITY, CHECK, YEAR, Entry, Over, standing, with_decisions

HEADS = (AUTHORITY, YEAR)

_TURNS = 1_000_000
"""Steps of a stake that are told apart in the order of the queue."""

_BELOW_ONE = 0.999
"""So that no doubt, however great, counts as much as one more identity that fails."""


@dataclass(frozen=True)
class Standing:
    """A report under review. ``report``: with decisions beside its readings; ``entries``: all ever decided, in order;
    ``share`` of confident cells that are audited."""

    report: Report
    reading_id: int
    entries: Sequence[Entry]
    share: float

    @cached_property
    def decisions(self) -> dict[str, Entry]:
        """What holds, by field or check."""
        return standing(self.entries)

    @cached_property
    def settled(self) -> Report:
        """The report with the decisions in place of its readings, and its identities evaluated over them."""
        return decided(self.report)

    @cached_property
    def failing(self) -> dict[str, list[Check]]:
        """Checks that fail as things stand, by field."""
        return failing_checks(self.settled)

    @cached_property
    def confirmed(self) -> dict[str, Entry]:
        """Failing checks that were confirmed as errors of the source, with the same figures as now."""
        failing = {check.id: check for check in self.settled.checks if check.status == "fail"}
        said = {name.removeprefix(CHECK): entry for name, entry in self.decisions.items() if name.startswith(CHECK)}
        return {name: said[name] for name, check in failing.items() if name in said and _is_over(check, said[name])}

    @cached_property
    def unconfirmed(self) -> int:
        """How many checks fail that nobody confirmed."""
        return sum(check.status == "fail" for check in self.settled.checks) - len(self.confirmed)

    @cached_property
    def audited(self) -> frozenset[str]:
        """Confident cells that are shown all the same."""
        sha256 = self.report.document.sha256
        return frozenset(f for f, r in self.report.fields.items() if is_audited(sha256, f, r, self.share))

    @property
    def asked(self) -> dict[str, None]:
        """Fields that the reading itself, or the audit, has looked at, in the order of the form."""
        return dict.fromkeys((*self.report.review, *(f for f in self.report.fields if f in self.audited)))

    @cached_property
    def reopened(self) -> frozenset[str]:
        """Decided fields that were read differently since, and not as decided."""
        return frozenset(name for name, entry in self.decisions.items() if _is_reopened(self, name, entry))

    @cached_property
    def cells(self) -> list[str]:
        """Fields to be looked at, or that were, in the order of the queue: a fixed one, whatever is decided."""
        asked = self.asked
        rest = [f for f in (*HEADS, *self.report.fields) if f in self.decisions and f not in asked]
        return [*sorted(asked, key=lambda f: -self.stakes[f]), *rest]

    @cached_property
    def open(self) -> list[str]:
        """Those of the cells that are left."""
        return [f for f in self.cells if f not in self.decisions or f in self.reopened]

    @cached_property
    def left(self) -> frozenset[str]:
        """The same, in no order."""
        return frozenset(self.open)

    @cached_property
    def stakes(self) -> Mapping[str, float]:
        """What is at stake in each field as it was read: identities that fail over it, and the doubt in it."""
        failing = failing_checks(self.report)
        fields = {f: len(failing.get(f, ())) + _doubt(r) for f, r in self.report.fields.items()}
        return fields | {name: _BELOW_ONE * (1 - getattr(self.report, name).confidence) for name in HEADS}

    @property
    def turn(self) -> int:
        """Where the report comes in the queue, by its reading alone: smaller is earlier."""
        return -round(_stake(self) * _TURNS)


def stand(report: Report, reading_id: int, entries: Sequence[Entry], share: float) -> Standing:
    """A report as it was read, and all that was ever decided about its document."""
    return Standing(with_decisions(report, standing(entries)), reading_id, entries, share)


def stake_of(turn: int) -> float:
    """The stake that a place in the queue stands for."""
    return -turn / _TURNS


def over_field(standing: Standing, field: str) -> Over:
    """The reading that a decision on this field is made over."""
    if field in HEADS:
        head = getattr(standing.report, field)
        value = None if head.value is None else str(head.value)
        return Over(standing.reading_id, head_kind(field, value), value, value, head.confidence)
    reading = standing.report.fields[field]
    value = None if reading.value is None else f"{reading.value:f}"
    return Over(standing.reading_id, reading.kind, value, reading.raw, reading.confidence)


def head_kind(field: str, value: str | int | None) -> Kind:
    """What a reading of the authority or the year is, in the terms of a cell."""
    if value is None:
        return "unread"
    return "text" if field == AUTHORITY else "number"


def over_check(check: ProseCheck | Check, reading_id: int) -> Over:
    """The figures that a check is confirmed over."""
    return Over(reading_id, check.status, None, _sides(check), None)


def differs(entry: Entry) -> bool:
    """Whether a decision says something other than the reading it was made over."""
    return (entry.kind, _figure(entry.value)) != (entry.over.over_kind, _figure(entry.over.over_value))


def _is_over(check: ProseCheck | Check, entry: Entry) -> bool:
    """Whether a check has the figures it was confirmed over."""
    return entry.over.over_raw == _sides(check)


def _sides(check: ProseCheck | Check) -> str:
    values = (side.value for side in (check.left, check.right))
    return " / ".join("" if value is None else f"{value.normalize():f}" for value in values)


def _stake(standing: Standing) -> float:
    """How many failing identities a doubtful cell could explain, then the greatest doubt."""
    report, failing = standing.report, failing_checks(standing.report)
    explained = {check.id for f in report.review if f not in HEADS for check in failing.get(f, ())}
    doubts = [standing.stakes[f] if f in HEADS else _doubt(report.fields[f]) for f in standing.asked]
    return len(explained) + max(doubts, default=0.0)


def _doubt(reading: FieldReading) -> float:
    """In [0, 1): what cannot be read at all is doubted most."""
    return _BELOW_ONE * (1.0 if reading.kind == "unread" else 1 - reading.confidence)


def _is_reopened(standing: Standing, name: str, entry: Entry) -> bool:
    if entry.over.over_kind is None or name not in (*HEADS, *standing.report.fields):
        return False
    now = over_field(standing, name)
    here = (now.over_kind, _figure(now.over_value))
    return here not in ((entry.over.over_kind, _figure(entry.over.over_value)), (entry.kind, _figure(entry.value)))


def _figure(value: str | None) -> Decimal | str | None:
    """So that 3 and 3.0 are the same."""
    try:
        return None if value is None else Decimal(value)
    except InvalidOperation:
        return value
