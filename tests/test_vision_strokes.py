from __future__ import annotations

import numpy as np
import pytest
from sheets import SANS, SERIF, Sheet, cells_of, drawn_grids

from gouji.models.vision.page_image import PageImageReader
from gouji.models.vision.segments import Rule
from gouji.models.vision.strokes import without_strokes

LABELS = [
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "5.属于三类内部事务信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "1.本机关不掌握相关政府信息",
    "3.要求提供公开出版物",
    "5.要求行政机关确认或重新出具已获取信息",
]
TIGHT = [[label, str(index * 7), "0", "6"] for index, label in enumerate(LABELS)]


def tight(dpi: int, font: object, height: float) -> Sheet:
    sheet = Sheet(dpi, font, rule=1.2)  # type: ignore[arg-type]
    sheet.draw(cells_of(TIGHT, 60, 150, [250, 60, 60, 60], height))
    return sheet


@pytest.mark.parametrize("dpi", [150, 200])
@pytest.mark.parametrize("font", [SERIF, SANS])
@pytest.mark.parametrize("height", [13, 14.5])
def test_strokes_of_rows_without_room_are_no_rules(dpi: int, font: object, height: float) -> None:
    (grid,) = drawn_grids(tight(dpi, font, height).pixels())
    assert (grid.rows, grid.columns, len(grid.cells)) == (len(TIGHT), 4, 4 * len(TIGHT))


def test_a_rule_ends_where_a_stroke_goes_on() -> None:
    sheet = Sheet(150, SANS, rule=1.2)
    sheet.draw(cells_of([["一、未经复议直接起诉　"]], 60, 150, [240], 13))
    sheet.draw(cells_of([["1", "2", "3"]] * 4, 60, 163, [80, 80, 80], 13))
    image = np.array(sheet.pixels())
    for points in (140, 220):
        x = round(points * sheet.scale)
        image[round(153 * sheet.scale) : round(163 * sheet.scale), x : x + 2] = 0
    (grid,) = drawn_grids(image)
    assert [cell.column_span for cell in grid.cells] == [3, *[1] * 12]


@pytest.fixture(scope="module")
def reader() -> PageImageReader:
    return PageImageReader()


@pytest.mark.parametrize("gap", [0, 1])
def test_digits_that_touch_a_rule_keep_their_strokes(reader: PageImageReader, gap: int) -> None:
    sheet = Sheet(200, SANS, rule=1.0)
    sheet.draw(cells_of([["项目", "数量", "数量"], *[["规章", "", ""]] * 6], 60, 150, [80, 90, 90], 12))
    digits = ["0", "6", "8", "0", "9", "0"]
    for row, digit in enumerate(digits):
        for column in (140, 230):
            beside = column + (1.0 + gap - 0.5) * 72 / 200
            sheet.write(beside, 150 + 12 * (row + 1) + 0.6, digit, 7.5)
    _, *rows = reader.read(sheet.pixels(), 0).lines
    assert [[piece.text for piece in line.pieces[1:]] for line in rows] == [[digit, digit] for digit in digits]
    assert all(not piece.unreadable for line in rows for piece in line.pieces)


def rules(*boxes: tuple[int, int, int, int]) -> list[Rule]:
    return [Rule(*box) for box in boxes]


def test_what_reaches_from_rule_to_rule_is_one_and_what_ends_in_between_is_none() -> None:
    rows = rules((0, 0, 600, 2), (0, 100, 600, 102), (300, 50, 400, 52), (300, 20, 380, 22))
    columns = rules((0, 0, 2, 102), (598, 0, 600, 102), (300, 0, 302, 102), (400, 0, 402, 102), (450, 10, 452, 90))
    ink = np.zeros((600, 700), np.uint8)
    for rule in (*rows, *columns):
        ink[int(rule.y0) : int(rule.y1), int(rule.x0) : int(rule.x1)] = 255
    found = without_strokes(rows, columns, ink)
    assert sorted(found, key=str) == sorted([*rows[:3], *columns[:4]], key=str)


def test_a_stroke_with_a_gap_to_the_rules_is_none() -> None:
    rows, columns = rules((0, 0, 600, 4), (0, 30, 600, 34)), rules((300, 0, 302, 34))
    ink = np.zeros((600, 700), np.uint8)
    ink[0:4, :600], ink[30:34, :600], ink[7:27, 300:302], ink[12:14, 290:312] = 255, 255, 255, 255
    assert without_strokes(rows, columns, ink) == rows
    ink[4:30, 300:302] = 255
    assert without_strokes(rows, columns, ink) == [*rows, *columns]


@pytest.mark.parametrize("hollow", [True, False])
def test_the_sides_of_zeros_one_under_another_are_no_rules(hollow: bool) -> None:
    """Of a fax with low rows: each zero touches the rule above it, and dirt on the one below comes up to it."""
    ink, columns = np.zeros((1700, 1200), np.uint8), []
    rows = rules(*((0, y, 800, y + 5) for y in range(400, 500, 30)))
    for x in range(100, 700, 150):
        for y in range(400, 490, 30):
            ink[y + 8 : y + 24, x : x + 3] = 255
            ink[y + 5 : y + 8, x + 1 : x + 3] = ink[y + 28 : y + 30, x : x + 3] = 255
            if hollow:
                ink[y + 8 : y + 24, x + 6 : x + 9] = 255
        columns += rules((x, 400, x + 3, 495))
    for rule in rows:
        ink[int(rule.y0) : int(rule.y1), : int(rule.x1)] = 255
    assert without_strokes(rows, columns, ink) == (rows if hollow else [*rows, *columns])
