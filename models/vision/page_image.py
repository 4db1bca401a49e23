"""An image of a page to lines: rules, table regions, grids, then the text of each cell and of what lies outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import chain, islice

from layoutparser.models.base_layoutmodel import BaseLayoutModel

from gouji.models.document import Line, Page, Piece
from gouji.models.vision.cells import PrintedCell, printed_cells, printed_row
from gouji.models.vision.completion import completed
from gouji.models.vision.dashes import with_dashes
from gouji.models.vision.dirt import without_dirt
from gouji.models.vision.engine import Recognition, TextDetector, TextLine
from gouji.models.vision.glyphs import may_be_value
from gouji.models.vision.grid import Grid, grid_lines
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Box
from gouji.models.vision.ink_map import InkMap, ink_map, scaled_to
from gouji.models.vision.layout import in_regions, table_grids
from gouji.models.vision.legibility import Trust, page_trust
from gouji.models.vision.levelling import levelled
from gouji.models.vision.line_segmenter import LineSegmenter
from gouji.models.vision.orientation import upright
from gouji.models.vision.overlooked import beside, is_searched, overlooked, unread_ink
from gouji.models.vision.placing import (
    PagePlace,
    bounded,
    in_reading_order,
    is_frame,
    lacks_rules,
    long_lines,
    outside,
    rows_of_words,
    stray,
)
from gouji.models.vision.reading import IDEOGRAPH, Reading, cell_readings, is_settled, word_readings
from gouji.models.vision.regularity import is_drawn, is_patchy
from gouji.models.vision.rules import Rules, find_rules
from gouji.models.vision.seen_in_print import without_print
from gouji.models.vision.settings import OcrSettings
from gouji.models.vision.sides import Sides, side_rules
from gouji.models.vision.slivers import without_slivers
from gouji.models.vision.streaks import without_streaks
from gouji.models.vision.surface import find_surface
from gouji.models.vision.two_readers import TwoReaders
from gouji.models.vision.veil import find_veil

SMALLEST_SIDE = 64
"""In pixels: a page whose shorter side is less has nothing on it that could be read; A4 has that at 8 dpi."""


LOOKS = 2
"""Times that a bent page is made flatter and looked at again."""


STACKS = 8
"""Cells of a table with figures one above the other, from which its rows were not seen."""


@dataclass(frozen=True)
class _FlatPage:
    """A page upright and flat, with its lines of text, the sides of its cells and its rules; and the way back."""

    image: Image
    lines: Sequence[TextLine]
    sides: Sides
    rules: Rules
    place: PagePlace

    @property
    def words(self) -> list[Box]:
        return [line.box for line in self.lines]

    @property
    def tolerance(self) -> float:
        return self.sides.tolerance

    def ink(self, grids: Sequence[Grid]) -> InkMap:
        """What is printed on it, but for the sides of the cells of these tables."""
        return ink_map(self.image, self.rules, grids, self.words, self.tolerance)

    def draws(self, grid: Grid) -> bool:
        """Whether its rules run between the cells of a table."""
        return is_drawn(grid, self.rules.rules, self.tolerance)

    def is_regular(self, grid: Grid) -> bool:
        """Whether a table's cells can be relied on to be those that its rules draw."""
        return self.draws(grid) and not is_patchy(grid) and not lacks_rules(grid, self.words)


@dataclass(frozen=True)
class _Seen:
    """The tables of a page, its ink, their cells, the words outside them, and what each cell says."""

    grids: Sequence[Grid]
    ink: InkMap
    cells: Sequence[PrintedCell]
    loose: Sequence[Box]
    recognised: Sequence[Sequence[Recognition]]


