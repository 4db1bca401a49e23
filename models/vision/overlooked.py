"""Lone digits that a text detector overlooks, found by their ink: where no cell says that there must be something."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.cells import POINT, holds
from gouji.models.vision.grid import Grid
from gouji.models.vision.ink import Box, Mask, component_sides, is_centred, union
from gouji.models.vision.ink_map import InkMap
from gouji.models.vision.placing import SEVERAL_LINES
from gouji.models.vision.rules import Rules
from gouji.models.vision.segments import Rule, cluster

LOWEST, HIGHEST = 0.4, 1.1
"""In ems, the height of a digit; of the smaller print of tables, too."""

NARROWEST = 0.08
"""In ems, the width of a 1."""

WIDEST = 2.0
"""In ems: what hangs together and is wider is a rule or a drawing."""

TOGETHER = 0.35
"""In ems: digits no further apart are of one number."""

THIN, FEWEST_BITS = 0.12, 8
"""In ems, how thin the bits of an upright line are, and how many of them make one. A 1 is 0.2 em wide."""

MARGIN = 0.02
"""Of the page's width: nothing is printed so near to its sides; ink there is of the edges of the paper."""

BESIDE_RULE = 3
"""In pixels: as thin are the remains of a rule beside it."""

AROUND = 0.3
"""In ems: how far above and below a row of words its figures may stand."""

FLAT, MIDDLE = 0.15, 0.25
"""A mark is flat that is no higher, in ems, and wider than high: a dash, which stands in the middle of its row, and not
in the upper or lower part of so much of its height, or a bit of a rule between two rows."""

LABEL = 3.0
"""In ems: a word as wide, at the head of a row, is its label, and what stands before its end no figure."""


def overlooked(ink: InkMap, words: Sequence[Box], grids: Sequence[Grid]) -> list[Box]:
    """Boxes around glyphs that no detected word touches and that stand in no table."""
    left, top, right, bottom = ink.boxes.T
    height, width = bottom - top, right - left
    size = (height >= LOWEST * ink.em) & (height <= HIGHEST * ink.em) & (width >= NARROWEST * ink.em)
    free = size & (width <= WIDEST * ink.em) & _untouched(ink.boxes, words) & ~_of_edges(ink.boxes, ink)
    glyphs = [Box(*row) for row in ink.boxes[np.flatnonzero(free)].tolist()]
    return _numbers([box for box in glyphs if not any(is_centred(box, grid) for grid in grids)], ink.em)


def unread_ink(ink: InkMap, rules: Rules, words: Sequence[Box], grids: Sequence[Grid]) -> list[Box]:
    """Ink outside tables that no word touches, without specks and rules: what stands there is not known."""
    around = cv2.dilate(rules.mask, np.ones((2 * BESIDE_RULE + 1, 2 * BESIDE_RULE + 1), np.uint8))
    boxes = component_sides(np.asarray(cv2.bitwise_and(ink.mask, cv2.bitwise_not(rules.mask)), np.uint8))
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    marks = (np.maximum(width, height) > POINT * ink.em) & (width >= NARROWEST * ink.em)
    free = marks & _untouched(boxes, words) & ~_of_edges(boxes, ink)
    found = [Box(*row) for row in boxes[np.flatnonzero(free)].tolist()]
    loose = [box for box in found if not any(is_centred(box, grid) for grid in grids)]
    return [box for box in loose if min(box.width, box.height) > BESIDE_RULE or not _touches(box, around)]


def _untouched(boxes: NDArray[np.int32], words: Sequence[Box]) -> NDArray[np.bool_]:
    """Which of the boxes no word touches."""
    left, top, right, bottom = boxes.T
    free = np.ones(len(boxes), np.bool_)
    for word in words:
        free &= (right <= word.left) | (left >= word.right) | (bottom <= word.top) | (top >= word.bottom)
    return free


def _of_edges(boxes: NDArray[np.int32], ink: InkMap) -> NDArray[np.bool_]:
    """Which of the boxes are thin, with many others above and below, bits of a faint rule or the edge of a shade; or by
    the page's sides."""
    width = ink.mask.shape[1]
    middle, thin = boxes[:, [0, 2]].mean(axis=1), boxes[:, 2] - boxes[:, 0] <= THIN * ink.em
    found = np.asarray(np.minimum(middle, width - middle) < MARGIN * width, np.bool_)
    for run in cluster(np.flatnonzero(thin).tolist(), 1.0, lambda index: float(middle[index])):
        found[run] |= len(run) >= FEWEST_BITS
    return found


def _touches(box: Box, mask: Mask) -> bool:
    return bool(mask[box.top : box.bottom, box.left : box.right].any())


def is_searched(
    ink: InkMap, row: Sequence[Box], unread: Sequence[Box], words: Sequence[Box], dirt: Sequence[Rule] = ()
) -> bool:
    """Whether all ink in line with the words of a row is in words no higher than its own, and they are read along their
    ink. ``words``: all on the page, of which a high one may hold figures of several rows; what stands before a row's
    label is its group's. ``dirt``: what was painted over, and may have taken a figure with it.
    """
    top, bottom = _height(row)
    label = row[0].right if row[0].width >= LABEL * ink.em else 0
    if any(line.y0 < bottom and line.y1 > top and line.x1 > label for line in dirt):
        return False
    for box in (box for box in unread if box.centre[0] >= label):
        is_flat = box.height <= FLAT * ink.em and box.height < box.width
        reach = -MIDDLE * (bottom - top) if is_flat else AROUND * ink.em
        if top - reach < box.centre[1] < bottom + reach:
            return False
    if any(word.height > SEVERAL_LINES * (bottom - top) for word in beside(row, words)):
        return False
    return all(holds(word, ink.within(word.left, word.top, word.right, word.bottom), ink.em) for word in row)


def beside(row: Sequence[Box], words: Sequence[Box]) -> list[Box]:
    """The words of other rows that stand at the height of a row, behind its first word."""
    middle = sum(_height(row)) / 2
    others = (word for word in words if word.left > row[0].left and word not in row)
    return [word for word in others if word.top < middle < word.bottom]


def _height(row: Sequence[Box]) -> tuple[float, float]:
    """Where the words of a row usually begin and end on the page."""
    return median(word.top for word in row), median(word.bottom for word in row)


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
