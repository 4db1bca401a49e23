"""Why a cell is asked for, in words; which confident cells are audited."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_reports import made_report

from gouji.models.result import Alternative, AuthorityReading, FieldReading
from gouji.service.review.audited import is_audited
from gouji.service.review.reasons import head_reason, percent, reason

REPORT = made_report(1)
FIELD = "requests.received.total"


def reading(**change: Any) -> FieldReading:  # noqa: ANN401
    return REPORT.fields[FIELD].model_copy(update={"review": True, "confidence": 0.5, **change})


def other(kind: str, value: int | None, confidence: float) -> Alternative:
    return Alternative.model_validate({"kind": kind, "value": value, "confidence": confidence})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"raw": "12"}, "读作“12”，把握不足（50%）"),
        ({"kind": "blank", "value": None, "raw": ""}, "读作空白，把握不足（50%）"),
        ({"kind": "text", "value": None, "raw": "三件"}, "格里是文字“三件”，不是数"),
        ({"kind": "unread", "value": None, "raw": None}, "格里有内容，但读不出可信的结果"),
        ({"kind": "absent", "value": None, "raw": None}, "没有找到这一格：它所在的行、列或表没有找到"),
        ({"raw": "12", "confidence": 0.97}, "读作“12”，但相邻的行列或勾稽关系使它有疑问"),
    ],
)
def test_the_doubt_is_named(change: dict[str, Any], said: str) -> None:
    assert reason(reading(**change), [], audit=False) == said


def test_what_else_it_may_be_is_told_without_what_helps_nobody() -> None:
    others = (other("text", None, 0.5), other("number", 1000, 0.3), other("blank", None, 0.1), other("number", 7, 0.01))
    told = reason(reading(kind="unread", value=None, raw=None, alternatives=others), [], audit=False)
    assert told == "格里有内容，但读不出可信的结果，也可能是“1000”（30%）、空白（10%）"
    exponent = Alternative(kind="number", value=Decimal("1E+3"), confidence=0.3)
    assert "“1000”" in reason(reading(alternatives=(exponent,)), [], audit=False)


def test_failing_checks_are_quoted_and_the_rest_counted() -> None:
    checks = [check.model_copy(update={"status": "fail"}) for check in REPORT.checks[:4]]
    told = reason(reading(raw="1"), checks, audit=False)
    assert checks[0].message in told and checks[1].message in told and told.endswith("另有 2 条勾稽关系不成立")


def test_an_audited_cell_says_so_and_a_cell_that_nobody_asks_for_says_nothing() -> None:
    sure = reading(review=False, confidence=0.99996)
    assert reason(sure, [], audit=True).startswith("抽查") and "99.9%" in reason(sure, [], audit=True)
    assert reason(sure, [], audit=False) == ""


def test_the_head_says_whether_it_was_read() -> None:
    assert head_reason(AuthorityReading(value=None, confidence=0.5, review=True)) == "没有读出"
    assert head_reason(AuthorityReading(value="甲县", confidence=0.5, review=True)) == "读得没有把握（50%）"


@given(st.floats(0, 1))
def test_only_certainty_is_a_hundred_per_cent(confidence: float) -> None:
    assert (percent(confidence) == "100%") == (confidence == 1)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_audits_all_that_a_smaller_one_does(one: float, other_: float) -> None:
    less, more = sorted((one, other_))
    sha256 = REPORT.document.sha256
    drawn = [{f for f, r in REPORT.fields.items() if is_audited(sha256, f, r, share)} for share in (less, more)]
    assert drawn[0] <= drawn[1]


def test_none_or_all_of_the_confident_cells_are_audited_and_never_what_is_reviewed_anyway() -> None:
    sure = reading(review=False)
    assert not is_audited("0" * 64, FIELD, sure, 0) and is_audited("0" * 64, FIELD, sure, 1)
    assert not is_audited("0" * 64, FIELD, reading(), 1)
    assert not is_audited("0" * 64, FIELD, reading(review=False, kind="absent", value=None), 1)


def test_the_share_is_met() -> None:
    fields = [(str(n), f) for n in range(50) for f in REPORT.fields]
    drawn = sum(is_audited(sha256, f, REPORT.fields[f], 0.02) for sha256, f in fields)
    assert 150 < drawn < 250
