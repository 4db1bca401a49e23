"""A text file as lines with places.

Text has positions too: line and column, full-width glyphs two wide unless its values say otherwise. Tabs, the bars of
Markdown and the uprights of tables drawn with lines (│, as browsers for the terminal draw them) separate cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gouji.models.document import Line, Page, Piece, Place, Position
from gouji.models.sources.radicals import without_radicals
from gouji.models.sources.streams import in_lines_of_their_own
from gouji.models.sources.text_columns import in_own_columns
from gouji.models.values import is_value

_WORD = re.compile(r"\S+")
_BARRED_LINES = 3
"""Lines with two bars or more from which bars separate cells in a text."""
_MARKDOWN_RULE = re.compile(r"[\s|:\-]+")
_UPRIGHTS = re.compile("[│┃║╎┆┊]")
_LEVELS = re.compile("[─━═┄┈╌┌-╋╒-╬]")
"""Lines of a drawn table that run across, and where they meet others."""
_ONE_CELL = re.compile(r"\t *([^\t]*)")


_COMMA_CELL = re.compile(r'"(?:[^"]|"")*"|[^,]*')
_COMMA_LINES = 5
"""Lines of which commas make cells, at least half of them empty or figures, from which commas separate cells."""


_FOOT = re.compile(r"[-—–－\s]*(?:第\s*)?\d{1,3}(?:\s*页)?[-—–－\s]*")
"""The number of a page alone on its line."""

_USUAL = 3
"""Rows of one number of cells that make it a usual one."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines of one cell each that follow one another, and the lines behind them, each with its number; and how many
    of those behind are empty."""

    cells: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, str], ...]
    empty: int


def read_text(text: str) -> Page:
    """The one page of a text. Lines that hold no glyph are left out; their numbers still count."""
    return Page(0, in_lines_of_their_own(in_own_columns(tuple(_rows(text)))), "text")


def _rows(text: str) -> Iterator[Line]:
    """Lines, with the lines of a table that was written one cell per line joined to rows again."""
    told = without_radicals(text)
    lines = [line.rstrip("\r").replace("\f", " ") for line in told.split("\n" if "\n" in told else "\r")]
    if sum(len(_UPRIGHTS.findall(line)) > 1 for line in lines) >= _BARRED_LINES:
        lines = [_undrawn(line) for line in lines]
    if sum(by_commas := [_has_comma_cells(line) for line in lines]) >= _COMMA_LINES:
        lines = [_tabbed(line) if has else line for line, has in zip(lines, by_commas, strict=True)]
    bars = _bars(lines)
    for run in _over_feet(list(_runs(lines))):
        yield from _joined([_line(content, number, None) for number, content in run.cells])
        yield from (_line(content, number, bars) for number, content in run.others)


def _has_comma_cells(line: str) -> bool:
    """Whether commas separate the cells of a table on a line, and not thousands."""
    cells = [cell.strip('"') for cell in _comma_cells(line)] if line.count(",") > 1 else []
    said = [cell for cell in cells if cell.strip() and not is_value(cell)]
    return 2 * len(said) <= len(cells) and not any(any(map(is_value, cell.split())) for cell in said) and bool(cells)


def _comma_cells(line: str) -> list[str]:
    """The cells of a line, with the quotation marks around those that hold commas."""
    cells, at = [], 0
    while at <= len(line):
        found = _COMMA_CELL.match(line, at)
        assert found is not None
        cells.append(found[0])
        at = found.end() + 1
    return cells


def _tabbed(line: str) -> str:
    """A line with tabs for its commas, each glyph in its place."""
    return "\t".join(cell.replace('"', " ") for cell in _comma_cells(line))


def _undrawn(line: str) -> str:
    """A line of a drawn table with bars for its uprights, each glyph in its place; empty where nothing else is left."""
    barred = _UPRIGHTS.sub("|", _LEVELS.sub(" ", line))
    return barred if barred.strip("| ") or not _LEVELS.search(line) else ""


def _runs(lines: Sequence[str]) -> Iterator[_Run]:
    """The lines that hold something, each with its number: runs of one cell a line, and what stands behind each."""
    cells: list[tuple[int, str]] = []
    others: list[tuple[int, str]] = []
    empty = 0
    for number, content in enumerate(lines, start=1):
        if _ONE_CELL.fullmatch(content):
            if others or empty:
                yield _Run(tuple(cells), tuple(others), empty)
                cells, others, empty = [], [], 0
            cells.append((number, content))
        elif content.strip() or "\t" in content:
            others.append((number, content))
        else:
            empty += 1
    yield _Run(tuple(cells), tuple(others), empty)


def _over_feet(runs: Sequence[_Run]) -> Iterator[_Run]:
    """The runs, those joined that a page's foot parts and that are as many cells together as other rows are."""
    often = Counter(len(run.cells) for run in runs)
    usual = {length for length, count in often.items() if length > 1 and count >= _USUAL}
    empty = Counter(run.empty for run in runs if run.cells).most_common(1)[0][0] if runs[0].cells or runs[1:] else 0
    before: _Run | None = None
    for run in runs:
        if before and (before.others or before.empty > empty) and _goes_on(before, run, usual):
            before = _Run((*before.cells, *run.cells), (*before.others, *run.others), run.empty)
            continue
        if before:
            yield before
        before = run
    if before:
        yield before


