"""What a report says once people's decisions stand in place of the readings."""

from __future__ import annotations

from gouji.models.arithmetic import check
from gouji.models.decisions import decided as decided_reading
from gouji.models.decisions import decided_authority, decided_year
from gouji.models.forms import Form, load_form
from gouji.models.prose.rechecking import recheck
from gouji.models.result import Check, FieldReading, ProseCheck, Report, YearReading


def decided(report: Report) -> Report:
    """The report with every decision in the place of its reading, and the identities evaluated again over them.

    A decided field is no longer up for review. ``raw`` stays what was printed, ``decision`` stays beside. The prose is
    compared with the decided figures; checks across years stay as they were.
    """
    authority, year = decided_authority(report), _year(report)
    settled = {name for name, reading in report.fields.items() if reading.decision is not None}
    settled |= {name for name, head in (("authority", authority), ("year", year)) if head.decision is not None}
    if not settled:
        return report
    fields = {name: decided_reading(reading) for name, reading in report.fields.items()}
    changes = {
        "authority": authority,
        "year": year,
        "fields": {name: _as_sure(reading, report.fields[name]) for name, reading in fields.items()},
        "checks": _checks(load_form(report.form.version), report, fields),
        "review": tuple(name for name in report.review if name not in settled),
    }
    return report.model_copy(update=changes)


def _as_sure(reading: FieldReading, read: FieldReading) -> FieldReading:
    """How sure the reader was is told beside the decision."""
    return reading.model_copy(update={"confidence": read.confidence}) if reading is not read else read


def _year(report: Report) -> YearReading:
    if report.year.decision is None:
        return report.year
    return report.year.model_copy(update={"value": decided_year(report), "review": False})


def _checks(form: Form, report: Report, fields: dict[str, FieldReading]) -> tuple[ProseCheck | Check, ...]:
    """``fields``: decided ones without doubt, so that what still fails is told for the source's fault."""
    used = frozenset(c.id for c in report.checks if c.used_in_reading)
    identities = {identity.id for identity in form.identities}
    others = (c for c in report.checks if c.id not in identities and not c.id.startswith("domain."))
    return (*check(form, fields, used), *(recheck(c, fields) if isinstance(c, ProseCheck) else c for c in others))
