"""What a report says once people's decisions stand in place of the readings."""

from __future__ import annotations

from gouji.models.arithmetic import check
from gouji.models.decisions import decided as decided_reading
from gouji.models.decisions import decided_year
from gouji.models.forms import Form, load_form
from gouji.models.result import Check, FieldReading, Report, YearReading


def decided(report: Report) -> Report:
    """The report with every decision in the place of its reading, and the identities evaluated again over them.

    A decided field is no longer up for review. ``raw`` stays what was printed, ``decision`` stays beside. Checks that
    are no identities of the form (prose, other years) stay as they were.
    """
    fields = {name: _field(reading) for name, reading in report.fields.items()}
    year = _year(report)
    if fields == report.fields and year == report.year:
        return report
    settled = {name for name, reading in fields.items() if reading.decision is not None}
    settled |= {"year"} if year.decision is not None else set()
    review = tuple(name for name in report.review if name not in settled)
    checks = _checks(load_form(report.form.version), report, fields)
    return report.model_copy(update={"fields": fields, "year": year, "checks": checks, "review": review})


def _field(reading: FieldReading) -> FieldReading:
    """How sure the reader was is told beside the decision."""
    return decided_reading(reading).model_copy(update={"confidence": reading.confidence})


def _year(report: Report) -> YearReading:
    if report.year.decision is None:
        return report.year
    return report.year.model_copy(update={"value": decided_year(report), "review": False})


def _checks(form: Form, report: Report, fields: dict[str, FieldReading]) -> tuple[Check, ...]:
    used = frozenset(c.id for c in report.checks if c.used_in_reading)
    identities = {identity.id for identity in form.identities}
    others = (c for c in report.checks if c.id not in identities and not c.id.startswith("domain."))
    return (*check(form, fields, used), *others)
