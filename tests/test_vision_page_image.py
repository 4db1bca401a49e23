from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sheets import SANS, SERIF, Cell, Sheet, cells_of, turned

from gouji.models.document import Line, Piece
from gouji.models.vision.page_image import PageImageReader

ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "", "7"],
    ["行政规范性文件", "12", "/", "1,250"],
    ["行政许可", "—", "3", "0"],
    ["行政处罚", "381.00", "-", "减4"],
    ["行政强制", "1", "5", "20"],
]
TABLE = cells_of(ROWS, 70, 120, [150, 100, 100, 100], 24)
NARROW = [
    Cell(70, 330, 100, 430, "结\n果\n维\n持"),
    Cell(100, 330, 130, 430, "其\n他\n结\n果"),
    Cell(130, 330, 160, 430, "总\n计"),
    *cells_of([["6", "0", "11"]], 70, 430, [30, 30, 30], 22),
]


@pytest.fixture(scope="module")
def reader() -> PageImageReader:
    return PageImageReader()


def page(dpi: int, font: object = SERIF) -> Sheet:
    sheet = Sheet(dpi, font)  # type: ignore[arg-type]
    sheet.write(70, 60, "二、主动公开政府信息情况", 15)
    sheet.draw([*TABLE, *NARROW])
    sheet.write(70, 480, "本机关共收到政府信息公开申请41件，办结38件。", 12)
    return sheet


def scanned(image: NDArray[np.uint8], noise: float) -> NDArray[np.uint8]:
    rng = np.random.default_rng(7)
    grey = 40 + image.astype(np.float32) * 0.78 + rng.normal(0, noise, (*image.shape[:2], 1))
    return np.clip(grey, 0, 255).astype(np.uint8)


def texts(line: Line) -> list[str]:
    return [piece.text for piece in line.pieces]


def centre(piece: Piece) -> tuple[float, float]:
    box = piece.place.given or piece.place.bbox
    assert box is not None
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


@pytest.mark.parametrize(("dpi", "font"), [(200, SERIF), (200, SANS), (150, SERIF)])
def test_a_printed_page_is_read_cell_by_cell_in_reading_order(reader: PageImageReader, dpi: int, font: object) -> None:
    lines = reader.read(page(dpi, font).pixels(), 4).lines
    heading, *table, labels, values, prose = lines
    assert texts(heading) == ["二、主动公开政府信息情况"]
    assert [texts(line) for line in table] == ROWS
    assert [(line.separated, line.table) for line in table] == [(True, 0)] * len(ROWS)
    assert texts(labels) == ["结果维持", "其他结果", "总计"]
    assert (texts(values), values.table) == (["6", "0", "11"], 1)
    assert texts(prose) == ["本机关共收到政府信息公开申请41件，办结38件。"]
    assert not prose.separated
    assert all(piece.place.page_index == 4 for line in lines for piece in line.pieces)
    assert all(piece.confidence > 0.75 and not piece.unreadable for line in table[1:] for piece in line.pieces)


def test_the_boxes_are_those_of_the_cells(reader: PageImageReader) -> None:
    _, *table, _, _, _ = reader.read(page(150).pixels(), 0).lines
    boxes = [piece.place.bbox for line in table for piece in line.pieces]
    for box, cell in zip(boxes, TABLE, strict=True):
        assert box is not None
        assert (box.left, box.top, box.right, box.bottom) == pytest.approx(cell.box(), abs=0.003)


@pytest.mark.parametrize("degrees", [-0.7, 0.9])
def test_a_skewed_noisy_scan_is_read_and_placed_on_the_page_as_given(reader: PageImageReader, degrees: float) -> None:
    straight = page(200)
    image = scanned(turned(straight.pixels(), degrees), 8)
    _, *table, _, values, _ = reader.read(image, 0).lines
    assert [texts(line)[1:] for line in table[1:]] == [row[1:] for row in ROWS[1:]]
    assert texts(values) == ["6", "0", "11"]
    last = [piece for line in table for piece in line.pieces][-1]
    where = np.zeros(image.shape, np.uint8)
    box = TABLE[-1]
    x, y = (round((a + b) / 2 * straight.scale) for a, b in ((box.left, box.right), (box.top, box.bottom)))
    where[y - 2 : y + 3, x - 2 : x + 3] = 255
    ys, xs = np.nonzero(turned(255 - where, degrees)[:, :, 0] < 128)
    expected = (float(xs.mean()) / image.shape[1], float(ys.mean()) / image.shape[0])
    assert centre(last) == pytest.approx(expected, abs=0.004)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_read_and_placed_on_the_page_as_given(
    reader: PageImageReader, quarters: int
) -> None:
    image = np.ascontiguousarray(np.rot90(page(150).pixels(), -quarters))
    heading, *table, _, values, _ = reader.read(image, 0).lines
    assert texts(heading) == ["二、主动公开政府信息情况"]
    assert [texts(line) for line in table] == ROWS
    assert texts(values) == ["6", "0", "11"]
    x, y = centre([piece for line in table for piece in line.pieces][-1])
    for _ in range(quarters):
        x, y = y, 1 - x
    left, top, right, bottom = TABLE[-1].box()
    assert (x, y) == pytest.approx(((left + right) / 2, (top + bottom) / 2), abs=0.004)


