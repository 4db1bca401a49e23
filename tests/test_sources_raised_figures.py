"""Figures that stand a little above or below the label of their row."""

from __future__ import annotations

import pytest

from gouji.models.sources.glyphs import Glyph, Word
from gouji.models.sources.raised_figures import on_lines_of_labels

SIZE = 10.0


def word(text: str, left: float, middle: float) -> Word:
    glyphs = []
    for at, character in enumerate(text):
        box = (left + at * SIZE, middle - SIZE / 2, left + (at + 1) * SIZE, middle + SIZE / 2)
        glyphs.append(Glyph(character, *box, ink=box))
    return Word(text, tuple(glyphs))


def texts(lines: list[list[Word]]) -> list[list[str]]:
    return [[word.text for word in line] for line in lines]


@pytest.mark.parametrize("offset", [-6.0, 6.0], ids=["above", "below"])
def test_figures_that_overlap_one_label_are_on_its_line(offset: float) -> None:
    rows = [("一、本年新收政府信息公开申请数量", "12"), ("（一）予以公开", "7"), ("3、其他", "—")]
    lines = []
    for at, (label, figure) in enumerate(rows):
        pair = [[word(figure, 300, 100 + 30 * at + offset)], [word(label, 50, 100 + 30 * at)]]
        lines += pair if offset < 0 else pair[::-1]
    assert texts(on_lines_of_labels(lines)) == [list(row) for row in rows]


def test_a_line_of_a_groups_label_beside_gives_the_figures_to_the_rows_own() -> None:
    lines = [
        [word("本年", 20, 100), word("0", 300, 104)],
        [word("度办", 20, 110), word("3、其他法律行政法规禁止公开", 60, 110)],
    ]
    assert texts(on_lines_of_labels(lines)) == [["本年"], ["度办", "3、其他法律行政法规禁止公开", "0"]]


def test_figures_between_two_labels_are_left_where_they_stand() -> None:
    """Rows close together, or a label wrapped into two lines: nothing says which it is."""
    lines = [[word("行政处罚数量", 50, 100)], [word("5", 300, 106)], [word("行政强制数量", 50, 112)]]
    assert texts(on_lines_of_labels(lines)) == [["行政处罚数量"], ["5"], ["行政强制数量"]]


def test_a_label_with_figures_of_its_own_takes_no_others() -> None:
    lines = [[word("5", 320, 94)], [word("行政处罚数量", 50, 100), word("3", 300, 100)]]
    assert texts(on_lines_of_labels(lines)) == [["5"], ["行政处罚数量", "3"]]
    lines = [[word("5", 20, 94)], [word("行政处罚数量", 50, 100)]]
    assert texts(on_lines_of_labels(lines)) == [["5"], ["行政处罚数量"]]


def test_one_label_takes_the_figures_of_one_line() -> None:
    lines = [[word("5", 300, 94)], [word("行政处罚数量", 50, 100)], [word("6", 300, 106)]]
    assert texts(on_lines_of_labels(lines)) == [["5"], ["行政处罚数量"], ["6"]]
