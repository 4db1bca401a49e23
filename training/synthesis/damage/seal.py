"""The round red seal of an authority: a star, its name around, ink that did not take everywhere."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gouji.training.synthesis.damage.shot import Colour, Field, Shot, at_level, generator, near
from gouji.training.synthesis.damage.texture import blotches, inked
from gouji.training.synthesis.fonts import font_named
from gouji.training.synthesis.outlines import truetype_file

NAMES = ("青禾县人民政府", "云岭市财政局", "临溪区人民政府办公室", "澄江镇人民政府", "望川县自然资源局", "北塬市教育局")
"""Invented authorities."""

PURPOSES = ("", "", "政务公开专用章", "办公室")
"""What some seals say below the star."""

DIAMETER = (38.0, 42.0)
"""Millimetres: 42 for a county's government and most offices, 38 for special seals."""

COVER = (0.2, 0.4, 0.6, 0.8, 0.92)
"""How much of the ink's colour is seen, by level."""

WORN = (0.7, 0.5, 0.35, 0.25, 0.2)
"""Share of the ink that did not take, by level: pale seals are patchy too."""

INKS: tuple[Colour, ...] = ((214, 40, 45), (200, 30, 60), (225, 62, 50), (180, 25, 40))

FINE = 3
"""The seal is drawn so many times larger, for smooth edges."""

FONT = "song"
"""Seals are cut in a Song face."""


def seal(shot: Shot, level: int, draw: random.Random) -> Shot:
    """A seal of 38 or 42 mm over a cell by draw (over the middle, where there are none), 20, 40, 60, 80 or 92 % of its
    colour; two seals at level 5. Black print stays to be seen under the ink."""
    at_level(level, COVER)
    for _ in range(2 if level == 5 else 1):
        places = shot.quads.mean(axis=1) if len(shot.quads) else np.array([[shot.width / 2, shot.height / 2]])
        x, y = places[draw.randrange(len(places))]
        radius = DIAMETER[1] / 2 * shot.per_mm
        shot = stamped(shot, x + draw.uniform(-1, 1) * radius, y + draw.uniform(-1, 1) * radius, level, draw)
    return shot


def stamped(shot: Shot, x: float, y: float, level: int, draw: random.Random) -> Shot:
    """With one seal about a place."""
    numbers = generator(draw)
    diameter = round(draw.choice(DIAMETER) * shot.per_mm)
    ink = seal_shape(diameter, draw.choice(NAMES), draw.choice(PURPOSES), draw.uniform(-25, 25))
    fresh = blotches(numbers, ink.shape, 0.25 * diameter) * 0.5 + blotches(numbers, ink.shape, 2.5) * 0.5
    taken = np.clip(0.9 + (fresh + 0.8 - 2.2 * at_level(level, WORN)) * 0.6, 0.1, 1)
    cover: Field = (ink * taken * near(draw, at_level(level, COVER))).astype(np.float32)
    left, top = round(x - cover.shape[1] / 2), round(y - cover.shape[0] / 2)
    return replace(shot, pixels=inked(shot.pixels, cover, draw.choice(INKS), left, top))


def seal_shape(diameter: int, name: str, purpose: str, degrees: float) -> Field:
    """Where a seal has ink: (size, size) in [0, 1], of a diameter in pixels, turned clockwise."""
    size = diameter * FINE
    drawing = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(drawing)
    pen.ellipse((2, 2, size - 3, size - 3), outline=255, width=round(size * 0.028))
    pen.polygon(_star(size / 2, size / 2, size * 0.14), fill=255)
    _write_around(drawing, name, size)
    if purpose:
        font = _font(round(size * 0.085))
        pen.text((size / 2, size * 0.76), purpose, fill=255, font=font, anchor="mm", stroke_width=size // 400)
    turned = drawing.rotate(-degrees, Image.Resampling.BICUBIC)
    shape = np.asarray(turned.resize((diameter, diameter), Image.Resampling.BOX), np.float32) / 255
    return np.ascontiguousarray(cv2.GaussianBlur(shape, (0, 0), 0.6))


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    """Corners of a five-pointed star, one point up."""
    corners = []
    for index in range(10):
        reach = radius if index % 2 == 0 else radius * 0.382
        angle = math.pi * index / 5
        corners.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    return corners


def _write_around(drawing: Image.Image, name: str, size: int) -> None:
    """Glyphs along the ring from left over the top to right, their feet towards the middle."""
    span = math.radians(min(250, 34 * (len(name) - 1)))
    font = _font(round(size * 0.135))
    tile_size = round(size * 0.2)
    for index, glyph in enumerate(name):
        angle = span * (index / max(1, len(name) - 1) - 0.5)
        tile = Image.new("L", (tile_size, tile_size), 0)
        middle = (tile_size / 2, tile_size / 2)
        ImageDraw.Draw(tile).text(middle, glyph, fill=255, font=font, anchor="mm", stroke_width=size // 300)
        turned = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x, y = size / 2 + 0.375 * size * math.sin(angle), size / 2 - 0.375 * size * math.cos(angle)
        drawing.paste(255, (round(x - tile_size / 2), round(y - tile_size / 2)), turned)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(truetype_file(font_named(FONT))), size)
