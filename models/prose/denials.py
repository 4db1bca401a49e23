"""Statements in words that there was none: 未发生行政复议、行政诉讼; 行政复议没有发生; 未收到申请."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.models.prose.passage import Passage, names, until
from gouji.models.prose.scope import is_of_fees, is_of_other_matters
from gouji.models.prose.statement import Statement
from gouji.models.prose.sums import ACTS, CARRIED_IN, CARRIED_OUT, DISPUTES, DOCUMENTS, OUTCOMES, RECEIVED, is_applicant
from gouji.models.prose.vocabulary import Item

_WORSE = re.compile("败诉|纠[正错]|撤销|违法|不当|超过|逾期|超期|延期|责任")
"""What narrows a denial to the cases that went badly."""

_COMPLAINTS = re.compile("(?:投诉|举报)$")

_CASES = re.compile("(?:[一-龥]{0,8}(?:案件|情况|情形|事项|决定))?")
"""A denial of what the sentence spoke of before."""

_MADE = re.compile("制发|制定|出台|印发")
_POWERS = re.compile("(?:事项|职[权责能]|权限?|项目|信息)$")
"""No power to do something, from which follows only that it hardly was done."""
_LAST_YEAR = re.compile("上一?年度?(?:没有|无)$")
_SOME_APPLICANTS = re.compile("法人|单位|企业|组织|机构|律师")
_NEW_REQUESTS = re.compile("^新申请")
_UNFINISHED = re.compile(
    "(?:尚?未(?:办[结理完]|答复)|在办|待办|(?:处于|正在)办理[期中]?)(?:完毕|完成)?的?(?:政府信息公开|信息公开|依申请公开)?(?:申请|件|事项)"
)
"""What was not done with at the end of the year."""
_CARRIED = re.compile("结转[^,。;]{0,6}申请(?:都|均|也|尚|还)?$")
_REST = re.compile("其[他它余]")
"""What the sentence has not spoken of yet: 自然人 3 件，其他无."""
_PEOPLE = re.compile("公民|自然人|个人")
_OF_PEOPLE = "requests.received.individual"
_ALL_APPLICANTS = re.compile("群众|申请人|任何")


def denials(passage: Passage) -> Iterator[Statement]:
    """The statements of a sentence's negations, in their order."""
    for at, none in enumerate(passage.items):
        if none.kind == "mark" and none.name == "none" and not is_of_other_matters(passage.text, none.start):
            yield from _denied(passage, at)


def _denied(passage: Passage, at: int) -> Iterator[Statement]:
    none = passage.items[at]
    before, behind = until(passage.items[:at][::-1], "cut", "number"), _behind(passage, at)
    cut = next((i.start for i in passage.items[at + 1 :] if i.kind == "cut"), len(passage.text))
    end = next((i.start for i in passage.items[at + 1 :] if i.kind == "mark" and i.name == "none"), cut)
    rest = passage.text[none.end : min(end, cut)]
    if _WORSE.search(rest) or is_of_fees(rest):
        return
    plain = not passage.strange(behind, none.end, none.end + len(rest))
    for field in _fields(passage, before, behind, at, rest):
        is_own = passage.is_of_disclosure or field not in DISPUTES.values()
        is_power = field in ACTS.values() and bool(_POWERS.search(rest))
        yield Statement(field, Decimal(0), plain and is_own and not is_power, none.start, none.end + len(rest))


def _behind(passage: Passage, at: int) -> list[Item]:
    """The items of a negation, up to the next sign, figure or negation."""
    behind = until(passage.items[at + 1 :], "cut", "number")
    again = [n for n, item in enumerate(behind) if item.kind == "mark" and item.name == "none"]
    return behind[: again[0]] if again else behind


def _fields(passage: Passage, before: Sequence[Item], behind: Sequence[Item], at: int, rest: str) -> list[str]:
    """What is denied: what the words behind speak of, or, where they name nothing, those before."""
    if measures := [n for n in names(behind, "measure") if n and not n.startswith("requests.received.")]:
        return list(_denied_measures(passage, measures, at))
    is_bare = not rest and not names(behind, "topic")
    if is_bare and (applicants := [n for n in names(before, "measure") if is_applicant(n)]):
        return applicants[:1]
    topics = names(behind, "topic") or (["requests"] if _NEW_REQUESTS.search(rest) else names(before[::-1], "topic"))
    if not topics and not _lead(passage, at) and (_CASES.fullmatch(rest) or names(behind, "verb")[:1] == ["repealed"]):
        topics = names(passage.items[:at], "topic")
    if _UNFINISHED.match(rest):
        return [CARRIED_OUT]
    if acts := [ACTS[topic] for topic in topics if topic in ACTS]:
        return acts
    if topics and topics[-1] in DOCUMENTS:
        return _of_documents(passage, behind, at, topics[-1])
    if topics == ["fees"]:
        return ["proactive.fees.amount"]
    if disputes := [DISPUTES[topic] for topic in topics if topic in DISPUTES]:
        return disputes
    is_of_the_rest = is_bare and bool(_REST.search(_lead(passage, at)))
    if _CARRIED.search(_lead(passage, at) + passage.text[: passage.items[at].start][-16:]):
        return []  # 上年结转的申请没有
    is_said = bool(names(behind, "topic")) or not (rest or is_of_the_rest) or bool(_NEW_REQUESTS.search(rest))
    if topics[-1:] != ["requests"] or not is_said or _COMPLAINTS.search(rest):
        return []
    some, people, every = (bool(p.search(rest)) for p in (_SOME_APPLICANTS, _PEOPLE, _ALL_APPLICANTS))
    if every or some == people:
        return [RECEIVED]
    return [_OF_PEOPLE] if people else []


def _lead(passage: Passage, at: int) -> str:
    """What else its clause says before a negation."""
    none, earlier = passage.items[at], passage.items[:at]
    start = max((i.end for i in earlier if i.kind in ("cut", "number")), default=0)
    return passage.strange(earlier, start, none.start)


def _denied_measures(passage: Passage, measures: Sequence[str], at: int) -> Iterator[str]:
    is_of_last_year = bool(_LAST_YEAR.search(passage.text[: passage.items[at].end]))
    for name in measures:
        if name == "carried?" and is_of_last_year:
            yield CARRIED_IN
        elif name in (CARRIED_IN, CARRIED_OUT, *OUTCOMES):
            yield name


def _of_documents(passage: Passage, behind: Sequence[Item], at: int, topic: str) -> list[str]:
    said = names(behind, "verb")
    if said[:1] == ["repealed"]:
        return [f"proactive.{topic}.repealed"]
    none = passage.items[at]
    is_made = said[:1] == ["issued"] or _MADE.search(passage.text[none.start : none.end])
    return [f"proactive.{topic}.issued"] if is_made else []
