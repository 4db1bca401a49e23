"""What a figure speaks of, by the words of its clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gouji.models.prose.clauses import Clause
from gouji.models.prose.passage import names
from gouji.models.prose.requests import Named, carried, frame_of, framed, is_new, is_of_some_requests, of_requests
from gouji.models.prose.scope import is_of_attributes, is_of_other_matters
from gouji.models.prose.sums import (
    ACTS,
    CARRIED_IN,
    CARRIED_OUT,
    DISPUTES,
    DOCUMENTS,
    DUE,
    GROUPS,
    HANDLED,
    OUTCOMES,
    RECEIVED,
    is_applicant,
    other_than,
)
from gouji.models.prose.vocabulary import LOOSE_UNITS, PEOPLE, Item

_MONEY = ("元", "万元")
_OTHERWISE = "requests.closed.total"
_MADE_OF_DOCUMENTS = ("issued", "repealed", "in_force", "published", "total_public")
_MUCH_LIKE = {"lapsed": "repealed", "announced": "issued"}
"""Acts that are often counted with others, and not always."""
_RESULTS = re.compile("(?:办理|处理|答复)结果")
_WITH_NEW = re.compile(
    "(?:当年|本年度?|今年|新收)(?:新?收到?|受理)?的?(?:申请)?(?:和|以?及|与|、)(?:上一?年|去年|往年|结转)"
)
"""What was carried over, together with what was new."""
_BODIES = re.compile("[一-龥]{0,4}?(?:机关|单位|部门|街道|乡镇|镇街|科室|处室)")
"""Behind a number of those who received requests: 全县 45 个行政机关新收申请 609 件."""
_PARTLY_OF_DISCLOSURE = re.compile(
    "[^。;]{0,20}(?:其中[^。;,]{0,6}信息公开[^。;,]{0,8}\\d|(?:没有|均不|都不)(?:属于?|涉及|是)[^。;,]{0,4}信息公开)"
)


def named_by(clause: Clause, spoken: Sequence[str]) -> Iterator[Named]:
    """The fields that a figure speaks of. ``spoken``: those of figures before it in the sentence."""
    topic, unit = clause.topic, clause.number.unit
    is_loose = unit in LOOSE_UNITS and not (clause.topics or RECEIVED in spoken or "handled" in clause.verbs)
    text, at = clause.passage.text, clause.number
    if is_of_attributes(text, at.start) or (unit in (*LOOSE_UNITS, *PEOPLE) and _BODIES.match(text, at.end)):
        return
    if frame := frame_of(clause):
        yield from framed(clause, frame)
    elif clause.measures:
        yield from _of_measure(clause, topic, spoken)
    elif topic == "fees":
        if unit in _MONEY or (clause.number.value == 0 and "fees" in clause.topics):
            yield "proactive.fees.amount", not clause.is_part
    elif unit in _MONEY or is_loose or (unit in PEOPLE and "received" not in (*clause.verbs, *clause.behind_verbs)):
        return
    elif topic == "requests" and not is_of_some_requests(clause):
        yield from of_requests(clause, spoken)
    elif topic == "requests" or (clause.is_part and not (topic in ACTS and clause.topics and not _says_part(clause))):
        return
    elif topic == "replies":
        yield HANDLED, False
    elif topic in DISPUTES:
        yield from _of_disputes(clause, topic, spoken)
    elif topic in ACTS and clause.topics:
        yield ACTS[topic], unit != "项"
    elif topic in DOCUMENTS:
        acts = ["issued" if is_new(clause) else verb for verb in clause.verbs or clause.behind_verbs[:1]]
        acts = [verb for verb in acts if verb in (*_MADE_OF_DOCUMENTS, *_MUCH_LIKE)]
        yield from ((f"proactive.{topic}.{_MUCH_LIKE.get(verb, verb)}", verb not in _MUCH_LIKE) for verb in acts[-1:])


def _of_measure(clause: Clause, topic: str, spoken: Sequence[str]) -> Iterator[Named]:
    """Words of an outcome name their field by themselves, unless something else is counted."""
    if clause.measures[-1].name == CARRIED_IN and _WITH_NEW.search(clause.said_before):
        yield HANDLED if "handled" in clause.verbs else DUE, False
        return
    measure, unit = clause.measures[-1], clause.number.unit
    field, is_plain = _field_of(clause, spoken)
    if measure.name == _OTHERWISE and topic in DISPUTES:
        return  # 复议机关作出其他处理 1 件
    if _are_added(clause) or unit in _MONEY or (unit in LOOSE_UNITS and not _is_of_requests(clause)):
        return
    is_own = topic in ("", measure.topic) or (measure.topic == "requests" and topic != "other")
    is_own |= measure.name == "other?" and field.startswith(f"{topic}.")
    is_received = field.startswith("requests.received.")
    if (unit in PEOPLE and (not is_received or clause.strange)) or (is_received and topic not in ("requests", "")):
        return
    if (is_own or measure.topic == "litigation") and field:
        is_known = bool(topic) and not clause.is_of_some and clause.speaks_of_disclosure(field)
        yield field, is_plain and is_known


def _says_part(clause: Clause) -> bool:
    """Whether its own clause says that a figure is of a part."""
    return "part" in names(clause.before, "mark")


def _is_of_requests(clause: Clause) -> bool:
    """Whether the sentence names requests, or three things that become of them."""
    items = clause.passage.items
    return "requests" in names(items, "topic") or len({*OUTCOMES} & {*names(items, "measure")}) > 2


def _are_added(clause: Clause) -> bool:
    """Whether a figure is of several measures together: 不予公开和无法提供的共5件, 科研机构、法律服务机构共2件."""
    if clause.number.value and len({n for n in names(clause.before, "measure") if is_applicant(n)}) > 1:
        return True
    measures = [i for i in clause.before if i.kind == "measure" or i.name == "handled"]
    joins = [i for i in clause.before if i.kind == "join" and i.name != "、"]
    rows = [i for i in measures if _is_row(i.name)]
    if any(clause.passage.text[a.end : b.start] == "、" for a, b in pairwise(rows)):
        return True
    return any(a.end == join.start < join.end == b.start for a, b in pairwise(measures) for join in joins) or any(
        a.end <= join.start < b.start for a, b in pairwise(i for i in measures if i.kind == "measure") for join in joins
    )


def _narrowest(clause: Clause) -> Item:
    """Of the measures of a clause the last; or the row before it, where that is of a group: 重复申请不予处理2件, but
    not 因不掌握信息等原因无法提供2件."""
    *others, last = clause.measures
    rows = [i for i in others if _is_row(i.name)]
    if not rows or last.name not in OUTCOMES or "等" in clause.passage.text[rows[-1].end : last.start]:
        return last
    return rows[-1]


def _is_row(field: str) -> bool:
    return field.rpartition(".")[0].rpartition(".")[0] in GROUPS


def _field_of(clause: Clause, spoken: Sequence[str]) -> Named:
    """The field of the clause's measure; some words name one only beside others, and "" without them."""
    measure = _narrowest(clause)
    last = spoken[-1] if spoken else ""
    match measure.name:
        case "granted?":
            is_outcome = clause.passage.lists_outcomes or bool(_RESULTS.search(clause.passage.text))
            return "requests.granted.total" if is_outcome else "", True
        case "not_held?":
            return "requests.unable.not_held.total", False
        case "pending?":
            return CARRIED_OUT, CARRIED_OUT in names(clause.behind, "measure")
        case "carried?":
            return carried(clause, spoken), True
        case "other?":
            return other_than(last), last not in OUTCOMES
    return _by_applicant(clause, measure.name, last), True


