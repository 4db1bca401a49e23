"""A table cut by the feet of pages, and the text of cut cells shared out among the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouji.training.synthesis.look import Look
from gouji.training.synthesis.pages.grid import Grid

_EPSILON = 1e-6

_OVERHANG = 0.2
"""How far the lines of a cell may reach over its edge, in leadings: leading is wider than the glyphs."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What a page holds of a row. ``top``: millimetres from the top of the part."""

    row: int
    top: float
    height: float

    @property
    def bottom(self) -> float:
        """Millimetres from the top of the part."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Part:
    """What one page holds of a table. The first ``repeated`` slices are the header printed again."""

    slices: tuple[Slice, ...]
    repeated: int = 0

    @property
    def height(self) -> float:
        """Millimetres."""
        return self.slices[-1].bottom if self.slices else 0.0


def cut_table(grid: Grid, look: Look, room: float, page_room: float) -> tuple[Part, ...]:
    """The parts of a table; the first has ``room`` and may be empty, the others a page each.

    A row higher than a page is cut wherever the page ends.
    """
    cutter = _Cutter(grid, look, room, page_room)
    for row in range(len(grid.heights)):
        cutter.add(row)
    return (*cutter.parts, cutter.part())


class _Cutter:
    def __init__(self, grid: Grid, look: Look, room: float, page_room: float) -> None:
        self.parts: list[Part] = []
        self._grid, self._look = grid, look
        self._room, self._page_room = room, page_room
        self._slices: list[Slice] = []
        self._repeated = 0

    def add(self, row: int) -> None:
        """Put a row under the last one, or what fits of it."""
        height, lines = self._grid.heights[row], self._grid.depths[row]
        if self._needed(row) <= self._left + _EPSILON:
            self._append(row, height)
            return
        cut = self._cut(row)
        if cut is not None:
            self._append(row, cut[0])
            self._next_page()
            self._append_all(row, cut[1])
            return
        if len(self._slices) > self._repeated or (not self.parts and self._room < self._page_room - _EPSILON):
            self._next_page()
            self.add(row)
        else:
            self._append_all(row, height + (lines > 1) * 2 * self._look.row_padding)

    def part(self) -> Part:
        """What the page holds so far."""
        return Part(tuple(self._slices), self._repeated)

    @property
    def _left(self) -> float:
        return self._room - (self._slices[-1].bottom if self._slices else 0.0)

    def _needed(self, row: int) -> float:
        """Room for a row; for a header that is kept together, for the rest of it and the first row of the body."""
        body = self._grid.header_rows
        end = body + 1 if row < body and self._look.keep_header else row + 1
        needed = sum(self._grid.heights[row:end])
        return needed if needed <= self._page_room else self._grid.heights[row]

    def _cut(self, row: int) -> tuple[float, float] | None:
        """The lowest place where the row may be cut, as the heights above and below it. No figure is cut."""
        is_kept = row < self._grid.header_rows and self._look.keep_header
        if self._look.breaks != "inside_rows" or is_kept:
            return None
        leading, lines, figure = self._grid.leading, self._grid.depths[row], self._grid.figures[row]
        height = self._grid.heights[row] + 2 * self._look.row_padding
        above = (height - lines * leading) / 2
        most = min(lines - 1, int((self._left - above + _EPSILON) // leading))
        for fitting in range(most, 0, -1):
            if max(fitting, lines - fitting) >= figure:
                return above + fitting * leading, height - above - fitting * leading
        return None

    def _append(self, row: int, height: float) -> None:
        top = self._slices[-1].bottom if self._slices else 0.0
        self._slices.append(Slice(row, top, height))

    def _append_all(self, row: int, height: float) -> None:
        """A row, or the rest of one, over as many pages as it takes."""
        while height > self._left + _EPSILON:
            height -= self._left
            self._append(row, self._left)
            self._next_page()
        self._append(row, height)

    def _next_page(self) -> None:
        self.parts.append(self.part())
        self._slices, self._repeated, self._room = [], 0, self._page_room
        header = range(self._grid.header_rows)
        # A header is not repeated before it is complete, nor where it leaves too little room for the rows.
        done = any(s.row >= len(header) for part in self.parts for s in part.slices[part.repeated :])
        if self._look.repeat_header and done and sum(self._grid.heights[: len(header)]) < self._page_room / 2:
            for row in header:
                self._append(row, self._grid.heights[row])
            self._repeated = len(header)


def capacity_of(height: float, leading: float) -> int:
    """How many lines a cell of some height holds."""
    return max(0, int((height + _OVERHANG * leading) // leading))


def share_lines(offsets: Sequence[float], heights: Sequence[float], leading: float) -> tuple[int, ...]:
    """How many of a cell's lines stand in each part of it.

    ``offsets``: where the centre of each line falls in the whole cell, ascending; ``heights`` of the parts. Lines that
    have no room in their part go on to the next, and from the last back to the ones before.
    """
    capacity = [capacity_of(height, leading) for height in heights]
    counts, start = [], 0.0
    for height in heights:
        counts.append(sum(start <= offset < start + height for offset in offsets))
        start += height
    counts[-1] += len(offsets) - sum(counts)
    for i in range(len(counts) - 1):
        counts[i + 1] += max(0, counts[i] - capacity[i])
        counts[i] = min(counts[i], capacity[i])
    for i in range(len(counts) - 1, 0, -1):
        counts[i - 1] += max(0, counts[i] - capacity[i])
        counts[i] = min(counts[i], capacity[i])
    return tuple(counts)
