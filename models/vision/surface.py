"""The shape of the paper in a picture, and the way back from the flat page to where things stand in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import darkest_colour
from gouji.models.vision.sides import Field, Points, Sides, ridges

DEGREES = ((5, 3), (2, 2), (1, 1))
"""Highest powers of x and y by which the height of a point on the flat page is described; tried in turn until the
page is not folded over itself. Print bends along x: paper lifts at its sides, or towards a spine."""

STIFF = 0.2
"""How much a bend must explain: the penalty on each power, growing with its degree."""

FIXED = 1e4
"""The same for powers that only spread lines apart or draw them together: shrunk to a point, all would be straight."""

FREE = 0.002
"""The same for turning and shearing the page, beside what a bend costs."""

RIGHT = 0.5
"""How firmly the angles of the page are right ones: one upright line over half the page says more, a short one less."""

EXACT = 100.0
"""What a line across half of the page counts for beside these penalties."""

SHORT = 0.05
"""Of half the longer side: shorter lines count as if they were so long."""

ROUNDS = 4
"""Times that the page is fitted, lines that fit badly counting less each time."""

STRAY = 1.5
"""In thousandths of the longer side (0.45 mm of A4): what a line strays from its fit and still counts fully."""

BENT = 1.0
"""In the same measure: a page whose lines are straighter than this is flat as it is, and one of which nothing is
further from its place: a line may be less straight without any bend of the paper."""

FOLDED = (0.4, 2.5)
"""How much a piece of the page may shrink and grow."""

NODE = 16
"""Pixels between the places at which the way back is worked out; it is smooth between them."""

_MOST = 32_000
"""Columns, or rows, of a picture that OpenCV moves at once."""

FEWEST_TEXTS, ASLANT = 3, 0.07
"""So many lines of text show how the lines of a page run, but for so much (4 degrees), as it bends."""

TEXT_WEIGHT = 0.3
"""What a line of text counts for beside the side of a cell: its ends are less exact."""

UNDRAWN = 0.005
"""The same for a side along which nothing is drawn, where there is text: where no rule is, the network sees sides level
or upright that are aslant."""

DRAWN, DARKER, NOISE = 0.5, 0.03, 3.0
"""Share of the places along a side that must be darker than what is around them where it is drawn, if only as what
shows through from the back is; by how much, and in standard deviations of what is around them."""


@dataclass(frozen=True, slots=True)
class Warp:
    """From the picture to the flat page, both from -1 to 1 about their middles along the longer side: each place is
    moved by products of polynomials of x and y, ``powers``, times ``px`` and ``py``."""

    powers: NDArray[np.int64]
    px: NDArray[np.float64]
    py: NDArray[np.float64]

    def __call__(self, points: Points) -> Points:
        """Places on the flat page, ``(n, 2)``, of places in the picture."""
        moved: Points = points + _basis(points, self.powers) @ np.stack([self.px, self.py], 1)
        return moved


@dataclass(frozen=True)
class Surface:
    """Where each place of the flat page is in the picture, and the other way.

    ``warps``: from the picture to the flat page, one after the other. ``nodes``: ``(rows, columns, 2)``, places in the
    picture of the places of the flat page that are ``NODE`` pixels apart, in pixels. ``size``: (width, height) of both.
    """

    warps: tuple[Warp, ...]
    nodes: NDArray[np.float32]
    size: tuple[int, int]

    @property
    def moves(self) -> float:
        """How far it moves the place that it moves most, across or down, in pixels."""
        rows, columns = self.nodes.shape[:2]
        own = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1) * NODE
        return float(np.abs(self.nodes - own).max())

    def then(self, other: Surface) -> Surface:
        """This one with what is left of its bends taken out by another, found on the flat page of this one."""
        nodes = self.to_picture(other.nodes.reshape(-1, 2).astype(np.float64)).astype(np.float32)
        return Surface((*self.warps, *other.warps), nodes.reshape(other.nodes.shape), self.size)

    def to_picture(self, points: Points) -> Points:
        """Places of the flat page, ``(n, 2)``, in the picture."""
        return np.concatenate(
            [self._between_nodes(part) for part in np.split(points, range(_MOST, len(points), _MOST))]
        )

    def _between_nodes(self, points: Points) -> Points:
        """The same of at most ``_MOST`` places."""
        at = (points / NODE).astype(np.float32)
        found = cv2.remap(self.nodes, at[None, :, 0], at[None, :, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(found[0], np.float64)

    def to_flat(self, points: Points) -> Points:
        """Places of the picture, ``(n, 2)``, on the flat page."""
        centre, unit = np.array(self.size) / 2, max(self.size) / 2
        flat = (points - centre) / unit
        for warp in self.warps:
            flat = warp(flat)
        return np.asarray(flat * unit + centre)

    def flat(self, image: Image) -> Image:
        """The picture as it would be if the page were flat; what was not in it is white."""
        x, y = self._map()
        white = (255, 255, 255)
        # Cubic: thin print would fade between pixels.
        return np.asarray(cv2.remap(image, x, y, cv2.INTER_CUBIC, borderValue=white), np.uint8)

    def _map(self) -> tuple[Field, Field]:
        """For each pixel of the flat page, where it is in the picture."""
        columns, rows = ((np.arange(length) + 0.5).astype(np.float32) / NODE for length in self.size)
        at_x, at_y = np.meshgrid(columns, rows)
        found = cv2.remap(self.nodes, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) - 0.5
        return np.ascontiguousarray(found[..., 0]), np.ascontiguousarray(found[..., 1])


def find_surface(sides: Sides, texts: Sequence[Points], picture: Image) -> Surface | None:
    """The shape of the paper, from lines that are level or upright on it; None where it is flat as it is.

    ``texts``: for each line of text, points along it in pixels. ``picture``: ``(height, width, 3)`` uint8 RGB.
    """
    shape = picture.shape[0], picture.shape[1]
    side = max(shape)
    if side > _MOST:
        return None
    level = [line * sides.scale for line in ridges(sides.across)]
    upright = [line * sides.scale for line in ridges(np.ascontiguousarray(sides.down.T))]
    if len(texts) >= FEWEST_TEXTS:
        # The sides of a page's cells run as its print does.
        usual = median(map(_slope, texts))
        level = [line for line in level if abs(_slope(line) - usual) <= ASLANT]
    # Without text nothing but the sides tells how the page runs, drawn or not.
    faint = UNDRAWN if len(texts) >= FEWEST_TEXTS else 1.0
    dark, reach = darkest_colour(picture), math.ceil(sides.scale)
    across = [(line, 1.0 if _is_drawn(line, dark, reach) else faint) for line in level]
    down = [(line[:, ::-1], 1.0 if _is_drawn(line, dark.T, reach) else faint) for line in upright]
    across += [(text, TEXT_WEIGHT) for text in texts]
    if max((_bend(line) for line, _ in across), default=0.0) < BENT * side / 1000 and all(
        _bend(line[:, ::-1]) < BENT * side / 1000 for line, _ in down
    ):
        return None
    centre, unit = np.array([shape[1], shape[0]]) / 2, side / 2
    lines = [[((line - centre) / unit, weight) for line, weight in every] for every in (across, down)]
    for degrees in DEGREES:
        warp = _fitted(lines[0], lines[1], degrees)
        if not _is_folded(warp, shape, unit):
            surface = _surface(warp, shape, centre, unit)
            return surface if surface.moves > BENT * side / 1000 else None
    return None


def _is_drawn(line: Points, grey: NDArray[np.uint8], reach: int) -> bool:
    """Whether along most of a level line, given in pixels, something is darker than what is above and below it.
    ``reach``: pixels by which the line may be beside what is drawn."""
    height, width = grey.shape
    x = np.clip(line[:, 0].astype(int), 0, width - 1)
    around = np.arange(-3 * reach, 3 * reach + 1)
    column = grey[np.clip(line[:, 1].astype(int) + around[:, None], 0, height - 1), x].astype(np.float32)
    share = 1 - column / np.maximum(np.median(column, axis=0), 1)
    noise = 1.48 * float(np.median(np.abs(share)))
    deepest = share[2 * reach : 4 * reach + 1].max(axis=0)
    return bool((deepest >= max(DARKER, NOISE * noise)).mean() >= DRAWN)


def _slope(line: Points) -> float:
    across, down = (line[-1] - line[0]).tolist()
    return float(down / across) if across else 0.0


def _bend(line: Points) -> float:
    """How far a line reaches from its highest to its lowest point, but for single ones."""
    low, high = np.quantile(line[:, 1], (0.03, 0.97))
    return float(high - low)


Lines = Sequence[tuple[Points, float]]
"""Points along each line, and what it counts for."""


def _fitted(level: Lines, upright: Lines, degrees: tuple[int, int]) -> Warp:
    """The warp under which level lines are level and upright ones upright, as far as the page is stiff."""
    most_x, most_y = degrees
    every = [(i, j) for i in range(most_x + 1) for j in range(most_y + 1)]
    powers = np.array([(i, j) for i, j in every if 0 < i + j <= max(degrees)])
    degree = powers.sum(1)
    stiff = STIFF * np.where(degree > 1, degree**2.0, FREE)
    py = _solved(level, 1, powers, stiff + FIXED * (powers[:, 0] == 0), np.zeros(len(powers)))
    # A page turned in its plane turns both ways alike: where few upright lines are seen, level ones tell of them.
    is_turn = (powers == (0, 1)).all(1)
    turn = np.where(is_turn, -py[(powers == (1, 0)).all(1)], 0.0)
    px = _solved(upright, 0, powers, stiff + FIXED * (powers[:, 1] == 0) + RIGHT * is_turn, turn)
    return Warp(powers, px, py)


def _solved(
    lines: Lines,
    axis: int,
    powers: NDArray[np.int64],
    stiff: NDArray[np.float64],
    usual: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Coefficients by which each line gets one height throughout, by least squares; lines that stray count less.

    ``axis``: 1 for the height of level lines, 0 for the place across of upright ones. ``stiff``: the penalty on each
    coefficient for being other than ``usual``.
    """
    bases = [_centred(_basis(line, powers)) for line, _ in lines]
    heights = [_centred(line[:, axis]) for line, _ in lines]
    counts = [weight * max(float(np.ptp(line[:, 1 - axis])), SHORT) / len(line) for line, weight in lines]
    trust = [1.0] * len(lines)
    result = usual
    for _ in range(ROUNDS):
        matrix, right = np.diag(stiff), stiff * usual
        for basis, height, count, factor in zip(bases, heights, counts, trust, strict=True):
            matrix = matrix + EXACT * count * factor * basis.T @ basis
            right = right - EXACT * count * factor * basis.T @ height
        result = np.asarray(np.linalg.solve(matrix, right), np.float64)
        strays = [np.mean((h + b @ result) ** 2) for b, h in zip(bases, heights, strict=True)]
        trust = [1 / (1 + float(stray) / (2 * STRAY / 1000) ** 2) for stray in strays]
    return result


