"""A table of reportlab that tells where its cells are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.lib import colors
from reportlab.platypus import Table as PlatypusTable

from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Cell, Table
from gouji.training.synthesis.pages.flowing_text import flowing_cell
from gouji.training.synthesis.pages.marks import MM_PER_POINT
from gouji.training.synthesis.pages.typefaces import face_for

_HAIR = 0.05
"""Widest hair rule, in millimetres."""

_LEAST_PART = 12
"""Height that a cut row leaves on each page, in points."""

_ENDLESS = 1e6
"""Points: more than any table is high."""

_ROOMY = 1.02
"""Room for a figure, in its widths: reportlab wraps what just fits."""

_LEAST_PAGE = 300
"""Points. Less room than any page has: the foot of one, which a table may leave empty."""

_LEAST_FILLED = 0.4
"""Share of the room on a page that a table fills before it is cut between merged cells rather than through one."""

_GLYPH = 1.05
"""Room for a glyph, in type sizes."""

_GROUPS = frozenset({"row_group", "block"})

Command = tuple[Any, ...]
"""Of reportlab's table style: name, first and last cell as (column, row), arguments."""


class FlowingTable(PlatypusTable):  # type: ignore[misc]
    """Made by :func:`flowing_table`; reportlab makes the parts of a split one."""

    def _drawCell(self, cellval: Any, cellstyle: Any, pos: Any, size: Any) -> None:  # noqa: ANN401, N802
        cell: Cell | None = cellval[0].cell if cellval else None
        if cell is not None:
            self.canv.record_cell(cell, bool(cellval[0].written().strip()), *pos, *size)
        super()._drawCell(cellval, cellstyle, pos, size)

    def _getFirstPossibleSplitRowPosition(self, availHeight: float, ignoreSpans: int = 0) -> int:  # noqa: N802, N803
        """reportlab keeps merged cells whole, and fails where one is higher than a page."""
        whole = int(super()._getFirstPossibleSplitRowPosition(availHeight, ignoreSpans))
        if sum(self._rowHeights[:whole]) >= _LEAST_FILLED * availHeight:
            return whole
        lowest = int(super()._getFirstPossibleSplitRowPosition(availHeight, 1))
        held = next((row for row in range(lowest, whole, -1) if self._holds_its_text(row)), whole)
        return held if held or availHeight < _LEAST_PAGE else lowest

    def _holds_its_text(self, end: int) -> bool:
        """Whether merged cells that a cut before a row leaves above it have room there for their text."""
        for row, cells in enumerate(self._cellvalues[:end]):
            room = sum(self._rowHeights[row:end])
            for column, value in enumerate(cells):
                text = value[0] if value else None
                if text is None or text.cell is None or row + text.cell.rows <= end:
                    continue
                if text.wrap(self._colWidths[column], room)[1] > room:
                    return False
        return True

    def highest_row(self, width: float) -> float:
        """Points of the highest row in a table of a width."""
        # Rows further down than the height given are not measured.
        self.wrap(width, _ENDLESS)
        return float(max(self._rowHeights))

    def header_height(self, width: float, rows: int) -> float:
        """Points that the first rows take in a table of a width."""
        self.wrap(width, 0)
        return float(sum(self._rowHeights[:rows]))


