"""What a person decided, in place of what was read."""

from __future__ import annotations

from gouji.models.result import AuthorityReading, FieldReading, Report


def decided(reading: FieldReading) -> FieldReading:
    """A reading as it stands after review: the decision's kind and value where there is one, and no doubt left then.

    ``raw`` stays what is printed.
    """
    decision = reading.decision
    if decision is None:
        return reading
    settled = {"kind": decision.kind, "value": decision.value, "confidence": 1.0, "review": False}
    return reading.model_copy(update=settled)


def decided_year(report: Report) -> int | None:
    """The year of a report after review; None where it is not known."""
    decision = report.year.decision
    if decision is None:
        return report.year.value
    return None if decision.value is None else int(decision.value)


def decided_authority(report: Report) -> AuthorityReading:
    """The body that publishes a report as it stands after review: the decision's name where there is one."""
    decision = report.authority.decision
    if decision is None:
        return report.authority
    return report.authority.model_copy(update={"value": decision.value, "review": False})
