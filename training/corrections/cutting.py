"""The ink of one cell, cut out of the picture of the cell as the reader cuts it out of a page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.figure_reader import WIDEST, scaled
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Box, components, ink_mask, noise_level, union
from gouji.models.vision.ink_map import FIGURE_FILL, SPECK, text_lines
from gouji.models.vision.strips import strips

WITHIN = 0.07
"""Of a cell's height from its sides in which its rules lie: pictures are upright boxes of pages that are not."""

LEAST = 2
"""The same in pixels, at least."""

THIN = 0.3
"""Of the print's height: what lies along a side of the cell and is thinner is left of a rule."""

FLAT, LOW = 0.75, 0.25
"""Height of a lone dash at most: by its width, and by that of its cell."""

Pixels = tuple[int, int, int, int]


def ink_of_cell(picture: Image, cell: Pixels) -> NDArray[np.uint8] | None:
    """The ink in a cell, grey, ``(HEIGHT, width)``, as the reader of figures sees it.

    ``cell``: where it is in the picture: left, top, right, bottom in pixels. None: there is no ink, or it is of several
    lines, or too wide for a figure; or a lone dash, whose size shows only beside other print, by which the reader cuts.
    """
    left, top, right, bottom = cell
    tolerance = max(LEAST, round(WITHIN * (bottom - top)))
    inside = Box(left + tolerance, top + tolerance, right - tolerance, bottom - tolerance)
    if inside.width <= 0 or inside.height <= 0:
        return None
    mask = ink_mask(picture, noise_level(picture))[inside.top : inside.bottom, inside.left : inside.right]
    boxes = _print(components(np.ascontiguousarray(mask)), inside)
    if not boxes or _is_dash(union(boxes), inside):
        return None
    em = max(box.height for box in boxes) / FIGURE_FILL
    lines = [union(line) for line in text_lines(boxes, em)]
    whole = [_moved(line, inside) for line in lines]
    (strip, *others) = strips(picture, whole, em)
    crop = scaled(strip)
    return None if others or len(lines) > 1 or not 4 <= crop.shape[1] <= WIDEST else crop


def _print(boxes: Sequence[Box], inside: Box) -> list[Box]:
    """The components but for specks and what is left of rules along the sides."""
    height = max((box.height for box in boxes if not _touches(box, inside)), default=inside.height)
    kept = [box for box in boxes if not _is_remnant(box, inside, THIN * height)]
    return [box for box in kept if max(box.width, box.height) > max(2.0, SPECK * height / FIGURE_FILL)]


def _is_remnant(box: Box, inside: Box, thin: float) -> bool:
    """Whether a component runs through the whole cell, or lies along a side and is no broader than ``thin``."""
    if box.width >= inside.width or box.height >= inside.height:
        return True
    return _touches(box, inside) and min(box.width, box.height) <= thin


def _touches(box: Box, inside: Box) -> bool:
    """Whether a component reaches a side."""
    return box.left == 0 or box.top == 0 or box.right == inside.width or box.bottom == inside.height


def _is_dash(box: Box, inside: Box) -> bool:
    return box.height <= FLAT * box.width and box.height <= LOW * inside.height


def _moved(box: Box, inside: Box) -> Box:
    return Box(box.left + inside.left, box.top + inside.top, box.right + inside.left, box.bottom + inside.top)
