"""Readings of scans after the identities were heard: surer where sums bear them out, filled in where sums tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from gouji.models import confidence
from gouji.models.arithmetic import evaluate
from gouji.models.assembly.doubts import PlacedRows, Readings
from gouji.models.assembly.joint import Ink, believed, most_probable
from gouji.models.assembly.readings import placing, printed, with_confidence
from gouji.models.assembly.tokens import Token, TokenKind, is_inked
from gouji.models.document import TextReading
from gouji.models.forms import Field, Form
from gouji.models.places import locate
from gouji.models.result import FieldReading
from gouji.models.values import parse_value

_DOUBTED = ("number", "unread")
_STROKE = "1"

TOLD = 0.9
"""Posterior from which a figure is taken for another of the texts that its ink may be than the most likely one."""

GUESS = 0.2
"""Probability of a readers' first guess that identities can confirm: dirt in a blank cell is hardly taken for a 0."""


@dataclass(frozen=True, slots=True)
class Told:
    """Doubtful figures of scans as the identities leave them. ``identities``: ids of those that spoke.

    ``confirmed``: fields with the readers' first guess, which they were not sure enough of to give it. ``chosen``:
    those with another of the texts that their ink may be; two readers saw something else in it.
    """

    readings: dict[str, FieldReading]
    identities: frozenset[str]
    confirmed: frozenset[str]
    chosen: frozenset[str]


def second_thoughts(placed: PlacedRows, readings: Readings) -> Told:
    """The doubtful figures of scans that the identities speak for: surer where they bear one out, and filled in where
    they tell which it is."""
    cells = {field.id: (field, cell) for field, cell in placed.scanned_cells()}
    doubtful = [f for f in cells if readings[f].review and readings[f].kind in _DOUBTED]
    doubtful = [f for f in doubtful if readings[f].raw != _STROKE or _is_summed(placed.form, f, readings)]
    if not doubtful:
        return Told({}, frozenset(), frozenset(), frozenset())
    beliefs = believed(placed.form, {f: _ink(cell, readings[f]) for f, (_, cell) in cells.items()})
    told = {f: r for f in doubtful if f in beliefs and (r := _told(*cells[f], readings[f], *most_probable(beliefs[f])))}
    with_told = {**readings, **told}
    told = {f: r for f, r in told.items() if r.value or _is_missed(placed.form, f, with_told)}
    served = frozenset(i.id for i in placed.form.identities if not told.keys().isdisjoint((*i.left, *i.right)))
    confirmed = frozenset(f for f, reading in told.items() if _is_first_guess(cells[f][1], readings[f], reading.raw))
    chosen = frozenset(f for f, reading in told.items() if reading.raw != readings[f].raw) - confirmed
    return Told(told, served, confirmed, chosen)


def _is_summed(form: Form, field: str, readings: Readings) -> bool:
    """Whether an identity over a field holds that has more than it and its equal: where strokes of a print are lost, 4
    is read as 1 in part and total alike, and 1 = 1."""
    sums = ((*i.left, *i.right) for i in form.identities if evaluate(i, readings).status == "pass")
    return any(field in terms and sum(bool(readings[f].value) for f in terms) > 2 for terms in sums)


def _is_missed(form: Form, field: str, readings: Readings) -> bool:
    """Whether a sum over a 0 has no blanks beside it: of an office that leaves blanks for nothing, a 0 that is doubtful
    may be dirt in one of them, and sums hold either way."""
    sums = (evaluate(i, readings) for i in form.identities if field in (*i.left, *i.right))
    return any(told.status == "pass" and not told.blanks_as_zero for told in sums)


def _ink(cell: Sequence[Token], reading: FieldReading) -> Ink:
    """What a cell may say, with the doubt about its row and column in each."""
    if not is_inked(cell):
        return Ink((("", reading.confidence),))
    if len(cell) > 1:
        return Ink(())
    piece, place = cell[0].piece, placing(cell, reading)
    own = () if cell[0].kind is TokenKind.UNREADABLE else (TextReading(piece.text, piece.confidence),)
    return Ink(tuple((r.text, r.confidence * place) for r in (*own, *piece.alternatives)))


def _told(
    field: Field, cell: Sequence[Token], reading: FieldReading, value: Decimal | None, posterior: float
) -> FieldReading | None:
    """The reading as the identities leave it; None where they say nothing new."""
    if value is None or posterior <= reading.confidence:
        return None
    sure = min(posterior, placing(cell, reading))
    if reading.kind == "number" and reading.value == value:
        return with_confidence(reading, sure) if sure > reading.confidence else None
    text = next((t for t, _ in _ink(cell, reading).texts if parse_value(t).value == value), None)
    if text is None or posterior < TOLD:
        return None
    most = 1.0 if _is_first_guess(cell, reading, text) else confidence.CHOSEN
    return printed(replace(cell[0], text=text), field, min(sure, most), locate(cell[0].piece.place))


def _is_first_guess(cell: Sequence[Token], reading: FieldReading, text: str | None) -> bool:
    """Whether the text is what the ink of a cell without a reading most probably says, and no mere fancy."""
    first = next(iter(cell[0].piece.alternatives), None)
    return reading.kind == "unread" and first is not None and first.text == text and first.confidence >= GUESS
