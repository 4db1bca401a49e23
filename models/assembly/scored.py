"""Tokens with what each says for the rows of a form, kept together while their lines are put in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from gouji.models.assembly.labels import LabelScores
from gouji.models.assembly.tokens import Token


@dataclass(frozen=True, slots=True)
class Scored:
    """``scores`` has one row per token."""

    tokens: tuple[Token, ...]
    scores: LabelScores

    def lines(self) -> tuple[tuple[int, ...], ...]:
        """For each line the numbers of its tokens, in their order."""
        groups = groupby(enumerate(self.tokens), key=lambda pair: pair[1].line)
        return tuple(tuple(i for i, _ in group) for _, group in groups)

    def chosen(self, numbers: Iterable[int]) -> Scored:
        """The tokens of these numbers, in this order."""
        order = list(numbers)
        return Scored(tuple(self.tokens[i] for i in order), self.scores.of(order))
