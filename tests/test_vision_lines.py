"""Components of ink put into lines of text."""

from __future__ import annotations

import pytest

from gouji.models.vision.ink import Box
from gouji.models.vision.ink_map import text_lines

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
