"""What reportlab draws, recorded where it is drawn: texts with their tags and ink, and the cells of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from gouji.models.document import BBox
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Cell, Span
from gouji.training.synthesis.pages.margins import page_number, running_header
from gouji.training.synthesis.pages.marks import MM_PER_POINT, Rectangle, TextLine, fragments
from gouji.training.synthesis.pages.typefaces import typeface
from gouji.training.synthesis.printed import PlacedCell, PlacedFrame, PlacedText


@dataclass(slots=True)
class Recorder:
    """Everything placed on the pages of one report, in the order in which it is drawn."""

    look: Look
    pages: int = 0
    texts: list[PlacedText] = field(default_factory=list)
    cells: list[tuple[PlacedCell, bool]] = field(default_factory=list)
    """With whether the cell, or what a page break leaves of it, holds text."""
    frames: list[PlacedFrame] = field(default_factory=list)

    def text(self, span: Span, text: str, page_index: int, ink: Rectangle) -> None:
        """Record a run of text. ``ink`` in millimetres from the top left."""
        self.texts.append(PlacedText(text, span.tag, page_index, self._bbox(ink)))

    def cell(self, cell: Cell, has_text: bool, page_index: int, place: Rectangle) -> None:
        """Record the cell of a value, or a part of it."""
        self.cells.append((PlacedCell(cell.tag.id, page_index, self._bbox(place)), has_text))

    def frame(self, page_index: int, place: Rectangle) -> None:
        """Record any cell, or a part of it."""
        self.frames.append(PlacedFrame(page_index, self._bbox(place)))

    def whole_cells(self) -> Iterator[PlacedCell]:
        """One cell for each field: of a cut one the first part with text, or the first part."""
        chosen: dict[str, tuple[PlacedCell, bool]] = {}
        for placed, has_text in self.cells:
            if placed.field not in chosen or (has_text and not chosen[placed.field][1]):
                chosen[placed.field] = (placed, has_text)
        return (placed for placed, _ in chosen.values())

    def _bbox(self, place: Rectangle) -> BBox:
        width, height = self.look.page_width, self.look.page_height
        x = [min(max(value / width, 0.0), 1.0) for value in (place.left, place.right)]
        y = [min(max(value / height, 0.0), 1.0) for value in (place.top, place.bottom)]
        return BBox(x[0], y[0], x[1], y[1])


class RecordedText(PDFTextObject):  # type: ignore[misc]
    """A text object of a paragraph that tells where each run stands."""

    def __init__(self, canvas: RecordingCanvas, x: float, y: float, spans: Sequence[Span]) -> None:
        self._start, self._pen = (x, y), 0.0
        self._glyphs = ((glyph, span) for span in spans for glyph in span.text if not glyph.isspace())
        self._span = spans[0]
        super().__init__(canvas, x, y)

    def setTextOrigin(self, x: float, y: float) -> None:  # noqa: N802
        """Start a line at a place."""
        self._start, self._pen = (x, y), 0.0
        super().setTextOrigin(x, y)

    def moveCursor(self, dx: float, dy: float) -> None:  # noqa: N802
        """Start a line at an offset, ``dy`` downwards."""
        self._start, self._pen = (self._start[0] + dx, self._start[1] - dy), 0.0
        super().moveCursor(dx, dy)

    def setWordSpace(self, wordSpace: float) -> None:  # noqa: N802, N803
        """Nothing: the spaces of a line that is too long would be narrowed in some fonts and not in others."""

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803
        self._record(text)
        super()._textOut(text, TStar)
        if TStar:
            self._start, self._pen = (self._start[0], self._start[1] - self._leading), 0.0

    def _record(self, text: str) -> None:
        face, size = typeface(self._fontname), self._fontsize
        run: list[tuple[Span, str, float]] = []
        for glyph in text:
            run.append((self._span_of(glyph), glyph, self._start[0] + self._pen))
            self._pen += face.advance(glyph) * size
        for span, group in groupby(run, key=lambda item: item[0]):
            members = list(group)
            inks = [(x, ink) for _, glyph, x in members if (ink := face.ink(glyph)) is not None]
            if not inks:
                continue
            y = self._start[1]
            left, bottom = self._canvas.absolutePosition(
                min(x + ink.left * size for x, ink in inks), y + min(ink.bottom for _, ink in inks) * size
            )
            right, top = self._canvas.absolutePosition(
                max(x + ink.right * size for x, ink in inks), y + max(ink.top for _, ink in inks) * size
            )
            written = "".join(glyph for _, glyph, _ in members).strip()
            self._canvas.record_text(span, written, left, bottom, right, top)

    def _span_of(self, glyph: str) -> Span:
        """The span of the next glyph. Spaces go with what they follow: the line breaker drops some of them."""
        if glyph.isspace():
            return self._span
        wanted, self._span = next(self._glyphs)
        if wanted != glyph:
            raise ValueError(f"{glyph!r} was drawn where {wanted!r} stands in the paragraph")
        return self._span


class RecordingCanvas(Canvas):  # type: ignore[misc]
    """A canvas that records, and numbers its pages when it knows how many they are."""

    recorder: Recorder

    def record_text(self, span: Span, text: str, left: float, bottom: float, right: float, top: float) -> None:
        """Record text by its ink in points from the bottom left of the page."""
        self.recorder.text(span, text, self.getPageNumber() - 1, self._rectangle(left, bottom, right, top))

    def record_cell(self, cell: Cell, has_text: bool, x: float, y: float, width: float, height: float) -> None:
        """Record a cell by its lower left corner and size, in the present coordinates."""
        left, bottom = self.absolutePosition(x, y)
        place = self._rectangle(left, bottom, left + width, bottom + height)
        page_index = self.getPageNumber() - 1
        self.recorder.frame(page_index, place)
        if cell.tag.kind == "value":
            self.recorder.cell(cell, has_text, page_index, place)

    def showPage(self) -> None:  # noqa: N802
        """Keep the page for :meth:`save`."""
        self.__dict__.setdefault("_kept", []).append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages, each with its number and running header."""
        kept: Sequence[dict[str, object]] = self.__dict__.pop("_kept", [])
        self.recorder.pages = len(kept)
        look = self.recorder.look
        for number, state in enumerate(kept, start=1):
            self.__dict__.update(state)
            for line in (*running_header(look), *page_number(look, number, len(kept))):
                self._draw(line, number - 1)
            super().showPage()
        super().save()

    def _draw(self, line: TextLine, page_index: int) -> None:
        y = (self.recorder.look.page_height - line.baseline) / MM_PER_POINT
        for glyph in line.glyphs():
            self.setFont(glyph.face.name, line.type.size)
            self.drawString(glyph.x / MM_PER_POINT, y, glyph.text)
        for piece in fragments(line):
            self.recorder.texts.append(PlacedText(piece.text, piece.tag, page_index, self.recorder._bbox(piece.ink)))

    def _rectangle(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        height = self.recorder.look.page_height
        across = (left * MM_PER_POINT, right * MM_PER_POINT)
        return Rectangle(across[0], height - top * MM_PER_POINT, across[1], height - bottom * MM_PER_POINT)
