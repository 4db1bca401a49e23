from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from sheets import SANS, SERIF

from gouji.models.vision.ink import Box
from gouji.models.vision.shapes import lone_stroke

SIZES = (18, 24, 29, 44)


def stroke_of(text: str, font: Path, size: int, threshold: int = 190) -> str | None:
    page = Image.new("L", (4 * size, 2 * size), 255)
    ImageDraw.Draw(page).text((size, size // 4), text, 0, ImageFont.truetype(str(font), size))
    ink = np.asarray(page) < threshold
    ys, xs = np.nonzero(ink)
    box = Box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    return lone_stroke(ink[box.top : box.bottom, box.left : box.right], box, size)


@pytest.mark.parametrize("font", [SERIF, SANS])
@pytest.mark.parametrize("size", SIZES)
def test_placeholders_are_told_by_their_shape(font: Path, size: int) -> None:
    for mark in "/-—":
        assert stroke_of(mark, font, size) == mark
        assert stroke_of(mark, font, size, threshold=240) == mark


@pytest.mark.parametrize("font", [SERIF, SANS])
@pytest.mark.parametrize("size", SIZES)
def test_digits_and_glyphs_are_no_placeholders(font: Path, size: int) -> None:
    for text in [*"0123456789", *"三二元无〇减", "11", "17", "-1"]:
        assert stroke_of(text, font, size) is None, text
        assert stroke_of(text, font, size, threshold=240) is None, text


def test_a_speck_beside_a_scale_of_specks_is_no_placeholder() -> None:
    """Where the print of a line is too faint to be ink, one pixel of it was once taken for its height."""
    assert lone_stroke(np.ones((1, 1), np.bool_), Box(5, 5, 6, 6), 1.1) is None
