"""Lines of dirt that a fax breaks into dashes too short for rules: thin marks in line, from above the tables to below.

Single ones look like a 1 or a stroke. That marks stand in one line over all of a page, within tables and beyond them,
is no print's doing: columns of figures end with their table.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.ink import component_sides
from gouji.models.vision.rules import Rules
from gouji.models.vision.segments import Rule, split_rules

THINNEST = 300
"""A dash is no thicker than the page's shorter side by this (2 pt on A4)."""

HIGHER = 2.0
"""Times as high as thick, at least."""

LOWEST = 250
"""And no lower than the shorter side by this (2.4 pt on A4)."""

ASLANT, STEPS = 0.02, 81
"""Of a length along a line, by how much it may run aside, either way; and how many ways are tried."""

NEAR = 600
"""How far a dash may be beside its line: the shorter side by this (1 pt on A4)."""

BANDS, IN_BANDS = 12, 6
"""Parts of the page's height, and in how many of them a line has dashes."""

FEWEST_BEYOND, BANDS_BEYOND = 3, 2
"""Dashes above the first rule across the page or below the last, at least; and in how many of the parts."""

MOST = 4000
"""Thin marks on a page: one with more is a picture of something else, or hatched."""

MOST_LINES = 6
"""Lines of dirt on one page at most."""

Marks = NDArray[np.int32]
"""``(n, 4)``: left, top, right, bottom in pixels."""


def with_dashes(rules: Rules) -> Rules:
    """The rules of a page with the dashes of lines of dirt told as dirt: those among its rules across."""
    levels, _ = split_rules(rules.rules)
    if rules.ink is None or not levels:
        return rules
    side = min(rules.ink.shape)
    top, bottom = min(level.position for level in levels), max(level.position for level in levels)
    marks = _thin(component_sides(np.asarray(cv2.bitwise_and(rules.ink, cv2.bitwise_not(rules.mask)), np.uint8)), side)
    found: list[Marks] = []
    while len(found) < MOST_LINES and 0 < len(marks) <= MOST:
        on_it = _in_line(marks, side)
        if not _is_dirt(marks[on_it], top, bottom, rules.ink.shape[0]):
            break
        found.append(marks[on_it])
        marks = marks[~on_it]
    inside = [mark for line in found for mark in line.tolist() if mark[3] > top and mark[1] < bottom]
    mask = rules.mask.copy()
    for x0, y0, x1, y1 in inside:
        mask[y0:y1, x0:x1] |= rules.ink[y0:y1, x0:x1]
    return replace(rules, mask=mask, dirt=(*rules.dirt, *(Rule(*mark) for mark in inside)))


def _thin(marks: Marks, side: int) -> Marks:
    """Those that stand upright and are thin."""
    left, top, right, bottom = marks.T
    width, height = right - left, bottom - top
    thin = (width <= max(2, side / THINNEST)) & (height >= HIGHER * width) & (height >= side / LOWEST)
    return np.asarray(marks[thin], np.int32)


def _in_line(marks: Marks, side: int) -> NDArray[np.bool_]:
    """Which marks stand in the line, upright but for a little, that most of their length is in."""
    x, y = marks[:, [0, 2]].mean(axis=1), marks[:, [1, 3]].mean(axis=1)
    near, length = max(1.5, side / NEAR), marks[:, 3] - marks[:, 1]
    best, chosen = 0.0, np.zeros(len(marks), np.bool_)
    for slope in np.linspace(-ASLANT, ASLANT, STEPS):
        at = x - slope * y
        bins = np.floor(at / near).astype(int)
        bins -= bins.min()
        held = np.bincount(bins, weights=length)
        both = held + np.append(held[1:], 0)  # a line may run along the edge of a bin
        peak = int(both.argmax())
        if both[peak] > best:
            best, chosen = float(both[peak]), (bins == peak) | (bins == peak + 1)
    return chosen


def _is_dirt(line: Marks, top: float, bottom: float, height: int) -> bool:
    """Whether marks in line stand all over a page, beyond its rules across, too."""
    middle = line[:, [1, 3]].mean(axis=1)
    bands = (middle * BANDS / height).astype(int)
    beyond = (middle < top) | (middle > bottom)
    found, without = set(bands.tolist()), set(bands[beyond].tolist())
    return len(found) >= IN_BANDS and len(without) >= BANDS_BEYOND and bool(beyond.sum() >= FEWEST_BEYOND)
