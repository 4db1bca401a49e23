"""Crops of single lines of text, made ready for the recogniser: at its height, and in batches of like width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.image_reader import Image

CROP_HEIGHT = 48
MAXIMUM_CROP_WIDTH = 3200
"""In pixels; the recogniser was trained at this height, and PaddleOCR squeezes what is wider than that."""

STEP = 16
"""In pixels: two time steps of the recogniser. Crops are padded to whole ones and no further, so that what a crop says
does not depend on what else stands on its page, and little time goes into padding. With whole time steps of 8 lone
digits are less certain, as it was trained on crops with room behind them; with more room more of them are lost."""

BATCH_WIDTH = 800
"""Pixels of width in one batch altogether (100 time steps x 18,710 characters are 7.5 MB). More gains nothing, and
arrays that large are mapped anew for every run: batches of 4800 take a fifth more time."""


def scaled_width(crop: Image) -> int:
    """Its width in pixels at the recogniser's height."""
    height, width = crop.shape[:2]
    return int(min(MAXIMUM_CROP_WIDTH, max(CROP_HEIGHT // 2, round(width * CROP_HEIGHT / height))))


def scaled(crop: Image) -> NDArray[np.float32]:
    """The crop at the recogniser's height, ``(48, width, 3)`` in [-1, 1], channels as PaddleOCR has them (BGR)."""
    shrinks = crop.shape[0] > CROP_HEIGHT
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    resized = cv2.resize(crop, (scaled_width(crop), CROP_HEIGHT), interpolation=method)
    return np.asarray(resized[:, :, ::-1], np.float32) / 127.5 - 1


def batches(widths: Sequence[int], step: int, total: int) -> Iterator[list[int]]:
    """Indices of crops of as many steps of some pixels, at most ``total`` pixels wide together, the narrowest first."""
    steps = [-(-width // step) for width in widths]
    for wide, group in groupby(sorted(range(len(steps)), key=steps.__getitem__), key=steps.__getitem__):
        indices, size = list(group), max(1, total // (wide * step))
        yield from (indices[first : first + size] for first in range(0, len(indices), size))


def stack(crops: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Crops of one height as ``(batch, 3, 48, width)``, padded on the right with mid grey as in training."""
    steps = -(-max(crop.shape[1] for crop in crops) // STEP)
    stacked = np.zeros((len(crops), 3, CROP_HEIGHT, steps * STEP), np.float32)
    for index, crop in enumerate(crops):
        stacked[index, :, :, : crop.shape[1]] = crop.transpose(2, 0, 1)
    return stacked
