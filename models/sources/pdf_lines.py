"""Glyphs and ruling lines of a page to lines: rows of tables with their cells, and the text between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

import numpy as np

from gouji.models.document import BBox, Line, Piece, Place
from gouji.models.sources.glyphs import Glyph, Word, cell_words, line_words, text_rows
from gouji.models.sources.pdf_view import View
from gouji.models.sources.raised_figures import on_lines_of_labels
from gouji.models.sources.rivers import parted_by_rivers
from gouji.models.sources.wrapped_figures import with_whole_figures, with_whole_figures_in_cells
from gouji.models.vision.grid import Grid, GridCell, Rule, find_grids, grid_lines
from gouji.models.vision.segments import Segment, split_rules

RULE_TOLERANCE = 3.0
"""Points. More than the thickness and the gap of double rules, less than a third of a row of small print."""

_BAD_CONFIDENCE = 0.3
"""Of a piece in which the file does not name a glyph reliably."""

Boxes = tuple[float, float, float, float]


def layer_lines(glyphs: Sequence[Glyph], rules: Sequence[Rule], view: View, page_index: int) -> tuple[Line, ...]:
    """Lines from top to bottom. A table stays together; what stands beside it follows it."""
    placer = _Placer(view, page_index)
    grids = find_grids(rules, RULE_TOLERANCE)
    middles = np.array([glyph.middle for glyph in glyphs]).reshape(-1, 2)
    free = np.ones(len(glyphs), dtype=bool)
    blocks: list[tuple[float, tuple[Line, ...]]] = []
    for table, grid in enumerate(grids):
        held, taken = _cell_contents(grid, glyphs, middles, free)
        free &= ~taken
        blocks.append((grid.top, grid_lines(grid, partial(placer.cell, held), table)))
    loose = [glyph for glyph, is_free in zip(glyphs, free.tolist(), strict=True) if is_free]
    rows = [[word for part in parts for word in line_words(part)] for parts in parted_by_rivers(text_rows(loose))]
    for words in on_lines_of_labels(with_whole_figures(rows)):
        middle = _middle([glyph for word in words for glyph in word.glyphs])
        blocks.append((middle, (Line(tuple(map(placer.word, words))),)))
    return tuple(chain.from_iterable(lines for _, lines in sorted(blocks, key=lambda block: block[0])))


def unruled_lines(glyphs: Sequence[Glyph], rules: Sequence[Rule], view: View, page_index: int) -> tuple[Line, ...]:
    """The same without tables: words in lines, which an upright rule between two glyphs parts."""
    placer = _Placer(view, page_index)
    _, upright = split_rules(rules)
    rows = [[p for part in parts for p in _parted(part, upright)] for parts in parted_by_rivers(text_rows(glyphs))]
    words = [[word for part in parts for word in line_words(part)] for parts in rows]
    return tuple(Line(tuple(map(placer.word, line))) for line in on_lines_of_labels(with_whole_figures(words)))


def _parted(row: Sequence[Glyph], upright: Sequence[Segment]) -> Iterator[list[Glyph]]:
    """A line of glyphs cut where an upright rule stands between two of them."""
    y = _middle(row)
    walls = [rule.position for rule in upright if rule.start <= y <= rule.end]
    part: list[Glyph] = []
    for glyph in row:
        if part and any(part[-1].middle[0] < wall < glyph.middle[0] for wall in walls):
            yield part
            part = []
        part.append(glyph)
    yield part


def _cell_contents(
    grid: Grid, glyphs: Sequence[Glyph], middles: np.ndarray, free: np.ndarray
) -> tuple[dict[GridCell, list[Word]], np.ndarray]:
    """The words of each cell, and which glyphs they took."""
    x, y = middles[:, 0], middles[:, 1]
    taken = np.zeros(len(glyphs), dtype=bool)
    words = {}
    for cell in grid.cells:
        inside = free & (x >= cell.left) & (x < cell.right) & (y >= cell.top) & (y < cell.bottom)
        taken |= inside
        words[cell] = cell_words([glyphs[i] for i in np.flatnonzero(inside)], cell.right - cell.left)
    return _with_whole_figures(words), taken


def _with_whole_figures(words: Mapping[GridCell, list[Word]]) -> dict[GridCell, list[Word]]:
    """The words of each cell, with figures that were broken into two lines as one, row by row."""
    rows: dict[tuple[int, int], list[GridCell]] = {}
    for cell in words:
        rows.setdefault((cell.row, cell.row_span), []).append(cell)
    whole = ((row, with_whole_figures_in_cells([words[cell] for cell in row])) for row in rows.values())
    return {cell: own for row, cells in whole for cell, own in zip(row, cells, strict=True)}


def _middle(row: Sequence[Glyph]) -> float:
    return sum(glyph.top + glyph.bottom for glyph in row) / (2 * len(row))


class _Placer:
    """Makes pieces of words, with places on one page."""

    def __init__(self, view: View, page_index: int) -> None:
        self._view = view
        self._page_index = page_index

    def cell(self, words_of: Mapping[GridCell, Sequence[Word]], cell: GridCell) -> tuple[Piece, ...]:
        """The pieces of a cell. All have the cell's place; of several each has the extent of its own ink."""
        words = words_of[cell]
        box = (cell.left, cell.top, cell.right, cell.bottom)
        if len(words) > 1:
            place = Place(self._page_index, self._view.shown(*box))
            return tuple(replace(self.word(word), place=place) for word in words)
        word = words[0] if words else None
        return (self._piece(word.text if word else "", box, bad=word is not None and word.bad),)

    def word(self, word: Word) -> Piece:
        """A word in the place of its ink."""
        return replace(self._piece(word.text, word.box, bad=word.bad), glyphs=self._extents(word))

    def _extents(self, word: Word) -> tuple[tuple[float, float], ...]:
        """Of each character of the word; a space that was set between two has the place of the one before."""
        width = self._view.width
        extents: list[tuple[float, float]] = []
        glyphs = iter(word.glyphs)
        for text in word.text:
            if text != " " or not extents:
                glyph = next(glyphs, None)
                if glyph is None or glyph.text != text:
                    return ()
                extents.append((glyph.ink[0] / width, glyph.ink[2] / width))
            else:
                extents.append(extents[-1])
        return tuple(extents)

    def _piece(self, text: str, box: Boxes, *, bad: bool) -> Piece:
        place = Place(self._page_index, self._view.shown(*box))
        left, right = box[0] / self._view.width, box[2] / self._view.width
        return Piece(text, place, left, right, _BAD_CONFIDENCE if bad else 1.0, unreadable=bad)


def moved_lines(lines: Sequence[Line], region: BBox) -> tuple[Line, ...]:
    """Lines read from a part of a page, put in their place on the whole page."""
    return tuple(_with_pieces(line, tuple(_moved(piece, region) for piece in line.pieces)) for line in lines)


def _with_pieces(line: Line, pieces: tuple[Piece, ...]) -> Line:
    return Line(pieces, line.separated, line.table)


def _moved(piece: Piece, region: BBox) -> Piece:
    width, height = region.right - region.left, region.bottom - region.top
    box = piece.place.bbox
    if box is not None:
        box = BBox(
            region.left + box.left * width,
            region.top + box.top * height,
            region.left + box.right * width,
            region.top + box.bottom * height,
        )
    return Piece(
        piece.text,
        Place(piece.place.page_index, box),
        region.left + piece.left * width,
        region.left + piece.right * width,
        piece.confidence,
        piece.unreadable,
        piece.alternatives,
    )
