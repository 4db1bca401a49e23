"""What belongs to the sheet itself: holes, dust and dirt on it, and the print on its back."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import cv2
import numpy as np

from gouji.training.synthesis.damage.shot import Colour, Field, Pixels, Shot, at_level, generator, near
from gouji.training.synthesis.damage.texture import grey, inked, painted

BACK = (0.03, 0.07, 0.13, 0.21, 0.3)
"""How dark black print of the reverse shows through, by level."""

BACK_BLUR = 1.6
"""Pixels at 200 dpi by which paper scatters what shows through it (deviation)."""

HOLE = 5.5
"""Diameter of a punched hole in millimetres (ISO 838: 6; worn paper closes a little)."""

HOLE_SPACING = 80.0
"""Millimetres between two holes (ISO 838)."""

HOLE_INSET = (8.0, 10.0, 12.0, 17.0, 23.0)
"""Millimetres from the paper's edge to the middle of a hole, by level. 12 is the standard, more cuts into tables."""

HOLES = (2, 2, 2, 3, 4)
"""Number of holes by level."""

SPECKS = (30, 150, 500, 1400, 3500)
"""Specks on a page by level."""

SPECK_SIZE = (0.12, 0.2, 0.3, 0.4, 0.5)
"""Radius of the largest ordinary speck in millimetres, by level. Most are far smaller."""

DIRT = (0, 1, 3, 7, 12)
"""Larger blobs, hairs and smears by level."""


def bleed_through(shot: Shot, level: int, draw: random.Random, reverse: Pixels | None = None) -> Shot:
    """The mirrored reverse shows through, its black as 3, 7, 13, 21 or 30 % of grey.

    ``reverse``: the page on the back, of any size; without it the page shows through itself, which is as good a page
    as any, moved up or down so that its lines do not fall on themselves.
    """
    back = grey(shot.pixels if reverse is None else reverse)
    back = cv2.resize(back, (shot.width, shot.height), interpolation=cv2.INTER_AREA)
    angle, across, down = draw.uniform(-0.6, 0.6), draw.uniform(-3, 3) * shot.per_mm, draw.uniform(-9, 9) * shot.per_mm
    matrix = cv2.getRotationMatrix2D((shot.width / 2, shot.height / 2), angle, 1.0)
    matrix[:, 2] += (across, down)
    mirrored = cv2.warpAffine(back[:, ::-1], matrix, (shot.width, shot.height), borderValue=255)
    scattered = cv2.GaussianBlur(mirrored, (0, 0), BACK_BLUR * shot.zoom)
    cover = (255 - scattered.astype(np.float32)) * (near(draw, at_level(level, BACK)) / 255)
    return replace(shot, pixels=inked(shot.pixels, cover, (25, 25, 35)))


def holes(shot: Shot, inset: float, count: int, colour: Colour, right: bool = False) -> Shot:
    """Punched along one side, ``inset`` millimetres from the edge to the middle; the bed shows in its colour."""
    x = inset * shot.per_mm
    x = shot.width - x if right else x
    middle = (count - 1) / 2
    for index in range(count):
        y = shot.height / 2 + (index - middle) * HOLE_SPACING * shot.per_mm
        shot = replace(shot, pixels=_punched(shot.pixels, x, y, HOLE / 2 * shot.per_mm, colour))
    return shot


def _punched(pixels: Pixels, x: float, y: float, radius: float, colour: Colour) -> Pixels:
    """With one hole, a thin shadow on its rim."""
    reach = math.ceil(radius) + 3
    left, top = int(x) - reach, int(y) - reach
    rows, columns = np.mgrid[0 : 2 * reach + 1, 0 : 2 * reach + 1].astype(np.float32)
    distance = np.hypot(columns + 0.5 + left - x, rows + 0.5 + top - y)
    hole = np.clip(radius - distance + 0.5, 0, 1)
    # Light comes from one side: the rim throws its shadow into the hole on that side.
    rim = 0.25 * np.exp(-(((distance - radius) / 1.5) ** 2)) * (columns < reach)
    return inked(painted(pixels, hole, colour, left, top), rim.astype(np.float32), (0, 0, 0), left, top)


def punch_holes(shot: Shot, level: int, draw: random.Random) -> Shot:
    """Two to four holes at the left or right side, 8, 10, 12, 17 or 23 mm from the edge, black, grey or pale by draw:
    pale at level 1."""
    pale: Colour = (244, 244, 242)
    dark: tuple[Colour, ...] = ((15, 15, 15), (60, 58, 58), (150, 150, 148))
    colour = pale if level == 1 else draw.choice(dark)
    return holes(shot, at_level(level, HOLE_INSET), at_level(level, HOLES), colour, draw.random() < 0.15)


def speckle(shot: Shot, level: int, draw: random.Random) -> Shot:
    """Dust and dirt: 30, 150, 500, 1400 or 3500 specks of up to 0.12 to 0.5 mm, and up to 12 larger blobs and hairs."""
    numbers = generator(draw)
    dirt = np.zeros((shot.height, shot.width), np.uint8)
    count = at_level(level, SPECKS)
    # Many small ones for each large one, as dust has it.
    radii = at_level(level, SPECK_SIZE) * shot.per_mm * numbers.random(count) ** 3
    places = np.stack([numbers.uniform(0, shot.width, count), numbers.uniform(0, shot.height, count)], axis=1)
    darkness = numbers.integers(70, 256, count)
    for radius, (x, y), dark in zip(radii.tolist(), places.tolist(), darkness.tolist(), strict=True):
        axes = (round(radius * 16), round(radius * draw.uniform(0.5, 1) * 16))
        angle = draw.uniform(0, 180)
        cv2.ellipse(dirt, (round(x * 16), round(y * 16)), axes, angle, 0, 360, dark, -1, cv2.LINE_AA, 4)
    for _ in range(at_level(level, DIRT)):
        _hair(dirt, shot, draw) if draw.random() < 0.5 else _blob(dirt, shot, draw)
    cover: Field = cv2.GaussianBlur(dirt, (0, 0), 0.5).astype(np.float32) / 255
    return replace(shot, pixels=inked(shot.pixels, cover, draw.choice(((20, 20, 20), (60, 50, 35)))))


def _hair(dirt: Pixels, shot: Shot, draw: random.Random) -> None:
    """Draws a thin bent line of 2 to 12 mm."""
    angle, turn = draw.uniform(0, 2 * math.pi), draw.uniform(-0.25, 0.25)
    point = (draw.uniform(0, shot.width), draw.uniform(0, shot.height))
    points = [point]
    for _ in range(draw.randint(8, 24)):
        angle += turn + draw.uniform(-0.1, 0.1)
        step = 0.5 * shot.per_mm
        point = (point[0] + step * math.cos(angle), point[1] + step * math.sin(angle))
        points.append(point)
    line = np.round(np.array(points) * 16).astype(np.int32)
    cv2.polylines(dirt, [line], False, draw.randint(100, 200), max(1, round(shot.zoom)), cv2.LINE_AA, 4)


def _blob(dirt: Pixels, shot: Shot, draw: random.Random) -> None:
    """Draws a pale smear of 0.5 to 2.5 mm."""
    x, y, radius = draw.uniform(0, shot.width), draw.uniform(0, shot.height), draw.uniform(0.5, 2.5) * shot.per_mm
    for _ in range(12):
        place = (round(x + draw.gauss(0, radius / 3)), round(y + draw.gauss(0, radius / 3)))
        cv2.circle(dirt, place, max(1, round(radius * draw.uniform(0.1, 0.4))), draw.randint(30, 110), -1, cv2.LINE_AA)
