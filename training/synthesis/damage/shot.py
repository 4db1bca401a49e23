"""A page image with the places of its cells, and what every kind of damage has in common."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]
Field = NDArray[np.float32]
Colour = tuple[float, float, float]
"""Red, green and blue in [0, 255]."""

T = TypeVar("T")

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
MM_PER_INCH = 25.4
DRAWING_DPI = 200.0
"""Resolution at which lengths that are given in pixels hold; they grow and shrink with that of the image."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A page image and the quadrilaterals on it.

    ``pixels``: (height, width, 3) uint8 RGB. ``quads``: (N, 4, 2) float64, pixel coordinates (x, y), corners clockwise
    from top left as the upright page has them. The origin is the outer corner of the first pixel, whose middle is at
    (0.5, 0.5): fractions of the page times its size are such coordinates. ``dpi``: resolution of the page's print in
    the image.
    """

    pixels: Pixels
    quads: Points
    dpi: float

    @property
    def width(self) -> int:
        """Of the image, in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Of the image, in pixels."""
        return int(self.pixels.shape[0])

    @property
    def per_mm(self) -> float:
        """Pixels in a millimetre of the page."""
        return self.dpi / MM_PER_INCH

    @property
    def zoom(self) -> float:
        """Pixels of this image in one of the resolution at which pixel lengths are given."""
        return self.dpi / DRAWING_DPI


Damage = Callable[[Shot, int, random.Random], Shot]
"""Damages a page at a level from 1 (hardly visible) over 3 (an ordinary bad copy of this kind) to 5 (the worst that a
person can just read). The same shot, level and state of the draws give the same bytes."""


def at_level(level: int, values: tuple[T, T, T, T, T]) -> T:
    """The value for a level. Raises ValueError for a level outside 1 to 5."""
    if not 1 <= level <= len(values):
        raise ValueError(f"level {level}: levels go from 1 to {len(values)}")
    return values[level - 1]


def generator(draw: random.Random) -> np.random.Generator:
    """Draws of arrays, seeded from the draws of numbers."""
    return np.random.default_rng(draw.getrandbits(64))


def signed(draw: random.Random, value: float) -> float:
    """The value or its negative, with equal chances."""
    return value if draw.random() < 0.5 else -value


def near(draw: random.Random, value: float) -> float:
    """Between 80 % of the value and the value, so that levels stay apart and no two pages are alike."""
    return draw.uniform(0.8 * value, value)
