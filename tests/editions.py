"""Reports of several years as a comparison takes them, made without reading."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gouji.models.comparison.edition import Edition, Sentence, Spot
from gouji.models.forms import load_form
from gouji.models.result import Report, SourcePlace

AUTHORITY = "青禾县人民政府"
_KINDS = {"": "blank", "/": "placeholder", "?": "unread", "x": "absent", "无": "text"}


def make_report(
    year: int | None = 2023,
    changes: Mapping[str, str] | None = None,
    *,
    form: str = "2021",
    authority: str | None = AUTHORITY,
    review: tuple[str, ...] = (),
    ocr: str | None = None,
) -> Report:
    """A report of zeros but for some cells. ``review``: fields to be looked at, and ``year`` and ``authority``."""
    printed = {f.id: "0" for f in load_form(form).fields} | dict(changes or {})
    head = {"confidence": 0.99, "decision": None}
    return Report.model_validate(
        {
            "schema": "gouji.report/1",
            "document": {"name": "年报.pdf", "sha256": "0" * 64, "media_type": "application/pdf", "pages": 6},
            "form": {"version": form, "evidence": []},
            "authority": {"value": authority, "review": "authority" in review, **head},
            "year": {"value": year, "review": "year" in review, **head},
            "fields": {field: _reading(text, field in review) for field, text in printed.items()},
            "checks": [],
            "review": review,
            "unplaced": [],
            "problems": [],
            "engine": {"gouji": "0", "ocr": ocr, "classifier": None},
        }
    )


def _reading(text: str, review: bool) -> dict[str, Any]:
    kind = _KINDS.get(text, "number")
    value = Decimal(text) if kind == "number" else None
    return {"value": value, "kind": kind, "raw": text, "unit": "件", "confidence": 0.99, "review": review}


def make_edition(
    year: int | None = 2023,
    changes: Mapping[str, str] | None = None,
    *,
    prose: str | None = None,
    form: str = "2021",
    authority: str | None = AUTHORITY,
    review: tuple[str, ...] = (),
    ocr: str | None = None,
) -> Edition:
    """The same report as an edition named by its year. ``prose``: sentences, one a line."""
    lines = None if prose is None else tuple(_sentence(t, i) for i, t in enumerate(prose.split("\n"), start=1) if t)
    report = make_report(year, changes, form=form, authority=authority, review=review, ocr=ocr)
    return Edition(file=f"{year}.json", report=report, prose=lines)


def _sentence(text: str, line: int) -> Sentence:
    spots = (Spot(source=SourcePlace(line=line, column=column)) for column in (1, len(text)))
    return Sentence(text=text, begins=next(spots), ends=next(spots))
