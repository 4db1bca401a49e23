"""What the text of a value cell says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.models.values import parse_value


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("0", "number", "0", None),
        ("1,250", "number", "1250", None),
        ("１２", "number", "12", None),
        ("1，250", "number", "1250", None),
        ("381.00", "number", "381.00", None),
        ("3034.562617", "number", "3034.562617", None),
        ("251000元", "number", "251000", "元"),
        ("12件", "number", "12", "件"),
        ("减4", "number", "-4", None),
        ("增4", "number", "4", None),
        ("-4", "number", "-4", None),
        ("−4", "number", "-4", None),
        ("", "blank", None, None),
        (" \u3000", "blank", None, None),
        ("/", "placeholder", None, None),
        ("／", "placeholder", None, None),
        ("-", "placeholder", None, None),
        ("——", "placeholder", None, None),
        ("不适用", "placeholder", None, None),
        ("无", "text", None, None),
        ("2 0", "text", None, None),
        ("12,34", "text", None, None),
        ("O", "text", None, None),
        ("1.", "text", None, None),
        # Only full-width ASCII is a notation of digits; what NFKC makes one of is something else.
        ("12①", "text", None, None),
        ("3²", "text", None, None),
        ("٣", "text", None, None),
        # White space may part two values.
        ("2\xa00", "text", None, None),
        ("12\r3", "text", None, None),
        ("- 4", "text", None, None),
        ("— —", "text", None, None),
        ("减 4", "number", "-4", None),
        ("4 件", "number", "4", "件"),
        ("不 适 用", "placeholder", None, None),
        # No number is printed with a leading zero.
        ("009", "text", None, None),
        ("0.5", "number", "0.5", None),
    ],
)
def test_notation(text: str, kind: str, value: str | None, unit: str | None) -> None:
    parsed = parse_value(text)
    assert parsed.kind == kind
    assert parsed.value == (None if value is None else Decimal(value))
    assert parsed.unit == unit


@given(st.text(max_size=12))
def test_only_digits_that_are_there_make_a_number(text: str) -> None:
    parsed = parse_value(text)
    assert (parsed.value is not None) == (parsed.kind == "number")
    if parsed.kind == "number":
        assert any(glyph in "0123456789０１２３４５６７８９" for glyph in text)


@given(st.integers(0, 10**9))
def test_thousands_separators_change_nothing(number: int) -> None:
    assert parse_value(f"{number:,}").value == number


@pytest.mark.parametrize("text", ["9" * 16, "9" * 5000, "1" + ",000" * 5, "0." + "1" * 13])
def test_what_no_report_prints_is_no_number(text: str) -> None:
    assert parse_value(text).kind == "text"
    assert parse_value("9" * 15).value == 10**15 - 1
