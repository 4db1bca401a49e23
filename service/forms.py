"""A form as the page needs it: labels as printed, header and group cells, and which field stands in which cell."""

from __future__ import annotations

from pydantic import BaseModel

from gouji.models.forms import load_form
from gouji.models.forms.form import Block, Column, Field, Form, PrintedRow, Row
from gouji.service.words import column_name, row_name


class HeadView(BaseModel):
    """A row or column: its label, and the labels of the merged cells beside or above it, outermost first."""

    id: str
    label: str
    groups: list[str]


class PrintedRowView(BaseModel):
    """One printed line: its head (null where rows stand side by side) and the ids of its fields."""

    head: HeadView | None
    fields: list[str]


class FieldView(BaseModel):
    """What to call one field in words."""

    id: str
    row: str
    column: str
    unit: str


class BlockView(BaseModel):
    """A table of the form. Where rows stand side by side, each row is a group of columns."""

    label: str | None
    corner: str | None
    side_by_side: bool
    columns: list[HeadView]
    rows: list[HeadView]
    printed_rows: list[PrintedRowView]


class SectionView(BaseModel):
    """A numbered section of the report."""

    id: str
    label: str
    blocks: list[BlockView]


class FormView(BaseModel):
    """A whole form."""

    version: str
    basis: str
    sections: list[SectionView]
    fields: list[FieldView]


def view_form(version: str) -> FormView:
    """The form of that version. Raises FileNotFoundError where there is none."""
    form: Form = load_form(version)
    sections = [SectionView(id=s.id, label=s.labels[0], blocks=[_block(b) for b in s.blocks]) for s in form.sections]
    fields = [_field(f) for f in form.fields]
    return FormView(version=form.version, basis=form.basis, sections=sections, fields=fields)


def _field(field: Field) -> FieldView:
    return FieldView(id=field.id, row=row_name(field.row), column=column_name(field.column), unit=field.column.unit)


def _block(block: Block) -> BlockView:
    return BlockView(
        label=_first(block.labels),
        corner=_first(block.corner),
        side_by_side=block.side_by_side,
        columns=[_head(c) for c in block.columns],
        rows=[_head(r) for r in block.rows],
        printed_rows=[_printed_row(p) for p in block.printed_rows],
    )


def _printed_row(printed: PrintedRow) -> PrintedRowView:
    head = _head(printed.row) if printed.row else None
    return PrintedRowView(head=head, fields=[f.id for f in printed.fields])


def _head(part: Row | Column) -> HeadView:
    return HeadView(id=part.id, label=part.labels[0], groups=[g[0] for g in part.groups])


def _first(labels: tuple[str, ...]) -> str | None:
    return labels[0] if labels else None
