"""Why a cell is asked for, in Chinese, from what the result has: no more is said than is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.models.confidence import REVIEW_BELOW
from gouji.models.result import Alternative, AuthorityReading, Check, FieldReading, Kind, YearReading
from gouji.service.exports.words import KINDS
from gouji.service.review.audited import SURE_KINDS

_ALTERNATIVES = 2
_CHECKS = 2
_SHOWN = 20


def reason(reading: FieldReading, failing: Sequence[Check], audit: bool) -> str:
    """A sentence, "" for none. ``failing``: checks over the cell that fail as things stand."""
    return "；".join(_parts(reading, failing, audit))


def head_reason(reading: AuthorityReading | YearReading) -> str:
    """The same for the authority and the year."""
    return "没有读出" if reading.value is None else f"读得没有把握（{percent(reading.confidence)}）"


def reopened(was: str, is_now: str) -> str:
    """A document was read again, and a decided cell was read differently. Goes before the reason."""
    return f"裁定以后又读了一遍，读数从{was}变成了{is_now}，请再看裁定是否仍然对；"


def said(kind: str | None, value: Decimal | str | None) -> str:
    """What stands in a cell, by a kind of the contract."""
    shown = f"{value:f}" if isinstance(value, Decimal) else value
    if kind in ("number", "text") and value is not None:
        return f"“{shown}”"
    return next((word for name, word in KINDS.items() if name == kind), KINDS["unread"])


def percent(confidence: float) -> str:
    """Rounded down, so that only certainty is 100%."""
    return f"{int(confidence * 1000) / 10:g}%"


def _parts(reading: FieldReading, failing: Sequence[Check], audit: bool) -> Iterator[str]:
    if audit:
        yield f"抽查：这一格读得有把握（{percent(reading.confidence)}），请照样核对，用来检查漏看的有多少"
    elif reading.review:
        yield _doubt(reading) + _others(reading.alternatives)
    for check in failing[:_CHECKS]:
        yield check.message
    if len(failing) > _CHECKS:
        yield f"另有 {len(failing) - _CHECKS} 条勾稽关系不成立"


def _doubt(reading: FieldReading) -> str:
    told: dict[Kind, str] = {
        "unread": "格里有内容，但读不出可信的结果",
        "absent": "没有找到这一格：它所在的行、列或表没有找到",
        "text": f"格里是文字“{(reading.raw or '')[:_SHOWN]}”，不是数",
    }
    if reading.kind in told:
        return told[reading.kind]
    seen = said(reading.kind, reading.raw)
    if reading.confidence < REVIEW_BELOW:
        return f"读作{seen}，把握不足（{percent(reading.confidence)}）"
    return f"读作{seen}，但相邻的行列或勾稽关系使它有疑问"


def _others(alternatives: Sequence[Alternative]) -> str:
    likely = [a for a in alternatives if a.kind in SURE_KINDS]  # that it may be some text helps nobody
    some = [f"{said(a.kind, a.value)}（{percent(a.confidence)}）" for a in likely[:_ALTERNATIVES]]
    return f"，也可能是{'、'.join(some)}" if some else ""
