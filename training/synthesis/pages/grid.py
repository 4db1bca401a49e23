"""A table measured: lines of its cells, edges of its columns, heights of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Cell, Table
from gouji.training.synthesis.pages.marks import Type
from gouji.training.synthesis.pages.wrapping import wrapped

VALUE_KINDS = frozenset({"value", "local_value"})

_SPACED_LABEL = 4
"""Column labels up to this many glyphs may be spaced out."""

_LEAST_PADDING = 0.2
"""Beside a figure that would not fit on one line otherwise, in millimetres."""


@dataclass(frozen=True, slots=True)
class SetCell:
    """A cell with its text set in lines. ``padding``: at its sides; ``spacing``: after each glyph; millimetres."""

    cell: Cell
    lines: tuple[str, ...]
    padding: float
    spacing: float = 0.0

    @property
    def is_value(self) -> bool:
        """Whether it holds a figure, of the form or of a local row."""
        return self.cell.tag.kind in VALUE_KINDS


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to be cut into pages. Millimetres; ``edges`` of the columns from the left of the page.

    ``body_edges``: those of the rows under the header, which may not line up. ``depths``: the most lines that a cell
    of each row has; ``figures``: the most lines that a figure of each row has.
    """

    cells: tuple[SetCell, ...]
    header_rows: int
    edges: tuple[float, ...]
    body_edges: tuple[float, ...]
    heights: tuple[float, ...]
    depths: tuple[int, ...]
    figures: tuple[int, ...]
    leading: float

    def sides(self, cell: Cell) -> tuple[float, float]:
        """Left and right edge of a cell."""
        edges = self.edges_of(cell.row)
        return edges[cell.column], edges[cell.column + cell.columns]

    def edges_of(self, row: int) -> tuple[float, ...]:
        """Edges of the columns in a row."""
        return self.edges if row < self.header_rows else self.body_edges


def measured(table: Table, look: Look) -> Grid:
    """Set the cells of a table in lines and size its rows to hold them."""
    edges = _edges(table.widths, look)
    body = _shifted(edges, table, look)
    type_ = Type(look.table_font, look.table_size)
    cells = []
    for cell in sorted(table.cells, key=lambda c: (c.row, c.column)):
        at = edges if cell.row < table.header_rows else body
        cells.append(_set(cell, at[cell.column + cell.columns] - at[cell.column], type_, look))
    leading = type_.em * look.table_line_spacing
    heights = _heights(cells, table.rows, leading, look)
    single = [each for each in cells if each.cell.rows == 1]
    depths = _most_lines(single, table.rows)
    figures = _most_lines([each for each in single if each.is_value], table.rows)
    return Grid(tuple(cells), table.header_rows, edges, body, heights, depths, figures, leading)


def _most_lines(cells: Sequence[SetCell], rows: int) -> tuple[int, ...]:
    """Of the cells of each row, at least 1."""
    most = [1] * rows
    for each in cells:
        most[each.cell.row] = max(most[each.cell.row], len(each.lines))
    return tuple(most)


def _set(cell: Cell, width: float, type_: Type, look: Look) -> SetCell:
    text = cell.text.strip()
    padding = _padding(cell, text, width, type_, look)
    if cell.stacked:
        return SetCell(cell, tuple(glyph for glyph in text if not glyph.isspace()), padding)
    room = width - 2 * padding
    spacing = look.label_spacing * type_.em
    is_short = cell.tag.kind == "column" and 1 < len(text) <= _SPACED_LABEL
    if spacing and is_short and type_.width(text) + spacing * (len(text) - 1) <= room:
        return SetCell(cell, (text,), padding, spacing)
    lines = wrapped(text, room, room, type_.width)
    return SetCell(cell, tuple(line for start, end in lines if (line := text[start:end].strip())), padding)


def _padding(cell: Cell, text: str, width: float, type_: Type, look: Look) -> float:
    """At the sides of a cell: less where a figure would be broken, or a single glyph would not fit."""
    spare = (width - type_.width(text)) / 2
    if cell.tag.kind in VALUE_KINDS and spare >= _LEAST_PADDING:
        return min(look.cell_padding, spare)
    return max(0.0, min(look.cell_padding, (width - 1.05 * type_.em) / 2))


def _edges(widths: Sequence[float], look: Look) -> tuple[float, ...]:
    text_width = look.page_width - look.margin_left - look.margin_right
    width = min(text_width * look.table_width, look.page_width - 8.0)
    left = look.margin_left + (text_width - width) / 2
    # A table wider than the text stays on the page.
    left = min(max(left, 4.0), look.page_width - 4.0 - width)
    scale = width / sum(widths)
    return tuple(accumulate((w * scale for w in widths), initial=left))


def _shifted(edges: tuple[float, ...], table: Table, look: Look) -> tuple[float, ...]:
    """Edges of the body, moved where columns of values do not line up with their headers."""
    values = [c.column for c in table.cells if c.tag.kind in VALUE_KINDS]
    if not look.value_shift or not values:
        return edges
    first = min(values)
    moved = list(edges)
    for i in range(max(first, 1), len(edges) - 1):
        moved[i] -= look.value_shift * (edges[i + 1] - edges[i])
    return tuple(moved) if all(a < b for a, b in pairwise(moved)) else edges


def _heights(cells: Sequence[SetCell], rows: int, leading: float, look: Look) -> tuple[float, ...]:
    """The last row of a merged cell grows where its rows are too low for its text."""
    heights = [max(look.row_height, leading + 2 * look.row_padding)] * rows
    for each in sorted(cells, key=lambda c: c.cell.rows):
        start, end = each.cell.row, each.cell.row + each.cell.rows
        missing = len(each.lines) * leading + 2 * look.row_padding - sum(heights[start:end])
        if missing > 0:
            heights[end - 1] += missing
    return tuple(heights)
