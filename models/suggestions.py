"""What the arithmetic would have in a doubtful cell: shown to the reviewer, never applied."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gouji.models.forms import Form, Identity
from gouji.models.result import FieldReading, Suggestion


def suggest(form: Form, fields: Mapping[str, FieldReading]) -> dict[str, FieldReading]:
    """The fields, with a suggestion in each doubtful one that an identity of otherwise certain cells determines."""
    suggested = dict(fields)
    for identity in form.identities:
        doubtful = [f for f in (*identity.left, *identity.right) if fields[f].review]
        if len(doubtful) == 1 and suggested[doubtful[0]].suggestion is None:
            field = doubtful[0]
            suggestion = _solve(identity, field, fields)
            if suggestion and suggestion.value != fields[field].value:
                suggested[field] = fields[field].model_copy(update={"suggestion": suggestion})
    return suggested


def _solve(identity: Identity, field: str, fields: Mapping[str, FieldReading]) -> Suggestion | None:
    """The value that makes the identity hold; None if a count below zero would have to."""

    def total(ids: tuple[str, ...]) -> Decimal:
        return sum((fields[f].value or Decimal(0) for f in ids if f != field), Decimal(0))

    left, right = total(identity.left), total(identity.right)
    value = right - left if field in identity.left else left - right
    if value < 0:
        return None
    return Suggestion(value=value, reason=f"按勾稽关系 {identity.id} 推算，其余各项均已读出")
