from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from gouji.models.document import BBox, Piece, Place
from gouji.models.vision.grid import Grid, GridCell, Rule, find_grids, grid_lines
from gouji.models.vision.slivers import without_slivers

TOLERANCE = 3.0
Box = tuple[float, float, float, float]


def box_rules(box: Box) -> list[Rule]:
    x0, y0, x1, y1 = box
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def boxes(grid: Grid) -> set[Box]:
    return {(cell.left, cell.top, cell.right, cell.bottom) for cell in grid.cells}


def table(columns: list[float], rows: list[float]) -> list[Rule]:
    across = [Rule(columns[0], y, columns[-1], y) for y in rows]
    return across + [Rule(x, rows[0], x, rows[-1]) for x in columns]


def cut(draw: st.DrawFn, box: Box, depth: int) -> list[Box]:
    """A partition of the box into rectangles on a raster of 40."""
    x0, y0, x1, y1 = box
    choices = ["x"] * (x1 - x0 >= 80) + ["y"] * (y1 - y0 >= 80)
    if depth == 0 or not choices or draw(st.integers(0, 4)) == 0:
        return [box]
    if draw(st.sampled_from(choices)) == "x":
        middle = x0 + 40 * draw(st.integers(1, int(x1 - x0) // 40 - 1))
        return cut(draw, (x0, y0, middle, y1), depth - 1) + cut(draw, (middle, y0, x1, y1), depth - 1)
    middle = y0 + 40 * draw(st.integers(1, int(y1 - y0) // 40 - 1))
    return cut(draw, (x0, y0, x1, middle), depth - 1) + cut(draw, (x0, middle, x1, y1), depth - 1)


@st.composite
def partitions(draw: st.DrawFn) -> list[Box]:
    found = cut(draw, (0.0, 0.0, 40.0 * draw(st.integers(2, 8)), 40.0 * draw(st.integers(2, 8))), 5)
    return found if len(found) > 1 else [(0.0, 0.0, 80.0, 40.0), (80.0, 0.0, 120.0, 40.0)]


@given(partitions())
def test_any_partition_is_recovered(partition: list[Box]) -> None:
    (grid,) = find_grids([rule for box in partition for rule in box_rules(box)], TOLERANCE)
    assert boxes(grid) == set(partition)


@given(partitions(), st.randoms(use_true_random=False))
def test_any_partition_is_recovered_with_jitter(partition: list[Box], rng: random.Random) -> None:
    def moved(value: float) -> float:
        return value + rng.uniform(-1, 1)

    rules = [rule for box in partition for rule in box_rules(box)]
    shaken = []
    for rule in rules:
        x, y = moved(rule.x0), moved(rule.y0)
        horizontal = rule.y0 == rule.y1
        shaken.append(Rule(x, y, moved(rule.x1) if horizontal else x, y if horizontal else moved(rule.y1)))
    (grid,) = find_grids(shaken, TOLERANCE)
    near = {tuple(round(value / 40) * 40.0 for value in box) for box in boxes(grid)}
    assert near == set(partition)
    assert len(grid.cells) == len(partition)


@given(st.lists(st.tuples(*[st.integers(0, 60)] * 3, st.booleans()), max_size=25))
def test_whatever_is_drawn_every_field_belongs_to_one_cell(strokes: list[tuple[int, int, int, bool]]) -> None:
    rules = [Rule(x, y, x + n * flat, y + n * (not flat)) for x, y, n, flat in strokes]
    for grid in find_grids(rules, 2.0):
        fields = [
            (row, column)
            for cell in grid.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert sorted(fields) == [(row, column) for row in range(grid.rows) for column in range(grid.columns)]


def test_thick_and_double_rules_are_one_line() -> None:
    rules = table([0, 50, 100], [0, 20, 40])
    thick = [Rule(r.x0 - 0.7, r.y0 - 0.7, r.x1 + 0.7, r.y1 + 0.7) for r in rules]
    double = [Rule(0, 2, 100, 2), Rule(2, 0, 2, 40)]
    (grid,) = find_grids(thick + double, TOLERANCE)
    assert (grid.rows, grid.columns, len(grid.cells)) == (2, 2, 4)


def test_open_top_and_bottom_at_a_page_break_are_closed() -> None:
    rules = [Rule(x, 0, x, 100) for x in (0, 50, 100)] + [Rule(0, y, 100, y) for y in (30, 70)]
    (grid,) = find_grids(rules, TOLERANCE)
    assert (grid.rows, grid.top, grid.bottom) == (3, 0, 100)
    assert len(grid.cells) == 6


def test_missing_outer_borders_left_and_right_are_closed() -> None:
    rules = [Rule(50, 0, 50, 60)] + [Rule(0, y, 100, y) for y in (0, 30, 60)]
    (grid,) = find_grids(rules, TOLERANCE)
    assert (grid.columns, grid.left, grid.right) == (2, 0, 100)


def test_one_rule_that_sticks_out_opens_no_row() -> None:
    rules = [*table([0, 50, 100], [0, 20, 40]), Rule(50, 0, 50, 60)]
    (grid,) = find_grids(rules, TOLERANCE)
    assert grid.rows == 2


def test_a_group_cell_spans_twenty_rows() -> None:
    rows = [20.0 * index for index in range(21)]
    rules = [Rule(30, y, 100, y) for y in rows[1:-1]] + [Rule(0, 0, 100, 0), Rule(0, 400, 100, 400)]
    (grid,) = find_grids(rules + [Rule(x, 0, x, 400) for x in (0, 30, 100)], TOLERANCE)
    assert grid.cells[0] == GridCell(0, 0, 20, 1, 0, 0, 30, 400)
    assert len(grid.cells) == 21


def test_broken_rules_still_separate() -> None:
    rules = [Rule(0, y, 100, y) for y in (0, 20, 40)] + [Rule(x, 0, x, 40) for x in (0, 100)]
    broken = [Rule(50, 1, 50, 8), Rule(50, 12, 50, 19), Rule(50, 22, 50, 39)]
    (grid,) = find_grids(rules + broken, TOLERANCE)
    assert len(grid.cells) == 4


def test_tables_come_from_top_to_bottom_and_frames_are_none() -> None:
    rules = table([0, 50, 100], [200, 220, 240]) + table([0, 50, 100], [0, 20]) + box_rules((-20, -20, 120, 300))
    lower, upper = find_grids(rules, TOLERANCE)[::-1]
    assert (upper.top, lower.top) == (0, 200)


def test_no_rules_no_tables() -> None:
    assert find_grids([], TOLERANCE) == ()
    assert find_grids([Rule(0, 0, 10, 0)], TOLERANCE) == ()


def test_rules_inside_an_area_that_hangs_together_cut_it() -> None:
    frame = [r for r in table([0, 50, 100], [0, 20, 40]) if r not in (Rule(50, 0, 50, 40), Rule(0, 20, 100, 20))]
    partly = [Rule(0, 20, 50, 20), Rule(50, 0, 50, 9), Rule(50, 20, 50, 29)]
    (grid,) = find_grids([*frame, *partly], TOLERANCE)
    assert boxes(grid) == {(0, 0, 50, 20), (0, 20, 50, 40), (50, 0, 100, 40)}


def test_an_area_that_is_no_rectangle_is_cut_into_rectangles() -> None:
    rules = [Rule(0, 0, 100, 0), Rule(0, 40, 100, 40), Rule(0, 0, 0, 40), Rule(100, 0, 100, 40)]
    corner = [Rule(0, 20, 50, 20), Rule(50, 20, 50, 40)]
    (grid,) = find_grids([*rules, *corner], TOLERANCE)
    assert (0, 20, 50, 40) in boxes(grid)
    assert len(grid.cells) == 3


def piece(cell: GridCell) -> tuple[Piece, ...]:
    place = Place(0, BBox(0, 0, 1, 1))
    return (Piece(f"{cell.row},{cell.column}", place, 0, 1),)


def test_lines_hold_the_cells_that_begin_in_their_row() -> None:
    rules = [Rule(x, 0, x, 40) for x in (0, 50, 100)] + [Rule(0, 0, 100, 0), Rule(0, 40, 100, 40)]
    (grid,) = find_grids([*rules, Rule(50, 20, 100, 20)], TOLERANCE)
    lines = grid_lines(grid, piece, table=3)
    assert [[p.text for p in line.pieces] for line in lines] == [["0,0", "0,1"], ["1,1"]]
    assert all(line.separated and line.table == 3 for line in lines)


def test_an_upright_that_begins_anew_a_bit_aside_makes_no_column() -> None:
    rules = [
        *(Rule(0, y, 300, y) for y in (0, 40, 80)),
        *(Rule(x, 0, x, 80) for x in (0, 300)),
        *(Rule(x, 0, x, 50) for x in (100, 200)),
        *(Rule(x + 12, 50, x + 12, 80) for x in (100, 200)),
    ]
    rules += [Rule(x, 40, x, 64) for x in (100, 200)]
    (grid,) = find_grids(rules, TOLERANCE)
    assert sum(cell.top == 40 for cell in grid.cells) == 5, "two slivers"
    whole = without_slivers(grid, em=20.0)
    for top in (0, 40):
        row = [cell for cell in whole.cells if cell.top == top]
        assert len(row) == 3
        assert [a.right for a in row[:-1]] == [b.left for b in row[1:]]
    assert without_slivers(grid, em=10.0) == grid, "a cell as wide as a glyph and more may hold one"


def test_a_rule_seen_twice_makes_no_row() -> None:
    rules = [*(Rule(0, y, 200, y) for y in (0, 40, 50, 90)), *(Rule(x, 0, x, 90) for x in (0, 100, 200))]
    (grid,) = find_grids(rules, TOLERANCE)
    assert len(without_slivers(grid, em=20.0).cells) == 4
