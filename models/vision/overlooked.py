"""Lone digits that a text detector overlooks, found by their ink: where no cell says that there must be something."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gouji.models.vision.grid import Grid
from gouji.models.vision.ink import Box, union
from gouji.models.vision.ink_map import InkMap, is_centred

LOWEST, HIGHEST = 0.4, 1.1
"""In ems, the height of a digit; of the smaller print of tables, too."""

NARROWEST = 0.08
"""In ems, the width of a 1."""

WIDEST = 2.0
"""In ems: what hangs together and is wider is a rule or a drawing."""

TOGETHER = 0.35
"""In ems: digits no further apart are of one number."""


def overlooked(ink: InkMap, words: Sequence[Box], grids: Sequence[Grid]) -> list[Box]:
    """Boxes around glyphs that no detected word touches and that stand in no table."""
    left, top, right, bottom = ink.boxes.T
    height, width = bottom - top, right - left
    size = (height >= LOWEST * ink.em) & (height <= HIGHEST * ink.em) & (width >= NARROWEST * ink.em)
    free = size & (width <= WIDEST * ink.em)
    for word in words:
        free &= (right <= word.left) | (left >= word.right) | (bottom <= word.top) | (top >= word.bottom)
    glyphs = [Box(*row) for row in ink.boxes[np.flatnonzero(free)].tolist()]
    return _numbers([box for box in glyphs if not any(is_centred(box, grid) for grid in grids)], ink.em)


def _numbers(glyphs: Sequence[Box], em: float) -> list[Box]:
    """Glyphs side by side as one box."""
    numbers: list[Box] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.left):
        beside = next((n for n in numbers if _is_beside(n, glyph, em)), None)
        if beside is None:
            numbers.append(glyph)
        else:
            numbers[numbers.index(beside)] = union((beside, glyph))
    return numbers


def _is_beside(number: Box, glyph: Box, em: float) -> bool:
    shared = min(number.bottom, glyph.bottom) - max(number.top, glyph.top)
    return glyph.left - number.right <= TOGETHER * em and shared > min(number.height, glyph.height) / 2
