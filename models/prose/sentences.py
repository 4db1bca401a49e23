"""The sentences of a report, put together from the lines outside its tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gouji.models.assembly.tokens import Token

_END = "。！？"
_HEADING = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,2}[、.章节]|[(（][一二三四五六七八九十]{1,2}[)）])[^。，,;；]{0,28}"
)
_LONGEST = 600
"""Glyphs of a sentence; what goes on longer is no prose, or has lost its full stops."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` in NFKC without white space, from one full stop to the next. ``tokens``: where its glyphs come from, as
    the offset at which each token begins, ascending. ``opens``: a paragraph may begin with it, and what was spoken of
    before has ended."""

    text: str
    tokens: tuple[tuple[int, Token], ...]
    opens: bool

    def token_at(self, offset: int) -> Token:
        """The token in which a glyph stands."""
        return [token for begin, token in self.tokens if begin <= offset][-1]


def sentences(lines: Iterable[Sequence[Token] | None]) -> Iterator[Sentence]:
    """The sentences of lines in reading order; None where a table or something else stands between them."""
    run: list[tuple[str, Token]] = []
    opens = True
    for line in lines:
        glyphs = [(glyph, token) for token in line or () for glyph in _plain(token.text)]
        text = "".join(glyph for glyph, _ in glyphs)
        if line is None or (_HEADING.fullmatch(text) and not run):
            yield from _told(run, opens)
            run, opens = [], True
            continue
        for glyph, token in glyphs:
            run.append((glyph, token))
            if glyph in _END:
                yield from _told(run, opens)
                run, opens = [], False
    yield from _told(run, opens)


def _told(run: Sequence[tuple[str, Token]], opens: bool) -> Iterator[Sentence]:
    if not 0 < len(run) <= _LONGEST:
        return
    begins = [(i, token) for i, (_, token) in enumerate(run) if i == 0 or token is not run[i - 1][1]]
    yield Sentence("".join(glyph for glyph, _ in run), tuple(begins), opens)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
