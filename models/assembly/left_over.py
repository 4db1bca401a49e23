"""Rows doubted for values beside them that no row took: where cells are not drawn, they may be a row's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gouji.models.assembly.alignment import OUTSIDE, Step
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.labels import Station
from gouji.models.assembly.tokens import INK, Token

_ROW_OF_VALUES = 7
"""Left-over values that may be a row of their own, taken for another."""


def doubted(
    rows: Sequence[RowEvidence], tokens: Sequence[Token], steps: Sequence[Step], stations: Sequence[Station]
) -> tuple[RowEvidence, ...]:
    """The rows, those with surplus values beside them with these as strangers.

    A surplus stands behind the last row passed, or in a row with more values than cells. On pages it may also belong to
    the row before or after: a figure wrapped in its cell begins above its row and ends below.
    """
    left = _left_over(tokens, steps)
    surplus = [_surplus(row, left.get(row.station, ()), stations[row.station]) for row in rows]
    own = [_own(row, left.get(row.station, ())) for row in rows]
    beside = [
        () if row.origin == "text" else (*_at(surplus, at - 1), *_at(surplus, at + 1)) for at, row in enumerate(rows)
    ]
    return tuple(_with(row, (*mine, *others)) for row, mine, others in zip(rows, own, beside, strict=True))


def _left_over(tokens: Sequence[Token], steps: Sequence[Step]) -> Mapping[int, list[Token]]:
    """Values that no row took, by the last row passed before them."""
    found: dict[int, list[Token]] = {}
    for token, step in zip(tokens, steps, strict=True):
        if token.kind in INK and step.stray:
            found.setdefault(step.row if step.row != OUTSIDE else step.after, []).append(token)
    return found


def _surplus(row: RowEvidence, left: Sequence[Token], station: Station) -> tuple[Token, ...]:
    """Values at a row that are too many for it."""
    if row.slots is not None:
        return ()
    crowded = len(row.values) > len(station.row.fields)
    return (*_behind(row, left), *(row.values if crowded else ()))


def _behind(row: RowEvidence, left: Sequence[Token]) -> tuple[Token, ...]:
    """A text may have the row before: what stood behind it there is not behind it here."""
    first = min((t.line for t in (*row.values, *row.texts)), default=0)
    return tuple(t for t in left if t.line >= first and t.slot is None)


def _own(row: RowEvidence, left: Sequence[Token]) -> tuple[Token, ...]:
    """Not where all the row has is zeros, of which no longer number begins, and less than a row's worth is left."""
    after = _behind(row, left)
    zeros = bool(row.values) and all(t.text == "0" for t in row.values)
    return () if zeros and len(after) < _ROW_OF_VALUES else after


def _at(surplus: Sequence[tuple[Token, ...]], at: int) -> tuple[Token, ...]:
    return surplus[at] if 0 <= at < len(surplus) else ()


def _with(row: RowEvidence, strangers: Sequence[Token]) -> RowEvidence:
    if row.slots is not None or not strangers:
        return row
    return replace(row, strangers=(*row.strangers, *strangers))
