"""What the figures of all forms are called in a table that holds reports on any of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from gouji.models.forms import VERSIONS, Field, load_form
from gouji.service.words import column_name, row_name


@dataclass(frozen=True, slots=True)
class Heading:
    """One field in words: its section, row and column, and the one text that tells it from every other."""

    id: str
    section: str
    row: str
    column: str
    unit: str
    text: str
    versions: tuple[str, ...]


@cache
def headings() -> tuple[Heading, ...]:
    """Every field of every form, the newest form's first, in printed order; a field that forms share is there once."""
    newest_first = [load_form(version) for version in reversed(VERSIONS)]
    versions: dict[str, tuple[str, ...]] = {}
    first: dict[str, tuple[Field, str]] = {}
    for form in newest_first:
        sections = {s.id: s.labels[0] for s in form.sections}
        for field in form.fields:
            versions[field.id] = (*versions.get(field.id, ()), form.version)
            first.setdefault(field.id, (field, sections[field.section]))
    texts = Counter(_text(field) for field, _ in first.values())
    return tuple(
        _heading(field, section, versions[field.id], texts[_text(field)] > 1) for field, section in first.values()
    )


@cache
def heading(field: str) -> Heading:
    """What one field is called. Raises KeyError where no form has it."""
    return {h.id: h for h in headings()}[field]


def _heading(field: Field, section: str, versions: tuple[str, ...], ambiguous: bool) -> Heading:
    text = _text(field) + (f"（{versions[0]}年版式）" if ambiguous else "")
    return Heading(field.id, section, row_name(field.row), column_name(field.column), field.column.unit, text, versions)


def _text(field: Field) -> str:
    return f"{row_name(field.row)}·{column_name(field.column)}"
