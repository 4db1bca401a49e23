"""Errors as authors make them: what is printed is no longer what is true."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal

from gouji.models.forms import Field, Form
from gouji.training.synthesis.facts import Fault, FaultKind
from gouji.training.synthesis.figures import Figures

Filled = Mapping[str, Decimal | None]
"""What the author filled in: a figure for every field, or None where the cell was left empty."""

_Spoil = Callable[[Form, Filled, random.Random], Filled]
"""The fields that an author who errs fills in otherwise; none where there is nothing to spoil."""


def draw_faults(form: Form, figures: Figures, draw: random.Random) -> tuple[Filled, tuple[Fault, ...]]:
    """Most reports have no fault, some one, few two."""
    count = draw.choices((0, 1, 2), (0.72, 0.22, 0.06))[0]
    kinds = draw.choices(list(_FREQUENCY), list(_FREQUENCY.values()), k=count)
    return spoil(form, figures, tuple(kinds), draw)


def spoil(
    form: Form, figures: Figures, kinds: tuple[FaultKind, ...], draw: random.Random
) -> tuple[Filled, tuple[Fault, ...]]:
    """Figures with faults of these kinds, as far as there is something to spoil."""
    filled: Filled = figures
    faults = []
    for kind in kinds:
        written = _SPOILS[kind](form, filled, draw)
        changed = tuple(f for f in written if filled[f] != written[f])
        if changed:
            faults.append(Fault(kind, changed))
        filled = {**filled, **written}
    return filled, tuple(faults)


def _mistype_total(form: Form, filled: Filled, draw: random.Random) -> Filled:
    """A total of one more or less, or with one digit wrong or too many."""
    field = draw.choice([f.id for f in _summed(form) if f.column.id == "total" or f.row.id == "requests.handled"])
    value = filled[field]
    if value is None:
        return {}
    typed = str(value)
    at = draw.randrange(len(typed))
    wrong = draw.choice(
        (
            str(value + 1),
            str(abs(value - 1)),
            str(value + draw.choice((2, 5, 10))),
            typed[:at] + draw.choice("123456789") + typed[at + 1 :],
            typed + typed[-1] if value else "1",
        )
    )
    return {field: Decimal(wrong)}


def _swap_digits(form: Form, filled: Filled, draw: random.Random) -> Filled:
    """Two neighbouring digits of a figure exchanged."""
    texts = {f.id: str(filled[f.id]) for f in _summed(form) if filled[f.id]}
    places = [
        (field, at)
        for field, text in texts.items()
        for at in range(len(text) - 1)
        if text[at] != text[at + 1] and not (at == 0 and text[1] == "0")
    ]
    if not places:
        return {}
    field, at = draw.choice(places)
    text = texts[field]
    return {field: Decimal(text[:at] + text[at + 1] + text[at] + text[at + 2 :])}


def _shift_column(form: Form, filled: Filled, draw: random.Random) -> Filled:
    """The details of a row stand one column too far to the left or right."""
    rows = [row for row in _details(form) if any(filled[f] for f in row)]
    if not rows:
        return {}
    row = draw.choice(rows)
    values = [filled[f] for f in row]
    step = draw.choice((1, -1))
    moved = values[-step:] + values[:-step]
    return dict(zip(row, moved, strict=True))


def _leave_totals(form: Form, filled: Filled, draw: random.Random) -> Filled:
    """The column of totals was not filled in, or the row of them."""
    by_row = draw.random() < 0.5
    left = [f.id for f in _summed(form) if (f.row.id == "requests.handled" if by_row else f.column.id == "total")]
    return dict.fromkeys(left)


def _leave_details(form: Form, filled: Filled, draw: random.Random) -> Filled:
    """Only totals were filled in: in all rows, or in a run of them."""
    rows = _details(form)
    start, end = sorted(draw.sample(range(len(rows) + 1), 2)) if draw.random() < 0.6 else (0, len(rows))
    return dict.fromkeys(f for row in rows[start:end] for f in row)


def _summed(form: Form) -> list[Field]:
    """Fields that identities speak of."""
    return [f for f in form.fields if f.section != "proactive"]


def _details(form: Form) -> list[tuple[str, ...]]:
    """For each row with a total: the fields that add up to it."""
    return [i.left for i in form.identities if i.id.endswith(".row_total")]


_SPOILS: Mapping[FaultKind, _Spoil] = {
    "mistyped_total": _mistype_total,
    "swapped_digits": _swap_digits,
    "shifted_column": _shift_column,
    "totals_not_filled": _leave_totals,
    "detail_not_filled": _leave_details,
}
_FREQUENCY: Mapping[FaultKind, float] = {
    "mistyped_total": 4,
    "swapped_digits": 1,
    "shifted_column": 1.5,
    "totals_not_filled": 0.7,
    "detail_not_filled": 1.5,
}
