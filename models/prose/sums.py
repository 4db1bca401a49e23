"""Figures that sentences speak of: fields of the form, and sums of them that it does not print."""

from __future__ import annotations

from gouji.models.forms import Form

RECEIVED, HANDLED, DUE = "requests.received.total", "requests.handled.total", "requests.due.total"
CARRIED_IN, CARRIED_OUT = "requests.carried_in.total", "requests.carried_out.total"
REVIEWED, SUED = "review.total", "litigation.total"
DISPUTES = {"review": REVIEWED, "litigation": SUED}
ACTS = {act: f"proactive.{act}.decisions" for act in ("licensing", "penalties", "coercion")}
DOCUMENTS = ("regulations", "normative_documents")
"""Figures by what they count."""

_SUMS = {
    SUED: ("litigation.direct.total", "litigation.after_review.total"),
    DUE: (RECEIVED, CARRIED_IN),
    "requests.refused.total": ("requests.refused.",),
    "requests.unable.total": ("requests.unable.",),
    "requests.not_processed.total": ("requests.not_processed.",),
    "requests.closed.total": ("requests.closed.",),
}
"""By the name of a sum how the ids of its fields begin; of rows, the total counts."""

GROUPS = tuple(f"requests.{group}" for group in ("refused", "unable", "not_processed", "closed"))
OUTCOMES = ("requests.granted.total", "requests.partly_granted.total", *(f"{group}.total" for group in GROUPS))
"""What became of requests; together they are those handled."""


def terms(name: str, form: Form) -> tuple[str, ...]:
    """The fields that a figure is the sum of: one of itself; none where the form does not have it."""
    ids = [field.id for field in form.fields]
    if name in ids:
        return (name,)
    if (created := f"{name.removesuffix('issued')}created") in ids:
        # The form of 2019 asks for 新制作数量.
        return (created,)
    begins = _SUMS.get(name, ())
    return tuple(name for name in ids if begins and name.startswith(begins) and name.endswith(".total"))


def is_applicant(field: str) -> bool:
    """Whether a field counts the requests received from one kind of applicant."""
    return field.startswith("requests.received.") and field != RECEIVED


def other_than(field: str) -> str:
    """What 其他 is behind a figure: of applicants, of results, of outcomes or of their rows; "" behind others."""
    if is_applicant(field):
        return "requests.received.other"
    if whole_of(field) == (REVIEWED,):
        return "review.other"
    if field in OUTCOMES:
        return "requests.closed.total"
    return "requests.closed.other.total" if field.startswith("requests.closed.") else ""


def whole_of(field: str) -> tuple[str, ...]:
    """The figures of which one is a part, as a sentence divides them: applicants of 新收, outcomes of 办结 or 新收."""
    group, _, row = field.rpartition(".")[0].rpartition(".")
    if group in GROUPS and row:
        return (f"{group}.total", HANDLED, RECEIVED)
    if field in OUTCOMES:
        return (HANDLED, RECEIVED)
    if field in (RECEIVED, CARRIED_IN):
        return (DUE,)
    if field.startswith("requests.received."):
        return (RECEIVED,)
    if field.startswith("review.") and field != REVIEWED:
        return (REVIEWED,)
    return (SUED,) if field.startswith("litigation.") and field != SUED else ()
