"""Thin rules that fade or break while the glyphs stay."""

from __future__ import annotations

import random
from dataclasses import replace

import cv2
import numpy as np

from gouji.training.synthesis.damage.shot import Field, Pixels, Shot, at_level, generator
from gouji.training.synthesis.damage.texture import blotches, grey

GAPS = (0.01, 0.08, 0.25, 0.5, 0.8)
"""Share of the rules' length that is missing, by level."""

FADED = (0.08, 0.2, 0.4, 0.6, 0.8)
"""How far what stays of a rule has faded into the paper, by level."""

SHORTEST = 8.0
"""Millimetres of straight ink that make a rule. Strokes of a title (20 points: 7 mm) are shorter."""

THICKEST = 0.9
"""Millimetres; what is thicker is shading or a border of the scan."""

INK = 30
"""Grey values darker than the paper around that make ink; anti-aliased hair lines are as faint as that."""

GAP_GRAIN = 2.5
"""Millimetres over which a rule comes and goes."""


def broken_rules(shot: Shot, level: int, draw: random.Random) -> Shot:
    """Rules with gaps over 1, 8, 25, 50 or 80 % of their length, the rest faded by 8 to 80 %.

    Rules are found as straight lines along the axes: to be used before the page is turned or bent.
    """
    numbers = generator(draw)
    brightness = grey(shot.pixels)
    side = 2 * round(THICKEST * shot.per_mm / 2) + 1
    paper = cv2.dilate(shot.pixels, np.ones((side + 2, side + 2), np.uint8))
    rules = _rules(brightness, shot.per_mm, side)
    field = blotches(numbers, (shot.height, shot.width), GAP_GRAIN * shot.per_mm)
    # Blotches are nearly normal: their quantile is taken over the rules, so the share is met whatever they are.
    inside = field[rules > 0]
    limit = float(np.quantile(inside, at_level(level, GAPS))) if inside.size else 0.0
    gone: Field = np.clip((limit - field) * 6 + 0.5, 0, 1)
    cover = np.maximum(gone, np.float32(at_level(level, FADED) * draw.uniform(0.6, 1)))
    cover *= rules.astype(np.float32) / 255
    mixed = shot.pixels + cover[..., None] * (paper.astype(np.float32) - shot.pixels)
    return replace(shot, pixels=np.clip(mixed + 0.5, 0, 255).astype(np.uint8))


def _rules(brightness: Pixels, per_mm: float, side: int) -> Pixels:
    """Mask (255) of thin straight lines along the axes, a pixel wider than their ink."""
    dark = cv2.morphologyEx(brightness, cv2.MORPH_BLACKHAT, np.ones((side + 2, side + 2), np.uint8))
    ink = (dark > INK).astype(np.uint8) * 255
    length = round(SHORTEST * per_mm)
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    result: Pixels = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))
    return result
