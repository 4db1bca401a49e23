"""Rows of a text that lost their labels, told by the rows before and after: as many values as these rows have."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.models.assembly.alignment import Step
from gouji.models.assembly.counting import KNOWN
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.labels import Station
from gouji.models.assembly.row_cells import is_part
from gouji.models.assembly.strangers import is_clear
from gouji.models.assembly.tokens import INK, Token, TokenKind


def told_by_neighbours(
    rows: Sequence[RowEvidence], tokens: Sequence[Token], steps: Sequence[Step], stops: Sequence[Station]
) -> tuple[RowEvidence, ...]:
    """The rows, those marked as counted that stand between two with labels right before their values, each row with
    all its values and no value between them that is none of theirs. ``rows`` in the order of the form, each once.

    Not where another text stands there: an office may have put a row of its own in the form's place. Nor a row of a
    single value: a number alone on its line may be that of a page.
    """
    at = {id(token): number for number, token in enumerate(tokens)}
    inked = [number for number, token in enumerate(tokens) if token.kind in INK]
    own = {row.station: [at[id(t)] for t in row.values] for row in rows if _is_whole(row, stops[row.station])}
    ends = [row.station for row in rows if row.station in own and _follow_label(own[row.station], row, tokens, steps)]
    told = set[int]()
    for above, below in pairwise(ends):
        run = range(above, below + 1)
        values = [number for station in run for number in own.get(station, ())]
        between = inked[bisect_left(inked, values[0]) : bisect_left(inked, values[-1]) + 1]
        if own.keys() >= set(run) and values == between and not _has_others(tokens, steps, values, run, stops):
            told |= {station for station in run if len(own[station]) > 1}
    return tuple(replace(row, counted=True) if row.station in told else row for row in rows)


def _is_whole(row: RowEvidence, station: Station) -> bool:
    """Whether a row of a text has all its values, and nothing beside them."""
    return len(row.values) == len(station.row.fields) and not row.strangers and row.origin == "text"


def _follow_label(values: Sequence[int], row: RowEvidence, tokens: Sequence[Token], steps: Sequence[Step]) -> bool:
    """Whether the values (numbers of tokens) of a row known by its label stand right behind a part of it."""
    before = values[0] - 1
    is_behind = before >= 0 and steps[before].fits and steps[before].row == row.station and is_clear(tokens[before])
    return is_behind and max(row.label_match, row.named) >= KNOWN


def _has_others(
    tokens: Sequence[Token], steps: Sequence[Step], values: Sequence[int], run: range, stops: Sequence[Station]
) -> bool:
    """Whether a text between the first value and the last speaks for no row of a run and is no part of their labels."""
    return any(
        token.kind is TokenKind.LABEL
        and not (step.fits and step.row in run)
        and not any(is_part(token.text, stops[row]) for row in run)
        for token, step in zip(tokens[values[0] : values[-1]], steps[values[0] : values[-1]], strict=True)
    )
