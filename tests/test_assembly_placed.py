"""Assembly of lines with places: what positions say where no cells are drawn, or cells are drawn wrongly."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from shipped import classifier

from gouji.models.assembly.assemble import Assembly, assemble
from gouji.models.assembly.tokens import TokenKind, tokenize
from gouji.models.document import BBox, Line, Origin, Page, Piece, Place
from gouji.models.forms import load_form

FORM = load_form("2021")
NAMES = ("自然/人", "商业/企业", "科研/机构", "社会/公益/组织", "法律/服务/机构", "其他", "总计")
FIRST, PITCH, GLYPH = 0.5, 0.06, 0.02
"""Middle of the first column, distance of columns, width of a glyph, in widths of the page."""


def word(text: str, middle: float, row: float, page: int = 0) -> Piece:
    left, right = middle - len(text) * GLYPH / 2, middle + len(text) * GLYPH / 2
    return Piece(text, Place(page, BBox(left, row / 60, right, (row + 0.8) / 60)), left, right)


def label(text: str, row: float, page: int = 0) -> Piece:
    return word(text, 0.05 + len(text) * GLYPH / 4, row, page)


def row_of(number: float, text: str, values: dict[int, str], aside: float = 0.0) -> Line:
    placed = (word(v, FIRST + column * PITCH + aside, number) for column, v in values.items())
    return Line((label(text, number), *placed))


def run_together(number: int, texts: list[tuple[int, str]]) -> Line:
    """Header cells of several columns as one word, as where hardly anything parts them."""
    glyphs = list(
        chain.from_iterable(
            ((FIRST + c * PITCH + (i - len(t) / 2) * GLYPH, FIRST + c * PITCH + (i + 1 - len(t) / 2) * GLYPH))
            for c, t in texts
            for i in range(len(t))
        )
    )
    extents = tuple(zip(glyphs[::2], glyphs[1::2], strict=True))
    box = BBox(extents[0][0], number / 60, extents[-1][1], (number + 0.8) / 60)
    text = "".join(t for _, t in texts)
    return Line((Piece(text, Place(0, box), box.left, box.right, glyphs=extents),))


def headers() -> list[Line]:
    lines = []
    for level in range(3):
        texts = [(c, parts[level]) for c, n in enumerate(NAMES) if len(parts := n.split("/")) > level]
        lines.append(run_together(2 + level, texts))
    return [Line((label("三、收到和处理政府信息公开申请情况", 0),)), *lines]


def read(lines: list[Line], *more: Page) -> Assembly:
    return assemble(FORM, (Page(0, tuple(lines), "text_layer"), *more), classifier())


def raws(assembly: Assembly, row: str) -> list[str | None]:
    return [r.raw for f, r in assembly.fields.items() if f.startswith(f"requests.{row}.")]


def test_names_that_run_together_say_under_which_of_them_few_values_stand() -> None:
    assembly = read(
        [
            *headers(),
            row_of(6, "一、本年新收政府信息公开申请数量", {0: "1", 3: "1", 6: "2"}),
            row_of(7, "二、上年结转政府信息公开申请数量", {6: "0"}),
        ]
    )
    assert raws(assembly, "received") == ["1", "", "", "1", "", "", "2"]
    assert raws(assembly, "carried_in") == ["", "", "", "", "", "", "0"]
    assert not any(assembly.fields[f"requests.received.{c}"].review for c in ("individual", "company", "total"))


def test_values_beside_the_middle_of_their_columns_are_taken_together() -> None:
    rows = [row_of(6, "一、本年新收政府信息公开申请数量", {0: "1", 3: "1", 6: "2"}, aside=0.4 * PITCH)]
    assert raws(read([*headers(), *rows]), "received") == ["1", "", "", "1", "", "", "2"]


def test_values_behind_one_name_and_before_the_next_stand_under_neither() -> None:
    """Two numbers at the left of their columns are as far from the names over them as from those before."""
    names = [word(name, 0.43 + 0.175 * c, 2) for c, name in enumerate(("本年制发件数", "本年废止件数", "现行有效件数"))]
    heading = Line((label("第二十条第（一）项", 1),))
    figures = Line((label("行政规范性文件", 4), word("1", 0.524, 4), word("3", 0.699, 4)))
    assembly = read([heading, Line((label("信息内容", 2), *names)), Line((label("规章", 3),)), figures])
    for column in ("issued", "repealed", "in_force"):
        assert assembly.fields[f"proactive.normative_documents.{column}"].review


def test_an_explanation_over_several_lines_does_not_cut_a_row_from_its_values() -> None:
    values = dict(enumerate("1002003"))
    lines = [
        row_of(6, "（一）予以公开", dict(enumerate("0000000"))),
        row_of(7, "3.危及“三安全一稳定”（国家安全、", {}),
        row_of(8, "公共安全、经济安全、", values),
        row_of(9, "社会稳定）", {}),
        row_of(10, "4.保护第三方合法权益", dict(enumerate("0000000"))),
    ]
    assembly = read([*headers(), *lines])
    assert raws(assembly, "refused.security_and_stability") == list("1002003")
    assert not assembly.fields["requests.refused.security_and_stability.individual"].review


def test_numbers_that_count_the_pages_belong_to_no_row() -> None:
    first = [*headers(), row_of(6, "一、本年新收政府信息公开申请数量", {}), Line((word("2", 0.5, 58),))]
    second = Page(
        1, (Line((label("二、上年结转政府信息公开申请数量", 5, 1),)), Line((word("3", 0.5, 58, 1),))), "text_layer"
    )
    assembly = read(first, second)
    assert raws(assembly, "received") == [""] * 7
    assert raws(assembly, "carried_in") == [""] * 7
    assert assembly.unplaced == ()


def drawn(rows: list[list[str]]) -> tuple[Line, ...]:
    lines = []
    for number, texts in enumerate(rows):
        boxes = [BBox(c / 10, number / 40, (c + 1) / 10, (number + 1) / 40) for c in range(len(texts))]
        pieces = (Piece(t, Place(0, b), b.left, b.right) for t, b in zip(texts, boxes, strict=True))
        lines.append(Line(tuple(pieces), separated=True, table=0))
    return tuple(lines)


def test_a_drawn_row_between_its_neighbours_is_that_row_whatever_is_put_before_its_name() -> None:
    rows = [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["政府规章", "1", "2", "3"],
        ["行政规范性文件", "4", "5", "6"],
    ]
    assembly = assemble(FORM, (Page(0, drawn(rows), "text_layer"),), classifier())
    found = [r for f, r in assembly.fields.items() if f.startswith("proactive.regulations.")]
    assert [(r.raw, r.review) for r in found] == [("1", False), ("2", False), ("3", False)]


def test_a_page_whose_rules_mislead_is_read_without_them() -> None:
    merged = drawn([["信息内容", "本年制发件数", "本年废止件数现行有效件数"], ["规章行政规范性文件", "14", "2536"]])
    headers_ = (("本年制发件数", 0.4), ("本年废止件数", 0.6), ("现行有效件数", 0.8))
    unruled = (
        Line((label("信息内容", 1), *(word(t, at, 1) for t, at in headers_))),
        Line((label("规章", 2), *(word(t, at, 2) for t, at in (("1", 0.4), ("2", 0.6), ("3", 0.8))))),
        Line((label("行政规范性文件", 3), *(word(t, at, 3) for t, at in (("4", 0.4), ("5", 0.6), ("6", 0.8))))),
    )
    assembly = assemble(FORM, (Page(0, merged, "text_layer", unruled),), classifier())
    found = [r.raw for f, r in assembly.fields.items() if f.startswith(("proactive.reg", "proactive.norm"))]
    assert found == list("123456")


def test_figures_wrapped_in_their_cells_doubt_the_rows_on_both_sides() -> None:
    """36/4 in a narrow column: one part stands above the label's line, the other below it, perhaps at the next row."""
    lines = [
        row_of(6, "1.本机关不掌握相关政府信息", {0: "36", 1: "2", 2: "0", 3: "0", 4: "0", 5: "0", 6: "36"}),
        row_of(7, "", {0: "4", 6: "6"}),
        row_of(8, "2.没有现成信息需要另行制作", dict(enumerate("3000003"))),
    ]
    assembly = read([*headers(), *lines])
    assert assembly.fields["requests.unable.not_held.individual"].review
    assert assembly.fields["requests.unable.not_held.total"].review


