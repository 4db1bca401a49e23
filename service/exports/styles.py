"""How cells of a workbook look: what is doubtful is coloured, also in print without colour told by its border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

REVIEW, FAILING, DECIDED = "#FFEB9C", "#F8CBAD", "#DDEBF7"
"""Backgrounds: to be looked at, part of an identity that fails, decided by a person."""

_FONT = {"font_name": "宋体", "font_size": 9}
_CELL = {**_FONT, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of one workbook."""

    title: Format
    section: Format
    head: Format
    label: Format
    text: Format
    plain: Format
    review: Format
    failing: Format
    decided: Format
    link: Format


def make_styles(workbook: Workbook) -> Styles:
    """The formats, made once for a workbook."""
    return Styles(
        title=workbook.add_format({**_FONT, "font_size": 14, "bold": True, "align": "center", "valign": "vcenter"}),
        section=workbook.add_format({**_FONT, "font_size": 11, "bold": True, "valign": "vcenter"}),
        head=workbook.add_format({**_CELL, "bg_color": "#F2F2F2"}),
        label=workbook.add_format({**_CELL, "align": "left"}),
        text=workbook.add_format({**_FONT, "valign": "vcenter"}),
        plain=workbook.add_format(_CELL),
        review=workbook.add_format({**_CELL, "bg_color": REVIEW}),
        failing=workbook.add_format({**_CELL, "bg_color": FAILING}),
        decided=workbook.add_format({**_CELL, "bg_color": DECIDED}),
        link=workbook.add_format({**_FONT, "font_color": "#0563C1", "underline": 1, "valign": "vcenter"}),
    )
