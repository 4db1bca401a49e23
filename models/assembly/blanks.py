"""Rows of a text without values: which were left blank, and which may have lost theirs to a neighbour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from itertools import takewhile

from gouji.models import confidence
from gouji.models.arithmetic import evaluate
from gouji.models.assembly.doubts import PlacedRows, Readings
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.readings import with_confidence
from gouji.models.assembly.tokens import Token
from gouji.models.result import FieldReading


def after_blanks(placed: PlacedRows) -> set[int]:
    """Stations of rows of a text whose values stand below or above their label, as those of most rows do not, right
    after blank rows; and of these: the values may be theirs."""
    rows = [row for row in placed.rows if row.origin == "text" and row.values]
    sides = {row.station: _side(row) for row in rows}
    usual = Counter(sides.values())
    blank, found = placed.blank(), set[int]()
    for station, side in sides.items():
        run = _run(placed, station, blank) if side and 2 * usual[side] < len(sides) else []
        found |= {station, *(run if side > 0 else run[:1])} if run else set()
    return found


def _run(placed: PlacedRows, station: int, blank: Set[int]) -> list[int]:
    """The blank rows of a row's block right before it, the last one first."""
    block = placed.stops[station].block
    before = range(station - 1, -1, -1)
    return list(takewhile(lambda at: at in blank and placed.stops[at].block is block, before))


def _side(row: RowEvidence) -> int:
    """Where a row's values begin: above its label (-1), on its lines or right under them (0), further down (1)."""
    value, labels = _source_line(row.values[0]), [_source_line(t) for t in row.texts]
    if not row.apart or value - 1 in labels:
        return 0
    return -1 if value < min(labels, default=0) else 1


def _source_line(token: Token) -> int:
    position = token.piece.place.position
    return position.line if position else token.line


def confirmed_blanks(
    placed: PlacedRows, either: Set[int], readings: Readings
) -> tuple[dict[str, FieldReading], frozenset[str]]:
    """Cells of rows without any value that the identities do not miss: blank rather than lost. And those identities.

    ``either``: stations of rows whose values may be a neighbour's (:func:`after_blanks`), which nothing confirms.

    A copy loses cells, or lines: not all cells beside a label, where it has any beside others. Any other cell is
    confirmed only where an identity holds with it as nothing.
    """
    known = {choice.placement.evidence.station for choice in placed.choices if choice.placement.empties_known}
    rows = [row for row in placed.rows if row.station not in known | either and not row.values and row.origin == "text"]
    empty = [placed.stops[row.station] for row in rows]
    without = {f.id for stop in empty for f in stop.row.fields}
    status = {i: evaluate(i, readings).status for i in placed.form.identities}
    missed = {f for i, s in status.items() if s not in ("pass", "empty") for f in (*i.left, *i.right)}
    served = [i for i, s in status.items() if s == "pass" and without & {*i.left, *i.right}]
    held = any(row.values for row in placed.rows)
    beside = [stop.row.fields for stop in empty if held and stop.row.row and len(stop.row.fields) > 1]
    whole = {f.id for fields in beside if not missed & {f.id for f in fields} for f in fields}
    confirmed = {f for i in served for f in (*i.left, *i.right)} & without | whole
    surer = confidence.BLANK_ROW_CONFIRMED / confidence.BLANK_ROW["text"]
    sure = {f: with_confidence(readings[f], readings[f].confidence * surer) for f in confirmed}
    return sure, frozenset(i.id for i in served)
