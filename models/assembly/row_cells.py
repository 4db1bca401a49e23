"""The cells that the drawn lines of a table give a row of the form, and how several lines make one row."""

from __future__ import annotations

from itertools import groupby, takewhile
from statistics import median

from rapidfuzz.distance import LCSseq

from gouji.models.assembly.alignment import Step
from gouji.models.assembly.labels import Station, spellings
from gouji.models.assembly.strangers import Pairs, is_clear
from gouji.models.assembly.tokens import INK, Token, TokenKind, is_inked

Cells = tuple[tuple[Token, ...], ...]
"""For each cell from left to right, the tokens in it."""

_PART = 0.8
"""Share of a text's glyphs that must be in a label for the text to be a part of it."""

_NARROW = 0.5
"""Of the usual width of a row's cells: the columns of a block are about as wide as one another."""

_SHORTEST = 3
"""Glyphs of a text of which one may be another."""


def has_cells(line: Pairs, station: Station) -> bool:
    """Whether a line can tell which cells of the row are empty: a line of headers, without its label, cannot."""
    if any(s.consumed and t.kind is TokenKind.VALUE for t, s in line):
        return True
    is_header = any(s.fits for _, s in line) and not any(is_own_label(t, s, station) for t, s in line)
    if any(s.consumed for _, s in line):
        # Ink that nobody could read, in a drawn header above rows side by side, is a part of its labels.
        return not (is_header and station.row.row is None and line[0][0].slot is not None)
    return not is_header and line[0][0].slot is not None


def is_left(line: Pairs) -> bool:
    """Whether a line has values and no row took one: that of a row that the form does not have, say."""
    inked = [s for t, s in line if t.kind in INK]
    return bool(inked) and not any(s.consumed for s in inked)


def line_slots(line: Pairs, station: Station, begin: int) -> Cells | None:
    """The value cells that one line gives a row: those right of its label; None where the line has no cells.

    None of them is before ``begin``, unless a value is.
    A text in a value cell that happens to be like a header does not move them.
    """
    if any(t.slot is None for t, _ in line):
        return None
    before = list(takewhile(lambda pair: pair[0].kind not in INK, line))
    labels = [t.slot for t, s in before if is_own_label(t, s, station)]
    fitting = labels or [t.slot for t, s in before if s.fits]
    first = max((n for n in fitting if n is not None), default=-1) + 1
    if any(t.kind in INK and t.slot is not None and t.slot < first for t, _ in line):
        return None
    values = [t.slot for t, _ in line if t.kind in INK and t.slot is not None]
    first = min([max(first, begin), *values])
    cells = [t for t, _ in line if t.slot is not None and t.slot >= first]
    return tuple(tuple(cell) for _, cell in groupby(cells, key=lambda t: t.slot))


def merged(lines: list[Cells | None], station: Station) -> Cells | None:
    """One row of cells from the lines of a row that a page break or a wrapped label cut in pieces."""
    width = len(station.row.fields)
    lines = [_without_slivers(line, width) if line else line for line in lines]
    if len(complete := [line for line in lines if line and is_whole(line, width)]) == 1:
        return complete[0]
    if not lines or any(line is None for line in lines):
        return None
    rows = [line for line in lines if line]
    if not rows:
        return None
    if station.row.row is None and len(rows) > 1 and sum(map(len, rows)) == width:
        return tuple(cell for row in rows for cell in row)
    inked = [row for row in rows if any(map(is_inked, row))]
    if not inked:
        return next((row for row in rows if len(row) == width), max(rows, key=len))
    # Ink in a header's cell that nobody could read is no value beside a row that has one in each cell.
    whole = [row for row in inked if len(row) == width and _holds_values(row)]
    if len(whole) == 1 and not any(_holds_values(row) for row in inked if row is not whole[0]):
        return whole[0]
    if len(inked) == 1:
        return inked[0]
    columns = list(zip(*inked, strict=False))
    if all(len(row) == width for row in inked) and all(sum(map(is_inked, column)) <= 1 for column in columns):
        return tuple(next((cell for cell in column if is_inked(cell)), column[0]) for column in columns)
    return None


def _without_slivers(row: Cells, width: int) -> Cells:
    """A row of more cells than columns without those that are empty and far narrower than most, if as many are left: a
    line of dirt beside a rule makes them."""
    if len(row) <= width:
        return row
    broad = [cell[0].piece.right - cell[0].piece.left for cell in row]
    usual = median(broad)
    kept = tuple(c for c, breadth in zip(row, broad, strict=True) if is_inked(c) or breadth > _NARROW * usual)
    return kept if len(kept) == width else row


def is_whole(row: Cells, width: int) -> bool:
    """Whether it is one line with ink in each cell, so that nothing on other lines can be of it."""
    return (
        width > 1 and len(row) == width and all(map(is_inked, row)) and len({t.line for cell in row for t in cell}) == 1
    )


def _holds_values(row: Cells) -> bool:
    return any(t.kind is TokenKind.VALUE for cell in row for t in cell)


def is_own_label(token: Token, step: Step, station: Station) -> bool:
    """Whether a text that was taken for a row's is of its own label, or its groups'."""
    return step.fits and is_clear(token) and is_part(token.text, station)


def is_part(text: str, station: Station) -> bool:
    """Whether a text, with or without an explanation in brackets, is a part of the row's label and its groups."""
    parts = spellings(text)
    return any(LCSseq.similarity(part, chain) >= _least(part) for part in parts for chain in station.chains)


def _least(part: str) -> float:
    """Glyphs of a text that must be in a label; of a short one all but one: （七）小计."""
    return len(part) - 1 if _SHORTEST <= len(part) < 1 / (1 - _PART) else _PART * len(part)
