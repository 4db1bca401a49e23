"""Tokens of a document to the glyphs that the classifier reads: which, where each stands, and what it stands in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gouji.models.assembly.tokens import INK, Token, TokenKind

_LONG = 64
"""Glyphs of a text from which its middle is left out: no label with its groups is longer."""
_HEAD, _TAIL = 40, 8
"""Glyphs of a long text that are kept: it may be prose with a label before it."""

_RUNNING = 18
"""Glyphs from which a line without values may be running text; a line amid others of that kind is left out."""

GRID = 255
"""Highest coordinate of a box."""

_COLUMN = 2
"""Units of a box to one column of a fixed-width font: 127 columns fit."""

BEGINS, IN_CELL, ON_PAGE, IS_VALUE = 1, 2, 4, 8
"""What a glyph's type is made of: it is the first of its token; its line has cells; it stands on a page, not in a text;
its token may be a value by its notation."""
TYPES = 16
"""Number of types."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Glyphs in reading order; each array has one row per glyph.

    ``text``: the glyphs, half-width. ``boxes``: left, top, right, bottom in [0, GRID]; in a text top and bottom are the
    line's number, and left and right columns. ``types``: see BEGINS. ``tokens``: number of the token of each.
    ``offsets``: place of the glyph in its token's text.
    """

    text: str
    boxes: NDArray[np.int32]
    types: NDArray[np.int32]
    tokens: NDArray[np.int32]
    offsets: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.text)


def glyphs_of(tokens: Sequence[Token]) -> Glyphs:
    """The glyphs of the tokens that may be part of the form. Running text is left out, and what is empty."""
    running = _running_lines(tokens)
    texts: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    types: list[int] = []
    places: list[tuple[int, int]] = []
    for number, token in enumerate(tokens):
        if token.line in running or token.kind is TokenKind.EMPTY:
            continue
        kind = _type(token)
        for at, (offset, glyph) in enumerate(_kept(token.text)):
            texts.append(glyph)
            boxes.append(_box(token, offset))
            types.append(kind | (BEGINS if at == 0 else 0))
            places.append((number, offset))
    own = np.array(places, np.int32).reshape(-1, 2)
    return Glyphs(
        "".join(texts),
        np.array(boxes, np.float64).reshape(-1, 4).round().astype(np.int32),
        np.array(types, np.int32),
        own[:, 0],
        own[:, 1],
    )


def _kept(text: str) -> Iterator[tuple[int, str]]:
    """Glyphs of a text with their places, white space and the middle of a long text left out."""
    inked = [(at, half_width(glyph)) for at, glyph in enumerate(text) if not glyph.isspace()]
    yield from inked if len(inked) <= _LONG else (*inked[:_HEAD], *inked[-_TAIL:])


def half_width(glyph: str) -> str:
    """One glyph in its compatibility form where that is one glyph too."""
    normal = unicodedata.normalize("NFKC", glyph)
    return normal if len(normal) == 1 else glyph


def _type(token: Token) -> int:
    return (
        (IN_CELL if token.slot is not None else 0)
        | (ON_PAGE if token.piece.place.bbox is not None else 0)
        | (IS_VALUE if token.kind in INK else 0)
    )


def _box(token: Token, offset: int) -> tuple[float, float, float, float]:
    piece = token.piece
    if piece.glyphs:
        left, right = piece.glyphs[offset]
    else:
        width = (piece.right - piece.left) / max(len(piece.text), 1)
        left, right = piece.left + offset * width, piece.left + (offset + 1) * width
    place = piece.place
    if place.bbox is None:
        return min(left * _COLUMN, GRID), token.line, min(right * _COLUMN, GRID), token.line
    return tuple(min(max(v, 0.0), 1.0) * GRID for v in (left, place.bbox.top, right, place.bbox.bottom))  # type: ignore[return-value]


def _running_lines(tokens: Sequence[Token]) -> set[int]:
    """Long lines without values between two others of the kind: prose, whatever it says."""
    lengths: dict[int, int] = {}
    valued = set()
    for token in tokens:
        lengths[token.line] = lengths.get(token.line, 0) + len(token.text)
        if token.kind in INK or token.slot is not None:
            valued.add(token.line)
    order = list(lengths)
    long = [lengths[line] >= _RUNNING and line not in valued for line in order]
    return {
        line
        for at, line in enumerate(order)
        if long[at] and (at == 0 or long[at - 1]) and (at + 1 == len(order) or long[at + 1])
    }
