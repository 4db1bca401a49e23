"""The main renderer: a layout of our own, so that every habit of printed reports can be had and its gold is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.models.document import BBox
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Manuscript, Paragraph
from gouji.training.synthesis.pages.flow import Flow
from gouji.training.synthesis.pages.marks import MM_PER_POINT, Rectangle, Sheet, fragments
from gouji.training.synthesis.pages.painting import painted
from gouji.training.synthesis.printed import PlacedCell, PlacedFrame, PlacedText, PrintedReport


def typeset(manuscript: Manuscript, look: Look) -> PrintedReport:
    """Print a manuscript. The same manuscript and look give the same bytes.

    A cell that page breaks cut is placed where its text starts, or at its first part where it is empty.
    """
    flow = Flow(look)
    for element in manuscript.elements:
        if isinstance(element, Paragraph):
            flow.paragraph(element)
        else:
            flow.table(element)
    sheets = flow.sheets()
    size = (look.page_width / MM_PER_POINT, look.page_height / MM_PER_POINT)
    return PrintedReport(
        pdf=painted(sheets, look),
        page_sizes=(size,) * len(sheets),
        texts=tuple(_texts(sheets, look)),
        cells=tuple(_cells(sheets, look)),
        frames=tuple(PlacedFrame(i, _bbox(place, look)) for i, sheet in enumerate(sheets) for place in sheet.frames),
    )


def _texts(sheets: Sequence[Sheet], look: Look) -> Iterator[PlacedText]:
    for index, sheet in enumerate(sheets):
        for line in sheet.lines:
            for piece in fragments(line):
                yield PlacedText(piece.text, piece.tag, index, _bbox(piece.ink, look))


def _cells(sheets: Sequence[Sheet], look: Look) -> Iterator[PlacedCell]:
    for index, sheet in enumerate(sheets):
        for cell in sheet.cells:
            yield PlacedCell(cell.field, index, _bbox(cell.place, look))


def _bbox(place: Rectangle, look: Look) -> BBox:
    """In fractions of the page, cut at its edges."""
    x = [min(max(value / look.page_width, 0.0), 1.0) for value in (place.left, place.right)]
    y = [min(max(value / look.page_height, 0.0), 1.0) for value in (place.top, place.bottom)]
    return BBox(x[0], y[0], x[1], y[1])
