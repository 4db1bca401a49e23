"""Decisions that were asked for, checked against the report they are about and put into words of the store."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from gouji.models.comparison.stored import is_possible
from gouji.models.result import AuthorityDecision, Decision
from gouji.service.errors import InvalidRequestError
from gouji.service.names import visible
from gouji.service.review.asked import DecisionRequest
from gouji.service.review.standing import HEADS, Standing
from gouji.service.store.decisions import AUTHORITY, CHECK, YEAR

MAX_AUTHORITY = 200
YEARS = range(1990, 2101)


def ruling(asked: DecisionRequest, standing: Standing, by: str, at: str) -> Decision | AuthorityDecision | None:
    """The decision as it is kept; None: a check is confirmed.

    Raises:
        InvalidRequestError: there is no such field or check, or it cannot hold that.
    """
    if asked.field.startswith(CHECK):
        _must_fail(asked, standing)
        return None
    if asked.field not in HEADS and asked.field not in standing.report.fields:
        raise InvalidRequestError(f"这份报告没有字段 {asked.field!r}。字段见 /forms/{standing.report.form.version}")
    if asked.kind == "source":
        raise InvalidRequestError("source 只用于 check:<勾稽关系编号>，表示确认原件如此")
    note = None if asked.note is None else asked.note.strip() or None
    if asked.field == AUTHORITY:
        return AuthorityDecision(kind=asked.kind, value=_name(asked), by=by, at=at, note=note)
    decision = Decision(kind=asked.kind, value=_figure(asked), by=by, at=at, note=note)
    if not is_possible(decision):
        raise InvalidRequestError(
            f"{asked.field}：kind 是 number 时 value 应是数（整数不超过 15 位，小数不超过 12 位），否则应是 null"
        )
    if asked.field == YEAR:
        _must_be_year(decision)
    return decision


def _must_fail(asked: DecisionRequest, standing: Standing) -> None:
    check = next((c for c in standing.settled.checks if c.id == asked.field.removeprefix(CHECK)), None)
    if check is None:
        raise InvalidRequestError(f"这份报告没有勾稽关系 {asked.field.removeprefix(CHECK)[:80]!r}")
    if asked.kind != "source" or asked.value is not None:
        raise InvalidRequestError("对勾稽关系只能确认原件如此：kind 为 source，value 为 null")
    if check.status != "fail":
        raise InvalidRequestError(f"勾稽关系 {check.id} 现在没有不成立，不能确认为原件的错误")


def _name(asked: DecisionRequest) -> str | None:
    if asked.kind in ("unread", "absent") and asked.value is None:
        return None
    name = visible(asked.value).strip() if isinstance(asked.value, str) else ""
    if asked.kind != "text" or not 0 < len(name) <= MAX_AUTHORITY:
        raise InvalidRequestError(
            f"authority 的 kind 应是 text，value 是 1 到 {MAX_AUTHORITY} 个字的名称；没有名称则 kind 为 absent"
        )
    return name


def _figure(asked: DecisionRequest) -> Decimal | None:
    if asked.value is None:
        return None
    try:
        figure = Decimal(asked.value)
    except InvalidOperation:
        figure = Decimal("NaN")
    if not figure.is_finite():
        raise InvalidRequestError(f"{asked.field} 的值 {str(asked.value)[:40]!r} 不是数")
    return figure or Decimal(0)  # a zero with an exponent would be written out in full


def _must_be_year(decision: Decision) -> None:
    if decision.kind in ("unread", "absent"):
        return
    year = decision.value
    if year is None or year != year.to_integral_value() or int(year) not in YEARS:
        raise InvalidRequestError(f"year 应是 {YEARS.start} 到 {YEARS.stop - 1} 的整数（没有年份：kind 为 absent）")
