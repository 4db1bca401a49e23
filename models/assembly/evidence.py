"""What the path through the form leaves at each printed row: its label as far as it was found, and its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import LCSseq

from gouji.models.assembly.alignment import OUTSIDE, Step
from gouji.models.assembly.labels import Station, normalise
from gouji.models.assembly.tokens import Token, TokenKind, is_inked

Cells = tuple[tuple[Token, ...], ...]
"""For each cell from left to right, the tokens in it."""

_INK = (TokenKind.VALUE, TokenKind.UNREADABLE)

_LABEL_GLYPHS = 2
"""Glyphs of a fitting text that mark the end of the label cells of a row; a single one (无) may be a value."""


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """Everything that was found of one printed row.

    ``slots``: the row's value cells from left to right, each with its tokens, where the source separates cells; None
    where it does not. ``values``: its value tokens in order. ``surplus``: values on its lines beyond those
    that the row can hold. ``label_match``: share of the label that was found, in [0, 1].
    """

    station: int
    label_match: float
    values: tuple[Token, ...]
    slots: Cells | None
    surplus: tuple[Token, ...]


def gather(tokens: Sequence[Token], steps: Sequence[Step], stations: Sequence[Station]) -> tuple[RowEvidence, ...]:
    """Evidence of each visit of a row, in reading order. A row comes twice only where the document has it twice."""
    visits = []
    pairs = list(zip(tokens, steps, strict=True))
    fit = {t.line: s.row for t, s in pairs if s.fits and len(normalise(t.text)) >= _LABEL_GLYPHS}
    for row, visit in groupby(pairs, key=lambda pair: pair[1].row):
        if row != OUTSIDE:
            visits.append(_evidence(row, list(visit), stations[row], fit))
    return tuple(visits)


def _evidence(row: int, visit: list[tuple[Token, Step]], station: Station, fit: dict[int, int]) -> RowEvidence:
    values = tuple(t for t, s in visit if s.consumed)
    lines = [list(g) for line, g in groupby(visit, key=lambda pair: pair[0].line) if fit.get(line, row) == row]
    slots = _merge([_line_slots(line) for line in lines if _has_cells(line, station)], station)
    placed = {id(t) for cell in slots or () for t in cell} | {id(t) for t in values}
    beside = {t.line for t in values}
    surplus = tuple(t for t, _ in visit if t.kind in _INK and t.line in beside and id(t) not in placed)
    return RowEvidence(row, _label_match(visit, station), values, slots, surplus)


def _has_cells(line: list[tuple[Token, Step]], station: Station) -> bool:
    """Whether a line can tell which cells of the row are empty. Where labels stand above, lines with labels cannot."""
    is_header = station.row.row is None and any(s.fits for _, s in line)
    return not is_header and (line[0][0].slot is not None or any(s.consumed for _, s in line))


def _line_slots(line: list[tuple[Token, Step]]) -> Cells | None:
    """The value cells that one line gives a row: those right of its label; None where the line has no cells."""
    if any(t.slot is None for t, _ in line):
        return None
    labels = [t.slot for t, s in line if s.fits and len(normalise(t.text)) >= _LABEL_GLYPHS]
    fitting = labels or [t.slot for t, s in line if s.fits]
    first = max((n for n in fitting if n is not None), default=-1) + 1
    cells = [t for t, _ in line if t.slot is not None and t.slot >= first]
    return tuple(tuple(cell) for _, cell in groupby(cells, key=lambda t: t.slot))


def _merge(lines: list[Cells | None], station: Station) -> Cells | None:
    """One row of cells from the lines of a row that a page break or a wrapped label cut in pieces."""
    if not lines or any(line is None for line in lines):
        return None
    width = len(station.row.fields)
    rows = [line for line in lines if line]
    if station.row.row is None and len(rows) > 1 and sum(map(len, rows)) == width:
        return tuple(cell for row in rows for cell in row)
    inked = [row for row in rows if any(map(is_inked, row))]
    if not inked:
        return max(rows, key=len, default=())
    if len(inked) == 1:
        return inked[0]
    columns = list(zip(*inked, strict=False))
    if all(len(row) == width for row in inked) and all(sum(map(is_inked, column)) <= 1 for column in columns):
        return tuple(next((cell for cell in column if is_inked(cell)), column[0]) for column in columns)
    return None


def _label_match(visit: list[tuple[Token, Step]], station: Station) -> float:
    found = "".join(normalise(t.text) for t, s in visit if s.fits)
    wanted = [normalise(v) for v in station.row.row.labels] if station.row.row else ["".join(station.headers)]
    return max(LCSseq.similarity(found, label) / len(label) for label in wanted)
