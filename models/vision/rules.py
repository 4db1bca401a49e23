"""The ruling lines that are drawn on a page, by morphology: ink that is none of the print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Mask, components, ink_mask
from gouji.models.vision.segments import Rule
from gouji.models.vision.strokes import without_strokes

SHORTEST = 60
"""A straight run of ink is part of a rule from the page's shorter side by this on (10 pt on A4): about the height of
the lowest rows, and short enough for a one-pixel rule that is skewed by a degree, whose steps are 57 pixels long."""

BREAK = 200
"""Gaps up to the shorter side by this (3 pt on A4) are closed."""

THICKEST = 120
"""What is thicker than the shorter side by this (5 pt on A4) is no rule."""

DENSE = 0.85
"""Which part of a ragged rule is inked. Text reaches 0.7 where its strokes are densest."""

SOLID = 0.7
"""Which part of a line of pixels is inked along a rule: glyphs that touch it in every row stay below."""

BESIDE = 2
"""In pixels: what is so near to a solid line and not solid is no rule."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a page in pixels, and their own pixels.

    ``straight``: all straight runs of ink, strokes of glyphs among them. ``dirt``: lines that are no rules, of the
    mask as well. ``ink``: all that is inked on the page.
    """

    rules: tuple[Rule, ...]
    mask: Mask
    straight: tuple[Rule, ...] = ()
    dirt: tuple[Rule, ...] = ()
    ink: Mask | None = None


def find_rules(image: Image) -> Rules:
    """The ruling lines, horizontal and vertical; straight strokes of glyphs are left out where they can be told."""
    ink = ink_mask(image)
    side = min(ink.shape)
    across, down = _opened(ink, side, horizontal=True), _opened(ink, side, horizontal=False)
    rows, columns = _rules(across, side, horizontal=True), _rules(down, side, horizontal=False)
    rules = without_strokes(rows, columns, ink)
    mask = _mask_of(rules, cv2.bitwise_or(_core(ink, across, side, True), _core(ink, down, side, False)))
    return Rules(tuple(rules), mask, (*rows, *columns), ink=ink)


def _opened(ink: Mask, side: int, *, horizontal: bool) -> Mask:
    """Only the straight runs of ink that are long enough, with small breaks in line closed."""
    length, gap = max(12, side // SHORTEST), max(3, side // BREAK)
    strict = cv2.morphologyEx(ink, cv2.MORPH_OPEN, _bar(length, horizontal))
    runs = cv2.bitwise_or(strict, _ragged(ink, 2 * length, horizontal=horizontal))
    closed: Mask = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, _bar(gap, horizontal))
    return closed


def _core(ink: Mask, opened: Mask, side: int, horizontal: bool) -> Mask:
    """The rules no thicker than they are: what is beside lines that are inked throughout is of glyphs that touch."""
    length = 2 * max(12, side // SHORTEST)
    _, dense = cv2.threshold(cv2.blur(ink, (length, 1) if horizontal else (1, length)), 255 * SOLID, 255, 0)
    solid = cv2.bitwise_and(dense, opened)
    beside = cv2.dilate(solid, _bar(2 * BESIDE + 1, not horizontal))
    return np.asarray(cv2.bitwise_or(solid, cv2.bitwise_and(opened, cv2.bitwise_not(beside))), np.uint8)


def _mask_of(rules: Sequence[Rule], mask: Mask) -> Mask:
    """The part of the mask that is of rules, not of strokes."""
    own = np.zeros_like(mask)
    for rule in rules:
        box = slice(int(rule.y0), int(rule.y1)), slice(int(rule.x0), int(rule.x1))
        own[box] = mask[box]
    return own


def _ragged(ink: Mask, length: int, *, horizontal: bool) -> Mask:
    """Runs of ink with holes, as thresholding leaves of thin rules: dense along a length, a pixel to either side."""
    broad = cv2.dilate(ink, _bar(3, not horizontal))
    density = cv2.blur(broad, (length, 1) if horizontal else (1, length))
    _, dense = cv2.threshold(density, 255 * DENSE, 255, cv2.THRESH_BINARY)
    return np.asarray(cv2.bitwise_and(cv2.dilate(dense, _bar(length, horizontal)), broad), np.uint8)


def _bar(length: int, horizontal: bool) -> Mask:
    """A kernel one pixel thick."""
    return np.ones((1, length) if horizontal else (length, 1), np.uint8)


def _rules(opened: Mask, side: int, *, horizontal: bool) -> list[Rule]:
    """The components as rules, blocks of ink left out."""
    boxes = components(opened)
    thick = side / THICKEST
    return [
        Rule(box.left, box.top, box.right, box.bottom)
        for box in boxes
        if (box.height if horizontal else box.width) <= thick
    ]
