"""Slots that speak of the form's figures, and comparisons with last year."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from gouji.training.synthesis.prose.expansion import Filler
from gouji.training.synthesis.prose.figures import REFUSALS, UNABLE, KnownFigures
from gouji.training.synthesis.prose.ledger import Ledger
from gouji.training.synthesis.prose.listings import OUTCOMES, RECEIVED, Listings, Term
from gouji.training.synthesis.prose.numerals import NumberStyle, say

_CARRIED_IN = "requests.carried_in.total"
_LEAST_PART = 2
"""A part is said only of a figure that has parts."""


def speakable(known: KnownFigures) -> frozenset[str]:
    """What alternatives may need: every way to speak of a known figure (:attr:`Alternative.needs`)."""
    values = known.values
    needs = {f"={field}" for field in values} | {f"0{field}" for field in values}
    needs |= {f"!{field}" for field, value in values.items() if value > 0}
    needs |= {f"~{field}" for field, value in values.items() if value >= _LEAST_PART}
    if values.get(RECEIVED) is not None and values.get(_CARRIED_IN, 0) > 0:
        needs.add(f"+{RECEIVED}")
    if known.positive(field for _, field in OUTCOMES):
        needs.add("outcome_list")
    return frozenset(needs)


def last_year(known: KnownFigures, given: Mapping[str, Decimal], draw: random.Random) -> dict[str, Decimal]:
    """Last year's figures: those given, and made-up ones for the rest."""
    return {
        field: given[field] if field in given else _year_before(value, draw) for field, value in known.values.items()
    }


def _year_before(value: Decimal, draw: random.Random) -> Decimal:
    if value == 0:
        return Decimal(draw.choice((0, 0, 0, 1, 2)))
    factor = Decimal(str(round(math.exp(draw.gauss(0, 0.35)), 3)))
    return (value * factor).quantize(value, ROUND_HALF_UP)


class ClaimFillers:
    """Fills the slots that speak of figures; every figure said goes through the ledger."""

    def __init__(
        self,
        known: KnownFigures,
        previous: Mapping[str, Decimal],
        ledger: Ledger,
        style: NumberStyle,
        term: Term,
        draw: random.Random,
    ) -> None:
        self._known = known
        self._previous = previous
        self._ledger = ledger
        self._style = style
        self._term = term
        self._listings = Listings(known, ledger, term, draw)
        self._draw = draw

    def by_name(self) -> Mapping[str, Filler]:
        """The fillers by slot name."""
        listings = self._listings
        return {
            "=": self._ledger.whole,
            "!": self._ledger.whole,
            "~": self._part,
            "+": self._more,
            "0": self._ledger.zero,
            "grow": self._growth,
            "kinds": self._sometimes(0.5, listings.kinds),
            "channels": self._sometimes(0.35, listings.channels),
            "subjects": self._sometimes(0.4, listings.subjects),
            "outcomes": self._sometimes(0.85, listings.outcomes),
            "outcome_list": lambda _: listings.outcome_list(),
            "refusals": self._sometimes(0.6, lambda: listings.rows("requests.refused", REFUSALS)),
            "unables": self._sometimes(0.7, lambda: listings.rows("requests.unable", UNABLE)),
            "review_outcomes": self._sometimes(0.8, lambda: listings.results("review")),
            "litigation_outcomes": self._sometimes(0.8, listings.lawsuits),
        }

    def _sometimes(self, share: float, clause: Callable[[], str]) -> Filler:
        return lambda _: clause() if self._draw.random() < share else ""

    def _part(self, field: str) -> str:
        return self._ledger.part(field, self._below(self._known.values[field]))

    def _below(self, value: Decimal) -> Decimal:
        """A part of a figure: at least 1, less than all of it."""
        return Decimal(self._draw.randint(1, max(int(value) - 1, 1)))

    def _more(self, field: str) -> str:
        return self._ledger.more(field, self._known.values[field] + self._known.values[_CARRIED_IN])

    def _growth(self, field: str) -> str:
        """How a figure compares with last year's. Neither last year's nor the difference speaks of the field."""
        value, past = self._known.values.get(field), self._previous.get(field)
        if value is None or past is None or self._draw.random() < 0.55:
            return ""
        if value == past:
            return f"，{self._term('growth_none', {})}"
        rule = "growth_new" if past == 0 else "growth_up" if value > past else "growth_down"
        return f"，{self._term(rule, self._comparison(value, past))}"

    def _comparison(self, value: Decimal, past: Decimal) -> Mapping[str, str]:
        difference = abs(value - past)
        percent = difference * 100 / past if past else Decimal(0)
        digits = self._draw.choice(("1", "0.1", "0.01"))
        return {
            "past": self._say(past),
            "difference": self._say(difference),
            "percent": f"{percent.quantize(Decimal(digits), ROUND_HALF_UP):f}",
        }

    def _say(self, value: Decimal) -> str:
        return say(value, self._style, self._draw)
