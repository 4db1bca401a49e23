"""What became of every value inside the tables: a field took it, or it is of a local row, or it was left over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from gouji.models.assembly.alignment import OUTSIDE, Step
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.selection import Choice
from gouji.models.assembly.tokens import Token, TokenKind

_SHORT = 20
"""Glyphs of a text that can be the label of a local row; prose lines are longer."""


def unplaced_values(tokens: Sequence[Token], steps: Sequence[Step], choices: Sequence[Choice]) -> Iterator[Token]:
    """Values inside the tables that no field took."""
    placed = {t.piece.place for c in choices if c.way for cell in c.way.cells for t in cell if len(cell) == 1}
    tables = {t.table for t, s in zip(tokens, steps, strict=True) if s.row != OUTSIDE and t.table is not None}
    rowlike = _rowlike_lines(tokens)
    last = max((s.row for s in steps), default=OUTSIDE)
    for token, step in zip(tokens, steps, strict=True):
        if token.kind is not TokenKind.VALUE or token.piece.place in placed:
            continue
        inside = step.row != OUTSIDE or 0 <= step.after < last
        if token.table in tables or (inside and token.line in rowlike):
            yield token


def _rowlike_lines(tokens: Sequence[Token]) -> set[int]:
    """Lines that are rows of a table rather than prose: more values than texts, or values behind one short text."""
    found = set()
    for line, group in groupby(tokens, key=lambda t: t.line):
        inked = [t for t in group if t.kind in (TokenKind.LABEL, TokenKind.VALUE)]
        labels = [t for t in inked if t.kind is TokenKind.LABEL]
        one_short = len(labels) == 1 and labels[0] is inked[0] and len(labels[0].text) <= _SHORT
        if len(inked) > 2 * len(labels) or one_short:
            found.add(line)
    return found


def values_left(
    tokens: Sequence[Token],
    steps: Sequence[Step],
    visits: Sequence[RowEvidence],
    rows: Sequence[RowEvidence],
    unplaced: Sequence[Token],
    local: set[int],
) -> set[int]:
    """Numbers of the values inside the tables that no row has: left over on the way, or of a visit that was not taken.

    Those on ``local`` lines, of rows that the form does not have, are not among them.
    """
    chosen = {id(row) for row in rows}
    held = {id(t) for row in rows for t in row.values}
    passed = {id(t) for visit in visits if id(visit) not in chosen for t in visit.values}
    passed |= {id(t) for t, s in zip(tokens, steps, strict=True) if s.stray}
    # A row that has a value may still have no field for it.
    left = passed - held | {id(t) for t in unplaced}
    return {i for i, t in enumerate(tokens) if id(t) in left and t.line not in local}
