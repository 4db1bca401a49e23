"""What the path through the form leaves at each printed row: its label as far as it was found, and its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import mean

from rapidfuzz.distance import LCSseq

from gouji.models.assembly.alignment import OUTSIDE, Step
from gouji.models.assembly.labels import Station, is_of_own_label, normalise
from gouji.models.assembly.row_cells import (
    Cells,
    has_cells,
    is_left,
    is_own_label,
    is_part,
    is_whole,
    line_slots,
    merged,
)
from gouji.models.assembly.strangers import Pairs, is_clear, mistaken_for_page_number, strangers_of
from gouji.models.assembly.tokens import INK, Token, TokenKind
from gouji.models.assembly.value_cells import first_value_cells
from gouji.models.document import Origin


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """Everything that was found of one printed row.

    ``slots``: the row's value cells from left to right, each with its tokens, where the source separates cells; None
    where it does not. ``values``: its value tokens in order. ``strangers``: values and labels around its values that
    are not the row's. ``label_match``: share of the label that was found, in [0, 1]; ``named``: the same by the
    classifier, which knows misread labels too. ``headers``: parts of column labels above the row. ``origin``: "ocr" if
    any of it comes from there.
    ``side_by_side``: the printed row is several rows of the form. ``apart``: its values stand on other lines than its
    label. ``searched``: on a scan, nothing more is printed on its lines. ``counted``: between rows known by their
    labels stand as many drawn lines of a scan, or values of a text, as the rows there have, so that it can be no other.
    """

    station: int
    label_match: float
    named: float
    values: tuple[Token, ...]
    slots: Cells | None
    strangers: tuple[Token, ...]
    headers: tuple[Token, ...]
    texts: tuple[Token, ...]
    origin: Origin
    side_by_side: bool
    apart: bool
    searched: bool = False
    counted: bool = False


def gather(tokens: Sequence[Token], steps: Sequence[Step], stations: Sequence[Station]) -> tuple[RowEvidence, ...]:
    """Evidence of each visit of a row, in reading order. A row comes twice only where the document has it twice."""
    visits: list[Pairs] = []
    lines = _lines(tokens, steps, stations)
    before = OUTSIDE
    for token, step in zip(tokens, steps, strict=True):
        if step.row != OUTSIDE:
            if step.opens or step.row != before:
                visits.append([])
            visits[-1].append((token, step))
        before = step.row
    return tuple(_evidence(visit[0][1].row, visit, stations[visit[0][1].row], lines) for visit in visits)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a document with what the path made of them, and the row that the last clear label of each names.

    ``first_value``: for rows where lines agree on it, the number of the first value cell.
    """

    pairs: dict[int, Pairs]
    label_row: dict[int, int]
    first_value: Mapping[int, int]


def _lines(tokens: Sequence[Token], steps: Sequence[Step], stations: Sequence[Station]) -> _Lines:
    pairs: dict[int, Pairs] = {}
    label_row: dict[int, int] = {}
    for token, step in zip(tokens, steps, strict=True):
        pairs.setdefault(token.line, []).append((token, step))
        if step.fits and is_clear(token):
            label_row[token.line] = step.row
    return _Lines(pairs, label_row, first_value_cells(tokens, steps, stations))


def _evidence(row: int, visit: Pairs, station: Station, lines: _Lines) -> RowEvidence:
    values = tuple(t for t, s in visit if s.consumed)
    own = [list(g) for line, g in groupby(visit, key=lambda p: p[0].line) if lines.label_row.get(line, row) == row]
    between = _between(row, own, lines, station)
    own = own if between else _without_strangers(own, lines.pairs)
    values = tuple(t for t in values if any(t.line == line[0][0].line for line in own))
    whole = [lines.pairs[line[0][0].line] for line in own if has_cells(line, station)]
    whole = [line for line in whole if not is_left(line)]
    slots = merged([line_slots(line, station, lines.first_value.get(row, 0)) for line in whole], station)
    if between and slots is not None:
        slots = slots[-len(station.row.fields) :]
    placed = {id(t) for cell in slots for t in cell} if slots else {id(t) for t in values}
    complete = slots is not None and is_whole(slots, len(station.row.fields))
    if slots is not None and (complete or (station.row.row is None and len(slots) == len(station.row.fields))):
        # What was taken for a value above a whole row of cells is a part of its header.
        values = tuple(t for t in values if id(t) in placed)
    near = _near(visit, slots, complete, lines, station) if slots else visit
    strangers = strangers_of(row, near, values, placed, lines.pairs, station)
    if between:
        strangers = tuple(t for t in strangers if t.line != between[0].line or t.kind is not TokenKind.LABEL)
    if not values and slots is None:
        strangers += mistaken_for_page_number(visit, len(station.row.fields))
    origin = next((t.origin for t, _ in visit if t.origin == "ocr"), visit[0][0].origin)
    if origin == "ocr" and slots is None and station.row.row is not None and len(values) < len(station.row.fields):
        strangers += _glyphs_behind(visit, station)
    headers = tuple(t for t, s in visit if s.fits and _is_column_label(t.text, station))
    labelled = {t.line for t, s in visit if s.fits}
    return RowEvidence(
        station=row,
        label_match=_label_match(visit, station) or _match_of([t.text for t in between], station),
        named=_named(visit, station),
        values=values,
        slots=slots,
        strangers=strangers,
        headers=headers,
        texts=_texts_without_values(visit),
        origin=origin,
        side_by_side=station.row.row is None,
        apart=any(t.line not in labelled for t in values),
        searched=_is_searched(visit, station),
    )


