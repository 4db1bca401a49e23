"""What scanners and desks do to a page: seals, specks, small print in tables, missing rules, slanted lines."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from sheets import SERIF, Cell, Sheet, cells_of, drawn_grids, turned

from gouji.models.document import Line, TextReading
from gouji.models.vision.cells import PrintedCell, printed_cell, printed_row
from gouji.models.vision.completion import completed
from gouji.models.vision.ctc import Decoding
from gouji.models.vision.engine import Recognition
from gouji.models.vision.grid import Grid, GridCell
from gouji.models.vision.ink import Box, component_sides
from gouji.models.vision.ink_map import InkMap, ink_map
from gouji.models.vision.legibility import page_trust
from gouji.models.vision.overlooked import beside, is_searched, overlooked, unread_ink
from gouji.models.vision.page_image import PageImageReader
from gouji.models.vision.placing import is_frame, lacks_rules, rows_of_words
from gouji.models.vision.reading import EMPTY, cell_readings
from gouji.models.vision.rules import Rules, find_rules
from gouji.models.vision.veil import find_veil

ROWS = [
    ["信息内容", "本年制发件数", "现行有效件数"],
    *([label, "10", "10"] for label in ("规章", "行政许可", "行政处罚")),
]
CELL = GridCell(0, 0, 1, 1, 0, 0, 10, 10)


@pytest.fixture(scope="module")
def reader() -> PageImageReader:
    return PageImageReader()


def texts(lines: tuple[Line, ...]) -> list[list[str]]:
    return [[piece.text for piece in line.pieces] for line in lines]


def values(text: str, confidence: float) -> Recognition:
    return Recognition(Decoding(text, (confidence,)), (TextReading(text, confidence),))


def sealed(sheet: Sheet, ink: tuple[int, int, int]) -> NDArray[np.uint8]:
    """With a ring over the values, through which the print is seen."""
    layer = Image.new("RGB", sheet.image.size, "white")
    ring = [value * sheet.scale for value in (215, 125, 325, 235)]
    ImageDraw.Draw(layer).ellipse(ring, outline=ink, width=round(3 * sheet.scale))
    return np.minimum(sheet.pixels(), np.asarray(layer))


@pytest.mark.parametrize("ink", [(150, 150, 150), (225, 90, 90)])
def test_print_is_read_beneath_a_seal(reader: PageImageReader, ink: tuple[int, int, int]) -> None:
    sheet = Sheet(200)
    sheet.draw(cells_of(ROWS, 70, 120, [150, 100, 100], 30))
    lines = reader.read(sealed(sheet, ink), 0).lines
    assert texts(lines)[1:] == ROWS[1:]
    assert all(piece.confidence > 0.9 for line in lines[1:] for piece in line.pieces[1:])


def test_what_is_sure_with_faint_ink_and_sure_without_it_is_doubtful() -> None:
    both = PrintedCell(CELL, (np.zeros((1, 1, 3), np.uint8),), beneath=PrintedCell(CELL, ()))
    (doubtful,) = cell_readings(both, [values("70", 0.99), values("0", 0.99)])
    (lifted,) = cell_readings(both, [values("70", 0.4), values("0", 0.99)])
    (same,) = cell_readings(both, [values("0", 0.99), values("0", 0.99)])
    assert (doubtful.unreadable, lifted.text, same.text) == (True, "0", "0")
    assert 0.95 < lifted.confidence < 0.99


def test_a_stroke_of_a_seal_in_an_empty_cell_is_no_number(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    sheet.draw(cells_of([*ROWS, ["行政强制", "", ""]], 70, 120, [150, 100, 100], 30))
    image = np.array(sheet.pixels())
    left, top = round(280 * sheet.scale), round(245 * sheet.scale)
    image[top : top + 40, left : left + 6] = 165
    _, seal, empty = reader.read(image, 0).lines[-1].pieces
    assert seal.confidence < 0.7 or seal.unreadable
    assert (empty.text, empty.confidence) == ("", EMPTY.confidence)


@pytest.mark.parametrize(("beside", "sure"), [("", True), ("—", False)], ids=["blanks", "dashes"])
def test_a_cell_with_strokes_of_a_seal_alone_is_empty_where_no_dashes_are_printed(
    reader: PageImageReader, beside: str, sure: bool
) -> None:
    sheet = Sheet(200)
    # Most of the page is plain print.
    beneath = [[label, "5", beside] for label in ("行政强制", "行政检查", "行政征收", "行政给付")]
    rows = [[*row[:2], ""] for row in ROWS] + beneath
    sheet.draw(cells_of(rows, 70, 120, [150, 100, 100], 30))
    lines = reader.read(sealed(sheet, (150, 150, 150)), 0).lines
    under_the_ring = [line.pieces[2] for line in lines[1:3]]
    assert [line.pieces[1].text for line in lines] == [row[1] for row in rows]
    assert all((not one.text and one.confidence > 0.95) == sure for one in under_the_ring)


def test_a_cell_under_a_seal_with_dots_of_print_is_not_empty() -> None:
    """A figure of thin strokes hangs together with the seal over it; some dots of it are as dark as print."""
    blank = np.full((600, 600, 3), 255, np.uint8)
    for at in range(15):
        blank[40:60, 30 + 36 * at : 34 + 36 * at] = 20
    cv2.circle(blank, (300, 300), 100, (150, 150, 150), 8)
    printed = blank.copy()
    printed[292:308:4, 198:204] = 20
    cell = GridCell(0, 0, 1, 1, 160, 260, 250, 340)
    told = []
    for image in (blank, printed):
        ink = replace(ink_map(image, Rules((), np.zeros((600, 600), np.uint8)), (), [], 6.0), em=29.0)
        veil = find_veil(ink, image, Grid(20, 20, 580, 580, 1, 1, (GridCell(0, 0, 1, 1, 20, 20, 580, 580),)))
        assert veil is not None
        told.append(veil.is_of_a_seal(cell, ink.em))
    assert told == [True, False]


def test_thin_print_is_no_veil() -> None:
    """A figure of thin strokes, dark in dots only, away from anything larger that is as faint; and one that is pale."""
    image = np.full((600, 600, 3), 255, np.uint8)
    for at in range(15):
        image[40 : 40 + 20, 30 + 36 * at : 34 + 36 * at] = 20
    thin, pale = image.copy(), image.copy()
    for other in (thin, pale):
        other[300:322, 200:203] = 130
        other[300:322, 214:217] = 130
        other[300:303, 200:217] = 130
    thin[306:322:4, 200:203] = 20
    grid = Grid(20, 20, 580, 580, 1, 1, (GridCell(0, 0, 1, 1, 20, 20, 580, 580),))
    found = []
    for one in (thin, pale):
        ink = replace(ink_map(one, Rules((), np.zeros((600, 600), np.uint8)), (), [], 6.0), em=29.0)
        found.append(find_veil(ink, one, grid))
    assert found[0] is None and found[1] is not None


def test_a_table_has_the_size_of_its_own_print(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    for row in range(6):
        sheet.write(70, 60 + 30 * row, "本机关共收到政府信息公开申请四十一件", 18)
    sheet.draw(cells_of([["行政复议情况"] * 3], 70, 260, [80, 80, 80], 20))
    narrow = [Cell(70 + 30 * i, 280, 100 + 30 * i, 320, text) for i, text in enumerate(("结果\n维持", "其他\n结果"))]
    sheet.draw(
        [*narrow, Cell(130, 280, 310, 320, "尚未审结"), *cells_of([["0", "3", "5"]], 70, 320, [30, 30, 180], 20)]
    )
    *_, labels, figures = texts(reader.read(sheet.pixels(), 0).lines)
    assert labels == ["结果维持", "其他结果", "尚未审结"]
    assert figures == ["0", "3", "5"]


def test_lone_digits_without_rules_are_words(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    for row, label in enumerate(("规章", "行政规范性文件", "行政许可", "行政处罚")):
        sheet.write(70, 100 + 30 * row, label, 10.5)
        for column in range(6):
            sheet.write(200 + 50 * column, 100 + 30 * row, "1" if column % 2 else "0", 10.5)
    # As words or as cells, some of them empty: where no rule is drawn, both are right.
    figures = [[text for text in line if text in ("0", "1")] for line in texts(reader.read(sheet.pixels(), 0).lines)]
    assert [line for line in figures if line] == [["0", "1"] * 3] * 4


def test_a_frame_with_rules_only_across_holds_words(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    sheet.draw([Cell(70, 100 + 40 * row, 500, 140 + 40 * row) for row in range(3)])
    for row in range(3):
        for column, text in enumerate(("行政许可", "12", "0")):
            sheet.write(80 + 150 * column, 112 + 40 * row, text, 10.5)
    page = reader.read(sheet.pixels(), 0)
    assert texts(page.unruled or page.lines) == [["行政许可", "12", "0"]] * 3


def test_a_slant_is_taken_out(reader: PageImageReader) -> None:
    sheet = Sheet(150)
    for row in range(8):
        sheet.write(70, 100 + 40 * row, "本年新收政府信息公开申请数量合计", 12)
        sheet.write(420, 100 + 40 * row, "12", 12)

    for degrees in (-1.5, 6):
        lines = reader.read(turned(sheet.pixels(), degrees), 0).lines
        figures = [piece for line in lines for piece in line.pieces if piece.text == "12"]
        assert len(figures) == 8
        assert min(piece.confidence for piece in figures) > 0.9


def test_a_speck_on_a_line_of_its_own_is_no_point(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    sheet.draw(cells_of([["项目名称", "数量"], ["行政许可", "30"]], 70, 120, [150, 100], 40))
    image = np.array(sheet.pixels())
    x, y = round(271 * sheet.scale), round(194 * sheet.scale)
    image[y : y + 5, x : x + 5] = 60
    assert texts(reader.read(image, 0).lines)[1][:2] == ["行政许可", "30"]


def test_digits_that_do_not_stand_in_line_are_doubtful() -> None:
    sheet = Sheet(200, SERIF)
    sheet.write(100, 100, "70", 12)
    sheet.write(100, 200, "7", 12)
    sheet.write(107, 204, "0", 12)
    image = sheet.pixels()
    corners = [[round(at * sheet.scale) for at in (98, top, 116, top + 24)] for top in (98, 198)]
    boxes = [Box(*sides) for sides in corners]
    ink = ink_map(image, find_rules(image), (), boxes, 6.0)
    level, uneven = (printed_row(ink, [box])[0] for box in boxes)
    assert (level.uneven, uneven.uneven) == (False, True)
    (one,), (other,) = (cell_readings(word, [values("70", 0.99)]) for word in (level, uneven))
    assert one.confidence == 0.99
    assert other.confidence < 0.7


def test_a_page_whose_texts_are_poorly_read_is_not_trusted() -> None:
    def text(*confidences: float) -> Recognition:
        return Recognition(Decoding("行政许可", confidences), ())

    good, poor = text(0.99, 0.99, 0.99, 0.99), text(0.99, 0.7, 0.9, 0.95)
    assert page_trust([good] * 9, 0.0).cells == 1.0
    broken = page_trust([good] * 5 + [poor] * 4, 0.0)
    assert broken.ones < broken.cells < 0.95
    assert page_trust([good] * 9, 3.0).words < 0.95


def test_words_in_line_are_one_row_beside_labels_of_several_lines() -> None:
    values = [Box(300 + 60 * at, 116 + at % 3, 312 + 60 * at, 138 + at % 3) for at in range(7)]
    label = [Box(100, 96, 280, 124), Box(100, 130, 280, 158)]
    upright, below = Box(40, 60, 66, 260), Box(100, 190, 280, 218)
    rows = rows_of_words([upright, *label, *values, below])
    assert sorted(map(len, rows)) == [1, 1, 1, 1, 7]
    assert [upright] in rows
    assert values in rows


def test_a_line_is_known_to_be_read_whole_unless_ink_stands_beside_its_words(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    for row in range(4):
        sheet.write(70, 100 + 40 * row, "本机关共收到政府信息公开申请", 10.5)
        sheet.write(300, 100 + 40 * row, "0", 10.5)
    image = np.array(sheet.pixels())
    x, y = round(400 * sheet.scale), round(187 * sheet.scale)
    image[y : y + 3, x : x + 25] = 0
    whole, marked = (reader.read(page, 0) for page in (sheet.pixels(), image))
    lines = marked.unruled or marked.lines  # the network may see a table in them
    assert [line.searched for line in whole.unruled or whole.lines] == [True] * 4
    missed = [line for line in lines if len(line.pieces) == 2 and not line.searched]
    assert len(missed) <= 1
    assert all(line.searched for line in lines if line not in missed and len(line.pieces) == 2)
    assert missed or any(len(line.pieces) == 3 for line in lines)


def test_the_edges_of_a_shade_are_no_figures() -> None:
    sheet = Sheet(200)
    sheet.write(100, 300, "其他", 10.5)
    image = np.array(sheet.pixels())
    top = round(200 * sheet.scale)
    for bit in range(12):
        image[top + 24 * bit : top + 24 * bit + 16, 200:203] = 0
    rules = Rules((), np.zeros(image.shape[:2], np.uint8))
    words = [Box(*(round(side * sheet.scale) for side in (99, 298, 123, 318)))]
    ink = ink_map(image, rules, (), words, 6.0)
    assert len(ink.boxes) > 12
    assert overlooked(ink, words, ()) == []
    assert unread_ink(ink, rules, words, ()) == []


def test_an_upright_that_a_table_lacks_is_seen_from_its_figures(reader: PageImageReader) -> None:
    rows = [["规章", "12", "3"], ["行政规范性文件", "0", "4"], ["行政许可", "", "5"], ["行政强制", "7", "6"]]
    sheet = Sheet(200)
    sheet.draw(
        [
            Cell(cell.left, cell.top, cell.right, cell.bottom)
            for cell in cells_of([["", ""]] * 4, 70, 120, [250, 100], 30)
        ]
    )
    for at, (label, figure, last) in enumerate(rows):
        sheet.write(76, 128 + 30 * at, label, 10.5)
        sheet.write(260, 128 + 30 * at, figure, 10.5)
        sheet.write(360, 128 + 30 * at, last, 10.5)
    lines = reader.read(sheet.pixels(), 0).lines
    assert texts(lines) == rows
    assert all(line.separated for line in lines)


def test_a_rule_that_a_table_lacks_between_two_rows_is_seen_from_its_figures() -> None:
    rows = [["规章", "12", "3", "4"], ["行政许可", "0", "5", "6"]]
    sheet = Sheet(200)
    sheet.draw(
        [Cell(cell.left, cell.top, cell.right, cell.bottom) for cell in cells_of([[""] * 4], 70, 120, [100] * 4, 60)]
    )
    for row, row_texts in enumerate(rows):
        for column, text in enumerate(row_texts):
            sheet.write(76 + 100 * column, 128 + 30 * row, text, 10.5)
    image = sheet.pixels()
    (grid,) = drawn_grids(image)
    ink = ink_map(image, find_rules(image), [grid], [], 6.0)
    whole = completed(grid, replace(ink, em=29.0), 6.0)
    assert (grid.rows, whole.rows, len(whole.cells)) == (1, 2, 8)


@pytest.mark.parametrize(
    ("at", "texts_in_it", "parts"),
    [
        pytest.param(2, ("3", "4"), 4, id="two figures between other rows"),
        pytest.param(2, ("", ""), 4, id="two blanks between other rows"),
        pytest.param(5, ("3", "4"), 4, id="two figures in the last row"),
        pytest.param(5, ("", ""), 3, id="a blank over two columns in the last row"),
        pytest.param(2, ("法人或其他组织", ""), 3, id="a head between rows"),
    ],
)
def test_uprights_of_other_rows_part_the_figures_of_a_row_that_lacks_them(
    at: int, texts_in_it: tuple[str, str], parts: int
) -> None:
    sheet = Sheet(200)
    cells = [replace(cell, text="") for cell in cells_of([[""] * 4] * 6, 70, 120, [200, 60, 60, 60], 30)]
    first = 4 * at + 1
    cells[first : first + 2] = [replace(cells[first], right=cells[first + 1].right)]
    sheet.draw(cells)
    for column, text in enumerate(texts_in_it):
        sheet.write(290 + 60 * column, 128 + 30 * at, text, 10.5)
    image = sheet.pixels()
    (grid,) = drawn_grids(image)
    ink = replace(ink_map(image, find_rules(image), [grid], [], 6.0), em=29.0)
    assert sum(cell.row == at for cell in completed(grid, ink, 6.0).cells) == parts


@pytest.mark.parametrize(
    ("columns", "parts"),
    [(3, 3), (7, 8)],
    ids=["another table between", "rows of a broad table that have blanks there"],
)
def test_uprights_far_above_and_below_part_cells_of_the_same_table_only(columns: int, parts: int) -> None:
    others = [60 / (columns / 3)] * (columns - 2)
    widths = {True: [200, 60, 60, *others], False: [200, 120, *others]}
    sheet = Sheet(200)
    for row in range(13):
        own = widths[row < 3 or row > 9]
        sheet.draw(cells_of([[""] * len(own)], 70, 120 + 30 * row, own, 30))
    image = sheet.pixels()
    (grid,) = drawn_grids(image)
    ink = replace(ink_map(image, find_rules(image), [grid], [], 6.0), em=29.0)
    assert sum(cell.row == 6 for cell in completed(grid, ink, 6.0).cells) == parts


def test_labels_alone_show_no_upright(reader: PageImageReader) -> None:
    rows = [["规章", "12"], ["行政规范性文件", "0"], ["行政许可", ""], ["行政强制", "7"]]
    sheet = Sheet(200)
    sheet.draw(cells_of(rows, 70, 120, [250, 100], 30))
    assert texts(reader.read(sheet.pixels(), 0).lines) == rows


def test_placeholders_that_were_detected_together_are_told_by_their_shape() -> None:
    slash = values("1", 0.6)
    printed = PrintedCell(CELL, (), (Box(0, 0, 5, 9), Box(40, 0, 45, 9)), strokes=("/", None))
    assert [reading.text for reading in cell_readings(printed, [slash, slash])] == ["/", "1"]


def test_a_streak_through_a_table_without_uprights_draws_no_cells() -> None:
    words = [Box(100 + 90 * at, 100 + 40 * row, 150 + 90 * at, 126 + 40 * row) for row in range(5) for at in range(6)]
    sides = GridCell(0, 0, 1, 1, 20, 90, 80, 300), GridCell(0, 1, 1, 1, 80, 90, 700, 300)
    assert is_frame(Grid(20, 90, 700, 300, 1, 2, sides), words)
    cells = tuple(GridCell(0, at, 1, 1, 90 + 90 * at, 90, 180 + 90 * at, 300) for at in range(6))
    assert not lacks_rules(Grid(90, 90, 630, 300, 1, 6, cells), words)
    long = Grid(20, 90, 700, 2000, 2, 2, sides)  # with other cells below, which are drawn
    assert lacks_rules(long, words) and not is_frame(long, words)


def test_a_rule_through_a_cell_is_no_dash_and_makes_its_blank_doubtful() -> None:
    image = np.full((400, 400, 3), 255, np.uint8)
    image[198:201, 105:195] = 0
    cell = GridCell(0, 0, 1, 1, 100, 150, 200, 250)
    ink = replace(ink_map(image, Rules((), np.zeros((400, 400), np.uint8)), (), [], 6.0), em=29.0)
    printed = printed_cell(ink, cell, 6.0, [])
    assert printed.strips == () and printed.noisy
    image[:] = 255
    image[198:201, 140:160] = 0
    ink = replace(ink_map(image, Rules((), np.zeros((400, 400), np.uint8)), (), [], 6.0), em=29.0)
    middle = printed_cell(ink, cell, 6.0, [])
    above = printed_cell(ink, replace(cell, top=185), 6.0, [])
    assert (middle.stroke, middle.beside_rule) == ("—", False)
    assert (above.stroke, above.beside_rule) == ("—", True)
    dash = [values("—", 0.99)]
    sure, doubtful = cell_readings(middle, dash)[0], cell_readings(above, dash)[0]
    assert sure.confidence > 0.9 > 0.7 > doubtful.confidence


def test_a_figure_that_hangs_together_with_a_seal_is_seen_in_its_cell() -> None:
    image = np.full((600, 600, 3), 255, np.uint8)
    image[300:303, 40:560] = 0
    image[290:312, 300:304] = 0
    ink = replace(ink_map(image, Rules((), np.zeros((600, 600), np.uint8)), (), [], 6.0), em=29.0)
    assert printed_cell(ink, GridCell(0, 0, 1, 1, 280, 260, 330, 340), 6.0, []).strips


def test_bits_of_a_fold_above_the_figures_of_a_row_make_no_row() -> None:
    sheet = Sheet(200)
    cells = cells_of([[""] * 5], 70, 120, [80] * 5, 60)
    sheet.draw(cells)
    for column in range(5):
        sheet.write(105 + 80 * column, 150, "0", 10.5)
    image = np.array(sheet.pixels())
    y = round(133 * sheet.scale)
    for column in range(5):
        x = round((100 + 80 * column) * sheet.scale)
        image[y : y + 3, x : x + 14] = 0
    (grid,) = drawn_grids(image)
    ink = replace(ink_map(image, find_rules(image), [grid], [], 6.0), em=29.0)
    assert completed(grid, ink, 6.0).rows == 1


def test_ink_at_the_sides_of_a_page_is_no_figure() -> None:
    sheet = Sheet(200)
    sheet.write(100, 300, "其他", 10.5)
    image = np.array(sheet.pixels())
    for left in (12, 400):
        image[850:872, left : left + 6] = 0
    rules = Rules((), np.zeros(image.shape[:2], np.uint8))
    words = [Box(*(round(side * sheet.scale) for side in (99, 298, 123, 318)))]
    ink = ink_map(image, rules, (), words, 6.0)
    assert [box.left for box in overlooked(ink, words, ())] == [400]


def test_bits_of_a_rule_between_rows_and_dirt_in_a_label_leave_a_row_searched() -> None:
    sheet = Sheet(200)
    sheet.write(100, 300, "行政许可行政处罚", 10.5)
    words = [Box(*(round(side * sheet.scale) for side in (99, 299, 188, 317)))]
    ink = ink_map(sheet.pixels(), Rules((), np.zeros(sheet.pixels().shape[:2], np.uint8)), (), words, 6.0)
    (label,) = words
    middle, right = round(label.centre[1]), label.right
    dash, bit = (Box(right + 200, y, right + 214, y + 3) for y in (middle, label.bottom))
    digit, dirt = (Box(x, middle - 8, x + 12, middle + 8) for x in (right + 200, label.left + 20))
    assert not any(is_searched(ink, words, [mark], words) for mark in (dash, digit))
    assert is_searched(ink, words, [bit, dirt], words)


def test_a_word_over_two_rows_leaves_neither_searched() -> None:
    """It may hold the figures of both."""
    sheet = Sheet(200)
    for row in range(2):
        sheet.write(100, 300 + 20 * row, "行政许可", 10.5)
    image = np.array(sheet.pixels())
    rules = Rules((), np.zeros(image.shape[:2], np.uint8))
    rows = [[Box(*(round(side * sheet.scale) for side in (99, 299 + y, 143, 317 + y)))] for y in (0, 20)]
    ink = ink_map(image, rules, (), [box for row in rows for box in row], 6.0)
    group, tall = (Box(left, rows[0][0].top, left + 20, rows[1][0].bottom) for left in (200, 600))
    assert all(is_searched(ink, row, (), [*rows[0], *rows[1], group]) for row in rows)
    assert not any(is_searched(ink, row, (), [*rows[0], *rows[1], tall]) for row in rows)


def test_a_word_of_another_row_at_the_height_of_one_is_told() -> None:
    """A figure beside a label of two lines stands at the height of both."""
    row = [Box(100, 300, 400, 340)]
    level, lower, group = Box(900, 310, 920, 350), Box(900, 345, 920, 385), Box(40, 300, 90, 340)
    assert beside(row, [*row, level, lower, group]) == [level]


def test_specks_behind_figures_show_no_upright() -> None:
    """As in a dirty copy, where figures stand on the left of their cells."""
    sheet = Sheet(200)
    sheet.draw([replace(cell, text="") for cell in cells_of([["", ""]] * 5, 70, 120, [100, 100], 30)])
    for row in range(5):
        sheet.write(76, 128 + 30 * row, "0", 10.5)
    specked = np.array(sheet.pixels())
    for row in range(5):
        x, y = round(140 * sheet.scale), round((134 + 30 * row) * sheet.scale)
        specked[y : y + 6, x : x + 6] = 0
        sheet.write(140, 128 + 30 * row, "3", 10.5)
    for image, columns in ((specked, 2), (sheet.pixels(), 3)):
        (grid,) = drawn_grids(image)
        ink = ink_map(image, find_rules(image), [grid], [], 6.0)
        assert completed(grid, replace(ink, em=29.0), 6.0).columns == columns


def test_a_speck_alone_in_a_cell_is_a_blank_to_be_looked_at(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    sheet.draw(cells_of([["项目名称", "数量", "数量"], ["行政许可", "30", ""]], 70, 120, [150, 100, 100], 40))
    image = np.array(sheet.pixels())
    x, y = round(371 * sheet.scale), round(184 * sheet.scale)
    image[y : y + 6, x : x + 6] = 60
    blank = reader.read(image, 0).lines[1].pieces[2]
    assert (blank.text, blank.unreadable) == ("", False)
    assert blank.confidence < 0.9


def test_what_is_left_of_a_seal_that_was_taken_off_is_its_own() -> None:
    """The seal is lifted by its colour but for a bit of it, in one cell; in another a figure is as faint."""
    paper = np.full((600, 600, 3), 255, np.uint8)
    for top in (*range(30, 180, 30), *range(420, 570, 30)):
        for at in range(15):
            paper[top : top + 20, 30 + 36 * at : 34 + 36 * at] = 20
    cv2.circle(paper, (300, 300), 100, (255, 150, 150), 8)
    own, beside = paper.copy(), paper.copy()
    own[270:284, 197:204] = (225, 120, 120)
    beside[270:284, 182:186] = 150
    cell = GridCell(0, 0, 1, 1, 160, 240, 250, 360)
    told = []
    for image in (own, beside):
        ink = replace(ink_map(image, Rules((), np.zeros((600, 600), np.uint8)), (), [], 6.0), em=29.0)
        veil = find_veil(ink, image, Grid(20, 20, 580, 580, 1, 1, (GridCell(0, 0, 1, 1, 20, 20, 580, 580),)))
        assert veil is not None and veil.told.any()
        told.append(veil.is_of_a_seal(cell, ink.em))
    assert told == [True, False]


def test_a_speck_far_from_the_print_of_a_cell_is_no_word_of_it() -> None:
    sheet = Sheet(200)
    sheet.write(100, 100, "行政许可", 12)
    image = np.array(sheet.pixels())
    x, y = round(300 * sheet.scale), round(106 * sheet.scale)
    image[y : y + 9, x : x + 9] = 60
    left, top, right, bottom = (round(at * sheet.scale) for at in (70, 90, 320, 125))
    word = Box(round(99 * sheet.scale), top, round(150 * sheet.scale), bottom)
    ink = ink_map(image, find_rules(image), (), [word], 6.0)
    printed = printed_cell(ink, GridCell(0, 0, 1, 1, left, top, right, bottom), 2.0, [word])
    assert (len(printed.strips), printed.words) == (1, ())


@pytest.mark.parametrize("lost", [False, True])
def test_bits_where_the_next_digit_of_a_figure_would_be_make_it_doubtful(lost: bool) -> None:
    """Of a fax whose print is broken: the last 2 of 322 is a few bits, one of them beside the rule."""
    mask = np.zeros((200, 300), np.uint8)
    mask[90:108, 120:128] = mask[90:108, 132:140] = 255
    bits = [(143, 90, 2, 3), (148, 92, 3, 5), (145, 98, 2, 3), (143, 105, 3, 3)] if lost else [(150, 96, 2, 2)]
    for left, top, width, height in bits:
        mask[top : top + height, left : left + width] = 255
    image = np.repeat(255 - mask[..., None], 3, axis=2)
    ink = InkMap(component_sides(mask), 25.0, mask, image)
    printed = printed_cell(ink, GridCell(0, 0, 1, 1, 70, 60, 154, 140), 6.0, [])
    assert printed.beside_bits == lost
    (reading,) = cell_readings(printed, [values("32", 0.98)])
    assert (reading.confidence < 0.7) == lost
