"""Uprights that the network saw where none are: figures one under another in low rows look like a line of strokes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Mask, component_sides, ink_mask
from gouji.models.vision.rules import Rules
from gouji.models.vision.segments import Rule, Segment, split_rules

CUT = 0.4
"""Share of the rows along an upright in which it runs through a glyph, from which it is none."""

LOWEST, HIGHEST = 0.4, 1.2
"""Heights of a glyph, of the distance of the rows."""

SLIMMEST = 0.35
"""Width of a glyph that can be told from a piece of a broken rule, of its height."""

TIGHT = 0.45
"""Gap between two glyphs of one figure, of their height: cells leave more paper on both sides of a rule."""

INNER = 0.25
"""Share of a glyph's width on either side of a line that runs through it; one beside a rule may touch it."""

FEWEST, DRAWN = 4, 0.8
"""Uprights of a table that are drawn along so much of another's height, from which this one is drawn itself or none."""

BARE = 0.3
"""Share of its height, but for glyphs, along which a rule has ink, however broken."""

Boxes = NDArray[np.int32]
"""``(n, 4)``: left, top, right, bottom in pixels."""


def without_print(seen: Sequence[Rule], image: Image, rules: Rules, tolerance: float) -> tuple[Rule, ...]:
    """The sides of cells that were seen, but for uprights that run through print in many of their rows, and those
    without ink of their own in a table whose uprights are drawn.

    ``rules``: those drawn on the page, whose own ink is no print. ``tolerance``: pixels within which two lines are one.
    """
    levels, uprights = split_rules(seen)
    drawn_levels, drawn = split_rules(rules.rules)
    ink = ink_mask(image)
    glyphs = component_sides(np.asarray(cv2.bitwise_and(ink, cv2.bitwise_not(_grown(rules.mask))), np.uint8))
    kept = (
        line
        for line in uprights
        if not _cuts(line, (*levels, *drawn_levels), glyphs, tolerance)
        and not (_are_drawn(line, drawn, tolerance) and _is_bare(line, ink, glyphs, tolerance))
    )
    return (
        *(Rule(level.start, level.position, level.end, level.position) for level in levels),
        *(Rule(line.position, line.start, line.position, line.end) for line in kept),
    )


def _are_drawn(line: Segment, drawn: Sequence[Segment], tolerance: float) -> bool:
    """Whether uprights beside a line are drawn all along it."""
    height = line.end - line.start
    places = sorted(o.position for o in drawn if _along(o, line) >= DRAWN * height)
    apart = sum(b - a > tolerance for a, b in pairwise(places)) + bool(places)
    return apart >= FEWEST and places[0] < line.position < places[-1]


def _along(one: Segment, other: Segment) -> float:
    return min(one.end, other.end) - max(one.start, other.start)


def _is_bare(line: Segment, ink: Mask, glyphs: Boxes, tolerance: float) -> bool:
    """Whether there is no ink along a line but that of glyphs."""
    top, bottom = round(line.start), round(line.end)
    reach = max(1, round(tolerance / 2))
    strip = ink[top:bottom, max(round(line.position) - reach, 0) : round(line.position) + reach + 1]
    inked = np.asarray(strip.any(axis=1), np.bool_)
    free = np.ones(len(inked), np.bool_)
    on_it = (glyphs[:, 0] - reach < line.position) & (line.position < glyphs[:, 2] + reach)
    wide = glyphs[:, 2] - glyphs[:, 0] >= SLIMMEST * (glyphs[:, 3] - glyphs[:, 1])
    for upper, lower in glyphs[on_it & wide][:, [1, 3]].tolist():
        free[max(upper - top, 0) : max(lower - top, 0)] = False
    return not free.any() or float(inked[free].mean()) < BARE


def _cuts(line: Segment, levels: Sequence[Segment], boxes: Boxes, tolerance: float) -> bool:
    rows = list(_rows(line, levels, tolerance))
    cut = sum(_is_cut(line.position, top, bottom, boxes) for top, bottom in rows)
    return cut > 0 and cut >= CUT * len(rows)


def _rows(line: Segment, levels: Sequence[Segment], tolerance: float) -> Iterator[tuple[float, float]]:
    """Top and bottom of each row along an upright."""
    across = (level.position for level in levels if level.start <= line.position <= level.end)
    edges = sorted([line.start, *(y for y in across if line.start < y < line.end), line.end])
    yield from ((top, bottom) for top, bottom in pairwise(edges) if bottom - top > tolerance)


def _is_cut(x: float, top: float, bottom: float, boxes: Boxes) -> bool:
    """Whether a line runs through the inside of a glyph in a row, or between two that stand close together."""
    left, upper, right, lower = boxes.T
    width, height = right - left, lower - upper
    middle = (upper + lower) / 2
    marks = (top < middle) & (middle < bottom) & (height >= LOWEST * (bottom - top)) & (width <= 2 * height)
    marks &= height <= HIGHEST * (bottom - top)
    through = (left + INNER * width < x) & (x < right - INNER * width)
    if (marks & through & (width >= SLIMMEST * height)).any():
        return True
    before, behind = boxes[marks & (left + right < 2 * x)], boxes[marks & (left + right > 2 * x)]
    if not len(before) or not len(behind):
        return False
    gap = behind[:, 0].min() - before[:, 2].max()
    return bool(gap <= TIGHT * (before[:, 3] - before[:, 1]).max())


def _grown(mask: Mask) -> Mask:
    return np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)
