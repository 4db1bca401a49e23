"""Lines of dirt that a fax breaks into dashes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sheets import Sheet, cells_of

from gouji.models.vision.dashes import with_dashes
from gouji.models.vision.ink import Box, component_sides
from gouji.models.vision.ink_map import InkMap
from gouji.models.vision.overlooked import is_searched
from gouji.models.vision.rules import Rules, find_rules
from gouji.models.vision.segments import Rule

SCALE = 150 / 72
ROWS = [["自然人", "其他", "总计"], *[["1", "0", "1"]] * 12]


def page() -> NDArray[np.uint8]:
    sheet = Sheet(150)
    sheet.write(80, 80, "三、收到和处理政府信息公开申请情况", 16)
    sheet.write(80, 700, "四、政府信息公开行政复议、行政诉讼情况", 16)
    sheet.draw(cells_of(ROWS, 80, 150, [100, 100, 100], 30))
    return np.array(sheet.pixels())


def dashed(image: NDArray[np.uint8], x: float, aslant: float = 0.0, top: float = 0, bottom: float = 842) -> None:
    """Dashes of 7 pt with gaps of 20 pt between."""
    for y in range(round(top * SCALE), round(bottom * SCALE), round(27 * SCALE)):
        left = round(x * SCALE + aslant * y)
        image[y : y + round(7 * SCALE), left : left + 2] = 0


def told(image: NDArray[np.uint8]) -> Rules:
    return with_dashes(find_rules(image))


@pytest.mark.parametrize("aslant", [0.0, 0.01, -0.015])
def test_dashes_from_above_a_table_to_below_are_dirt(aslant: int) -> None:
    image = page()
    dashed(image, 215, aslant)
    rules = told(image)
    assert len(rules.dirt) >= 8
    assert all(150 <= dash.y0 / SCALE <= 150 + 13 * 30 for dash in rules.dirt)
    assert all(rules.mask[int(dash.y0) + 2, int(dash.x0)] for dash in rules.dirt)


def test_figures_and_strokes_in_line_are_none() -> None:
    """A column of ones, and dashes that end with the table."""
    image = page()
    assert not told(image).dirt
    dashed(image, 215, top=155, bottom=530)
    assert not told(image).dirt


def test_a_page_without_rules_has_no_dirt_to_tell() -> None:
    image = np.full((1754, 1240, 3), 255, np.uint8)
    dashed(image, 215)
    assert not told(image).dirt


def test_a_row_of_words_that_dirt_ran_through_is_not_known_to_be_read_whole() -> None:
    mask = np.zeros((300, 600), np.uint8)
    row = [Box(100, 200, 300, 230), Box(400, 200, 420, 230)]
    for box in row:
        mask[box.top + 2 : box.bottom - 2, box.left + 2 : box.right - 2] = 255
    ink = InkMap(component_sides(mask), 30.0, mask, np.full((300, 600, 3), 255, np.uint8))
    for dirt, whole in (((500, 190, 503, 260), False), ((500, 240, 503, 300), True), ((150, 190, 153, 260), True)):
        assert is_searched(ink, row, (), row, [Rule(*dirt)]) == whole
