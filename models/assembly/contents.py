"""Lines of a table of contents: headings with the numbers of their pages, which are no figures of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gouji.models.document import Line, Page
from gouji.models.values import plain

_TITLE = re.compile("目[录錄次]")
_LEADER = re.compile(r"[.·・•…⋯]{6,}-*第?\d{0,3}页?-*")
"""Dots that lead to a page number."""
_STROKES = re.compile(r"[_-]{8,}第?\d{0,3}页?-*")
"""Strokes that do, in one piece: one for each column is a row that is filled in with them."""
_ENTRY = re.compile(r".*[\u4e00-\u9fff\"”)]-*(?P<page>\d{1,3})-*")
"""A heading and the page that it stands on."""
_HEADING = re.compile(r"[一二三四五六七八九十]+、.*[\u4e00-\u9fff]{3}")
_FEWEST = 3
"""Entries below the title, without dots, that make a table of contents."""


def contents_lines(pages: Sequence[Page]) -> frozenset[tuple[int, int]]:
    """Index of the page and of the line on it, of each line of a table of contents."""
    places = [(page.index, at) for page in pages for at in range(len(page.lines))]
    lines = [line for page in pages for line in page.lines]
    texts = [_text(line) for line in lines]
    led = {n for n, line in enumerate(lines) if _is_led(line, texts[n])}
    titles = [n for n, text in enumerate(texts) if _TITLE.fullmatch(text)]
    return frozenset(places[n] for n in led.union(*(_entries(texts, title + 1) for title in titles)))


def _text(line: Line) -> str:
    return "" if line.table is not None else "".join(plain(piece.text) for piece in line.pieces)


def _is_led(line: Line, text: str) -> bool:
    drawn = _STROKES.search(text) and any(_STROKES.search(plain(piece.text)) for piece in line.pieces)
    found = (_STROKES if drawn else _LEADER).search(text)
    return found is not None and found.end() == len(text) and _HEADING.match(text[: found.start()]) is not None


def _entries(texts: Sequence[str], first: int) -> Iterator[int]:
    """The lines from one on that are headings with page numbers that never fall, where there are enough of them."""
    numbers: list[int] = []
    for at in range(first, len(texts)):
        found = _ENTRY.fullmatch(texts[at])
        if found is None or not _HEADING.match(texts[at]):
            break
        numbers.append(int(found["page"]))
    if len(numbers) >= _FEWEST and all(a <= b for a, b in pairwise(numbers)):
        yield from range(first, first + len(numbers))
