"""Doubt that comes of how rows stand to one another: values that may be a neighbour's, blanks that may be losses."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from math import inf

import numpy as np

from gouji.models import confidence
from gouji.models.arithmetic import evaluate
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.labels import Station, is_of_own_label
from gouji.models.assembly.placement import runs_parted
from gouji.models.assembly.readings import placing, with_confidence
from gouji.models.assembly.scored import Scored
from gouji.models.assembly.selection import Choice
from gouji.models.assembly.tokens import Token, TokenKind, is_inked
from gouji.models.document import Origin
from gouji.models.forms import Field, Form, Identity
from gouji.models.result import FieldReading
from gouji.models.values import parse_value

Readings = Mapping[str, FieldReading]


@dataclass(frozen=True, slots=True)
class PlacedRows:
    """The rows that were found of a form, with their values in columns. ``stops``: all rows of the form."""

    form: Form
    stops: Sequence[Station]
    choices: Sequence[Choice]

    @property
    def rows(self) -> list[RowEvidence]:
        """What was found of each row."""
        return [choice.placement.evidence for choice in self.choices]

    def fields(self, row: RowEvidence) -> list[str]:
        """Ids of a row's fields."""
        return [field.id for field in self.stops[row.station].row.fields]

    def origins(self) -> dict[str, Origin]:
        """Where each field of a row that was found came from."""
        return {field: row.origin for row in self.rows for field in self.fields(row)}

    def scanned(self) -> list[list[list[str]]]:
        """Ids of the fields of rows that were read off pictures, by block and row."""
        blocks: dict[int, list[list[str]]] = {}
        for row in self.rows:
            if row.origin == "ocr":
                blocks.setdefault(id(self.stops[row.station].block), []).append(self.fields(row))
        return list(blocks.values())

    def scanned_cells(self) -> Iterator[tuple[Field, Sequence[Token]]]:
        """The cells of rows that were read off pictures and whose values have their columns, with their fields."""
        for choice in self.choices:
            row = choice.placement.evidence
            if choice.way is not None and row.origin == "ocr":
                yield from zip(self.stops[row.station].row.fields, choice.way.cells, strict=True)

    def placings(self, readings: Readings) -> dict[str, float]:
        """How sure it is of each field of a scan with ink in its cell that the cell is the field's, in [0, 1]."""
        cells = ((field.id, cell) for field, cell in self.scanned_cells())
        return {field: placing(cell, readings[field]) for field, cell in cells if is_inked(cell)}

    def blank(self) -> set[int]:
        """Stations of the rows without a value or cell."""
        return {row.station for row in self.rows if not row.values and row.slots is None}

    def lacks_neighbour(self, station: int) -> bool:
        """Whether the row before or after it in its block was not found."""
        found = {row.station for row in self.rows}
        beside = [at for at in (station - 1, station + 1) if 0 <= at < len(self.stops)]
        return any(at not in found and self.stops[at].block is self.stops[station].block for at in beside)

    def full_blocks(self) -> frozenset[int]:
        """Blocks, by their identity, each row of which has values for most of its columns: none has lost them to
        another, and none those of two."""
        full = {row.station for row in self.rows if len(row.values) <= len(self.fields(row)) < 2 * len(row.values)}
        return frozenset(
            id(stop.block)
            for stop in self.stops
            if all(at in full for at, other in enumerate(self.stops) if other.block is stop.block)
        )


def less_sure(placed: PlacedRows, stations: Iterable[int], readings: Readings) -> dict[str, FieldReading]:
    """The readings of these rows with less confidence."""
    return less_sure_fields((field.id for at in stations for field in placed.stops[at].row.fields), readings)


def less_sure_fields(fields: Iterable[str], readings: Readings) -> dict[str, FieldReading]:
    """The readings of these fields with less confidence."""
    return {f: with_confidence(readings[f], readings[f].confidence * confidence.STRANGERS) for f in fields}


