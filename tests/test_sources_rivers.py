"""Blank corridors between columns that no rule parts."""

from __future__ import annotations

from gouji.models.sources.glyphs import Glyph
from gouji.models.sources.rivers import parted_by_rivers


def line(row: int, *texts: tuple[str, float]) -> list[Glyph]:
    """Texts with where they begin, in ems; a digit is half as wide as a glyph."""
    glyphs = []
    for text, at in texts:
        for glyph in text:
            width = 0.5 if glyph.isascii() else 1.0
            ink = (at + 0.03, row + 0.1, at + width - 0.03, row + 0.9)
            glyphs.append(Glyph(glyph, at, row, at + width, row + 1, ink))
            at += width
    return glyphs


def texts(rows: list[list[Glyph]]) -> list[list[str]]:
    return [["".join(glyph.text for glyph in part) for part in parts] for parts in parted_by_rivers(rows)]


def test_a_long_label_is_parted_from_the_figure_beside_it() -> None:
    rows = [line(i, (label, 0), ("0", 8.15)) for i, label in enumerate(("甲乙丙", "甲乙", "甲乙丙丁戊己庚辛", "甲"))]
    assert texts(rows)[2] == ["甲乙丙丁戊己庚辛", "0"]


def test_a_corridor_beyond_short_labels_does_not_part_a_long_one() -> None:
    rows = [line(i, (label, 0), ("0", 12)) for i, label in enumerate(("甲乙丙", "甲乙", "甲乙丙", "甲"))]
    rows.append(line(4, ("甲乙丙丁", 0), ("戊己", 4.2), ("0", 12)))
    assert texts(rows)[4] == ["甲乙丙丁戊己", "0"]


def test_prose_stays_whole_where_its_glyphs_stand_one_under_another() -> None:
    rows = [line(i, *((glyph, at * 1.2) for at, glyph in enumerate("本年度新收申请"))) for i in range(5)]
    assert texts(rows) == [["本年度新收申请"]] * 5


def test_digits_of_one_figure_stay_together() -> None:
    rows = [line(i, ("甲乙", 0), ("1", 3), ("1", 3.6)) for i in range(5)]
    assert texts(rows) == [["甲乙", "11"]] * 5