def test_a_row_of_a_scan_without_cells_that_does_not_add_up_is_asked_for() -> None:
    """An overlooked digit moves the others by a column; on a PDF's own text the sum is the author's."""
    row = row_of(6, "（一）予以公开", dict(enumerate("1200004")))
    lines = (*headers(), row)
    origins: tuple[tuple[Origin, bool], ...] = (("ocr", True), ("text_layer", False))
    for origin, asked in origins:
        fields = assemble(FORM, (Page(0, lines, origin),), classifier()).fields
        assert fields["requests.granted.individual"].review is asked


def test_figures_between_dashes_in_their_own_columns_are_a_row_and_no_page_number() -> None:
    row = Line((word("-", FIRST, 12), word("4", FIRST + 3 * PITCH, 12), word("-", FIRST + 6 * PITCH, 12)))
    foot = Line((word("-", 0.48, 50), word("4", 0.5, 50), word("-", 0.52, 50)))
    kinds = [token.kind for token in tokenize((Page(0, (row, foot), "text_layer"),))]
    assert kinds == [TokenKind.VALUE] * 3 + [TokenKind.NOISE] * 3


def test_a_blank_row_is_asked_for_where_a_page_break_parted_it_from_values() -> None:
    full = dict.fromkeys(range(6), "1") | {6: "6"}
    first = [
        *headers(),
        row_of(6, "一、本年新收政府信息公开申请数量", full),
        row_of(8, "二、上年结转政府信息公开申请数量", full),
        row_of(10, "（一）予以公开", full),
        Line((label("（二）部分公开（区分处理的，只计这一", 12),)),
    ]
    repeated = [Line(tuple(replace(p, place=Place(1, p.place.bbox)) for p in line.pieces)) for line in headers()[1:]]
    values = [word(v, FIRST + c * PITCH, 8, 1) for c, v in {0: "6", 4: "1", 6: "7"}.items()]
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    heads = [Line((word("申请人情况", 0.7, 0, 1),)), Line((word("法人或其他组织", 0.7, 1, 1), label(corner, 1, 1)))]
    second = [*heads, *repeated, Line(tuple(values)), Line((label("1.属于国家秘密", 10, 1),))]
    read_back = read(first, Page(1, tuple(second), "text_layer"))
    row = {f: r for f, r in read_back.fields.items() if f.startswith("requests.partly_granted.")}
    assert all(reading.review for reading in row.values()), row


