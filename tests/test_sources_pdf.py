"""PDFs to lines: text layers with rules, pages that must be seen, and files that cannot be opened."""

from __future__ import annotations

import ctypes
import io
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from PIL import Image
from report_printer import (
    BLOCKS,
    FONT_FOLDER,
    FONTS,
    Cell,
    Printing,
    Table,
    figures,
    images_to_pdf,
    print_report,
    print_table,
    rasterise,
    scan_with_hidden_text,
    turn_pages,
)
from source_stubs import LIMITS, RecordingReader, silent, texts

from gouji.models.document import BBox, Line, Page, Piece, Place
from gouji.models.errors import DamagedFileError, EncryptedFileError, TooManyPagesError, TooManyPixelsError
from gouji.models.limits import Limits
from gouji.models.sources.pdf import read_pdf
from gouji.models.sources.rendering import render_page

VALUES = figures(3)


@pytest.fixture(scope="module")
def report() -> bytes:
    return print_report(VALUES)


def read(data: bytes, reader: RecordingReader | None = None, limits: Limits = LIMITS) -> tuple[Page, ...]:
    return read_pdf(data, limits, reader or RecordingReader(), silent)[0]


def values_in_order(pages: tuple[Page, ...]) -> list[str]:
    """Texts of the cells of all tables that are figures."""
    return [
        piece.text
        for page in pages
        for line in page.lines
        if line.table is not None
        for piece in line.pieces
        if piece.text.replace(".", "").isdigit()
    ]


@pytest.mark.parametrize(
    "printing",
    [
        Printing(),
        Printing(rule_width=0.02, separate_blocks=False),
        Printing(break_before_row=9, repeat_header=True),
        Printing(break_inside_row=6),
        Printing(start_low=True, row_height=13),
    ],
)
def test_cells_of_drawn_tables_say_what_was_printed(printing: Printing) -> None:
    reader = RecordingReader()
    pages = read(print_report(VALUES, printing), reader)
    assert values_in_order(pages) == list(VALUES.values())
    assert {page.origin for page in pages} == {"text_layer"} and not reader.images


def test_labels_wrapped_or_stacked_in_cells_are_whole(report: bytes) -> None:
    cells = {text for page in read(report) for row in texts(page.lines) for text in row}
    assert {"结果维持", "自然人", "社会公益组织", BLOCKS[0][0]} <= cells
    assert "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请" in cells


def test_prose_is_one_piece_a_line_in_reading_order(report: bytes) -> None:
    first = texts(read(report)[0].lines)
    assert first[0] == ["青禾县人民政府2021年政府信息公开工作年度报告"]
    assert ["一、总体情况"] in first[:3] and len(first[2]) == 1


@pytest.mark.parametrize("rules", ["none", "horizontal"])
def test_figures_of_tables_without_cells_stand_apart(rules: str) -> None:
    pages = read(print_report(VALUES, Printing(rules=rules)))  # type: ignore[arg-type]
    row = [VALUES[f"requests.handled.{a}"] for a in
           ("individual", "company", "research", "public_welfare", "legal_service", "other", "total")]  # fmt: skip
    assert ["（七）总计", *row] in [line for page in pages for line in texts(page.lines)]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_turned_back_by_its_rotation_is_as_before(report: bytes, turns: int) -> None:
    plain, turned = read(report), read(turn_pages(report, content=turns, shown=turns))
    assert [texts(page.lines) for page in turned] == [texts(page.lines) for page in plain]
    for before, after in zip(plain[0].lines, turned[0].lines, strict=True):
        for a, b in zip(before.pieces, after.pieces, strict=True):
            assert a.place.bbox and b.place.bbox
            assert _corners(b.place.bbox) == pytest.approx(_corners(a.place.bbox), abs=0.003)


