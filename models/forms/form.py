"""A form as data: sections, blocks, rows, columns, labels and identities, loaded from one TOML file per form.

Everything that knows the form (reader, checks, page, generator of reports) reads it from here. A field is addressed by
its row and column; its id is never taken apart.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

VERSIONS = ("2019", "2021")
"""Forms that are read, oldest first."""

EARLIER = "earlier:"
"""What stands before the id of a field where it is that of the report of the year before. No id has a colon."""

Labels = tuple[str, ...]
"""Ways to print one label: first as the form has it, then variants."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block. ``groups``: labels of the header cells above it, outermost first.

    ``unit``: "" where the form names none and leaves it to what is printed. ``signed``: its figures are changes, which
    may be below 0.
    """

    id: str
    labels: Labels
    groups: tuple[Labels, ...]
    unit: str
    signed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a block. ``groups``: labels of the merged cells to its left, outermost first."""

    id: str
    labels: Labels
    groups: tuple[Labels, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One figure of the form."""

    id: str
    section: str
    row: Row
    column: Column


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """What stands in one printed line of a block: a row, or several rows side by side.

    ``row`` is None where rows stand side by side: their labels are header cells then.
    """

    row: Row | None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A table or a part of one with columns of its own. ``corner``: label of the header cell over the row labels."""

    labels: Labels
    corner: Labels
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    side_by_side: bool
    printed_rows: tuple[PrintedRow, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the report that holds tables."""

    id: str
    labels: Labels
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """An equation between two sums of fields (ids), printed or implied by the form. ``message``: see the TOML file."""

    id: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one era. ``evidence``: labels that tell it from the forms of other eras.

    ``across_years``: equations with the report of the year before, whose fields have :data:`EARLIER` before their ids.
    """

    version: str
    basis: str
    evidence: tuple[str, ...]
    sections: tuple[Section, ...]
    fields: tuple[Field, ...]
    identities: tuple[Identity, ...]
    across_years: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class Era:
    """A form that is recognised only to be refused. At least ``needed`` of ``labels`` tell it."""

    name: str
    labels: tuple[str, ...]
    needed: int


@cache
def load_form(version: str) -> Form:
    """The form of that version.

    Raises:
        FileNotFoundError: there is no such form.
    """
    data = _toml(f"form_{version}.toml")
    sections = tuple(_section(s) for s in data["sections"])
    fields = tuple(f for s in sections for b in s.blocks for p in b.printed_rows for f in p.fields)
    by_cell = {(f.row.id, f.column.id): f for f in fields}
    identities, across_years = (
        tuple(i for spec in data.get(kind, ()) for i in _identities(spec, by_cell))
        for kind in ("identities", "across_years")
    )
    return Form(data["version"], data["basis"], tuple(data["evidence"]), sections, fields, identities, across_years)


@cache
def other_eras() -> tuple[Era, ...]:
    """Forms that are known by name and not read."""
    return tuple(Era(e["name"], tuple(e["labels"]), e["needed"]) for e in _toml("other_eras.toml")["eras"])


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("gouji.models.forms").joinpath(name).read_text(encoding="utf-8"))


def _section(data: dict[str, Any]) -> Section:
    return Section(data["id"], tuple(data["labels"]), tuple(_block(b, data["id"]) for b in data["blocks"]))


def _block(data: dict[str, Any], section: str) -> Block:
    columns = tuple(_column(c) for c in data["columns"])
    rows = tuple(Row(r["id"], tuple(r["labels"]), _groups(r)) for r in data["rows"])
    side_by_side = data.get("side_by_side", False)
    fields = {r.id: tuple(Field(f"{r.id}.{c.id}", section, r, c) for c in columns) for r in rows}
    printed = (
        (PrintedRow(None, tuple(f for r in rows for f in fields[r.id])),)
        if side_by_side
        else tuple(PrintedRow(r, fields[r.id]) for r in rows)
    )
    return Block(tuple(data["labels"]), tuple(data["corner"]), columns, rows, side_by_side, printed)


def _column(data: dict[str, Any]) -> Column:
    unit, signed = data.get("unit", "件"), data.get("signed", False)
    return Column(data["id"], tuple(data["labels"]), _groups(data), unit, signed)


def _groups(data: dict[str, Any]) -> tuple[Labels, ...]:
    return tuple(tuple(g) for g in data.get("groups", ()))


def _identities(spec: dict[str, Any], by_cell: dict[tuple[str, str], Field]) -> list[Identity]:
    """The identities that one entry of the file stands for, one per row or column it runs over."""
    ((variable, values),) = spec["over"].items()

    def side(name: str, value: str) -> list[Field]:
        fill, cells = {variable: value}, spec.get(name, {"rows": [], "columns": []})
        return [by_cell[r.format(**fill), c.format(**fill)] for r in cells["rows"] for c in cells["columns"]]

    made = []
    for value in values:
        left, right, earlier = side("left", value), side("right", value), side("earlier", value)
        part = left[0].row if variable == "row" else left[0].column
        message = spec["message"].replace(f"{{{variable}}}", part.labels[0])
        terms = (*(f.id for f in right), *(f"{EARLIER}{f.id}" for f in earlier))
        made.append(Identity(spec["id"].format(**{variable: value}), tuple(f.id for f in left), terms, message))
    return made
