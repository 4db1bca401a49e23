"""What stands in the fields of two reports, side by side. Nothing is judged."""

from __future__ import annotations

from decimal import Decimal

from gouji.models.comparison.result import Change, Standing
from gouji.models.decisions import decided
from gouji.models.forms import load_form
from gouji.models.result import FieldReading, Report


def changes(earlier: Report, later: Report) -> dict[str, Change]:
    """Every field that both forms have, in the order of the later one."""
    fields = [f.id for f in load_form(later.form.version).fields if f.id in earlier.fields]
    return {field: _change(earlier.fields[field], later.fields[field]) for field in fields}


def _change(earlier: FieldReading, later: FieldReading) -> Change:
    before, after = _standing(earlier), _standing(later)
    difference = _difference(before, after)
    return Change(earlier=before, later=after, difference=difference, review=before.review or after.review)


def _difference(before: Standing, after: Standing) -> Decimal | None:
    """251000元 and 25 (万元) have none: a figure is never converted."""
    if before.value is None or after.value is None or before.unit != after.unit:
        return None
    return after.value - before.value


def _standing(reading: FieldReading) -> Standing:
    settled = decided(reading)
    return Standing(
        kind=settled.kind,
        value=settled.value,
        raw=settled.raw,
        unit=settled.unit,
        review=settled.review,
        decided=reading.decision is not None,
    )
