"""Light that is not the same everywhere."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gouji.training.synthesis.damage.shot import Shot, at_level, near
from gouji.training.synthesis.damage.texture import coarse_grid, lit

LOST = (0.05, 0.13, 0.28, 0.45, 0.62)
"""Light lost at the darkest place, by level."""


def gradient(shape: tuple[int, int], lost: float, angle: float) -> NDArray[np.float32]:
    """Light that falls evenly in a direction (radians; 0 darkens the right) of an image (height, width)."""
    across, down = coarse_grid(shape)
    along = (across - 0.5) * math.cos(angle) + (down - 0.5) * math.sin(angle)
    return _fallen((along - along.min()) / (along.max() - along.min()), lost)


def vignette(shape: tuple[int, int], lost: float, x: float = 0.5, y: float = 0.5) -> NDArray[np.float32]:
    """Light that falls with the square of the distance from a place (fractions of width and height)."""
    across, down = coarse_grid(shape)
    squared = (across - x) ** 2 + (down - y) ** 2
    return _fallen(squared / squared.max(), lost)


def gutter(shape: tuple[int, int], lost: float, reach: float, right: bool) -> NDArray[np.float32]:
    """Light that falls at one side, over ``reach`` of the width: the fold of an open book."""
    across, _ = coarse_grid(shape)
    return _fallen(np.exp(-(((1 - across if right else across) / reach) ** 1.5)), lost)


def _fallen(part: NDArray[np.float32], lost: float) -> NDArray[np.float32]:
    return (1 - lost * part).astype(np.float32)


def uneven_light(shot: Shot, level: int, draw: random.Random) -> Shot:
    """A gradient, a vignette or a dark gutter by draw: 5, 13, 28, 45 or 62 % of light lost at the darkest place."""
    lost, shape = near(draw, at_level(level, LOST)), (shot.height, shot.width)
    fields = (
        gradient(shape, lost, draw.uniform(0, 2 * math.pi)),
        vignette(shape, lost, draw.uniform(0.3, 0.7), draw.uniform(0.3, 0.7)),
        gutter(shape, lost, draw.uniform(0.1, 0.25), draw.random() < 0.5),
    )
    return replace(shot, pixels=lit(shot.pixels, draw.choice(fields)))
