"""Pictures pasted into a page of text: which may hold a table, and where what is read from them belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gouji.models.document import BBox, Line
from gouji.models.sources.glyphs import Glyph
from gouji.models.sources.pdf_drawing import PageImage
from gouji.models.sources.pdf_view import Floats, View

_LEAST_AREA = 0.15
"""Of the page: smaller pictures are emblems, seals and codes."""
_BACKGROUND_GLYPHS = 20
"""Glyphs of the text layer on a picture from which it is a background."""
_TOUCHING = 2.0
"""Points between strips of one picture."""

Box = tuple[float, float, float, float]


def picture_regions(images: Sequence[PageImage], glyphs: Sequence[Glyph], view: View) -> list[Box]:
    """Boxes, in upright points, of pictures large enough for a table and without text of the layer over them."""
    boxes = _merged([(i.left, i.top, i.right, i.bottom) for i in images if i.area > 0])
    least = _LEAST_AREA * view.width * view.height
    large = [box for box in boxes if (box[2] - box[0]) * (box[3] - box[1]) >= least]
    return [box for box in large if sum(inside(glyph.middle, box) for glyph in glyphs) < _BACKGROUND_GLYPHS]


def inside(point: tuple[float, float], box: Box) -> bool:
    """Whether a point lies in a box: left, top, right, bottom."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def in_reading_order(lines: Sequence[Line], found: Sequence[Line], place: BBox) -> tuple[Line, ...]:
    """Lines with those found in a picture put before the first that begins below the picture's top.

    The numbers of the picture's tables go on from those of the lines.
    """
    first = 1 + max((line.table for line in lines if line.table is not None), default=-1)
    renumbered = [line if line.table is None else replace(line, table=line.table + first) for line in found]
    at = next((i for i, line in enumerate(lines) if _top(line) >= place.top), len(lines))
    return (*lines[:at], *renumbered, *lines[at:])


def _top(line: Line) -> float:
    return min((piece.place.bbox.top for piece in line.pieces if piece.place.bbox), default=0.0)


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that touch made one: scanners and word processors cut pictures into strips."""
    merged = np.empty((len(boxes), 4))
    count = 0
    for box in np.array(sorted(boxes, key=lambda b: b[1])).reshape(-1, 4):
        while (touching := _touching(merged[:count], box)).any():
            box = np.concatenate(
                [
                    np.minimum(merged[:count][touching, :2].min(axis=0), box[:2]),
                    np.maximum(merged[:count][touching, 2:].max(axis=0), box[2:]),
                ]
            )
            kept = merged[:count][~touching]
            count = len(kept)
            merged[:count] = kept
        merged[count] = box
        count += 1
    return [(left, top, right, bottom) for left, top, right, bottom in merged[:count].tolist()]


def _touching(boxes: Floats, box: Floats) -> NDArray[np.bool_]:
    """Which of the boxes ``(n, 4)`` are no further from the box than strips of one picture."""
    left, top, right, bottom = boxes.T
    (x0, y0), (x1, y1) = box[:2] - _TOUCHING, box[2:] + _TOUCHING
    return np.asarray((left <= x1) & (right >= x0) & (top <= y1) & (bottom >= y0))
