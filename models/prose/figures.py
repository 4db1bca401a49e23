"""Statements in figures: 收到申请 20 件, 其中予以公开 5 件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from gouji.models.prose.passage import Clause, Passage, clauses, names
from gouji.models.prose.statement import YEAR, Statement
from gouji.models.prose.vocabulary import CARRIED_IN, Item

RECEIVED, HANDLED, DUE = "requests.received.total", "requests.handled.total", "requests.due.total"
TOTALS = {"review": "review.total", "litigation": "litigation.total"}
"""Of the disputes, by topic."""

ACTS = ("licensing", "penalties", "coercion")
DOCUMENTS = ("regulations", "normative_documents")
_MONEY = ("元", "万元")
_LOOSE_UNITS = frozenset({"份", "条", "个", "笔"})
"""Units in which other things than applications and cases are counted as often."""

APPLICANT = re.compile(r"requests\.received\.(?!total)")
_ROW = re.compile(r"requests\.(?:refused|unable|not_processed|closed)\.(?!total)")
_GROUP = re.compile(r"requests\.(?:refused|unable|not_processed|closed)\.total")
_OF_OTHER_MATTERS = re.compile(
    "作为(?:行政)?复议机关|(?:不涉及|非|不含|无关).{0,6}信息公开|(?:普通|一般|其[他它]|各类)行政(?:复议|诉讼)"
)
"""Disputes that the form does not count."""
_OF_ONE_OFFICE = re.compile("其余由|由[一-龥]{2,24}(?:负责|直接)(?:受理|办理|答复)|不含(?:下级|下属|所属)")
_OF_FEES = re.compile("信息处理费|收费条件|收取.{0,8}费")
_ADDED = re.compile("(?:加上|连同|包括|包含|含|合并).{0,4}$")

Named = tuple[str, bool]
"""A field, and whether the figure speaks of it plainly."""


def is_of_other_matters(text: str) -> bool:
    """Whether a sentence speaks of disputes that have nothing to do with the disclosure of information."""
    return bool(_OF_OTHER_MATTERS.search(text))


def is_of_fees(text: str) -> bool:
    """Whether a sentence speaks of what applicants pay for information."""
    return bool(_OF_FEES.search(text))


def figures(passage: Passage) -> Iterator[Statement]:
    """The statements of a sentence's figures, in their order."""
    spoken = set[str]()
    for clause in clauses(passage):
        number = clause.number
        if _compares(clause) or _is_rule(clause):
            continue
        if _is_of_other_year(clause):
            yield from _other_year(clause)
            continue
        strange = clause.strange
        if strange and not (clause.topics or clause.measures):
            continue
        for field, is_plain in _fields(clause, spoken):
            spoken.add(field)
            value = number.value / 10_000 if number.unit == "元" else number.value
            is_exact = not strange and number.name != "about" and number.unit not in _LOOSE_UNITS
            yield Statement(field, value, is_plain and is_exact, number.start, number.end)


def _compares(clause: Clause) -> bool:
    return any(i.kind == "mark" and i.name in ("past", "change") for i in clause.before)


def _is_rule(clause: Clause) -> bool:
    """一件申请涉及多项内容的,按1件统计 says how is counted, and not how many."""
    text = clause.passage.text
    counted = re.search("按.{0,3}$", text[: clause.number.start]) and "计" in text[clause.number.end :][:6]
    return bool(counted) or text.startswith(("注", "一件"))


def _is_of_other_year(clause: Clause) -> bool:
    years = [i.value for i in clause.before if i.kind == "year"]
    return bool(years) and clause.passage.speaker.year not in (None, years[-1])


def _other_year(clause: Clause) -> Iterator[Statement]:
    """A sentence on another year, as one that was left over from an earlier report: it compares nothing, and says
    nothing of the report's own year."""
    items = clause.passage.items
    compares = any(i.kind == "mark" and i.name in ("past", "change", "none") for i in items)
    years = {i.value for i in items if i.kind == "year"}
    is_own_matter = not {"requests", *TOTALS}.isdisjoint(clause.topics)
    if len(years) == 1 and is_own_matter and not compares and not clause.strange:
        yield Statement(YEAR, years.pop(), False, clause.number.start, clause.number.end)


def _fields(clause: Clause, spoken: set[str]) -> Iterator[Named]:
    """The fields that a figure speaks of. ``spoken``: those of figures before it in the sentence."""
    topic, unit = clause.topic, clause.number.unit
    if clause.measures:
        yield from _of_measure(clause, topic)
    elif topic == "fees":
        if unit in _MONEY:
            yield "proactive.fees.amount", not clause.is_part
    elif unit in _MONEY or clause.is_part or (unit in _LOOSE_UNITS and not clause.topics):
        return
    elif topic == "requests":
        yield from _of_requests(clause, spoken)
    elif topic in TOTALS:
        yield from _of_disputes(clause, topic, spoken)
    elif topic in ACTS and clause.topics:
        yield f"proactive.{topic}.decisions", True
    elif topic in DOCUMENTS:
        acts = [verb for verb in clause.verbs if verb in ("issued", "repealed", "in_force")]
        yield from ((f"proactive.{topic}.{verb}", True) for verb in acts[-1:])


