"""Rules that a table lacks: those that are seen beside a cell, or above and below it; and those seen from how figures
stand: beside a label in many rows, or in two lines in a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from gouji.models.vision.grid import Grid, GridCell, transposed, turned
from gouji.models.vision.ink import Box, union
from gouji.models.vision.ink_map import InkMap, cell_ink

RIVER = 1.0
"""In ems: paper between a label and a figure that no rule parts; spaced-out labels have gaps as wide, but not one under
another."""

FEWEST = 3
"""Cells with ink on both sides of a river that show it to be a column's edge."""

USUAL = 0.8
"""Share of the cells beside one another's right edges through which the river runs: some may be merged."""

ROW_GAP = 0.6
"""In ems: paper between figures of two rows; between the lines of one text there is less."""

ROWS_USUAL = 0.5
"""Share of the cells of a row that hold two lines where a rule is missing below the first: labels may hold more."""

FLAT = 0.3
"""In ems: what is lower shows no row, as the bits of a fold do not that runs above the figures of one."""

FIGURE = 0.4
"""In ems: what is lower right of a river is a speck, or a dash."""

WIDEST, HIGHEST = 3.5, 0.87
"""In ems, the ink of a part of a cell of several columns: figures. What is wider or higher may be a head over them."""

BETWEEN = 3
"""Rows without a line, from which what runs above and below them is not one."""

MANY = 6
"""Lines that rows far apart must have in common to be of one table: those of other tables of these forms have fewer."""

