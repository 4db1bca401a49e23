"""What one figure is in a workbook: its content, how it looks, and the note attached to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gouji.models.result import Check, FieldReading
from gouji.service.exports.wide_row import is_exact, other_unit
from gouji.service.words import CAUSES, KINDS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from gouji.service.exports.styles import Styles

MAX_TEXT = 32_767
"""Characters of a cell, and of a note, that Excel takes."""

_NOTE_SIZE = {"x_scale": 2.0, "y_scale": 1.5, "author": "勾稽"}


def write_figure(sheet: Worksheet, row: int, column: int, reading: FieldReading, style: Format) -> None:
    """Put a reading into a cell: a number as a number, everything else as text, never as a formula.

    A figure of more digits than Excel keeps is text as well: it would be rounded.
    """
    if reading.value is not None and is_exact(reading.value):
        sheet.write_number(row, column, float(reading.value), style)
    else:
        write_text(sheet, row, column, _shown(reading), style)


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Put text into a cell, as text whatever it begins with."""
    if text:
        sheet.write_string(row, column, text[:MAX_TEXT], style)
    else:
        sheet.write_blank(row, column, None, style)


def figure_style(styles: Styles, reading: FieldReading, failing: Sequence[Check]) -> Format:
    """How a cell looks: doubt goes before a failing identity, and that before a decision."""
    if reading.review:
        return styles.review
    if failing:
        return styles.failing
    return styles.plain if reading.decision is None else styles.decided


def write_note(
    sheet: Worksheet, row: int, column: int, name: str, reading: FieldReading, failing: Sequence[Check]
) -> None:
    """Attach what there is to say of a cell, if anything."""
    if text := "\n".join(_remarks(name, reading, failing)):
        sheet.write_comment(row, column, text[:MAX_TEXT], _NOTE_SIZE)


def _shown(reading: FieldReading) -> str:
    if reading.value is not None:
        return format(reading.value, "f")
    if reading.kind in ("placeholder", "text"):
        return reading.raw or KINDS[reading.kind]
    return "" if reading.kind == "blank" else KINDS[reading.kind]


def _remarks(name: str, reading: FieldReading, failing: Sequence[Check]) -> list[str]:
    remarks = [f"勾稽不成立（{CAUSES[check.cause]}）：{check.message}" for check in failing]
    if unit := other_unit(name, reading):
        remarks.append(f"格内单位：{unit}")
    if reading.review:
        remarks.append(f"待复核，可信度 {reading.confidence:.2f}")
        remarks += [f"也可能是：{a.value:f}" for a in reading.alternatives if a.value is not None]
    if reading.suggestion:
        remarks.append(f"按勾稽关系推算：{reading.suggestion.value:f}（未采用）")
    if decision := reading.decision:
        remarks.append(f"{decision.by} 于 {decision.at} 裁定" + (f"：{decision.note}" if decision.note else ""))
        remarks.append(f"原读数：{reading.raw or '空白'}")
    return remarks
