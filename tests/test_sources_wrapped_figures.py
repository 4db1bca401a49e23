"""Figures that a narrow column without rules broke into two lines."""

from __future__ import annotations

from gouji.models.sources.glyphs import Glyph, Word, cell_words, line_words, text_rows
from gouji.models.sources.wrapped_figures import with_whole_figures, with_whole_figures_in_cells


def word(text: str, middle: float, row: float) -> Word:
    """A word about a middle, in ems; a digit is half as wide as a glyph."""
    widths = [0.5 if glyph.isascii() else 1.0 for glyph in text]
    at, glyphs = middle - sum(widths) / 2, []
    for glyph, width in zip(text, widths, strict=True):
        glyphs.append(Glyph(glyph, at, row, at + width, row + 1, (at, row + 0.1, at + width, row + 0.9)))
        at += width
    return Word(text, tuple(glyphs))


def row_of(row: float, *texts: tuple[str, float]) -> list[Word]:
    return [word(text, middle, row) for text, middle in texts]


def texts(lines: list[list[Word]]) -> list[list[str]]:
    return [[word.text for word in line] for line in lines]


NEXT = row_of(4.0, ("上年结转", 3), ("0", 8), ("2", 10), ("2", 12))


def test_pieces_above_and_below_their_row_are_one_figure() -> None:
    upper, lower = row_of(0.0, ("111", 12)), row_of(1.4, ("7", 12))
    row = row_of(0.7, ("本年新收", 3), ("79", 8), ("39", 10))
    assert texts(with_whole_figures([upper, row, lower, NEXT]))[0] == ["本年新收", "79", "39", "1117"]


def test_pieces_below_their_row_are_one_figure_beside_a_glyph_of_a_merged_cell() -> None:
    row = row_of(0.0, ("本年新收", 3), ("1,42", 8), ("39", 10), ("1,52", 12))
    lower = row_of(1.4, ("四", 0.5), ("4", 8), ("8", 12))
    found = texts(with_whole_figures([row, lower, NEXT]))
    assert found[:2] == [["本年新收", "1,424", "39", "1,528"], ["四"]]


def test_a_row_of_values_close_below_another_is_its_own() -> None:
    row = row_of(0.0, ("本年新收", 3), ("12", 8), ("12", 10), ("24", 12))
    own = row_of(1.5, ("1", 8), ("1", 10), ("2", 12))
    named = row_of(1.5, ("转入", 3), ("1", 8))
    for below in (own, named):
        assert texts(with_whole_figures([row, below])) == texts([row, below])


def test_a_figure_longer_than_the_piece_above_shows_that_it_did_not_run_out_of_room() -> None:
    row = row_of(0.0, ("本年新收", 3), ("1200", 8), ("12", 12))
    below = row_of(1.4, ("1", 12))
    assert texts(with_whole_figures([row, below])) == texts([row, below])


def test_figures_of_narrow_columns_are_parted_where_their_digits_touch() -> None:
    glyphs = [glyph for at in (0.0, 2.1, 4.3) for glyph in word("7793", at, 0).glyphs]
    assert [w.text for w in line_words(glyphs)] == ["7793"] * 3


def glyphs_of(*words: Word) -> list[Glyph]:
    return [glyph for found in words for glyph in found.glyphs]


def test_a_figure_in_two_lines_within_its_row_is_read_line_by_line() -> None:
    row = [word("本年新收", 3, 0.55), word("900", 8, 0.55), word("370", 10, 0.55)]
    broken = [word("134", 12, 0.1), word("0", 12, 1.0)]
    (line,) = text_rows(glyphs_of(*row, *broken))
    assert [w.text for w in line_words(line)] == ["本年新收", "900", "370", "1340"]


def test_a_figure_stays_with_the_label_beside_it_whatever_stands_in_a_merged_cell() -> None:
    side = [word("年", 0.5, 0.0), word("度", 0.5, 0.86)]
    row = [word("0", 14, 0.49), word("属于国家秘密", 6, 0.76)]
    lines = [[w.text for w in line_words(line)] for line in text_rows(glyphs_of(*side, *row))]
    assert lines == [["年"], ["度", "属于国家秘密", "0"]]


def test_not_applicable_is_put_together_column_by_column() -> None:
    upper, lower = row_of(0.0, ("不适不适", 9), ("不适", 14)), row_of(1.2, ("用", 8), ("用", 10), ("用", 14))
    row = row_of(0.6, ("12", 12))
    assert texts(with_whole_figures([upper, row, lower])) == [["不适用", "不适用", "12", "不适用"]]


def test_figures_whose_digits_touch_are_parted_by_any_gap_even_where_some_columns_are_wide() -> None:
    places = {0.0: "12", 1.3: "33", 2.6: "6", 4.0: "64", 5.3: "10"}
    glyphs = [glyph for at, text in places.items() for glyph in word(text, at + len(text) / 4, 0).glyphs]
    assert [w.text for w in line_words(glyphs)] == list(places.values())


def cells(*texts: tuple[str, float] | list[tuple[str, float]]) -> list[list[Word]]:
    """One list of words a cell; a cell of two lines is a list of two."""
    columns = [one if isinstance(one, list) else [one] for one in texts]
    return [[word(text, 3.0 * at, row) for text, row in column] for at, column in enumerate(columns)]


def test_a_figure_broken_in_a_drawn_cell_is_whole_beside_one_that_stands_between_its_lines() -> None:
    row = cells(("403", 0.7), [("128", 0.0), ("2", 1.4)], [("17", 0.0), ("80", 1.4)])
    assert texts(with_whole_figures_in_cells(row)) == [["403"], ["1282"], ["1780"]]


def test_two_rows_that_no_rule_parts_are_not_put_together() -> None:
    for row in (
        cells([("40", 0.0), ("3", 1.4)], [("128", 0.0), ("2", 1.4)]),
        cells(("0", 0.0), [("12", 0.0), ("2", 1.4)]),
        cells(("403", 0.7), [("1", 0.0), ("2", 1.4)]),
    ):
        assert with_whole_figures_in_cells(row) == row


def test_a_label_and_figures_that_no_rule_parts_are_words_of_their_own() -> None:
    row = [word("规章", 2, 0), word("0", 8, 0), word("3", 14, 0), word("12", 20, 0)]
    assert [w.text for w in cell_words(glyphs_of(*row), 30)] == ["规章", "0", "3", "12"]
    assert [w.text for w in cell_words(glyphs_of(word("8小时", 2, 0), word("内答复", 8, 0)), 30)] == ["8小时内答复"]