def _centred(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(values - values.mean(axis=0))


def _basis(points: Points, powers: NDArray[np.int64]) -> NDArray[np.float64]:
    """Products of Chebyshev polynomials of x and y, which stay small between -1 and 1, ``(points, powers)``."""
    x = np.polynomial.chebyshev.chebvander(points[:, 0], int(powers[:, 0].max()))
    y = np.polynomial.chebyshev.chebvander(points[:, 1], int(powers[:, 1].max()))
    product: NDArray[np.float64] = x[:, powers[:, 0]] * y[:, powers[:, 1]]
    return product


def _is_folded(warp: Warp, shape: tuple[int, int], unit: float) -> bool:
    """Whether anywhere on the page the warp turns it over, or shrinks or stretches it beyond reason."""
    height, width = shape
    x, y = np.meshgrid(np.linspace(-1, 1, 24) * width / 2 / unit, np.linspace(-1, 1, 24) * height / 2 / unit)
    moved = warp(np.stack([x.ravel(), y.ravel()], 1)).reshape(24, 24, 2)
    ux, uy = np.gradient(moved[..., 0], x[0], axis=1), np.gradient(moved[..., 0], y[:, 0], axis=0)
    vx, vy = np.gradient(moved[..., 1], x[0], axis=1), np.gradient(moved[..., 1], y[:, 0], axis=0)
    area = ux * vy - uy * vx
    return bool(area.min() < FOLDED[0] or area.max() > FOLDED[1])


def _surface(warp: Warp, shape: tuple[int, int], centre: Points, unit: float) -> Surface:
    """The way back, on a flat page as large as the picture, found step by step: the warp moves things a little."""
    height, width = shape
    columns, rows = np.arange(0, width + NODE, NODE), np.arange(0, height + NODE, NODE)
    x, y = np.meshgrid(columns, rows)
    wanted = (np.stack([x.ravel(), y.ravel()], 1) - centre) / unit
    at = wanted.copy()
    for _ in range(30):
        at = np.clip(at + wanted - warp(at), -1.3, 1.3)
    nodes = (at * unit + centre).reshape(len(rows), len(columns), 2).astype(np.float32)
    return Surface((warp,), nodes, (width, height))
