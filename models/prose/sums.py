"""Figures that sentences speak of: fields of the form, and sums of them that it does not print."""

from __future__ import annotations

from gouji.models.forms import Form

_SUMS = {
    "litigation.total": ("litigation.direct.total", "litigation.after_review.total"),
    "requests.due.total": ("requests.received.total", "requests.carried_in.total"),
    "requests.refused.total": ("requests.refused.",),
    "requests.unable.total": ("requests.unable.",),
    "requests.not_processed.total": ("requests.not_processed.",),
    "requests.closed.total": ("requests.closed.",),
}
"""By the name of a sum how the ids of its fields begin; of rows, the total counts."""


def terms(name: str, form: Form) -> tuple[str, ...]:
    """The fields that a figure is the sum of: one of itself; none where the form does not have it."""
    ids = [field.id for field in form.fields]
    if name in ids:
        return (name,)
    begins = _SUMS.get(name, ())
    return tuple(name for name in ids if begins and name.startswith(begins) and name.endswith(".total"))
