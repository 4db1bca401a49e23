"""A cell of a report under review as people are shown it."""

from __future__ import annotations

from decimal import Decimal

from gouji.models.result import AuthorityReading, YearReading
from gouji.service.exports.headings import heading
from gouji.service.review import reasons
from gouji.service.review.standing import HEADS, Standing, over_field
from gouji.service.review.views import CellView, DecisionView, LabelView
from gouji.service.store.decisions import AUTHORITY, Entry

_HEAD_LABELS = {
    "authority": LabelView(table="标题", row="机关", column="名称"),
    "year": LabelView(table="标题", row="年度", column="年份"),
}


def view_cell(standing: Standing, field: str) -> CellView:
    """One of the cells of a report."""
    entry = standing.decisions.get(field)
    now = {
        "open": field in standing.open,
        "reopened": field in standing.reopened,
        "decision": None if entry is None else view_decision(entry),
    }
    if field in HEADS:
        return _head(getattr(standing.report, field), field, standing, now)
    reading = standing.report.fields[field]
    failing = standing.failing.get(field, [])
    called = heading(field)
    audit = field in standing.audited
    return CellView(
        field=field,
        label=LabelView(table=called.section, row=called.row, column=called.column),
        reason=_again(standing, field) + reasons.reason(reading, failing, audit),
        checks=tuple(check.id for check in failing),
        audit=audit,
        **reading.model_dump(exclude={"review", "decision"}),
        **now,
    )


def view_decision(entry: Entry) -> DecisionView:
    """A decision that holds."""
    return DecisionView(
        kind=entry.kind, value=value_of(entry.field, entry.value), by=entry.by, at=entry.at, note=entry.note
    )  # type: ignore[arg-type]


def value_of(field: str, value: str | None) -> Decimal | str | None:
    """A stored value as it is told: a number but for the authority."""
    return value if value is None or field == AUTHORITY else Decimal(value)


def _head(reading: AuthorityReading | YearReading, field: str, standing: Standing, now: dict[str, object]) -> CellView:
    kind = "unread" if reading.value is None else "text" if field == AUTHORITY else "number"
    return CellView(
        field=field,
        label=_HEAD_LABELS[field],
        kind=kind,
        raw=None if reading.value is None else str(reading.value),
        unit="",
        reason=_again(standing, field) + (reasons.head_reason(reading) if reading.review else ""),
        **reading.model_dump(exclude={"review", "decision"}),
        **now,
    )


def _again(standing: Standing, field: str) -> str:
    if field not in standing.reopened:
        return ""
    over, now = standing.decisions[field].over, over_field(standing, field)
    was, is_now = (reasons.said(o.over_kind or "", o.over_raw or o.over_value) for o in (over, now))
    return reasons.reopened(was, is_now)
