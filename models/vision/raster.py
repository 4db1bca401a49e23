"""The raster of a table: which of its fields the rules separate, and the rectangles that the others join to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from gouji.models.vision.segments import Segment, covered

Field = tuple[int, int]
"""Row and column, from 0."""

SEPARATING = 0.5
"""Part of an edge that rules must cover to separate. Overhanging ends stay far below, broken rules far above."""


@dataclass(frozen=True, slots=True)
class Raster:
    """Ascending positions of the lines (one more than columns, rows), and the segments that lie on each."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    on_ys: tuple[tuple[Segment, ...], ...]
    on_xs: tuple[tuple[Segment, ...], ...]

    def drawn_right_of(self, row: int, column: int) -> float:
        """Which part of a field's right edge is drawn, in [0, 1]."""
        return covered(self.on_xs[column + 1], self.ys[row], self.ys[row + 1])

    def drawn_below(self, row: int, column: int) -> float:
        """Which part of a field's lower edge is drawn, in [0, 1]."""
        return covered(self.on_ys[row + 1], self.xs[column], self.xs[column + 1])

    def transposed(self) -> Raster:
        """Rows for columns and columns for rows."""
        return Raster(self.ys, self.xs, self.on_xs, self.on_ys)


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle of fields: the first row and column, and how many."""

    row: int
    column: int
    rows: int
    columns: int


def spans(raster: Raster) -> list[Span]:
    """The cells, ordered by row and column: fields that nothing separates, together.

    Where these form no rectangle (a rule is partly missing) they are cut into rectangles along rows or along columns,
    whichever has more drawn rules along the cuts.
    """
    found = [span for area in _areas(raster) for span in _rectangles(area, raster)]
    return sorted(found, key=lambda span: (span.row, span.column))


def _areas(raster: Raster) -> Iterable[set[Field]]:
    """Sets of fields that hang together without a separating rule."""
    unseen = {(row, column) for row in range(len(raster.ys) - 1) for column in range(len(raster.xs) - 1)}
    joined = _joined(raster)
    while unseen:
        waiting = [unseen.pop()]
        area = set(waiting)
        while waiting:
            reached = joined.get(waiting.pop(), set()) & unseen
            unseen -= reached
            area |= reached
            waiting.extend(reached)
        yield area


def _joined(raster: Raster) -> dict[Field, set[Field]]:
    """The neighbours of each field that nothing separates from it."""
    joined: dict[Field, set[Field]] = {}
    for row in range(len(raster.ys) - 1):
        for column in range(len(raster.xs) - 1):
            neighbours = []
            if column + 2 < len(raster.xs) and raster.drawn_right_of(row, column) <= SEPARATING:
                neighbours.append((row, column + 1))
            if row + 2 < len(raster.ys) and raster.drawn_below(row, column) <= SEPARATING:
                neighbours.append((row + 1, column))
            for neighbour in neighbours:
                joined.setdefault((row, column), set()).add(neighbour)
                joined.setdefault(neighbour, set()).add((row, column))
    return joined


def _rectangles(area: set[Field], raster: Raster) -> list[Span]:
    """The area as rectangles: itself, or the better of its two ways to be cut."""
    by_row = _bars(area, raster)
    if len(by_row) == 1:
        return by_row
    transposed = _bars({(column, row) for row, column in area}, raster.transposed())
    by_column = [Span(span.column, span.row, span.columns, span.rows) for span in transposed]
    return max(by_row, by_column, key=lambda cut: (_drawn_on_cuts(cut, raster), -len(cut)))


def _bars(area: set[Field], raster: Raster) -> list[Span]:
    """Runs of neighbours in each row, equal ones in rows that follow each other joined where no rule is between."""
    bars: list[Span] = []
    last: dict[tuple[int, int], Span] = {}
    for row in sorted({row for row, _ in area}):
        above, last = last, {}
        for first, end in _runs(row, area, raster):
            bar = above.get((first, end))
            if bar and all(raster.drawn_below(row - 1, column) <= SEPARATING for column in range(first, end)):
                last[first, end] = replace(above.pop((first, end)), rows=bar.rows + 1)
            else:
                last[first, end] = Span(row, first, 1, end - first)
        bars += above.values()
    return [*bars, *last.values()]


def _runs(row: int, area: set[Field], raster: Raster) -> list[tuple[int, int]]:
    """Runs of the area's fields in one row that no rule separates: first column and the one behind the last."""
    runs: list[tuple[int, int]] = []
    for column in sorted(column for r, column in area if r == row):
        if runs and column == runs[-1][1] and raster.drawn_right_of(row, column - 1) <= SEPARATING:
            runs[-1] = (runs[-1][0], column + 1)
        else:
            runs.append((column, column + 1))
    return runs


def _drawn_on_cuts(cut: Sequence[Span], raster: Raster) -> float:
    """Mean part of the edges between the rectangles that is drawn, by number of fields along them."""
    owner = {
        (row, column): index
        for index, span in enumerate(cut)
        for row in range(span.row, span.row + span.rows)
        for column in range(span.column, span.column + span.columns)
    }
    edges: list[tuple[Field, Field, Callable[[int, int], float]]] = []
    for row, column in owner:
        edges.append(((row, column), (row, column + 1), raster.drawn_right_of))
        edges.append(((row, column), (row + 1, column), raster.drawn_below))
    drawn = [part(*one) for one, other, part in edges if other in owner and owner[one] != owner[other]]
    return sum(drawn) / len(drawn) if drawn else 0.0
