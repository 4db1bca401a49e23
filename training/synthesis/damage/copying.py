"""Machines that copy in black: the fax and the photocopier."""

from __future__ import annotations

import random
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.training.synthesis.damage.placement import scaled
from gouji.training.synthesis.damage.shot import Field, Pixels, Shot, at_level, generator, near
from gouji.training.synthesis.damage.texture import as_rgb, blotches, grey, inked

FAX_ACROSS = 204.0
"""Dots per inch along a fax line (ITU-T T.4)."""

FAX_DOWN = (196.0, 196.0, 98.0, 98.0, 98.0)
"""Lines per inch by level: fine, then standard (ITU-T T.4)."""

FAX_NOISE = (3.0, 8.0, 14.0, 22.0, 30.0)
"""Deviation in grey values before the threshold, by level."""

FAX_FAINT = (0.0, 0.05, 0.1, 0.17, 0.23)
"""How far the threshold is from the middle, as a share of the range, by level: to the light or to the dark."""

FAX_LOST = (0.0, 0.001, 0.004, 0.01, 0.02)
"""Share of lines lost in transmission, by level."""

FAX_OPTICS = 0.06
"""Deviation of the fax scanner's blur in millimetres: half the distance of its dots."""

STROKES = (0.15, 0.35, 0.6, 0.85, 1.0)
"""How far strokes are thinned or thickened towards one pixel (at 200 dpi) on each side, by level."""

TONER_LOSS = (0.02, 0.08, 0.2, 0.36, 0.5)
"""Share of print with less toner, by level."""

BACKGROUND = (2.0, 8.0, 18.0, 32.0, 50.0)
"""Grey values that the paper is darker, by level."""

BORDER = (0.0, 2.0, 4.0, 7.0, 10.0)
"""Most millimetres of black along the sides, by level."""


def fax(shot: Shot, level: int, draw: random.Random) -> Shot:
    """Sent by fax: 204 x 196 dpi at levels 1 and 2, 204 x 98 from 3 on, black and white without greys.

    The threshold is up to 0, 5, 10, 17 or 23 % off the middle, after noise of deviation 3 to 30, which breaks rules
    and glyphs; up to 2 % of lines are lost. The image is given at 204 dpi with square pixels, as it is stored. Small
    print is not readable for a person at level 5, numbers in cells mostly are.
    """
    numbers = generator(draw)
    width, height = round(shot.width * FAX_ACROSS / shot.dpi), round(shot.height * FAX_ACROSS / shot.dpi)
    lines = round(height * at_level(level, FAX_DOWN) / FAX_ACROSS)
    optics = cv2.GaussianBlur(grey(shot.pixels), (0, 0), FAX_OPTICS * shot.per_mm)
    seen = cv2.resize(optics, (width, lines), interpolation=cv2.INTER_AREA).astype(np.float32)
    seen += numbers.standard_normal(seen.shape, dtype=np.float32) * np.float32(at_level(level, FAX_NOISE))
    off = near(draw, at_level(level, FAX_FAINT)) * (-1 if draw.random() < 0.6 else 0.6)
    uneven = blotches(numbers, (lines, width), 120) * (2 + 3 * level)
    black: Pixels = np.where(seen < 255 * (0.55 + off) + uneven, 0, 255).astype(np.uint8)
    _lose_lines(black, at_level(level, FAX_LOST), numbers)
    pixels = as_rgb(cv2.resize(black, (width, height), interpolation=cv2.INTER_NEAREST))
    return Shot(pixels, scaled(shot.quads, width / shot.width, height / shot.height), FAX_ACROSS)


def _lose_lines(black: Pixels, share: float, numbers: np.random.Generator) -> None:
    """Blanks some lines or parts of them, or repeats the line above, in runs of up to three."""
    height, width = black.shape
    for row in numbers.integers(1, height - 3, round(share * height / 2)).tolist():
        start = 0 if numbers.random() < 0.5 else int(numbers.integers(0, width))
        run = slice(row, row + int(numbers.integers(1, 4)))
        black[run, start:] = 255 if numbers.random() < 0.4 else black[row - 1, start:]


def photocopy(shot: Shot, level: int, draw: random.Random) -> Shot:
    """A copy of a copy, in greys: strokes 0.15 to 1 pixel thinner or thicker on each side, less toner on 2 to 50 % of
    the print, paper 2 to 50 grey values darker with toner dust, up to 10 mm of black along the sides."""
    numbers = generator(draw)
    brightness = _stroked(grey(shot.pixels), at_level(level, STROKES), draw.random() < 0.5, shot.zoom)
    shape = brightness.shape[:2]
    worn = _worn(numbers, (shape[0], shape[1]), at_level(level, TONER_LOSS), shot.per_mm)
    paper = 255 - near(draw, at_level(level, BACKGROUND))
    toner = (255 - brightness.astype(np.float32)) / 255 * (1 - worn)
    dust = np.abs(blotches(numbers, (shape[0], shape[1]), 2)) * np.float32((255 - paper) * 0.35)
    copied = np.clip((paper - dust) * (1 - toner) + 18 * toner, 0, 255).astype(np.uint8)
    return replace(shot, pixels=_bordered(as_rgb(copied), at_level(level, BORDER) * shot.per_mm, draw, numbers))


def _stroked(brightness: Pixels, part: float, thick: bool, zoom: float) -> Pixels:
    """Strokes grown or shrunk by a part of a pixel at 200 dpi."""
    side = 2 * max(1, round(zoom)) + 1
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (side, side))
    changed = cv2.erode(brightness, cross) if thick else cv2.dilate(brightness, cross)
    # Thinning hurts more than thickening: print of three pixels' strokes must not vanish.
    part = part if thick else 0.7 * part
    result: Pixels = cv2.addWeighted(changed, part, brightness, 1 - part, 0)
    return result


def _worn(numbers: np.random.Generator, shape: tuple[int, int], share: float, per_mm: float) -> Field:
    """Toner missing, in [0, 1]: grains where a drum is worn, in bands and patches of centimetres."""
    patches = blotches(numbers, shape, 18 * per_mm) * 0.6
    grains = blotches(numbers, shape, max(1.5, 0.25 * per_mm)) * 0.8
    # About normal with deviation 1; 1.6 deviations stand for a tenth at either end.
    level = 1.6 * (1 - 2 * share)
    return np.clip((patches + grains - level) * 0.8, 0, 0.85)


def _bordered(pixels: Pixels, most: float, draw: random.Random, numbers: np.random.Generator) -> Pixels:
    """With black along one to three sides, up to so many pixels wide, ragged."""
    if most < 1:
        return pixels
    height, width = pixels.shape[:2]
    for turns in draw.sample(range(4), draw.randint(1, 3)):
        length = (width, height)[turns % 2]
        edge: NDArray[np.float64] = (
            most * draw.uniform(0.3, 0.8) + blotches(numbers, (length, 1), 400)[:, 0] * most / 16
        )
        depth = np.arange(max(1, int(most * 1.5)))
        cover = np.clip((edge[None] - depth[:, None]) / 4, 0, 0.93).astype(np.float32)
        pixels = np.rot90(inked(np.ascontiguousarray(np.rot90(pixels, turns)), cover, (0, 0, 0)), -turns)
    return np.ascontiguousarray(pixels)
