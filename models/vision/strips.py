"""Lines of ink to the strips that the recogniser reads: one line of text each, with an even margin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Box

MARGIN = 0.25
"""Around the ink, in its height: with less, 0 and O or 1 and | are told apart worse, with more small print suffers."""

LOWEST = 0.62
"""In ems, the height a lone line of ink counts at least: a dash is not blown up to a bar."""

GAP = 0.15
"""In line heights, between lines that are put side by side."""

PUNCTUATION = 0.45
"""In line heights: lower marks in a row of lone glyphs are set on the foot of the line, as 、 and 。 are."""

LONGEST = 14
"""In line heights: lines are put side by side up to this length. Longer ones are read on their own."""


def strips(image: Image, lines: Sequence[Box], em: float) -> list[Image]:
    """The strips of a cell: its lines, top to bottom, as few strips as stay short enough.

    So a number that is wrapped, and a column of single glyphs, are read in one piece and in their context.
    """
    rows: list[list[Box]] = []
    for line in lines:
        if rows and sum(_width(box, em) for box in (*rows[-1], line)) <= LONGEST * _height((*rows[-1], line), em):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_strip(image, row, em) for row in rows]


def _strip(image: Image, row: Sequence[Box], em: float) -> Image:
    """Lines side by side on one ground."""
    height = _height(row, em)
    margin, gap = round(MARGIN * height), round(GAP * height)
    row = [_fringed(box, image) for box in row]
    height = max(height, *(box.height for box in row))
    width = sum(box.width for box in row) + gap * (len(row) - 1)
    crops = [image[box.top : box.bottom, box.left : box.right] for box in row]
    ground = np.max(np.concatenate([crop.reshape(-1, 3) for crop in crops]), axis=0)
    strip = np.empty((height + 2 * margin, width + 2 * margin, 3), np.uint8)
    strip[:] = ground
    x = margin
    for box, crop in zip(row, crops, strict=True):
        small = len(row) > 1 and box.height < PUNCTUATION * height and box.width < PUNCTUATION * height
        y = margin + (height - box.height if small else (height - box.height) // 2)
        strip[y : y + box.height, x : x + box.width] = crop
        x += box.width + gap
    return strip


def _fringed(box: Box, image: Image) -> Box:
    """The box with the pixel around it that is only partly inked."""
    height, width = image.shape[:2]
    return Box(max(0, box.left - 1), max(0, box.top - 1), min(width, box.right + 1), min(height, box.bottom + 1))


def _height(row: Sequence[Box], em: float) -> int:
    return max(round(LOWEST * em), 1, *(box.height for box in row))


def _width(box: Box, em: float) -> float:
    return box.width + GAP * em
