"""Streaks of dirt beneath a scanner's feeder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sheets import Sheet

from gouji.models.vision.streaks import without_streaks

COLUMN = 413
"""Through the middle of the figures."""


def page() -> NDArray[np.uint8]:
    sheet = Sheet(150)
    for row in range(20):
        sheet.write(192, 100 + 25 * row, "1080", 12)
    return np.array(sheet.pixels())


def streaked(image: NDArray[np.uint8], share: float, rows: slice = slice(None)) -> NDArray[np.uint8]:
    dirty = image.copy()
    dirty[rows, COLUMN : COLUMN + 3] = (dirty[rows, COLUMN : COLUMN + 3] * (1 - share)).astype(np.uint8)
    return dirty


def test_a_faint_streak_down_the_whole_page_is_taken_off_and_print_beneath_it_is_kept() -> None:
    clean = page()
    for image in (clean, clean.transpose(1, 0, 2)):
        dirty = streaked(image, 0.4)
        assert np.abs(dirty.astype(int) - image).max() > 80
        assert np.abs(without_streaks(dirty).astype(int) - image).max() <= 40


def test_rules_black_lines_and_cuttings_are_left_as_they_are() -> None:
    clean = page()
    rule = streaked(clean, 0.4, slice(150, 1500))
    black = streaked(clean, 0.95)
    cutting = streaked(clean, 0.4)[:700]
    for image in (clean, rule, black, cutting):
        assert (without_streaks(image) == image).all()
