"""Uprights that the network saw in print: figures one under another in low rows look like a line of strokes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Mask, ink_mask
from gouji.models.vision.rules import Rules
from gouji.models.vision.segments import Rule, Segment, split_rules

CUT = 0.4
"""Share of the rows along an upright in which it runs through a glyph, from which it is none."""

LOWEST, HIGHEST = 0.3, 1.2
"""Heights of a glyph, of the distance of the rows."""

SLIMMEST = 0.2
"""Width of a glyph that can be told from a piece of a broken rule, of its height."""

INNER = 0.25
"""Share of a glyph's width on either side of a line that runs through it; one beside a rule may touch it."""

Boxes = NDArray[np.int32]
"""``(n, 4)``: left, top, right, bottom in pixels."""


def without_cutting(seen: Sequence[Rule], image: Image, rules: Rules) -> tuple[Rule, ...]:
    """The sides of cells that were seen, but for uprights that run through print in many of their rows.

    ``rules``: those drawn on the page, whose own ink is no print.
    """
    levels, uprights = split_rules(seen)
    boxes = _components(np.asarray(cv2.bitwise_and(ink_mask(image), cv2.bitwise_not(_grown(rules.mask))), np.uint8))
    kept = (line for line in uprights if not _cuts(line, levels, boxes))
    return (
        *(Rule(level.start, level.position, level.end, level.position) for level in levels),
        *(Rule(line.position, line.start, line.position, line.end) for line in kept),
    )


def _cuts(line: Segment, levels: Sequence[Segment], boxes: Boxes) -> bool:
    rows = list(_rows(line, levels))
    cut = sum(_is_cut(line.position, top, bottom, boxes) for top, bottom in rows)
    return cut > 0 and cut >= CUT * len(rows)


def _rows(line: Segment, levels: Sequence[Segment]) -> Iterator[tuple[float, float]]:
    """Top and bottom of each row along an upright."""
    across = sorted(level.position for level in levels if level.start <= line.position <= level.end)
    edges = [line.start, *(y for y in across if line.start < y < line.end), line.end]
    yield from zip(edges, edges[1:], strict=False)


def _is_cut(x: float, top: float, bottom: float, boxes: Boxes) -> bool:
    """Whether a line runs through the inside of a glyph in a row."""
    left, upper, right, lower = boxes.T
    width, height = right - left, lower - upper
    middle = (upper + lower) / 2
    glyphs = (height >= LOWEST * (bottom - top)) & (height <= HIGHEST * (bottom - top)) & (width >= SLIMMEST * height)
    through = (left + INNER * width < x) & (x < right - INNER * width)
    return bool((glyphs & through & (top < middle) & (middle < bottom) & (width <= 2 * height)).any())


def _grown(mask: Mask) -> Mask:
    return np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)


def _components(mask: Mask) -> Boxes:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, width, height = stats[1:, :4].T
    return np.stack([left, top, left + width, top + height], 1)
