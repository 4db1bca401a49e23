"""Expands rules to text, with no alternative of a rule used again before all the others were."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Set
from math import prod

from gouji.training.synthesis.prose.templates import Alternative, Choice, Grammar, Slot, Template

Filler = Callable[[str], str]
"""Fills a slot, given its argument."""


class Expander:
    """Expands the rules of a grammar for one report.

    ``fillers``: slots that are no rules, by name; they win over rules. ``known``: what may be spoken of
    (:attr:`Alternative.needs`). ``groups``: variants of rules to prefer, ``topic@village`` over ``topic``, best first.
    """

    def __init__(
        self,
        grammar: Grammar,
        draw: random.Random,
        fillers: Mapping[str, Filler],
        known: Set[str],
        groups: tuple[str, ...],
    ) -> None:
        self._rules = grammar.rules
        self._draw = draw
        self._fillers = fillers
        self._known = known
        self._groups = groups
        self._decks: dict[str, list[Alternative]] = {}
        self._names: dict[str, str] = {}

    def can(self, rule: str) -> bool:
        """Whether the rule has an alternative that speaks only of what is known."""
        return any(alternative.needs <= self._known for alternative in self._rules[self._variant(rule)])

    def fresh(self, rule: str) -> int:
        """How many alternatives of the rule are left before one must be used again."""
        return sum(alternative.needs <= self._known for alternative in self._deck(self._variant(rule)))

    def expand(self, rule: str, bindings: Mapping[str, str] | None = None) -> str:
        """Text for a rule. ``bindings``: texts of slots that hold for this alternative only.

        Raises ``KeyError`` where there is no such rule, ``LookupError`` where nothing of it may be said.
        """
        return self.write(self._next(self._variant(rule)), bindings)

    def write(self, alternative: Alternative, bindings: Mapping[str, str] | None = None) -> str:
        """Text for one alternative, whatever rule it is of."""
        parts: list[str] = []
        self._write(alternative.template, bindings or {}, parts)
        return "".join(parts)

    def _next(self, name: str) -> Alternative:
        for _ in range(2):
            deck = self._deck(name)
            for i in range(len(deck) - 1, -1, -1):
                if not deck[i].needs or deck[i].needs <= self._known:
                    return deck.pop(i)
            self._decks.pop(name)
        raise LookupError(f"rule {name!r} has no alternative that speaks only of what is known")

    def _deck(self, name: str) -> list[Alternative]:
        if name not in self._decks:
            rule = self._rules[name]
            self._decks[name] = self._draw.sample(rule, len(rule))
        return self._decks[name]

    def _variant(self, rule: str) -> str:
        if rule not in self._names:
            names = [f"{rule}@{group}" for group in self._groups]
            self._names[rule] = next((name for name in names if name in self._rules), rule)
        return self._names[rule]

    def _write(self, template: Template, bindings: Mapping[str, str], parts: list[str]) -> None:
        for part in template:
            if isinstance(part, str):
                parts.append(part)
            elif isinstance(part, Choice):
                self._write(self._draw.choice(part.branches), bindings, parts)
            else:
                parts.append(self._fill(part, bindings))

    def _fill(self, slot: Slot, bindings: Mapping[str, str]) -> str:
        if slot.name in bindings:
            return bindings[slot.name]
        if filler := self._fillers.get(slot.name):
            return filler(slot.argument)
        return self.expand(slot.name)


def count_texts(grammar: Grammar, rule: str, groups: tuple[str, ...] = ()) -> int:
    """How many texts a rule has, every slot that is no rule counted as one: numbers, names and figures come on top."""
    names = [f"{rule}@{group}" for group in groups]
    name = next((name for name in names if name in grammar.rules), rule)
    if name not in grammar.rules:
        return 1
    return sum(_count(alternative.template, grammar, groups) for alternative in grammar.rules[name])


def _count(template: Template, grammar: Grammar, groups: tuple[str, ...]) -> int:
    return prod(_count_part(part, grammar, groups) for part in template)


def _count_part(part: str | Slot | Choice, grammar: Grammar, groups: tuple[str, ...]) -> int:
    if isinstance(part, str):
        return 1
    if isinstance(part, Choice):
        return sum(_count(branch, grammar, groups) for branch in part.branches)
    return count_texts(grammar, part.name, groups)
