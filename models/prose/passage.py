"""A sentence with the words found in it, and the clause of each of its figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from gouji.models.prose.scope import decides_reviews
from gouji.models.prose.statement import Speaker
from gouji.models.prose.vocabulary import Item, strange

_BODY = re.compile(
    r"(?:^|[,，。；;:：、]|其中|由|以|年度?|全年|期间|\d个)(?:共|以)?"
    r"(?P<body>[一-龥]{0,14}(?:政府(?!信息)|[局委厅院处科股室]|办(?![理结复件毕事])|中心|部门|单位|街道|[乡镇县市区旗州盟省]))(?:\([^()]{0,30}\))?"
    r"(?=[一-龥]{0,6}(?:共|累计|总共|全年|年内|本年度?|20\d\d年)*(?:依法|新|未|没|从|均|无|收|接|受|办|答|作|制|被|应))"
)
"""What stands where a sentence names who did something."""

_OWN = re.compile(
    r"^(?:我|本|全|各)|^(?:县|市|区|州|省|乡|镇|旗|盟|局|委|街道)(?:政府|本级)?$|各(?:部门|单位|科室|股室|处室|镇|乡|级)"
)
_BODY_ENDS = re.compile(
    r"(?:政府|部门|单位|[局委办厅院处科股室部会队所署社省市州盟县区旗乡镇]|街道|中心|系统|机关)(?:办公[室厅]|本级|机关|系统|部门|单位)*"
)
_OFFICE = re.compile("政府办公[室厅]$")
"""Reports for itself, and not for all that the government governs."""
_ENDS_AS_BODY = re.compile(f"{_BODY_ENDS.pattern}$")
_OF_DISCLOSURE = re.compile("信息公开|申请公开|依申请|政务公开|答复不服|不服.{0,6}答复")
_DISPUTES = ("review", "litigation")
_OUTCOME = re.compile(r"requests\.(?:partly_granted|refused|unable|not_processed|closed|carried|handled)|not_held")
_APPLICANT = re.compile(r"requests\.received\.(?!total)")


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

    def has_topic(self, name: str) -> bool:
        """Whether it speaks of something."""
        return any(i.kind == "topic" and i.name == name for i in self.items)

    @property
    def lists_outcomes(self) -> bool:
        """Whether it says what became of requests."""
        return any(i.kind == "measure" and _OUTCOME.match(i.name) for i in self.items)

    @property
    def divides_requests(self) -> bool:
        """Whether requests are spoken of, though they may not be named: by what became of them, or by who applied."""
        applicants = {i.name for i in self.items if i.kind == "measure" and _APPLICANT.match(i.name)}
        return self.lists_outcomes or len(applicants) > 1

    def strange(self, part: Sequence[Item], start: int, end: int) -> str:
        """What it says between two offsets besides some items, neutral words and the name of its own body."""
        return strange(self.text, [*part, *(Item("mark", "own", *span) for span in self._own_names())], start, end)

    def _own_names(self) -> Iterator[tuple[int, int]]:
        """Where its own body stands, by parts of its name: 省教育厅 of 江苏省教育厅, 税务系统 of a 税务局."""
        name, at = self.speaker.authority or "", 0
        while at < len(self.text) - 1:
            end = at
            while end < len(self.text) and self.text[at : end + 1] in name:
                end += 1
            behind = _BODY_ENDS.match(self.text, end)
            if end - at > 1 and (behind or _ENDS_AS_BODY.search(self.text[at:end])):
                yield at, behind.end() if behind else end
            at = max(end, at + 1)

    def is_of_others(self, offset: int) -> bool:
        """Whether what stands before an offset gives what follows to another body than the report's."""
        bodies = (match["body"] for match in _BODY.finditer(self.text[:offset]) if len(match["body"]) > 1)
        return any(not any(map(self._is_own, re.split("及|和|、", body))) for body in bodies)

    def _is_own(self, body: str) -> bool:
        authority = self.speaker.authority or ""
        if _OFFICE.search(authority) and body.startswith("全"):
            return False
        return bool(_OWN.search(body)) or (bool(authority) and (_shortens(body, authority) or authority in body))


def _shortens(short: str, name: str) -> bool:
    """Whether the glyphs of one name stand in another in their order: 市发改委, 某某市发展和改革委员会."""
    glyphs = iter(name)
    return all(glyph in glyphs for glyph in short)


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
    def behind_verbs(self) -> list[str]:
        """What was done with what was counted: 合计 12 件全部办结."""
        return [i.name for i in self.behind if i.kind == "verb"]

    def speaks_of_disclosure(self, field: str) -> bool:
        """Whether a figure of a field counts what has to do with disclosure, as 复议 and 诉讼 may not."""
        is_of_disclosure = self.passage.is_of_disclosure and not decides_reviews(self.passage.text)
        return is_of_disclosure or not field.startswith(_DISPUTES)

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
        ends = [i.end for i in self.earlier if i.kind in ("cut", "number")]
        rest = self.passage.strange(self.passage.items, max(ends, default=0), self.number.start)
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
        return is_named or bool(_OF_DISCLOSURE.match(self.passage.text[about.end :].removeprefix("政府")))

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
