"""What prose says of the figures: recorded while it is written, and settled once all of it stands.

While prose is written a claim is one private-use glyph in the text. Only when all of it stands is it decided which
claims are wrong, the glyphs give way to numbers, and each number that speaks of a field becomes a statement.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from gouji.training.synthesis.facts import Relation, Statement
from gouji.training.synthesis.prose.figures import KnownFigures
from gouji.training.synthesis.prose.numerals import NumberStyle, say

_FIRST_GLYPH, _LAST_GLYPH = 0xE000, 0xF8FF
_CLAIM = re.compile(r"[\ue000-\uf8ff]")
_SENTENCE = re.compile(r"[^。！？]*[。！？]?[”』」）]?")
_SLIPS = (-10, -3, -2, -1, 1, 2, 3, 10)
"""How far a slightly wrong figure is from the right one."""

_AMOUNT = ".amount"

_Scope = Literal["whole", "part", "more", "none"]
"""How what a claim counts lies to what its field counts; ``none``: it has no field."""


@dataclass(frozen=True, slots=True)
class _Claim:
    field: str
    value: Decimal
    scope: _Scope
    in_words: bool


class Ledger:
    """The claims of one report. ``previous``: last year's figures, which a careless author repeats."""

    def __init__(self, known: KnownFigures, previous: Mapping[str, Decimal], draw: random.Random) -> None:
        self._known = known
        self._previous = previous
        self._draw = draw
        self._claims: list[_Claim] = []

    def whole(self, field: str) -> str:
        """A claim that says the figure of a field, or of a sum of fields."""
        scope: _Scope = "whole" if field in self._known.stated else "none"
        return self._note(_Claim(field, self._known.values[field], scope, False))

    def zero(self, field: str) -> str:
        """A claim that there is none of what a field counts, in words that stand beside it."""
        return self._note(_Claim(field, Decimal(0), "whole", True))

    def part(self, field: str, value: Decimal) -> str:
        """A claim on a part of what a field counts."""
        return self._note(_Claim(field, value, "part", False))

    def more(self, field: str, value: Decimal) -> str:
        """A claim on what a field counts and something besides."""
        return self._note(_Claim(field, value, "more", False))

    def _note(self, claim: _Claim) -> str:
        self._claims.append(claim)
        return chr(_FIRST_GLYPH + len(self._claims) - 1)

    def settle(
        self, texts: Sequence[str], contradictions: int, style: NumberStyle
    ) -> tuple[list[str], tuple[Statement, ...]]:
        """The texts with numbers for claims, and the statements in them. At most ``contradictions`` claims that stand
        in the texts are made wrong; zeros in words that are wrong already count among them.
        """
        used = [ord(glyph) - _FIRST_GLYPH for text in texts for glyph in _CLAIM.findall(text)]
        left = contradictions - len({self._claims[i].field for i in used if self._is_wrong(self._claims[i])})
        able = [i for i in used if self._claims[i].scope == "whole" and not self._claims[i].in_words]
        for i in self._draw.sample(able, min(max(left, 0), len(able))):
            claim = self._claims[i]
            wrong = _wrong_value(claim.value, self._previous.get(claim.field), self._draw)
            self._claims[i] = _Claim(claim.field, wrong, claim.scope, False)
        settled = [self._settle_text(text, style) for text in texts]
        return [text for text, _ in settled], tuple(s for _, statements in settled for s in statements)

    def _settle_text(self, text: str, style: NumberStyle) -> tuple[str, list[Statement]]:
        whole, statements = "", []
        for sentence in _SENTENCE.findall(text):
            claims = [self._claims[ord(glyph) - _FIRST_GLYPH] for glyph in _CLAIM.findall(sentence)]
            written = (self._written(claim, style) for claim in claims)
            said = "".join(_interleaved(_CLAIM.split(sentence), written))
            whole += said
            statements += [
                Statement(c.field, c.value, self._relation(c), said.strip()) for c in claims if c.scope != "none"
            ]
        return whole, statements

    def _written(self, claim: _Claim, style: NumberStyle) -> str:
        if claim.in_words:
            return ""
        # An amount is in 万元 already: no 万万.
        money = claim.field.endswith(_AMOUNT)
        return say(claim.value, replace(style, ten_thousands=False) if money else style, self._draw)

    def _relation(self, claim: _Claim) -> Relation:
        if claim.scope == "part":
            return "narrower"
        if claim.scope == "more":
            return "wider"
        return "contradicts" if self._is_wrong(claim) else "agrees"

    def _is_wrong(self, claim: _Claim) -> bool:
        return claim.scope == "whole" and claim.value != self._known.values[claim.field]


def _interleaved(texts: Sequence[str], numbers: Iterator[str]) -> Iterator[str]:
    """Texts with a number between each two."""
    for i, text in enumerate(texts):
        if i:
            yield next(numbers)
        yield text


def _wrong_value(value: Decimal, previous: Decimal | None, draw: random.Random) -> Decimal:
    """A figure as an author gets it wrong: last year's, two digits swapped, or slightly off. Never below 0."""
    ways = [_slightly_off(value, draw)]
    if previous is not None and previous != value:
        ways.append(previous)
    if swapped := _swapped(value, draw):
        ways.append(swapped)
    return draw.choice(ways)


def _slightly_off(value: Decimal, draw: random.Random) -> Decimal:
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return draw.choice([value + slip * step for slip in _SLIPS if value + slip * step >= 0])


def _swapped(value: Decimal, draw: random.Random) -> Decimal | None:
    text = f"{value:f}"
    pairs = [i for i in range(len(text) - 1) if text[i : i + 2].isdigit() and text[i] != text[i + 1]]
    swapped = [text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in pairs]
    able = [t for t in swapped if t[0] != "0" or t.startswith("0.")]
    return Decimal(draw.choice(able)) if able else None
