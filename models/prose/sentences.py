"""The sentences of a report, put together from the lines outside its tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gouji.models.assembly.tokens import Token
from gouji.models.document import Place
from gouji.models.places import locate
from gouji.models.result import Quotation

_END = "。！？"
_HEADING = re.compile(
    r"#{0,6}(?:第?[一二三四五六七八九十]{1,2}[、.章节]|[(（][一二三四五六七八九十]{1,2}[)）])[^。，,;；:]{0,28}:?"
)
_LONGEST = 600
"""Glyphs of a sentence; what goes on longer is no prose, or has lost its full stops."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` in NFKC without white space, from one full stop to the next. ``origins``: for each of its glyphs the
    token in which it is printed, and where in its text. ``opens``: a paragraph may begin with it, and what was spoken
    of before has ended. ``heading``: the one above it, "" where there is none."""

    text: str
    origins: tuple[tuple[Token, int], ...]
    opens: bool
    heading: str = ""

    def token_at(self, offset: int) -> Token:
        """The token in which a glyph is printed."""
        return self.origins[offset][0]

    def place_at(self, offset: int) -> Place:
        """Where a glyph is printed: its line and column, or, on a page, its word."""
        token, at = self.origins[offset]
        place = token.piece.place
        if place.position is None:
            return place
        return replace(place, position=replace(place.position, column=place.position.column + at))

    def quoted(self, offset: int) -> Quotation:
        """It as the result quotes it, with the place of a glyph."""
        return Quotation.model_validate({"text": self.text, **locate(self.place_at(offset))})


_Glyph = tuple[str, Token, int]


def sentences(lines: Iterable[Sequence[Token] | None]) -> Iterator[Sentence]:
    """The sentences of lines in reading order; None where a table or something else stands between them."""
    run: list[_Glyph] = []
    opens, heading = True, ""
    for line in lines:
        glyphs = [glyph for token in line or () for glyph in _glyphs(token)]
        text = "".join(glyph for glyph, _, _ in glyphs)
        if line is None or (not run and _HEADING.fullmatch(text)):
            yield from _told(run, opens, heading)
            run, opens, heading = [], True, text
            continue
        for glyph in glyphs:
            run.append(glyph)
            if glyph[0] in _END:
                yield from _told(run, opens, heading)
                run, opens = [], False
    yield from _told(run, opens, heading)


def _told(run: Sequence[_Glyph], opens: bool, heading: str) -> Iterator[Sentence]:
    if 0 < len(run) <= _LONGEST:
        yield Sentence("".join(g for g, _, _ in run), tuple((token, at) for _, token, at in run), opens, heading)


def _glyphs(token: Token) -> Iterator[_Glyph]:
    for at, printed in enumerate(token.text):
        yield from ((glyph, token, at) for glyph in unicodedata.normalize("NFKC", printed) if not glyph.isspace())
