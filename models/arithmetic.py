"""The identities of a form over what was read: whether each holds, and what that is worth.

Blanks and placeholders are neither numbers nor zeros: an identity that holds only with them as 0 says so, and one that
other figures in their place could mend is incomplete rather than broken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.models.confidence import CERTAIN
from gouji.models.forms import Column, Form, Identity
from gouji.models.result import Cause, Check, FieldReading, Side, Status

EMPTY_KINDS = frozenset({"blank", "placeholder"})
"""Of cells that say nothing: neither a number nor zero."""

KNOWN_KINDS = frozenset({"number", *EMPTY_KINDS})
"""Of cells that can be added up, those that say nothing as 0."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Status of one identity, with the sums of its sides (blanks as 0; None where a term is not known)."""

    status: Status
    left: Decimal | None
    right: Decimal | None
    blanks_as_zero: bool


def evaluate(identity: Identity, fields: Mapping[str, FieldReading]) -> Outcome:
    """Whether an identity holds over fields that were read."""
    sides = [[fields[f] for f in ids] for ids in (identity.left, identity.right)]
    terms = [t for side in sides for t in side]
    if any(t.kind not in KNOWN_KINDS for t in terms):
        return Outcome("unassessable", None, None, blanks_as_zero=False)
    left, right = (sum((t.value or Decimal(0) for t in side), Decimal(0)) for side in sides)
    blank_left, blank_right = (any(t.kind in EMPTY_KINDS for t in side) for side in sides)
    if all(t.kind in EMPTY_KINDS for t in terms):
        return Outcome("empty", left, right, blanks_as_zero=False)
    if left == right:
        return Outcome("pass", left, right, blanks_as_zero=blank_left or blank_right)
    mendable = blank_left if left < right else blank_right
    return Outcome("incomplete" if mendable else "fail", left, right, blanks_as_zero=False)


def check(form: Form, fields: Mapping[str, FieldReading], used: frozenset[str]) -> tuple[Check, ...]:
    """The identities of the form as checks of the result, and counts that cannot be. ``used``: served in reading."""
    checks = [check_identity(identity, fields, used=identity.id in used) for identity in form.identities]
    domain = [_domain_check(f.id, f.column, fields[f.id]) for f in form.fields]
    return (*checks, *(c for c in domain if c))


def check_identity(
    identity: Identity, fields: Mapping[str, FieldReading], *, used: bool = False, binding: bool = True
) -> Check:
    """One identity as a check of the result. ``used``: it served in reading. ``binding``: it must hold in the source;
    where that itself is in doubt, its failing is never laid at the door of the source."""
    outcome = evaluate(identity, fields)
    known = outcome.left is not None and outcome.right is not None
    difference = outcome.left - outcome.right if outcome.left is not None and outcome.right is not None else None
    terms = [fields[f] for f in (*identity.left, *identity.right)]
    return Check(
        id=identity.id,
        status=outcome.status,
        cause=_cause(terms, used or not binding) if outcome.status == "fail" else None,
        blanks_as_zero=outcome.blanks_as_zero,
        used_in_reading=used,
        left=Side(fields=identity.left, value=outcome.left),
        right=Side(fields=identity.right, value=outcome.right),
        difference=difference,
        message=_message(identity, outcome) if known else _UNASSESSABLE,
    )


_UNASSESSABLE = "有单元格未能读出、缺失或不是数字，无法核对"
_SAID = {
    "pass": "勾稽关系成立",
    "empty": "各项均为空白，未填报",
    "incomplete": "有空白单元格，按 0 计不相等，可能漏填",
}


def _message(identity: Identity, outcome: Outcome) -> str:
    said = _SAID.get(outcome.status)
    if outcome.status == "pass" and outcome.blanks_as_zero:
        return "空白按 0 计，勾稽关系成立"
    return said or identity.message.format(left=outcome.left, right=outcome.right)


def _cause(terms: Sequence[FieldReading], moot: bool) -> Cause:
    """A page whose every cell was read without doubt contradicts itself; a doubtful cell may be at fault instead.

    ``moot``: the identity cannot tell, as it served to place one of its cells, or may not apply.
    """
    if any(t.review for t in terms):
        return "reading"
    certain = all(t.confidence >= CERTAIN for t in terms)
    return "source" if certain and not moot else "undetermined"


_COUNTED = frozenset({"件", "项"})
"""Units of what is counted: never a part of one."""


def is_no_count(value: Decimal, column: Column) -> bool:
    """Whether a figure is below zero or has decimals in a column of counts. Changes are no counts."""
    is_counted = column.unit in _COUNTED and not column.signed
    return is_counted and (value < 0 or value != value.to_integral_value())


def _domain_check(field: str, column: Column, reading: FieldReading) -> Check | None:
    """A count below zero or with decimals: an error of the source, or of the reading."""
    if reading.value is None or not is_no_count(reading.value, column):
        return None
    what = "为负数" if reading.value < 0 else "含小数"
    return Check(
        id=f"domain.{field}",
        status="fail",
        cause=_cause([reading], moot=False),
        blanks_as_zero=False,
        used_in_reading=False,
        left=Side(fields=(field,), value=reading.value),
        right=Side(fields=(), value=None),
        difference=None,
        message=f"{column.unit}数{what}（{reading.raw}）",
    )
