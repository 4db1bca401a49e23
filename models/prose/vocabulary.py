"""The words by which sentences speak of the form's figures, found in a sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gouji.models.prose.numerals import NUMBER, amount
from gouji.models.prose.sums import CARRIED_IN, CARRIED_OUT

Kind = Literal["topic", "verb", "measure", "mark", "number", "year", "cut", "join"]

_CUT = re.compile(r"[，,；;。！？（）()【】\[\]→⇒➔|]|[：:](?!\d)")
_ALONE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?=$|[，。；、;)）]|,(?!\d))")
_UNIT_IN_BRACKETS = re.compile(r"[（(](?:件|宗|条|万元)[)）]")
_RATE = re.compile("率(?:均|都)?(?:为|是|达)?$")
_PER_CENT_ENDS = re.compile(r"[%成],$")
_COUNTS = re.compile(r"(?:计|为|即|共计?|达)(?=\d)")
"""自然人占 82.8%, 计 48 件 is one clause."""
_JOIN = re.compile(r"、|以?及|和|与|或者?")
_YEAR = re.compile(
    r"(?P<year>(?:19|20)\d{2})年(?P<turn>(?:度)?(?:的)?(?:结转|转结|遗留|转入|转来|接转|留下)件?|末?未办[结完])?"
)
_TURN_OUT = re.compile(r"(?:结转|转入|转结|延至|转至|跨入)(?:至|到|入)?(?P<year>(?:19|20)\d{2})年")


LOOSE_UNITS = frozenset({"份", "条", "个", "笔"})
"""Units in which other things than applications and cases are counted as often."""

PEOPLE = frozenset({"人次", "人", "家", "名", "位"})
"""Units of those who apply."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something found in a sentence: ``start`` and ``end`` are offsets. ``name``: of the topic, verb or mark, or the
    field of a measure. ``value`` of numbers and years; ``unit`` as printed, "" where there is none; ``within``: by how
    much a number may be off."""

    kind: Kind
    name: str
    start: int
    end: int
    topic: str = ""
    value: Decimal = Decimal(0)
    unit: str = ""
    within: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Word:
    kind: Kind
    name: str
    topic: str
    pattern: re.Pattern[str]


@cache
def _words() -> tuple[_Word, ...]:
    written = _written()
    plain: tuple[tuple[Kind, str], ...] = (("topic", "topics"), ("verb", "verbs"), ("mark", "marks"))
    words = [_Word(kind, name, "", re.compile(p)) for kind, group in plain for name, p in written[group].items()]
    measures = [_Word("measure", m["field"], m["topic"], re.compile(m["words"])) for m in written["measures"]]
    return (*words, *measures)


def items(sentence: str, year: int | None) -> list[Item]:
    """What a sentence without spaces holds, in its order; where words overlap, the longest. ``year``: of the report."""
    said = list(_said(sentence))
    found = [*said, *_numbers(sentence), *_bare(sentence, said), *_years(sentence, year), *_breaks(sentence)]
    kept: list[Item] = []
    for item in sorted(found, key=lambda i: (i.start - i.end, i.start, i.kind != "measure")):
        if all(item.end <= k.start or item.start >= k.end for k in kept):
            kept.append(item)
    return sorted(kept, key=lambda i: i.start)


def strange(text: str, found: Iterable[Item], start: int, end: int) -> str:
    """What stands between two offsets of a sentence besides the items found and neutral words."""
    rest, at = "", start
    for item in sorted(found, key=lambda i: (i.start, -i.end)):
        if max(start, at) <= item.start and item.end <= end:
            rest += text[at : item.start] + "|"
            at = item.end
    return _neutral().sub("", rest + text[at:end]).replace("|", "")


@cache
def _neutral() -> re.Pattern[str]:
    return re.compile(str(_written()["neutral"]["words"]))


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads(files("gouji.models.prose").joinpath("vocabulary.toml").read_text("utf-8"))


def _said(sentence: str) -> Iterator[Item]:
    for word in _words():
        for match in word.pattern.finditer(sentence):
            if match.end() > match.start():
                yield Item(word.kind, word.name, match.start(), match.end(), word.topic)


def _numbers(sentence: str) -> Iterator[Item]:
    for match in NUMBER.finditer(sentence):
        if _RATE.search(sentence, 0, match.start()):
            continue
        said = amount(match)
        name = "about" if said.about else ""
        yield Item("number", name, match.start(), match.end(), value=said.value, unit=said.unit, within=said.within)


def _bare(sentence: str, said: Iterable[Item]) -> Iterator[Item]:
    """Numbers alone behind a word that is counted: 收件5, 自然人4."""
    for end in {item.end for item in said if item.kind in ("measure", "verb", "topic")}:
        if match := _ALONE.match(sentence, end):
            yield Item("number", "", match.start(), match.end(), value=Decimal(match[0].replace(",", "")))


def _years(sentence: str, year: int | None) -> Iterator[Item]:
    """Years, and what was carried from or to one: of the last year and to the next, it is a figure of the form."""
    for match in _YEAR.finditer(sentence):
        said = int(match["year"])
        if match["turn"]:
            name = CARRIED_IN if year in (None, said + 1) else ""
            yield Item("measure", name, match.start(), match.end(), "requests")
        else:
            yield Item("year", match["year"], match.start(), match.end(), value=Decimal(said))
    for match in _TURN_OUT.finditer(sentence):
        name = CARRIED_OUT if year in (None, int(match["year"]) - 1) else ""
        if year is not None and int(match["year"]) == year:
            name = CARRIED_IN
        yield Item("measure", name, match.start(), match.end(), "requests")


def _breaks(sentence: str) -> Iterator[Item]:
    units = {at for m in _UNIT_IN_BRACKETS.finditer(sentence) for at in (m.start(), m.end() - 1)}
    for match in _CUT.finditer(sentence):
        if match.start() in units:
            continue
        is_within = _PER_CENT_ENDS.search(sentence, 0, match.end()) and _COUNTS.match(sentence, match.end())
        if not is_within:
            yield Item("cut", match[0], match.start(), match.end())
    yield from (Item("join", m[0], m.start(), m.end()) for m in _JOIN.finditer(sentence))