def failing_rows(placed: PlacedRows, readings: Readings) -> set[int]:
    """Stations of the rows over which an identity does not hold."""
    broken = [i for i in placed.form.identities if evaluate(i, readings).status in ("fail", "incomplete")]
    fields = {f for i in broken for f in (*i.left, *i.right)}
    return {row.station for row in placed.rows if not fields.isdisjoint(placed.fields(row))}


def doubtful_rows(placed: PlacedRows, readings: Readings, page_ends: Sequence[int], *, complete: bool) -> set[int]:
    """Stations of rows that may have taken another's values, or a neighbour's cell. ``page_ends``: lines with the
    numbers of pages. ``complete``: nothing is left over.

    In a text, rows with values on other lines than their label that do not add up, rows with values on several lines,
    and those beside a row in doubt; not in blocks without a gap where nothing is left over: values pushed on leave one
    row without and others over. On a scan, rows that do not add up and have no drawn cells: a digit that was overlooked
    moves the others by a column.
    """
    rows = placed.rows
    own = [set(placed.fields(row)) for row in rows]
    failing = [{*i.left, *i.right} for i in placed.form.identities if evaluate(i, readings).status == "fail"]
    whole = placed.full_blocks() if complete else frozenset()
    apart = {at for at, row in enumerate(rows) if row.apart and id(placed.stops[row.station].block) not in whole}
    apart = {at for at in apart if rows[at].origin == "text"}
    full = [row.searched and len(row.values) == len(ids) for row, ids in zip(rows, own, strict=True)]
    loose = {at for at, row in enumerate(rows) if row.origin == "ocr" and row.slots is None and not full[at]}
    found = _scattered(placed, page_ends) | {at for at in apart | loose if any(own[at] >= terms for terms in failing)}
    found |= {at for at in apart if placed.lacks_neighbour(rows[at].station)}
    reviewed = {at for at, ids in enumerate(own) if any(readings[f].review for f in ids)}
    broken = {f for terms in failing for f in terms}
    pushed = {at for at in apart if own[at] & broken}
    return {rows[at].station for at in _with_neighbours(found, reviewed, pushed)}


def _scattered(placed: PlacedRows, page_ends: Sequence[int]) -> set[int]:
    """Rows of a text with values on more lines than most rows, and not each on its own: a page may have set them at
    several heights, in another order. Not where lines hold whole groups of columns, or all values are alike; the lines
    before and behind the end of a page are one."""
    rows = placed.rows
    lines = [Counter(t.line - 2 * bisect(page_ends, t.line) for t in row.values) for row in rows]
    usual = next((count for count, _ in Counter(len(own) for own in lines if own).most_common(1)), 1)
    scattered = {at for at, row in enumerate(rows) if row.origin == "text" and usual < len(lines[at]) < len(row.values)}
    scattered = {at for at in scattered if len({t.text for t in rows[at].values}) > 1}
    return {at for at in scattered if not _are_groups([*lines[at].values()], placed.fields(rows[at]))}


def _are_groups(lengths: Sequence[int], fields: Sequence[str]) -> bool:
    """Whether as many values as there are fields are cut into lines only where another group of fields begins."""
    groups = [field.rpartition(".")[0] for field in fields]
    ends = list(accumulate(lengths))
    return ends[-1] == len(fields) and all(groups[end - 1] != groups[end] for end in ends[:-1])


def run_together(placed: PlacedRows) -> set[int]:
    """Stations of rows of a text that lost a cell as they were read, and that add up if one of their figures is two:
    11 0 1 2 1 6 for 1 1 0 1 2 1 6. Nothing else speaks against it where the total is what was lost."""
    found = set[int]()
    for choice in placed.choices:
        row, fields = choice.placement.evidence, placed.fields(choice.placement.evidence)
        is_lacking = choice.way is not None and not all(choice.way.cells) and len(row.values) < len(fields)
        if row.origin != "text" or not is_lacking:
            continue
        sums = [i for i in placed.form.identities if {*i.left, *i.right} <= set(fields)]
        for way in runs_parted(row.values, len(fields) - len(row.values)) if sums else ():
            values = {f: parse_value(cell[0].text).value for f, cell in zip(fields, way.cells, strict=True)}
            if all(_adds_up(i, values) for i in sums):
                found.add(row.station)
                break
    return found


