"""Sums within one sentence: 收到申请 14 件, 其中自然人 10 件、商业企业 3 件、其他 2 件 says 15 and prints 14."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import takewhile

from gouji.models.prose.passage import Passage
from gouji.models.prose.statement import Statement
from gouji.models.prose.sums import CARRIED_IN, DUE, HANDLED, OUTCOMES, RECEIVED, REVIEWED, SUED, whole_of
from gouji.models.prose.vocabulary import Item

_ALL_PARTS = {
    DUE: {RECEIVED, CARRIED_IN},
    HANDLED: set(OUTCOMES),
    REVIEWED: {f"review.{result}" for result in ("upheld", "corrected", "other", "pending")},
    SUED: {"litigation.direct.total", "litigation.after_review.total"},
}
"""Of the totals whose parts a sentence may name all, the parts; of others it names some."""

_REST = ("其他", "其它", "其余", "另")
"""The last part of a list that begins so makes it complete."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A figure with its parts as one sentence gives them. ``fields`` of the parts and ``field`` of the figure: "" and
    none where the form does not have them. ``holds``: whether the parts add up to it; ``plain``: whether nothing but
    a wrong figure explains where they do not. ``start`` and ``end``: of the figure in the sentence; ``places``: where
    its parts begin."""

    field: str
    value: Decimal
    fields: tuple[str, ...]
    parts: tuple[Decimal, ...]
    plain: bool
    start: int
    end: int
    places: tuple[int, ...]

    @property
    def sum(self) -> Decimal:
        """Of the parts."""
        return sum(self.parts, Decimal(0))

    @property
    def holds(self) -> bool:
        """Whether the parts add up to the figure."""
        return self.sum == self.value


def additions(passage: Passage, counted: Sequence[Statement]) -> Iterator[Addition]:
    """The sums of a sentence that hold, or that no part left out explains. ``counted``: its figures in their order."""
    for at, whole in enumerate(counted):
        if not whole.within and (parts := _parts(counted, at)):
            fields = tuple(part.field for part in parts)
            plain = whole.plain and all(part.plain for part in parts)
            values, places = tuple(part.value for part in parts), tuple(part.start for part in parts)
            found = Addition(whole.field, whole.value, fields, values, plain, whole.start, whole.end, places)
            is_complete = _ALL_PARTS.get(whole.field, {""}) <= set(fields)
            is_listed = passage.text[whole.end : whole.end + 1] in (":", "(")
            if found.holds or found.sum > whole.value or is_complete:
                yield found
            elif is_listed:
                # Parts that are 0 are often left out, and sometimes others.
                yield replace(found, plain=False)
    yield from _lists(passage, counted)


def _parts(counted: Sequence[Statement], at: int) -> list[Statement]:
    """The parts of a figure: those that follow it, up to one of something else; for 合计, those before. None for one
    part alone, and where a field is named twice."""
    whole = counted[at].field
    behind = list(takewhile(lambda s: _is_within(s.field, whole), counted[at + 1 :]))
    if whole == DUE and not behind:
        behind = [s for s in counted[:at] if _is_within(s.field, whole)]
    named = {s.field for s in behind}
    parts = [s for s in behind if _is_direct(s.field, whole) and not set(whole_of(s.field)) & (named - {HANDLED})]
    is_once = len({s.field for s in parts}) == len(parts)
    is_exact = not any(s.within for s in parts)
    return parts if len(parts) > 1 and is_once and is_exact else []


def _is_within(field: str, whole: str) -> bool:
    return whole in whole_of(field) and not (whole == RECEIVED and HANDLED in whole_of(field))


def _is_direct(field: str, whole: str) -> bool:
    return field.startswith("requests.received.") if whole == RECEIVED else True


def _lists(passage: Passage, counted: Sequence[Statement]) -> Iterator[Addition]:
    """Figures of other things that are divided, 其中 first and 其他 last: 公开信息 211 条, 其中政务动态 93 条 …"""
    linked = {s.start for s in counted}
    for at, mark in enumerate(passage.items):
        whole = next((i for i in reversed(passage.items[:at]) if i.kind in ("number", "mark")), None)
        if mark.kind != "mark" or mark.name != "part" or passage.text[mark.start : mark.end] != "其中":
            continue
        parts = _listed(passage, at)
        if not whole or whole.kind != "number" or whole.start in linked or whole.name or len(parts) < 2:
            continue
        before = passage.text[parts[-2].end : parts[-1].start]
        if all(p.unit == whole.unit and not p.name for p in parts) and before.lstrip(",、;和及").startswith(_REST):
            values, places = tuple(part.value for part in parts), tuple(part.start for part in parts)
            yield Addition("", whole.value, (), values, False, whole.start, whole.end, places)


def _listed(passage: Passage, at: int) -> list[Item]:
    """The figures behind a mark up to the end of what it opens."""
    behind = takewhile(lambda i: not (i.kind == "cut" and i.name in "。；;()（）"), passage.items[at + 1 :])
    return [i for i in behind if i.kind == "number"]
