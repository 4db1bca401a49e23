"""Uneven surfaces: blotches, fields of light, and putting ink or light on a page."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.training.synthesis.damage.shot import Colour, Field, Pixels

COARSE = 16
"""Pixels for one value of a field of light: light changes over centimetres."""


def blotches(numbers: np.random.Generator, shape: tuple[int, int], grain: float) -> Field:
    """Smooth random values (height, width), mean 0 and deviation about 1, that change over ``grain`` pixels."""
    height, width = shape
    rows, columns = int(height / grain) + 3, int(width / grain) + 3
    # The interpolation loses about a third of the deviation.
    coarse = numbers.standard_normal((rows, columns), dtype=np.float32) * 1.5
    whole = (max(width, round(columns * grain)), max(height, round(rows * grain)))
    smooth: Field = cv2.resize(coarse, whole, interpolation=cv2.INTER_LINEAR)[:height, :width]
    return np.ascontiguousarray(smooth)


def coarse_grid(shape: tuple[int, int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fractions of width and of height, in [0, 1], at the coarse places of an image (height, width)."""
    rows, columns = -(-shape[0] // COARSE) + 1, -(-shape[1] // COARSE) + 1
    across, down = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    return across.astype(np.float32), down.astype(np.float32)


def lit(pixels: Pixels, coarse: NDArray[np.float32], gains: Colour = (1.0, 1.0, 1.0)) -> Pixels:
    """The image under a field of light (1 is full light) given at coarse places. ``gains``: red, green and blue."""
    height, width = pixels.shape[:2]
    light = cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    channels = [cv2.multiply(pixels[..., i], light, scale=gains[i], dtype=cv2.CV_8U) for i in range(3)]
    result: Pixels = cv2.merge(channels)
    return result


def inked(pixels: Pixels, cover: Field, colour: Colour, left: int = 0, top: int = 0) -> Pixels:
    """The image with translucent ink on it. ``cover``: (height, width) in [0, 1], placed at (left, top), cut at the
    edges. Ink darkens as print does: what is black under it stays black."""
    return _mixed(pixels, cover, colour, left, top, through=True)


def painted(pixels: Pixels, cover: Field, colour: Colour, left: int = 0, top: int = 0) -> Pixels:
    """The image with something opaque on it, that hides what is under it where ``cover`` is 1."""
    return _mixed(pixels, cover, colour, left, top, through=False)


def _mixed(pixels: Pixels, cover: Field, colour: Colour, left: int, top: int, through: bool) -> Pixels:
    height, width = pixels.shape[:2]
    y0, y1 = max(0, top), min(height, top + cover.shape[0])
    x0, x1 = max(0, left), min(width, left + cover.shape[1])
    if y0 >= y1 or x0 >= x1:
        return pixels
    part = pixels[y0:y1, x0:x1].astype(np.float32)
    alpha = cover[y0 - top : y1 - top, x0 - left : x1 - left, None]
    target = np.array(colour, np.float32)
    goal = part * (target / 255) if through else target
    result = pixels.copy()
    result[y0:y1, x0:x1] = np.clip(part + alpha * (goal - part) + 0.5, 0, 255).astype(np.uint8)
    return result


def grey(pixels: Pixels) -> Pixels:
    """Brightness (height, width)."""
    result: Pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return result


def as_rgb(brightness: Pixels) -> Pixels:
    """A grey image (height, width) as RGB."""
    result: Pixels = cv2.cvtColor(brightness, cv2.COLOR_GRAY2RGB)
    return result
