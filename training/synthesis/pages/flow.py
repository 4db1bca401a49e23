"""Pages filled from top to bottom: running text, and tables in the parts that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Paragraph, Table
from gouji.training.synthesis.pages.cell_text import Setting, set_lines
from gouji.training.synthesis.pages.frame import boxes, rules, shades
from gouji.training.synthesis.pages.grid import Grid, measured
from gouji.training.synthesis.pages.margins import page_number, running_header
from gouji.training.synthesis.pages.marks import Box, Rectangle, Rule, Shade, Sheet, TextLine, ValueCell
from gouji.training.synthesis.pages.paragraphs import set_paragraph
from gouji.training.synthesis.pages.parts import Part, cut_table
from gouji.training.synthesis.pages.pieces import Piece, pieces

_KEPT_LINES = 2
"""A heading stays with this many lines of what follows it."""

_TABLE_SPACE = 2.0
"""Space under a table, in millimetres."""


class Flow:
    """Pages under way. Elements are added in reading order; :meth:`sheets` gives the pages."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._sheets: list[Sheet] = []
        self._lines: list[TextLine] = []
        self._drawings: list[Rule | Box | Shade] = []
        self._cells: list[ValueCell] = []
        self._frames: list[Rectangle] = []
        self._y = look.margin_top
        self._block = 0
        self._strays = stream("baselines", repr(look))
        self._losses = stream("missing rules", repr(look))

    def paragraph(self, paragraph: Paragraph) -> None:
        """Add running text."""
        text = set_paragraph(paragraph, self._look)
        if text.is_heading and self._room < text.leading * (len(text.lines) + _KEPT_LINES):
            self._next_page()
        self._y += 0.0 if self._is_fresh else text.space_above
        for line in text.lines:
            if self._room < text.leading:
                self._next_page()
            self._block += 1
            self._put(replace(line, baseline=self._y + line.baseline))
            self._y += text.leading
        self._y += text.space_below

    def table(self, table: Table) -> None:
        """Add a table, over as many pages as it takes."""
        look = self._look
        self._y += 0.0 if self._is_fresh else look.table_gap
        grid = measured(table, look)
        page_room = look.page_height - look.margin_top - look.margin_bottom
        parts = cut_table(grid, look, max(self._room, 0.0), page_room)
        setting = Setting(look, grid.leading, grid.header_rows)
        for number, (part, held) in enumerate(zip(parts, pieces(grid, parts, setting), strict=True)):
            if number:
                self._next_page()
            self._block += 1
            self._draw(grid, part, held, (number == 0, number == len(parts) - 1))
            for piece in held:
                self._cell(grid, piece, setting)
            self._y += part.height
        self._y += _TABLE_SPACE

    def sheets(self) -> tuple[Sheet, ...]:
        """The pages, with page numbers and running headers."""
        pages = (*self._sheets, self._sheet())
        return tuple(
            replace(s, lines=(*running_header(self._look), *s.lines, *page_number(self._look, i, len(pages))))
            for i, s in enumerate(pages, start=1)
        )

    @property
    def _room(self) -> float:
        return self._look.page_height - self._look.margin_bottom - self._y

    @property
    def _is_fresh(self) -> bool:
        return self._y <= self._look.margin_top

    def _put(self, line: TextLine) -> None:
        stray = self._look.baseline_jitter
        moved = line.baseline + self._strays.uniform(-stray, stray) if stray else line.baseline
        self._lines.append(replace(line, baseline=moved, block=self._block))

    def _draw(self, grid: Grid, part: Part, held: Sequence[Piece], ends: tuple[bool, bool]) -> None:
        look = self._look
        if look.header_shading:
            self._drawings += shades(grid, part, self._y)
        if look.rules == "full" and look.rule_drawing == "boxes":
            self._drawings += boxes([self._place(grid, piece) for piece in held], look)
        else:
            self._drawings += rules(grid, part, self._y, look, ends, self._losses)

    def _cell(self, grid: Grid, piece: Piece, setting: Setting) -> None:
        place = self._place(grid, piece)
        self._frames.append(place)
        for line in set_lines(piece.each, piece.first, piece.count, place, setting):
            self._put(line)
        tag = piece.each.cell.tag
        if piece.is_cell and tag.kind == "value":
            self._cells.append(ValueCell(tag.id, place))

    def _place(self, grid: Grid, piece: Piece) -> Rectangle:
        left, right = grid.sides(piece.each.cell)
        return Rectangle(left, self._y + piece.top, right, self._y + piece.bottom)

    def _sheet(self) -> Sheet:
        return Sheet(tuple(self._lines), tuple(self._drawings), tuple(self._cells), tuple(self._frames))

    def _next_page(self) -> None:
        self._sheets.append(self._sheet())
        self._lines, self._drawings, self._cells, self._frames = [], [], [], []
        self._y = self._look.margin_top
        self._block += 1
