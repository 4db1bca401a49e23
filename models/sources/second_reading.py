"""A hidden text layer over a scan: somebody's unchecked OCR. It can raise doubts; it never decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gouji.models.document import Line, Piece, TextReading
from gouji.models.sources.glyphs import Glyph, cell_words
from gouji.models.sources.pdf_view import View
from gouji.models.values import is_value, plain

DISPUTED_CONFIDENCE = 0.6
"""The most that is left to a reading which the other contradicts."""

_AGREED = 0.3
"""Of the doubt that is left to a reading, how much agreement takes away: the two may share their mistakes."""
_LEEWAY = 0.15
"""Of a word's height: hidden boxes are a little off."""


def with_second_reading(lines: Sequence[Line], hidden: Sequence[Glyph], view: View) -> tuple[Line, ...]:
    """The lines, each figure and empty cell compared with the hidden glyphs in its box; ``view`` is the glyphs'.

    Where the two differ, the confidence is at most 0.6 and the hidden text is one more alternative. Texts stay.
    """
    if not hidden:
        return tuple(lines)
    middles = np.array([glyph.middle for glyph in hidden])
    return tuple(
        replace(line, pieces=tuple(_compared(piece, line.separated, hidden, middles, view) for piece in line.pieces))
        for line in lines
    )


def _compared(piece: Piece, in_cell: bool, hidden: Sequence[Glyph], middles: np.ndarray, view: View) -> Piece:
    ours = plain(piece.text)
    if piece.place.bbox is None or not (piece.unreadable or is_value(ours) or (in_cell and not ours)):
        return piece
    other = _text_inside(piece, in_cell, hidden, middles, view)
    if not other or (not ours and not is_value(other)):
        return piece
    if plain(other) != ours or piece.unreadable:
        return _disputed(piece, other)
    return replace(piece, confidence=piece.confidence + _AGREED * (1 - piece.confidence))


def _text_inside(piece: Piece, in_cell: bool, hidden: Sequence[Glyph], middles: np.ndarray, view: View) -> str:
    """The hidden text whose middle lies in the piece's box."""
    assert piece.place.bbox is not None
    left, top, right, bottom = view.placed(piece.place.bbox)
    leeway = 0.0 if in_cell else _LEEWAY * (bottom - top)
    x, y = middles[:, 0], middles[:, 1]
    inside = (x >= left - leeway) & (x <= right + leeway) & (y >= top - leeway) & (y <= bottom + leeway)
    words = cell_words([hidden[i] for i in np.flatnonzero(inside)], right - left)
    return " ".join(word.text for word in words)


def _disputed(piece: Piece, other: str) -> Piece:
    confidence = min(piece.confidence, DISPUTED_CONFIDENCE)
    known = any(plain(alternative.text) == plain(other) for alternative in piece.alternatives)
    if known or plain(other) == plain(piece.text):
        return replace(piece, confidence=confidence)
    reading = TextReading(other, (1 - confidence) / 2)
    ordered = sorted((*piece.alternatives, reading), key=lambda r: r.confidence, reverse=True)
    return replace(piece, confidence=confidence, alternatives=tuple(ordered))
