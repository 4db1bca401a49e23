"""Figures that are said to be all of one kind: 收到申请 5 件, 均由自然人提出; 不予公开 1 件 (属于国家秘密)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.models.prose.clauses import Segment, segments
from gouji.models.prose.passage import Passage, names
from gouji.models.prose.statement import Statement
from gouji.models.prose.sums import CARRIED_OUT, whole_of
from gouji.models.prose.vocabulary import Item

_ALL = re.compile("均|都|皆|全部|全为|全是|全系|同为")
_OF_THE_REST = re.compile("其余|其[他它]|其中|除|含|剩余|余下|不|没|无(?!法)|大多|多数|主要|部分(?!公开|予以公开)")
_LEFT_OVER = re.compile(
    "复议机关|审理|经|结果|决定|为|系|由|提出|提交|申请|答复|办理|来自|复议|诉讼|予以|全部|已|被|法院|最终"
)


def said_of_all(passage: Passage, stated: Sequence[Statement]) -> Iterator[Statement]:
    """What clauses without a figure say of the one before them. ``stated``: of the sentence's figures, in order."""
    for segment in segments(passage):
        kinds = [item for item in segment.items if item.kind == "measure"]
        numbers = [item for item in segment.items if item.kind == "number"]
        if len(kinds) != 1 or any(item.name == "none" for item in segment.items) or len(numbers) > 1:
            continue
        field = _ELSEWHERE.get(kinds[0].name, kinds[0].name)
        if field == CARRIED_OUT and not numbers:
            yield from _carried_out(passage, segment, stated)
        whole = _whole(kinds[0].start if numbers else segment.start, field, stated)
        if numbers and not (whole and whole.start == numbers[0].start):
            continue
        if whole and _is_all(passage, segment, kinds[0], whole):
            rest = _LEFT_OVER.sub("", passage.strange(segment.items, segment.start, segment.end))
            plain = (whole.plain or bool(numbers)) and not rest and _is_next(passage, whole, segment)
            yield Statement(field, whole.value, plain, kinds[0].start, kinds[0].end, repeats=whole.field)


_LEFT = re.compile("(?:另外?|其余|剩余|尚余?|还|余下?的?)有?的?")

_ELSEWHERE = {"granted?": "requests.granted.total", "not_held?": "requests.unable.not_held.total"}


def _carried_out(passage: Passage, segment: Segment, stated: Sequence[Statement]) -> Iterator[Statement]:
    """另有 6 件因未到期限, 转至下年度继续办理: a figure before that nothing else names."""
    before = [i for i in passage.items if i.kind == "number" and i.end <= segment.start]
    if before and not any(s.end == before[-1].end and s.plain for s in stated):
        since = max((i.end for i in passage.items if i.kind == "cut" and i.end <= before[-1].start), default=0)
        if _LEFT.fullmatch(passage.text[since : before[-1].start]):
            yield Statement(CARRIED_OUT, before[-1].value, True, before[-1].start, before[-1].end)


def _whole(offset: int, field: str, stated: Sequence[Statement]) -> Statement | None:
    """The last figure before an offset, where a kind is a part of it."""
    before = [s for s in stated if s.end <= offset and s.value]
    wholes = whole_of(field)
    return before[-1] if before and before[-1].field in wholes else None


def _is_all(passage: Passage, segment: Segment, kind: Item, whole: Statement) -> bool:
    said = passage.text[segment.start : segment.end]
    if _OF_THE_REST.search(said.replace(passage.text[kind.start : kind.end], "")):
        return False
    behind = passage.text[whole.end : max(whole.end, segment.start)]
    is_bracketed = behind in ("(", "【", "[") and not names(segment.items, "verb")
    return bool(_ALL.search(said)) or whole.value == 1 or is_bracketed


def _is_next(passage: Passage, whole: Statement, segment: Segment) -> bool:
    """Whether no other figure stands between, but for what compares with another year."""
    between = [i for i in passage.items if whole.end <= i.start < segment.start]
    is_compared = any(i.kind == "mark" and i.name in ("past", "change") for i in between)
    return is_compared or not any(i.kind == "number" for i in between)