def _by_applicant(clause: Clause, field: str, last: str) -> str:
    """The field of an applicant, or of one within an outcome: 予以公开自然人 7 件、商业企业 2 件."""
    if not field.startswith("requests.received."):
        return field
    outcomes = [i.name for i in clause.before if i.kind == "measure" and i.name in OUTCOMES]
    row, _, column = (outcomes[-1] if outcomes else last).rpartition(".")
    is_of_outcome = bool(outcomes) or (f"{row}.total" in OUTCOMES and column != "total")
    return f"{row}.{field.rpartition('.')[2]}" if is_of_outcome else field


def _of_disputes(clause: Clause, topic: str, spoken: Sequence[str]) -> Iterator[Named]:
    """复议 and 诉讼 together share a figure only where it is 0."""
    text, before = clause.passage.text, clause.before
    if _is_of_some_disputes(clause) or ("handled" in clause.verbs and DISPUTES[topic] in spoken):
        return
    is_new = topic in names(clause.earlier, "topic") and DISPUTES[topic] not in spoken
    if is_of_other_matters(text, clause.number.start) or not (clause.topics or is_new):
        return
    both = [name for name in names(before, "topic") if name in DISPUTES]
    if len(both) > 1 and clause.number.value == 0:
        yield from ((DISPUTES[name], clause.speaks_of_disclosure(DISPUTES[name])) for name in both)
    elif len(both) < 2 or not names(before, "join"):
        yield DISPUTES[topic], clause.speaks_of_disclosure(DISPUTES[topic])


def _is_of_some_disputes(clause: Clause) -> bool:
    """Whether only a part of what is counted has to do with disclosure: 其中涉及政府信息公开的 67 件."""
    behind = clause.passage.text[clause.number.end :]
    return bool(_PARTLY_OF_DISCLOSURE.match(behind))