def _goes_on(before: _Run, run: _Run, usual: set[int]) -> bool:
    """Whether a run is the rest of a row: it has no label of its own, or one of both is as long as no row is."""
    if not before.cells or not run.cells or not all(_FOOT.fullmatch(content) for _, content in before.others):
        return False
    texts = [content.strip() for _, content in run.cells]
    nameless = all(not text or is_value(text) for text in texts)
    parted = nameless or not {len(before.cells), len(run.cells)} <= usual
    return parted and len(before.cells) + len(run.cells) in usual


def _bars(lines: Sequence[str]) -> Literal["around", "between"] | None:
    """Whether bars stand around the cells of a text, as in Markdown, or only between them; None if they do neither."""
    barred = [line.strip() for line in lines if line.count("|") > 1]
    if len(barred) < _BARRED_LINES:
        return None
    around = sum(line.startswith("|") and line.endswith("|") for line in barred)
    return "around" if 2 * around > len(barred) else "between"


def _joined(row: list[Line]) -> Iterator[Line]:
    """A run of lines that each hold one cell behind a tab is one row; otherwise the tabs indent lines of words."""
    cells = [line.pieces[1] for line in row]
    if len(row) > 1 and all(is_value(c.text) or not any(map(is_value, c.text.split())) for c in cells):
        yield Line(tuple(cells), separated=True)
    else:
        yield from (Line(tuple(_words(cell))) for cell in cells if cell.text)


def _words(cell: Piece) -> Iterator[Piece]:
    position = cell.place.position
    assert position is not None
    for word in _WORD.finditer(cell.text):
        left = cell.left + _width(cell.text[: word.start()])
        place = Place(0, position=Position(position.line, position.column + word.start()))
        yield Piece(word[0], place, left, left + _width(word[0]))


def _line(content: str, number: int, bars: Literal["around", "between"] | None) -> Line:
    if bars and "|" in content:
        return _barred_line(content, number, bars)
    if "\t" in content.strip(" "):
        return Line(tuple(_pieces(content, number, _cell_spans(content, "\t"))), separated=True)
    spans = [(m.start(), m.end()) for m in _WORD.finditer(content)]
    return Line(tuple(_pieces(content, number, spans)))


def _barred_line(content: str, number: int, bars: Literal["around", "between"]) -> Line:
    if _MARKDOWN_RULE.fullmatch(content) and "-" in content:
        return Line(())
    spans, bare = _cell_spans(content, "|"), content.strip()
    if bars == "around":  # a line may lack the outer bar
        spans = spans[bare.startswith("|") : len(spans) - bare.endswith("|")]
    return Line(tuple(_pieces(content, number, spans)), separated=True)


def _cell_spans(content: str, separator: str) -> list[tuple[int, int]]:
    """Start and end of each cell, white space at its ends left out."""
    spans, start = [], 0
    for cell in content.split(separator):
        stripped = cell.strip()
        begin = start + (len(cell) - len(cell.lstrip()) if stripped else 0)
        spans.append((begin, begin + len(stripped)))
        start += len(cell) + 1
    return spans


def _pieces(content: str, number: int, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The pieces of a line, from left to right; widths are added up once for the whole line."""
    at, width = 0, 0.0
    for start, end in spans:
        left = width + _width(content[at:start])
        at, width = end, left + _width(content[start:end])
        yield Piece(content[start:end], Place(0, position=Position(number, start + 1)), left, width)


def _width(text: str) -> int:
    """Columns of a fixed-width font."""
    return sum(2 if unicodedata.east_asian_width(glyph) in "WF" else 1 for glyph in text)
