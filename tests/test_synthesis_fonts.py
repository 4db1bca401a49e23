"""Every font that pages are set in prints what reports hold, and the splits see different ones."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from gouji.training.synthesis.fonts import FONTS, Font, font_named, fonts_for
from gouji.training.synthesis.outlines import truetype_file

SIGNS = "0123456789,.-/—（）()〔〕、，。：；！？“”《》〇%％＋＝－０１２３４５６７８９鄂冀粤"


@pytest.mark.parametrize("font", FONTS, ids=[font.name for font in FONTS])
def test_a_prepared_font_has_quadratic_outlines_of_all_signs(font: Font) -> None:
    opened = TTFont(truetype_file(font), lazy=True)
    assert "glyf" in opened and "fvar" not in opened
    characters = opened.getBestCmap()
    assert [sign for sign in SIGNS if ord(sign) not in characters] == []


def test_fonts_have_names_of_their_own() -> None:
    """Two files of one PostScript name are one font to reportlab."""
    names = [TTFont(truetype_file(font), lazy=True)["name"].getDebugName(6) for font in FONTS]
    assert len(set(names)) == len(FONTS)


def test_the_weights_of_a_variable_font_differ() -> None:
    assert len({width_of_eight(font_named(name)) for name in ("hei", "hei_bold", "hei_light")}) == 3


def width_of_eight(font: Font) -> int:
    opened = TTFont(truetype_file(font), lazy=True)
    width: int = opened["hmtx"][opened.getBestCmap()[ord("8")]][0]
    return width


def test_no_font_but_song_is_seen_in_training_and_test() -> None:
    seen = {font.name for split in ("train", "validation") for font in fonts_for(split)}
    assert {font.name for font in fonts_for("test")} & seen == {"song"}
    assert {font.name for font in fonts_for("calibration")} & seen == {"song"}
    assert {font.family for font in fonts_for("test")} == {"hei", "song"}


def test_an_unknown_font_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="micro_hei"):
        font_named("SimHei")
