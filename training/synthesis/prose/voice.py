"""An author at work on one report: everything that writes a sentence needs, in one place."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from gouji.training.synthesis.draws import Split
from gouji.training.synthesis.prose.claims import ClaimFillers, last_year, speakable
from gouji.training.synthesis.prose.expansion import Expander, Filler
from gouji.training.synthesis.prose.figures import KnownFigures
from gouji.training.synthesis.prose.incidental import incidental_fillers
from gouji.training.synthesis.prose.ledger import Ledger
from gouji.training.synthesis.prose.situation import Situation
from gouji.training.synthesis.prose.templates import load_grammar

_DENIABLE = ("requests.received.total", "review.total", "litigation.total")
"""What authors may say there was none of, while the table has some."""
_DENYING = 0.35
"""Share of contradictions that are such."""
_FIRST_YEAR_OF_SECOND_FORM = 2021


@dataclass(frozen=True, slots=True)
class Voice:
    """``expander`` writes, ``ledger`` keeps the claims. ``denied``: fields of which the author
    wrongly says that there are none."""

    situation: Situation
    known: KnownFigures
    expander: Expander
    ledger: Ledger
    draw: random.Random
    denied: frozenset[str]

    def write(self, rule: str, bindings: Mapping[str, str] | None = None) -> str:
        """Text for a rule."""
        return self.expander.expand(rule, bindings)

    def chance(self, share: float) -> bool:
        """True in that share of draws."""
        return self.draw.random() < share

    def some_of(self, rules: tuple[str, ...], share: float) -> list[str]:
        """Texts of those rules, each with a chance, that have something to say."""
        return [self.write(rule) for rule in rules if self.chance(share) and self.expander.can(rule)]


def find_voice(
    situation: Situation,
    known: KnownFigures,
    given: Mapping[str, Decimal],
    split: Split,
    contradictions: int,
    draw: random.Random,
) -> Voice:
    """A voice for a report. ``given``: last year's figures, as far as they are known."""
    previous = last_year(known, given, draw)
    ledger = Ledger(known, previous, draw)

    def term(rule: str, bindings: Mapping[str, str]) -> str:
        return expander.expand(rule, bindings)

    claims = ClaimFillers(known, previous, ledger, situation.style, term, draw)
    fillers = {**_names(situation), **incidental_fillers(situation, draw), **claims.by_name()}
    expander = Expander(load_grammar(split), draw, fillers, speakable(known), situation.groups)
    return Voice(situation, known, expander, ledger, draw, _denied(known, contradictions, draw))


def _denied(known: KnownFigures, contradictions: int, draw: random.Random) -> frozenset[str]:
    able = known.positive(_DENIABLE)
    many = sum(draw.random() < _DENYING for _ in range(contradictions))
    return frozenset(draw.sample(able, min(many, len(able))))


def _names(situation: Situation) -> Mapping[str, Filler]:
    """Fillers for who, when and where."""
    second_form = situation.year >= _FIRST_YEAR_OF_SECOND_FORM
    texts = {
        "year": str(situation.year),
        "last_year": str(situation.year - 1),
        "next_year": str(situation.year + 1),
        "name": situation.authority.name,
        "body": situation.authority.full,
        "we": situation.we,
        "area": situation.area,
        "site": situation.site,
        "url": situation.url,
        "account": f"{situation.authority.root}发布",
        "form_notice": "〔2021〕30号" if second_form else "〔2019〕60号",
    }
    return {name: _constant(text) for name, text in texts.items()}


def _constant(text: str) -> Filler:
    return lambda _: text
