"""Printed pages as pictures on which the place of every value cell and every text is carried along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gouji.models.document import BBox
from gouji.training.synthesis.damage.shot import Points, Shot
from gouji.training.synthesis.gold import Corners, GoldCell, Token
from gouji.training.synthesis.pages.raster import rasterise
from gouji.training.synthesis.printed import PlacedCell, PlacedText, PrintedReport


def shots_of(printed: PrintedReport, dpi: float) -> list[Shot]:
    """The pages as pictures. On each the quadrilaterals of its value cells, then of its texts."""
    return [
        Shot(pixels, _quads(_placed(printed, index)) * (pixels.shape[1], pixels.shape[0]), dpi)
        for index, pixels in enumerate(rasterise(printed, dpi))
    ]


def unshot(printed: PrintedReport) -> list[Points]:
    """As :func:`corners_on` gives them, of the pages as they were printed."""
    return [_quads(_placed(printed, index)) for index in range(len(printed.page_sizes))]


def corners_on(shots: Sequence[Shot]) -> list[Points]:
    """For each page its quadrilaterals as fractions of the picture."""
    return [shot.quads / (shot.width, shot.height) for shot in shots]


def gold_cells(printed: PrintedReport, corners: Sequence[Points]) -> dict[str, GoldCell]:
    """Where the cell of each field stands."""
    return {
        placed.field: GoldCell(placed.page_index + 1, at)
        for placed, at in _located(printed, corners)
        if isinstance(placed, PlacedCell)
    }


def page_tokens(printed: PrintedReport, corners: Sequence[Points]) -> tuple[Token, ...]:
    """Every text of the pages with its label and place, in reading order."""
    return tuple(
        Token(placed.text, placed.tag, page=placed.page_index + 1, corners=at)
        for placed, at in _located(printed, corners)
        if isinstance(placed, PlacedText)
    )


def _placed(printed: PrintedReport, index: int) -> list[PlacedCell | PlacedText]:
    every: list[PlacedCell | PlacedText] = [*printed.cells, *printed.texts]
    return [placed for placed in every if placed.page_index == index]


def _located(printed: PrintedReport, corners: Sequence[Points]) -> Iterator[tuple[PlacedCell | PlacedText, Corners]]:
    for index, quads in enumerate(corners):
        for placed, quad in zip(_placed(printed, index), quads.tolist(), strict=True):
            yield placed, tuple((x, y) for x, y in quad)


def _quads(placed: Sequence[PlacedCell | PlacedText]) -> Points:
    return quads([p.bbox for p in placed])


def quads(boxes: Sequence[BBox]) -> Points:
    """Corners of boxes clockwise from top left, (N, 4, 2)."""
    return np.array([_corners(box) for box in boxes], np.float64).reshape(-1, 4, 2)


def _corners(box: BBox) -> Corners:
    return ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
