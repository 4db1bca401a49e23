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
