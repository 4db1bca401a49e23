"""What one sentence says of the form's figures.

A figure speaks of the field that the words before it name, or, where there are none, those behind it. What it counts is
told by the nearest noun: 收到申请 is a field, 收到留言 is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from gouji.models.prose.vocabulary import Item, items

_COUNTS = frozenset({"", "件", "件次", "起", "宗", "例", "项", "个", "笔", "桩", "份", "条"})
_LOOSE_UNITS = frozenset({"份", "条", "个", "笔"})
"""Units in which other things than applications and cases are counted as often."""

_DISPUTES = ("review", "litigation")
_ACTS = {"licensing": "decisions", "penalties": "decisions", "coercion": "decisions"}
_DOCUMENTS = ("regulations", "normative_documents")
_TOTALS = {"review": "review.total", "litigation": "litigation.total"}
_RECEIVED, _HANDLED, _CARRIED_IN = "requests.received.total", "requests.handled.total", "requests.carried_in.total"
_DUE = "requests.due.total"
_APPLICANT = re.compile(r"requests\.received\.(?!total)")
_OUTCOME = re.compile(r"requests\.(?:partly_granted|refused|unable|not_processed|closed)")

_BODY = re.compile(
    r"(?:^|[,，。；;:：、]|其中|由|以|年度?|全年|期间)(?P<body>[一-龥]{0,14}(?:政府|[局委办厅院处科股室]|中心|部门|单位|街道|[乡镇县市区旗州盟省]))"
    r"(?=[一-龥]{0,6}(?:共|累计|总共|全年|年内|本年度?|20\d\d年)*(?:依法|新|未|没|从|均|无|收|接|受|办|答|作|制|被|应))"
)
_OTHER_DISPUTES = re.compile("(?:不涉及|非|不含|无关).{0,6}信息公开|(?:普通|一般|其[他它]|各类)行政(?:复议|诉讼)")
_OF_DISCLOSURE = re.compile("信息公开|申请公开|依申请|政务公开")
_OF_ONE_OFFICE = re.compile("其余由|不含(?:下级|下属|所属)")
_ADDED = re.compile("(?:加上|连同|包括|包含|含|合并).{0,4}$")
_OWN = re.compile(r"^(?:我|本|全|各)|^(?:县|市|区|州|省|乡|镇|旗|盟|局|委|街道)(?:政府|本级)?$|各(?:部门|单位|科室|股室|处室|镇|乡|级)")


class Speaker(NamedTuple):
    """Whose report it is and on which year, as far as they are known."""

    authority: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure that speaks of a field, or of a sum of fields (see :mod:`gouji.models.prose.sums`).

    ``plain``: it counts what the field counts; otherwise it may be narrower, wider or of another year. ``start`` and
    ``end``: of the figure in the sentence.
    """

    field: str
    value: Decimal
    plain: bool
    start: int
    end: int


def statements(sentence: str, speaker: Speaker, topic: str = "") -> tuple[list[Statement], str]:
    """The statements of a sentence (NFKC, without spaces), and the topic it ends on, which the next one may go on.

    ``topic``: of the sentence before.
    """
    walk = _Walk(sentence, items(sentence, speaker.year), speaker, topic)
    found = list(walk.figures()) + list(walk.denials())
    return [replace(s, plain=s.plain and not walk.is_elsewhere(s.start)) for s in found], walk.last_topic