def test_values_nearer_to_another_rows_label_are_asked_for_in_both() -> None:
    """Figures at the top of tall rows, labels at their middle: what stands below a label is the next row's."""
    lines = [
        row_of(7, "", {6: "5"}),
        row_of(8, "（一）予以公开", {}),
        row_of(12, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", {}),
        row_of(15, "", {6: "3"}),
        row_of(16, "1.属于国家秘密", {}),
        row_of(20, "2.其他法律行政法规禁止公开", {}),
    ]
    fields = read([*headers(), *lines]).fields
    for row, printed in (("granted", "5"), ("partly_granted", ""), ("refused.state_secret", "3")):
        reading = fields[f"requests.{row}.total"]
        assert reading.review or (reading.raw or "") == printed, row


def test_a_value_of_the_next_row_beneath_a_rows_own_is_asked_for_in_both() -> None:
    """Figures at the top of their cells, labels at their middle: the second of a row's values is the next row's."""
    lines = [
        row_of(12, "2.没有现成信息需要另行制", {6: "3"}),
        row_of(13.1, "作", {}),
        row_of(14.6, "法", {6: "2"}),
        row_of(15.5, "3.补正后申请内容仍不明确", {}),
    ]
    fields = read([*headers(), *lines]).fields
    assert fields["requests.unable.needs_creation.total"].review
    assert fields["requests.unable.still_unclear.total"].review
