"""A sentence with the words found in it, and the clause of each of its figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from gouji.models.prose.statement import Speaker
from gouji.models.prose.vocabulary import Item, strange

_BODY = re.compile(
    r"(?:^|[,，。；;:：、]|其中|由|以|年度?|全年|期间)"
    r"(?P<body>[一-龥]{0,14}(?:政府(?!信息)|[局委办厅院处科股室]|中心|部门|单位|街道|[乡镇县市区旗州盟省]))"
    r"(?=[一-龥]{0,6}(?:共|累计|总共|全年|年内|本年度?|20\d\d年)*(?:依法|新|未|没|从|均|无|收|接|受|办|答|作|制|被|应))"
)
"""What stands where a sentence names who did something."""

_OWN = re.compile(
    r"^(?:我|本|全|各)|^(?:县|市|区|州|省|乡|镇|旗|盟|局|委|街道)(?:政府|本级)?$|各(?:部门|单位|科室|股室|处室|镇|乡|级)"
)
_OFFICE = re.compile("(?:人民政府|政府|管理委员会)?(?:办公[室厅])?$")
_OF_DISCLOSURE = re.compile("信息公开|申请公开|依申请|政务公开")
_DISPUTES = ("review", "litigation")
_OUTCOME = re.compile(r"requests\.(?:partly_granted|refused|unable|not_processed|closed|carried)")


def names(part: Iterable[Item], kind: str) -> list[str]:
    """The names of the items of a kind, in their order, each once."""
    return list(dict.fromkeys(i.name for i in part if i.kind == kind))


def until(part: Iterable[Item], *kinds: str) -> list[Item]:
    """The items before the first of these kinds."""
    return list(takewhile(lambda i: i.kind not in kinds, part))


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence (NFKC, without white space). ``topic``: of the sentence before, "" where a paragraph begins."""

    text: str
    items: tuple[Item, ...]
    speaker: Speaker
    topic: str

    @property
    def last_topic(self) -> str:
        """What the next sentence may go on speaking of."""
        topics = [i.name for i in self.items if i.kind == "topic"]
        own = [topic for topic in topics if topic != "other"]
        if own and (own[-1] not in _DISPUTES or self.is_of_disclosure):
            return own[-1]
        return "" if topics else self.topic

    @property
    def is_of_disclosure(self) -> bool:
        """Whether it or the one before speaks of the disclosure of information."""
        return bool(_OF_DISCLOSURE.search(self.text)) or self.topic in ("requests", *_DISPUTES)

    @property
    def lists_outcomes(self) -> bool:
        """Whether it says what became of requests."""
        return any(i.kind == "measure" and _OUTCOME.match(i.name) for i in self.items)

    def strange(self, part: Sequence[Item], start: int, end: int) -> str:
        """What it says between two offsets besides some items, neutral words and the name of its own body."""
        full = self.speaker.authority or ""
        own = [name for name in dict.fromkeys((full, _OFFICE.sub("", full))) if len(name) > 1]
        spans = {match.span() for name in own for match in re.finditer(re.escape(name), self.text)}
        return strange(self.text, [*part, *(Item("mark", "own", *span) for span in spans)], start, end)

    def is_of_others(self, offset: int) -> bool:
        """Whether what stands before an offset gives what follows to another body than the report's."""
        return any(not self._is_own(match["body"]) for match in _BODY.finditer(self.text[:offset]))

    def _is_own(self, body: str) -> bool:
        authority = self.speaker.authority or ""
        return bool(_OWN.search(body)) or (bool(authority) and (body in authority or authority in body))


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure with the items around it: ``before`` back to the last figure or sign, ``behind`` to the next. ``at``:
    its number among the items of the passage."""

    passage: Passage
    at: int
    before: tuple[Item, ...]
    behind: tuple[Item, ...]

    @property
    def number(self) -> Item:
        """The figure."""
        return self.passage.items[self.at]

    @property
    def earlier(self) -> tuple[Item, ...]:
        """All items of the sentence before the figure."""
        return self.passage.items[: self.at]

    @property
    def topics(self) -> list[str]:
        """What the clause speaks of."""
        return names((*self.before, *self.behind), "topic")

    @property
    def measures(self) -> list[Item]:
        """The words that name a field by themselves, the one that counts last."""
        before = [i for i in self.before if i.kind == "measure"]
        return before or [i for i in self.behind if i.kind == "measure"][:1]

    @property
    def verbs(self) -> list[str]:
        """What was done, in order."""
        return [i.name for i in self.before if i.kind == "verb"]

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
        if not earlier and not self.passage.topic and self.passage.lists_outcomes:
            return "requests"
        return (own or earlier or [self.passage.topic])[-1]

    @property
    def strange(self) -> str:
        """What else the clause says: before the figure, and behind it where that is what names it."""
        ends = [i.end for i in self.earlier if i.kind in ("cut", "number")]
        rest = self.passage.strange(self.before, max(ends, default=0), self.number.start)
        if not self.is_named_before and self.behind:
            rest += self.passage.strange(self.behind, self.number.end, max(i.end for i in self.behind))
        return rest

    @property
    def is_part(self) -> bool:
        """Whether the figure is of a part: 其中 stands before it, in its clause or since the last full stop."""
        for mark in (i for i in self.before if i.kind == "mark" and i.name in ("part", "about")):
            if mark.name == "part" or not any(i.start > mark.start and i.kind == "topic" for i in self.before):
                return True
        since = list(takewhile(lambda i: not (i.kind == "cut" and i.name in "。；;"), reversed(self.earlier)))
        return any(i.kind == "mark" and i.name == "part" for i in since)


def clauses(passage: Passage) -> Iterable[Clause]:
    """The clause of each figure of a sentence. Words behind a figure that name it name no other."""
    used = set[Item]()
    for at, number in enumerate(passage.items):
        if number.kind != "number":
            continue
        before = until(passage.items[:at][::-1], "cut", "number")[::-1]
        behind = until(passage.items[at + 1 :], "cut", "number", "join")
        clause = Clause(passage, at, tuple(i for i in before if i not in used), tuple(behind))
        if not clause.is_named_before and any(i.kind in ("topic", "measure") for i in behind):
            used.update(behind)
        yield clause