def flowing_table(table: Table, look: Look, width: float, height: float) -> FlowingTable:
    """A table for frames of a width and height, in points."""
    whole = width * min(look.table_width, 1.0)
    widths = [w * whole / sum(table.widths) for w in table.widths]
    rows: list[list[tuple[Any, ...]]] = [[() for _ in widths] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = (flowing_cell(cell, look),)
    commands = [*_padding(table, widths, look), *_spans(table), *_rules(table, look)]

    def made(repeated: int, is_high: bool = False) -> FlowingTable:
        return FlowingTable(
            rows,
            widths,
            style=commands,
            repeatRows=repeated,
            # reportlab forgets merged columns where it cuts a row: only one that is higher than a page is cut.
            splitByRow=1,
            splitInRow=_LEAST_PART if is_high else 0,
            spaceBefore=look.table_gap / MM_PER_POINT,
            spaceAfter=2 / MM_PER_POINT,
        )

    flowing = made(0)
    # A repeated header that fills the page leaves no room for rows, and reportlab would go on for ever.
    is_low = flowing.header_height(width, table.header_rows) < height / 2
    is_high = flowing.highest_row(width) > height
    return made(table.header_rows if look.repeat_header and is_low else 0, is_high)


def _padding(table: Table, widths: list[float], look: Look) -> Iterator[Command]:
    leading = look.table_size * look.table_line_spacing
    upright = max(look.row_padding / MM_PER_POINT, (look.row_height / MM_PER_POINT - leading) / 2)
    everything = ((0, 0), (-1, -1))
    yield ("TOPPADDING", *everything, upright)
    yield ("BOTTOMPADDING", *everything, upright)
    yield ("VALIGN", *everything, "MIDDLE")
    figures = _figure_widths(table, look)
    for column, width in enumerate(widths):
        # A narrow column holds a glyph all the same, and a figure in one line where it can.
        needed = max(_GLYPH * look.table_size, figures.get(column, 0.0))
        side = max(0.0, min(look.cell_padding / MM_PER_POINT, (width - needed) / 2))
        yield ("LEFTPADDING", (column, 0), (column, -1), side)
        yield ("RIGHTPADDING", (column, 0), (column, -1), side)
    position = {"top": "TOP", "centre": "MIDDLE", "bottom": "BOTTOM"}[look.value_position]
    for cell in table.cells:
        if cell.tag.kind in {"value", "local_value"}:
            yield ("VALIGN", (cell.column, cell.row), (cell.column, cell.row), position)
    if look.header_shading:
        yield ("BACKGROUND", (0, 0), (-1, table.header_rows - 1), colors.lightgrey)


def _figure_widths(table: Table, look: Look) -> dict[int, float]:
    """Points that the widest figure of each column needs."""
    widest: dict[int, float] = {}
    for cell in table.cells:
        if cell.tag.kind in {"value", "local_value"} and cell.columns == 1:
            width = sum(face_for(glyph, look.table_font).advance(glyph) for glyph in cell.text) * look.table_size
            widest[cell.column] = max(widest.get(cell.column, 0.0), _ROOMY * width)
    return widest


def _spans(table: Table) -> Iterator[Command]:
    for cell in table.cells:
        if cell.rows > 1 or cell.columns > 1:
            yield ("SPAN", (cell.column, cell.row), (cell.column + cell.columns - 1, cell.row + cell.rows - 1))


def _rules(table: Table, look: Look) -> Iterator[Command]:
    pen = (min(look.rule_width, _HAIR) if look.rules == "hair" else look.rule_width) / MM_PER_POINT, colors.black
    first, last = (0, 0), (-1, -1)
    if look.rules in {"full", "hair"}:
        yield ("INNERGRID", first, last, *pen)
    elif look.rules == "horizontal":
        yield ("LINEBELOW", first, last, *pen)
    elif look.rules == "partial":
        yield ("LINEBELOW", (0, table.header_rows - 1), (-1, table.header_rows - 1), *pen)
        for row in sorted({cell.row for cell in table.cells if cell.tag.kind in _GROUPS} - {0}):
            yield ("LINEABOVE", (0, row), (-1, row), *pen)
    if look.rules != "none":
        yield from _frame(look, pen)


def _frame(look: Look, pen: tuple[float, Any]) -> Iterator[Command]:
    frame = (look.frame_width / MM_PER_POINT or pen[0], pen[1])
    yield ("LINEABOVE", (0, 0), (-1, 0), *frame)
    yield ("LINEBELOW", (0, -1), (-1, -1), *frame)
    if look.rules != "horizontal" and not look.open_sides:
        yield ("LINEBEFORE", (0, 0), (0, -1), *frame)
        yield ("LINEAFTER", (-1, 0), (-1, -1), *frame)
