"""Ruling lines to tables: rows, columns and the cells between them, with spans. Pure geometry, no images.

Rows and columns are the distinct positions of the rules. Where no rule separates two neighbouring fields of that
raster they are one cell. A field is taken as separated when rules cover more than half of the edge between.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gouji.models.document import Line, Piece
from gouji.models.vision.raster import Raster, Span, spans
from gouji.models.vision.segments import Group, Rule, Segment, cluster, connect, merge_segments, split_rules

__all__ = ["Grid", "GridCell", "Rule", "find_grids", "grid_lines", "transposed", "turned"]

MINIMUM_OVERHANG = 3
"""In tolerances: rules that stick out further than this beyond the last crossing rule bound an open row or column."""


OPEN = 0.5
"""Share of the rules that meet the outermost one across which stick out there where a border is missing."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: first row and column (from 0), how many it spans, and its box in the unit of the rules."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its box, the number of its rows and columns, its cells ordered by row and column.

    The cells cover the box without overlap.
    """

    left: float
    top: float
    right: float
    bottom: float
    rows: int
    columns: int
    cells: tuple[GridCell, ...]


def transposed(grid: Grid) -> Grid:
    """Rows for columns and columns for rows."""
    cells = sorted(map(turned, grid.cells), key=lambda cell: (cell.row, cell.column))
    return Grid(grid.top, grid.left, grid.bottom, grid.right, grid.columns, grid.rows, tuple(cells))


def turned(cell: GridCell) -> GridCell:
    """A cell of a transposed table."""
    spans = cell.column, cell.row, cell.column_span, cell.row_span
    return GridCell(*spans, left=cell.top, top=cell.left, right=cell.bottom, bottom=cell.right)


def find_grids(rules: Sequence[Rule], tolerance: float) -> tuple[Grid, ...]:
    """The tables that the rules draw, from top to bottom, then left to right.

    ``tolerance``, in the unit of the rules: what is no further apart is one line, touches, or is a break to be closed.
    It should exceed the thickness of a rule and the gap of a double one, and stay below a third of a row's height.
    A frame with nothing inside is no table.
    """
    horizontal, vertical = (
        sorted(merge_segments(segments, tolerance), key=_position) for segments in split_rules(rules)
    )
    groups = connect(horizontal, vertical, tolerance)
    grids = [_grid(group, horizontal, vertical, tolerance) for group in groups]
    return tuple(sorted((grid for grid in grids if len(grid.cells) > 1), key=lambda grid: (grid.top, grid.left)))


def grid_lines(grid: Grid, piece_of: Callable[[GridCell], tuple[Piece, ...]], table: int) -> tuple[Line, ...]:
    """One separated line for each row, with the pieces of the cells that begin in it, left to right.

    ``piece_of`` gives the pieces of a cell: more than one where a rule is missing between two, and for an empty cell
    one piece without text. A row in which no cell begins has no line.
    """
    rows: dict[int, list[Piece]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).extend(piece_of(cell))
    return tuple(Line(tuple(rows[row]), separated=True, table=table) for row in sorted(rows))


def _grid(group: Group, horizontal: Sequence[Segment], vertical: Sequence[Segment], tolerance: float) -> Grid:
    """The table a group of rules draws. The other rules count too where they continue a line of the group.

    ``horizontal`` and ``vertical`` are all rules, in the order of their positions.
    """
    ys = _lines(group.horizontal, group.vertical, tolerance)
    xs = _lines(group.vertical, group.horizontal, tolerance)
    raster = Raster(tuple(xs), tuple(ys), _beside(horizontal, ys, tolerance), _beside(vertical, xs, tolerance))
    found = spans(raster)
    # Strokes of glyphs that touch a rule make lines that part no cells.
    rows = sorted({edge for span in found for edge in (span.row, span.row + span.rows)})
    columns = sorted({edge for span in found for edge in (span.column, span.column + span.columns)})
    cells = tuple(
        _cell(_renumbered(span, rows, columns), [xs[c] for c in columns], [ys[r] for r in rows]) for span in found
    )
    return Grid(xs[0], ys[0], xs[-1], ys[-1], len(rows) - 1, len(columns) - 1, cells)


def _lines(along: Sequence[Segment], across: Sequence[Segment], tolerance: float) -> list[float]:
    """Positions of the lines that bound rows (or columns): those of the rules, and of open borders."""
    runs = cluster([segment.position for segment in along], tolerance, lambda position: position)
    lines = [sum(run) / len(run) for run in runs]
    before = _open_edge([-segment.start for segment in across], -lines[0], tolerance)
    after = _open_edge([segment.end for segment in across], lines[-1], tolerance)
    return [*(-edge for edge in before), *lines, *after]


def _open_edge(ends: Sequence[float], last: float, tolerance: float) -> list[float]:
    """How far rules reach beyond the last one across, where so many do that an open row or column lies there.

    Half of those that meet the last one: single ones that stick out are dirt, or bits of other lines.
    """
    meeting = [end for end in ends if end >= last - tolerance]
    out = sorted(end for end in meeting if end - last > MINIMUM_OVERHANG * tolerance)
    return [out[-min(2, len(out))]] if out and len(out) >= OPEN * len(meeting) else []


def _beside(segments: Sequence[Segment], lines: Sequence[float], tolerance: float) -> tuple[tuple[Segment, ...], ...]:
    """For each line the segments, sorted by position, that lie on it."""
    return tuple(
        tuple(
            segments[
                bisect_left(segments, line - tolerance, key=_position) : bisect_right(
                    segments, line + tolerance, key=_position
                )
            ]
        )
        for line in lines
    )


def _position(segment: Segment) -> float:
    return segment.position


def _renumbered(span: Span, rows: Sequence[int], columns: Sequence[int]) -> Span:
    """The span counted in those lines only that bound some cell."""
    row, column = rows.index(span.row), columns.index(span.column)
    rows_spanned = rows.index(span.row + span.rows) - row
    return Span(row, column, rows_spanned, columns.index(span.column + span.columns) - column)


def _cell(span: Span, xs: Sequence[float], ys: Sequence[float]) -> GridCell:
    return GridCell(
        row=span.row,
        column=span.column,
        row_span=span.rows,
        column_span=span.columns,
        left=xs[span.column],
        top=ys[span.row],
        right=xs[span.column + span.columns],
        bottom=ys[span.row + span.rows],
    )