def _adds_up(identity: Identity, values: Mapping[str, Decimal | None]) -> bool:
    """Whether a sum of more than zeros holds."""
    left, right = (sum((values[f] or Decimal(0) for f in side), Decimal(0)) for side in (identity.left, identity.right))
    return left == right != 0


def nearer_another(placed: PlacedRows) -> set[int]:
    """Stations of rows of a page with a value that stands nearer, in height, to another row's label than to its own,
    and of that other row: where figures do not stand beside their labels, they may be the next one's."""
    found = set[int]()
    rows = [row for row in placed.rows if row.slots is None and row.origin != "text"]
    labels = {row.station: _own_labels(row, placed.stops[row.station]) for row in rows}
    for row in (row for row in rows if row.apart or len({value.line for value in row.values}) > 1):
        block = placed.stops[row.station].block
        others = [other for other in rows if other is not row and placed.stops[other.station].block is block]
        if not labels[row.station]:  # nothing is known of how near its own is
            others = [other for other in others if not other.values]
        for value in row.values:
            own = _apart(value, labels[row.station])
            found |= {
                at
                for other in others
                if _apart(value, labels[other.station]) < own
                for at in (other.station, row.station)
            }
    return found


def _own_labels(row: RowEvidence, stop: Station) -> list[Token]:
    """The texts of a row that are of its own label, not of its group's."""
    return [text for text in row.texts if is_of_own_label(text.text, stop)]


def _apart(value: Token, texts: Sequence[Token]) -> float:
    """From the middle of a value to texts, in height, in page heights: none where it is between the uppermost and the
    lowest of them, infinite where they share no page."""
    place = value.piece.place
    boxes = [t.piece.place.bbox for t in texts if t.piece.place.page_index == place.page_index]
    known = [box for box in boxes if box is not None]
    if place.bbox is None or not known:
        return inf
    middle = (place.bbox.top + place.bbox.bottom) / 2
    return max(0.0, min(box.top for box in known) - middle, middle - max(box.bottom for box in known))


def out_of_order(visits: Sequence[RowEvidence], stops: Sequence[Station]) -> set[int]:
    """Stations of rows of a text with values right before an earlier row of their block without any, there or
    elsewhere: where lines came bottom up, the values are that row's."""
    filled = {row.station for row in visits if row.values}
    return {
        row.station
        for row, following in pairwise(visits)
        if row.origin == "text" and row.values and following.station not in filled and following.slots is None
        if following.station < row.station and stops[following.station].block is stops[row.station].block
    }


def beside_other_text(rows: Sequence[RowEvidence], text: Scored) -> set[int]:
    """Stations of rows with values on a line with text that does not open the row: where values stand above their
    labels, it is of a merged cell, and they may be those of the next row."""
    labels = {t.line for t in text.tokens if t.kind is TokenKind.LABEL}
    own = {(text.tokens[i].line, int(row)) for i, row in zip(*np.nonzero(text.scores.start > 0), strict=True)}
    return {
        row.station for row in rows if any(t.line in labels and (t.line, row.station) not in own for t in row.values)
    }


def _with_neighbours(doubted: set[int], reviewed: set[int], pushed: set[int]) -> set[int]:
    """Rows in doubt with those beside them that sums do not hold over: one row that took its neighbour's values pushes
    the next ones on."""
    found = set(doubted)
    while more := {at for at in pushed if {at - 1, at + 1} & (found | reviewed)} - found:
        found |= more
    return found
