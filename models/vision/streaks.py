"""Streaks that dirt beneath a scanner's feeder leaves: thin, fainter than print, straight down the whole picture.

What lies beneath one is darker still, so that it can be made out again: the picture is divided by the share of light
that the streak lets through. Lines as dark as print leave nothing beneath them; :mod:`gouji.models.vision.dirt` tells
of those.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import darkest_colour

WIDEST = 110
"""A streak is narrower than this part of the picture's shorter side (2 mm of A4)."""

BANDS = 40
"""Parts of the height in each of which a streak must be seen: a rule of a table ends at the margins."""

OFTEN = 0.95
"""Share of the bands in which it is. A fold or a seal may hide it here and there."""

FAINTEST = 0.04
"""Share of the light that a streak takes at least; what is fainter does no harm."""

DARKEST = 0.65
"""Share of the light that it takes at most: beneath darker ones print cannot be told from paper."""

MOST_TAKEN = 0.9
"""Where a streak is darker here and there, it is taken to take so much, lest noise in it be made print."""

HERE_AND_THERE = 0.6
"""Share of the rows of pixels in which a streak is seen at least: noise and print hide it in others."""

EVERY = 3
"""Of so many rows of pixels one is looked at to find streaks."""

MOST = 12
"""Streaks on a picture at most: one with more shows something else, a hatched ground, say."""

DARK_PAPER = 0.5
"""Of the picture's usual paper: bands that are darker are of its surroundings."""

FULL_PAGE = 1.3, 1.55
"""Longer side by the shorter of a whole page of A4 and its like: uprights of a table may run all down a cutting."""

Shares = NDArray[np.float32]


def without_streaks(image: Image) -> Image:
    """The picture with the streaks that run down or across all of it taken off; ``(height, width, 3)`` uint8 RGB."""
    longer, shorter = max(image.shape[:2]), min(image.shape[:2])
    if not FULL_PAGE[0] <= longer / shorter <= FULL_PAGE[1]:
        return image
    down = _cleared(image)
    across = _cleared(down.transpose(1, 0, 2))
    return np.ascontiguousarray(across.transpose(1, 0, 2))


def _cleared(image: Image) -> Image:
    """The picture without the streaks that run down it."""
    columns = _streaks(darkest_colour(image[::EVERY]), _width(image))
    if not len(columns):
        return image
    pixels, beside = image[:, columns], _light_beside(image, _width(image))[:, columns]
    through = [1 - _along(_taken(pixels[..., c], beside[..., c]), len(image)) for c in range(3)]
    restored = np.minimum(pixels / np.stack(through, axis=2), np.maximum(pixels, beside))
    cleared = image.copy()
    cleared[:, columns] = restored.round().astype(np.uint8)
    return cleared


def _width(image: Image) -> int:
    """Pixels that a streak is narrower than; odd."""
    return int(min(image.shape[:2])) // WIDEST | 1


def _light_beside(pixels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """The light that the pixels left and right of each let expect, without what is narrower than a streak may be."""
    return np.asarray(cv2.morphologyEx(pixels, cv2.MORPH_CLOSE, np.ones((1, width), np.uint8)), np.uint8)


def _streaks(darkest: NDArray[np.uint8], width: int) -> NDArray[np.int_]:
    """The columns that take light in nearly all bands of paper, a little of it at least and not most: few, and no more
    side by side than a streak is wide."""
    light = _light_beside(darkest, width)
    share = 1 - darkest.astype(np.float32) / np.maximum(light, 1)
    # Noise makes each pixel darker than the lightest of its neighbours.
    usual = float(np.median(share[::EVERY, ::EVERY]))
    columns = np.flatnonzero((share >= usual + FAINTEST).mean(axis=0) >= HERE_AND_THERE)
    if not len(columns):
        return columns
    taken = _taken(darkest[:, columns], light[:, columns])
    paper = ~np.isnan(taken)
    often = (np.nan_to_num(taken) >= usual + FAINTEST).sum(axis=0) >= OFTEN * np.maximum(paper.sum(axis=0), BANDS / 2)
    columns, deepest = columns[often], np.nanmedian(taken[:, often], axis=0)
    starts = np.flatnonzero(np.diff(columns, prepend=-2) > 1)
    runs = list(zip(np.split(columns, starts)[1:], np.split(deepest, starts)[1:], strict=True))
    streaks = [run for run, depth in runs if len(run) < width and depth.max() <= DARKEST]
    return np.concatenate(streaks) if 0 < len(streaks) <= MOST else np.empty(0, np.int_)


def _taken(pixels: NDArray[np.uint8], light: NDArray[np.uint8]) -> Shares:
    """Share of the light that is usually missing in each column of each band, in [0, 1]; NaN where there is no paper.
    Shape ``(BANDS, width)``."""
    edges = np.linspace(0, len(pixels), BANDS + 1).astype(int)
    bands = [slice(start, end) for start, end in pairwise(edges.tolist())]
    paper = np.stack([np.median(light[band], axis=0) for band in bands])
    dark = np.stack([np.median(pixels[band], axis=0) for band in bands])
    share: NDArray[np.float64] = np.minimum(1 - dark / np.maximum(paper, 1), MOST_TAKEN)
    share[paper < DARK_PAPER * np.median(light)] = np.nan
    return share.astype(np.float32)


def _along(taken: Shares, height: int) -> Shares:
    """What columns take in each row of pixels, from what they take in bands; shape ``(height, columns)``."""
    middles = (np.arange(BANDS) + 0.5) * height / BANDS
    rows = np.arange(height)
    known = [~np.isnan(column) for column in taken.T]
    every: list[NDArray[np.float64]] = [
        np.interp(rows, middles[own], column[own]) for column, own in zip(taken.T, known, strict=True)
    ]
    return np.stack(every, axis=1).astype(np.float32)
