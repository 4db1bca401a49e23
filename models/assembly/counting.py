"""Rows of a scan that are told by counting: between two rows known by their labels, as many drawn lines as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.labels import Station
from gouji.models.assembly.row_cells import Cells, is_part
from gouji.models.assembly.strangers import is_clear
from gouji.models.assembly.tokens import INK, Token, TokenKind, by_line

KNOWN = 0.6
"""Share of a label from which its row is known."""

_PLAINLY_READ = 0.6
"""Confidence of a text from which it says what is printed."""

_ASIDE = 0.3
"""Of a cell's width: how far the cells of a row may stand beside those of another."""


def filled(rows: Sequence[RowEvidence], tokens: Sequence[Token], stops: Sequence[Station]) -> tuple[RowEvidence, ...]:
    """The rows, each in the order of the form, with those whose label a seal hides, say: where as many drawn lines as
    rows stand between two rows known by their labels, each row has the cells of its line."""
    lines = by_line(tokens)
    by_station = {row.station: row for row in rows}
    for above, below in pairwise(_known(rows)):
        run = _run(above, below, stops)
        for station, line in run.items():
            before = by_station.get(station)
            if not _is_on(before, line, above) and (cells := _cells_below(above, lines.get(line, ()), stops[station])):
                by_station[station] = _with_cells(before, station, cells)
        taken = {id(t) for station in run if station in by_station for t in _cells_of(by_station[station])}
        for station in run.keys() & by_station.keys():
            by_station[station] = _without(by_station[station], taken)
    return tuple(by_station[station] for station in sorted(by_station))


def _run(above: RowEvidence, below: RowEvidence, stops: Sequence[Station]) -> Mapping[int, int]:
    """The lines of the rows from one known row to another, by their stations; none where lines are not as many."""
    first, last = _line(above), _line(below)
    assert first is not None and last is not None
    rows = range(above.station, below.station + 1)
    is_whole = first.table == last.table and last.line - first.line == len(rows) - 1
    is_one = all(stops[row].block is stops[above.station].block for row in rows)
    return {row: first.line + at for at, row in enumerate(rows)} if is_whole and is_one else {}


def _cells_below(above: RowEvidence, line: Sequence[Token], station: Station) -> Cells | None:
    """The cells of a line that stand under those of a row; None where they do not, hold text, or have the label of
    another row beside them."""
    if any(_is_label_of_another(t, station) for t in line):
        return None
    cells = tuple(tuple(group) for _, group in groupby(line, key=lambda t: t.slot or 0))
    if not above.slots or not all(above.slots) or len(cells) < len(above.slots):
        return None
    cells = cells[-len(above.slots) :]
    if any(t.kind is TokenKind.LABEL or t.slot is None or t.table is None for cell in cells for t in cell):
        return None
    return cells if all(_is_under(a[0], b[0]) for a, b in zip(above.slots, cells, strict=True)) else None


def _is_label_of_another(token: Token, station: Station) -> bool:
    """Whether a text is plainly read, and no part of a row's label or of the labels of its groups."""
    is_read = token.kind is TokenKind.LABEL and is_clear(token) and token.piece.confidence >= _PLAINLY_READ
    return is_read and not is_part(token.text, station)


def _is_under(above: Token, below: Token) -> bool:
    aside = max(abs(above.piece.left - below.piece.left), abs(above.piece.right - below.piece.right))
    return aside <= _ASIDE * (above.piece.right - above.piece.left)


def _with_cells(before: RowEvidence | None, station: int, cells: Cells) -> RowEvidence:
    """A row with these cells: of what was found of it, or of a row of which nothing else is known."""
    row = before or RowEvidence(
        station=station,
        label_match=0.0,
        named=0.0,
        values=(),
        slots=None,
        strangers=(),
        headers=(),
        texts=(),
        origin="ocr",
        side_by_side=False,
        apart=False,
    )
    tokens = [t for cell in cells for t in cell]
    return replace(
        row,
        values=tuple(t for t in tokens if t.kind in INK),
        slots=cells,
        origin="ocr",
        apart=False,
        searched=all(t.searched for t in tokens),
    )


def _cells_of(row: RowEvidence) -> list[Token]:
    """What a row has in its cells, or else as its values."""
    return [t for cell in row.slots for t in cell] if row.slots else list(row.values)


def _without(row: RowEvidence, taken: set[int]) -> RowEvidence:
    """A row without the strangers (by identity) that are in other rows' cells."""
    return replace(row, strangers=tuple(t for t in row.strangers if id(t) not in taken))


def counted(rows: Sequence[RowEvidence], tokens: Sequence[Token], stops: Sequence[Station]) -> tuple[RowEvidence, ...]:
    """The rows, those that counting tells marked. ``rows`` in the order of the form, each once.

    Not those on whose line another label is plainly read: an office may have put a row of its own in the form's place.
    """
    lines = by_line(tokens)
    by_station = {row.station: row for row in rows}
    told = set[int]()
    for above, below in pairwise(_known(rows)):
        run = _run(above, below, stops)
        if all(_is_on(by_station.get(station), line, above) for station, line in run.items()):
            told |= {
                station
                for station, line in run.items()
                if not any(_is_label_of_another(t, stops[station]) for t in lines[line])
            }
    return tuple(replace(row, counted=True) if row.station in told else row for row in rows)


def _known(rows: Sequence[RowEvidence]) -> list[RowEvidence]:
    """The rows known by their labels, each on one drawn line."""
    return [row for row in rows if _line(row) and max(row.label_match, row.named) >= KNOWN]


def _is_on(row: RowEvidence | None, line: int, above: RowEvidence) -> bool:
    """Whether a row's cells are on that line, in the table of another row."""
    there, other = _line(row) if row else None, _line(above)
    return there is not None and other is not None and (there.line, there.table) == (line, other.table)


def _line(row: RowEvidence) -> Token | None:
    """A token of the one drawn line that the row's cells are on; None where there is none, or several."""
    tokens = _cells_of(row)
    is_drawn = row.origin == "ocr" and bool(tokens) and all(t.table is not None for t in tokens)
    return tokens[0] if is_drawn and len({t.line for t in tokens}) == 1 else None