def _near(visit: Pairs, slots: Cells, complete: bool, lines: _Lines, station: Station) -> Pairs:
    """What of a visit may be of a row with cells: of ``complete`` rows side by side, their line; of others that have
    their label beside their cells, all but drawn lines with a label that is no row's, which are the office's own."""
    first = {cell[0].line for cell in slots if cell}
    if station.row.row is None:
        return [pair for pair in visit if pair[0].line in first] if complete else visit
    named = any(t.line in first and is_own_label(t, s, station) for t, s in visit)
    if not named or len(first) > 1 or len(slots) != len(station.row.fields) or not all(slots):
        return visit
    return [(t, s) for t, s in visit if t.line in first or t.slot is None or not _is_foreign(lines.pairs[t.line])]


def _is_searched(visit: Pairs, station: Station) -> bool:
    """Whether all that is printed on the lines with values or with the row's own label is known, and what stands at
    their height is in this visit, too. Lines of headers and of a group's label hold no values of the row."""
    own = {t.line for t, _ in visit if t.kind in INK or is_of_own_label(t.text, station)}
    places = {t.piece.place for t, _ in visit}
    lines = [t for t, _ in visit if not own or t.line in own]
    return all(t.searched and places.issuperset(t.beside) for t in lines)


def _glyphs_behind(visit: Pairs, station: Station) -> tuple[Token, ...]:
    """Single glyphs behind other text of a scan's line without cells: a figure may look like one, as a barred 0 does
    like 日. Not those of a column's label above the row, which may be set one glyph a line."""
    named = min((t.line for t, _ in visit if is_of_own_label(t.text, station)), default=0)
    lines = [list(g) for _, g in groupby((t for t, _ in visit), key=lambda t: t.line)]
    behind = [t for line in lines for t in line[1:] if t.kind is TokenKind.LABEL and len(t.text) == 1]
    return tuple(t for t in behind if t.line >= named or not _is_column_label(t.text, station))


def _texts_without_values(visit: Pairs) -> tuple[Token, ...]:
    """The texts on lines that hold no values."""
    beside = {t.line for t, _ in visit if t.kind in INK}
    return tuple(t for t, _ in visit if t.kind is TokenKind.LABEL and t.line not in beside)


def _between(row: int, own: list[Pairs], lines: _Lines, station: Station) -> tuple[Token, ...]:
    """The labels of the one drawn line of cells that stands where the row must: between the rows before and after.

    Its label need not be known: nothing else is between them. None where the row's own label is on another line.
    """
    cells = [line for line in own if line[0][0].table is not None and any(t.kind in INK for t, _ in line)]
    if len(cells) != 1 or any(is_own_label(t, s, station) for line in own for t, s in line):
        return ()
    number = cells[0][0][0].line
    before, after = lines.label_row.get(number - 1), lines.label_row.get(number + 1)
    if before not in (row - 1, row) or after != row + 1:
        return ()
    return tuple(t for t, _ in lines.pairs[number] if t.kind is TokenKind.LABEL)


def _without_strangers(own: list[Pairs], lines: dict[int, Pairs]) -> list[Pairs]:
    """The lines of a row without those of a row that the form does not have, where cells show that it is another."""
    kept = [line for line in own if line[0][0].slot is None or not _is_foreign(lines[line[0][0].line])]
    return kept if any(t.slot is not None for line in kept for t, _ in line) else own


def _is_foreign(line: Pairs) -> bool:
    """Whether a line has a label of its own, which speaks for no row that the line was taken for."""
    labels = [s for t, s in line if t.kind is TokenKind.LABEL and is_clear(t)]
    return bool(labels) and not any(s.fits for s in labels)


def _label_match(visit: Pairs, station: Station) -> float:
    """Share of the row's own label in the texts that are parts of it; headers and headings do not count.

    For rows that stand side by side, the share of the labels above them.
    """
    texts = [t.text for t, s in visit if s.fits]
    if station.row.row is None:
        block = station.block
        above = [
            normalise(labels[0]) for labels in (*(r.labels for r in block.rows), *(c.labels for c in block.columns))
        ]
        return mean(LCSseq.similarity("".join(map(normalise, texts)), label) / len(label) for label in above)
    return _match_of([t for t in texts if is_part(t, station)], station)


def _named(visit: Pairs, station: Station) -> float:
    """Share of the row's own label that the classifier expects in its texts, in [0, 1]."""
    if station.row.row is None:
        return 0.0
    length = len(normalise(station.row.row.labels[0]))
    return min(sum(step.named for _, step in visit) / length, 1.0)


def _match_of(texts: Sequence[str], station: Station) -> float:
    """Share of the row's own label in the texts."""
    if station.row.row is None:
        return 0.0
    found = "".join(map(normalise, texts))
    wanted = [normalise(label) for label in station.row.row.labels]
    return max(LCSseq.similarity(found, label) / len(label) for label in wanted)


def _is_column_label(text: str, station: Station) -> bool:
    """Whether a text is a column's label or a part of one, not that of a group of columns."""
    glyphs = normalise(text)
    return any(glyphs in normalise(label) for column in station.block.columns for label in column.labels)
