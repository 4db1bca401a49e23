"""Tables whose cells are drawn, stand as a form's do, or were seen here and there; and the rows of those not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gouji.models.vision.grid import Grid, GridCell, find_grids, grid_lines
from gouji.models.vision.levelling import levelled
from gouji.models.vision.regularity import is_drawn, is_patchy
from gouji.models.vision.segments import Rule

TOLERANCE = 3.0
EDGES = [0, 200, 240, 280, 320, 360, 400, 440, 480]


def cells(rows: Sequence[Sequence[int]], height: float = 20) -> Grid:
    """A table whose rows have cells between the given places."""
    places = sorted({x for row in rows for x in row})
    found = [
        GridCell(at, places.index(a), 1, places.index(b) - places.index(a), a, at * height, b, (at + 1) * height)
        for at, row in enumerate(rows)
        for a, b in pairwise(row)
    ]
    return Grid(places[0], 0, places[-1], len(rows) * height, len(rows), len(places) - 1, tuple(found))


def test_a_form_with_its_headers_and_other_tables_is_regular() -> None:
    headers = [[0, 200, 480], [0, 200, 240, 440, 480], EDGES]
    labels_of_two = [[0, 60, *EDGES[1:]]] * 6
    above = [[0, 240, 480]] * 8
    assert not is_patchy(cells([*above, *headers, *[EDGES] * 12, *labels_of_two]))
    assert not is_patchy(cells([EDGES] * 3)), "too few rows to tell"


def test_cells_that_stand_otherwise_in_each_row_are_pieces() -> None:
    pieces = [[x for i, x in enumerate(EDGES) if i in (0, 8) or (i + row) % 3] for row in range(20)]
    assert is_patchy(cells(pieces))
    slivers = [sorted({*EDGES, 210 + 5 * row, 300 + 5 * row}) for row in range(10)]
    assert is_patchy(cells(slivers))


def test_sides_are_drawn_or_only_seen() -> None:
    rules = [Rule(x, 0, x, 100) for x in (0, 100, 200)] + [Rule(0, y, 200, y) for y in (0, 50, 100)]
    (grid,) = find_grids(rules, TOLERANCE)
    assert is_drawn(grid, rules, TOLERANCE)
    broken = [Rule(0, y, 200, y) for y in (0, 50, 100)] + [Rule(101, 0, 101, 40)]
    assert is_drawn(grid, broken, TOLERANCE)
    assert not is_drawn(grid, broken[:3], TOLERANCE)


def test_a_cell_that_begins_above_its_row_is_put_into_it() -> None:
    regular = cells([EDGES] * 6)
    last = max(cell for cell in regular.cells if (cell.row, cell.right) == (3, 480))
    early = GridCell(2, last.column, 2, 1, last.left, last.top - 8, last.right, last.bottom)
    cut = GridCell(2, last.column, 1, 1, last.left, last.top - 20, last.right, last.top - 8)
    others = [c for c in regular.cells if c is not last and (c.row, c.right) != (2, 480)]
    uneven = Grid(0, 0, 480, 120, 6, 8, tuple(sorted((*others, early, cut), key=lambda c: (c.row, c.column))))
    told = {cell: f"{cell.row}" for cell in levelled(uneven).cells}
    assert sorted(cell.column for cell in told if cell.row == 3) == list(range(8))
    assert levelled(regular) == regular
    assert levelled(cells([EDGES] * 2)) == cells([EDGES] * 2), "too few rows"
    assert len(grid_lines(levelled(uneven), lambda _: (), 0)) == 6
