"""Rows of a table that a text has one behind the other on a line, each put on a line of its own.

Pages copied as one paragraph, and cells written one a line without a mark where a row ends, leave labels and figures in
turn. A row ends where a text follows on its figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gouji.models.document import Line, Piece
from gouji.models.values import is_value

_ROW = 3
"""Figures one behind the other, and a text behind them, that show a line to hold more than one row."""

_GLYPHS = 2
"""Ideographs of a text behind figures from which it may be a label, and no placeholder in words (无)."""

_APART = 2
"""Lines at most from one that holds several rows to the next in a paragraph: a long label fills a line."""

_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")


def in_lines_of_their_own(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a text, those that hold several rows of a table cut behind the figures of each."""
    return tuple(row for paragraph in _paragraphs(lines) for row in paragraph)


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines as they are, and the rows of those that hold several: of a line with cells by itself, of lines of words
    together, since a row may begin on one and end on the next."""
    at = 0
    while at < len(lines):
        if not _holds_rows(lines[at]) and not _begins(lines[at : at + 2]):
            yield [lines[at]]
            at += 1
        elif lines[at].separated:
            yield [replace(lines[at], pieces=_laid_out(row)) for row in _rows(lines[at].pieces)]
            at += 1
        else:
            end = _end(lines, at)
            pieces = [piece for line in lines[at:end] for piece in line.pieces]
            yield [Line(_laid_out(row)) for row in _rows(pieces)]
            at = end


def _end(lines: Sequence[Line], first: int) -> int:
    """The line behind the paragraph of one that holds several rows: the rest of its last row goes with it."""
    last = first
    while more := [n for n in range(last + 1, min(last + 1 + _APART, len(lines))) if _goes_on(lines[n])]:
        last = more[-1]
    rest = lines[last + 1 : last + 2]
    return (
        last + 1 + sum(not line.separated and bool(line.pieces) and all(map(_is_figure, line.pieces)) for line in rest)
    )


def _begins(lines: Sequence[Line]) -> bool:
    """Whether a line ends within a row that ends on the next, which holds several."""
    if len(lines) < 2 or not all(line.pieces and not line.separated for line in lines):
        return False
    return _is_figure(lines[0].pieces[-1]) and _is_figure(lines[1].pieces[0]) and _holds_rows(lines[1])


def _goes_on(line: Line) -> bool:
    return not line.separated and _holds_rows(line)


def _holds_rows(line: Line) -> bool:
    """Whether a text stands behind several figures of a line."""
    figures = 0
    for piece in line.pieces:
        if _is_figure(piece):
            figures += 1
        elif piece.text:
            if figures >= _ROW and len(_IDEOGRAPH.findall(piece.text)) >= _GLYPHS:
                return True
            figures = 0
    return False


def _rows(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces from each label to the figures behind it."""
    row: list[Piece] = []
    for piece in pieces:
        if row and _is_figure(row[-1]) and piece.text and not _is_figure(piece):
            yield row
            row = []
        row.append(piece)
    yield row


def _laid_out(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces side by side, a column apart, as if their line began with them."""
    laid, at = [], 0.0
    for piece in pieces:
        width = piece.right - piece.left
        laid.append(replace(piece, left=at, right=at + width))
        at += width + 1
    return tuple(laid)


def _is_figure(piece: Piece) -> bool:
    return is_value(piece.text)
