"""Figures that several names share: 维持、纠正分别为 3 件、1 件; 行政许可、行政处罚、行政强制均为 0 件."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from gouji.models.prose.passage import Passage, names, until
from gouji.models.prose.sums import ACTS, DISPUTES, DOCUMENTS, HANDLED, RECEIVED, other_than
from gouji.models.prose.vocabulary import Item

_VERBS = {"received": RECEIVED, "handled": HANDLED}
_EACH = re.compile("(?:均|都|皆|同)(?:为|是|系)?$|(?:分别|依次|各)(?:为|是|有|达)?$")
_IS_COUNTED = re.compile("(?:申请)?(?:件)?(?:数|量|总数|总量)?(?:、|和|及|与|以及|均|都|皆|分别)")
"""What follows a verb that stands for the figure of what was done: 新收、结转、办结分别为."""


def series(passage: Passage) -> Mapping[Item, tuple[str, ...]]:
    """The fields of figures that have several names before them, by figure: one each in their order, or all of one
    figure; none where names and figures do not match."""
    found: dict[Item, tuple[str, ...]] = {}
    for at, mark in enumerate(passage.items):
        if mark.kind != "mark" or mark.name != "each":
            continue
        said = passage.text[mark.start : mark.end]
        is_in_turn = said in ("分别", "依次", "各")
        numbers = _numbers(passage.items[at + 1 :], is_in_turn=is_in_turn)
        is_in_turn &= said != "各" or len(numbers) > 1  # 各 3 件 is each of them
        if not numbers or not _EACH.search(passage.text[: numbers[0].start]):
            continue
        before = until(passage.items[:at][::-1], "cut", "number")[::-1]
        named = tuple(dict.fromkeys(_named(passage, before)))
        if is_in_turn:
            fits = len(named) == len(numbers) and not {"past", "change"} & set(names(before, "mark"))
            found |= {number: (named[i],) if fits else () for i, number in enumerate(numbers)}
        elif len(named) > 1:
            found[numbers[0]] = named
    return found


def _numbers(behind: Sequence[Item], *, is_in_turn: bool) -> list[Item]:
    """The figures that are counted up at the beginning of some items."""
    run = takewhile(
        lambda i: i.kind in ("number", "join") or (is_in_turn and i.kind == "cut" and i.name == ","), behind
    )
    return [i for i in run if i.kind == "number"]


def _named(passage: Passage, items: Sequence[Item]) -> Iterator[str]:
    """The fields that items name, in their order."""
    document = next((name for name in names(items, "topic") if name in DOCUMENTS), "")
    last, has_measures = "", any(item.kind == "measure" for item in items)
    for item in items:
        is_counted = bool(_IS_COUNTED.match(passage.text, item.end))
        if item.kind == "measure":
            last = {"other?": other_than(last), "granted?": "requests.granted.total"}.get(item.name, item.name)
            if not last.endswith("?"):
                yield last
        elif item.kind == "topic" and item.name in DISPUTES and not has_measures:
            yield DISPUTES[item.name]
        elif item.kind == "topic" and item.name in ACTS:
            yield ACTS[item.name]
        elif item.kind == "topic" and item.name == "requests" and is_counted and item is items[0]:
            yield RECEIVED
        elif item.kind == "verb" and document and item.name in ("issued", "repealed", "in_force"):
            yield f"proactive.{document}.{item.name}"
        elif item.kind == "verb" and item.name in _VERBS and is_counted:
            yield _VERBS[item.name]
