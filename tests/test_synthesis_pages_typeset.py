"""The main page renderer: what it says of its pages is held against the pages as PDFium draws and reads them."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
import pytest
from numpy.typing import NDArray

from gouji.models.document import BBox
from gouji.training.synthesis.draws import SPLITS, stream
from gouji.training.synthesis.look import Look, MergedText
from gouji.training.synthesis.looks import draw_look
from gouji.training.synthesis.manuscript import Cell, Manuscript, Paragraph, ParagraphStyle, Span, Table, Tag
from gouji.training.synthesis.pages.raster import Pixels, images_to_pdf, rasterise
from gouji.training.synthesis.pages.typeset import typeset
from gouji.training.synthesis.pages.wrapping import wrapped
from gouji.training.synthesis.printed import PrintedReport

DPI = 144
PLAIN = Look(heading_font="hei_bold")
LOOKS = {
    "plain": PLAIN,
    "small page": replace(
        PLAIN, page_width=150, page_height=90, margin_left=10, margin_right=10, margin_top=10, margin_bottom=12,
        breaks="inside_rows", keep_header=False, body_size=10,
    ),
    "landscape": replace(PLAIN, page_width=297, page_height=210, repeat_header=True, table_gap=60, rules="hair"),
    "large type": replace(PLAIN, table_size=14, cell_padding=2, breaks="inside_rows", merged_text="flows"),
    "no rules": replace(PLAIN, rules="none", value_shift=0.3, baseline_jitter=0.3, table_size=7.5, row_height=0.0),
    "partial": replace(PLAIN, rules="partial", open_sides=True, label_spacing=0.6, value_alignment="right"),
    "bold": replace(PLAIN, bold="double_struck", text_runs="glyph", running_header="政务公开", table_width=1.2),
    "filled": replace(PLAIN, rule_drawing="filled", frame_width=0.5, bold="stroked", value_position="top"),
}  # fmt: skip
DRAWN = {f"drawn {i}": draw_look(stream("test looks", i), SPLITS[i % len(SPLITS)]) for i in range(6)}


@pytest.fixture(params=[*LOOKS, *DRAWN])
def look(request: pytest.FixtureRequest) -> Look:
    return (LOOKS | DRAWN)[request.param]


def test_boxes_of_texts_hold_all_ink_and_little_else(look: Look) -> None:
    printed = typeset(report(), replace(look, rules="none", header_shading=False))
    # One pixel around the box, and one point of blank inside it.
    tolerance = 3
    for index, pixels in enumerate(rasterise(printed, DPI)):
        ink = darkness(pixels)
        covered = np.zeros_like(ink)
        for text in (text for text in printed.texts if text.page_index == index):
            left, top, right, bottom = on_page(text.bbox, pixels)
            held = ink[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1]
            rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
            assert len(rows), f"no ink where {text.text!r} should be"
            assert rows[0] <= tolerance and rows[-1] >= len(held) - 1 - tolerance, text
            assert columns[0] <= tolerance and columns[-1] >= held.shape[1] - 1 - tolerance, text
            covered[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1] = True
        assert not (ink & ~covered).any(), "ink outside of every box"


def test_text_layer_says_in_each_box_what_the_gold_says(look: Look) -> None:
    # Type printed twice is in the text layer twice.
    printed = typeset(report(), replace(look, bold="plain"))
    with pdfium.PdfDocument(printed.pdf) as document:
        layers = [page.get_textpage() for page in document]
        for text in printed.texts:
            width, height = printed.page_sizes[text.page_index]
            read = layers[text.page_index].get_text_bounded(
                left=text.bbox.left * width - 0.3,
                bottom=height - text.bbox.bottom * height - 0.3,
                right=text.bbox.right * width + 0.3,
                top=height - text.bbox.top * height + 0.3,
            )
            assert "".join(read.split()) == "".join(text.text.split())


def test_every_value_has_one_cell_that_holds_its_text(look: Look) -> None:
    manuscript = report()
    printed = typeset(manuscript, look)
    expected = [
        cell
        for table in manuscript.elements
        if isinstance(table, Table)
        for cell in table.cells
        if cell.tag.kind == "value"
    ]
    assert sorted(cell.field for cell in printed.cells) == sorted(cell.tag.id for cell in expected)
    texts = defaultdict(list)
    for text in printed.texts:
        if text.tag.kind == "value":
            texts[text.tag.id].append(text)
    assert {field: "".join(t.text for t in found) for field, found in texts.items()} == {
        cell.tag.id: cell.text for cell in expected if cell.text
    }
    for cell in printed.cells:
        for text in texts[cell.field]:
            assert text.page_index == cell.page_index
            assert lies_in(text.bbox, cell.bbox)


def test_nothing_reaches_over_the_page(look: Look) -> None:
    printed = typeset(report(), look)
    assert len(printed.page_sizes) > 1
    for place in (*printed.texts, *printed.cells):
        assert 0 < place.bbox.left < place.bbox.right < 1
        assert 0 < place.bbox.top < place.bbox.bottom < 1
        assert 0 <= place.page_index < len(printed.page_sizes)


def test_same_manuscript_and_look_give_the_same_bytes(look: Look) -> None:
    assert typeset(report(), look) == typeset(report(), look)


def test_empty_manuscript_is_an_empty_page() -> None:
    printed = typeset(Manuscript(()), replace(PLAIN, page_numbers="none"))
    assert printed.texts == printed.cells == ()
    [pixels] = rasterise(printed, 72)
    assert pixels.shape == (842, 596, 3)
    assert pixels.min() == 255


def test_cells_stand_between_their_rules() -> None:
    for drawing in ("lines", "boxes", "filled"):
        printed = typeset(report(), replace(PLAIN, rule_drawing=drawing))
        images = rasterise(printed, DPI)
        inks = [darkness(pixels) for pixels in images]
        for cell in printed.cells:
            left, top, right, bottom = on_page(cell.bbox, images[cell.page_index])
            ink = inks[cell.page_index]
            assert ink[top + 4 : bottom - 4, left - 1 : left + 2].any(axis=1).all(), "no rule at the left"
            assert ink[bottom - 2 : bottom + 2, left:right].any(axis=0).all(), "no rule below"


def test_stream_order_and_runs_change_the_layer_and_not_the_page() -> None:
    plain = typeset(report(), PLAIN)
    layers = {layer_text(plain)}
    for order in ("columns", "reversed"):
        other = typeset(report(), replace(PLAIN, stream_order=order))
        assert other.texts == plain.texts
        assert all(
            (darkness(a) == darkness(b)).mean() > 0.9999
            for a, b in zip(rasterise(plain, 72), rasterise(other, 72), strict=True)
        )
        layers.add(layer_text(other))
    assert len(layers) == 3


def test_row_cut_by_the_foot_of_the_page_stands_on_both() -> None:
    cut = [printed for top in range(30, 65) for printed in [low_table(top)] if pages_of_row(printed, "long") == 2]
    assert len(cut) >= 5
    for printed in cut:
        label = "".join(text.text for text in printed.texts if text.tag.id == "long")
        assert label == LONG_LABEL
        empty, filled = (next(c for c in printed.cells if c.field == field) for field in ("long.0", "long.1"))
        text = next(text for text in printed.texts if text.tag.id == "long.1")
        assert (text.page_index, True) == (filled.page_index, lies_in(text.bbox, filled.bbox))
        assert empty.page_index == min(text.page_index for text in printed.texts if text.tag.id == "long")
    assert len({next(t.page_index for t in p.texts if t.tag.id == "long.1") for p in cut}) == 2


def test_header_is_repeated_on_every_page_of_a_table() -> None:
    plain, repeated = (
        typeset(report(), replace(LOOKS["landscape"], repeat_header=again, page_height=120)) for again in (False, True)
    )
    seen = [
        {text.page_index for text in printed.texts if text.tag == Tag("column", "c2")} for printed in (plain, repeated)
    ]
    rows = {text.page_index for text in repeated.texts if text.tag.kind == "row"}
    assert len(seen[0]) == 1
    assert seen[1] == rows


@pytest.mark.parametrize("merged_text", ["first_part", "largest_part", "flows"])
def test_merged_group_over_a_break_keeps_its_text(merged_text: MergedText) -> None:
    parted = 0
    for height in range(190, 290, 10):
        look = replace(PLAIN, page_height=height, margin_top=20, margin_bottom=20, merged_text=merged_text)
        printed = typeset(report(), look)
        group = [text.page_index for text in printed.texts if text.tag == Tag("row_group", "三")]
        rows = [text.page_index for text in printed.texts if text.tag.kind == "row"]
        assert len(group) == len("三、办理结果")
        assert group == sorted(group)
        parted += len(set(group)) > 1
        if len(set(rows)) > 1 and merged_text == "first_part":
            assert group[0] == rows[0]
    # A first part without room for all of the text hands the rest on.
    assert (parted > 0) == (merged_text != "largest_part")


def test_pages_are_numbered() -> None:
    printed = typeset(report(), replace(PLAIN, page_numbers="of_total"))
    numbers = [text.text for text in printed.texts if text.tag.kind == "page_number"]
    total = len(printed.page_sizes)
    assert numbers == [f"第 {page} 页 共 {total} 页" for page in range(1, total + 1)]


def test_unprintable_character_is_refused() -> None:
    with pytest.raises(ValueError, match="prints"):
        typeset(Manuscript((paragraph("body", "\U0001f600"),)), PLAIN)


def test_scan_looks_like_the_page_and_has_no_text() -> None:
    printed = typeset(report(), PLAIN)
    images = rasterise(printed, 100)
    scan = replace(printed, pdf=images_to_pdf(images, 100))
    assert layer_text(scan).strip() == ""
    for a, b in zip(images, rasterise(scan, 100), strict=True):
        assert a.shape == b.shape
        assert np.abs(a.astype(int) - b).mean() < 3


def test_hidden_text_stands_where_it_is_seen_and_may_be_wrong() -> None:
    printed = typeset(report(), PLAIN)
    wrong = [replace(text, text=text.text.replace("0", "8")) for text in printed.texts]
    images = rasterise(printed, 100)
    scan = replace(printed, pdf=images_to_pdf(images, 100, texts=wrong))
    assert all(np.abs(a.astype(int) - b).mean() < 3 for a, b in zip(images, rasterise(scan, 100), strict=True))
    assert "0" in layer_text(printed)
    assert "0" not in layer_text(scan)
    with pdfium.PdfDocument(scan.pdf) as document:
        layers = [page.get_textpage() for page in document]
        for text in (text for text in wrong if text.tag.kind == "value"):
            width, height = printed.page_sizes[text.page_index]
            found = layers[text.page_index].get_text_bounded(
                text.bbox.left * width - 1,
                (1 - text.bbox.bottom) * height - 1,
                text.bbox.right * width + 1,
                (1 - text.bbox.top) * height + 1,
            )
            assert found.strip() == text.text


def test_lines_hold_the_whole_text_within_the_width() -> None:
    draw = random.Random(5)
    for _ in range(200):
        text = "".join(draw.choice("一二（）、，。12 a\n") for _ in range(draw.randrange(30)))
        first, width = draw.uniform(1, 8), draw.uniform(1, 8)
        lines = wrapped(text, first, width, lambda part: float(len(part)))
        assert "".join(text[start:end] for start, end in lines) == text.replace("\n", "")
        for number, (start, end) in enumerate(lines):
            assert len(text[start:end].strip()) <= (width if number else first) or end - start == 1


LONG_LABEL = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请（按实际办结时间统计）"


def low_table(top: float) -> PrintedReport:
    """A table with one long row, on pages that end some way down it."""
    cells = (
        *(Cell(0, i, f"栏{i}", Tag("column", f"c{i}")) for i in range(3)),
        Cell(1, 0, LONG_LABEL, Tag("row", "long")),
        Cell(1, 1, "", Tag("value", "long.0")),
        Cell(1, 2, "17", Tag("value", "long.1")),
    )
    look = replace(PLAIN, page_height=120, margin_bottom=15, table_gap=top, breaks="inside_rows", keep_header=False)
    return typeset(Manuscript((paragraph("heading", "三、"), Table((1, 1, 1), 1, cells))), look)


def pages_of_row(printed: PrintedReport, row: str) -> int:
    return len({text.page_index for text in printed.texts if text.tag == Tag("row", row)})


def report() -> Manuscript:
    """Every shape of cell and paragraph there is."""
    draw = random.Random(3)
    cells = [
        Cell(0, 0, "（本列数据的勾稽关系为：第一项加第二项之和）", Tag("corner"), 2, 3),
        Cell(0, 3, "申请人情况", Tag("column_group", "申请人情况"), columns=5),
        *(Cell(1, 3 + i, "总计" if i == 4 else "其他", Tag("column", f"c{i}"), stacked=i == 4) for i in range(5)),
        Cell(2, 0, "三、办理结果", Tag("row_group", "三"), rows=19, stacked=True),
    ]
    for row in range(2, 22):
        inner = 6 <= row < 18
        start = 2 if inner else (1 if row < 21 else 0)
        label = LONG_LABEL if row % 5 == 0 else f"（{row}）予以公开"
        cells.append(Cell(row, start, label, Tag("row", f"r{row}"), columns=3 - start))
        texts = [draw.choice(("0", "0", "12", "", "/", "3810", "1,234,567", "0.5")) for _ in range(5)]
        cells += [Cell(row, 3 + i, text, Tag("value", f"r{row}.{i}")) for i, text in enumerate(texts)]
    cells.append(Cell(6, 1, "（三）不予公开", Tag("row_group", "（三）"), rows=12))
    local = [Cell(1, 0, "4.本地情形", Tag("local_row")), Cell(1, 1, "0", Tag("local_value"))]
    return Manuscript(
        (
            paragraph("title", "青禾县人民政府办公室2023年政府信息公开工作年度报告"),
            paragraph("heading", "一、总体情况"),
            paragraph("subheading", "（一）主动公开"),
            Paragraph("body", (Span("全年发布信息", Tag("prose")), Span("1286条，同比增长12.5%。" * 20, Tag("prose")))),
            Table((1, 1.2, 5, 1, 1, 1, 1, 1), 2, tuple(cells)),
            Table((3, 1), 1, (Cell(0, 0, "信息内容", Tag("corner"), columns=2), *local)),
            paragraph("signature", "青禾县人民政府办公室"),
        )
    )


def paragraph(style: ParagraphStyle, text: str) -> Paragraph:
    return Paragraph(style, (Span(text, Tag("prose")),))


def darkness(pixels: Pixels) -> NDArray[np.bool_]:
    return pixels.min(axis=2) < 225


def on_page(bbox: BBox, pixels: Pixels) -> tuple[int, int, int, int]:
    height, width = pixels.shape[:2]
    return (
        int(bbox.left * width),
        int(bbox.top * height),
        int(np.ceil(bbox.right * width)),
        int(np.ceil(bbox.bottom * height)),
    )


def lies_in(inner: BBox, outer: BBox, slack: float = 0.002) -> bool:
    return (
        inner.left >= outer.left - slack
        and inner.top >= outer.top - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def layer_text(printed: PrintedReport) -> str:
    with pdfium.PdfDocument(printed.pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
