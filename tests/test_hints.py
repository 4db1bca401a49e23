"""The smallest change that would mend a report that contradicts itself."""

from __future__ import annotations

from decimal import Decimal

from test_arithmetic import FORM, fields

from gouji.models.arithmetic import check, evaluate
from gouji.models.hints import smallest_changes, with_hints
from gouji.models.result import Check, FieldReading

Fields = dict[str, FieldReading]

CONSISTENT = {
    "requests__received__individual": "9",
    "requests__received__company": "2",
    "requests__received__total": "11",
    "requests__granted__individual": "9",
    "requests__granted__company": "2",
    "requests__granted__total": "11",
    "requests__handled__individual": "9",
    "requests__handled__company": "2",
    "requests__handled__total": "11",
}


def report(**changes: str) -> Fields:
    return {f: r.model_copy(update={"confidence": 0.9999}) for f, r in fields(**CONSISTENT | changes).items()}


def changes(read: Fields) -> list[dict[str, Decimal]]:
    failing = [i for i in FORM.identities if evaluate(i, read).status == "fail"]
    return [dict(change) for change in smallest_changes(FORM, read, failing)]


def hints(read: Fields) -> dict[str, Check]:
    return {c.id: c for c in with_hints(FORM, read, check(FORM, read, frozenset())) if c.status == "fail"}


def test_a_mistyped_total() -> None:
    read = report(requests__received__total="17")
    assert changes(read) == [{"requests.received.total": 11}]
    told = hints(read)
    assert set(told) == {"requests.received.row_total", "requests.balance.total"}
    assert all("总计是 11（现为 17）" in c.message for c in told.values())


def test_a_mistyped_detail() -> None:
    assert changes(report(requests__granted__company="3")) == [{"requests.granted.company": 2}]


def test_a_figure_in_the_wrong_column_is_two_cells() -> None:
    read = report(requests__granted__company="0", requests__granted__research="2")
    assert changes(read) == [{"requests.granted.company": 2, "requests.granted.research": 0}]


def test_a_row_filled_in_from_the_wrong_column_on() -> None:
    columns = ("individual", "company", "research", "public_welfare")
    right = {f"requests__{r}__{c}": v for r in ("received", "handled") for c, v in zip(columns, "5310", strict=True)}
    totals = {f"requests__{r}__total": "9" for r in ("received", "granted", "handled")}
    moved = {f"requests__granted__{c}": v for c, v in zip(columns, "0531", strict=True)}
    read = report(**right | totals | moved)
    assert changes(read) == [{f"requests.granted.{c}": int(v) for c, v in zip(columns, "5310", strict=True)}]
    assert all("一行的数字移动一列" in c.message for c in hints(read).values())


def test_what_could_be_any_of_many_says_nothing() -> None:
    read = report(review__upheld="1", review__total="3")
    assert len(changes(read)) > 3
    assert all("只要" not in c.message for c in hints(read).values())


def test_a_doubtful_reading_gets_no_hint_at_the_author() -> None:
    read = report(requests__received__total="17")
    read["requests.received.total"] = read["requests.received.total"].model_copy(update={"review": True})
    assert all("只要" not in c.message for c in hints(read).values())


def test_two_slips_that_share_no_identity_are_told_apart() -> None:
    read = report(requests__received__total="17", litigation__direct__total="1", litigation__direct__upheld="1",
                  litigation__direct__other="1")  # fmt: skip
    told = hints(read)
    assert "11（现为 17）" in told["requests.balance.total"].message
    assert "11（现为 17）" not in told["litigation.direct.row_total"].message


def test_no_change_is_below_nothing() -> None:
    assert changes(report(requests__received__company="0", requests__received__individual="0",
                          requests__received__total="0")) == []  # fmt: skip
