"""Where the lines of a cell stand in the cell, or in the parts of it that page breaks leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from gouji.training.synthesis.look import Alignment, Look, VerticalAlignment
from gouji.training.synthesis.manuscript import Span
from gouji.training.synthesis.pages.grid import SetCell
from gouji.training.synthesis.pages.marks import BASELINE, Rectangle, TextLine, Type
from gouji.training.synthesis.pages.parts import capacity_of, share_lines

_LABELS = frozenset({"row", "local_row", "row_group", "corner"})
"""Follow the alignment of labels beside the rows; the other labels stand in the middle of their cells."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the lines of a table have in common."""

    look: Look
    leading: float
    header_rows: int

    @property
    def type(self) -> Type:
        """Of the table."""
        return Type(self.look.table_font, self.look.table_size)


def shared_out(each: SetCell, heights: Sequence[float], setting: Setting) -> tuple[int, ...]:
    """How many lines of a cell stand in each of its parts, whose heights are given."""
    if len(heights) == 1:
        return (len(each.lines),)
    number, leading, look = len(each.lines), setting.leading, setting.look
    whole = sum(heights)
    top = _top(_position(each, look), whole, number * leading, look.row_padding)
    if each.is_value:
        offsets = [_figure_offset(top + number * leading / 2, number, heights, leading)] * number
    elif each.cell.rows == 1 or look.merged_text == "flows":
        offsets = [top + (i + 0.5) * leading for i in range(number)]
    elif look.merged_text == "largest_part":
        offsets = [_middle_of_largest(heights)] * number
    else:
        offsets = [0.0] * number
    return share_lines(offsets, heights, leading)


def _figure_offset(middle: float, lines: int, heights: Sequence[float], leading: float) -> float:
    """A figure stands together: in the part where its middle falls, or in the largest where that has no room."""
    for bottom, height in zip(accumulate(heights), heights, strict=True):
        if middle < bottom and capacity_of(height, leading) >= lines:
            return middle
        if middle < bottom:
            break
    return _middle_of_largest(heights)


def _middle_of_largest(heights: Sequence[float]) -> float:
    largest = max(range(len(heights)), key=lambda i: heights[i])
    return sum(heights[:largest]) + heights[largest] / 2


def set_lines(each: SetCell, first: int, count: int, place: Rectangle, setting: Setting) -> Iterator[TextLine]:
    """Lines of a cell, ``count`` from number ``first`` on, in the part of the cell that stands at ``place``."""
    look, type_ = setting.look, setting.type
    height = place.bottom - place.top
    y = place.top + _top(_position(each, look), height, count * setting.leading, look.row_padding)
    padding = each.padding
    for text in each.lines[first : first + count]:
        width = type_.width(text) + each.spacing * (len(text) - 1)
        x = _left(_alignment(each, setting), place.left + padding, place.right - padding, width)
        baseline = y + setting.leading / 2 + BASELINE * type_.em
        span = Span(text, each.cell.tag)
        yield TextLine((span,), type_, x, baseline, each.spacing, column=each.cell.column)
        y += setting.leading


def _alignment(each: SetCell, setting: Setting) -> Alignment:
    cell, look = each.cell, setting.look
    if each.is_value:
        return look.value_alignment
    # Rows whose labels stand side by side (行政复议) have them in the header.
    is_beside = cell.row >= setting.header_rows or cell.tag.kind == "corner"
    return look.label_alignment if is_beside and cell.tag.kind in _LABELS and not cell.stacked else "centre"


def _position(each: SetCell, look: Look) -> VerticalAlignment:
    return look.value_position if each.is_value else "centre"


def _top(position: VerticalAlignment, height: float, needed: float, padding: float) -> float:
    if position == "centre" or needed + 2 * padding > height:
        return (height - needed) / 2
    return padding if position == "top" else height - padding - needed


def _left(alignment: Alignment, left: float, right: float, width: float) -> float:
    if alignment == "left":
        return left
    return right - width if alignment == "right" else (left + right - width) / 2
