"""Components of ink put into lines of text."""

from __future__ import annotations

import numpy as np
import pytest

from gouji.models.vision.ink import Box, component_sides
from gouji.models.vision.ink_map import InkMap, scaled_to_lines, text_lines

EM = 28.0
"""In pixels; a digit is some 13 wide and 20 high."""


@pytest.mark.parametrize(
    ("boxes", "lines"),
    [
        ([Box(957, 1695, 966, 1698), Box(956, 1701, 968, 1713)], 1),
        ([Box(956, 1690, 968, 1710), Box(956, 1716, 968, 1736)], 2),
        ([Box(950, 1690, 976, 1714), Box(950, 1718, 976, 1742)], 2),
        ([Box(950, 1690, 976, 1693), Box(952, 1700, 974, 1703), Box(950, 1711, 976, 1714)], 1),
    ],
    ids=["a 5 whose stem is too thin", "two digits", "two ideographs", "三"],
)
def test_parts_of_one_glyph_are_one_line(boxes: list[Box], lines: int) -> None:
    assert len(text_lines(boxes, EM)) == lines


def test_specks_of_a_line_too_faint_to_be_ink_do_not_scale_it() -> None:
    mask = np.zeros((200, 600), np.uint8)
    mask[60, 300] = 255
    ink = InkMap(component_sides(mask), EM, mask, np.full((200, 600, 3), 255, np.uint8))
    line = Box(100, 45, 500, 75)
    assert scaled_to_lines(ink, [line]).em == EM
    mask[48:72, 200:206] = 255
    whole = InkMap(component_sides(mask), EM, mask, ink.image)
    assert scaled_to_lines(whole, [line]).em == pytest.approx(24 / 0.92)
