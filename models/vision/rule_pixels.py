"""The pixels of a page's rules, to be taken off so that print is left: with their fringe, but for what touches them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.grid import Grid
from gouji.models.vision.ink import Box, Mask, is_centred
from gouji.models.vision.rules import Rules

INKED = 0.7
"""Share of a cell's side along which a line of pixels is inked that is its rule: an upright digit beside it covers half
of the lowest rows."""

TOUCHING = 4
"""In pixels: how far a glyph is followed along the fringe of a rule that it touches, as the side of a 0 runs."""


def pixels_of_rules(rules: Rules, grids: Sequence[Grid], ink: Mask, tolerance: float) -> NDArray[np.uint8]:
    """The pixels of rules on the edges of cells and outside tables: another in a table may be a stroke, such as 一.

    With their fringe, but for what glyphs that touch a rule have in it.
    """
    edges = np.zeros_like(rules.mask)
    for cell in (cell for grid in grids for cell in grid.cells):
        corners = (round(cell.left), round(cell.top)), (round(cell.right), round(cell.bottom))
        cv2.rectangle(edges, *corners, 255, 2 * round(tolerance) + 1)
    for rule in (*rules.rules, *rules.dirt):
        box = Box(int(rule.x0), int(rule.y0), int(rule.x1), int(rule.y1))
        if rule in rules.dirt or not any(is_centred(box, grid) for grid in grids):
            edges[box.top : box.bottom, box.left : box.right] = 255
    kernel = np.ones((3, 3), np.uint8)
    lines = cv2.bitwise_or(rules.mask, _along_sides(ink, rules.mask, grids, tolerance))
    grown = cv2.dilate(lines, kernel)
    touching = cv2.bitwise_and(ink, cv2.bitwise_not(grown))
    beside = cv2.bitwise_and(ink, cv2.bitwise_not(lines))
    for _ in range(TOUCHING):
        touching = cv2.bitwise_and(cv2.dilate(touching, kernel), beside)
    fringe = cv2.bitwise_and(grown, cv2.bitwise_not(touching))
    return np.asarray(cv2.bitwise_and(cv2.bitwise_or(lines, fringe), cv2.dilate(edges, kernel)), np.uint8)


def _along_sides(ink: Mask, known: Mask, grids: Sequence[Grid], tolerance: float) -> Mask:
    """The lines of pixels beside the sides of cells that are inked for most of a side, however broken; but for sides
    whose rule is known."""
    lines, upright = np.zeros_like(ink), np.zeros_like(ink.T)
    reach = round(tolerance)
    for cell in (cell for grid in grids for cell in grid.cells):
        ends = (round(cell.left), round(cell.right)), (round(cell.top), round(cell.bottom))
        for x in ends[0]:
            _mark(upright, ink.T, known.T, x, ends[1], reach)
        for y in ends[1]:
            _mark(lines, ink, known, y, ends[0], reach)
    return np.asarray(cv2.bitwise_or(lines, np.ascontiguousarray(upright.T)), np.uint8)


def _mark(lines: Mask, ink: Mask, known: Mask, at: int, ends: tuple[int, int], reach: int) -> None:
    """Mark the level lines of pixels near a side at a height, from one end to the other, that are inked for most of it.

    Where others cross it, at its ends, nothing is known of it.
    """
    first, (start, end) = max(0, at - reach), ends
    window = slice(first, at + reach + 1), slice(start + reach, end - reach)
    beside = ink[window]
    if beside.size and known[window].any(axis=0).mean() < INKED:
        rows = first + np.flatnonzero((beside > 0).mean(axis=1) > INKED)
        lines[rows, max(0, start - reach) : end + reach] = 255
