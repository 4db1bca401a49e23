"""What surrounds a photographed page: the desk, the lamp, the hand that holds the phone."""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.training.synthesis.damage.light import gradient, vignette
from gouji.training.synthesis.damage.shot import Colour, Pixels, Points
from gouji.training.synthesis.damage.texture import COARSE, blotches, coarse_grid

DESKS: tuple[Colour, ...] = ((150, 110, 75), (95, 65, 45), (196, 190, 180), (60, 62, 66), (120, 135, 145), (40, 55, 50))
"""Wood, laminate, glass and cloth."""

WARM: Colour = (1.0, 0.93, 0.8)
COOL: Colour = (0.88, 0.95, 1.0)


def desk(
    size: tuple[int, int], corners: Points, per_mm: float, draw: random.Random, numbers: np.random.Generator
) -> Pixels:
    """A desk, (width, height) in pixels, with grain along it, and the shadow of a page with these corners on it."""
    width, height = size
    base = np.array(draw.choice(DESKS), np.float32)
    # Grain is long across and short down; it is drawn small and stretched.
    grain = blotches(numbers, (height // 2, width // 24 + 2), 3)
    grain = cv2.resize(grain, (width, height)) * draw.uniform(2, 9) + numbers.standard_normal((height, 1), np.float32)
    shade = np.zeros((height // COARSE + 1, width // COARSE + 1), np.float32)
    offset = np.array([draw.uniform(-2, 2), draw.uniform(0.5, 3)]) * per_mm
    cv2.fillConvexPoly(shade, np.round((corners + offset) / COARSE).astype(np.int32), 1.0)
    shade = cv2.resize(cv2.GaussianBlur(shade, (0, 0), 3 * per_mm / COARSE), (width, height)) * 0.55
    channels = [((grain + value) * (1 - shade)).clip(0, 255).astype(np.uint8) for value in base.tolist()]
    result: Pixels = cv2.merge(channels)
    return result


def lamp(shape: tuple[int, int], lost: float, draw: random.Random) -> NDArray[np.float32]:
    """Light, at coarse places, of a lamp from one side, dimmed by the lens and often by the hand that holds the phone.

    ``lost``: share of light lost to all three together at the worst place, about.
    """
    field = gradient(shape, lost * 0.6, draw.uniform(0, 2 * math.pi)) * vignette(shape, lost * 0.3)
    if draw.random() < 0.6:
        field = field * _hand(shape, lost * 0.7, draw)
    return field * np.float32(1.05)


def _hand(shape: tuple[int, int], lost: float, draw: random.Random) -> NDArray[np.float32]:
    """The soft shadow of an arm and a phone that reaches in from the lower edge or a side."""
    mask = np.zeros_like(coarse_grid(shape)[0])
    rows, columns = mask.shape[:2]
    x, y = draw.choice(((draw.uniform(0.1, 0.9), 1.1), (-0.1, draw.uniform(0.4, 0.9)), (1.1, draw.uniform(0.4, 0.9))))
    tip = (draw.uniform(0.3, 0.7), draw.uniform(0.35, 0.7))
    start, end = (round(x * columns), round(y * rows)), (round(tip[0] * columns), round(tip[1] * rows))
    cv2.line(mask, start, end, 1.0, round(columns * draw.uniform(0.14, 0.22)))
    box = (end, (columns * 0.3, columns * 0.16), math.degrees(math.atan2(end[1] - start[1], end[0] - start[0])))
    cv2.fillConvexPoly(mask, np.round(cv2.boxPoints(box)).astype(np.int32), 1.0)
    soft = cv2.GaussianBlur(mask, (0, 0), columns * draw.uniform(0.025, 0.06))
    shadow: NDArray[np.float32] = (1 - lost * soft).astype(np.float32)
    return shadow


def white_balance(cast: float, draw: random.Random) -> Colour:
    """Gains of red, green and blue; ``cast`` in [0, 1] is how far they are off, towards warm or cool."""
    red, green, blue = (1 - cast * (1 - gain) for gain in draw.choice((WARM, COOL)))
    return red, green, blue