def _of_measure(clause: Clause, topic: str) -> Iterator[Named]:
    """Words of an outcome name their field by themselves, unless something else is counted."""
    measure, items = clause.measures[-1], clause.passage.items
    if _are_added(clause):
        return
    if clause.number.unit in _MONEY or (clause.number.unit in _LOOSE_UNITS and "requests" not in names(items, "topic")):
        return
    is_own = topic in ("", measure.topic) or (measure.topic == "requests" and topic != "other")
    if (is_own or measure.topic == "litigation") and (field := _field_of(clause)):
        is_of_some = any(i.kind == "mark" and i.name == "about" for i in clause.earlier)
        yield field, bool(topic) and not is_of_some and (measure.topic == "requests" or clause.passage.is_of_disclosure)


def _are_added(clause: Clause) -> bool:
    """Whether a figure is of several measures together: 不予公开和无法提供的共5件."""
    measures = [i for i in clause.before if i.kind == "measure"]
    joins = [i for i in clause.before if i.kind == "join" and i.name != "、"]
    return any(a.end <= join.start < b.start for a, b in pairwise(measures) for join in joins)


def _narrowest(clause: Clause) -> Item:
    """Of the measures of a clause the last; or the row before it, where that is of a group: 重复申请不予处理2件, but
    not 因不掌握信息等原因无法提供2件."""
    *others, last = clause.measures
    rows = [i for i in others if _ROW.match(i.name)]
    if not rows or not _GROUP.fullmatch(last.name) or "等" in clause.passage.text[rows[-1].end : last.start]:
        return last
    return rows[-1]


def _field_of(clause: Clause) -> str:
    """The field of the clause's measure; some words name one only beside others, and "" without them."""
    measure, items = _narrowest(clause), clause.passage.items
    before = [i.name for i in items if i.kind in ("measure", "verb") and i.end <= measure.start]
    if measure.name == "granted?":
        return "requests.granted.total" if clause.passage.lists_outcomes else ""
    if measure.name == "other?":
        return "requests.received.other" if before and APPLICANT.match(before[-1]) else ""
    if measure.name == "carried?":
        return CARRIED_IN if before[-1:] == ["received"] else ""
    return measure.name


def _of_requests(clause: Clause, spoken: set[str]) -> Iterator[Named]:
    said = [verb for verb in clause.verbs if verb in ("received", "handled", "due")]
    if not said and not clause.topics:
        return
    field = {"handled": HANDLED, "due": DUE}.get(said[-1] if said else "", RECEIVED)
    text = clause.passage.text
    if field == RECEIVED and (_OF_ONE_OFFICE.search(text) or is_of_fees(text)):
        return
    if field == RECEIVED and not clause.topics and RECEIVED in spoken:
        return
    if field != DUE and _holds_carried(clause):
        field = DUE
    is_known = bool(clause.topics or spoken) or clause.passage.topic == "requests"
    yield field, is_known and len(set(said)) <= 1


def _holds_carried(clause: Clause) -> bool:
    """Whether what was received is said to hold what was carried over: 11件(新收9件,结转2件), 其中5件为上年结转."""
    text, items = clause.passage.text, clause.passage.items
    if re.search("新收|新增", text[: clause.number.start]):
        return False
    before = [i for i in clause.earlier if i.kind == "measure" and i.name == CARRIED_IN]
    if before and "handled" not in clause.verbs and _ADDED.search(text[: before[-1].start]):
        return True
    behind = items[clause.at + 1 :]
    carried = [n for n, i in enumerate(behind) if i.kind == "measure" and i.name in (CARRIED_IN, "carried?")]
    if not carried:
        return False
    between = behind[: carried[0]]
    is_counted_first = any(i.kind == "number" for i in between[-2:]) and between[-1].kind != "cut"
    is_part = any(i.kind == "mark" and i.name == "part" for i in between)
    return is_counted_first or is_part or "在内" in text or "received" in names(between, "verb")


def _of_disputes(clause: Clause, topic: str, spoken: set[str]) -> Iterator[Named]:
    """复议 and 诉讼 together share a figure only where it is 0, or is said to be of each."""
    text, before = clause.passage.text, clause.before
    is_new = topic in names(clause.earlier, "topic") and TOTALS[topic] not in spoken
    if is_of_other_matters(text) or not (clause.topics or is_new):
        return
    both = [name for name in names(before, "topic") if name in TOTALS]
    if len(both) > 1 and names(before, "join"):
        if clause.number.value == Decimal(0) or "each" in names(before, "mark"):
            yield from ((TOTALS[name], True) for name in both)
        return
    yield TOTALS[topic], clause.passage.is_of_disclosure