@pytest.mark.parametrize("quarters", [0, 1, 3])
def test_heads_set_one_glyph_a_line_do_not_turn_a_page(reader: PageImageReader, quarters: int) -> None:
    """More lines run down a page with the fourth table alone than across it."""
    heads = ["\n".join(name) for name in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计总计")] * 3
    sheet = Sheet(150)
    sheet.write(80, 60, "四、政府信息公开行政复议、行政诉讼情况", 15)
    sheet.draw(cells_of([heads], 50, 100, [33] * 15, 80))
    sheet.draw(cells_of([["0"] * 15], 50, 180, [33] * 15, 24))
    lines = reader.read(np.ascontiguousarray(np.rot90(sheet.pixels(), -quarters)), 0).lines
    heading, head, values = (line for line in lines if len(line.pieces) > 1 or len(texts(line)[0]) > 1)
    assert texts(heading) == ["四、政府信息公开行政复议、行政诉讼情况"]
    assert texts(head)[:2] == ["结果维持", "结果纠正"]
    assert texts(values) == ["0"] * 15


def test_numbers_without_a_rule_between_are_two_pieces(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    sheet.draw(cells_of([["项目", "数量"], ["规章", "3             14"]], 70, 120, [150, 200], 24))
    _, (label, first, second) = (line.pieces for line in reader.read(sheet.pixels(), 0).lines)
    assert (label.text, first.text, second.text) == ("规章", "3", "14")
    assert first.right < second.left
    assert first.place.bbox == second.place.bbox


def test_numbers_one_above_the_other_are_never_read_as_one(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    sheet.draw(cells_of([["项目", "数量"], ["规章", "3\n14"]], 70, 120, [150, 60], 40))
    _, (_, both) = (line.pieces for line in reader.read(sheet.pixels(), 0).lines)
    assert both.unreadable


def test_a_table_that_goes_on_overleaf_is_closed_where_its_rules_end(reader: PageImageReader) -> None:
    sheet = page(200)
    image = np.array(sheet.pixels())
    image[: round(122 * sheet.scale)] = 255
    image[round((120 + 6 * 24 - 2) * sheet.scale) :] = 255
    lines = reader.read(image, 0).lines
    assert [texts(line) for line in lines] == ROWS


def test_smeared_ink_is_unreadable_and_specks_are_nothing(reader: PageImageReader) -> None:
    sheet = Sheet(200)
    cells = cells_of([["项目", "数量", "数量"], ["规章", "", ""]], 70, 120, [150, 100, 100], 24)
    sheet.draw(cells)
    image = np.array(sheet.pixels())
    rng = np.random.default_rng(3)
    left, top = round(260 * sheet.scale), round(150 * sheet.scale)
    image[top : top + 30, left : left + 60][rng.random((30, 60)) < 0.5] = 0
    image[round(155 * sheet.scale), round(370 * sheet.scale)] = 0
    _, (_, smeared, speck) = (line.pieces for line in reader.read(image, 0).lines)
    assert smeared.unreadable
    assert (speck.text, speck.unreadable, speck.confidence) == ("", False, 0.995)


def test_an_empty_page_has_no_lines(reader: PageImageReader) -> None:
    assert reader.read(np.full((400, 300, 3), 255, np.uint8), 0).lines == ()


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (2, 3000), (50, 50), (5, 400), (400, 5)])
@pytest.mark.parametrize("print_on", ["nothing", "noise", "cross"])
def test_a_tiny_image_is_an_empty_page(reader: PageImageReader, size: tuple[int, int], print_on: str) -> None:
    image = np.full((*size, 3), 255, np.uint8)
    if print_on == "noise":
        image = np.random.default_rng(0).integers(0, 255, image.shape, np.uint8)
    elif print_on == "cross":
        image[size[0] // 2], image[:, size[1] // 2] = 0, 0
    assert reader.read(image, 0).lines == ()


def test_the_name_says_engine_and_weights(reader: PageImageReader) -> None:
    assert "paddleocr 3.7" in reader.name
    assert "PP-OCRv6_small_rec" in reader.name
