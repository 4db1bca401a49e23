"""Geometry: one warp for all bent, turned and photographed pages, which moves pixels and points by the same map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.training.synthesis.damage.shot import WHITE, Colour, Pixels, Points, Shot

Backward = Callable[[Points], Points]
"""Maps points (..., 2) of the new image to the points of the old one that are seen there. Smooth and one-to-one."""

NODE_SPACING = 8
"""Pixels between the points where a map is computed; between them it is interpolated. The bends of paper have radii of
hundreds of pixels, so the error stays below a hundredth of a pixel."""

STEPS = 30
"""Newton steps at most; bends of paper need three to five."""

CLOSE = 1e-4
"""Pixels of error at which a point counts as found."""


def chained(*maps: Backward) -> Backward:
    """The first map, its result through the second, and so on."""

    def backward(points: Points) -> Points:
        for one in maps:
            points = one(points)
        return points

    return backward


def projective(matrix: NDArray[np.float64]) -> Backward:
    """The backward map of a forward homography (3, 3)."""
    inverse = np.linalg.inv(matrix)

    def backward(points: Points) -> Points:
        mapped = points @ inverse[:, :2].T + inverse[:, 2]
        result: Points = mapped[..., :2] / mapped[..., 2:]
        return result

    return backward


def found(backward: Backward, points: Points, start: Points) -> Points:
    """Where old points are in the new image: the inverse of the map by Newton's method from a first guess.

    Raises ArithmeticError where a point is not found, which means that the map is not one-to-one.
    """
    place = start.astype(np.float64)
    for _ in range(STEPS):
        seen = backward(place)
        missed = points - seen
        if np.abs(missed).max(initial=0.0) < CLOSE:
            return place
        slopes = [backward(place + half) - backward(place - half) for half in np.eye(2) / 2]
        jacobian = np.stack(slopes, axis=-1)
        place = place + np.linalg.solve(jacobian, missed[..., None])[..., 0]
    raise ArithmeticError(f"a point of the page is not found after {STEPS} steps: the bend folds over itself")


def warped(
    shot: Shot,
    backward: Backward,
    size: tuple[int, int],
    background: Pixels | Colour = WHITE,
    start: Callable[[Points], Points] = lambda points: points,
) -> Shot:
    """The page seen through a map, on a new image of a (width, height) in pixels.

    ``background``: what is seen beside the page, a colour or a picture of the new size. ``start``: a first guess at
    the forward map, needed where the new image is far from the old one.
    """
    xs, ys = _sampled(backward, size)
    if isinstance(background, tuple):
        pixels: Pixels = cv2.remap(
            shot.pixels, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=background
        )
    else:
        pixels = background.copy()
        cv2.remap(shot.pixels, xs, ys, cv2.INTER_LINEAR, dst=pixels, borderMode=cv2.BORDER_TRANSPARENT)
    return replace(shot, pixels=pixels, quads=found(backward, shot.quads, start(shot.quads)))


def _sampled(backward: Backward, size: tuple[int, int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Old pixel indices for each pixel of the new image."""
    width, height = size
    columns, rows = -(-width // NODE_SPACING) + 2, -(-height // NODE_SPACING) + 2
    # Nodes are the middles of blocks, with one block more on each side, since resizing cannot look past the edge.
    x = (np.arange(columns) - 0.5) * NODE_SPACING
    y = (np.arange(rows) - 0.5) * NODE_SPACING
    nodes = backward(np.stack(np.meshgrid(x, y), axis=-1)) - 0.5
    whole = (columns * NODE_SPACING, rows * NODE_SPACING)
    inner = (slice(NODE_SPACING, NODE_SPACING + height), slice(NODE_SPACING, NODE_SPACING + width))
    maps = [cv2.resize(nodes[..., axis].astype(np.float32), whole)[inner] for axis in (0, 1)]
    return np.ascontiguousarray(maps[0]), np.ascontiguousarray(maps[1])