@pytest.mark.parametrize("shown", [1, 2, 3])
def test_boxes_of_a_page_that_shows_sideways_are_where_a_viewer_shows_them(report: bytes, shown: int) -> None:
    data = turn_pages(report, shown=shown)
    pages = read(data)
    assert values_in_order(pages) == list(VALUES.values())
    picture = rasterise(data, 100)[0]
    height, width = picture.shape[:2]
    figure = next(p for line in pages[0].lines for p in line.pieces if p.text == VALUES["proactive.fees.amount"])
    assert figure.place.bbox
    left, top, right, bottom = _corners(figure.place.bbox)
    inner = picture[
        round(top * height) + 3 : round(bottom * height) - 3, round(left * width) + 3 : round(right * width) - 3
    ]
    assert inner.min() < 100, "the box holds ink"


def test_a_crop_box_moves_the_boxes(report: bytes) -> None:
    with pypdfium2.PdfDocument(report) as document:
        page = document[0]
        width, height = page.get_size()
        page.set_cropbox(30, 0, width, height - 50)
        out = io.BytesIO()
        document.save(out)
    plain, cropped = read(report)[0], read(out.getvalue())[0]
    a, b = plain.lines[0].pieces[0].place.bbox, cropped.lines[0].pieces[0].place.bbox
    assert a and b
    assert b.left == pytest.approx((a.left * width - 30) / (width - 30), abs=1e-3)
    assert b.top == pytest.approx((a.top * height - 50) / (height - 50), abs=1e-3)


def test_two_figures_in_one_cell_are_two_pieces() -> None:
    table = Table((60, 60), 1, (Cell(0, 0, "合并"), Cell(0, 1, "12      7"), Cell(1, 0, "一"), Cell(1, 1, "1.5")))
    assert texts(read(print_table(table))[0].lines)[:2] == [["合并", "12", "7"], ["一", "1.5"]]


def test_figures_above_one_another_in_a_wide_cell_are_not_run_together() -> None:
    table = Table((10, 60), 1, (Cell(0, 0, "一"), Cell(0, 1, "45", stacked=True), Cell(1, 0, "二"), Cell(1, 1, "")))
    assert texts(read(print_table(table))[0].lines)[:2] == [["一", "4", "5"], ["二", ""]]


def test_a_figure_that_ran_out_of_room_goes_on() -> None:
    cells = (Cell(0, 0, "收费金额"), Cell(1, 0, "3034.562617"), Cell(2, 0, "0"))
    assert texts(read(print_table(Table((12,), 1, (*cells, Cell(0, 0, ""))[:3])))[0].lines)[1] == ["3034.562617"]


def test_a_page_without_text_is_seen_at_200_dpi(report: bytes) -> None:
    reader = RecordingReader()
    pages = read(images_to_pdf(rasterise(report, 100), 100), reader)
    assert reader.pages == [page.index for page in pages if page.origin == "ocr"] == list(range(len(pages)))
    assert reader.images[0].shape == pytest.approx((2339, 1654, 3), abs=2)
    assert reader.images[0].min() < 50 < 200 < reader.images[0].max()


def test_text_whose_encoding_is_missing_is_not_believed(report: bytes) -> None:
    reader = RecordingReader()
    pages = read(report.replace(b"/ToUnicode", b"/ToUnicodX"), reader)
    assert reader.pages == [page.index for page in pages]


def _cell(text: str, page: Page, at: tuple[int, int]) -> Line:
    """A reading of the cell that the text layer of the original has at this line and piece."""
    piece = page.lines[at[0]].pieces[at[1]]
    return Line((replace(piece, text=text, confidence=0.99),), separated=True, table=0)


def test_a_hidden_layer_is_a_second_reading_only(report: bytes) -> None:
    original = read(report)[0]
    rows = texts(original.lines)
    at = next(i for i, row in enumerate(rows) if row[0] == "规章")
    printed = rows[at][1]
    hidden = print_report({**VALUES, "proactive.regulations.issued": "4096"})
    for layer, read_as, confidence in ((report, printed, 0.99), (hidden, printed, 0.6)):
        reader = RecordingReader([(_cell(read_as, original, (at, 1)),)])
        page = read(scan_with_hidden_text(report, layer, 100), reader)[0]
        (piece,) = page.lines[0].pieces
        assert page.origin == "ocr" and piece.text == printed
        assert (piece.confidence >= confidence) if layer is report else (piece.confidence <= confidence)
        assert [a.text for a in piece.alternatives] == ([] if layer is report else ["4096"])


