"""One report as one row: a column for every field of every form, and lists of what a bare number cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from gouji.models.result import FieldReading, Report
from gouji.service.exports.decided import decided
from gouji.service.exports.headings import heading

EXACT_DIGITS = 15
"""Digits that a double holds whatever they are, and all that Excel keeps."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Ids of fields (of checks: ``failing``) by what is to be known of them.

    A field without a value that is in no list was blank. ``other_unit``: ``<id>=<unit>`` where the cell prints another
    unit than the form. ``oversized``: ``<id>=<figure>`` of more than EXACT_DIGITS digits, kept out of the columns.
    """

    review: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)
    placeholder: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    other_unit: list[str] = field(default_factory=list)
    oversized: list[str] = field(default_factory=list)


NOTE_TITLES = {
    "review": "待复核", "decided": "已裁定", "failing": "勾稽不成立", "placeholder": "占位符", "text": "文字",
    "unread": "未读出", "absent": "无此格", "other_unit": "单位与表不同", "oversized": "位数过多",
}  # fmt: skip
"""The lists in Chinese, in the order of the columns."""

HEAD_TITLES = {
    "document": "文件名", "sha256": "SHA-256", "media_type": "文件类型", "pages": "页数", "authority": "机关",
    "year": "年度", "form": "版式", "engine": "程序版本",
}  # fmt: skip
"""What is known of the report itself, in Chinese, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class WideRow:
    """One report. ``values``: the numbers, by field; what is not in it is no number or not on the report's form."""

    document: str
    sha256: str
    media_type: str
    pages: int
    authority: str | None
    year: int | None
    form: str
    engine: str
    values: dict[str, Decimal]
    notes: Notes


def wide_row(report: Report) -> WideRow:
    """The row of one report, decisions in the place of readings."""
    report = decided(report)
    document = report.document
    values: dict[str, Decimal] = {}
    failing = [check.id for check in report.checks if check.status == "fail"]
    heads = [name for name in ("authority", "year") if getattr(report, name).decision is not None]
    notes = Notes(review=list(report.review), failing=failing, decided=heads)
    for name, reading in report.fields.items():
        _enter(name, reading, values, notes)
    return WideRow(
        document.name, document.sha256, document.media_type, document.pages, report.authority.value,
        report.year.value, report.form.version, report.engine.gouji, values, notes,
    )  # fmt: skip


def is_exact(value: Decimal) -> bool:
    """Whether a double, and a cell of Excel, hold the figure as printed."""
    return len(value.normalize().as_tuple().digits) <= EXACT_DIGITS


def other_unit(name: str, reading: FieldReading) -> str | None:
    """The unit printed in the cell where it is not the form's (or the form names none)."""
    return reading.unit if reading.value is not None and reading.unit != heading(name).unit else None


def _enter(name: str, reading: FieldReading, values: dict[str, Decimal], notes: Notes) -> None:
    if reading.decision is not None:
        notes.decided.append(name)
    if reading.value is None:
        if reading.kind != "blank":
            getattr(notes, reading.kind).append(name)
        return
    if unit := other_unit(name, reading):
        notes.other_unit.append(f"{name}={unit}")
    if is_exact(reading.value):
        values[name] = reading.value
    else:
        notes.oversized.append(f"{name}={reading.value:f}")
