"""Explanations in brackets that a label goes on with over several lines: they name no row of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gouji.models.assembly.scored import Scored
from gouji.models.assembly.tokens import Token, TokenKind

_MOST_LINES = 6
"""Lines that an explanation takes in a narrow column; a bracket that is not closed in them is no explanation."""

_ORDINAL = re.compile(r"\s*[（(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[）)．.、]")
_OPENING, _CLOSING = "（(", "）)"


@dataclass(frozen=True, slots=True)
class _Open:
    """A bracket that is still open. ``first``: the text in which it was opened; ``inside``: numbers of those after."""

    first: Token
    depth: int
    inside: tuple[int, ...]


def without_explanations(text: Scored) -> Scored:
    """The tokens, with texts that only go on with an explanation, and are like no label, as noise."""
    strange = text.scores.start.max(axis=1).clip(min=0) + text.scores.hold.max(axis=1).clip(min=0) <= 0
    inside = {i for i in _inside(text.tokens) if strange[i]}
    tokens = (replace(t, kind=TokenKind.NOISE) if i in inside else t for i, t in enumerate(text.tokens))
    return replace(text, tokens=tuple(tokens))


def _inside(tokens: Sequence[Token]) -> Iterator[int]:
    """Numbers of the texts that stand wholly in brackets, on lines without cells."""
    opened: _Open | None = None
    for i, token in enumerate(tokens):
        if token.kind is not TokenKind.LABEL or token.slot is not None:
            continue
        if len(token.text) == 1:
            # One of the glyphs that stand one under another in a narrow cell beside: its bracket is no explanation's.
            continue
        if opened and token.line - opened.first.line > _MOST_LINES:
            opened = None
        ends = opened is not None and _ends_beside(token, opened)
        if opened and not ends and not _is_under(token, opened.first):
            continue
        is_numbered = _ORDINAL.match(token.text) is not None
        if is_numbered and not ends:
            opened = None
        depth = _depth(token.text, opened.depth if opened else 0)
        if opened:
            opened = replace(opened, depth=depth, inside=(*opened.inside, i))
        elif depth > 0 or token.text[0] in _OPENING:
            opened = _Open(token, depth, (i,) if token.text[0] in _OPENING and not is_numbered else ())
        if opened and depth == 0:
            if token.text[-1] in _CLOSING:
                yield from opened.inside
            opened = None


def _ends_beside(token: Token, opened: _Open) -> bool:
    """Whether the bracket that is open ends here, behind a text of the column before it: （三）不会稳定）."""
    closes = token.text[-1] in _CLOSING and _depth(token.text, opened.depth) == 0
    return (
        closes
        and token.piece.place.bbox is not None
        and opened.first.piece.left <= token.piece.right <= opened.first.piece.right
    )


def _depth(text: str, depth: int) -> int:
    return max(depth + sum((glyph in _OPENING) - (glyph in _CLOSING) for glyph in text), 0)


def _is_under(token: Token, first: Token) -> bool:
    """Whether a text goes on below another. The lines of a text file do not say."""
    if token.piece.place.bbox is None:
        return True
    middle = (token.piece.left + token.piece.right) / 2
    return first.piece.left <= middle <= first.piece.right
