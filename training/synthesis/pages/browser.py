"""A renderer with Chromium: its line breaks, its table layout and its page breaks.

Every text and value cell is printed as a link. Chromium writes where its links stand into the PDF; they are read there
and taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import pypdfium2 as pdfium

from gouji.models.document import BBox
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Manuscript, Tag
from gouji.training.synthesis.pages.chromium import Browser
from gouji.training.synthesis.pages.link_marks import Character, Mark, characters, mark_of, marks, without_links
from gouji.training.synthesis.pages.markup import ADDRESS, Markup, marked_up
from gouji.training.synthesis.printed import PlacedCell, PlacedText, PrintedReport, Renderer

_SPACE = 1.6
"""Least width of a space in a margin's text, in points: its glyphs stand closer to each other."""


def print_with_browser(manuscript: Manuscript, look: Look) -> PrintedReport:
    """Print a manuscript with a Chromium of its own, which takes a second to start: see :func:`renderer`."""
    with Browser() as browser:
        return renderer(browser)(manuscript, look)


def renderer(browser: Browser) -> Renderer:
    """A renderer that prints with a running browser.

    The same manuscript and look give the same pages with the same Chromium. Tables wider than the text, missing or
    filled rules, type made bold, shifted columns and the order of the content stream are not honoured.
    """

    def print_pages(manuscript: Manuscript, look: Look) -> PrintedReport:
        markup = marked_up(manuscript, look)
        with pdfium.PdfDocument(browser.print_html(markup.html)) as document:
            return _placed(document, markup)

    return print_pages


def _placed(document: pdfium.PdfDocument, markup: Markup) -> PrintedReport:
    sizes = tuple(page.get_size() for page in document)
    reading = _Reading(markup)
    for index, page in enumerate(document):
        links = list(marks(document, page))
        reading.page(index, sizes[index], links, list(characters(page)))
    reading.check()
    return PrintedReport(without_links(document), sizes, tuple(reading.texts), tuple(reading.cells.values()))


class _Reading:
    """What is found on the pages of one report, in reading order."""

    def __init__(self, markup: Markup) -> None:
        self.texts: list[PlacedText] = []
        self.cells: dict[str, PlacedCell] = {}
        self._markup = markup
        self._read = [0] * len(markup.spans)
        """Glyphs found of each span; from 0 again where a header is repeated."""
        self._with_text: set[str] = set()

    def page(self, index: int, size: tuple[float, float], links: Sequence[Mark], found: Sequence[Character]) -> None:
        """Take in a page."""
        lines = [link for link in links if link.address.startswith(f"{ADDRESS}t")]
        for link, glyphs in _runs(found, lines):
            box = _bbox(_around(glyphs), size)
            number = self._unfinished(glyphs) if link is None else _number(link)
            if number is None:
                self.texts.append(PlacedText(_spaced(glyphs), _margin_tag(box), index, box))
            else:
                text = self._next(number, len(glyphs))
                self.texts.append(PlacedText(text, self._markup.spans[number].tag, index, box))
        for link in links:
            if link.address.startswith(f"{ADDRESS}c"):
                self._cell(link, index, size, lines)

    def check(self) -> None:
        """Raise RuntimeError where the pages show less than the manuscript, or more."""
        for span, read in zip(self._markup.spans, self._read, strict=True):
            if read:
                raise RuntimeError(f"only {read} glyphs of {span.text!r} were found on the pages")

    def _unfinished(self, glyphs: Sequence[Character]) -> int | None:
        """The span that goes on with these: Chromium loses the link of a line under a repeated header."""
        written = "".join(glyph.text for glyph in glyphs)
        for number, (span, read) in enumerate(zip(self._markup.spans, self._read, strict=True)):
            if read and "".join(span.text.split())[read:].startswith(written):
                return number
        return None

    def _next(self, number: int, count: int) -> str:
        """The next glyphs of a span, ``count`` without spaces."""
        span = self._markup.spans[number]
        places = [at for at, glyph in enumerate(span.text) if not glyph.isspace()]
        first, last = self._read[number], self._read[number] + count
        if last > len(places):
            raise RuntimeError(f"more glyphs than those of {span.text!r} were found in its place")
        self._read[number] = last % len(places)
        return span.text[places[first] : places[last - 1] + 1]

    def _cell(self, link: Mark, index: int, size: tuple[float, float], lines: Sequence[Mark]) -> None:
        """Of a cell that a page break cuts the first part with text, or the first part."""
        cell = self._markup.cells[_number(link)]
        placed = PlacedCell(cell.tag.id, index, _bbox(link, size))
        own = [line for line in lines if self._markup.spans[_number(line)].tag == cell.tag]
        has_text = any(_is_inside(line, link) for line in own)
        if cell.tag.id not in self.cells or (has_text and cell.tag.id not in self._with_text):
            self.cells[cell.tag.id] = placed
        if has_text:
            self._with_text.add(cell.tag.id)


def _runs(found: Sequence[Character], lines: Sequence[Mark]) -> Iterator[tuple[Mark | None, list[Character]]]:
    """Characters of one line of one text, or of one line in a margin."""

    def line(character: Character) -> tuple[Mark | None, int]:
        mark = mark_of(character, lines)
        return mark, 0 if mark else round(character.y)

    for (mark, _), run in groupby(found, key=line):
        yield mark, list(run)


def _number(link: Mark) -> int:
    return int(link.address.removeprefix(ADDRESS)[1:])


def _around(glyphs: Sequence[Character]) -> Mark:
    return Mark(
        "",
        min(glyph.left for glyph in glyphs),
        min(glyph.bottom for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.top for glyph in glyphs),
    )


def _bbox(place: Mark, size: tuple[float, float]) -> BBox:
    x = [min(max(value / size[0], 0.0), 1.0) for value in (place.left, place.right)]
    y = [min(max(1 - value / size[1], 0.0), 1.0) for value in (place.top, place.bottom)]
    return BBox(x[0], y[0], x[1], y[1])


def _is_inside(line: Mark, cell: Mark) -> bool:
    x, y = (line.left + line.right) / 2, (line.bottom + line.top) / 2
    return cell.left <= x <= cell.right and cell.bottom <= y <= cell.top


def _spaced(glyphs: Sequence[Character]) -> str:
    """Text of a margin, with spaces where it leaves room for them."""
    text = glyphs[0].text
    for before, glyph in pairwise(glyphs):
        text += " " * (glyph.left - before.right > _SPACE) + glyph.text
    return text


def _margin_tag(box: BBox) -> Tag:
    """Only page numbers and running headers stand outside of links."""
    return Tag("page_number") if box.top > 0.5 else Tag("prose")
