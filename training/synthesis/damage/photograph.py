"""A page on a desk, taken with a phone held by hand."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.training.synthesis.damage.bending import bent_at_spine
from gouji.training.synthesis.damage.placement import resampled
from gouji.training.synthesis.damage.sensor import compressed, defocused, grained, toned
from gouji.training.synthesis.damage.shot import Points, Shot, at_level, generator, near, signed
from gouji.training.synthesis.damage.surroundings import desk, lamp, white_balance
from gouji.training.synthesis.damage.texture import lit
from gouji.training.synthesis.damage.warp import chained, projective, warped

DISTANCE = 1.25
"""Of the camera from the page, in page diagonals: a page that fills the picture of a phone."""

MARGINS = (0.02, 0.12)
"""Desk seen on each side of the page, as a share of its size."""

INK = (15.0, 55.0)
"""Grey values of black print in good light."""

CURL_REACH = 70.0
"""Millimetres over which a loose page lifts at one side."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a photograph is taken.

    ``dpi``: of the page in the picture. ``tilt`` of the camera and ``turn`` of the page: most degrees. ``curl``: most
    millimetres that print bends. ``light``: share lost to gradient, lens and shadow together at the worst place.
    ``cast``: how far the white balance is off, in [0, 1]. ``blur``: deviation in pixels at 200 dpi. ``noise``:
    deviation in grey values. ``quality`` of the JPEG.
    """

    dpi: float
    tilt: float
    turn: float
    curl: float
    light: float
    cast: float
    blur: float
    noise: float
    quality: int


SETTINGS = (
    Setting(dpi=200, tilt=3, turn=1, curl=0.3, light=0.12, cast=0.15, blur=0.5, noise=2, quality=92),
    Setting(dpi=190, tilt=7, turn=2, curl=1, light=0.25, cast=0.3, blur=0.7, noise=4, quality=88),
    Setting(dpi=175, tilt=12, turn=4, curl=2, light=0.38, cast=0.5, blur=0.9, noise=5, quality=80),
    Setting(dpi=160, tilt=17, turn=6, curl=3.5, light=0.5, cast=0.75, blur=1.2, noise=7, quality=70),
    Setting(dpi=150, tilt=22, turn=9, curl=5, light=0.6, cast=1, blur=1.5, noise=10, quality=55),
)


def photograph(shot: Shot, level: int, draw: random.Random) -> Shot:
    """A photograph of the page on a desk; what each level means is in ``SETTINGS``.

    Tilt up to 3, 7, 12, 17 or 22 degrees, the page at 200 to 150 dpi, lifted at one side by 0.3 to 5 mm, up to 12 to
    60 % of light lost, JPEG quality 92 to 55. Pages of fewer dots are not enlarged.
    """
    setting = at_level(level, SETTINGS)
    numbers = generator(draw)
    page = resampled(shot, min(shot.dpi, setting.dpi))
    # Print is never black in a photograph: paper and ink both shine.
    page = replace(page, pixels=toned(page.pixels, draw.uniform(*INK), 255))
    placed = _placed(page, setting, draw, numbers)
    shape = (placed.height, placed.width)
    gains = white_balance(setting.cast, draw)
    seen = defocused(
        replace(placed, pixels=lit(placed.pixels, lamp(shape, near(draw, setting.light), draw), gains)), setting.blur
    )
    noisy = grained(seen.pixels, setting.noise, numbers, colour=0.5)
    return replace(seen, pixels=compressed(noisy, setting.quality))


def _placed(page: Shot, setting: Setting, draw: random.Random, numbers: np.random.Generator) -> Shot:
    """The page on the desk as the camera sees it, in even light."""
    matrix, size = view(page, setting.tilt, setting.turn, draw)
    forward = projective(np.linalg.inv(matrix).astype(np.float64))
    flat = (page.width, page.height)
    amplitude = signed(draw, near(draw, setting.curl)) * page.per_mm
    bend = bent_at_spine(flat, CURL_REACH * page.per_mm, amplitude, draw.random() < 0.5)
    corners = forward(np.array([(0, 0), (flat[0], 0), flat, (0, flat[1])], float))
    below = desk(size, corners, page.per_mm, draw, numbers)
    return warped(page, chained(projective(matrix), bend), size, below, start=forward)


def view(page: Shot, tilt: float, turn: float, draw: random.Random) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """The homography of a camera, and the (width, height) of its picture, with the page wholly inside.

    ``tilt``: degrees of the camera off the upright. ``turn``: most degrees of the page in the picture.
    """
    corners = np.array([(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)], float)
    diagonal = math.hypot(page.width, page.height)
    seen = _projected(corners - corners.mean(axis=0), diagonal * DISTANCE, near(draw, tilt), turn, draw)
    # Perspective shrinks the page: the picture is scaled so that its area stays, and with it the mean resolution.
    area = cv2.contourArea(seen.astype(np.float32))
    seen *= math.sqrt(page.width * page.height / area)
    left, top, right, bottom = (draw.uniform(*MARGINS) for _ in range(4))
    seen += (left * page.width, top * page.height) - seen.min(axis=0)
    width, height = seen.max(axis=0) + np.array([right * page.width, bottom * page.height])
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32))
    return np.asarray(matrix, np.float64), (math.ceil(width), math.ceil(height))


def _projected(points: Points, distance: float, tilt: float, turn: float, draw: random.Random) -> Points:
    """Points of the page's plane, about its middle, as a pinhole camera tilted in some direction sees them."""
    direction, turned = draw.uniform(0, 2 * math.pi), math.radians(draw.uniform(-turn, turn))
    cosine, sine = math.cos(turned), math.sin(turned)
    x, y = (points @ np.array([[cosine, sine], [-sine, cosine]])).T
    along = x * math.cos(direction) + y * math.sin(direction)
    depth = distance + along * math.sin(math.radians(tilt))
    shortened = along * (math.cos(math.radians(tilt)) - 1)
    x, y = x + shortened * math.cos(direction), y + shortened * math.sin(direction)
    seen: Points = np.stack([x, y], axis=1) * (distance / depth)[:, None]
    return seen
