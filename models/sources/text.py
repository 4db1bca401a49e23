"""A text file as lines with places.

Text has positions too: line and column, full-width glyphs two wide. Tabs and the bars of Markdown separate cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gouji.models.document import Line, Page, Piece, Place, Position

_WORD = re.compile(r"\S+")
_MARKDOWN_ROW = re.compile(r"\s*\|.*\|\s*")
_MARKDOWN_RULE = re.compile(r"[\s|:\-]+")
_ONE_CELL = re.compile(r"\t([^\t]*)")


def read_text(text: str) -> Page:
    """The one page of a text. Lines that hold no glyph are left out; their numbers still count."""
    return Page(0, tuple(_rows(text)), "text")


def _rows(text: str) -> Iterator[Line]:
    """Lines, with the lines of a table that was written one cell per line joined to rows again."""
    row: list[Piece] = []
    for number, line in enumerate(text.split("\n"), start=1):
        content = line.rstrip("\r").replace("\f", " ")
        if one := _ONE_CELL.fullmatch(content):
            row.append(_piece(content, number, one.start(1), one.end(1)))
            continue
        yield from _joined(row)
        row = []
        if content.strip() or "\t" in content:
            yield _line(content, number)
    yield from _joined(row)


def _joined(row: list[Piece]) -> Iterator[Line]:
    """A run of lines that each hold one cell behind a tab is one row; where it is a single line, the tab indents."""
    if row:
        yield Line(tuple(row), separated=len(row) > 1)


def _line(content: str, number: int) -> Line:
    if _MARKDOWN_ROW.fullmatch(content) and content.count("|") > 2:
        return _markdown_line(content, number)
    if "\t" in content.strip(" "):
        return Line(tuple(_piece(content, number, *span) for span in _cell_spans(content, "\t")), separated=True)
    words = _WORD.finditer(content)
    return Line(tuple(_piece(content, number, m.start(), m.end()) for m in words))


def _markdown_line(content: str, number: int) -> Line:
    if _MARKDOWN_RULE.fullmatch(content) and "-" in content:
        return Line(())
    spans = _cell_spans(content, "|")[1:-1]
    return Line(tuple(_piece(content, number, *span) for span in spans), separated=True)


def _cell_spans(content: str, separator: str) -> list[tuple[int, int]]:
    """Start and end of each cell, white space at its ends left out."""
    spans, start = [], 0
    for cell in content.split(separator):
        stripped = cell.strip()
        begin = start + (len(cell) - len(cell.lstrip()) if stripped else 0)
        spans.append((begin, begin + len(stripped)))
        start += len(cell) + 1
    return spans


def _piece(content: str, number: int, start: int, end: int) -> Piece:
    left = _width(content[:start])
    place = Place(0, position=Position(number, start + 1))
    return Piece(content[start:end].strip(), place, left, left + _width(content[start:end]))


def _width(text: str) -> int:
    """Columns of a fixed-width font."""
    return sum(2 if unicodedata.east_asian_width(glyph) in "WF" else 1 for glyph in text)