def test_what_we_cannot_read_stays_unread_beside_a_hidden_layer(report: bytes) -> None:
    original = read(report)[0]
    at = next(i for i, row in enumerate(texts(original.lines)) if row[0] == "规章")
    line = _cell("?", original, (at, 1))
    line = replace(line, pieces=(replace(line.pieces[0], unreadable=True, confidence=0.2),))
    (piece,) = read(scan_with_hidden_text(report, dpi=100), RecordingReader([(line,)]))[0].lines[0].pieces
    assert piece.unreadable and piece.text == "?"
    assert piece.alternatives[0].text == VALUES["proactive.regulations.issued"]


def test_a_table_pasted_as_a_picture_is_read_in_its_place(report: bytes) -> None:
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_font("hei", fname=str(FONT_FOLDER / FONTS["hei"]))
    pdf.set_font("hei", size=11)
    pdf.add_page()
    for index in range(8):
        pdf.text(60, 80 + 20 * index, "这一页的文字部分可以直接选中，表格却是一张图片。")
    pdf.image(Image.fromarray(rasterise(report, 72)[0][200:600]), 60, 300, 480, 320)
    pdf.text(60, 700, "表后的说明文字。")
    seen = Line((Piece("7", Place(0, BBox(0.5, 0.25, 0.75, 0.5)), 0.5, 0.75, 0.9),), True, 0)
    reader = RecordingReader([(seen,)])
    (page,) = read(bytes(pdf.output()), reader)
    assert texts(page.lines)[-2:] == [["7"], ["表后的说明文字。"]] and len(page.lines) == 10
    box = page.lines[-2].pieces[0].place.bbox
    assert box and box.left == pytest.approx((60 + 240) / 595.28, abs=1e-3)
    assert box.top == pytest.approx((300 + 80) / 841.89, abs=1e-3)
    assert reader.images[0].shape[1] == pytest.approx(480 * 200 / 72, abs=3)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_truncated_file_is_damaged(report: bytes, share: float) -> None:
    with pytest.raises(DamagedFileError):
        read(report[: int(len(report) * share)])


def _encrypted(**passwords: str) -> bytes:
    pdf = FPDF()
    pdf.set_encryption(encryption_method=EncryptionMethod.AES_128, **passwords)
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.text(20, 20, "12")
    return bytes(pdf.output())


def test_a_password_is_asked_for_only_where_one_is_needed() -> None:
    with pytest.raises(EncryptedFileError):
        read(_encrypted(owner_password="owner", user_password="user"))
    assert texts(read(_encrypted(owner_password="owner"))[0].lines) == [["12"]]


def test_three_thousand_pages_are_refused_before_any_is_read() -> None:
    pdf = FPDF()
    for _ in range(3000):
        pdf.add_page()
    data = bytes(pdf.output())
    start = time.process_time()
    with pytest.raises(TooManyPagesError):
        read(data)
    assert time.process_time() - start < 2


def test_a_picture_of_too_many_pixels_in_a_page_is_refused(report: bytes) -> None:
    with pytest.raises(TooManyPixelsError):
        read(images_to_pdf(rasterise(report, 50)[:1], 50), limits=Limits(max_pixels=200_000))


def test_a_page_of_pixels_taken_for_points_is_seen_at_less_resolution() -> None:
    reader = RecordingReader()
    noise = np.zeros((350, 248, 3), dtype=np.uint8)
    noise[100:200] = 255
    read(images_to_pdf([noise], 7.2), reader)
    assert 1500 < reader.images[0].shape[1] < 2600


def test_pages_are_shown_at_the_width_asked_for(report: bytes) -> None:
    assert render_page(report, 0, 400, LIMITS).shape == pytest.approx((566, 400, 3), abs=1)
    for index in (-1, 99):
        with pytest.raises(DamagedFileError):
            render_page(report, index, 400, LIMITS)