class PageImageReader:
    """Reads page images: an :class:`~gouji.models.vision.image_reader.ImageReader`. Loads its models when made.

    ``layout_model`` finds the table regions; None: all that the sides of cells form.

    Raises:
        ConfigurationError: weights are missing.
    """

    def __init__(self, settings: OcrSettings | None = None, layout_model: BaseLayoutModel | None = None) -> None:
        settings = settings or OcrSettings()
        self._layout_model = layout_model
        self._detector = TextDetector(settings)
        self._recogniser = TwoReaders(settings)
        self._segmenter = LineSegmenter(settings.threads)
        engine = f"paddleocr {version('paddleocr')}, onnxruntime {version('onnxruntime')}"
        self.name = f"{engine}, {self._detector.name}, {self._recogniser.name}, {self._segmenter.name}"

    def read(self, image: Image, page_index: int) -> Page:
        """The page with its lines in reading order. ``image``: ``(height, width, 3)`` uint8 RGB.

        Where the cells of a table are not drawn, or were seen here and there only, the page is also read without them.
        """
        if min(image.shape[:2]) < SMALLEST_SIDE:
            return Page(page_index, (), "ocr")
        page = self._flat(image, page_index)
        grids, ink = self._grids(page)
        seen = self._seen(page, grids, ink)
        frames = [holds_stacks(grid, seen.cells, seen.recognised) for grid in grids]
        if any(frames):
            grids = tuple(grid for grid, is_frame in zip(grids, frames, strict=True) if not is_frame)
            seen = self._seen(page, grids, page.ink(grids))  # without what its cells' sides covered
        lines = self._lines(page, seen, complete=not any(frames))
        regular = tuple(grid for grid in grids if page.is_regular(grid))
        if len(regular) == len(grids):
            return Page(page_index, lines, "ocr")
        unruled = self._lines(page, self._seen(page, regular, page.ink(regular)), complete=not any(frames))
        return Page(page_index, lines, "ocr", unruled)

    def _grids(self, page: _FlatPage) -> tuple[tuple[Grid, ...], InkMap]:
        """The tables of a page, and its ink."""
        seen = without_print(side_rules(page.sides), page.image, page.rules, page.tolerance)
        grids = table_grids(page.sides, page.rules.rules, seen)
        if self._layout_model:
            grids = in_regions(grids, self._layout_model.detect(page.image))
        ink = page.ink(grids)
        whole = (_whole(grid, scaled_to(ink, grid, page.words), page.tolerance) for grid in grids)
        tables = tuple(grid if page.draws(grid) else levelled(grid) for grid in whole)
        return tuple(grid for grid in tables if not is_frame(grid, page.words)), ink

    def _seen(self, page: _FlatPage, grids: Sequence[Grid], ink: InkMap) -> _Seen:
        """The cells of tables, the words outside them, and what the cells say."""
        cells = [cell for grid in grids for cell in _table(page, ink, grid)]
        loose = [*outside(page.words, grids), *overlooked(ink, page.words, grids)]
        return _Seen(grids, ink, cells, loose, self._recognised(cells))

    def _lines(self, page: _FlatPage, seen: _Seen, *, complete: bool) -> tuple[Line, ...]:
        """The lines of tables and of words. ``complete``: what is found of ink is all there is."""
        ink, place = seen.ink, page.place
        boxes = rows_of_words(seen.loose)
        rows = [printed_row(ink, row) for row in boxes]
        unread = unread_ink(ink, page.rules, seen.loose, seen.grids)
        printed = [*seen.cells, *chain.from_iterable(rows)]
        recognised = [*seen.recognised, *self._recognised(list(chain.from_iterable(rows)))]
        weighed = [r for one, all_of_it in zip(printed, recognised, strict=True) for r in _weighed(one, all_of_it)]
        trust = page_trust(weighed, stray(page.lines))
        read = iter(recognised)
        pieces = {cell.cell: tuple(_pieces(cell, _readings(cell, read, trust), place)) for cell in seen.cells}
        tables = [grid_lines(grid, pieces.__getitem__, number) for number, grid in enumerate(seen.grids)]
        texts = [tuple(piece for word in row for piece in _word(word, read, trust.words, place)) for row in rows]
        is_clear = complete and trust.words == 1.0 and not ink.noisy
        searched = (is_clear and is_searched(ink, row, unread, seen.loose, page.rules.dirt) for row in boxes)
        around = [tuple(place.of(word) for word in beside(row, seen.loose)) for row in boxes]
        prose = [Line(text, searched=s, beside=b) for text, s, b in zip(texts, searched, around, strict=True)]
        return in_reading_order(tables, prose)

    def _flat(self, image: Image, page_index: int) -> _FlatPage:
        """The page upright and flat, with its lines of text and the sides of its cells; and the way back."""
        picture, quarters, lines = upright(without_streaks(bounded(image)), self._detector, self._recogniser.general)
        height, width = picture.shape[:2]
        sides = self._segmenter.see(picture)
        page, whole = picture, None
        for _ in range(LOOKS):
            surface = find_surface(sides, [line.middle for line in long_lines(lines)], page)
            if surface is None:
                break
            # Lines are seen better on a page that is nearly flat.
            whole = whole.then(surface) if whole else surface
            page = whole.flat(picture)
            lines = [TextLine(surface.to_flat(line.corners)) for line in lines]
            sides = self._segmenter.see(page)
        rules, sides = without_dirt(find_rules(page), sides)
        return _FlatPage(page, lines, sides, with_dashes(rules), PagePlace(page_index, width, height, quarters, whole))

    def _recognised(self, printed: Sequence[PrintedCell]) -> list[list[Recognition]]:
        """What the strips of each cell or word say, and behind them those beneath faint ink, where they matter."""
        own = self._each([one.strips for one in printed])
        beneath = self._each([_open_strips(one, first) for one, first in zip(printed, own, strict=True)])
        return [[*first, *second] for first, second in zip(own, beneath, strict=True)]

    def _each(self, strips: Sequence[Sequence[Image]]) -> list[list[Recognition]]:
        """The recognitions of several groups of strips."""
        read = iter(self._recogniser.recognise(list(chain.from_iterable(strips))))
        return [list(islice(read, len(group))) for group in strips]


