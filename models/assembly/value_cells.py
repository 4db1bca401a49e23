"""Where the value cells of a text's table begin, told from lines that all have as many cells.

Merged labels leave empty cells behind them in some texts and none in others. Where every line of a table has as many
cells and values stand in the last ones only, those are the value cells, whatever is empty; and a line with fewer cells
has lost some.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from gouji.models.assembly.alignment import OUTSIDE, Step
from gouji.models.assembly.labels import Station
from gouji.models.assembly.tokens import INK, Token

_FEWEST = 5
"""Rows of a table from which their numbers of cells say something."""

_MOST_SHARE = 0.7
"""Share of the rows that must have one number of cells: the others have lost some."""


def first_value_cells(tokens: Sequence[Token], steps: Sequence[Step], stations: Sequence[Station]) -> Mapping[int, int]:
    """For each station, the number of the cell in which its values begin; only for those where it can be told."""
    tables: dict[int, dict[int, list[tuple[Token, Step]]]] = {}
    for token, step in zip(tokens, steps, strict=True):
        if step.row != OUTSIDE and token.slot is not None and token.origin == "text":
            tables.setdefault(id(stations[step.row].block), {}).setdefault(token.line, []).append((token, step))
    begins = {block: _begin(list(lines.values()), stations) for block, lines in tables.items()}
    found = {row: begins.get(id(station.block)) for row, station in enumerate(stations)}
    return {row: begin for row, begin in found.items() if begin is not None}


def _begin(lines: Sequence[Sequence[tuple[Token, Step]]], stations: Sequence[Station]) -> int | None:
    width = len(stations[lines[0][0][1].row].row.fields)
    rows = [line for line in lines if _cells(line) > width]
    if len(rows) < _FEWEST:
        return None
    many, often = Counter(_cells(row) for row in rows).most_common(1)[0]
    whole = [row for row in rows if _cells(row) == many]
    inked = {t.slot for row in whole for t, _ in row if t.kind in INK}
    if (
        often < _MOST_SHARE * len(rows)
        or not inked <= set(range(many - width, many))
        or not inked & {many - width, many - 1}
    ):
        return None
    return many - width


def _cells(row: Sequence[tuple[Token, Step]]) -> int:
    return 1 + max(t.slot for t, _ in row if t.slot is not None)
