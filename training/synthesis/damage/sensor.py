"""What lenses, sensors and files lose: noise, blur, JPEG, lines of a dirty feeder."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.training.synthesis.damage.shot import Colour, Field, Pixels, Shot, at_level, generator, near
from gouji.training.synthesis.damage.texture import blotches, inked

NOISE = (2.0, 6.0, 12.0, 20.0, 30.0)
"""Deviation in grey values by level."""

SALT = (0.0, 0.0002, 0.001, 0.003, 0.008)
"""Share of pixels that are white or black by fault, by level."""

DEFOCUS = (0.6, 1.0, 1.5, 2.1, 2.8)
"""Deviation of the blur in pixels at 200 dpi, by level."""

MOTION = (2.0, 3.5, 5.5, 8.0, 11.0)
"""Length of the smear in pixels at 200 dpi, by level."""

QUALITY = (85, 60, 35, 20, 10)
"""JPEG quality by level."""

LINES = (1, 2, 4, 7, 11)
"""Dirty lines on a page, at most, by level."""

DARKNESS = (0.1, 0.25, 0.45, 0.65, 0.85)
"""How much light the darkest line takes, by level."""

LINE_COLOURS: tuple[Colour, ...] = ((20, 20, 20), (20, 20, 20), (40, 60, 160), (40, 130, 60), (170, 50, 60))
"""Dirt on all three rows of the sensor is grey, on one it is coloured."""


def grained(pixels: Pixels, deviation: float, numbers: np.random.Generator, colour: float = 0.3) -> Pixels:
    """The image with normal noise of a deviation in grey values, a part ``colour`` of it different in each channel."""
    shape = pixels.shape[:2]
    common = numbers.standard_normal(shape, dtype=np.float32) * (deviation * math.sqrt(1 - colour**2))
    # Coloured noise is coarser on real sensors (one pixel in four sees a colour), and far cheaper so.
    tints = [blotches(numbers, shape, 2) * (deviation * colour / 1.5) for _ in range(3)] if colour else [0.0] * 3
    channels = [cv2.add(pixels[..., i], common + tints[i], dtype=cv2.CV_8U) for i in range(3)]
    result: Pixels = cv2.merge(channels)
    return result


def toned(pixels: Pixels, black: float, white: float) -> Pixels:
    """The image with its blackest black and its whitest white at these grey values."""
    table = np.round(np.linspace(black, white, 256)).astype(np.uint8)
    result: Pixels = cv2.LUT(pixels, table)
    return result


def salted(pixels: Pixels, share: float, numbers: np.random.Generator) -> Pixels:
    """The image with a share of its pixels black or white."""
    height, width = pixels.shape[:2]
    count = int(share * height * width)
    result = pixels.copy()
    places = (numbers.integers(0, height, count), numbers.integers(0, width, count))
    result[places] = (numbers.integers(0, 2, count) * 255).astype(np.uint8)[:, None]
    return result


def noise(shot: Shot, level: int, draw: random.Random) -> Shot:
    """Normal noise of deviation 2, 6, 12, 20 or 30, and 0, 0.02, 0.1, 0.3 or 0.8 % of pixels white or black."""
    numbers = generator(draw)
    pixels = grained(shot.pixels, near(draw, at_level(level, NOISE)), numbers, draw.choice((0.0, 0.4)))
    return replace(shot, pixels=salted(pixels, at_level(level, SALT), numbers))


def defocused(shot: Shot, deviation: float) -> Shot:
    """Blurred by a deviation in pixels at 200 dpi."""
    return replace(shot, pixels=cv2.GaussianBlur(shot.pixels, (0, 0), deviation * shot.zoom))


def moved(shot: Shot, length: float, degrees: float) -> Shot:
    """Smeared along a line, by a length in pixels at 200 dpi."""
    return replace(shot, pixels=cv2.filter2D(shot.pixels, -1, _line_kernel(length * shot.zoom, degrees)))


def _line_kernel(length: float, degrees: float) -> Field:
    """Weights along a line through the middle, which sum to 1."""
    radius = math.ceil(length / 2) + 1
    middle = np.array([radius, radius], float)
    reach = np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))]) * length / 2
    kernel: Field = np.zeros((2 * radius + 1, 2 * radius + 1), np.float32)
    for part in np.linspace(-1, 1, 8 * radius):
        x, y = middle + part * reach
        left, top = int(x), int(y)
        for column, row, weight in (
            (left, top, (left + 1 - x) * (top + 1 - y)),
            (left + 1, top, (x - left) * (top + 1 - y)),
            (left, top + 1, (left + 1 - x) * (y - top)),
            (left + 1, top + 1, (x - left) * (y - top)),
        ):
            kernel[row, column] += weight
    kernel /= kernel.sum()
    return kernel


def blur(shot: Shot, level: int, draw: random.Random) -> Shot:
    """Out of focus by 0.6, 1, 1.5, 2.1 or 2.8 pixels (deviation), or moved by 2, 3.5, 5.5, 8 or 11, at 200 dpi."""
    if draw.random() < 0.6:
        return defocused(shot, near(draw, at_level(level, DEFOCUS)))
    return moved(shot, near(draw, at_level(level, MOTION)), draw.uniform(0, 180))


def compressed(pixels: Pixels, quality: int) -> Pixels:
    """The image after JPEG at a quality from 1 to 100, colours at half resolution."""
    encoded = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    result: Pixels = cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return result


def jpeg(shot: Shot, level: int, draw: random.Random) -> Shot:
    """JPEG at quality 85, 60, 35, 20 or 10."""
    return replace(shot, pixels=compressed(shot.pixels, at_level(level, QUALITY)))


def platen_lines(shot: Shot, level: int, draw: random.Random) -> Shot:
    """Lines down the whole page from dirt under a feeder: up to 1, 2, 4, 7 or 11, taking up to 10 to 85 % of light."""
    numbers = generator(draw)
    most = at_level(level, LINES)
    pixels = shot.pixels
    for _ in range(draw.randint(math.ceil(most / 2), most)):
        width = max(1, round(draw.choice((1, 1, 2, 3)) * shot.zoom))
        darkness = at_level(level, DARKNESS) * draw.uniform(0.5, 1)
        cover = darkness * _along_feed(numbers, shot.height, shot.dpi)
        line: NDArray[np.float32] = np.repeat(cover[:, None], width, axis=1)
        pixels = inked(pixels, line, draw.choice(LINE_COLOURS), left=draw.randrange(shot.width))
    return replace(shot, pixels=pixels)


def _along_feed(numbers: np.random.Generator, height: int, grain: float) -> Field:
    """How a line fades along the page, in [0.6, 1]."""
    return np.clip(0.9 + 0.1 * blotches(numbers, (height, 1), grain)[:, 0], 0.6, 1)
