"""Print by pins, a damage that no model of the project learns from: it belongs to the trial of the loop alone."""

from __future__ import annotations

import random
from dataclasses import replace

import cv2
import numpy as np

from gouji.training.synthesis.damage.sensor import compressed, defocused, grained
from gouji.training.synthesis.damage.shot import Shot, generator
from gouji.training.synthesis.damage.texture import as_rgb, grey

PINS = (150.0, 180.0)
"""Dots per inch across and down that a printer of 24 pins sets."""

INKED = (0.4, 0.55)
"""Share of a dot's square that must be inked for a pin to strike."""

MISSED = (0.02, 0.06)
"""Share of strikes that leave nothing on the ribbon's worn places."""

RADIUS = (0.42, 0.52)
"""Of a dot, in distances of dots."""

RIBBON = (20, 110)
"""Grey values of the print, fresh ribbon to spent."""

DPI = 200.0
"""At which the paper is scanned."""


def dot_matrix(shot: Shot, draw: random.Random) -> Shot:
    """The page printed by a dot matrix printer and scanned at 200 dpi. Nothing on it moves."""
    numbers = generator(draw)
    dots = draw.uniform(*PINS)
    ink = 1 - grey(shot.pixels).astype(np.float32) / 255
    down, across = (round(length * dots / shot.dpi) for length in ink.shape)
    covered = cv2.resize(ink, (across, down), interpolation=cv2.INTER_AREA)
    struck = (covered > draw.uniform(*INKED)) & (numbers.random(covered.shape) >= draw.uniform(*MISSED))
    factor, pitch = DPI / shot.dpi, DPI / dots
    page = np.full((round(shot.height * factor), round(shot.width * factor)), 255, np.uint8)
    ribbon, radius = draw.uniform(*RIBBON), round(draw.uniform(*RADIUS) * pitch * _FRACTION)
    places = np.round((np.argwhere(struck)[:, ::-1] + 0.5) * pitch * _FRACTION - _FRACTION / 2).astype(int)
    for x, y in places.tolist():
        cv2.circle(page, (x, y), radius, ribbon, -1, cv2.LINE_AA, _SHIFT)
    scanned = defocused(Shot(as_rgb(page), shot.quads * factor, DPI), draw.uniform(0.4, 0.7))
    noisy = grained(scanned.pixels, draw.uniform(1.5, 4.0), numbers, 0.0)
    return replace(scanned, pixels=compressed(noisy, draw.randint(70, 90)))


_SHIFT = 4
_FRACTION = 1 << _SHIFT
"""Parts of a pixel in which circles are placed."""
