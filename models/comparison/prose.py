"""The sentences of a report's running text, out of the lines of its pages.

Tables, headings and page numbers are left out. What has no sentence mark at its end is no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from gouji.models.assembly.labels import normalise, stations
from gouji.models.assembly.tokens import Token, TokenKind, by_line, tokenize
from gouji.models.comparison.edition import Sentence, Spot
from gouji.models.document import Page, Place
from gouji.models.forms import VERSIONS, load_form
from gouji.models.places import locate

_CLAUSE = re.compile(r"[^。！？；!?;]*[。！？；!?;]+[”’」』）)]*|[^。！？；!?;]+")
_ENDED = re.compile(r"[。！？；!?;]+[”’」』）)]*$")
_ORDINAL = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、．])")
_TITLE = re.compile(r"报\s*告\s*$")
_MARKS = re.compile(r"[，。！？；：,!?;:]")
_HAN = re.compile("[\u4e00-\u9fff]")

_HEADING_GLYPHS = 30
"""A line with an ordinal, no longer than this and without any mark, is a heading."""

_SHORTEST = 8
"""Ideographs of a sentence. What is shorter (无。) says too little for its coming again to mean anything."""

_LONGEST = 600
"""Characters of a sentence: what is longer is text whose marks were lost, or a table."""

_Part = tuple[str, Place, Place]
"""A piece of a sentence, and where it begins and ends."""


def sentences(pages: Sequence[Page]) -> tuple[Sentence, ...]:
    """The sentences outside the tables, in reading order."""
    found: list[Sentence] = []
    open_: list[_Part] = []
    for line in by_line(tokenize(pages)).values():
        text = "".join(token.piece.text for token in line)
        if _is_heading(text):
            open_ = []
        elif not _is_of_table(line, text, within=bool(open_)):
            for part in _clauses(line):
                open_.append(part)
                if _ENDED.search(part[0]):
                    found += _sentence(open_)
                    open_ = []
    return tuple(found)


def _is_heading(text: str) -> bool:
    """A line that begins anew: what stands open before it has no end. Also the title of a report."""
    bare = _ORDINAL.sub("", text, count=1)
    unmarked = len(text) <= _HEADING_GLYPHS and not _MARKS.search(bare)
    return unmarked and (bare != text or _TITLE.search(text) is not None)


def _is_of_table(line: Sequence[Token], text: str, *, within: bool) -> bool:
    """Whether a line is a table's (of several cells, or part of a label of a form) or a page number. Figures alone are
    a table's too, unless they stand ``within`` a sentence that was broken around them."""
    if any(token.slot is not None or token.kind is TokenKind.NOISE for token in line):
        return True
    if all(token.kind is not TokenKind.LABEL for token in line):
        return not within
    words = normalise("".join(token.piece.text for token in line if token.kind is TokenKind.LABEL))
    return not _ENDED.search(text) and words in _labels()


@cache
def _labels() -> str:
    """Everything that the forms print around their values, one label a line."""
    rows = [station for version in VERSIONS for station in stations(load_form(version))]
    return "\n".join(dict.fromkeys(t for row in rows for t in (*row.starts, *row.holds, *row.headers)))


def _clauses(line: Sequence[Token]) -> Iterator[_Part]:
    for token in line:
        for clause in _CLAUSE.finditer(token.piece.text):
            if clause[0].strip():
                yield clause[0], _at(token.piece.place, clause.start()), _at(token.piece.place, clause.end() - 1)


def _at(place: Place, offset: int) -> Place:
    """The place of a character of a piece; on a page, that of the piece."""
    if place.position is None:
        return place
    return replace(place, position=replace(place.position, column=place.position.column + offset))


def _sentence(parts: Sequence[_Part]) -> Iterator[Sentence]:
    text = "".join("".join(part.split()) for part, _, _ in parts)
    if len(text) <= _LONGEST and len(_HAN.findall(text)) >= _SHORTEST:
        begins, ends = (Spot.model_validate(locate(place)) for place in (parts[0][1], parts[-1][2]))
        yield Sentence(text=text, begins=begins, ends=ends)
