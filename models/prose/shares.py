"""Per cents that say what share one figure is of another: 予以公开 12 件, 占办结总数的 30%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.models.prose.passage import Passage
from gouji.models.prose.statement import Statement
from gouji.models.prose.sums import HANDLED, RECEIVED, whole_of

_SHARE = re.compile(
    r"占(?P<of>[^\d,。;、()占%]{0,12}?)(?:的?比(?:例|重)?|的)?(?:约|达到?|为|了|是)*(?P<value>\d{1,3}(?:\.\d+)?)%"
)
_OF_RECEIVED = re.compile("申请|新收|受理|收到|收件")
_OF_HANDLED = re.compile("办结|答复|办理|办件")
_OF_OTHERS = re.compile("[全各]|公开|提供|处理(?!总)|同期")
"""What a share is of that the form does not print, or that more than one figure could be."""


@dataclass(frozen=True, slots=True)
class Share:
    """``value`` per cent that one field is said to be of one of ``wholes``, whichever was meant. ``start`` and ``end``:
    of the per cent in the sentence."""

    field: str
    wholes: tuple[str, ...]
    value: Decimal
    start: int
    end: int


def shares(passage: Passage, counted: Sequence[Statement]) -> Iterator[Share]:
    """The shares of a sentence that are of figures of the form. ``counted``: its figures in their order."""
    for match in _SHARE.finditer(passage.text):
        field = _divided(passage, counted, match.start())
        wholes = _wholes(field, match["of"]) if field else ()
        if wholes:
            yield Share(field, wholes, Decimal(match["value"]), match.start("value"), match.end())


def _divided(passage: Passage, counted: Sequence[Statement], offset: int) -> str:
    """The field before a share: of the last figure, or of the word that stands there instead."""
    before = [i for i in passage.items if i.end <= offset and i.kind in ("number", "measure")]
    last = before[-1] if before else None
    if last is None:
        return ""
    if last.kind == "measure":
        is_near = not any(i.kind == "cut" for i in passage.items if last.end <= i.start < offset)
        return last.name if is_near and not last.name.endswith("?") else ""
    is_near = len(passage.text[last.end : offset].strip(",(:的")) == 0
    return next((s.field for s in counted if s.end == last.end), "") if is_near else ""


def _wholes(field: str, of: str) -> tuple[str, ...]:
    """What a field can be a share of, by the words for it."""
    possible = whole_of(field)
    if _OF_OTHERS.search(of):
        return ()
    if _OF_HANDLED.search(of):
        return tuple(whole for whole in possible if whole == HANDLED)
    if _OF_RECEIVED.search(of):
        return tuple(whole for whole in possible if whole == RECEIVED)
    return possible
