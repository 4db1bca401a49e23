"""Statuses, causes and messages of the identities."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.models.arithmetic import check, evaluate
from gouji.models.forms import load_form
from gouji.models.result import Check, FieldReading
from gouji.models.suggestions import suggest

FORM = load_form("2021")
BALANCE = next(i for i in FORM.identities if i.id == "requests.balance.total")


def reading(text: str, *, review: bool = False) -> FieldReading:
    kinds = {"": "blank", "/": "placeholder", "?": "unread", "无": "text", "x": "absent"}
    kind = kinds.get(text, "number")
    value = Decimal(text) if kind == "number" else None
    return FieldReading.model_validate(
        {"value": value, "kind": kind, "raw": text, "unit": "件", "confidence": 0.99, "review": review}
    )


def fields(**changes: str) -> dict[str, FieldReading]:
    """A report of zeros but for some cells, named with double underscores for dots."""
    named = {name.replace("__", "."): text for name, text in changes.items()}
    return {f.id: reading(named.get(f.id, "0")) for f in FORM.fields}


def balance(received: str, carried_in: str, handled: str, carried_out: str) -> tuple[str, bool]:
    outcome = evaluate(
        BALANCE,
        fields(
            requests__received__total=received,
            requests__carried_in__total=carried_in,
            requests__handled__total=handled,
            requests__carried_out__total=carried_out,
        ),
    )
    return outcome.status, outcome.blanks_as_zero


@pytest.mark.parametrize(
    ("terms", "status", "blanks_as_zero"),
    [
        (("10", "2", "11", "1"), "pass", False),
        (("10", "", "10", ""), "pass", True),
        (("10", "/", "10", "0"), "pass", True),
        (("10", "2", "11", "0"), "fail", False),
        (("10", "2", "", ""), "incomplete", False),
        (("10", "", "12", "0"), "incomplete", False),
        # The known terms on the left exceed the right side already: no filling of the blank mends it.
        (("10", "", "9", "0"), "fail", False),
        (("", "", "", ""), "empty", False),
        (("/", "", "/", ""), "empty", False),
        (("10", "?", "10", "0"), "unassessable", False),
        (("10", "x", "10", "0"), "unassessable", False),
        (("无", "0", "10", "0"), "unassessable", False),
    ],
)
def test_status(terms: tuple[str, str, str, str], status: str, blanks_as_zero: bool) -> None:
    assert balance(*terms) == (status, blanks_as_zero)


def one(checks: tuple[Check, ...], name: str) -> Check:
    return next(c for c in checks if c.id == name)


def test_a_failing_check_says_what_it_found() -> None:
    readings = fields(requests__received__total="12", requests__handled__total="11")
    found = one(check(FORM, readings, frozenset()), "requests.balance.total")
    assert found.status == "fail"
    assert found.cause == "source"
    assert (found.left.value, found.right.value, found.difference) == (12, 11, 1)
    assert "12" in found.message
    assert "11" in found.message
    assert "总计" in found.message


def test_a_doubtful_cell_makes_the_reading_the_cause() -> None:
    readings = fields(requests__handled__total="11")
    readings["requests.received.total"] = reading("12", review=True)
    assert one(check(FORM, readings, frozenset()), "requests.balance.total").cause == "reading"


def test_a_cell_read_with_some_doubt_or_placed_by_the_identity_leaves_the_cause_open() -> None:
    readings = fields(requests__handled__total="11")
    received = reading("12")
    readings["requests.received.total"] = received.model_copy(update={"confidence": 0.96})
    assert one(check(FORM, readings, frozenset()), "requests.balance.total").cause == "undetermined"
    readings["requests.received.total"] = received
    used = frozenset({"requests.balance.total"})
    assert one(check(FORM, readings, used), "requests.balance.total").cause == "undetermined"


def test_unassessable_sides_have_no_value_and_passing_checks_no_cause() -> None:
    checks = check(FORM, fields(requests__received__total="?"), frozenset({"requests.balance.other"}))
    broken = one(checks, "requests.balance.total")
    assert (broken.left.value, broken.right.value, broken.difference, broken.cause) == (None, None, None, None)
    assert one(checks, "requests.balance.other").used_in_reading
    assert not one(checks, "requests.balance.individual").used_in_reading
    assert len(checks) == 42


@pytest.mark.parametrize(("text", "fails"), [("3", False), ("-4", True), ("2.5", True)])
def test_counts_are_whole_and_not_negative(text: str, fails: bool) -> None:
    ids = {c.id for c in check(FORM, fields(proactive__licensing__decisions=text), frozenset())}
    assert ("domain.proactive.licensing.decisions" in ids) == fails


def test_fees_may_have_decimals() -> None:
    readings = fields()
    fee = reading("3034.562617").model_copy(update={"unit": "万元"})
    checks = check(FORM, readings | {"proactive.fees.amount": fee}, frozenset())
    assert not any(c.id.startswith("domain") for c in checks)


def test_a_suggestion_is_shown_and_never_applied() -> None:
    readings = fields(requests__granted__individual="4", requests__handled__individual="4")
    readings["requests.granted.total"] = reading("?", review=True)
    found = suggest(FORM, readings)["requests.granted.total"]
    assert found.kind == "unread"
    assert found.value is None
    assert found.suggestion is not None
    assert found.suggestion.value == 4
    certain = [r for f, r in suggest(FORM, readings).items() if f != "requests.granted.total"]
    assert all(r.suggestion is None for r in certain)
