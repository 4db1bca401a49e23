"""Page numbers told by what they do: on every page that has one they stand at one height and count the pages; in a text
they stand alone on lines far apart and count up."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gouji.models.document import Line, Page
from gouji.models.values import plain

_NUMBER = re.compile(r"-*第?(?P<number>[1-9]\d{0,2})页?-*(?:[,/]?共?\d{1,3}页?)?")

_SAME_HEIGHT = 0.02
"""Of the page's height: page numbers of one document stand no further apart."""

_FEWEST = 2
"""Pages on which the numbers must count."""

_FEWEST_IN_TEXT = 3
"""The same in a text, where nothing says where a page ends."""

_PAGE_LINES = 12
"""Lines of a text that a page has at least."""

_FIRST = 3
"""The first number printed at most: titles and contents often have none."""

_OTHERS = 2
"""Other figures alone on their lines, for each page number, from which such lines are the way of a text."""

_MOST_DIGITS = 3
"""Of a page's number."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number alone on the first or last line of a page. ``ahead``: how far it is ahead of the page's index."""

    page_index: int
    line: int
    height: float
    ahead: int


def page_numbers(pages: Sequence[Page]) -> frozenset[tuple[int, int]]:
    """Index of the page and of the line on it, of each line that is a page number beyond doubt."""
    candidates = [c for page in pages for c in _candidates(page)]
    counted = frozenset((c.page_index, c.line) for c in candidates if _counts(c, candidates))
    return counted | {(page.index, line) for page in pages if page.origin == "text" for line in _counting(page)}


def _counting(page: Page) -> Sequence[int]:
    """The lines of a text that count its pages: each number comes once where it can, or nothing is told."""
    alone = [(i, line.pieces[0].text) for i, line in enumerate(page.lines) if len(line.pieces) == 1]
    figures = [(i, text) for i, text in alone if plain(text).isdecimal() and not page.lines[i].separated]
    # An office that fills in full-width figures leaves the numbering of pages to its word processor.
    figures = [(i, text) for i, text in figures if text.isascii()] or figures
    lines: dict[int, list[int]] = {}
    for i, text in figures:
        if len(text) <= _MOST_DIGITS:
            lines.setdefault(int(plain(text)), []).append(i)
    chains = [_chain(i, number, lines) for number in range(1, _FIRST + 1) for i in lines.get(number, ())]
    longest = max(chains, key=lambda chain: (len(chain), -chain[0]), default=[])
    lone = len(figures) - len(longest)
    return longest if len(longest) >= _FEWEST_IN_TEXT and lone <= _OTHERS * len(longest) else ()


def _chain(line: int, number: int, lines: Mapping[int, Sequence[int]]) -> list[int]:
    """The lines that count on from one. ``lines``: those of each number, in order."""
    chain = [line]
    while following := lines.get(number := number + 1):
        at = bisect_left(following, chain[-1] + _PAGE_LINES)
        if at != len(following) - 1:
            break
        chain.append(following[at])
    return chain


def _counts(candidate: _Candidate, candidates: Sequence[_Candidate]) -> bool:
    alike = {
        other.page_index
        for other in candidates
        if other.ahead == candidate.ahead and abs(other.height - candidate.height) <= _SAME_HEIGHT
    }
    return len(alike) >= _FEWEST


def _candidates(page: Page) -> Iterator[_Candidate]:
    for at in {0, len(page.lines) - 1} if page.lines else ():
        line = page.lines[at]
        number = None if line.table is not None else _number(line)
        box = line.pieces[0].place.bbox if line.pieces else None
        if number is not None and box is not None:
            yield _Candidate(page.index, at, (box.top + box.bottom) / 2, number - page.index)


def _number(line: Line) -> int | None:
    found = _NUMBER.fullmatch("".join(plain(piece.text) for piece in line.pieces))
    return int(found["number"]) if found else None
