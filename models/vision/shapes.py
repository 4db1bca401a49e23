"""Placeholders told by their shape: a lone dash or slash is but one stroke, and recognisers take it for 一 or 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.ink import Box

FLAT = 0.75
"""Height by width of a dash at most: a hyphen of small print that a scan has blurred reaches 0.7."""

LOW = 0.27
"""In ems, the height of a dash at most; no digit is lower than 0.5."""

SHORTEST_DASH, LONG_DASH = 0.2, 0.6
"""In ems: what is shorter is a point, and from the second on a dash is — and not -."""

EVEN = 1.8
"""A slash is nowhere broader than this many times its usual breadth; 7 and a 1 with a foot are three times as broad."""

LEAN, SLANT = 0.4, 0.18
"""How far a slash leans from its foot to its top, at least: by its width, and by its height."""


def lone_stroke(mask: NDArray[np.bool_], box: Box, em: float) -> str | None:
    """``—``, ``-`` or ``/`` where the ink is one such stroke, else None. ``mask``: the ink inside the box."""
    if box.height <= FLAT * box.width and box.height <= LOW * em and box.width >= SHORTEST_DASH * em:
        return "—" if box.width >= LONG_DASH * em else "-"
    return "/" if box.height >= em / 2 and box.width <= box.height and _is_slash(mask) else None


def _is_slash(mask: NDArray[np.bool_]) -> bool:
    """A straight stroke of even breadth from upper right to lower left. The ink must reach every row."""
    height, width = mask.shape
    if height < 2 or not mask.any(axis=1).all():
        return False
    first, last = mask.argmax(axis=1), width - 1 - mask[:, ::-1].argmax(axis=1)
    breadth = last - first + 1
    if breadth.max() > EVEN * np.median(breadth) + 1:  # a thin one is one or two pixels broad
        return False
    lean = -np.polyfit(np.arange(height), (first + last) / 2, 1)[0] * height
    return bool(lean >= LEAN * width and lean >= SLANT * height)
