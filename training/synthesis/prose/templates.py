"""Templates of prose: text with slots and alternatives, parsed from TOML and dealt out to the splits.

In a template ``{name}`` is filled by a rule or by a filler of the writer, ``{name:argument}`` by a filler alone, and
``<a|b|>`` is one of its branches, the last of them empty. Slots that open with a sign speak of a field (claims.toml).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gouji.training.synthesis.draws import Split

_FILES = (
    "terms",
    "clauses",
    "topics",
    "front",
    "disclosure",
    "requests",
    "management",
    "platform",
    "oversight",
    "claims",
    "problems",
    "other",
)
_SIGNS = "=!~+0"
_TOKEN = re.compile(r"[<>|]|\{[^{}]+\}|[^<>|{}]+")

_TURNS: tuple[Split, ...] = ("train", "test", "train", "validation", "calibration")
"""Who takes the next alternative of a rule: two of five go to train."""
LEAST_DEALT = len(_TURNS)
"""A rule with fewer alternatives would leave a split without any."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled. ``name`` is a sign (one of ``=!~+0``) where the slot speaks of the field ``argument``."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several branches, all equally likely."""

    branches: tuple[Template, ...]


Template = tuple["str | Slot | Choice", ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to write what a rule names. ``needs``: what must be known to say it, as sign and field, or filler."""

    source: str
    template: Template
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of one split."""

    rules: Mapping[str, tuple[Alternative, ...]]


def field_aliases() -> Mapping[str, str]:
    """Short names of fields that templates use, with the fields' ids."""
    aliases: dict[str, str] = _read("aliases")
    return aliases


@cache
def load_grammar(split: Split) -> Grammar:
    """The rules with the alternatives that are dealt to a split, and the fixed terms that all splits share."""
    rules: dict[str, tuple[Alternative, ...]] = {}
    aliases = field_aliases()
    for name, sources, shared in written_rules():
        if name in rules:
            raise ValueError(f"rule {name!r} is written twice")
        kept = sources if shared else dealt(name, sources, split)
        rules[name] = tuple(parse_alternative(source, aliases) for source in kept)
    return Grammar(rules)


def written_rules() -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Every rule as it is written: name, alternatives, and whether all splits share them."""
    for file in _FILES:
        content = _read(file)
        for name, sources in content.items():
            if name != "terms":
                yield name, tuple(sources), False
        for name, sources in content.get("terms", {}).items():
            yield name, tuple(sources), True


def dealt(name: str, sources: tuple[str, ...], split: Split) -> tuple[str, ...]:
    """The alternatives of a rule that fall to a split: by turns, in the order of their digests."""
    if len(sources) < LEAST_DEALT or len(set(sources)) < len(sources):
        raise ValueError(f"rule {name!r} needs {LEAST_DEALT} or more different alternatives, it has {len(sources)}")
    ranked = sorted(sources, key=lambda source: hashlib.sha256(f"{name}/{source}".encode()).digest())
    mine = {source for i, source in enumerate(ranked) if _TURNS[i % len(_TURNS)] == split}
    return tuple(source for source in sources if source in mine)


@cache
def _read(file: str) -> dict[str, Any]:
    text = files("gouji.training.synthesis.prose").joinpath(f"{file}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def parse_alternative(source: str, aliases: Mapping[str, str]) -> Alternative:
    """A template as it is written. ``aliases``: of fields. Raises ValueError where its marks do not match."""
    tokens = _TOKEN.findall(source)
    if "".join(tokens) != source:
        raise ValueError(f"template {source!r} has a brace without its partner")
    template, end = _parse(tokens, 0, aliases)
    if end != len(tokens):
        raise ValueError(f"template {source!r} has {tokens[end]!r} outside of <…>")
    return Alternative(source, template, frozenset(_needs(template)))


def _parse(tokens: list[str], start: int, aliases: Mapping[str, str]) -> tuple[Template, int]:
    """The template from a token on, and the token at which it ends."""
    parts: list[str | Slot | Choice] = []
    i = start
    while i < len(tokens) and tokens[i] not in "|>":
        token = tokens[i]
        if token == "<":
            branches = []
            while token != ">":
                branch, i = _parse(tokens, i + 1, aliases)
                branches.append(branch)
                token = tokens[i]
            parts.append(Choice(tuple(branches)))
        else:
            parts.append(_slot(token[1:-1], aliases) if token[0] == "{" else token)
        i += 1
    return tuple(parts), i


def _slot(inner: str, aliases: Mapping[str, str]) -> Slot:
    if inner[0] in _SIGNS:
        field = inner[1:].removeprefix(":")
        return Slot(inner[0], aliases.get(field, field))
    name, _, argument = inner.partition(":")
    return Slot(name, aliases.get(argument, argument))


def slots_of(template: Template) -> Iterator[Slot]:
    """Its slots, those of every branch among them."""
    for part in template:
        if isinstance(part, Choice):
            for branch in part.branches:
                yield from slots_of(branch)
        elif isinstance(part, Slot):
            yield part


def _needs(template: Template) -> Iterator[str]:
    for slot in slots_of(template):
        if slot.name in _SIGNS:
            yield f"{slot.name}{slot.argument}"
        elif slot.name == "outcome_list":
            yield slot.name