def holds_stacks(grid: Grid, cells: Sequence[PrintedCell], recognised: Sequence[Sequence[Recognition]]) -> bool:
    """Whether several cells of a table hold figures one above the other: then rules are missing, and rows are told by
    where words stand. A word set one glyph a line (不适用) is one value."""
    own = set(grid.cells)
    stacks = sum(
        printed.cell in own
        and printed.stacked
        and bool(read)
        and all(one.values and not IDEOGRAPH.search(one.best.text) for one in read)
        for printed, read in zip(cells, recognised, strict=True)
    )
    return stacks >= STACKS


def _whole(grid: Grid, ink: InkMap, tolerance: float) -> Grid:
    """A table without the cells that are none, and with those that no rule parts."""
    return completed(without_slivers(grid, ink.em), ink, tolerance)


def _open_strips(printed: PrintedCell, own: Sequence[Recognition]) -> tuple[Image, ...]:
    """The strips beneath faint ink that have a say in what a cell says."""
    return printed.beneath.strips if printed.beneath and not is_settled(printed, own) else ()


def _weighed(printed: PrintedCell, read: Sequence[Recognition]) -> Sequence[Recognition]:
    """What counts for the trust in a page: both ways to read a cell with faint ink, a settled one as if read twice."""
    return [*read, *read] if printed.beneath and len(read) == len(printed.strips) else read


def _table(page: _FlatPage, ink: InkMap, grid: Grid) -> list[PrintedCell]:
    """The cells of a table."""
    own = scaled_to(ink, grid, page.words)
    veil = find_veil(own, page.image, grid)
    return printed_cells(own, veil, grid.cells, page.tolerance, page.words, page.rules.dirt)


def _readings(printed: PrintedCell, read: Iterator[Sequence[Recognition]], trust: Trust) -> list[Reading]:
    """What a cell says, from the next recognitions."""
    readings = cell_readings(printed, next(read))
    return [replace(r, confidence=r.confidence * _trusted(r, trust)) for r in readings]


def _trusted(reading: Reading, trust: Trust) -> float:
    """What a reading of a cell counts for on its page. Readers of different making are not deceived alike by print that
    is broken, unless what is left of it is a 1."""
    if "1" in reading.text and may_be_value(reading.text):
        return trust.ones
    return 1.0 if reading.is_twice else trust.cells


def _pieces(printed: PrintedCell, readings: Sequence[Reading], place: PagePlace) -> Iterator[Piece]:
    """The pieces of one cell: each has the cell's box, and several the extent of their own ink."""
    cell = printed.cell
    own = place.place(cell.left, cell.top, cell.right, cell.bottom)
    if len(readings) == 1:
        yield replace(place.piece(readings[0], own, (cell.left, cell.right)), veiled=printed.lies_beneath)
        return
    for reading, word in zip(readings, printed.words, strict=True):
        yield replace(place.piece(reading, own, (word.left, word.right)), veiled=printed.lies_beneath)


def _word(word: PrintedCell, read: Iterator[Sequence[Recognition]], trust: float, place: PagePlace) -> Iterator[Piece]:
    """The pieces of a word outside tables, each where it stands."""
    readings = word_readings(word, next(read))
    cell = word.cell
    whole = (Box(round(cell.left), round(cell.top), round(cell.right), round(cell.bottom)),)
    for reading, box in zip(readings, word.words if len(readings) > 1 else whole, strict=True):
        own = place.of(box)
        yield place.piece(replace(reading, confidence=reading.confidence * trust), own, (box.left, box.right))
