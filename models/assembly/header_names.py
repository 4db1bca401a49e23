"""Where the columns of a table stand by the names over them, where nothing separates the names.

Header cells of narrow columns are set in two or more lines, or one glyph a line, and run together with their
neighbours. Taken from left to right, whatever line they stand on, their glyphs are the names of the columns in order:
the best way to cut them into those names (dynamic programming) says which glyphs stand over which column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gouji.models.assembly.labels import normalise
from gouji.models.assembly.tokens import Token

Names = Sequence[Sequence[str]]
"""For each column from left to right the ways in which its name is printed, normalised."""

Extent = tuple[float, float]
"""Left and right end, in fractions of the page width."""

_OF_HEADERS = 0.8
"""Share of a text's glyphs that must occur in the names for it to be a header: prose between has other words."""

_BRACKET = re.compile("[（(]")

_STRANGE = 0.5
"""What a glyph of another name takes away, in matched glyphs."""

_ENOUGH = 0.75
"""Share of the glyphs of all names that must be found, and"""

_EACH = 0.5
"""of every one."""


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    left: float
    right: float


def extents(headers: Sequence[Token], names: Names, groups: frozenset[str]) -> tuple[Extent, ...] | None:
    """The extent of each column's name, from left to right; None where the names are not all found.

    ``headers``: texts above the values of one page. ``groups``: names of merged header cells; they stand over several
    columns and say nothing.
    """
    glyphs = _glyphs([t for t in headers if _is_header(t, names) and normalise(t.text) not in groups])
    if not glyphs:
        return None
    spans = _cut(glyphs, names)
    found = [_matched(glyphs[i:j], variants) for (i, j), variants in zip(spans, names, strict=True)]
    lengths = [max(map(len, variants)) for variants in names]
    if sum(map(len, found)) < _ENOUGH * sum(lengths):
        return None
    if any(len(own) < _EACH * length for own, length in zip(found, lengths, strict=True)):
        return None
    return tuple((min(g.left for g in own), max(g.right for g in own)) for own in found)


def _is_header(token: Token, names: Names) -> bool:
    # A unit in brackets may follow, and be cut by the end of the line.
    text = normalise(_BRACKET.split(token.text)[0])
    known = {glyph for variants in names for name in variants for glyph in name}
    return bool(text) and sum(glyph in known for glyph in text) >= _OF_HEADERS * len(text)


def _glyphs(tokens: Sequence[Token]) -> list[_Glyph]:
    """The glyphs from left to right; where a word does not say, each has its share of the width."""
    return sorted((g for token in tokens for g in _spread(token)), key=lambda g: g.left + g.right)


def _spread(token: Token) -> Iterator[_Glyph]:
    piece = token.piece
    width = (piece.right - piece.left) / len(piece.text)
    shares = [(piece.left + at * width, piece.left + (at + 1) * width) for at in range(len(piece.text))]
    for glyph, (left, right) in zip(piece.text, piece.glyphs or shares, strict=True):
        if text := normalise(glyph):
            yield _Glyph(text, left, right)


def _cut(glyphs: Sequence[_Glyph], names: Names) -> list[tuple[int, int]]:
    """For each name the glyphs, as first and one behind the last, that make the best cut; glyphs between are free."""
    size = len(glyphs) + 1
    best = np.zeros(size)
    origins: list[list[tuple[int, int]]] = []
    for variants in names:
        gain = _gains(glyphs, variants)
        reach = best[:, None] + gain
        starts = reach.argmax(axis=0)
        after, origin = np.full(size, -np.inf), [(0, 0)] * size
        for end in range(size):
            after[end], origin[end] = reach[starts[end], end], (int(starts[end]), end)
            if end and after[end - 1] >= after[end]:
                after[end], origin[end] = after[end - 1], origin[end - 1]
        best = after
        origins.append(origin)
    spans: list[tuple[int, int]] = []
    end = size - 1
    for origin in reversed(origins):
        spans.append(origin[end])
        end = origin[end][0]
    return spans[::-1]


def _gains(glyphs: Sequence[_Glyph], variants: Sequence[str]) -> np.ndarray:
    """What the glyphs from i to before j are worth as a name, for all i and j; shape ``(n + 1, n + 1)``."""
    size = len(glyphs) + 1
    gains = np.full((size, size), -np.inf)
    for name in variants:
        for start in range(size):
            left, worth = Counter(name), 0.0
            gains[start, start] = max(gains[start, start], 0.0)
            for end in range(start + 1, size):
                glyph = glyphs[end - 1].text
                worth += 1.0 if left[glyph] > 0 else -_STRANGE
                left[glyph] -= 1
                if worth < -len(name):
                    break
                gains[start, end] = max(gains[start, end], worth)
    return gains


def _matched(glyphs: Sequence[_Glyph], variants: Sequence[str]) -> list[_Glyph]:
    """The glyphs that are the name's, of that variant of which most are found."""
    return max((list(_of_name(glyphs, name)) for name in variants), key=len)


def _of_name(glyphs: Sequence[_Glyph], name: str) -> Iterator[_Glyph]:
    left = Counter(name)
    for glyph in glyphs:
        if left[glyph.text] > 0:
            left[glyph.text] -= 1
            yield glyph
