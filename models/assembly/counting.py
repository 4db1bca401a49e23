"""Rows of a scan that are told by counting: between two rows known by their labels, as many drawn lines as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.labels import Station
from gouji.models.assembly.tokens import Token

KNOWN = 0.6
"""Share of a label from which its row is known."""


def counted(rows: Sequence[RowEvidence], stops: Sequence[Station]) -> tuple[RowEvidence, ...]:
    """The rows, those that counting tells marked. ``rows`` in the order of the form, each once."""
    lines = [_line(row) for row in rows]
    known = [at for at, row in enumerate(rows) if lines[at] and max(row.label_match, row.named) >= KNOWN]
    told = {at for a, b in pairwise(known) if _runs(rows, lines, stops, a, b) for at in range(a, b + 1)}
    return tuple(replace(row, counted=True) if at in told else row for at, row in enumerate(rows))


def _line(row: RowEvidence) -> Token | None:
    """A token of the one drawn line that the row's cells are on; None where there is none, or several."""
    tokens = [t for cell in row.slots for t in cell] if row.slots else list(row.values)
    is_drawn = row.origin == "ocr" and bool(tokens) and all(t.table is not None for t in tokens)
    return tokens[0] if is_drawn and len({t.line for t in tokens}) == 1 else None


def _runs(rows: Sequence[RowEvidence], lines: Sequence[Token | None], stops: Sequence[Station], a: int, b: int) -> bool:
    """Whether the rows from ``a`` to ``b`` are all those of the form between, on one drawn line each, in one block."""
    first = lines[a]
    assert first is not None
    return all(
        line is not None
        and line.table == first.table
        and line.line - first.line == row.station - rows[a].station == at
        and stops[row.station].block is stops[rows[a].station].block
        for at, (row, line) in enumerate(zip(rows[a : b + 1], lines[a : b + 1], strict=True))
    )
