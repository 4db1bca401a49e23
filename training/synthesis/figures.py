"""True figures of a body, consistent by construction: a village that received none, a province with thousands."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.models.forms import Form
from gouji.training.synthesis.facts import Rank

Figures = Mapping[str, Decimal]
"""The true figure of every field, in printed order."""

_REQUESTS_A_YEAR: Mapping[Rank, tuple[float, float]] = {
    "village": (0.0, 0.2),
    "town": (0.0, 3.0),
    "department": (0.0, 60.0),
    "county": (1.0, 300.0),
    "city": (60.0, 4000.0),
    "province": (1500.0, 15000.0),
    "ministry": (50.0, 6000.0),
}
"""Least and most requests by rank; drawn evenly in the logarithm, so that small bodies prevail."""

_SHARES = {
    "individual": 20.0,
    "company": 3.0,
    "research": 0.1,
    "public_welfare": 0.2,
    "legal_service": 0.6,
    "other": 0.7,
}
"""How requests fall to kinds of applicant, as weights: persons ask most."""

_USUAL_OUTCOMES = {"requests.granted": 10.0, "requests.partly_granted": 2.0, "requests.unable.not_held": 5.0}
_OTHER_OUTCOME = 0.4
"""Weight of every other outcome: most rows of most reports hold zeros."""


@dataclass(frozen=True, slots=True)
class _Requests:
    """The rows and columns of the table of requests, as the identities of the form name them."""

    applicants: tuple[str, ...]
    outcomes: tuple[str, ...]


def draw_figures(form: Form, rank: Rank, draw: random.Random) -> Figures:
    """Figures that fulfil all identities of the form."""
    figures = {
        **dict(_proactive(form, rank, draw)),
        **dict(_requests(form, _size(_REQUESTS_A_YEAR[rank], draw), draw)),
        **dict(_disputes(form, rank, draw)),
    }
    return {f.id: figures[f.id] for f in form.fields}


def _size(bounds: tuple[float, float], draw: random.Random) -> int:
    least, most = (math.log1p(bound) for bound in bounds)
    return round(math.expm1(draw.uniform(least, most)))


def _requests(form: Form, received: int, draw: random.Random) -> Iterator[tuple[str, Decimal]]:
    table = _requests_of(form)
    weights = {a: _SHARES[a] * draw.gammavariate(1.0, 1.0) for a in table.applicants}
    new = _spread(received, weights, draw)
    totals: Counter[str] = Counter()
    outcome_weights = _outcome_weights(table.outcomes, draw)
    for applicant in table.applicants:
        carried_in = _share(new[applicant], draw)
        held = new[applicant] + carried_in
        carried_out = min(held, _share(new[applicant], draw))
        cells = _spread(held - carried_out, outcome_weights, draw)
        cells |= {
            "requests.received": new[applicant],
            "requests.carried_in": carried_in,
            "requests.handled": held - carried_out,
            "requests.carried_out": carried_out,
        }
        totals.update(cells)
        yield from ((f"{row}.{applicant}", Decimal(value)) for row, value in cells.items())
    yield from ((f"{row}.total", Decimal(totals[row])) for row in cells)


def _requests_of(form: Form) -> _Requests:
    by_id = {f.id: f for f in form.fields}
    whole = next(i for i in form.identities if i.id == "requests.received.row_total")
    outcomes = next(i for i in form.identities if i.id == "requests.handled.total.outcomes")
    return _Requests(
        tuple(by_id[f].column.id for f in whole.left), tuple(dict.fromkeys(by_id[f].row.id for f in outcomes.left))
    )


def _outcome_weights(outcomes: Sequence[str], draw: random.Random) -> dict[str, float]:
    """A body has its own few outcomes: the others are rare or never occur."""
    used = {o: _USUAL_OUTCOMES.get(o, _OTHER_OUTCOME) for o in outcomes}
    return {o: weight * draw.gammavariate(0.5, 1.0) for o, weight in used.items()}


def _share(new: int, draw: random.Random) -> int:
    """What is carried over a year's end: none in most small bodies, up to a quarter of the new ones."""
    return 0 if draw.random() < 0.5 else round(new * draw.uniform(0.0, 0.25)) + (draw.random() < 0.1)


def _spread(count: int, weights: Mapping[str, float], draw: random.Random) -> dict[str, int]:
    """``count`` things over names, at random by weight."""
    drawn = Counter(draw.choices(list(weights), list(weights.values()), k=count)) if count else Counter[str]()
    return {name: drawn[name] for name in weights}


def _disputes(form: Form, rank: Rank, draw: random.Random) -> Iterator[tuple[str, Decimal]]:
    for block in form.sections[-1].blocks:
        for row in block.rows:
            *outcomes, total = [c.id for c in block.columns]
            most = _REQUESTS_A_YEAR[rank][1] * 0.03 * (draw.random() < 0.6)
            cells = _spread(_size((0.0, most), draw), {o: draw.gammavariate(0.7, 1.0) for o in outcomes}, draw)
            yield from ((f"{row.id}.{o}", Decimal(value)) for o, value in cells.items())
            yield f"{row.id}.{total}", Decimal(sum(cells.values()))


_MOST: Mapping[str, float] = {
    "issued": 40,
    "repealed": 15,
    "in_force": 300,
    "created": 40,
    "published": 40,
    "total_public": 300,
    "decisions": 30000,
    "previous_items": 300,
    "change": 40,
    "projects": 800,
}
"""Most that stands in a column of section 二, for a body of the largest rank."""


def _proactive(form: Form, rank: Rank, draw: random.Random) -> Iterator[tuple[str, Decimal]]:
    scale = {"village": 0.02, "town": 0.1, "department": 0.3}.get(rank, 1.0)
    for field in form.fields:
        if field.section != "proactive":
            continue
        if field.column.id == "amount":
            yield field.id, _money(scale, draw)
            continue
        zero = draw.random() < (0.9 if field.row.id == "proactive.regulations" else 0.35)
        figure = 0 if zero else _size((1.0, 1.0 + _MOST[field.column.id] * scale), draw)
        negative = field.column.id == "change" and draw.random() < 0.5
        yield field.id, Decimal(-figure if negative else figure)


def _money(scale: float, draw: random.Random) -> Decimal:
    """An amount with up to six decimals, none in many small bodies."""
    if draw.random() < 0.4:
        return Decimal(0)
    places = draw.choice((0, 1, 2, 2, 4, 6))
    amount = math.expm1(draw.uniform(0.0, math.log1p(200000 * scale)))
    return Decimal(round(amount * 10**places)).scaleb(-places)
