"""The sentences of a report's running text, out of the lines of its pages.

Tables, headings, running heads and page numbers are left out. What has no sentence mark at its end is no sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from gouji.models.assembly.labels import normalise, stations
from gouji.models.assembly.tokens import INK, Token, TokenKind, by_line, tokenize
from gouji.models.comparison.edition import Sentence, Spot
from gouji.models.document import Page, Place
from gouji.models.forms import VERSIONS, load_form
from gouji.models.places import locate

_CLAUSE = re.compile(r"[^。！？；!?;]*[。！？；!?;]+[”’」』）)]*|[^。！？；!?;]+")
_END = re.compile(r"[。！？；!?;]")
_ENDED = re.compile(r"[。！？；!?;]+[”’」』）)]*$")
_SECTION = re.compile(r"^[一二三四五六七八九十]、")
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d))"
)
_TITLE = re.compile(r"(?:报告(?:[（(].{1,12}[）)])?|^[（(].{1,8}年度?[）)])$")
_MARK = re.compile(r"[，。！？；：,!?;:]")
_PAGE_NUMBER = re.compile(r"第\d{1,3}页[,，/]?(?:共\d{1,3}页)?")
_DIGITS = re.compile(r"\d+")
_HAN = re.compile("[\u4e00-\u9fff]")

_HEADING_GLYPHS = 40
"""A title, or a line with the ordinal of a section, that has no mark and is no longer than this is a heading."""

_NARROW = 0.8
"""Of the widest line of prose: one with an ordinal that ends before this, and not with its sentence, is a heading."""

_ROW = 3
"""Figures alone on a line from which they are a table's; fewer may be those of a sentence that was broken there."""

_SHORTEST = 8
"""Ideographs of a sentence. What is shorter (无。) says too little for its coming again to mean anything."""

_LONGEST = 600
"""Characters of a sentence: what is longer is text whose marks were lost, or a table."""

_RUNNING = 2
"""Pages that begin or end with one text, but for its figures, from which it is a running head."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a sentence, and where it begins and ends."""

    text: str
    begins: Place
    ends: Place


def running_text(pages: Sequence[Page]) -> tuple[Sentence, ...]:
    """The sentences outside the tables, in reading order."""
    found: list[Sentence] = []
    parts: list[_Part] = []
    lines = _lines(pages)
    width = _width(lines)
    for line in lines:
        text = _text(line)
        if _is_heading(line, text, width) or _is_row(line):
            parts = []
        elif not _is_of_table(line, within=bool(parts)):
            if parts and parts[-1].text.endswith(("：", ":")) and _ORDINAL.match(text):
                found += _sentence(parts)
                parts = []
            for part in _clauses(line):
                parts.append(part)
                if _ENDED.search(part.text):
                    found += _sentence(parts)
                    parts = []
    return tuple(found)


def _lines(pages: Sequence[Page]) -> list[list[Token]]:
    """The lines of all pages, without running heads and page numbers."""
    lines = [line for line in by_line(tokenize(pages)).values() if not _PAGE_NUMBER.fullmatch(_text(line))]
    running = _running_heads(lines)
    return [line for line in lines if _figureless(line) not in running]


def _running_heads(lines: Sequence[Sequence[Token]]) -> frozenset[str]:
    """What the first or last lines of several pages say, figures aside. A text file is one page and has none."""
    by_page: dict[int, list[Sequence[Token]]] = {}
    for line in lines:
        by_page.setdefault(line[0].piece.place.page_index, []).append(line)
    edges = Counter(text for page in by_page.values() for text in {_figureless(page[0]), _figureless(page[-1])})
    return frozenset(t for t, count in edges.items() if count >= _RUNNING and _HAN.search(t) and not _ENDED.search(t))


def _text(line: Sequence[Token]) -> str:
    return "".join("".join(token.piece.text.split()) for token in line)


def _figureless(line: Sequence[Token]) -> str:
    return _DIGITS.sub("#", _text(line))


def _width(lines: Sequence[Sequence[Token]]) -> float:
    """Where the widest line of prose ends: one without cells and with a mark, that is no label."""
    prose = (line for line in lines if line[-1].slot is None and _MARK.search(_text(line)) and not _is_labels(line))
    return max((line[-1].piece.right for line in prose), default=0.0)


def _is_heading(line: Sequence[Token], text: str, width: float) -> bool:
    """Whether a line is a heading or a title: what stands open before it has no end."""
    bare = _ORDINAL.sub("", text, count=1)
    titled = _TITLE.search(text) or _SECTION.match(text)
    if titled and len(text) <= _HEADING_GLYPHS and not _MARK.search(bare):
        return True
    return bare != text and line[-1].piece.right < _NARROW * width and not _END.search(text)


def _is_row(line: Sequence[Token]) -> bool:
    """Whether a line is a row of a table: of several cells, or figures behind labels, or many alone."""
    figures = sum(token.kind in INK for token in line)
    if any(token.slot is not None for token in line):
        return True
    return figures >= _ROW if not _words(line) else figures > 0 and _is_labels(line)


def _is_of_table(line: Sequence[Token], *, within: bool) -> bool:
    """Whether a line is of labels of a form, or a page number. Figures alone are a table's too, unless they stand
    ``within`` a sentence."""
    if any(token.kind is TokenKind.NOISE for token in line):
        return True
    return _is_labels(line) if _words(line) else not within


def _is_labels(line: Sequence[Token]) -> bool:
    """Whether the words of a line are parts of labels of a form, together or each."""
    words = _words(line)
    known = "".join(words) in _labels() or all(len(word) > 1 and word in _labels() for word in words)
    return known and not _END.search(_text(line))


def _words(line: Sequence[Token]) -> list[str]:
    return [normalise(token.piece.text) for token in line if token.kind is TokenKind.LABEL]


@cache
def _labels() -> str:
    """Everything that the forms print around their values, one label a line."""
    rows = [station for version in VERSIONS for station in stations(load_form(version))]
    return "\n".join(dict.fromkeys(t for row in rows for t in (*row.starts, *row.holds, *row.headers)))


def _clauses(line: Sequence[Token]) -> Iterator[_Part]:
    for token in line:
        for clause in _CLAUSE.finditer(token.piece.text):
            if text := "".join(clause[0].split()):
                place = token.piece.place
                yield _Part(text, _at(place, clause.start()), _at(place, clause.end() - 1))


def _at(place: Place, offset: int) -> Place:
    """The place of a character of a piece; on a page, that of the piece."""
    if place.position is None:
        return place
    return replace(place, position=replace(place.position, column=place.position.column + offset))


def _sentence(parts: Sequence[_Part]) -> Iterator[Sentence]:
    text = "".join(part.text for part in parts)
    if len(text) <= _LONGEST and len(_HAN.findall(text)) >= _SHORTEST:
        begins, ends = (Spot.model_validate(locate(place)) for place in (parts[0].begins, parts[-1].ends))
        yield Sentence(text=text, begins=begins, ends=ends)
