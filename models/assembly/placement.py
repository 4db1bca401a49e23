"""Ways in which the values of a row can stand in its columns.

Where cells are separated and as many as the form's columns, there is one way. Where a cell was lost, or a row was
padded, or two numbers run together, there are several, each with a prior; arithmetic chooses later, or a person does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from statistics import median

from gouji.models.assembly.evidence import Cells, RowEvidence
from gouji.models.assembly.tokens import Token, TokenKind, is_inked
from gouji.models.values import plain

_MOST_WAYS = 600
"""Ways beyond which a row is not placed at all: 4 values lost of 15 are 1,365."""

_PADDED_RIGHT, _PADDED_LEFT, _PADDED_BETWEEN = math.log(0.7), math.log(0.25), math.log(0.05)
"""Prior of where surplus empty cells stand. Converters that drop merged cells pad rows on the right."""

_TRIMMED, _LOST = math.log(0.7), math.log(0.3)
"""Prior of what missing cells are: empty ones cut from the end of a line, or others."""

_RUN_TOGETHER = math.log(0.05)
"""Prior of two numbers printed as one, where nothing says so."""

_STEADY = 0.2
"""Columns stand still enough to place by them when their centres vary by less than this share of their distance."""

_SURELY_EMPTY = 4.0
"""Log odds by which a column's place must win before a missing value counts as an empty cell."""

_ROWS_TO_SEE_COLUMNS = 3
"""Values per column, on average, that it takes to see columns."""

_APART = 0.35
"""Share of the mean distance of columns that separates the values of one from those of the next."""

_FARTHEST = 16.0
"""Most that one value out of place counts, in squared standard deviations: it may be a stray."""

_ANCHORS = (1.0, 0.5, 0.0)
"""What may be aligned in a column: right ends, centres, left ends (as shares of a value's width)."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to place a row's values. ``log_prior`` in nats. ``split``: columns whose value is a part of a token."""

    cells: Cells
    log_prior: float
    split: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns stand. ``anchor``: which part of a value is aligned. ``gap``: least distance of two columns."""

    anchor: float
    centres: tuple[float, ...]
    gap: float


@dataclass(frozen=True, slots=True)
class Placement:
    """The ways of one row; none where its values cannot be placed. ``empties_known``: an empty cell is seen as such."""

    evidence: RowEvidence
    ways: tuple[Way, ...]
    empties_known: bool


def place(rows: Sequence[RowEvidence], widths: Sequence[int]) -> tuple[Placement, ...]:
    """The ways to place each row. ``widths``: how many columns each row has."""
    columns = _columns(rows, widths)
    return tuple(
        _place_row(row, width, columns.get((_page(row), width))) for row, width in zip(rows, widths, strict=True)
    )


def _place_row(row: RowEvidence, width: int, columns: Columns | None) -> Placement:
    if row.slots is not None:
        ways = _ways_of_cells(row.slots, width)
        return Placement(row, ways, empties_known=True)
    if not row.values:
        return Placement(row, (Way(((),) * width, 0.0),), empties_known=False)
    ways = _ways_of_words(row.values, width)
    known = len(row.values) == width
    if columns and not known:
        ways = tuple(replace(way, log_prior=way.log_prior + _position_score(way.cells, columns)) for way in ways)
        known = row.exact and _margin(ways) > _SURELY_EMPTY
    return Placement(row, ways, empties_known=known)


def _ways_of_cells(slots: Cells, width: int) -> tuple[Way, ...]:
    """Ways for a row whose cells are separated."""
    inked = [i for i, cell in enumerate(slots) if is_inked(cell)]
    if len(slots) == width:
        return (Way(slots, 0.0),)
    if not inked:
        return (Way(((),) * width, 0.0),)
    if len(inked) > width:
        return ()
    return _padded(slots, width) if len(slots) > width else _trimmed(slots, width)


def _padded(slots: Cells, width: int) -> tuple[Way, ...]:
    """More cells than columns: some of the empty ones are none of the row's."""
    empties = [i for i, cell in enumerate(slots) if not is_inked(cell)]
    surplus = len(slots) - width
    if surplus > len(empties) or math.comb(len(empties), surplus) > _MOST_WAYS:
        return ()
    ways: dict[tuple[str, ...], Way] = {}
    for dropped in combinations(empties, surplus):
        way = Way(tuple(c for i, c in enumerate(slots) if i not in dropped), _padding_prior(dropped, len(slots)))
        said = tuple("".join(t.text for t in cell) for cell in way.cells)
        if said not in ways or ways[said].log_prior < way.log_prior:
            ways[said] = way
    return tuple(ways.values())


def _padding_prior(dropped: tuple[int, ...], length: int) -> float:
    if dropped == tuple(range(length - len(dropped), length)):
        return _PADDED_RIGHT
    return _PADDED_LEFT if dropped == tuple(range(len(dropped))) else _PADDED_BETWEEN


