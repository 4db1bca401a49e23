"""What the path through the form leaves at each printed row: its label as far as it was found, and its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import mean

from rapidfuzz.distance import LCSseq

from gouji.models.assembly.alignment import OUTSIDE, Step
from gouji.models.assembly.labels import Station, normalise
from gouji.models.assembly.tokens import Token, TokenKind, is_inked
from gouji.models.document import Origin

Cells = tuple[tuple[Token, ...], ...]
"""For each cell from left to right, the tokens in it."""

_PART = 0.8
"""Share of a text's glyphs that must be in a label for the text to be a part of it."""

_INK = (TokenKind.VALUE, TokenKind.UNREADABLE)

_LABEL_GLYPHS = 2
"""Glyphs of a fitting text that mark the end of the label cells of a row; a single one (无) may be a value."""


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """Everything that was found of one printed row.

    ``slots``: the row's value cells from left to right, each with its tokens, where the source separates cells; None
    where it does not. ``values``: its value tokens in order. ``strangers``: values and labels around its values that
    are not the row's. ``label_match``: share of the label that was found, in [0, 1]. ``headers``: parts of column
    labels above the row. ``origin``: "ocr" if any of it comes from there.
    """

    station: int
    label_match: float
    values: tuple[Token, ...]
    slots: Cells | None
    strangers: tuple[Token, ...]
    headers: tuple[Token, ...]
    origin: Origin


def gather(tokens: Sequence[Token], steps: Sequence[Step], stations: Sequence[Station]) -> tuple[RowEvidence, ...]:
    """Evidence of each visit of a row, in reading order. A row comes twice only where the document has it twice."""
    visits: list[list[tuple[Token, Step]]] = []
    lines: dict[int, list[tuple[Token, Step]]] = {}
    before = OUTSIDE
    for token, step in zip(tokens, steps, strict=True):
        lines.setdefault(token.line, []).append((token, step))
        if step.row != OUTSIDE:
            if step.opens or step.row != before:
                visits.append([])
            visits[-1].append((token, step))
        before = step.row
    return tuple(_evidence(visit[0][1].row, visit, stations[visit[0][1].row], lines) for visit in visits)


def _evidence(
    row: int, visit: list[tuple[Token, Step]], station: Station, lines: dict[int, list[tuple[Token, Step]]]
) -> RowEvidence:
    values = tuple(t for t, s in visit if s.consumed)
    own = [list(g) for line, g in groupby(visit, key=lambda p: p[0].line) if _label_row(lines[line], row) == row]
    own = _without_strangers(own, lines)
    values = tuple(t for t in values if any(t.line == line[0][0].line for line in own))
    slots = _merge([_line_slots(line) for line in own if _has_cells(line, station)], station)
    placed = {id(t) for cell in slots or () for t in cell} | {id(t) for t in values}
    strangers = _strangers(row, visit, values, placed, lines)
    origin = next((t.origin for t, _ in visit if t.origin == "ocr"), visit[0][0].origin)
    headers = tuple(t for t, s in visit if s.fits and _is_column_label(t.text, station))
    return RowEvidence(row, _label_match(visit, station), values, slots, strangers, headers, origin)


def _without_strangers(
    own: list[list[tuple[Token, Step]]], lines: dict[int, list[tuple[Token, Step]]]
) -> list[list[tuple[Token, Step]]]:
    """The lines of a row without those of a row that the form does not have, where cells show that it is another."""
    kept = [line for line in own if line[0][0].slot is None or not _is_foreign(lines[line[0][0].line])]
    return kept if any(t.slot is not None for line in kept for t, _ in line) else own


def _is_foreign(line: list[tuple[Token, Step]]) -> bool:
    """Whether a line has a label of its own, which speaks for no row that the line was taken for."""
    labels = [s for t, s in line if t.kind is TokenKind.LABEL and len(normalise(t.text)) >= _LABEL_GLYPHS]
    return bool(labels) and not any(s.fits for s in labels)


def _label_row(line: list[tuple[Token, Step]], otherwise: int) -> int:
    """The row that the last clear label on a line speaks for."""
    rows = [s.row for t, s in line if s.fits and len(normalise(t.text)) >= _LABEL_GLYPHS]
    return rows[-1] if rows else otherwise


def _strangers(
    row: int,
    visit: list[tuple[Token, Step]],
    values: tuple[Token, ...],
    placed: set[int],
    lines: dict[int, list[tuple[Token, Step]]],
) -> tuple[Token, ...]:
    """What makes it doubtful that the values are this row's: more values than it holds, or another label beside them.

    Values that stand on one line with the row's label are its own whatever follows on other lines.
    """
    beside = [pair for line in dict.fromkeys(t.line for t in values) for pair in lines[line]]
    together = len({t.line for t in values}) == 1 and any(s.fits and s.row == row for _, s in beside)
    around = beside if together else [*beside, *visit]
    surplus = [t for t, s in around if t.kind in _INK and id(t) not in placed and s.row in (row, OUTSIDE)]
    foreign = [
        t for t, s in beside if t.kind is TokenKind.LABEL and not s.fits and len(normalise(t.text)) >= _LABEL_GLYPHS
    ]
    return tuple(t for t in (*surplus, *foreign) if id(t) not in placed)


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
    """Share of the row's own label in the texts that are parts of it; headers and headings do not count.

    For rows that stand side by side, the share of the labels above them.
    """
    texts = [normalise(t.text) for t, s in visit if s.fits]
    if station.row.row is None:
        block = station.block
        above = [
            normalise(labels[0]) for labels in (*(r.labels for r in block.rows), *(c.labels for c in block.columns))
        ]
        return mean(LCSseq.similarity("".join(texts), label) / len(label) for label in above)
    found = "".join(t for t in texts if _is_part(t, station))
    wanted = [normalise(label) for label in station.row.row.labels]
    return max(LCSseq.similarity(found, label) / len(label) for label in wanted)


def _is_column_label(text: str, station: Station) -> bool:
    """Whether a text is a column's label or a part of one, not that of a group of columns."""
    glyphs = normalise(text)
    return any(glyphs in normalise(label) for column in station.block.columns for label in column.labels)


def _is_part(text: str, station: Station) -> bool:
    return any(LCSseq.similarity(text, chain) >= _PART * len(text) for chain in station.chains)
