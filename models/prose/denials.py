"""Statements in words that there was none: 未发生行政复议、行政诉讼; 行政复议没有发生; 未收到申请."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.models.prose.figures import ACTS, APPLICANT, DOCUMENTS, RECEIVED, TOTALS, is_of_fees, is_of_other_matters
from gouji.models.prose.passage import Passage, names, until
from gouji.models.prose.statement import Statement
from gouji.models.prose.vocabulary import CARRIED_IN, CARRIED_OUT, Item

_WORSE = re.compile("败诉|纠正|撤销|违法|不当|逾期|超期|投诉$")
"""What narrows a denial to the cases that went badly."""

_CASES = re.compile("(?:[一-龥]{0,8}(?:案件|情况|情形|事项))?")
"""A denial of what the sentence spoke of before."""

_MADE = re.compile("制发|制定|出台|印发")


def denials(passage: Passage) -> Iterator[Statement]:
    """The statements of a sentence's negations, in their order."""
    if is_of_fees(passage.text) or is_of_other_matters(passage.text):
        return
    for at, none in enumerate(passage.items):
        if none.kind == "mark" and none.name == "none":
            yield from _denied(passage, at)


def _denied(passage: Passage, at: int) -> Iterator[Statement]:
    none = passage.items[at]
    before, behind = until(passage.items[:at][::-1], "cut", "number"), until(passage.items[at + 1 :], "cut", "number")
    end = next((i.start for i in passage.items[at + 1 :] if i.kind == "cut"), len(passage.text))
    rest = passage.text[none.end : end]
    if _WORSE.search(rest):
        return
    plain = not passage.strange(behind, none.end, end)
    for field in _fields(passage, before, behind, at, rest):
        is_own = passage.is_of_disclosure or field not in TOTALS.values()
        yield Statement(field, Decimal(0), plain and is_own, none.start, end)


def _fields(passage: Passage, before: Sequence[Item], behind: Sequence[Item], at: int, rest: str) -> list[str]:
    """What is denied: what the words behind speak of, or, where they name nothing, those before."""
    measures = [name for name in names(behind, "measure") if not APPLICANT.match(name)]
    if measures:
        return [name for name in measures if name in (CARRIED_IN, CARRIED_OUT)]
    topics = names(behind, "topic") or names(before[::-1], "topic")
    if not topics and _CASES.fullmatch(rest):
        topics = names(passage.items[:at], "topic")
    if acts := [f"proactive.{topic}.decisions" for topic in topics if topic in ACTS]:
        return acts
    none = passage.items[at]
    if topics and topics[-1] in DOCUMENTS and _MADE.search(passage.text[none.start : none.end]):
        return [f"proactive.{topics[-1]}.issued"]
    if disputes := [TOTALS[topic] for topic in topics if topic in TOTALS]:
        return disputes
    is_said = bool(names(behind, "topic")) or not rest
    return [RECEIVED] if topics[-1:] == ["requests"] and is_said else []
