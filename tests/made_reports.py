"""Whole results made from a seed, without any reading: every field of the form, identities evaluated."""

from __future__ import annotations

import hashlib
import random
from decimal import Decimal
from typing import Any

from gouji.models.arithmetic import check
from gouji.models.forms import load_form
from gouji.models.result import Decision, FieldReading, Report
from gouji.service.examples import REPORT


def made_report(seed: int, version: str = "2021", name: str = "年报.pdf", **changes: dict[str, Any]) -> Report:
    """A report whose figures are all drawn from the seed; ``changes``: what is other about a field, by its id with
    ``__`` for dots."""
    form, draw = load_form(version), random.Random(seed)
    given = {name.replace("__", "."): change for name, change in changes.items()}
    fields = {f.id: _reading(draw.choice((0, 0, 0, draw.randrange(500))), f.column.unit) for f in form.fields}
    fields |= {name: fields[name].model_copy(update=change) for name, change in given.items()}
    sha256 = hashlib.sha256(f"{version} {seed}".encode()).hexdigest()
    return REPORT.model_copy(
        update={
            "document": REPORT.document.model_copy(update={"name": name, "sha256": sha256}),
            "form": REPORT.form.model_copy(update={"version": version}),
            "authority": REPORT.authority.model_copy(update={"value": f"第{seed}县人民政府"}),
            "fields": fields,
            "checks": check(form, fields, frozenset()),
            "review": tuple(name for name, reading in fields.items() if reading.review),
        }
    )


def decision(value: int, kind: str = "number") -> Decision:
    """What a reviewer decided."""
    return Decision.model_validate(
        {"kind": kind, "value": value, "by": "王五", "at": "2026-01-02T03:04:05Z", "note": "看了原件"}
    )


def _reading(value: int, unit: str) -> FieldReading:
    return FieldReading(
        value=Decimal(value), kind="number", raw=str(value), unit=unit, confidence=0.999, review=False, page=1,
        bbox=(0.1, 0.2, 0.3, 0.4),
    )  # fmt: skip
