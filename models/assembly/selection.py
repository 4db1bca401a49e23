"""Choosing, among the ways in which rows can stand in their columns, by the identities of the form.

A way is judged only against what is certain: rows still undecided enter an identity with all that they may hold. Rows
that are decided become certain for the others, until nothing changes. So two rows that could both be elsewhere never
prove each other right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.models.assembly.placement import PADDED_BETWEEN, Placement, Way
from gouji.models.assembly.row_cells import Cells
from gouji.models.assembly.tokens import Token, TokenKind, is_inked
from gouji.models.forms import Form, Identity
from gouji.models.values import parse_value

_BROKEN = 4.0
"""Cost in nats of an identity that cannot hold: authors break about one in fifty."""

_MENDABLE = 1.0
"""Cost in nats of an identity that holds only if something stood in a blank cell."""

_DECIDED = 0.97
"""Probability from which a row counts as certain for the rows beside it."""

_ONLY_WAY_LEFT = 0.5
"""Certainty of a way that is unlikely in itself and only left because the others cannot be."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Choice:
    """The way chosen for one row. ``certainty``: for each column, probability that its reading is the right one.

    ``used``: ids of the identities that told the ways apart.
    """

    placement: Placement
    way: Way | None
    certainty: tuple[float, ...]
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Range:
    """What a cell may hold: sum bounds, and whether it may be blank."""

    low: Decimal
    high: Decimal
    blank: bool


def choose(form: Form, placements: Sequence[Placement], fields: Sequence[Sequence[str]]) -> tuple[Choice, ...]:
    """One way for each row. ``fields``: the ids of each row's fields, from left to right."""
    undecided = {i for i, p in enumerate(placements) if len(p.ways) > 1}
    known = _Knowledge(form, placements, fields)
    posteriors: dict[int, list[float]] = {}
    progress = True
    while undecided and progress:
        posteriors |= {i: known.posterior(i) for i in undecided}
        decided = {i for i in undecided if max(posteriors[i]) >= _DECIDED}
        for i in decided:
            known.settle(i, placements[i].ways[_best(posteriors[i])])
        undecided -= decided
        progress = bool(decided)
    return tuple(_choice(p, posteriors.get(i), known.telling(i)) for i, p in enumerate(placements))


def _choice(placement: Placement, posterior: list[float] | None, telling: frozenset[str]) -> Choice:
    if not placement.ways:
        return Choice(placement, None, (), frozenset())
    if posterior is None:
        way = placement.ways[0]
        sure = 1.0 if way.log_prior > PADDED_BETWEEN else _ONLY_WAY_LEFT
        return Choice(placement, way, (sure,) * len(way.cells), frozenset())
    best = placement.ways[_best(posterior)]
    certainty = tuple(
        sum(p for w, p in zip(placement.ways, posterior, strict=True) if _same(w.cells[c], best.cells[c]))
        for c in range(len(best.cells))
    )
    return Choice(placement, best, tuple(min(c, 1.0) for c in certainty), telling)


def _same(a: Sequence[Token], b: Sequence[Token]) -> bool:
    """Whether two ways have the same in a cell; an empty cell and no cell are both blank."""
    return "".join(t.text for t in a) == "".join(t.text for t in b)


def _best(posterior: Sequence[float]) -> int:
    return max(range(len(posterior)), key=posterior.__getitem__)


class _Knowledge:
    """What each field may hold as far as it is decided."""

    def __init__(self, form: Form, placements: Sequence[Placement], fields: Sequence[Sequence[str]]) -> None:
        self._placements = placements
        self._fields = fields
        self._ranges: dict[str, _Range | None] = {}
        self._told: dict[int, frozenset[str]] = {}
        for placement, ids in zip(placements, fields, strict=True):
            options = [[_range(way.cells[c]) for way in placement.ways] for c in range(len(ids))]
            self._ranges.update({f: _hull(o) for f, o in zip(ids, options, strict=True)})
        self._touching = {
            i: [e for e in form.identities if set(ids) & {*e.left, *e.right}] for i, ids in enumerate(fields)
        }

    def settle(self, row: int, way: Way) -> None:
        """Take one way of a row as certain."""
        self._ranges.update({f: _range(cell) for f, cell in zip(self._fields[row], way.cells, strict=True)})

    def telling(self, row: int) -> frozenset[str]:
        """Identities that told the ways of a row apart."""
        return self._told.get(row, frozenset())

    def posterior(self, row: int) -> list[float]:
        """Probability of each way of a row, given what is certain elsewhere."""
        ways, identities = self._placements[row].ways, self._touching[row]
        costs = [[self._cost(e, self._with(row, way.cells)) for e in identities] for way in ways]
        self._told[row] = frozenset(
            e.id for e, column in zip(identities, zip(*costs, strict=True), strict=True) if len(set(column)) > 1
        )
        scores = [way.log_prior - sum(cost) for way, cost in zip(ways, costs, strict=True)]
        top = max(scores)
        weights = [math.exp(s - top) for s in scores]
        return [w / sum(weights) for w in weights]

    def _with(self, row: int, cells: Cells) -> Mapping[str, _Range | None]:
        return {f: _range(cell) for f, cell in zip(self._fields[row], cells, strict=True)}

    def _cost(self, identity: Identity, own: Mapping[str, _Range | None]) -> float:
        sides = [[own[f] if f in own else self._ranges.get(f) for f in ids] for ids in (identity.left, identity.right)]
        left, right = (_sum(side) for side in sides)
        if left is None or right is None or (left.low <= right.high and right.low <= left.high):
            return 0.0
        mendable = left.blank if left.high < right.low else right.blank
        return _MENDABLE if mendable else _BROKEN


def _range(cell: Sequence[Token]) -> _Range | None:
    """What one cell holds; None if that is not known."""
    if not is_inked(cell):
        return _Range(_ZERO, _ZERO, blank=True)
    value = parse_value(cell[0].text)
    if len(cell) > 1 or value.kind == "text" or cell[0].kind is TokenKind.UNREADABLE:
        return None
    number = value.value
    return _Range(_ZERO, _ZERO, blank=True) if number is None else _Range(number, number, blank=False)


def _hull(options: Sequence[_Range | None]) -> _Range | None:
    known = [o for o in options if o is not None]
    if not known or len(known) < len(options):
        return None
    return _Range(min(o.low for o in known), max(o.high for o in known), any(o.blank for o in known))


def _sum(side: Sequence[_Range | None]) -> _Range | None:
    terms = [t for t in side if t is not None]
    if len(terms) < len(side):
        return None
    return _Range(sum((t.low for t in terms), _ZERO), sum((t.high for t in terms), _ZERO), any(t.blank for t in terms))
