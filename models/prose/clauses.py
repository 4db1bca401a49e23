"""The clause of each figure of a sentence, and the parts between its signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from gouji.models.prose.passage import Passage, names, until
from gouji.models.prose.scope import decides_reviews, speaks_of_disclosure
from gouji.models.prose.sums import DISPUTES, is_applicant
from gouji.models.prose.vocabulary import Item

_COPULA = re.compile("(?:提出|提交)?的?(?:申请)?的?类?(?:总?数|件数|数量)?(?:为|是|有|计|达|共计?|共有|:)?")
"""What may stand between the brackets behind a name and its figure."""


_AND_OTHERS = re.compile("(?:、[一-龥]{2,6}?)*等|[和及、]其[他它]组织")


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two signs of a sentence, from ``start`` to ``end``."""

    start: int
    end: int
    items: tuple[Item, ...]


def segments(passage: Passage) -> Iterator[Segment]:
    """The parts of a sentence between its signs, in their order."""
    start, inside = 0, list[Item]()
    for item in (*passage.items, Item("cut", "", len(passage.text), len(passage.text))):
        if item.kind != "cut":
            inside.append(item)
            continue
        yield Segment(start, item.start, tuple(inside))
        start, inside = item.end, []


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure with the items around it: ``before`` back to the last figure or sign, ``behind`` to the next. ``at``:
    its number among the items of the passage. ``start``: offset at which its clause begins. ``qualified``: what
    brackets right before the figure say of its being more or less than its words."""

    passage: Passage
    at: int
    before: tuple[Item, ...]
    behind: tuple[Item, ...]
    start: int = 0
    qualified: str = ""

    @property
    def number(self) -> Item:
        """The figure."""
        return self.passage.items[self.at]

    @property
    def earlier(self) -> tuple[Item, ...]:
        """All items of the sentence before the figure."""
        return self.passage.items[: self.at]

    @property
    def said_before(self) -> str:
        """The words before the figure."""
        return self.passage.text[self.start : self.number.start]

    @property
    def topics(self) -> list[str]:
        """What the clause speaks of."""
        return names((*self.before, *self.behind), "topic")

    @property
    def measures(self) -> list[Item]:
        """The words that name a field by themselves, the one that counts last."""
        before = [i for i in self.before if i.kind == "measure" and not self._is_example(i)]
        return before or [i for i in self.behind if i.kind == "measure"][:1]

    def _is_example(self, measure: Item) -> bool:
        """公民、企业等各类申请人 are all applicants."""
        return is_applicant(measure.name) and bool(_AND_OTHERS.match(self.passage.text, measure.end))

    @property
    def verbs(self) -> list[str]:
        """What was done, in order."""
        return [i.name for i in self.before if i.kind == "verb"]

    @property
    def behind_verbs(self) -> list[str]:
        """What was done with what was counted: 合计 12 件全部办结."""
        return [i.name for i in self.behind if i.kind == "verb"]

    def speaks_of_disclosure(self, field: str) -> bool:
        """Whether a figure of a field counts what has to do with disclosure, as 复议 and 诉讼 may not."""
        is_of_disclosure = self.passage.is_of_disclosure and not decides_reviews(self.passage.text)
        return is_of_disclosure or not field.startswith(tuple(DISPUTES))

    @property
    def is_named_before(self) -> bool:
        """Whether what the figure counts stands before it."""
        return any(i.kind in ("topic", "measure", "verb") for i in self.before)

    @property
    def topic(self) -> str:
        """What the figure counts: the nearest noun before it, in its clause, right behind it, or earlier."""
        if before := [i.name for i in self.before if i.kind == "topic"]:
            return before[-1]
        if behind := names(self.behind, "topic"):
            return behind[0]
        earlier = [i.name for i in self.earlier if i.kind == "topic"]
        own = [name for name in earlier if name != "other"]
        if not earlier and not self.passage.topic and self.passage.divides_requests:
            return "requests"
        return (own or earlier or [self.passage.topic])[-1]

    @property
    def strange(self) -> str:
        """What else the clause says: before the figure, and behind it where that is what names it."""
        rest = self.qualified + self.passage.strange(self.passage.items, self.start, self.number.start)
        if not self.is_named_before and self.behind:
            rest += self.passage.strange(self.behind, self.number.end, max(i.end for i in self.behind))
        return rest

    @property
    def is_of_some(self) -> bool:
        """Whether it or one before it is about a subject: 涉及征地的, but not 涉及政府信息公开的 or 涉及国家秘密的."""
        marks = [i for i in self.earlier if i.kind == "mark" and i.name == "about"]
        return any(not self._is_harmless(mark) for mark in marks)

    def _is_harmless(self, about: Item) -> bool:
        is_named = any(i.kind in ("topic", "measure") and i.start == about.end for i in self.passage.items)
        return is_named or speaks_of_disclosure(self.passage.text[about.end :][:6])

    @property
    def is_part(self) -> bool:
        """Whether the figure is of a part: 其中 stands before it, in its clause or since the last full stop."""
        for mark in (i for i in self.before if i.kind == "mark" and i.name in ("part", "about")):
            if mark.name == "part" or not any(i.start > mark.start and i.kind == "topic" for i in self.before):
                return True
        since = list(takewhile(lambda i: not (i.kind == "cut" and i.name in "。；;"), reversed(self.earlier)))
        return any(i.kind == "mark" and i.name == "part" for i in _outside_brackets(since))


def _outside_brackets(backward: Iterable[Item]) -> Iterator[Item]:
    """The items, from the last to the first, that stand in no bracket which has been closed."""
    closed = 0
    for item in backward:
        if item.kind == "cut" and item.name in ")）】]":
            closed += 1
        elif item.kind == "cut" and item.name in "(（【[":
            closed = max(closed - 1, 0)
        elif not closed:
            yield item


def _before(passage: Passage, at: int) -> tuple[list[Item], int, str]:
    """The items before a figure in its clause, where it begins, and how brackets before the figure qualify it."""
    gloss = _gloss(passage, at)
    opens = at if gloss is None else gloss
    if gloss is None and _stands_alone(passage, at):
        opens = at - 1
    before = until(passage.items[:opens][::-1], "cut", "number")[::-1]
    start = max((i.end for i in passage.items[:opens] if i.kind in ("cut", "number")), default=0)
    if gloss is None:
        return before, start, ""
    inside = [i for i in passage.items[opens + 1 : at] if i.kind != "cut"]
    if any(i.kind == "mark" for i in inside):
        return before, start, passage.text[passage.items[opens].end : inside[-1].end]
    return [*before, *inside], start, ""


def _gloss(passage: Passage, at: int) -> int | None:
    """The bracket that opens an explanation right before a figure, by its number: 接收(本年新收)4件. None: there is
    none, or it holds a figure of its own."""
    earlier = passage.items[:at]
    closes = max((n for n, i in enumerate(earlier) if i.kind == "cut"), default=-1)
    if closes < 0 or earlier[closes].name not in (")", "）"):
        return None
    if not _COPULA.fullmatch(passage.text[earlier[closes].end : passage.items[at].start]):
        return None
    for n in range(closes - 1, -1, -1):
        if earlier[n].kind == "number" or earlier[n].name in (")", "）"):
            return None
        if earlier[n].name in ("(", "（"):
            return n
    return None


def _stands_alone(passage: Passage, at: int) -> bool:
    """Whether a figure has nothing in its clause, and what it counts the clause before it to itself: 予以公开, 1 件."""
    items, text = passage.items, passage.text
    if at < 2 or items[at - 1].name not in (",", "，") or items[at - 2].kind != "measure":
        return False
    is_last = at + 1 == len(items) or items[at + 1].kind == "cut"
    begins = [i.end for i in items[: at - 2] if i.kind in ("cut", "number")]
    lead = text[max(begins, default=0) : items[at - 2].start]
    return is_last and not lead and items[at - 2].end == items[at - 1].start and items[at - 1].end == items[at].start


def clauses(passage: Passage) -> Iterable[Clause]:
    """The clause of each figure of a sentence. Words behind a figure that name it name no other."""
    used = set[Item]()
    for at, number in enumerate(passage.items):
        if number.kind != "number":
            continue
        before, start, qualified = _before(passage, at)
        behind = until(passage.items[at + 1 :], "cut", "number", "join")
        clause = Clause(passage, at, tuple(i for i in before if i not in used), tuple(behind), start, qualified)
        if not clause.is_named_before and any(i.kind in ("topic", "measure") for i in behind):
            used.update(behind)
        yield clause
