"""What a text that keeps its layout took for the width of a Chinese glyph: two columns, or one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.models.document import Line, Piece
from gouji.models.values import is_value

_APART = 2
"""Spaces before a value that is set under others."""

_PLAINLY = 1.5
"""How much better values must stand under one another where all glyphs are counted alike."""


def in_own_columns(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, given with full-width glyphs two columns wide, laid out by characters where their values stand under
    one another so: ``pdftotext -layout`` gives every glyph one column, terminals and editors give two.
    """
    apart = [piece for line in lines for piece in _set_apart(line)]
    wide = _aligned([piece.right for piece in apart])
    narrow = _aligned([_by_characters(piece).right for piece in apart])
    if narrow <= _PLAINLY * wide:
        return tuple(lines)
    return tuple(replace(line, pieces=tuple(map(_by_characters, line.pieces))) for line in lines)


def _set_apart(line: Line) -> Iterator[Piece]:
    pairs = pairwise(line.pieces) if not line.separated else ()
    yield from (piece for before, piece in pairs if piece.left - before.right >= _APART and is_value(piece.text))


def _aligned(ends: Sequence[float]) -> int:
    """Pairs of values that end under one another."""
    return sum(n * (n - 1) // 2 for n in Counter(ends).values())


def _by_characters(piece: Piece) -> Piece:
    position = piece.place.position
    assert position is not None
    return replace(piece, left=position.column - 1, right=position.column - 1 + len(piece.text))
