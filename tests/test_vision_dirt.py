"""Lines on a page that are no sides of cells."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from sheets import Cell, Sheet, cells_of

from gouji.models.vision.cells import printed_cells
from gouji.models.vision.dirt import without_dirt
from gouji.models.vision.ink_map import ink_map
from gouji.models.vision.layout import table_grids
from gouji.models.vision.rules import Rules, find_rules
from gouji.models.vision.sides import Sides

DPI = 200
SCALE = DPI / 72
COLUMNS = 6
CELLS = cells_of(
    [["一", "二", "三", "四", "五", "六"], ["0"] * COLUMNS, ["0"] * COLUMNS], 100, 300, [60.0] * COLUMNS, 22
)


def page() -> Sheet:
    sheet = Sheet(DPI)
    sheet.write(100, 200, "四、政府信息公开行政复议、行政诉讼情况", 16)
    sheet.write(100, 500, "五、存在的主要问题及改进情况", 16)
    sheet.draw(CELLS)
    return sheet


def sides_of(cells: list[Cell], image: NDArray[np.uint8]) -> Sides:
    """What the network should see of these cells."""
    across, down = np.zeros((2, image.shape[0] // 2, image.shape[1] // 2), np.float32)
    for cell in cells:
        left, top, right, bottom = (round(x * SCALE / 2) for x in (cell.left, cell.top, cell.right, cell.bottom))
        for y in (top, bottom):
            cv2.line(across, (left, y), (right, y), 1.0, 2)
        for x in (left, right):
            cv2.line(down, (x, top), (x, bottom), 1.0, 2)
    return Sides(across, down, 2.0)


def columns(rules: Rules, sides: Sides) -> int:
    (grid,) = table_grids(sides, rules.rules)
    return grid.columns


@pytest.mark.parametrize("aslant", [0, 12])
def test_dirt_that_runs_on_beyond_a_table_makes_no_column(aslant: int) -> None:
    sheet = page()
    foot = round(842 * SCALE)
    for break_at in range(0, foot, 400):
        ends = [(round((170 + aslant * y / foot) * SCALE), y) for y in (break_at, min(foot, break_at + 380))]
        sheet.pen.line(ends, (90, 90, 90), 2)
    image = sheet.pixels()
    sides, found = sides_of(CELLS, image), find_rules(image)
    assert columns(found, sides) == COLUMNS + 1
    rules = without_dirt(found, sides)[0]
    assert columns(rules, sides) == COLUMNS
    assert rules.dirt
    # And it is painted over, so that it is no ink of the cells.
    (cell,) = (c for c in table_grids(sides, rules.rules)[0].cells if (c.row, c.column) == (1, 1))
    left = slice(round(cell.top) + 8, round(cell.bottom) - 8), slice(round(cell.left) + 8, round(186 * SCALE))
    assert found.mask[left].any()
    assert not ink_map(image, rules, table_grids(sides, rules.rules), [], sides.tolerance).mask[left].any()


@pytest.mark.parametrize(("at", "dirt_of"), [(170, True), (160, False)], ids=["through a column", "along a rule"])
def test_dirt_that_runs_through_a_table_is_dirt_though_the_network_sees_a_side(at: int, dirt_of: bool) -> None:
    """A rule of the table that it runs along stays: that is thicker."""
    sheet = page()
    line = [(round(at * SCALE), y) for y in (0, round(842 * SCALE))]
    sheet.pen.line(line, (60, 60, 60), 2)
    sheet.pen.line([(round(160 * SCALE), round(300 * SCALE)), (round(160 * SCALE), round(366 * SCALE))], (0, 0, 0), 7)
    image = sheet.pixels()
    sides, found = sides_of(CELLS, image), find_rules(image)
    cv2.line(sides.down, (line[0][0] // 2, 0), (line[0][0] // 2, sides.down.shape[0]), 1.0, 2)
    rules, seen = without_dirt(found, sides)
    assert columns(rules, seen) == COLUMNS
    assert any(rule.y1 - rule.y0 > 100 for rule in rules.dirt) == dirt_of


def test_a_figure_that_a_line_of_dirt_crosses_is_asked_for() -> None:
    sheet = page()
    sheet.write(130, 344, "15", 10.5)
    sheet.pen.line([(round(132 * SCALE), 0), (round(132 * SCALE), round(842 * SCALE))], (60, 60, 60), 2)
    image = sheet.pixels()
    sides = sides_of(CELLS, image)
    rules, seen = without_dirt(find_rules(image), sides)
    (grid,) = table_grids(seen, rules.rules)
    ink = ink_map(image, rules, [grid], [], sides.tolerance)
    cells = printed_cells(ink, None, grid.cells, sides.tolerance, [], rules.dirt)
    assert {(one.cell.row, one.cell.column) for one in cells if one.crossed} == {(row, 0) for row in range(3)}


def test_a_stroke_in_one_row_makes_no_column() -> None:
    sheet = page()
    sheet.pen.line([(172 * SCALE, 322 * SCALE), (172 * SCALE, 344 * SCALE)], (60, 60, 60), 3)
    image = sheet.pixels()
    sides, found = sides_of(CELLS, image), find_rules(image)
    assert columns(found, sides) == COLUMNS + 1
    assert columns(without_dirt(found, sides)[0], sides) == COLUMNS


def test_rules_that_the_network_misses_stay() -> None:
    image = page().pixels()
    missed = [cell for cell in CELLS if cell.left != 220 and cell.right != 220]
    sides, found = sides_of(missed, image), find_rules(image)
    assert without_dirt(found, sides)[0].rules == found.rules
    assert columns(found, sides) == COLUMNS
