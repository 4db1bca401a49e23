"""Running text whose lines came bottom up, set right.

The order of tables is restored by their labels (:mod:`~gouji.models.assembly.order`); sentences have none. What tells
is where paragraphs begin: a line with an ordinal follows the end of a sentence, and 一是 stands above 二是.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gouji.models.assembly.tokens import Token

_OPENING = re.compile(
    r"(?P<kind>[（(]?)(?:第)?(?P<rank>[一二三四五六七八九]|十[一二三四五六七八九]?|\d{1,2})(?P<end>是|、|[)）]|[.．](?!\d))"
)
_ENDED = re.compile(r"[。！？；：:]$")
_RANKS = {glyph: rank for rank, glyph in enumerate("一二三四五六七八九十", start=1)}

_VOTES = 2
"""Signs that lines run bottom up from which they are turned, if nothing says that they do not."""


def upright(lines: Sequence[tuple[Token, ...]]) -> Sequence[tuple[Token, ...]]:
    """Lines of running text from the top down: reversed where all that tells their order says so."""
    votes = list(_votes(["".join(token.text for token in line).strip() for line in lines]))
    return lines[::-1] if votes.count(-1) >= _VOTES and 1 not in votes else lines


def _votes(texts: Sequence[str]) -> Iterator[int]:
    """1 for each sign that lines run top down, -1 for each that they run bottom up."""
    openings = [(at, match) for at, text in enumerate(texts) if (match := _OPENING.match(text))]
    for at, _ in openings:
        if 0 < at < len(texts) - 1:
            above, below = (bool(_ENDED.search(texts[beside])) for beside in (at - 1, at + 1))
            if above != below:
                yield 1 if above else -1
    for (_, first), (_, second) in pairwise(openings):
        step = _rank(second["rank"]) - _rank(first["rank"])
        if (first["kind"], first["end"]) == (second["kind"], second["end"]) and abs(step) == 1:
            yield step


def _rank(ordinal: str) -> int:
    if ordinal.isdecimal():
        return int(ordinal)
    return sum(_RANKS[glyph] for glyph in ordinal)