def test_failure_of_the_image_reader_is_a_problem_of_the_page(report: bytes) -> None:
    scan = images_to_pdf(rasterise(report, 60), 60)
    pages, problems = read_pdf(scan, LIMITS, RecordingReader(error=RuntimeError("broken")), silent)
    assert [problem.page_index for problem in problems] == [page.index for page in pages]


def _corners(box: BBox) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _page(draw: Callable[[FPDF], None]) -> bytes:
    """A page of prose with something drawn on it, in points."""
    pdf = FPDF(unit="pt", format="A4")
    pdf.add_font("hei", fname=str(FONT_FOLDER / FONTS["hei"]))
    pdf.set_font("hei", size=11)
    pdf.add_page()
    for index in range(8):
        pdf.text(60, 80 + 20 * index, "这一页的文字部分可以直接选中，没有什么特别之处。")
    draw(pdf)
    return bytes(pdf.output())


def test_borders_drawn_as_thin_filled_bars_make_cells() -> None:
    def draw(pdf: FPDF) -> None:
        for y in (300, 330, 360):
            pdf.rect(60, y, 200.5, 0.5, style="F")
        for x in (60, 160, 260):
            pdf.rect(x, 300, 0.5, 60, style="F")
        pdf.text(70, 320, "件数")
        pdf.text(200, 350, "38")

    lines = [line for line in read(_page(draw))[0].lines if line.table is not None]
    assert texts(lines) == [["件数", ""], ["", "38"]]


def test_white_text_and_white_borders_are_not_there() -> None:
    def draw(pdf: FPDF) -> None:
        pdf.set_draw_color(255, 255, 255)
        pdf.set_text_color(255, 255, 255)
        pdf.rect(60, 300, 100, 30)
        pdf.rect(160, 300, 100, 30)
        pdf.text(70, 320, "4711")
        pdf.set_fill_color(0, 0, 90)
        pdf.rect(60, 400, 100, 30, style="F")
        pdf.text(70, 420, "白字蓝底")

    lines = read(_page(draw))[0].lines
    assert texts(lines)[-1] == ["白字蓝底"]
    assert not any("4711" in row for row in texts(lines)) and all(line.table is None for line in lines)


def test_text_under_a_picture_of_the_page_is_a_hidden_layer(report: bytes) -> None:
    picture = Image.fromarray(rasterise(report, 60)[0])
    reader = RecordingReader()
    (page,) = read(_page(lambda pdf: pdf.image(picture, 0, 0, pdf.w, pdf.h)), reader)
    assert page.origin == "ocr" and reader.pages == [0]


def test_a_watermark_across_the_page_is_in_no_cell() -> None:
    def draw(pdf: FPDF) -> None:
        pdf.rect(60, 300, 100, 200)
        pdf.rect(160, 300, 100, 200)
        pdf.text(70, 320, "件数")
        pdf.text(200, 320, "38")
        with pdf.rotation(35, 160, 400):
            pdf.text(120, 400, "内部资料")

    lines = [line for line in read(_page(draw))[0].lines if line.table is not None]
    assert texts(lines) == [["件数", "38"]]


def test_what_is_stamped_on_a_page_is_read() -> None:
    """An annotation shows its appearance; the page's own content does not have it."""
    with pypdfium2.PdfDocument(_page(lambda pdf: None)) as document:
        page = document[0]
        stamp = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_STAMP)
        raw.FPDFAnnot_SetRect(stamp, raw.FS_RECTF(200, 320, 280, 300))
        text = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", 12.0)
        characters = ("4711" + chr(0)).encode("utf-16-le")
        raw.FPDFText_SetText(text, ctypes.cast(characters, ctypes.POINTER(raw.FPDF_WCHAR)))
        raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 205, 304)
        assert raw.FPDFAnnot_AppendObject(stamp, text)
        raw.FPDFPage_CloseAnnot(stamp)
        out = io.BytesIO()
        document.save(out)
    assert ["4711"] in texts(read(out.getvalue())[0].lines)
