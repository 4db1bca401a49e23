"""The cells of a cut table on its pages: in each part the piece of a cell and the lines that stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.training.synthesis.pages.cell_text import Setting, shared_out
from gouji.training.synthesis.pages.grid import Grid, SetCell
from gouji.training.synthesis.pages.parts import Part, Slice


@dataclass(frozen=True, slots=True)
class Piece:
    """What a part holds of a cell: from ``top`` to ``bottom`` of the part, ``count`` lines from number ``first`` on.

    ``is_cell``: of all pieces of the cell it is the one that stands for it: the first with text, or the first.
    """

    each: SetCell
    top: float
    bottom: float
    first: int
    count: int
    is_cell: bool


def pieces(grid: Grid, parts: Sequence[Part], setting: Setting) -> tuple[tuple[Piece, ...], ...]:
    """The pieces in each part, by row and column."""
    found: list[list[Piece]] = [[] for _ in parts]
    for each in grid.cells:
        for number, piece in _of_cell(each, parts, setting):
            found[number].append(piece)
    return tuple(tuple(part) for part in found)


def _of_cell(each: SetCell, parts: Sequence[Part], setting: Setting) -> Iterator[tuple[int, Piece]]:
    extents = [
        (number, extent)
        for number, part in enumerate(parts)
        if (extent := _extent(each, part.slices[part.repeated :])) is not None
    ]
    counts = shared_out(each, [bottom - top for _, (top, bottom) in extents], setting)
    holder = next((i for i, count in enumerate(counts) if count), 0)
    first = 0
    for i, (number, (top, bottom)) in enumerate(extents):
        yield number, Piece(each, top, bottom, first, counts[i], i == holder)
        first += counts[i]
    for number, part in enumerate(parts):
        again = _extent(each, part.slices[: part.repeated])
        if again is not None:
            yield number, Piece(each, *again, 0, len(each.lines), False)


def _extent(each: SetCell, slices: Sequence[Slice]) -> tuple[float, float] | None:
    """Top and bottom of the cell's rows among the slices."""
    rows = range(each.cell.row, each.cell.row + each.cell.rows)
    own = [s for s in slices if s.row in rows]
    return (own[0].top, own[-1].bottom) if own else None
