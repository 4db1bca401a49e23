"""Sums over a set of reports, field by field, with what is missing in them, beside the report of the level above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from gouji.models.result import FieldReading, Report
from gouji.service.exports.decided import decided
from gouji.service.exports.headings import Heading, headings

MAX_NAMED = 20
"""Bodies named for each field whose figure is missing; the counts say how many there are."""

_YUAN_OF = {"元": Decimal(1), "万元": Decimal(10_000)}
_MONEY_UNIT = "万元"

Missing = Literal["blank", "placeholder", "text", "unread", "absent", "other_form", "other_unit"]
"""Why a report adds nothing to a sum. Blank is not 0. ``other_form``: its form does not have the field; ``other_unit``:
an amount of money without a unit, or a unit of money where things are counted."""


@dataclass(slots=True)
class FieldSum:
    """The sum of one field so far. ``doubtful``: of the ``counted``, those that a person should look at.

    ``unit``: of ``total`` and ``parent``; money is taken together in 万元, exactly. ``named``: the bodies whose figure
    is missing, at most MAX_NAMED.
    """

    heading: Heading
    unit: str
    total: Decimal = Decimal(0)
    counted: int = 0
    doubtful: int = 0
    missing: Counter[Missing] = field(default_factory=Counter)
    named: list[str] = field(default_factory=list)
    parent: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """What the parent has over the sum; None where the parent prints no number."""
        return None if self.parent is None else self.parent - self.total


@dataclass(slots=True)
class Rollup:
    """Sums over ``reports`` reports. ``notes``: what casts doubt on the set as a whole, in Chinese."""

    sums: list[FieldSum]
    reports: int = 0
    notes: list[str] = field(default_factory=list)


def roll_up(reports: Iterable[Report], parent: Report | None = None) -> Rollup:
    """Add up the reports, decisions in the place of readings. A document that is there twice counts once.

    The parent itself, where it is among the reports, is left out.
    """
    rollup = Rollup([FieldSum(h, _MONEY_UNIT if _is_money(h) else h.unit) for h in headings()])
    seen = {parent.document.sha256} if parent else set()
    versions = {parent.form.version} if parent else set()
    bodies: Counter[tuple[str | None, int | None]] = Counter()
    for report in reports:
        if report.document.sha256 in seen:
            rollup.notes.append(f"{report.document.name} 不计：与已计入的（或上级的）是同一份文件")
            continue
        seen.add(report.document.sha256)
        versions.add(report.form.version)
        settled = decided(report)
        bodies[settled.authority.value, settled.year.value] += 1
        _add(rollup, settled)
    rollup.sums = [s for s in rollup.sums if versions & set(s.heading.versions)]
    if parent:
        _set_parent(rollup, decided(parent))
    rollup.notes += _doubts(bodies)
    return rollup


def _add(rollup: Rollup, report: Report) -> None:
    rollup.reports += 1
    name = report.authority.value or report.document.name
    for entry in rollup.sums:
        reading = report.fields.get(entry.heading.id)
        amount = _amount(entry, reading)
        if amount is None:
            entry.missing[_why(reading)] += 1
            if len(entry.named) < MAX_NAMED:
                entry.named.append(name)
        else:
            assert reading is not None
            entry.total += amount
            entry.counted += 1
            entry.doubtful += reading.review


def _set_parent(rollup: Rollup, parent: Report) -> None:
    for entry in rollup.sums:
        entry.parent = _amount(entry, parent.fields.get(entry.heading.id))


def _amount(entry: FieldSum, reading: FieldReading | None) -> Decimal | None:
    """The number in the unit of the sum; None where there is none, or no telling in which unit it is."""
    if reading is None or reading.value is None:
        return None
    if _is_money(entry.heading):
        scale = _YUAN_OF.get(reading.unit)
        return None if scale is None else reading.value * scale / _YUAN_OF[_MONEY_UNIT]
    return None if reading.unit in _YUAN_OF else reading.value


def _why(reading: FieldReading | None) -> Missing:
    if reading is None:
        return "other_form"
    return "other_unit" if reading.kind == "number" else reading.kind


def _is_money(called: Heading) -> bool:
    return called.unit in ("", _MONEY_UNIT)


def _doubts(bodies: Counter[tuple[str | None, int | None]]) -> list[str]:
    notes = [
        f"{authority or '机关未读出'} {year or '年度未读出'} 有 {count} 份不同的年报，都已计入"
        for (authority, year), count in bodies.items()
        if count > 1 and authority is not None
    ]
    years = sorted({str(year or "未读出") for _, year in bodies})
    return [*notes, f"年度不一：{'、'.join(years)}"] if len(years) > 1 else notes
