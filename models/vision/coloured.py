"""Coloured ink over black print, such as a red seal, taken off by its colour.

Inks let a share of the light through, one after the other: their depths (minus the logarithm of that share) add up, in
each colour. Print takes all colours nearly alike, so that what a pixel takes beyond that tells how much of the coloured
ink lies on it, whatever lies beneath (Beer-Lambert; in microscopy known as colour deconvolution, Ruifrok & Johnston
2001). Divided by what that ink lets through, the picture shows the print.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.grid import Grid
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Mask, component_sides, ink_mask, lightest_around, noise_level, square
from gouji.models.vision.ink_map import InkMap

LEAST, SURE = 0.06, 4.0
"""How far a depth must be from that of print to be coloured; and in standard deviations of the paper's."""

FEWEST = 1.0
"""In square ems: less coloured ink is a stain, or noise."""

ALIKE = 0.8
"""Cosine between the tints of pixels of one ink."""

USUAL = 0.4
"""Quantile of the pixels of a coloured ink by how dark they are for their tint: beneath some lies print."""

NEAR = 0.12
"""In ems: how far around coloured pixels what is left of that ink is taken off, too."""

AROUND = 1.0
"""In ems: how far around a table it is sought."""

GREY = 8
"""Levels by which the colours of a pixel may differ in a picture in greys that was once stored in colour."""

DEEPEST = 4.0
"""Of the depths, beyond which a camera tells none from another."""

Depths = NDArray[np.float32]
"""``(height, width, 3)``: minus the logarithm of the share of light that is left of each colour, from 0 on."""


@dataclass(frozen=True)
class WithoutColour:
    """``mask``: where coloured ink lay, be it paler than print. ``dots``: where print is left beneath it. ``picture``,
    ``ink``: the page and its ink without it."""

    mask: Mask
    dots: Mask
    picture: Image
    ink: InkMap


def without_colour(ink: InkMap, image: Image, grid: Grid) -> WithoutColour | None:
    """A table without the coloured ink that lies over it; None where there is none. ``image``: as given."""
    area = ink.around(grid, AROUND)
    picture = image[area]
    if not _is_coloured(picture):
        return None
    depths = _depths(picture, ink.em)
    printed = ink.mask[area] > 0
    tint = _tint(depths, printed, ink.em)
    if tint is None:
        return None
    amount = np.maximum(cv2.blur(depths @ tint.across, (3, 3)), 0.0)
    coloured = (amount >= tint.least * _noise(depths)).astype(np.uint8) * 255
    around = cv2.dilate(coloured, square(NEAR * ink.em)) > 0
    let_through = np.exp(-np.where(around, amount, 0.0)[..., None] * tint.depth)
    lifted, clean = image.copy(), ink.image.copy()
    lifted[area] = np.minimum(picture / let_through, 255).astype(np.uint8)
    rules_off = (clean[area] == picture).all(axis=2, keepdims=True)
    clean[area] = np.where(rules_off, lifted[area], clean[area])
    left = cv2.bitwise_and(ink.mask[area], ink_mask(lifted, noise_level(lifted))[area])
    mask, dots, beneath = np.zeros_like(ink.mask), np.zeros_like(ink.mask), ink.mask.copy()
    mask[area] = coloured
    dots[area] = cv2.bitwise_and(mask[area], left)
    beneath[area] = np.where(around, left, ink.mask[area])
    return WithoutColour(mask, dots, lifted, replace(ink, boxes=component_sides(beneath), mask=beneath, image=clean))


@dataclass(frozen=True)
class _Tint:
    """A coloured ink: ``across``, of unit length, what its depths are beyond those of print; ``depth``, its depths by
    how far it goes that way; ``least`` that counts."""

    across: NDArray[np.float32]
    depth: NDArray[np.float32]
    least: float


def _is_coloured(picture: Image) -> bool:
    """Whether a picture has any colour at all: scans in greys are passed over at no cost."""
    return bool((np.ptp(picture[::4, ::4], axis=2) > GREY).any())


def _depths(picture: Image, em: float) -> Depths:
    """How much of each colour is taken, against the lightest spot around, which is paper."""
    paper = lightest_around(picture, em)
    share = (picture.astype(np.float32) + 1) / (paper.astype(np.float32) + 1)
    return np.asarray(np.clip(-np.log(share), 0.0, DEEPEST), np.float32)


def _tint(depths: Depths, printed: NDArray[np.bool_], em: float) -> _Tint | None:
    """The coloured ink of which there is most; None where there is too little of any."""
    if not printed.any() or printed.all():
        return None
    print_ = np.median(depths[printed], axis=0)
    along = (print_ / max(float(np.linalg.norm(print_)), 1e-6)).astype(np.float32)
    beyond = cv2.blur(depths - (depths @ along)[..., None] * along, (3, 3))  # colour is stored more coarsely than light
    far = np.linalg.norm(beyond, axis=2)
    least = max(LEAST, SURE * 1.48 * float(np.median(far[~printed])))
    strong = printed & (far >= least * _noise(depths))
    if strong.sum() < FEWEST * em * em:
        return None
    tints = beyond[strong] / far[strong][:, None]
    across = _unit(np.median(tints, axis=0))
    own = tints @ across >= ALIKE
    if own.sum() < FEWEST * em * em:
        return None
    across = _unit(np.median(tints[own], axis=0))
    deep = depths[strong][own]
    dark = float(np.quantile((deep @ along) / (deep @ across), USUAL))
    return _Tint(across, (dark * along + across).astype(np.float32), least)


def _noise(depths: Depths) -> NDArray[np.float32]:
    """How many times as uncertain the depth of a pixel is as that of paper: the darker, the less light there is."""
    return np.asarray(np.exp(depths.mean(axis=2)), np.float32)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), np.float32)
