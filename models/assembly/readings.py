"""A placed row to the readings of its fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain, pairwise
from math import inf

from gouji.models import confidence
from gouji.models.arithmetic import is_no_count
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.selection import Choice
from gouji.models.assembly.tokens import Token, TokenKind, is_inked
from gouji.models.document import Piece
from gouji.models.forms import Field
from gouji.models.places import Located, locate
from gouji.models.result import Alternative, FieldReading, Kind
from gouji.models.values import parse_value

_RUN_TOGETHER = re.compile(r"0[0-9]+")
"""No number is printed with a leading zero."""

_IDEOGRAPHS, _LABEL = re.compile("[\u4e00-\u9fff]"), 4
"""So many ideographs make a label; placeholders (无, 不适用) have fewer."""

_TOLD = 0.95
"""Certainty from which it is told what stands in a column of a row that lost a value."""

_DOUBTFUL_KINDS: frozenset[Kind] = frozenset({"unread", "absent", "text"})


def absent(field: Field) -> FieldReading:
    """The reading of a field whose row was not found."""
    return _reading(field, "absent", confidence.ABSENT, {})


def row_readings(choice: Choice, fields: Sequence[Field], *, repeated: bool) -> dict[str, FieldReading]:
    """Readings of the fields of one printed row. ``repeated``: the document has the row again with other values."""
    sure = _row_confidence(choice, fields, repeated)
    if choice.way is None:
        return {f.id: _reading(f, "unread", sure, {}) for f in fields}
    return {f.id: _cell_reading(choice, column, f, sure) for column, f in enumerate(fields)}


def _row_confidence(choice: Choice, fields: Sequence[Field], repeated: bool) -> float:
    evidence = choice.placement.evidence
    named = max(evidence.label_match, evidence.named)
    sure = confidence.of_label(named)
    if evidence.origin == "ocr" and not named:
        sure = confidence.NAMELESS_SCANNED
    sure = max(sure, confidence.COUNTED) if evidence.counted else sure
    doubtful = (
        evidence.strangers
        or _is_out_of_order(choice, fields)
        or _is_cut_wrongly(choice)
        or _shares_a_cell(choice)
        or _lacks_cells(choice)
        or _leaves_out_ink(choice)
        or _holds_a_label(choice)
        or _holds_broken_words(choice)
    )
    sure *= confidence.STRANGERS if doubtful else 1.0
    return sure * (confidence.READ_TWICE_DIFFERENTLY if repeated else 1.0)


def _is_out_of_order(choice: Choice, fields: Sequence[Field]) -> bool:
    """Whether values stand on the page in another order than in the form. Rows that stand side by side there may be
    apart, each in its order."""
    if choice.way is None:
        return False
    cells = zip(fields, choice.way.cells, strict=True)
    inked = [(f.row, cell[0].piece) for f, cell in cells if is_inked(cell) and cell[0].piece.place.bbox]
    return any(own is row and a.left > b.left for (own, a), (row, b) in pairwise(inked))


def _lacks_cells(choice: Choice) -> bool:
    """Whether a row of a scan has fewer drawn cells than columns: which of its uprights were not seen, nothing says."""
    evidence = choice.placement.evidence
    if choice.way is None or evidence.origin != "ocr" or not evidence.slots:
        return False
    return any(not cell for cell in choice.way.cells)


def _leaves_out_ink(choice: Choice) -> bool:
    """Whether ink in line with a row of a scan is in none of its cells, a part of a figure cut in two, say. Marks left
    of the first drawn cell of several are none: they are of the label, an ordinal perhaps."""
    row = choice.placement.evidence
    if choice.way is None or row.origin != "ocr":
        return False
    held = {id(token) for cell in choice.way.cells for token in cell}
    first = choice.way.cells[0]
    has_more = bool(row.slots) and len(row.slots or ()) > len(choice.way.cells) > 1
    left = first[0].piece.left if has_more and first else -inf
    seen = chain(row.values, *(slot for slot in row.slots or () if is_inked(slot)))
    return any(id(token) not in held and token.piece.left >= left for token in seen)


def _holds_a_label(choice: Choice) -> bool:
    """Whether a label stands among the values of a row of a scan: its cells are not those of the columns."""
    if choice.way is None or choice.placement.evidence.origin != "ocr":
        return False
    return any(len(_IDEOGRAPHS.findall(t.text)) >= _LABEL for cell in choice.way.cells for t in cell)


def _holds_broken_words(choice: Choice) -> bool:
    """Whether a row of a text has parts of words that narrow cells broke: which column each is of, nothing says."""
    row = choice.placement.evidence
    return row.origin == "text" and any(token.kind is TokenKind.UNREADABLE for token in row.values)


def _is_cut_wrongly(choice: Choice) -> bool:
    """Whether a cell on a scan holds two numbers: a rule is missing there, and where cells are enough, one is false."""
    if choice.way is None or choice.placement.evidence.origin != "ocr" or choice.placement.evidence.slots is None:
        return False
    return any(len(cell) > 1 or (cell and _RUN_TOGETHER.fullmatch(cell[0].text)) for cell in choice.way.cells)


def _shares_a_cell(choice: Choice) -> bool:
    """Whether one drawn cell gave two columns their values: its table is drawn otherwise than it is filled in, and the
    row may be another's too."""
    tokens = {id(t): t for cell in choice.way.cells for t in cell if is_inked(cell)} if choice.way else {}
    drawn = [(t.line, t.slot) for t in tokens.values() if t.table is not None and t.slot is not None]
    return len(set(drawn)) < len(drawn)


