"""How an office writes its figures: zeros as 0, blank or a dash, thousands separated or not, units beside them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gouji.models.forms import Field, Form
from gouji.training.synthesis.faults import Filled

Zero = Literal["0", "", "/", "-", "—", "不适用"]

_FULL_WIDTH = str.maketrans("0123456789.,-/", "０１２３４５６７８９．，－／")


@dataclass(frozen=True, slots=True)
class Notation:
    """The habits of one office. ``zero``: what stands for 0 outside totals; ``zero_total``: in totals."""

    zero: Zero = "0"
    zero_total: Zero = "0"
    thousands: bool = False
    full_width: bool = False
    decimals: int | None = None
    """Decimals of amounts, padded with zeros; None: as many as there are."""
    unit_in_cell: bool = False
    """The unit behind amounts of money."""
    change_in_words: bool = False
    """增4, 减4 instead of 4, -4."""
    blank_section: bool = False
    """Section 二 left blank where it is 0, whatever the tables do."""


def draw_notation(draw: random.Random) -> Notation:
    """Most offices write a plain 0 everywhere."""
    zero: Zero = draw.choices(("0", "", "/", "-", "—", "不适用"), (80, 12, 4, 1.5, 1.5, 1))[0]
    return Notation(
        zero=zero,
        zero_total=zero if draw.random() < 0.6 else "0",
        thousands=draw.random() < 0.05,
        full_width=draw.random() < 0.03,
        decimals=draw.choice((None, None, None, 2, 4, 6)),
        unit_in_cell=draw.random() < 0.04,
        change_in_words=draw.random() < 0.5,
        blank_section=draw.random() < 0.1,
    )


def write_figures(form: Form, filled: Filled, notation: Notation) -> Mapping[str, str]:
    """Text of every value cell, "" for a blank one."""
    return {f.id: _written(f, filled[f.id], notation) for f in form.fields}


def _written(field: Field, value: Decimal | None, notation: Notation) -> str:
    if value is None:
        return ""
    if value == 0 and field.column.id != "amount":
        zero = _zero(field, notation)
    elif value == 0:
        zero = _zero(field, notation) if _zero(field, notation) != "0" else _amount(value, notation)
    else:
        zero = None
    text = zero if zero is not None else _number(field, value, notation)
    return text.translate(_FULL_WIDTH) if notation.full_width else text


def _zero(field: Field, notation: Notation) -> str:
    if field.section == "proactive":
        return "" if notation.blank_section else notation.zero_total
    return notation.zero_total if field.column.id == "total" else notation.zero


def _number(field: Field, value: Decimal, notation: Notation) -> str:
    if field.column.id == "amount":
        return _amount(value, notation) + (field.column.unit if notation.unit_in_cell else "")
    if field.column.id == "change" and notation.change_in_words:
        return f"{'减' if value < 0 else '增'}{abs(value)}"
    return f"{value:,}" if notation.thousands else f"{value}"


def _amount(value: Decimal, notation: Notation) -> str:
    places = max(notation.decimals or 0, -int(value.as_tuple().exponent))
    return f"{value:,.{places}f}" if notation.thousands else f"{value:.{places}f}"
