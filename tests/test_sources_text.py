"""Text as lines with places."""

from __future__ import annotations

from gouji.models.document import Line, Position
from gouji.models.sources.text import read_text


def texts(line: Line) -> list[str]:
    return [piece.text for piece in line.pieces]


def test_words_have_line_column_and_width() -> None:
    (line,) = read_text("\n规章 0  12\r\n").lines
    assert texts(line) == ["规章", "0", "12"]
    assert not line.separated
    assert line.pieces[0].place.position == Position(2, 1)
    assert line.pieces[2].place.position == Position(2, 7)
    assert (line.pieces[0].left, line.pieces[0].right) == (0, 4)
    assert (line.pieces[2].left, line.pieces[2].right) == (8, 10)


def test_tabs_separate_cells_and_empty_ones_stay() -> None:
    (line,) = read_text("行政许可\t\t3\t").lines
    assert line.separated
    assert texts(line) == ["行政许可", "", "3", ""]
    assert line.pieces[2].place.position == Position(1, 7)


def test_one_cell_a_line_behind_a_tab_is_a_row() -> None:
    (row, lone) = read_text("\t规章\n\t0\n\t\n\t4\n\n\t缩进").lines
    assert row.separated
    assert texts(row) == ["规章", "0", "", "4"]
    assert row.pieces[3].place.position == Position(4, 2)
    assert not lone.separated


def test_tables_of_markdown() -> None:
    head, rule, row, *_ = read_text("| 信息内容 | 本年制发件数 |\n|---|---:|\n| 规章 |  |\n| 其他 | 1 |").lines
    assert texts(head) == ["信息内容", "本年制发件数"]
    assert texts(rule) == []
    assert texts(row) == ["规章", ""]
    assert row.separated
    assert row.pieces[0].place.position == Position(3, 3)


def test_full_width_spaces_and_form_feeds_part_words() -> None:
    (line,) = read_text("规章\u30000\f1").lines
    assert texts(line) == ["规章", "0", "1"]


def test_a_row_of_cells_goes_on_behind_the_foot_of_a_page() -> None:
    whole = "\t规章\n\t0\n\t2\n\t4\n\n"
    cut = "\t规章\n\t0\n\n- 3 -\n\n\t2\n\t4\n\n"
    rows = [texts(line) for line in read_text(whole * 3 + cut + whole).lines if line.separated]
    assert rows == [["规章", "0", "2", "4"]] * 5


def test_rows_of_cells_on_both_sides_of_a_foot_stay_two() -> None:
    short, long = "\t甲\n\t0\n\n", "\t乙\n\t0\n\t2\n\t4\n\n"
    rows = [texts(line) for line in read_text(short * 3 + long * 3 + short + "- 3 -\n\n" + short).lines]
    assert rows[-3:] == [["甲", "0"], ["-", "3", "-"], ["甲", "0"]]


def test_uprights_of_a_drawn_table_separate_cells() -> None:
    text = """
┌──┬────────┬──┬──┐
│三│（一）予│1 │  │
│、│以公开  │  │  │
│本├────────┼──┼──┤
│年│七、总计│12│0 │
└──┴────────┴──┴──┘
"""
    lines = [[piece.text for piece in line.pieces] for line in read_text(text).lines if line.pieces]
    assert lines == [["三", "（一）予", "1", ""], ["、", "以公开", "", ""], ["本"], ["年", "七、总计", "12", "0"]]
    (last,) = (p for line in read_text(text).lines for p in line.pieces if p.text == "12")
    assert last.place.position == Position(6, 9)


def test_ideographs_given_as_radicals() -> None:
    """As fonts name them: 民 and ⺠ are one glyph."""
    (line,) = read_text("⼈⺠政府 县⻓ 1⽉").lines
    assert texts(line) == ["人民政府", "县长", "1月"]


def test_a_layout_that_counts_characters() -> None:
    """As ``pdftotext -layout`` does: values stand under one another where a Chinese glyph is one column wide."""
    labels = ["予以公开", "属于国家秘密", "其他", "本机关不掌握相关政府信息"]
    by_characters = read_text("\n".join(label.ljust(20) + "  1   12" for label in labels)).lines
    assert {(line.pieces[1].right, line.pieces[2].right) for line in by_characters} == {(23, 28)}
    by_columns = read_text("\n".join(label + " " * (30 - 2 * len(label)) + "1   12" for label in labels)).lines
    assert {(line.pieces[1].right, line.pieces[2].right) for line in by_columns} == {(31, 36)}


def test_rows_behind_one_another_on_a_line_are_lines_of_their_own() -> None:
    """A page copied as one paragraph: rows begin on one line and end on the next."""
    text = "规章 3 0 4 行政规范性文件 6\n7 93 行政许可 48 重复申请 0 0 0 0\n1 0 1 （七）总计\n说明 3 条"
    assert [texts(line) for line in read_text(text).lines] == [
        ["规章", "3", "0", "4"],
        ["行政规范性文件", "6", "7", "93"],
        ["行政许可", "48"],
        ["重复申请", "0", "0", "0", "0", "1", "0", "1"],
        ["（七）总计"],
        ["说明", "3", "条"],
    ]


def test_cells_one_a_line_without_a_mark_between_rows_are_rows() -> None:
    cells = ["规章", "0", "1", "4", "行政规范性文件", "6", "7", "93"]
    first, second = read_text("\n".join(f"\t{cell}" for cell in cells)).lines
    assert texts(first) == cells[:4]
    assert texts(second) == cells[4:]
    assert second.separated
    assert [piece.left for piece in second.pieces] == sorted(piece.left for piece in second.pieces)


def test_words_behind_figures_are_no_row_of_their_own() -> None:
    """A sentence with figures, and a placeholder in words."""
    lines = read_text("培训 3 次，参加 143 人次，解读 5 篇\n重复申请 0 0 0 无 0 0 0").lines
    assert len(lines) == 2


def test_commas_separate_cells_where_most_lines_of_figures_have_them() -> None:
    rows = ["规章,0,,4", '行政规范性文件,"1,206",0,93', "行政许可,12,,", "行政处罚,0,,", "行政强制,3,,", ",,自然人,"]
    first, second, *_ = read_text("\n".join(["共有甲,乙,丙三类", *rows])).lines[1:]
    assert texts(first) == ["规章", "0", "", "4"]
    assert first.separated
    assert texts(second) == ["行政规范性文件", "1,206", "0", "93"]
    assert second.pieces[1].place.position == Position(3, 10)


def test_commas_between_thousands_separate_nothing() -> None:
    rows = [f"{label} 1,206 3,000,412 93" for label in ("规章", "行政规范性文件", "其他", "总计", "合计", "小计")]
    assert not any(line.separated for line in read_text("\n".join(rows)).lines)