ONE_LINE = 1.3
"""In ems: what stands right of the river is no higher, as a figure is."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """Paper between ink on its left and a figure on its right in one cell, or on its left and the edge or specks:
    ``start`` to ``end``."""

    cell: GridCell
    start: float
    end: float
    is_between: bool


def completed(grid: Grid, ink: InkMap, tolerance: float) -> Grid:
    """The table with rows parted that are two, and with cells parted where a label and a figure share one.

    ``tolerance``: in pixels, what ink so near to a cell's edge is of the rule.
    """
    whole = _with_columns(_with_levels(grid, ink, tolerance), ink, tolerance)
    return _with_uprights(_with_rows(whole, ink, tolerance), ink, tolerance)


def _with_levels(grid: Grid, ink: InkMap, tolerance: float) -> Grid:
    """The table with cells of several rows parted along lines that run on their left and on their right, where no ink
    is in the way: what spans rows in these forms, heads and labels of groups, has no such line on one side."""
    ends: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        ends.setdefault(cell.row + cell.row_span, []).append(cell)
    cells = [part for cell in grid.cells for part in _levelled(cell, ends, ink, tolerance)]
    return replace(grid, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _levelled(
    cell: GridCell, ends: Mapping[int, Sequence[GridCell]], ink: InkMap, tolerance: float
) -> Iterator[GridCell]:
    """A cell in the parts that the lines on both sides make of it. ``ends``: the cells that end at each line."""
    boxes = cell_ink(ink, cell, tolerance) if cell.row_span > 1 else []
    for line in range(cell.row + 1, cell.row + cell.row_span):
        left = [other for other in ends.get(line, ()) if other.column + other.column_span <= cell.column]
        right = [other for other in ends.get(line, ()) if other.column >= cell.column + cell.column_span]
        if left and right:
            y = (left[-1].bottom + right[0].bottom) / 2
            if not any(box.top < y < box.bottom for box in boxes):
                yield replace(cell, row_span=line - cell.row, bottom=y)
                cell = replace(cell, row=line, row_span=cell.row + cell.row_span - line, top=y)
    yield cell


def _with_columns(grid: Grid, ink: InkMap, tolerance: float) -> Grid:
    """The table with cells of several columns, right of the first, parted along lines that run above and below, where
    no ink is in the way, or what is no line of text; along those above only between two figures."""
    ends: dict[int, list[GridCell]] = {}
    lines: dict[int, set[int]] = {}
    for cell in grid.cells:
        ends.setdefault(cell.column + cell.column_span, []).append(cell)
        for row in range(cell.row, cell.row + cell.row_span):
            lines.setdefault(row, set()).add(cell.column + cell.column_span)
    cells = [part for cell in grid.cells for part in _columned(cell, ends, lines, ink, tolerance)]
    return replace(grid, cells=tuple(cells))


def _columned(
    cell: GridCell,
    ends: Mapping[int, Sequence[GridCell]],
    lines: Mapping[int, Set[int]],
    ink: InkMap,
    tolerance: float,
) -> Iterator[GridCell]:
    """A cell in the parts that the lines above and below make of it. ``ends``: the cells that end at each line;
    ``lines``: those at which the cells of each row do."""
    if not cell.column:
        yield cell
        return
    boxes = cell_ink(ink, cell, tolerance) if cell.column_span > 1 else []
    for line in range(cell.column + 1, cell.column + cell.column_span):
        above = [other for other in ends.get(line, ()) if other.row + other.row_span <= cell.row]
        below = [other for other in ends.get(line, ()) if other.row >= cell.row + cell.row_span]
        if not _are_alike(above, below, lines, cell.column):
            # Further off it is of another table on the same page.
            above = above if above and cell.row - above[-1].row - above[-1].row_span < BETWEEN else []
            below = below if below and below[0].row - cell.row - cell.row_span < BETWEEN else []
        if not above or len(above) + len(below) < FEWEST:  # a head over columns has none above
            continue
        nearest = [*above[-1:], *below[:1]]
        x = sum(other.right for other in nearest) / len(nearest)
        inside = [box for box in boxes if max(abs(box.left - x), abs(box.right - x)) > tolerance]  # no bits of the line
        left = [box for box in inside if box.right <= x]
        right = [box for box in inside if box.left >= x]
        is_free = len(left) + len(right) == len(inside)
        are_figures = bool(left and right) and _is_a_figure(left, ink.em) and _is_one_line(right, ink.em)
        is_stained = min(len(above), len(below)) >= FEWEST and bool(inside) and not _is_one_line(inside, ink.em)
        is_parted = is_stained or (is_free and (are_figures or (bool(below) and not (left and right))))
        if is_parted:
            yield replace(cell, column_span=line - cell.column, right=x)
            cell = replace(cell, column=line, column_span=cell.column + cell.column_span - line, left=x)
            boxes = [box for box in inside if box.right > x]
    yield cell


def _are_alike(
    above: Sequence[GridCell], below: Sequence[GridCell], lines: Mapping[int, Set[int]], column: int
) -> bool:
    """Whether the rows next above and below that have a line are of one table: of many columns, and one has all lines
    right of a column that the other has."""
    if min(len(above), len(below)) < FEWEST:
        return False
    over, under = lines[above[-1].row + above[-1].row_span - 1], lines[below[0].row]
    beside = [{line for line in row if line > column} for row in (over, under)]
    return len(over & under) >= MANY and (beside[0] <= beside[1] or beside[1] <= beside[0])


def _with_rows(grid: Grid, ink: InkMap, tolerance: float) -> Grid:
    """The table with rows parted in most of whose cells two lines stand apart, at one height."""
    for top, bottom in sorted({(cell.top, cell.bottom) for cell in grid.cells}):
        row = {cell: cell_ink(ink, cell, tolerance) for cell in grid.cells if (cell.top, cell.bottom) == (top, bottom)}
        printed = [[box for box in boxes if box.height > FLAT * ink.em] for boxes in row.values()]
        y = _row_edge([boxes for boxes in printed if boxes], ink.em)
        if y is not None:
            free = {cell for cell, boxes in row.items() if not any(box.top < y < box.bottom for box in boxes)}
            return _with_rows(transposed(_split(transposed(grid), y, set(map(turned, free)))), ink, tolerance)
    return grid


def _row_edge(row: Sequence[Sequence[Box]], em: float) -> float | None:
    """Where two rows part whose inked cells are given, if they are two: in the broadest band without ink."""
    gaps = [[(a, b) for a, b in _bands(boxes) if b - a > ROW_GAP * em] for boxes in row]
    for middle in [(a + b) / 2 for cell in gaps for a, b in cell]:
        through = [(a, b) for cell in gaps for a, b in cell if a < middle < b]
        if len(through) >= max(FEWEST, ROWS_USUAL * len(row)):
            start, end = max(a for a, _ in through), min(b for _, b in through)
            edges = [Box(0, 0, 1, round(start)), Box(0, round(end), 1, round(end) + 1)]
            within = [box for boxes in row for box in boxes if box.bottom > start and box.top < end]
            broadest = max(_bands([*edges, *within]), key=lambda band: band[1] - band[0], default=(start, end))
            return sum(broadest) / 2
    return None


def _bands(boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """The bands of paper between ink, from top to bottom."""
    bands: list[tuple[float, float]] = []
    ordered = sorted(boxes, key=lambda box: box.top)
    reached = ordered[0].bottom
    for box in ordered:
        if box.top > reached:
            bands.append((reached, box.top))
        reached = max(reached, box.bottom)
    return bands


def _with_uprights(grid: Grid, ink: InkMap, tolerance: float) -> Grid:
    """The table with cells parted where a river of paper runs down through them, a figure on its right in each."""
    rivers = (_river(grid, right, ink, tolerance) for right in sorted({cell.right for cell in grid.cells}))
    river = next(filter(None, rivers), None)
    if not river:
        return grid
    x = (max(gap.start for gap in river) + min(gap.end for gap in river)) / 2
    return _with_uprights(_split(grid, x, {gap.cell for gap in river}), ink, tolerance)


def _river(grid: Grid, right: float, ink: InkMap, tolerance: float) -> list[_Gap]:
    """The gaps of one river through the cells that end at ``right``; empty where there is none."""
    inked = [(cell, boxes) for cell in grid.cells if cell.right == right and (boxes := cell_ink(ink, cell, tolerance))]
    gaps = [gap for cell, boxes in inked for gap in _gaps(cell, boxes, ink.em)]
    rivers = [_through(gap, gaps) for gap in gaps if gap.is_between]
    rivers = [r for r in rivers if sum(gap.is_between for gap in r) >= FEWEST and len(r) >= USUAL * len(inked)]
    return max(rivers, key=lambda river: sum(gap.is_between for gap in river), default=[])


def _through(gap: _Gap, gaps: Sequence[_Gap]) -> list[_Gap]:
    """The gaps at the middle of one, one for each cell."""
    x = (gap.start + gap.end) / 2
    return [other for other in gaps if other.start < x < other.end]


def _gaps(cell: GridCell, boxes: Sequence[Box], em: float) -> list[_Gap]:
    """The wide gaps behind ink of a cell, seen from above; between two only where one line stands on the right."""
    gaps: list[_Gap] = []
    ordered = sorted(boxes, key=lambda box: box.left)
    reached = ordered[0].right
    for at, box in enumerate(ordered):
        if box.left - reached > RIVER * em and _is_one_line(ordered[at:], em):
            is_figure = max(right.height for right in ordered[at:]) >= FIGURE * em
            gaps.append(_Gap(cell, reached, box.left, is_between=is_figure))
        reached = max(reached, box.right)
    if cell.right - reached > RIVER * em:
        gaps.append(_Gap(cell, reached, cell.right, is_between=False))
    return gaps


def _is_a_figure(boxes: Sequence[Box], em: float) -> bool:
    """Whether ink is no more than a figure's."""
    whole = union(boxes)
    return whole.width <= WIDEST * em and whole.height <= HIGHEST * em


def _is_one_line(boxes: Sequence[Box], em: float) -> bool:
    return max(box.bottom for box in boxes) - min(box.top for box in boxes) <= ONE_LINE * em


def _split(grid: Grid, x: float, chosen: set[GridCell]) -> Grid:
    """The table with one line more at ``x``, which parts the chosen cells and runs through the others unseen."""
    column = max((cell.column for cell in grid.cells if cell.left < x), default=0)
    cells = [part for cell in grid.cells for part in _parts(cell, x, column, cell in chosen)]
    return replace(grid, columns=grid.columns + 1, cells=tuple(cells))


def _parts(cell: GridCell, x: float, column: int, is_split: bool) -> tuple[GridCell, ...]:
    """A cell beside a new line in ``column``: moved on by one, made one wider, or parted."""
    if cell.column > column:
        return (replace(cell, column=cell.column + 1),)
    if cell.column + cell.column_span <= column:
        return (cell,)
    if not is_split:
        return (replace(cell, column_span=cell.column_span + 1),)
    left = replace(cell, column_span=column + 1 - cell.column, right=x)
    right = replace(cell, column=column + 1, column_span=cell.column + cell.column_span - column, left=x)
    return left, right
