"""The prose against the tables once more, after people decided what the tables say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gouji.models.arithmetic import EMPTY_KINDS, KNOWN_KINDS
from gouji.models.prose.checks import SAID
from gouji.models.result import Cause, FieldReading, ProseCheck, Status

_PLAIN: frozenset[Status] = frozenset({"fail", "incomplete"})
"""Statuses that only a statement has which cannot be meant more narrowly."""


def recheck(check: ProseCheck, fields: Mapping[str, FieldReading]) -> ProseCheck:
    """A statement beside what stands in the tables now. ``fields``: decided, those that nobody decided on as read.

    Where it agreed or was in doubt before, it is not known to be plain: that it disagrees now is doubtful.
    """
    terms = [fields[f] for f in check.left.fields]
    stated = check.right.value
    if stated is None or all(term.decision is None for term in terms):
        return check
    is_known = all(term.kind in KNOWN_KINDS for term in terms)
    printed = sum((term.value or Decimal(0) for term in terms), Decimal(0)) if is_known else None
    status = _status(check, terms, printed, stated)
    cause: Cause | None = ("source" if check.cause == "source" else "undetermined") if status == "fail" else None
    return check.model_copy(
        update={
            "status": status,
            "cause": cause,
            "blanks_as_zero": status == "pass" and any(term.kind in EMPTY_KINDS for term in terms),
            "left": check.left.model_copy(update={"value": printed}),
            "difference": None if printed is None else printed - stated,
            "message": SAID[status].format(said=f"{stated:f}", printed=f"{printed or 0:f}"),
        }
    )


def _status(check: ProseCheck, terms: Sequence[FieldReading], printed: Decimal | None, stated: Decimal) -> Status:
    if printed is None:
        return "unassessable"
    if printed == stated:
        return "pass"
    if check.status not in _PLAIN or any(term.review for term in terms):
        return "doubtful"
    return "incomplete" if printed < stated and any(term.kind in EMPTY_KINDS for term in terms) else "fail"
