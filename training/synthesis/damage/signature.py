"""Strokes of a pen: names, initials and remarks by hand."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from gouji.training.synthesis.damage.shot import Colour, Field, Pixels, Points, Shot, at_level
from gouji.training.synthesis.damage.texture import inked

COUNT = (1, 1, 1, 2, 3)
"""Signatures on a page by level."""

PEN = (0.2, 0.28, 0.36, 0.44, 0.5)
"""Width of the pen's line in millimetres, by level."""

HEIGHT = (8.0, 11.0, 14.0, 18.0, 22.0)
"""Height of a glyph in millimetres, by level."""

INKS: tuple[Colour, ...] = ((25, 40, 130), (20, 60, 150), (20, 20, 25), (45, 45, 60))

OVER_CELLS_FROM = 3
"""From this level on, signatures go over cells; below, they stand in the margin under them."""


def signature(shot: Shot, level: int, draw: random.Random) -> Shot:
    """One to three names of two or three glyphs by hand, 8, 11, 14, 18 or 22 mm high, of a pen of 0.2 to 0.5 mm, blue
    or black: at the foot of the page, from level 3 on over a cell by draw."""
    for _ in range(at_level(level, COUNT)):
        x, y = _place(shot, level, draw)
        shot = replace(shot, pixels=_signed(shot, x, y, level, draw))
    return shot


def _place(shot: Shot, level: int, draw: random.Random) -> tuple[float, float]:
    """The middle of a signature."""
    if level >= OVER_CELLS_FROM and len(shot.quads):
        x, y = shot.quads[draw.randrange(len(shot.quads))].mean(axis=0)
        return float(x), float(y)
    return shot.width * draw.uniform(0.55, 0.8), shot.height * draw.uniform(0.91, 0.95)


def _signed(shot: Shot, x: float, y: float, level: int, draw: random.Random) -> Pixels:
    """The image with one signature about a place."""
    height = at_level(level, HEIGHT) * shot.per_mm * draw.uniform(0.85, 1.1)
    width = at_level(level, PEN) * shot.per_mm
    glyphs = draw.choice((2, 3, 3))
    size = (math.ceil(height * 1.6), math.ceil(height * (0.85 * glyphs + 0.6)))
    cover: Pixels = np.zeros(size, np.uint8)
    for index in range(glyphs):
        middle = np.array([(0.7 + 0.85 * index) * height, size[0] / 2])
        for stroke in _glyph(draw):
            _draw_stroke(cover, middle + stroke * height / 2, width, draw)
    ink: Field = cv2.GaussianBlur(cover, (0, 0), 0.7).astype(np.float32) / 255 * draw.uniform(0.7, 0.95)
    left, top = round(x - size[1] / 2), round(y - size[0] / 2)
    return inked(shot.pixels, ink, draw.choice(INKS), left, top)


def _glyph(draw: random.Random) -> list[Points]:
    """Strokes of one hurried glyph in [-1, 1]: mostly bars to the right and sweeps down, as running hand has them."""
    strokes: list[Points] = []
    for _ in range(draw.randint(4, 8)):
        start = np.array([draw.uniform(-0.8, 0.3), draw.uniform(-0.9, 0.5)])
        if strokes and draw.random() < 0.4:
            # The pen hardly left the paper.
            start = strokes[-1][-1] + np.array([draw.uniform(-0.3, 0.1), draw.uniform(-0.2, 0.1)])
        kind = draw.random()
        if kind < 0.4:
            ways = [(draw.uniform(0.6, 1.3), draw.uniform(-0.35, -0.05))]
        elif kind < 0.75:
            ways = [(draw.uniform(-0.7, 0.5), draw.uniform(0.5, 1.4))]
        else:
            # A bar that turns into a hook.
            ways = [(draw.uniform(0.4, 0.9), draw.uniform(-0.2, 0)), (draw.uniform(-0.9, 0.2), draw.uniform(0.5, 1.0))]
        points = [start]
        for way in ways:
            bow = np.array([draw.gauss(0, 0.07), draw.gauss(0, 0.07)])
            points += [points[-1] + np.array(way) / 2 + bow, points[-1] + np.array(way)]
        strokes.append(_smooth(np.clip(np.array(points), -1, 1)))
    return strokes


def _smooth(corners: Points) -> Points:
    """A smooth line near corners (Chaikin's corner cutting)."""
    for _ in range(4):
        before, after = corners[:-1], corners[1:]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1).reshape(-1, 2)
        corners = np.concatenate([corners[:1], cut, corners[-1:]])
    return corners


def _draw_stroke(cover: Pixels, line: Points, width: float, draw: random.Random) -> None:
    """Draws a stroke that is thick where the pen sets down and thin where it leaves."""
    end = draw.uniform(0.25, 0.7)
    places = np.round(line * 16).astype(int).tolist()
    for index, (one, other) in enumerate(pairwise(places)):
        share = index / len(places)
        thick = max(1, round(width * (1.25 * (1 - share) + end * share)))
        cv2.line(cover, tuple(one), tuple(other), 255, thick, cv2.LINE_AA, 4)
