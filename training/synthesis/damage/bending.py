"""Paper that does not lie flat: bent at the spine, folded for an envelope."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gouji.training.synthesis.damage.shot import Colour, Field, Points, Shot, at_level, generator, near, signed
from gouji.training.synthesis.damage.texture import blotches, coarse_grid, inked, lit, painted
from gouji.training.synthesis.damage.warp import Backward, warped

CURL = (0.4, 1.5, 3.5, 6.0, 9.0)
"""Millimetres by which lines of print bend at the spine, by level."""

SPINE_REACH = 45.0
"""Millimetres over which a bound page lifts off the glass."""

SPINE_SHADE = (0.02, 0.12, 0.3, 0.45, 0.6)
"""Light lost at the spine, by level."""

KINK = (0.05, 0.15, 0.35, 0.6, 0.9)
"""Millimetres by which print is pushed beside a fold, by level."""

KINK_REACH = 8.0
"""Millimetres over which the paper rises beside a fold."""

FOLD_SHADE = (0.03, 0.08, 0.16, 0.26, 0.38)
"""Light lost on the dark side of a fold, by level."""

SHADE_REACH = 5.0
"""Millimetres over which that shade ends."""

FOLD_WEAR = (0.0, 0.25, 0.5, 0.75, 0.95)
"""Toner rubbed off along a fold, by level."""

WEAR_REACH = 0.35
"""Millimetres to each side of a fold that are rubbed."""

FOLDS: tuple[tuple[tuple[float, bool], ...], ...] = (
    ((0.5, False),),
    ((0.333, False), (0.667, False)),
    ((0.5, False), (0.5, True)),
)
"""Ways to fold a sheet: fractions of its height (of its width where upright)."""


def bent_at_spine(size: tuple[float, float], reach: float, amplitude: float, right: bool) -> Backward:
    """The map of a page (width, height) that lifts towards its left or right side.

    Lines bend by ``amplitude`` pixels (down where it is positive) over ``reach`` pixels, and print is narrowed there.
    """
    width, height = size

    def backward(points: Points) -> Points:
        x, y = points[..., 0], points[..., 1]
        distance = (width - x if right else x) / reach
        # The bend is strongest at the middle of the spine's length and a third weaker at its ends.
        along = 1 - 0.33 * (2 * y / height - 1) ** 2
        narrowed = 0.3 * abs(amplitude) * np.exp(-(distance**2))
        return np.stack([x + (narrowed if right else -narrowed), y - amplitude * along * np.exp(-(distance**2))], -1)

    return backward


def curl(shot: Shot, level: int, draw: random.Random) -> Shot:
    """A bound page near its spine: lines bend by 0.4, 1.5, 3.5, 6 or 9 mm, and 2, 12, 30, 45 or 60 % of light is lost
    there. The spine is left or right by draw."""
    right = draw.random() < 0.5
    amplitude = signed(draw, near(draw, at_level(level, CURL))) * shot.per_mm
    size = (shot.width, shot.height)
    bent = warped(shot, bent_at_spine(size, SPINE_REACH * shot.per_mm, amplitude, right), size, edge_colour(shot))
    return replace(bent, pixels=lit(bent.pixels, spine_light(shot, at_level(level, SPINE_SHADE), right)))


def spine_light(shot: Shot, lost: float, right: bool) -> NDArray[np.float32]:
    """Light, at coarse places, that falls off towards the spine."""
    across, _ = coarse_grid((shot.height, shot.width))
    distance = (1 - across if right else across) * shot.width / (0.4 * SPINE_REACH * shot.per_mm)
    light: NDArray[np.float32] = 1 - np.float32(lost) * np.exp(-(distance**1.3))
    return light


def edge_colour(shot: Shot) -> Colour:
    """The paper's colour: the median of its upper edge."""
    red, green, blue = (float(value) for value in np.median(shot.pixels[0], axis=0))
    return red, green, blue


def creases(shot: Shot, level: int, draw: random.Random) -> Shot:
    """Folded once or twice: print pushed by 0.05, 0.15, 0.35, 0.6 or 0.9 mm, one side of each fold 3 to 38 % darker,
    and 0 to 95 % of the toner on the fold rubbed off."""
    numbers = generator(draw)
    for at, upright in FOLDS[0] if level == 1 else draw.choice(FOLDS):
        place = at + draw.uniform(-0.02, 0.02)
        if upright:
            shot = _transposed(_folded(_transposed(shot), place, level, draw, numbers))
        else:
            shot = _folded(shot, place, level, draw, numbers)
    return shot


def _transposed(shot: Shot) -> Shot:
    """Width for height and height for width."""
    return replace(shot, pixels=np.ascontiguousarray(shot.pixels.transpose(1, 0, 2)), quads=shot.quads[..., ::-1])


def _folded(shot: Shot, at: float, level: int, draw: random.Random, numbers: np.random.Generator) -> Shot:
    """Folded across, at a fraction of the height."""
    slope = draw.uniform(-0.012, 0.012)
    kink = signed(draw, near(draw, at_level(level, KINK))) * shot.per_mm
    reach = KINK_REACH * shot.per_mm

    def fold(x: Points) -> Points:
        """Height of the fold at a place across the page."""
        result: Points = at * shot.height + slope * (x - shot.width / 2)
        return result

    def backward(points: Points) -> Points:
        part = (points[..., 1] - fold(points[..., 0])) / reach
        moved = points.copy()
        moved[..., 1] += 2 * kink * part * np.exp(-(part**2))
        return moved

    folded = warped(shot, backward, (shot.width, shot.height), edge_colour(shot))
    top = int(at * shot.height - 0.02 * shot.width - reach)
    rows = top + 0.5 + np.arange(int(0.04 * shot.width + 2 * reach))
    columns = np.arange(shot.width, dtype=np.float64) + 0.5
    distance = (rows[:, None] - fold(columns)[None]) / shot.per_mm
    if draw.random() < 0.5:
        distance = -distance
    paper = edge_colour(shot)
    pixels = painted(folded.pixels, _wear(distance, at_level(level, FOLD_WEAR), numbers), paper, top=top)
    return replace(folded, pixels=inked(pixels, _shade(distance, at_level(level, FOLD_SHADE)), (0, 0, 0), top=top))


def _wear(distance: Points, share: float, numbers: np.random.Generator) -> Field:
    """Where toner is gone, at millimetres from a fold: in flakes."""
    flakes = blotches(numbers, (distance.shape[0], distance.shape[1]), 3) * 0.5 + 2 * share - 0.5
    worn: Field = (np.clip(flakes, 0, 1) * np.exp(-((distance / WEAR_REACH) ** 2))).astype(np.float32)
    return worn


def _shade(distance: Points, lost: float) -> Field:
    """Shade at millimetres from a fold: on one side of it alone, and a hair line on the fold itself."""
    side = np.where(distance > 0, np.exp(-np.abs(distance) / SHADE_REACH * 2.5), 0)
    shade: Field = (lost * np.maximum(side, 0.7 * np.exp(-((distance / 0.12) ** 2)))).astype(np.float32)
    return shade
