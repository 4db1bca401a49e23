"""Which way up a page lies: lines of print read well one way only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean

import numpy as np

from gouji.models.vision.engine import Recogniser, TextDetector, TextLine
from gouji.models.vision.image_reader import Image

LONG = 3.0
"""In its height, how long a line must be to show which way it runs: glyphs one above the other stand in narrow rows."""

FEW_LINES = 4
"""So many of the longest lines are read to tell."""

WELL_READ = 0.85
"""Mean confidence of the glyphs of print that lies the right way up: nothing else is tried. Others reach 0.6."""

PLAINLY = 0.1
"""By how much another way must read better."""

ACROSS = 0.5
"""Long lines that run down the page, in the length of those that run across, from which on it may lie on its side."""


def upright(image: Image, detector: TextDetector, recogniser: Recogniser) -> tuple[Image, int, list[TextLine]]:
    """The page the right way up, by how many quarters it was turned clockwise for that, and its lines of text."""
    lines = detector.lines(image)
    best = _legibility(image, lines, recogniser)
    if best is None or best >= WELL_READ:
        return image, 0, lines
    found = image, 0, lines
    for turned, quarters, own in _other_ways(image, lines, detector):
        legibility = _legibility(turned, own(), recogniser)
        if legibility is not None and legibility > best + PLAINLY:
            best, found = legibility - PLAINLY, (turned, quarters, own())
    return found


def _other_ways(
    image: Image, lines: list[TextLine], detector: TextDetector
) -> Sequence[tuple[Image, int, Callable[[], list[TextLine]]]]:
    """The page on its head, and, where print may run down it, on its sides; each with what gives its lines."""
    head = quarter_turned(image, 2)
    ways = [(head, 2, lambda: [_on_head(line, image) for line in lines])]
    across = sum(line.length for line in lines if line.length >= LONG * line.height)
    down = sum(line.height for line in lines if line.height >= LONG * line.length)
    if down <= ACROSS * across:
        return ways
    side = quarter_turned(image, 1)
    beside = detector.lines(side)
    ways.append((side, 1, lambda: beside))
    ways.append((quarter_turned(image, 3), 3, lambda: [_on_head(line, side) for line in beside]))
    return ways


def quarter_turned(image: Image, quarters: int) -> Image:
    """The page turned clockwise by so many quarters."""
    return np.ascontiguousarray(np.rot90(image, -quarters))


def _on_head(line: TextLine, image: Image) -> TextLine:
    """A line of the page when that is turned upside down: its first corner stays the upper left one."""
    height, width = image.shape[:2]
    return TextLine(np.roll((width, height) - line.corners, 2, axis=0))


def _legibility(image: Image, lines: Sequence[TextLine], recogniser: Recogniser) -> float | None:
    """Mean confidence of the glyphs of the longest lines; None where there are none."""
    long = [line for line in lines if line.length >= LONG * line.height]
    longest = sorted(long, key=lambda line: -line.length)[:FEW_LINES]
    boxes = [line.box for line in longest]
    read = recogniser.recognise([image[box.top : box.bottom, box.left : box.right] for box in boxes])
    glyphs = [confidence for one in read for confidence in one.best.glyph_confidences]
    return fmean(glyphs) if glyphs else None
