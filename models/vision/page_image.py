"""An image of a page to lines: rules, table regions, grids, then the text of each cell and of what lies outside."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from itertools import islice

from layoutparser.models.base_layoutmodel import BaseLayoutModel

from gouji.models.document import Line, Piece
from gouji.models.vision.cells import PrintedCell, printed_cell
from gouji.models.vision.engine import Recogniser, TextDetector
from gouji.models.vision.grid import GridCell, grid_lines
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Box
from gouji.models.vision.ink_map import ink_map
from gouji.models.vision.layout import RulingLineLayoutModel, region_grids
from gouji.models.vision.placing import PagePlace, in_reading_order, outside, rows_of_words, straightened
from gouji.models.vision.reading import Reading, cell_readings, text_reading
from gouji.models.vision.rules import find_rules
from gouji.models.vision.settings import OcrSettings

SMALLEST_SIDE = 64
"""In pixels: a page whose shorter side is less has nothing on it that could be read; A4 has that at 8 dpi."""


class PageImageReader:
    """Reads page images: an :class:`~gouji.models.vision.image_reader.ImageReader`. Loads its models when made.

    ``layout_model`` finds the table regions; None: by their ruling lines.

    Raises:
        ConfigurationError: weights are missing.
    """

    def __init__(self, settings: OcrSettings | None = None, layout_model: BaseLayoutModel | None = None) -> None:
        settings = settings or OcrSettings()
        self._layout_model = layout_model or RulingLineLayoutModel()
        self._detector = TextDetector(settings)
        self._recogniser = Recogniser(settings)
        engine = f"paddleocr {version('paddleocr')}, onnxruntime {version('onnxruntime')}"
        self.name = f"{engine}, {self._detector.name}, {self._recogniser.name}"

    def read(self, image: Image, page_index: int) -> tuple[Line, ...]:
        """The lines of a page in reading order. ``image``: ``(height, width, 3)`` uint8 RGB, the right way up."""
        if min(image.shape[:2]) < SMALLEST_SIDE:
            return ()
        upright, place = straightened(image, page_index)
        rules = find_rules(upright)
        grids = region_grids(rules, self._layout_model.detect(upright))
        words = self._detector.detect(upright)
        ink = ink_map(upright, rules, grids, words)
        cells = [printed_cell(ink, cell, rules.tolerance, words) for grid in grids for cell in grid.cells]
        pieces = self._cell_pieces(cells, place)
        tables = [grid_lines(grid, pieces.__getitem__, number) for number, grid in enumerate(grids)]
        return in_reading_order(tables, self._prose(upright, outside(words, grids), place))

    def _cell_pieces(self, cells: Sequence[PrintedCell], place: PagePlace) -> dict[GridCell, tuple[Piece, ...]]:
        """The cells read, all in one go so that batches are full."""
        read = iter(self._recogniser.recognise([strip for printed in cells for strip in printed.strips]))
        return {
            printed.cell: _pieces(printed, cell_readings(printed, list(islice(read, len(printed.strips)))), place)
            for printed in cells
        }

    def _prose(self, image: Image, words: Sequence[Box], place: PagePlace) -> list[Line]:
        """Lines of text outside tables, each detected piece read as a whole."""
        rows = rows_of_words(words)
        crops = [image[word.top : word.bottom, word.left : word.right] for row in rows for word in row]
        read = iter(self._recogniser.recognise(crops))
        return [Line(tuple(_word(word, text_reading([next(read)]), place) for word in row)) for row in rows]


def _pieces(printed: PrintedCell, readings: Sequence[Reading], place: PagePlace) -> tuple[Piece, ...]:
    """The pieces of one cell: each has the cell's box, and several the extent of their own ink."""
    cell = printed.cell
    bbox = place.bbox(cell.left, cell.top, cell.right, cell.bottom)
    if len(readings) == 1:
        return (place.piece(readings[0], bbox, bbox),)
    extents = [place.bbox(word.left, word.top, word.right, word.bottom) for word in printed.words]
    return tuple(place.piece(reading, bbox, extent) for reading, extent in zip(readings, extents, strict=True))


def _word(word: Box, reading: Reading, place: PagePlace) -> Piece:
    bbox = place.bbox(word.left, word.top, word.right, word.bottom)
    return place.piece(reading, bbox, bbox)
