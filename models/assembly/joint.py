"""Doubtful figures of scans read together: what the identities of the form say of each other's readings.

Each figure comes with the texts that its ink may be, each with a probability; an identity holds, but for authors'
errors. Belief propagation over the identities (Pearl 1988; loopy, as cells stand in rows and columns) gives each
figure's posterior. It says how sure a reading is and which of the texts that the page supports it is, never what the
arithmetic would have: a value that no reader saw is not in the sum.

Only doubt about ink is lifted. Where a row or column itself is in doubt, sums prove nothing: a row given to its
neighbour adds up as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from gouji.models.forms import Form, Identity
from gouji.models.values import parse_value

BROKEN = 0.02
"""Share of identities that authors break."""

BROKEN_ALONE = 0.2
"""The same where one figure stands alone on either side: broken print takes the same stroke off both."""

CHANCE = 0.02
"""That a sum of figures which are not known, or not right, comes out right by chance."""

ROUNDS = 4
"""Times that identities tell each other what they say: after that little changes."""

_LEAST = 1e-6
"""Probability of a sum below which it is left out."""

_UNKNOWN: Decimal | None = None
_ZERO = Decimal(0)

Belief = Mapping[Decimal | None, float]
"""Probability of each value of a cell; None: of any other."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What the ink of one cell may say: texts with probabilities that add up to at most 1, the one taken first."""

    texts: tuple[tuple[str, float], ...]


def believed(form: Form, inks: Mapping[str, Ink]) -> dict[str, Belief]:
    """The posterior of each cell's values, for the cells that stand in an identity of which all cells are known."""
    prior = {field: _prior(ink) for field, ink in inks.items()}
    factors = [_Factor(i, prior) for i in form.identities if {*i.left, *i.right} <= prior.keys()]
    of: dict[str, list[int]] = {}
    for n, factor in enumerate(factors):
        for field in factor.fields:
            of.setdefault(field, []).append(n)
    messages: dict[tuple[int, str], Belief] = {}
    for _ in range(ROUNDS):
        sent: dict[tuple[int, str], Belief] = {}
        for n, factor in enumerate(factors):
            told = {f: [messages[m, f] for m in of[f] if m != n and (m, f) in messages] for f in factor.fields}
            cavity = {f: _posterior(prior[f], told[f]) for f in factor.fields}
            sent |= {(n, field): message for field, message in factor.messages(cavity)}
        messages = sent
    return {field: _posterior(prior[field], [messages[n, field] for n in own]) for field, own in of.items()}


def _prior(ink: Ink) -> Belief:
    """Texts of one value are one; what is no number counts as nothing, as a blank does."""
    belief: dict[Decimal | None, float] = {}
    for text, probability in ink.texts:
        value = parse_value(text)
        number = value.value if value.kind == "number" else _ZERO if value.kind != "text" else _UNKNOWN
        belief[number] = belief.get(number, 0.0) + probability
    rest = max(1.0 - sum(belief.values()), _LEAST)
    return belief | {_UNKNOWN: belief.get(_UNKNOWN, 0.0) + rest}


def _posterior(prior: Belief, told: Sequence[Belief]) -> Belief:
    weights = {value: p * prod(m[value] for m in told) for value, p in prior.items()}
    total = sum(weights.values())
    return {value: weight / total for value, weight in weights.items()} if total else prior


class _Factor:
    """One identity between cells."""

    def __init__(self, identity: Identity, prior: Mapping[str, Belief]) -> None:
        self.fields = (*identity.left, *identity.right)
        self._signs = (1,) * len(identity.left) + (-1,) * len(identity.right)
        best = [
            max((v for v in prior[f] if v is not None), key=prior[f].__getitem__, default=_ZERO) for f in self.fields
        ]
        standing = [sign for sign, value in zip(self._signs, best, strict=True) if value]
        self._broken = BROKEN_ALONE if sorted(standing) == [-1, 1] else BROKEN

    def messages(self, cavity: Mapping[str, Belief]) -> Iterator[tuple[str, Belief]]:
        """What the identity says of each of its cells, given what all else says of the others."""
        parts = [
            {value * sign: p for value, p in cavity[f].items() if value is not None}
            for f, sign in zip(self.fields, self._signs, strict=True)
        ]
        before, after = [{_ZERO: 1.0}], [{_ZERO: 1.0}]
        for part, back in zip(parts, reversed(parts), strict=True):
            before.append(_added(before[-1], part))
            after.append(_added(after[-1], back))
        for at, field in enumerate(self.fields):
            others = _added(before[at], after[len(parts) - 1 - at])
            yield field, self._message(cavity[field], others, self._signs[at])

    def _message(self, own: Belief, others: Mapping[Decimal, float], sign: int) -> Belief:
        open_share = max(0.0, 1.0 - sum(others.values()))
        by_chance = (1 - self._broken) * open_share * CHANCE + self._broken * CHANCE
        needed = {-total * sign: p for total, p in others.items()}
        said: dict[Decimal | None, float] = {
            v: (1 - self._broken) * needed.get(v, 0.0) + by_chance for v in own if v is not None
        }
        elsewhere = sum(p for v, p in needed.items() if v not in own)
        said[_UNKNOWN] = (1 - self._broken) * elsewhere * CHANCE + by_chance
        return said


def _added(sums: Mapping[Decimal, float], part: Mapping[Decimal, float]) -> dict[Decimal, float]:
    found: dict[Decimal, float] = {}
    for total, p in sums.items():
        for value, q in part.items():
            if p * q >= _LEAST:
                found[total + value] = found.get(total + value, 0.0) + p * q
    return found


def most_probable(belief: Belief) -> tuple[Decimal | None, float]:
    """The value that is most probable, and how probable."""
    value = max(belief, key=belief.__getitem__)
    return value, belief[value]
