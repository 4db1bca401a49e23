"""Doubt that comes of where the drawn cells of a scan stand, and of what lies over them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, product
from statistics import median

from gouji.models import confidence
from gouji.models.arithmetic import evaluate
from gouji.models.assembly.doubts import PlacedRows, Readings
from gouji.models.assembly.drawn_columns import breadth
from gouji.models.assembly.tokens import Token, by_line, is_inked
from gouji.models.document import BBox, Place

_SURE = 0.99
"""Certainty from which a figure is not taken for the cause of two sums that do not hold."""

_NARROW = 0.8
"""Of the usual breadth of a row's drawn cells: a cell that is less broad may be a part of one."""

_HIGHER = 1.6
"""Heights of a row's values from which the cell of its label is that of more than one row."""


def misplaced_rows(placed: PlacedRows, tokens: Sequence[Token]) -> set[int]:
    """Stations of rows of a scan with cells that may be another row's, or another column's."""
    shared = _sharing_cells(placed) | _beside_part_of_label(placed, tokens)
    return shared | _away_from_label(placed) | _standing_otherwise(placed)


def misplaced_fields(placed: PlacedRows) -> set[str]:
    """Fields of a scan whose drawn cell may hold figures of two rows, or a part of one."""
    return _reaching_over(placed) | _cut_in_two(placed)


def _sharing_cells(placed: PlacedRows) -> set[int]:
    """Stations of rows of a scan beside one cell with a value that reaches from one of them to the next, which has
    none: the rule between their cells was overlooked, and the value may be of either."""
    found = set[int]()
    for row, following in pairwise(sorted(placed.rows, key=lambda row: row.station)):
        labels = [t.piece.place for t in following.texts if t.table is not None]
        values = [t.piece.place for t in row.values if t.table is not None]
        is_one_block = placed.stops[row.station].block is placed.stops[following.station].block
        is_open = row.origin == "ocr" and is_one_block and not (following.values or following.slots)
        if is_open and any(_reaches(value, label) for value in values for label in labels):
            found |= {row.station, following.station}
    return found


def _reaching_over(placed: PlacedRows) -> set[str]:
    """Fields of scans whose drawn cell reaches over the middle of most cells of the row before or after, and those of
    that row in its column: a rule was overlooked there, or seen where none is, and a figure may be of either."""
    drawn = {
        choice.placement.evidence.station: [
            (field, cell[0].piece.place)
            for field, cell in zip(placed.fields(choice.placement.evidence), choice.way.cells, strict=True)
            if cell
        ]
        for choice in placed.choices
        if choice.way and choice.placement.evidence.slots and choice.placement.evidence.origin == "ocr"
    }
    found = set[str]()
    for station, cells in drawn.items():
        block = placed.stops[station].block
        beside = [at for at in (station - 1, station + 1) if at in drawn and placed.stops[at].block is block]
        for at, (field, place) in product(beside, cells):
            if 2 * sum(_reaches(place, other) for _, other in drawn[at]) > len(drawn[at]):
                found |= {field, *(f for f, other in drawn[at] if _is_in_column(place, other))}
    return found


def _cut_in_two(placed: PlacedRows) -> set[str]:
    """Fields of scans with a narrow drawn cell beside one that is none of the row's: an upright runs through their
    column that is no side of cells, such as a line of dirt, and may have taken a digit with it."""
    found = set[str]()
    for choice in placed.choices:
        row, cells = choice.placement.evidence, choice.way.cells if choice.way else ()
        if not cells or row.origin != "ocr" or not row.slots or len(row.slots) <= len(cells):
            continue
        usual = median(breadth(slot) for slot in row.slots)
        own = {id(cell[0]): field for field, cell in zip(placed.fields(row), cells, strict=True) if cell}
        for one, other in (*pairwise(row.slots), *pairwise(row.slots[::-1])):
            if id(one[0]) in own and id(other[0]) not in own and breadth(one) < _NARROW * usual:
                found.add(own[id(one[0])])
    return found