def _cell_reading(choice: Choice, column: int, field: Field, row: float) -> FieldReading:
    assert choice.way is not None
    cell = choice.way.cells[column]
    sure = row * choice.certainty[column] * _unshifted(choice, column)
    if not is_inked(cell):
        return _blank(choice, cell, field, sure)
    piece = cell[0].piece
    place = locate(piece.place)
    if len(cell) > 1 or cell[0].kind is TokenKind.UNREADABLE:
        return _reading(field, "unread", sure * unreadable(piece), place, alternatives=_alternatives(piece))
    if column in choice.way.split:
        sure *= confidence.SPLIT
    return printed(cell[0], field, sure * piece.confidence, place)


def _unshifted(choice: Choice, column: int) -> float:
    """Factor for a row of a text that lost one of its cells, where something else may stand in this column for that."""
    row = choice.placement.evidence
    told = row.slots is None and choice.certainty[column] >= _TOLD
    if told or row.origin != "text" or choice.placement.empties_known:
        return 1.0
    said = {"".join(t.text for t in way.cells[column]) for way in choice.placement.ways}
    return confidence.SHIFTED if len(said) > 1 else 1.0


def unreadable(piece: Piece) -> float:
    """That there is nothing better to say than unread: what the best guess leaves."""
    return max(0.0, 1.0 - max((a.confidence for a in piece.alternatives), default=0.0))


def placing(cell: Sequence[Token], reading: FieldReading) -> float:
    """How sure it is that a cell with ink is the field's, in [0, 1]: its confidence without that of the ink."""
    piece = cell[0].piece
    ink = unreadable(piece) if cell[0].kind is TokenKind.UNREADABLE else piece.confidence
    return min(1.0, reading.confidence / ink) if ink else 0.0


def printed(token: Token, field: Field, sure: float, place: Located) -> FieldReading:
    """The reading of a cell with one text in it."""
    value = parse_value(token.text)
    if token.origin == "ocr" and value.value is not None and is_no_count(value.value, field.column):
        sure *= confidence.NO_COUNT
    return _reading(
        field,
        value.kind,
        sure,
        place,
        raw=token.text,
        value=value.value,
        unit=value.unit,
        alternatives=tuple(a for a in _alternatives(token.piece) if (a.kind, a.value) != (value.kind, value.value)),
    )


def _blank(choice: Choice, cell: Sequence[Token], field: Field, sure: float) -> FieldReading:
    """An empty cell; or, where cells leave no trace, a value that is not there.

    Where the cells are drawn, a blank is a cell: without one the field is absent.
    """
    placement = choice.placement
    if not cell and _is_drawn(choice):
        return _reading(field, "absent", sure, {})
    if not placement.empties_known:
        sure *= _blank_without_cells(placement.evidence)
    sure *= cell[0].piece.confidence if cell else 1.0
    return _reading(field, "blank", sure, locate(cell[0].piece.place) if cell else {}, raw="")


def _is_drawn(choice: Choice) -> bool:
    return any(t.piece.place.bbox for slot in choice.placement.evidence.slots or () for t in slot)


def _blank_without_cells(row: RowEvidence) -> float:
    if row.values:
        return confidence.BLANK_LOST
    return confidence.BLANK_ROW["text_layer" if row.searched else row.origin]


def _alternatives(piece: Piece) -> tuple[Alternative, ...]:
    """Other readings of a piece, as kinds and values, each once, most probable first."""
    found: dict[tuple[Kind, Decimal | None], float] = {}
    for reading in piece.alternatives:
        value = parse_value(reading.text)
        found[value.kind, value.value] = found.get((value.kind, value.value), 0.0) + reading.confidence
    ranked = sorted(found.items(), key=lambda one: -one[1])
    return tuple(Alternative(kind=kind, value=value, confidence=min(sure, 1.0)) for (kind, value), sure in ranked)


def with_confidence(reading: FieldReading, sure: float) -> FieldReading:
    """The same reading, more or less sure."""
    return reading.model_copy(update={"confidence": round(sure, 4), "review": _needs_review(reading.kind, sure)})


def _needs_review(kind: Kind, sure: float) -> bool:
    return kind in _DOUBTFUL_KINDS or sure < confidence.REVIEW_BELOW


def _reading(
    field: Field,
    kind: Kind,
    sure: float,
    place: Located,
    *,
    raw: str | None = None,
    value: object = None,
    unit: str | None = None,
    alternatives: tuple[Alternative, ...] = (),
) -> FieldReading:
    return FieldReading.model_validate(
        {
            "value": value,
            "kind": kind,
            "raw": raw,
            "unit": unit or field.column.unit,
            "confidence": round(sure, 4),
            "review": _needs_review(kind, sure),
            "alternatives": alternatives,
            **place,
        }
    )
