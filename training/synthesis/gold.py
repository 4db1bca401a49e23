"""What is right to read in one file of the archive, worked out from how it was made and never from reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from gouji.models.document import BBox
from gouji.models.forms import Form, Identity
from gouji.models.values import parse_value
from gouji.training.synthesis.manuscript import Tag
from gouji.training.synthesis.report import Report

Status = Literal["pass", "fail", "incomplete", "empty", "unassessable"]


Corners = tuple[tuple[float, float], ...]
"""(x, y) as fractions of the page, clockwise from the top left as one reads it: damage may have turned or bent it."""


@dataclass(frozen=True, slots=True)
class GoldCell:
    """Where a value cell stands. ``page`` from 1."""

    page: int
    corners: Corners

    @property
    def bbox(self) -> BBox:
        """The upright rectangle around it, cut at the page's edges."""
        xs, ys = zip(*self.corners, strict=True)
        left, top, right, bottom = (min(1.0, max(0.0, v)) for v in (min(xs), min(ys), max(xs), max(ys)))
        return BBox(left, top, right, bottom)


@dataclass(frozen=True, slots=True)
class Token:
    """A run of text of one label. On pages: ``page`` from 1 and ``corners`` of its ink, one line's worth. In a text:
    ``line`` and ``column`` from 1, the column in characters."""

    text: str
    tag: Tag
    page: int | None = None
    corners: Corners | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """``texts``: for every field what the file says, "" for nothing. ``undecided``: fields whose right answer is to
    ask; ``unsettled``: for which asking is as right as reading. ``cells``: where pages are known. ``tokens``: every
    text of the file with its label, in its order."""

    report: Report
    texts: Mapping[str, str]
    undecided: frozenset[str]
    cells: Mapping[str, GoldCell]
    tokens: tuple[Token, ...]
    unsettled: frozenset[str] = frozenset()


def gold_json(gold: Gold) -> dict[str, Any]:
    """As the measure reads it, and what else is known about the file."""
    report = gold.report
    values = {field: parse_value(text) for field, text in gold.texts.items()}
    known = _known(report.form, statuses(report.form, gold.texts), gold.undecided | gold.unsettled)
    conflicts = {s.field for s in report.statements if s.relation == "contradicts"}
    return {
        "authority": report.facts.authority,
        "year": report.facts.year,
        "form": report.form.version,
        "fields": {field: _number(value.value) for field, value in values.items()},
        "kinds": {field: value.kind for field, value in values.items()},
        "raw": dict(gold.texts),
        "must_review": sorted(gold.undecided),
        "unsettled": sorted(gold.unsettled),
        "checks": known,
        "failing_checks": [c for c, s in known.items() if s == "fail"],
        "narrative_conflicts": sorted(conflicts),
        "statements": [
            {"field": s.field, "value": _number(s.value), "relation": s.relation, "sentence": s.sentence}
            for s in report.statements
        ],
        "faults": [{"kind": fault.kind, "fields": list(fault.fields)} for fault in report.facts.faults],
        "cells": {
            field: {"page": cell.page, "corners": [[round(x, 5), round(y, 5)] for x, y in cell.corners]}
            for field, cell in gold.cells.items()
        },
    }


def statuses(form: Form, texts: Mapping[str, str]) -> dict[str, Status]:
    """Status of every identity by the rules of the contract, for what is printed."""
    values = {field: parse_value(text) for field, text in texts.items()}
    known = {f: v.value if v.kind == "number" else None for f, v in values.items()}
    odd = {f for f, v in values.items() if v.kind == "text"}
    return {i.id: _status(i, known, odd) for i in form.identities}


def _status(identity: Identity, known: Mapping[str, Decimal | None], odd: set[str]) -> Status:
    terms = (*identity.left, *identity.right)
    if not odd.isdisjoint(terms):
        return "unassessable"
    if all(known[f] is None for f in terms):
        return "empty"
    left, right = (sum((known[f] or Decimal(0) for f in side), Decimal(0)) for side in (identity.left, identity.right))
    if left == right:
        return "pass"
    lower = identity.left if left < right else identity.right
    return "incomplete" if any(known[f] is None for f in lower) else "fail"


def _known(form: Form, checks: Mapping[str, Status], undecided: frozenset[str]) -> dict[str, Status]:
    """Without the identities over an undecided field: what they come to depends on the answer."""
    return {i.id: checks[i.id] for i in form.identities if undecided.isdisjoint((*i.left, *i.right))}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
