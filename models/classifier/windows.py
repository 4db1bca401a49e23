"""Long sequences of glyphs as overlapping windows of one size, and what the windows say joined again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gouji.models.classifier.glyphs import GRID, ON_PAGE, Glyphs

SIZE = 512
"""Glyphs of a window."""

_STEP = 384
"""Glyphs from one window to the next: each glyph of a long sequence has at least 64 others on both sides."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Input of the network for ``n`` windows. ``starts``: the glyph that each begins with.

    ``ids``, ``types``, ``mask``: shape (n, size); ``boxes``: (n, size, 4). The mask is 1 for glyphs, 0 for filling.
    """

    starts: tuple[int, ...]
    ids: NDArray[np.int64]
    boxes: NDArray[np.int64]
    types: NDArray[np.int64]
    mask: NDArray[np.int64]


def cut(glyphs: Glyphs, ids: NDArray[np.int64]) -> Windows:
    """Windows over the glyphs. ``ids``: number of each in the vocabulary. The last is as full as the others."""
    starts = starts_of(len(glyphs))
    size = min(SIZE, max(len(glyphs), 1))
    shape = (len(starts), size)
    cut_ids, types, mask = (np.zeros(shape, np.int64) for _ in range(3))
    boxes = np.zeros((*shape, 4), np.int64)
    for row, start in enumerate(starts):
        end = min(start + size, len(glyphs))
        inside = slice(0, end - start)
        cut_ids[row, inside], types[row, inside], mask[row, inside] = ids[start:end], glyphs.types[start:end], 1
        boxes[row, inside] = relative(glyphs.boxes[start:end], glyphs.types[start:end])
    return Windows(starts, cut_ids, boxes, types, mask)


def starts_of(length: int) -> tuple[int, ...]:
    """Where windows over so many glyphs begin."""
    if length <= SIZE:
        return (0,)
    return (*range(0, length - SIZE, _STEP), length - SIZE)


def relative(boxes: NDArray[np.int32], types: NDArray[np.int32]) -> NDArray[np.int32]:
    """Boxes of one window: lines of a text are counted from its first."""
    in_text = (types & ON_PAGE) == 0
    moved = boxes.copy()
    if in_text.any():
        lines = boxes[in_text, 1]
        moved[in_text, 1] = moved[in_text, 3] = np.clip(lines - lines.min(), 0, GRID)
    return moved


def join(parts: Sequence[NDArray[np.float32]], starts: Sequence[int], length: int) -> NDArray[np.float32]:
    """Votes of windows, each (size, labels), as one (length, labels): a glyph counts more the farther it stands from
    the ends of a window, where half of its company is missing."""
    total = np.zeros((length, parts[0].shape[1]), np.float32)
    weights = np.zeros((length, 1), np.float32)
    for part, start in zip(parts, starts, strict=True):
        size = min(len(part), length - start)
        weight = np.minimum(np.arange(1, size + 1), np.arange(size, 0, -1)).astype(np.float32)[:, None]
        total[start : start + size] += weight * part[:size]
        weights[start : start + size] += weight
    return total / weights
