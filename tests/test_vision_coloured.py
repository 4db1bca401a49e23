"""Seals taken off by their colour."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from sheets import Sheet

from gouji.models.vision.coloured import without_colour
from gouji.models.vision.grid import Grid, GridCell
from gouji.models.vision.ink import Box
from gouji.models.vision.ink_map import InkMap, ink_map
from gouji.models.vision.rules import Rules

GRID = Grid(150, 150, 1050, 1050, 1, 1, (GridCell(0, 0, 1, 1, 150, 150, 1050, 1050),))


def printed() -> NDArray[np.uint8]:
    sheet = Sheet(150)
    for row in range(14):
        sheet.write(90, 90 + 28 * row, "0 1 8 3 0 6 9 2 4 0 7 5 0", 14)
    return np.array(sheet.pixels())


def sealed(image: NDArray[np.uint8], let_through: tuple[float, float, float]) -> NDArray[np.uint8]:
    seal = np.zeros(image.shape[:2], np.uint8)
    cv2.circle(seal, (500, 500), 160, 255, 9)
    cv2.circle(seal, (500, 500), 40, 255, -1)
    return np.where(seal[..., None] > 0, image * np.array(let_through), image).astype(np.uint8)


def ink_of(image: NDArray[np.uint8]) -> InkMap:
    rules = Rules((), np.zeros(image.shape[:2], np.uint8))
    return ink_map(image, rules, (), [Box(180, 180, 760, 220)], 6.0)


def test_print_beneath_a_red_seal_is_as_it_was() -> None:
    clean = printed()
    image = sealed(clean, (0.8, 0.3, 0.35))
    found = without_colour(ink_of(image), image, GRID)
    assert found is not None
    own, before, after = (ink.mask > 0 for ink in (ink_of(clean), ink_of(image), found.ink))
    assert (before ^ own).sum() > 3000
    assert (after ^ own).sum() < 0.3 * (before ^ own).sum()
    assert found.mask[500, 500] and not found.mask[200, 200]


def test_ink_without_colour_is_no_coloured_ink() -> None:
    clean = printed()
    for image in (clean, sealed(clean, (0.6, 0.6, 0.6))):
        assert without_colour(ink_of(image), image, GRID) is None
