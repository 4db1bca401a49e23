"""What a report says once people's decisions stand in place of the readings."""

from __future__ import annotations

from gouji.models.arithmetic import check
from gouji.models.forms import Form, load_form
from gouji.models.result import Check, FieldReading, Report, YearReading


def decided(report: Report) -> Report:
    """The report with every decision in the place of its reading, and the identities evaluated again over them.

    A decided field is no longer up for review. ``raw`` stays what was printed, ``decision`` stays beside. Checks that
    are no identities of the form (prose, other years) stay as they were.
    """
    fields = {name: _field(reading) for name, reading in report.fields.items()}
    year = _year(report.year)
    if fields == report.fields and year == report.year:
        return report
    settled = {name for name, reading in fields.items() if reading.decision is not None}
    settled |= {"year"} if year.decision is not None else set()
    review = tuple(name for name in report.review if name not in settled)
    checks = _checks(load_form(report.form.version), report, fields)
    return report.model_copy(update={"fields": fields, "year": year, "checks": checks, "review": review})


def _field(reading: FieldReading) -> FieldReading:
    decision = reading.decision
    if decision is None:
        return reading
    return reading.model_copy(update={"kind": decision.kind, "value": decision.value, "review": False})


def _year(year: YearReading) -> YearReading:
    decision = year.decision
    if decision is None:
        return year
    value = None if decision.value is None else int(decision.value)
    return year.model_copy(update={"value": value, "review": False})


def _checks(form: Form, report: Report, fields: dict[str, FieldReading]) -> tuple[Check, ...]:
    used = frozenset(c.id for c in report.checks if c.used_in_reading)
    identities = {identity.id for identity in form.identities}
    others = (c for c in report.checks if c.id not in identities and not c.id.startswith("domain."))
    return (*check(form, fields, used), *others)