def _trimmed(slots: Cells, width: int) -> tuple[Way, ...]:
    """Fewer cells than columns."""
    if math.comb(width, len(slots)) > _MOST_WAYS:
        return ()
    left = tuple(range(len(slots)))
    return tuple(
        Way(_spread(slots, columns, width), _TRIMMED if columns == left else _LOST)
        for columns in combinations(range(width), len(slots))
    )


def _ways_of_words(values: Sequence[Token], width: int) -> tuple[Way, ...]:
    """Ways for a row that leaves no trace of its empty cells."""
    cells = tuple((t,) for t in values)
    if len(values) == width:
        return (Way(cells, 0.0),)
    missing = width - len(values)
    if math.comb(width, missing) > _MOST_WAYS:
        return ()
    together = _run_together(values, missing)
    if any(_must_split(t) for t in values):
        return together
    return (*(Way(_spread(cells, c, width), 0.0) for c in combinations(range(width), len(values))), *together)


def _run_together(values: Sequence[Token], missing: int) -> tuple[Way, ...]:
    """Ways that cut one value in two (or, for a run of digits that fills the row, in as many as are missing)."""
    ways = []
    for i, token in enumerate(values):
        digits = plain(token.text)
        if not digits.isdigit() or len(digits) <= missing or math.comb(len(digits) - 1, missing) > _MOST_WAYS:
            continue
        for cuts in combinations(range(1, len(digits)), missing):
            parts = [digits[a:b] for a, b in zip((0, *cuts), (*cuts, len(digits)), strict=True)]
            if any(len(p) > 1 and p.startswith("0") for p in parts):
                continue
            pieces = [replace(token, text=p) for p in parts]
            cells = tuple((t,) for t in (*values[:i], *pieces, *values[i + 1 :]))
            prior = 0.0 if _must_split(token) else _RUN_TOGETHER
            ways.append(Way(cells, prior, frozenset(range(i, i + len(parts)))))
    return tuple(ways[:_MOST_WAYS])


def _must_split(token: Token) -> bool:
    """No number is printed with a leading zero: two or more run together."""
    digits = plain(token.text)
    return token.kind is TokenKind.VALUE and len(digits) > 1 and digits.isdigit() and digits.startswith("0")


def _spread(cells: Cells, columns: tuple[int, ...], width: int) -> Cells:
    at = dict(zip(columns, cells, strict=True))
    return tuple(at.get(c, ()) for c in range(width))


def _page(row: RowEvidence) -> int | None:
    return row.values[0].piece.place.page_index if row.values else None


def _columns(rows: Sequence[RowEvidence], widths: Sequence[int]) -> dict[tuple[int | None, int], Columns]:
    """Where the columns of each page stand, by page and number of columns; only where the values agree on it."""
    together: dict[tuple[int | None, int], list[Token]] = {}
    for row, width in zip(rows, widths, strict=True):
        if row.slots is None and width > 1:
            together.setdefault((_page(row), width), []).extend(row.values)
    found = {key: _fit_columns(values, key[1]) for key, values in together.items()}
    return {key: columns for key, columns in found.items() if columns}


def _fit_columns(values: Sequence[Token], width: int) -> Columns | None:
    """Columns in which all values stand one under another, by their right ends, centres or left ends."""
    fits = []
    for anchor in _ANCHORS:
        places = sorted(_at(t, anchor) for t in values)
        if len(places) < _ROWS_TO_SEE_COLUMNS * width:
            continue
        apart = _APART * (places[-1] - places[0]) / (width - 1)
        cuts = [i + 1 for i, (a, b) in enumerate(pairwise(places)) if b - a > apart]
        groups = [places[a:b] for a, b in zip([0, *cuts], [*cuts, len(places)], strict=True)]
        if len(groups) != width:
            continue
        centres = tuple(median(group) for group in groups)
        spread = max(group[-1] - group[0] for group in groups)
        gap = min(b - a for a, b in pairwise(centres))
        if spread < _STEADY * gap:
            fits.append((spread, Columns(anchor, centres, gap)))
    return min(fits, key=lambda fit: fit[0])[1] if fits else None


def _at(token: Token, anchor: float) -> float:
    return token.piece.left + anchor * (token.piece.right - token.piece.left)


def _position_score(cells: Cells, columns: Columns) -> float:
    """How well the values stand under their columns, in nats."""
    off = [
        (_at(cell[0], columns.anchor) - centre) / (_STEADY * columns.gap)
        for cell, centre in zip(cells, columns.centres, strict=True)
        if is_inked(cell)
    ]
    return -0.5 * sum(min(d * d, _FARTHEST) for d in off)


def _margin(ways: Sequence[Way]) -> float:
    best = sorted((w.log_prior for w in ways), reverse=True)
    return best[0] - best[1] if len(best) > 1 else math.inf
