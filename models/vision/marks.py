"""Marks, the components of ink: specks, lone ones that may be thin print, and the strokes of a seal."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.ink import Box, Mask, union

DARK = 0.05
"""Share of a mark's pixels that reach the print's depth, from which a lone one is thin print: of hairlines a tenth and
more do, of what shows through from the back none, of a seal's ink next to none."""

LARGE = 2.0
"""In ems: as long are strokes of a seal, and no glyph is."""

BESIDE_LARGE = 1.0
"""In ems, between the boxes of marks: a small mark so near to a large one may be a part of it."""

SEAL = 4.0
"""In ems, the sides of a seal at least."""


def components(mask: Mask, smallest: float) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """The number of the component for each pixel, 0 for none; and the boxes and numbers of those whose longer side is
    above so many pixels."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) > smallest
    large[0] = False
    boxes = stats[large, :4].astype(np.int32)
    boxes[:, 2:] += boxes[:, :2]
    return np.asarray(labels, np.int32), boxes, np.flatnonzero(large)


def without_specks(mask: Mask, smallest: float) -> Mask:
    """Only the components whose longer side is above so many pixels."""
    labels, _, numbers = components(mask, smallest)
    return only(labels, numbers)


def only(labels: NDArray[np.int32], numbers: NDArray[np.int64]) -> Mask:
    """The pixels of the components of these numbers. ``labels``: the number of the component for each pixel."""
    wanted = np.zeros(int(labels.max()) + 1, np.bool_)
    wanted[numbers] = True
    return np.asarray(wanted[labels], np.uint8) * 255


def shares(labels: NDArray[np.int32], dark: Mask, ink: Mask) -> NDArray[np.float64]:
    """For each number of a component, the share of its ink that is dark."""
    count = int(labels.max()) + 1
    whole = np.bincount(labels[ink > 0], minlength=count)
    found = np.bincount(labels[cv2.bitwise_and(dark, ink) > 0], minlength=count)
    return np.asarray(found / np.maximum(whole, 1), np.float64)


def is_lone(marks: NDArray[np.int32], em: float) -> NDArray[np.bool_]:
    """Which marks are no larger than glyphs, and away from those that are."""
    large = _is_large(marks, em)
    left, top, right, bottom = marks.T[:, :, None]
    others = marks[large].T[:, None, :]
    across = np.maximum(others[0] - right, left - others[2])
    down = np.maximum(others[1] - bottom, top - others[3])
    return np.asarray(~large & (np.maximum(across, down) > BESIDE_LARGE * em).all(axis=1))


def in_seals(marks: NDArray[np.int32], em: float) -> NDArray[np.bool_]:
    """Which marks have their middle within a seal: large strokes that together are as wide and as high as one."""
    areas: list[Box] = []
    for mark in marks[_is_large(marks, em)].tolist():
        beside = [area for area in areas if _is_near(area, Box(*mark), BESIDE_LARGE * em)]
        areas = [area for area in areas if area not in beside] + [union([Box(*mark), *beside])]
    x, y = marks[:, [0, 2]].mean(axis=1), marks[:, [1, 3]].mean(axis=1)
    inside = np.zeros(len(marks), np.bool_)
    for area in (area for area in areas if min(area.width, area.height) >= SEAL * em):
        inside |= (area.left <= x) & (x <= area.right) & (area.top <= y) & (y <= area.bottom)
    return inside


def _is_near(one: Box, other: Box, reach: float) -> bool:
    across = max(one.left, other.left) - min(one.right, other.right)
    down = max(one.top, other.top) - min(one.bottom, other.bottom)
    return max(across, down) <= reach


def _is_large(marks: NDArray[np.int32], em: float) -> NDArray[np.bool_]:
    return np.asarray((marks[:, 2:] - marks[:, :2]).max(axis=1, initial=0) > LARGE * em)