def _is_in_column(place: Place, other: Place) -> bool:
    """Whether another cell stands under a cell of its page."""
    if place.bbox is None or other.bbox is None or place.page_index != other.page_index:
        return False
    return _is_under(other.bbox, place.bbox)


def contradicted(placed: PlacedRows, readings: Readings) -> set[str]:
    """Fields of scans with a figure over which an identity does not hold, and that may well be misread: it lies beneath
    a seal, whose strokes make another figure of it for all readers alike; a reader was in doubt; or a second identity
    does not hold over it either, and a reader was not quite sure."""
    failing = (i for i in placed.form.identities if evaluate(i, readings).status == "fail")
    broken = Counter(f for i in failing for f in (*i.left, *i.right))
    return {
        field.id
        for field, cell in placed.scanned_cells()
        if is_inked(cell) and broken[field.id]
        if any(token.piece.veiled for token in cell)
        or readings[field.id].confidence < (_SURE if broken[field.id] > 1 else confidence.REVIEW_BELOW)
    }


def _away_from_label(placed: PlacedRows) -> set[int]:
    """Stations of rows of one field of a scan whose own label was not found, or stands on none of the lines of their
    value: that may be a speck in the header, and the figure itself in one piece with the label."""
    single = [row for row in placed.rows if row.origin == "ocr" and len(placed.fields(row)) == 1]
    return {row.station for row in single if row.apart or not row.label_match}


def _beside_part_of_label(placed: PlacedRows, tokens: Sequence[Token]) -> set[int]:
    """Stations of rows of a scan whose cells stand beside a part of their label's cell only: a rule between two labels
    was overlooked, and the cells may be those of the other's row."""
    lines = by_line(tokens)
    found = set[int]()
    for choice in (c for c in placed.choices if c.placement.evidence.origin == "ocr"):
        row = choice.placement.evidence
        first = choice.way.cells[0] if choice.way and row.slots and row.values else ()
        # What stands next to the first column is the row's own label, also where it could not be read as one.
        left = [t for t in lines[row.values[0].line] if (t.slot or 0) < (first[0].slot or 0)] if first else []
        own, beside = left[-1].piece.place.bbox if left else None, row.values[0].piece.place.bbox if left else None
        if own and beside and own.bottom - own.top > _HIGHER * (beside.bottom - beside.top):
            found.add(row.station)
    return found


def _standing_otherwise(placed: PlacedRows) -> set[int]:
    """Stations of rows of a scan whose cells are not under those of most other rows of their block on the page: cells
    were seen where none are, and may have pushed the values on by a column."""
    tables: dict[tuple[int, int], list[tuple[int, list[BBox]]]] = {}
    for choice in placed.choices:
        row = choice.placement.evidence
        places = [cell[0].piece.place for cell in choice.way.cells if cell] if choice.way and row.slots else []
        boxes = [place.bbox for place in places if place.bbox]
        if row.origin == "ocr" and boxes and len(boxes) == len(placed.fields(row)):
            table = id(placed.stops[row.station].block), places[0].page_index
            tables.setdefault(table, []).append((row.station, boxes))
    return {
        station
        for rows in tables.values()
        for station, boxes in rows
        if 2 * sum(_are_under(boxes, others) for at, others in rows if at != station) < len(rows) - 1
    }


def _are_under(boxes: Sequence[BBox], others: Sequence[BBox]) -> bool:
    """Whether each box stands under the other of its number."""
    return all(_is_under(box, other) for box, other in zip(boxes, others, strict=True))


def _is_under(box: BBox, other: BBox) -> bool:
    """Whether the middle of a box lies between the sides of another."""
    return other.left <= (box.left + box.right) / 2 <= other.right


def _reaches(value: Place, label: Place) -> bool:
    """Whether the cell of a value reaches over the middle of a label's on the page."""
    if value.bbox is None or label.bbox is None or value.page_index != label.page_index:
        return False
    return value.bbox.top < (label.bbox.top + label.bbox.bottom) / 2 < value.bbox.bottom
