"""From pixels of the straightened page back to fractions of the page as given, and the order of reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from gouji.models.document import BBox, Line, Piece, Place
from gouji.models.vision.engine import TextLine
from gouji.models.vision.grid import Grid, GridCell
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Box, is_centred
from gouji.models.vision.reading import Reading
from gouji.models.vision.segments import cluster
from gouji.models.vision.surface import Surface

LONG_LINE, FEWEST_LINES = 4, 3
"""In its height, how long a line must be for its slope to be known, and how many such lines show that of a page."""

STRAYING = 0.9
"""Share of the lines that are more level than the one that counts: a few are of stamps and handwriting."""

LARGEST_SIDE = 2500
"""In pixels, of the shorter side: A4 at 300 dpi. More only costs memory, as the recogniser reads glyphs 48 high."""

SAME_LINE = 0.5
"""Words are side by side when they overlap vertically by more than this part of the lower one."""

LEVEL = 0.2
"""In heights of a word: middles of words in one line are no further apart than this, from one to the next."""

ROWS_IN_CELL, WORDS_IN_ROW = 3, 3
"""So many rows of so many words stand in no cell; where a rule is missing, two figures may, or two rows."""

FRAME = 0.2
"""Share of a table that one cell is at least, from which rows in it say that the table's rules are none."""

SEVERAL_LINES = 1.8
"""In heights of a word: what is higher runs over several lines. Titles are half as high again as the text."""


@dataclass(frozen=True)
class PagePlace:
    """Where the straightened page is on the page as given.

    ``width``, ``height``: of the page when it was turned clockwise by ``quarters``, in pixels. ``surface``: the shape
    of its paper; None where it is flat.
    """

    page_index: int
    width: int
    height: int
    quarters: int
    surface: Surface | None

    def place(self, left: float, top: float, right: float, bottom: float) -> Place:
        """A box of the straightened page, in its pixels, as a place on it and on the page as given."""
        x0, y0, x1, y1 = left / self.width, top / self.height, right / self.width, bottom / self.height
        flat = BBox(*(min(1.0, max(0.0, side)) for side in (x0, y0, x1, y1)))
        return Place(self.page_index, flat, given=self._given(left, top, right, bottom))

    def of(self, box: Box) -> Place:
        """The same of a word or a mark."""
        return self.place(box.left, box.top, box.right, box.bottom)

    def _given(self, left: float, top: float, right: float, bottom: float) -> BBox | None:
        """The smallest upright box around it on the page as given; None where that is the page itself."""
        if self.surface is None and not self.quarters:
            return None
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)
        seen = self.surface.to_picture(corners) if self.surface else corners
        at = np.clip(seen / (self.width, self.height), 0.0, 1.0)
        for _ in range(self.quarters):
            at = np.stack([at[:, 1], 1 - at[:, 0]], 1)
        (x0, y0), (x1, y1) = at.min(axis=0).tolist(), at.max(axis=0).tolist()
        return BBox(x0, y0, x1, y1)

    def piece(self, reading: Reading, place: Place, sides: tuple[float, float]) -> Piece:
        """A piece that stands in a place; ``sides``: how far it reaches from left to right, in pixels."""
        left, right = (min(1.0, max(0.0, side / self.width)) for side in sides)
        return Piece(
            text=reading.text,
            place=place,
            left=left,
            right=right,
            confidence=reading.confidence,
            unreadable=reading.unreadable,
            alternatives=reading.alternatives,
        )


def long_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """Those long enough for it to be known how they run."""
    return [line for line in lines if line.length >= LONG_LINE * line.height]


def stray(lines: Sequence[TextLine]) -> float:
    """By how many degrees the lines of text of a page that stray most from level do so; 0 where there are too few."""
    slopes = [line.slope for line in long_lines(lines)]
    return float(np.quantile(np.abs(slopes), STRAYING)) if len(slopes) >= FEWEST_LINES else 0.0


def bounded(image: Image) -> Image:
    """The page shrunk if it has more pixels than help."""
    height, width = image.shape[:2]
    factor = LARGEST_SIDE / min(height, width)
    if factor >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


def outside(words: Sequence[Box], grids: Sequence[Grid]) -> list[Box]:
    """The detected text lines whose middle lies in no table."""
    return [word for word in words if not any(is_centred(word, grid) for grid in grids)]


def rows_of_words(words: Sequence[Box]) -> list[list[Box]]:
    """Words that stand side by side, from left to right; the rows from top to bottom.

    A word that is as high as several lines, as a label that runs down a table's side, is a row of its own.
    """
    usual = median(word.height for word in words) if words else 0
    high = [[word] for word in words if word.height > SEVERAL_LINES * usual]
    rows: list[list[Box]] = []
    level = [word for word in words if word.height <= SEVERAL_LINES * usual]
    for line in cluster(level, LEVEL * usual, lambda word: word.centre[1]):
        if rows and _is_one_row(rows[-1], line):
            rows[-1] = [*rows[-1], *line]
        else:
            rows.append(line)
    return sorted((sorted(row, key=lambda word: word.left) for row in (*high, *rows)), key=_middle)


def is_frame(grid: Grid, words: Sequence[Box]) -> bool:
    """Whether rows of words stand in one cell that is much of a table: then its rules are a streak, a fold, a frame."""
    least = FRAME * (grid.right - grid.left) * (grid.bottom - grid.top)
    large = (cell for cell in grid.cells if (cell.right - cell.left) * (cell.bottom - cell.top) >= least)
    return any(_holds_rows(cell, words) for cell in large)


def lacks_rules(grid: Grid, words: Sequence[Box]) -> bool:
    """Whether rows of words stand in any one cell of a table: a part of it is drawn without rules."""
    return any(_holds_rows(cell, words) for cell in grid.cells)


def _holds_rows(cell: GridCell, words: Sequence[Box]) -> bool:
    inside = [word for word in words if is_centred(word, cell)]
    if len(inside) < ROWS_IN_CELL * WORDS_IN_ROW:
        return False
    return sum(len(row) >= WORDS_IN_ROW for row in rows_of_words(inside)) >= ROWS_IN_CELL


def _is_one_row(row: Sequence[Box], line: Sequence[Box]) -> bool:
    """Whether words lie as high on the page as those of the row, each in a place of its own."""
    free = all(one.right <= other.left or other.right <= one.left for one in row for other in line)
    return free and _overlap(_typical(row), _typical(line)) > SAME_LINE


def _typical(row: Sequence[Box]) -> Box:
    """How high words of a row lie: a figure that strays does not count, as the first or the last might."""
    return Box(0, round(median(word.top for word in row)), 1, round(median(word.bottom for word in row)))


def _middle(row: Sequence[Box]) -> float:
    return median(word.centre[1] for word in row)


def in_reading_order(tables: Sequence[tuple[Line, ...]], prose: Sequence[Line]) -> tuple[Line, ...]:
    """Tables and other lines by where they begin, from top to bottom; the rows of a table stay together."""
    blocks = [*tables, *((line,) for line in prose)]
    return tuple(line for block in sorted(blocks, key=_beginning) for line in block)


def _beginning(block: tuple[Line, ...]) -> tuple[float, float]:
    """Where a block begins; a line of words where most of them do, for one may be higher than the others."""
    boxes = [piece.place.bbox for piece in block[0].pieces if piece.place.bbox]
    top = boxes[0].top if block[0].separated else median(box.top for box in boxes)
    return top, boxes[0].left


def _overlap(one: Box, other: Box) -> float:
    """How much of the lower box the two share vertically."""
    return (min(one.bottom, other.bottom) - max(one.top, other.top)) / min(one.height, other.height)
