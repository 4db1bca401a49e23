"""Where the sides of cells probably run: fields over a page, and the lines in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.segments import Rule

Field = NDArray[np.float32]

Points = NDArray[np.float64]
"""``(n, 2)``: x and y in pixels."""

SEEN = 0.5
"""Probability from which on a side of a cell runs at a place."""

SHORTEST_RIDGE = 0.04
"""Of the longer side: shorter pieces of a line say little of how it bends."""

SHORTEST_SIDE = 0.007
"""Of the longer side (2 mm of A4): no cell is smaller."""

BREAK = 5
"""In pixels of a field: what a line is broken for less is closed."""

CREST = 9
"""In pixels of a field: lines are further apart than half of this (2.3 mm of A4), and the most probable
place between is theirs. No row is so low."""


STEP, STEEP = 4, 0.4
"""In pixels of a field, and how much a line rises over so many where it is another's: no paper is so bent."""

ONE_LINE = 1.6
"""In pixels of a field: lines no further apart are one, which the paper bends. The lowest rows are eight high."""


@dataclass(frozen=True, slots=True)
class Sides:
    """How probable it is that the side of a cell runs at a place, in [0, 1]: level ones, upright ones.

    Both ``(height, width)`` of a page shrunk by ``scale``: a place (x, y) of the page in pixels is at (x, y) / scale.
    """

    across: Field
    down: Field
    scale: float

    @property
    def tolerance(self) -> float:
        """Pixels of the page within which two lines are one."""
        return ONE_LINE * self.scale


def ridges(field: Field) -> Iterator[Points]:
    """The level lines in a field as points along their middle, in its pixels, from left to right; bent ones too."""
    side = max(field.shape)
    for window, own in _components((field > SEEN).astype(np.uint8)):
        rows, columns = window
        width = columns.stop - columns.start
        if width < SHORTEST_RIDGE * side or own.sum() > max(4.0, 0.006 * side) * width:
            continue
        weight = np.where(own, field[window], 0.0)
        total = weight.sum(axis=0)
        ys = (weight * (np.arange(rows.start, rows.stop)[:, None] + 0.5)).sum(axis=0) / np.maximum(total, 1e-6)
        xs = np.arange(columns.start, columns.stop) + 0.5
        pieces = _without_steps(np.stack([xs, ys], 1)[total > 0])
        yield from (piece for piece in pieces if len(piece) >= SHORTEST_RIDGE * side)


def _without_steps(line: Points) -> list[Points]:
    """A line cut where it goes on a little aside: columns of a table's head that stand beside those of its body."""
    steps = np.flatnonzero(np.abs(line[STEP:, 1] - line[:-STEP, 1]) > STEEP * STEP)
    kept = np.ones(len(line), np.bool_)
    for at in steps.tolist():
        kept[at : at + STEP + 1] = False
    cuts = np.flatnonzero(np.diff(kept.astype(np.int8))) + 1
    return [piece for piece, is_kept in zip(np.split(line, cuts), np.split(kept, cuts), strict=True) if is_kept.all()]


def side_rules(sides: Sides) -> tuple[Rule, ...]:
    """The sides of cells on a flat page as lines, in its pixels."""
    level = [Rule(x0, y, x1, y) for y, x0, x1 in _lines(sides.across)]
    upright = [Rule(x, y0, x, y1) for x, y0, y1 in _lines(np.ascontiguousarray(sides.down.T))]
    scale = sides.scale
    return tuple(Rule(r.x0 * scale, r.y0 * scale, r.x1 * scale, r.y1 * scale) for r in (*level, *upright))


def _lines(field: Field) -> Iterator[tuple[float, float, float]]:
    """The level lines of a flat field: height, start and end."""
    crest = (field >= cv2.dilate(field, np.ones((CREST, 1), np.uint8))) & (field > SEEN)
    broad = cv2.dilate(crest.astype(np.uint8), np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(broad, cv2.MORPH_CLOSE, np.ones((1, BREAK), np.uint8))
    for (rows, columns), own in _components(closed):
        if columns.stop - columns.start >= SHORTEST_SIDE * max(field.shape):
            weight = np.where(own, field[rows, columns], 0.0)
            heights = np.arange(rows.start, rows.stop)[:, None] + 0.5
            yield float((weight * heights).sum() / weight.sum()), float(columns.start), float(columns.stop)


def _components(mask: NDArray[np.uint8]) -> Iterator[tuple[tuple[slice, slice], NDArray[np.bool_]]]:
    """The window of each connected component, and which of its pixels are the component's own."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for label in range(1, count):
        left, top, width, height, _ = stats[label].tolist()
        window = slice(top, top + height), slice(left, left + width)
        yield window, labels[window] == label
