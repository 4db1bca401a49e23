"""A cell of a report under review as people are shown it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gouji.models.result import AuthorityReading, YearReading
from gouji.service.exports.headings import heading
from gouji.service.review import reasons
from gouji.service.review.standing import HEADS, Standing, head_kind, over_field
from gouji.service.review.views import CellView, DecisionView, LabelView
from gouji.service.store.decisions import AUTHORITY, YEAR, Entry

_APART = {"review", "decision"}
"""What a cell tells in other words than its reading."""

_HEAD_LABELS = {
    AUTHORITY: LabelView(table="标题", row="机关", column="名称"),
    YEAR: LabelView(table="标题", row="年度", column="年份"),
}


def view_cell(standing: Standing, field: str) -> CellView:
    """One of the cells of a report."""
    entry = standing.decisions.get(field)
    shown = _head(standing, field) if field in HEADS else _figure(standing, field)
    shown |= {
        "field": field,
        "reason": _again(standing, field) + shown["reason"],
        "open": field in standing.left,
        "reopened": field in standing.reopened,
        "decision": None if entry is None else view_decision(entry),
    }
    return CellView.model_validate(shown)


def view_decision(entry: Entry) -> DecisionView:
    """A decision that holds."""
    shown = {name: getattr(entry, name) for name in ("kind", "by", "at", "note")}
    return DecisionView.model_validate({**shown, "value": value_of(entry.field, entry.value)})


def value_of(field: str, value: str | None) -> Decimal | str | None:
    """A stored value as it is told: a number but for the authority."""
    return value if value is None or field == AUTHORITY else Decimal(value)


def _figure(standing: Standing, field: str) -> dict[str, Any]:
    reading, failing = standing.report.fields[field], standing.failing.get(field, [])
    called, audit = heading(field), field in standing.audited
    return {
        **reading.model_dump(exclude=_APART),
        "label": LabelView(table=called.section, row=called.row, column=called.column),
        "reason": reasons.reason(reading, failing, audit),
        "checks": tuple(check.id for check in failing),
        "audit": audit,
    }


def _head(standing: Standing, field: str) -> dict[str, Any]:
    reading: AuthorityReading | YearReading = getattr(standing.report, field)
    return {
        **reading.model_dump(exclude=_APART),
        "label": _HEAD_LABELS[field],
        "kind": head_kind(field, reading.value),
        "raw": None if reading.value is None else str(reading.value),
        "unit": "",
        "reason": reasons.head_reason(reading) if reading.review else "",
    }


def _again(standing: Standing, field: str) -> str:
    if field not in standing.reopened:
        return ""
    over, now = standing.decisions[field].over, over_field(standing, field)
    was, is_now = (reasons.said(o.over_kind, o.over_raw) for o in (over, now))
    return reasons.reopened(was, is_now)
