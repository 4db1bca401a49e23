"""How a report writes nothing: cells of a scan that would be the only ones to write it so, and those that do as others.

An office fills its tables in one manner: every cell, or none where there is nothing. A lone stroke among figures is
more likely a thin 0, and a lone blank one that the machine lost, than a cell that was filled in by another hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from gouji.models.assembly.readings import with_confidence
from gouji.models.result import FieldReading

MANY = 5.0
"""Weight of cells from which there is a habit."""

BESIDE, ELSEWHERE = 0.2, 0.02
"""What a cell of another row of the block counts for, and one of another block: a row may be left out as a whole, and
blocks are filled in by other hands, or from other lists."""

UNSEEN = 0.25
"""What each manner counts for before any cell was read: offices that mix them are few."""

SURER = 10.0
"""Odds at most that its kind lends to a stroke among strokes: it is a placeholder, and no 1 or 7. None to a blank among
blanks, which may still be a figure that was lost."""

_STROKES = ("1", "7")
"""What a stroke is taken for, or is."""

_BLANK_LIKE = ("blank", "placeholder")
_MANNERS = ("filled", *_BLANK_LIKE)
_STROKE = "stroke"

Row = Sequence[str]
"""Ids of the fields of one row of a block."""


def by_habit(
    readings: Mapping[str, FieldReading], blocks: Sequence[Sequence[Row]], placings: Mapping[str, float]
) -> dict[str, FieldReading]:
    """Blanks and placeholders with the confidence that they have among the others. ``blocks``: the rows read off
    pictures, by the block of the form that they stand in. ``placings``: how sure it is that a cell is the field's, in
    [0, 1]; 1 where it is not given. A stroke is no surer than that, unless its row has nothing else: then it is of no
    matter which of them stands in which column."""
    found: dict[str, FieldReading] = {}
    everywhere = _manners(readings, [field for block in blocks for row in block for field in row])
    for block in blocks:
        within = _manners(readings, [field for row in block for field in row])
        for row in block:
            own = _manners(readings, row)
            weights = {
                m: own[m] + BESIDE * (within[m] - own[m]) + ELSEWHERE * (everywhere[m] - within[m])
                for m in (*_MANNERS, _STROKE)
            }
            if sum(weights[m] for m in _MANNERS) >= MANY:
                found |= _weighed({f: readings[f] for f in row}, weights, placings)
    return found


def _weighed(
    row: Mapping[str, FieldReading], weights: Mapping[str, float], placings: Mapping[str, float]
) -> dict[str, FieldReading]:
    weighed = {}
    are_alike = all(reading.kind == "placeholder" for reading in row.values())
    for field, reading in row.items():
        if reading.kind in _BLANK_LIKE:
            sure = _posterior(reading.confidence, _odds(weights, reading.kind))
            weighed[field] = with_confidence(reading, min(sure, 1.0 if are_alike else placings.get(field, 1.0)))
    return weighed


def _manners(readings: Mapping[str, FieldReading], fields: Iterable[str]) -> Counter[str]:
    """The cells in each manner; those of one stroke are also counted as such."""
    found = [readings[field] for field in fields]
    return Counter(map(_manner, found)) + Counter({_STROKE: sum(reading.raw in _STROKES for reading in found)})


def _odds(weights: Mapping[str, float], manner: str) -> float:
    """Of one more cell in that manner, beside those that the weights are of, itself among them. That of half of them is
    no surprise."""
    others = sum(weights[m] for m in _MANNERS if m != manner) + UNSEEN * (len(_MANNERS) - 1)
    odds = (weights[manner] - 1 + UNSEEN) / others
    if odds < 1.0 or manner == "blank":
        return min(1.0, odds)
    return min(SURER, max(1.0, (weights[manner] - 1 + UNSEEN) / (weights[_STROKE] + UNSEEN)))


def _manner(reading: FieldReading) -> str:
    """How a cell is filled in; "" where that cannot be read."""
    if reading.kind == "number":
        return "filled"
    return reading.kind if reading.kind in _BLANK_LIKE else ""


def _posterior(sure: float, odds: float) -> float:
    return sure * odds / (sure * odds + 1 - sure)
