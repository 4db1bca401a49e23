"""Which way up a page lies: lines of print read well one way only."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from gouji.models.vision.engine import Recogniser, TextDetector, TextLine
from gouji.models.vision.image_reader import Image

LONG = 3.0
"""In its height, how long a line must be to show which way it runs: glyphs one above the other stand in narrow rows."""

FEW_LINES = 4
"""So many of the longest lines are read to tell."""

SPAN = 12.0
"""In its height, how much of such a line is read: a dozen glyphs of four lines tell as well as the whole of them."""

WELL_READ = 0.85
"""Mean confidence of the glyphs of print that lies the right way up: nothing else is tried. Others reach 0.6."""

PLAINLY = 0.1
"""By how much another way must read better."""

Lines = list[TextLine]


def upright(image: Image, detector: TextDetector, recogniser: Recogniser) -> tuple[Image, int, Lines]:
    """The page the right way up, by how many quarters it was turned clockwise for that, and its lines of text."""
    lines = detector.lines(image)
    quarters = 0
    if _lies_on_its_side(lines):
        # Glyphs that lie down are read too, if in the wrong order: how well they read does not tell a side.
        image, quarters = quarter_turned(image, 1), 1
        lines = detector.lines(image)
    legibility = _legibility(image, lines, recogniser)
    if not quarters and (legibility is None or legibility >= WELL_READ):
        return image, quarters, lines
    head = quarter_turned(image, 2)
    turned = [_on_head(line, image) for line in lines]
    if (_legibility(head, turned, recogniser) or 0.0) > (legibility or 0.0) + (0.0 if quarters else PLAINLY):
        return head, quarters + 2, turned
    return image, quarters, lines


def _lies_on_its_side(lines: Sequence[TextLine]) -> bool:
    """Whether long lines run down the page rather than across it. The longest count most: a heading is one line, and
    narrow heads set one glyph a line make many.
    """
    across = sum(line.length**2 for line in lines if line.length >= LONG * line.height)
    down = sum(line.height**2 for line in lines if line.height >= LONG * line.length)
    return down > across


def quarter_turned(image: Image, quarters: int) -> Image:
    """The page turned clockwise by so many quarters."""
    return np.ascontiguousarray(np.rot90(image, -quarters))


def _on_head(line: TextLine, image: Image) -> TextLine:
    """A line of the page when that is turned upside down: its first corner stays the upper left one."""
    height, width = image.shape[:2]
    return TextLine(np.roll((width, height) - line.corners, 2, axis=0))


def _legibility(image: Image, lines: Sequence[TextLine], recogniser: Recogniser) -> float | None:
    """Mean confidence of the glyphs of the longest lines; None where there are none."""
    long = [line for line in lines if line.length >= LONG * line.height > 0]
    longest = sorted(long, key=lambda line: -line.length)[:FEW_LINES]
    read = recogniser.recognise([_middle(image, line) for line in longest])
    glyphs = [confidence for one in read for confidence in one.best.glyph_confidences]
    return fmean(glyphs) if glyphs else None


def _middle(image: Image, line: TextLine) -> Image:
    """The upright box around the middle of a line, :data:`SPAN` times as long as the line is high or shorter."""
    start, end = line.middle
    half = (end - start) / 2 * min(1.0, SPAN * line.height / line.length)
    centre, reach = (start + end) / 2, np.add(np.abs(half), (0, line.height / 2))
    (left, top), (right, bottom) = np.floor(centre - reach).astype(int), np.ceil(centre + reach).astype(int)
    return image[max(0, top) : bottom, max(0, left) : right]