class _Walk:
    """One sentence with what was found in it."""

    def __init__(self, sentence: str, found: Sequence[Item], speaker: Speaker, topic: str) -> None:
        self._sentence, self._items, self._speaker, self._before = sentence, found, speaker, topic
        own = [i.name for i in found if i.kind == "topic" and i.name != "other"]
        self.last_topic = own[-1] if own else ("" if any(i.name == "other" for i in found) else topic)

    def figures(self) -> Iterator[Statement]:
        """Statements of numbers."""
        used, spoken = set[int](), set[str]()
        for at, number in enumerate(self._items):
            if number.kind != "number" or number.unit not in _COUNTS | {"元", "万元"}:
                continue
            before, behind = self._around(at, used)
            if any(i.kind == "mark" and i.name in ("past", "change") for i in before):
                continue
            if self._is_of_other_year(before):
                continue
            named = self._named(before) or self._named(behind, behind=True)
            if not self._named(before) and named:
                used |= {id(i) for i in behind}
            topic = self._topic(before, behind, at)
            if self._is_rule(number):
                continue
            for field, plain in self._fields(before, behind, topic, number, spoken, at):
                spoken.add(field)
                value = number.value / 10_000 if number.unit == "元" else number.value
                plain &= number.name != "about" and number.unit not in _LOOSE_UNITS
                yield Statement(field, value, plain, number.start, number.end)

    def _around(self, at: int, used: set[int]) -> tuple[list[Item], list[Item]]:
        """The items of the figure's clause: those before it back to the last figure or sign, and those behind it."""
        first = at
        while first and self._items[first - 1].kind not in ("cut", "number"):
            first -= 1
        last = at + 1
        while last < len(self._items) and self._items[last].kind not in ("cut", "number", "join"):
            last += 1
        return [i for i in self._items[first:at] if id(i) not in used], self._items[at + 1 : last]

    def _is_of_other_year(self, before: Sequence[Item]) -> bool:
        years = [int(i.value) for i in before if i.kind == "year"]
        return bool(years) and self._speaker.year is not None and years[-1] != self._speaker.year

    @staticmethod
    def _named(part: Sequence[Item], *, behind: bool = False) -> bool:
        return any(i.kind in ("topic", "measure") or (i.kind == "verb" and not behind) for i in part)

    def _topic(self, before: Sequence[Item], behind: Sequence[Item], at: int) -> str:
        """What the figure counts: the nearest noun before it, in its clause, right behind it, or earlier."""
        near = [i.name for i in before if i.kind == "topic"] or [i.name for i in behind if i.kind == "topic"][:1]
        if near:
            return near[-1]
        earlier = [i.name for i in self._items[:at] if i.kind == "topic" and i.name != "other"] or [
            i.name for i in self._items[:at] if i.kind == "topic"
        ]
        if not earlier and not self._before and any(i.kind == "measure" and _OUTCOME.match(i.name) for i in self._items):
            return "requests"
        return earlier[-1] if earlier else self._before

    def _is_rule(self, number: Item) -> bool:
        """一件申请涉及多项内容的,按1件统计 says how is counted, and not how many."""
        counted = re.search("按.{0,3}$", self._sentence[: number.start]) and "计" in self._sentence[number.end :][:6]
        return bool(counted) or self._sentence.startswith(("注", "一件"))

    def _fields(
        self, before: Sequence[Item], behind: Sequence[Item], topic: str, number: Item, spoken: set[str], at: int
    ) -> Iterator[tuple[str, bool]]:
        """The fields that a figure speaks of, each with whether it does so plainly."""
        measures = [i for i in before if i.kind == "measure"] or [i for i in behind if i.kind == "measure"][:1]
        if measures:
            if number.unit not in _LOOSE_UNITS or any(i.name == "requests" for i in self._items):
                yield from self._of_measure(self._resolved(measures[-1]), topic)
            return
        is_part = self._is_part(before, at)
        own = [i.name for i in (*before, *behind) if i.kind == "topic"]
        verbs = [i.name for i in before if i.kind == "verb"]
        if topic == "requests":
            yield from self._of_requests(verbs, own, is_part, spoken, at)
        elif topic in _DISPUTES:
            yield from self._of_disputes(before, topic, own, number, is_part, spoken)
        elif topic in _ACTS and own and number.unit not in ("元", "万元"):
            if not is_part:
                yield f"proactive.{topic}.{_ACTS[topic]}", True
        elif topic == "fees" and number.unit in ("元", "万元"):
            yield "proactive.fees.amount", not is_part
        elif topic in _DOCUMENTS and not is_part and (own or number.unit not in _LOOSE_UNITS):
            for verb in [v for v in verbs if v in ("issued", "repealed", "in_force")][-1:]:
                yield f"proactive.{topic}.{verb}", True

    def _resolved(self, measure: Item) -> Item:
        """A measure whose word names a figure only beside others, with its field, "" where they are missing."""
        others = [i.name for i in self._items if i.kind == "measure" and i.name]
        earlier = [i.name for i in self._items if i.kind in ("measure", "verb") and i.end <= measure.start]
        said = {
            "granted?": "requests.granted.total" if any(map(_OUTCOME.match, others)) else "",
            "other?": "requests.received.other" if earlier and _APPLICANT.match(earlier[-1]) else "",
            "carried?": _CARRIED_IN if earlier[-1:] == ["received"] else "",
        }
        return replace(measure, name=said.get(measure.name, measure.name))

    def _of_measure(self, measure: Item, topic: str) -> Iterator[tuple[str, bool]]:
        """Words of an outcome name their field by themselves, unless something else is counted."""
        is_own = topic in ("", measure.topic)
        if measure.topic == "litigation" or (measure.topic == "requests" and topic != "other"):
            is_own = True
        if measure.name and is_own:
            yield measure.name, bool(topic)

    def _of_requests(
        self, verbs: Sequence[str], own: Sequence[str], is_part: bool, spoken: set[str], at: int
    ) -> Iterator[tuple[str, bool]]:
        said = [v for v in verbs if v in ("received", "handled", "due")]
        if is_part or (not said and not own) or (not own and self._items[at].unit in _LOOSE_UNITS):
            return
        field = {"handled": _HANDLED, "due": _DUE}.get(said[-1] if said else "", _RECEIVED)
        if field == _RECEIVED and not own and _RECEIVED in spoken:
            return
        if field == _RECEIVED and _OF_ONE_OFFICE.search(self._sentence):
            return
        is_both = len(set(said)) > 1
        if field == _RECEIVED and self._holds_carried(at):
            field = _DUE
        yield field, not is_both and (bool(own) or bool(spoken) or self._before == "requests")

    def _holds_carried(self, at: int) -> bool:
        """Whether what was received is said to hold what was carried over: 11件(新收9件,结转2件), 其中5件为上年结转."""
        behind = self._items[at + 1 :]
        if self._items[at].start and re.search("新收|新增", self._sentence[: self._items[at].start]):
            return False
        before = [i for i in self._items[:at] if i.kind == "measure" and i.name == _CARRIED_IN]
        if before and _ADDED.search(self._sentence[: before[-1].start]):
            return True
        carried = next((n for n, i in enumerate(behind) if i.kind == "measure" and i.name in (_CARRIED_IN, "carried?")), None)
        if carried is None:
            return False
        between = behind[:carried]
        if "在内" in self._sentence or any(i.kind == "verb" and i.name == "received" for i in between):
            return True
        is_counted_first = bool(between) and any(i.kind == "number" for i in between[-2:]) and not any(
            i.kind == "cut" for i in between[-1:]
        )
        return is_counted_first or any(i.kind == "mark" and i.name == "part" for i in between)

    def _of_disputes(
        self, before: Sequence[Item], topic: str, own: Sequence[str], number: Item, is_part: bool, spoken: set[str]
    ) -> Iterator[tuple[str, bool]]:
        if _OTHER_DISPUTES.search(self._sentence):
            return
        here = any(i.kind == "topic" and i.name == topic and i.start < number.start for i in self._items)
        if is_part or (not own and (_TOTALS[topic] in spoken or not here or number.unit in _LOOSE_UNITS)):
            return
        topics = list(dict.fromkeys(i.name for i in before if i.kind == "topic" and i.name in _DISPUTES))
        is_each = any(i.kind == "mark" and i.name == "each" for i in before)
        joined = any(i.kind == "join" for i in before)
        if len(topics) > 1 and joined:
            if is_each or number.value == 0:
                yield from ((_TOTALS[t], True) for t in topics)
            return
        yield _TOTALS[topic], bool(_OF_DISCLOSURE.search(self._sentence)) or self._before in ("requests", *_DISPUTES)

    def _is_part(self, before: Sequence[Item], at: int) -> bool:
        """Whether a figure is of a part: 其中 stands before it, after the last figure or before."""
        marks = [i for i in before if i.kind == "mark" and i.name in ("part", "about")]
        if any(m.name == "part" or not any(i.start > m.start and i.kind == "topic" for i in before) for m in marks):
            return True
        earlier = [i for i in self._items[:at] if (i.kind == "mark" and i.name == "part") or i.kind == "cut"]
        for item in reversed(earlier):
            if item.kind == "mark":
                return True
            if item.name in "。；;":
                break
        return False

    def denials(self) -> Iterator[Statement]:
        """Statements in words that there was none: 未发生行政复议、行政诉讼, 未收到申请."""
        for at, none in enumerate(self._items):
            if none.kind != "mark" or none.name != "none":
                continue
            behind = self._behind(at)
            yield from ((s) for s in self._denied(none, behind))

    def _behind(self, at: int) -> list[Item]:
        last = at + 1
        while last < len(self._items) and self._items[last].kind not in ("cut", "number"):
            last += 1
        return list(self._items[at + 1 : last])

    def _denied(self, none: Item, behind: Sequence[Item]) -> Iterator[Statement]:
        end = behind[-1].end if behind else none.end
        topics = list(dict.fromkeys(i.name for i in behind if i.kind == "topic"))
        measures = [i for i in behind if i.kind == "measure" and not _APPLICANT.match(i.name)]
        if measures:
            for measure in measures:
                if measure.name.startswith("requests.carried"):
                    yield Statement(measure.name, Decimal(0), True, none.start, measure.end)
            return
        disputes = [t for t in topics if t in _DISPUTES]
        if disputes:
            yield from (Statement(_TOTALS[t], Decimal(0), True, none.start, end) for t in disputes)
        elif topics[-1:] == ["requests"]:
            yield Statement(_RECEIVED, Decimal(0), True, none.start, end)

    def is_elsewhere(self, start: int) -> bool:
        """Whether what stands before a figure gives it to another body than the report's."""
        bodies = [m["body"] for m in _BODY.finditer(self._sentence[:start])]
        return any(not self._is_own(body) for body in bodies)

    def _is_own(self, body: str) -> bool:
        if _OWN.search(body):
            return True
        authority = self._speaker.authority or ""
        return bool(authority) and (body in authority or authority in body)
