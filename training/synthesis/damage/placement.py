"""How a page lies in the scanner and in the file: skew, quarter turns, edges of the bed, resolution."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import cv2
import numpy as np

from gouji.training.synthesis.damage.shot import BLACK, WHITE, Colour, Pixels, Points, Shot, at_level, near, signed
from gouji.training.synthesis.damage.texture import blotches, lit
from gouji.training.synthesis.damage.warp import projective, warped

SKEW = (0.3, 1.0, 2.5, 5.0, 8.0)
"""Degrees by level."""

RESOLUTION = (250.0, 200.0, 150.0, 120.0, 96.0)
"""Dots per inch by level."""

BED = (1.0, 4.0, 10.0, 20.0, 35.0)
"""Most millimetres of scanner bed beside the page, by level."""

BEDS: tuple[Colour, ...] = ((12, 12, 12), (35, 33, 34), (70, 70, 72), (120, 120, 118), (235, 235, 232))
"""Colours of lids and beds, black to nearly white."""


def rotated(shot: Shot, degrees: float, corner: Colour = WHITE) -> Shot:
    """Turned clockwise about the middle; what was beside the page has the colour ``corner``.

    The image keeps its size, as with a scanner, unless a quad would be cut: then it grows to hold the whole page.
    """
    turned = _about_middle(shot, degrees, (shot.width, shot.height), corner)
    inside = (turned.quads >= 0).all() and (turned.quads <= (shot.width, shot.height)).all()
    if inside:
        return turned
    cosine, sine = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    width = math.ceil(shot.width * cosine + shot.height * sine)
    height = math.ceil(shot.width * sine + shot.height * cosine)
    return _about_middle(shot, degrees, (width, height), corner)


def _about_middle(shot: Shot, degrees: float, size: tuple[int, int], corner: Colour) -> Shot:
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turn = np.array([[cosine, -sine], [sine, cosine]])
    matrix = np.eye(3)
    matrix[:2, :2] = turn
    matrix[:2, 2] = np.array(size) / 2 - turn @ (shot.width / 2, shot.height / 2)
    return warped(shot, projective(matrix), size, corner)


def skew(shot: Shot, level: int, draw: random.Random) -> Shot:
    """A page laid in askew: 0.3, 1, 2.5, 5 or 8 degrees (80 % of it at least), either way, corners white or black."""
    return rotated(shot, signed(draw, near(draw, at_level(level, SKEW))), draw.choice((WHITE, BLACK)))


def quarter_turn(shot: Shot, level: int, draw: random.Random) -> Shot:
    """A page lying on its side or on its head: 90, 180 or 270 degrees by draw.

    The level has no meaning here, and is only checked.
    """
    at_level(level, SKEW)
    return turned_by_quarters(shot, draw.choice((1, 2, 3)))


def turned_by_quarters(shot: Shot, quarters: int) -> Shot:
    """Turned clockwise by 90 degrees so many times, without loss."""
    pixels, quads = shot.pixels, shot.quads
    for _ in range(quarters % 4):
        quads = np.stack([pixels.shape[0] - quads[..., 1], quads[..., 0]], axis=-1)
        pixels = np.rot90(pixels, -1)
    return replace(shot, pixels=np.ascontiguousarray(pixels), quads=quads)


def resampled(shot: Shot, dpi: float) -> Shot:
    """The page at another resolution, the image smaller or larger with it."""
    width, height = (max(1, round(length * dpi / shot.dpi)) for length in (shot.width, shot.height))
    if (width, height) == (shot.width, shot.height):
        return replace(shot, dpi=dpi)
    method = cv2.INTER_AREA if dpi < shot.dpi else cv2.INTER_CUBIC
    pixels: Pixels = cv2.resize(shot.pixels, (width, height), interpolation=method)
    return Shot(pixels, scaled(shot.quads, width / shot.width, height / shot.height), dpi)


def scaled(quads: Points, across: float, down: float) -> Points:
    """Points with x and y multiplied."""
    result: Points = quads * (across, down)
    return result


def resolution(shot: Shot, level: int, draw: random.Random) -> Shot:
    """Scanned at fewer dots: 250, 200, 150, 120 or 96 dpi. A page that has no more dots than that is left alone."""
    dpi = at_level(level, RESOLUTION)
    return resampled(shot, dpi) if dpi < shot.dpi else shot


def crop_edges(shot: Shot, level: int, draw: random.Random) -> Shot:
    """A page on a larger bed: up to 1, 4, 10, 20 or 35 mm of bed on two to four sides, with a shadow along the paper.

    From level 4 on the bed is never white, so that the border is seen.
    """
    most = at_level(level, BED) * shot.per_mm
    sides = [round(near(draw, most)) if kept else 0 for kept in _sides(draw)]
    return on_bed(shot, (sides[0], sides[1], sides[2], sides[3]), draw.choice(BEDS[:4] if level > 3 else BEDS), draw)


def _sides(draw: random.Random) -> list[bool]:
    """Which of left, top, right and bottom show the bed: at least two."""
    missing = draw.sample(range(4), draw.choice((0, 1, 2)))
    return [side not in missing for side in range(4)]


def on_bed(shot: Shot, sides: tuple[int, int, int, int], colour: Colour, draw: random.Random) -> Shot:
    """The page with so many pixels of bed at its left, top, right and bottom."""
    left, top, right, bottom = sides
    numbers = np.random.default_rng(draw.getrandbits(64))
    size = (shot.height + top + bottom, shot.width + left + right)
    bed: Pixels = np.empty((*size, 3), np.uint8)
    bed[:] = np.array(colour, np.uint8)
    coarse = 1 + 0.02 * blotches(numbers, (size[0] // 16 + 2, size[1] // 16 + 2), 6)
    pixels = lit(bed, coarse)
    pixels[top : top + shot.height, left : left + shot.width] = shot.pixels
    # The edge of the paper throws a thin shadow towards one side.
    shade = max(1, round(0.4 * shot.per_mm))
    pixels[top : top + shot.height, left + shot.width : left + shot.width + shade] //= 2
    pixels[top + shot.height : top + shot.height + shade, left : left + shot.width] //= 2
    return replace(shot, pixels=pixels, quads=shot.quads + np.array([left, top]))
