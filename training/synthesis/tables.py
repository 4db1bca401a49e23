"""The form's blocks as tables of cells, in the shapes in which offices print them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from gouji.models.forms import Block, Column, Labels, PrintedRow, Row, Section
from gouji.training.synthesis.manuscript import Cell, Element, Paragraph, Span, Table, Tag
from gouji.training.synthesis.wording import Wording, local_label, worded

_WIDE_COLUMNS = 3
"""Most value columns of a table whose header cells are never narrow."""

BlockShape = Literal["separate", "one_table", "titled"]
"""Blocks of one section as a table each, as one table, or each as a table under its label as a line of text."""


@dataclass(frozen=True, slots=True)
class TableHabits:
    """How an office builds its tables."""

    blocks: BlockShape = "separate"
    stacked_header: bool = False
    """Header cells of single columns one glyph per line."""
    stacked_group: bool = True
    """The outermost row group one glyph per line."""
    label_width: float = 5.0
    """Width of the row labels' column, in widths of a value column."""
    group_width: float = 1.2
    local_rows: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed row with the labels of its groups; ``printed`` is None for a local row."""

    groups: tuple[Labels, ...]
    label: str
    printed: PrintedRow | None


def draw_table_habits(draw: random.Random) -> TableHabits:
    """Most offices keep to the form as it was sent to them."""
    return TableHabits(
        blocks=draw.choices(("separate", "one_table", "titled"), (45, 45, 10))[0],
        stacked_header=draw.random() < 0.3,
        stacked_group=draw.random() < 0.7,
        label_width=draw.uniform(3.5, 7.0),
        group_width=draw.uniform(0.9, 1.8),
        local_rows=draw.choices((0, 1, 2), (93, 6, 1))[0],
    )


def section_tables(
    section: Section, printed: Mapping[str, str], wording: Wording, habits: TableHabits, draw: random.Random
) -> Iterator[Element]:
    """The tables of a section, in order."""
    made = [_table(block, printed, wording, habits, draw) for block in section.blocks]
    if habits.blocks == "one_table" and len(made) > 1:
        yield _joined([_with_title(t, b, wording) for t, b in zip(made, section.blocks, strict=True)])
        return
    for block, table in zip(section.blocks, made, strict=True):
        if block.labels and habits.blocks == "titled":
            yield Paragraph("body", (Span(worded(block.labels, wording), _block_tag(block)),))
            yield table
        else:
            yield _with_title(table, block, wording)


def _table(
    block: Block, printed: Mapping[str, str], wording: Wording, habits: TableHabits, draw: random.Random
) -> Table:
    if block.side_by_side:
        return _side_by_side(block, printed, wording, habits)
    depth = max((len(row.groups) for row in block.rows), default=0)
    levels = max(len(column.groups) for column in block.columns) + 1
    lines = _lines(block, wording, habits, draw)
    cells = [
        Cell(0, 0, worded(block.corner, wording), Tag("corner"), levels, depth + 1),
        *_header(_column_headers(block, wording), depth + 1, levels, habits),
        *_groups(lines, levels, wording, habits),
    ]
    for offset, line in enumerate(lines):
        cells += _body_row(line, levels + offset, depth, printed, len(block.columns), draw)
    widths = (*[habits.group_width] * depth, habits.label_width, *[1.0 if depth else 5.0] * len(block.columns))
    return Table(widths, levels, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _lines(block: Block, wording: Wording, habits: TableHabits, draw: random.Random) -> list[_Line]:
    """The printed rows, with rows of the office's own at the end of some groups."""
    lines = [_Line(p.row.groups, worded(p.row.labels, wording), p) for p in block.printed_rows if p.row is not None]
    inner = sorted({line.groups for line in lines if len(line.groups) > 1})
    for groups in draw.sample(inner, min(habits.local_rows, len(inner))):
        members = [i for i, line in enumerate(lines) if line.groups == groups]
        lines.insert(members[-1] + 1, _Line(groups, local_label(len(members) + 1, wording, draw), None))
    return lines


def _body_row(
    line: _Line, row: int, depth: int, printed: Mapping[str, str], columns: int, draw: random.Random
) -> Iterator[Cell]:
    at = len(line.groups)
    tag = Tag("local_row") if line.printed is None or line.printed.row is None else Tag("row", line.printed.row.id)
    yield Cell(row, at, line.label, tag, columns=depth + 1 - at)
    if line.printed is None:
        value = "" if draw.random() < 0.3 else "0"
        yield from (Cell(row, depth + 1 + i, value, Tag("local_value")) for i in range(columns))
        return
    for i, field in enumerate(line.printed.fields):
        yield Cell(row, depth + 1 + i, printed[field.id], Tag("value", field.id))


def _groups(lines: Sequence[_Line], first: int, wording: Wording, habits: TableHabits) -> Iterator[Cell]:
    """Merged cells beside the rows they group."""
    depth = max((len(line.groups) for line in lines), default=0)
    for level in range(depth):
        start = 0
        for path, members in groupby(lines, key=lambda line: line.groups[: level + 1]):
            count = len(list(members))
            if len(path) > level:
                text = worded(path[level], wording)
                tag = Tag("row_group", path[level][0])
                stacked = level == 0 and habits.stacked_group
                yield Cell(first + start, level, text, tag, rows=count, stacked=stacked)
            start += count


@dataclass(frozen=True, slots=True)
class _Head:
    """Header cells over one value column, outermost first: what they print and what they are."""

    path: tuple[tuple[str, Tag], ...]


def _column_headers(block: Block, wording: Wording) -> list[_Head]:
    return [_Head((*_over(c, wording), _column(block, c, wording))) for c in block.columns]


def _over(part: Column | Row, wording: Wording) -> Iterator[tuple[str, Tag]]:
    return ((worded(group, wording), Tag("column_group", group[0])) for group in part.groups)


def _column(block: Block, column: Column, wording: Wording) -> tuple[str, Tag]:
    section = block.printed_rows[0].fields[0].section
    return worded(column.labels, wording), Tag("column", f"{section}.{column.id}")


def _header(heads: Sequence[_Head], first: int, levels: int, habits: TableHabits) -> Iterator[Cell]:
    """Header cells over the value columns; a path shorter than ``levels`` ends in a cell that reaches down."""
    for level in range(levels):
        at = first
        for _, members in groupby(heads, key=lambda head: head.path[: level + 1]):
            run = list(members)
            path = run[0].path
            if len(path) > level:
                text, tag = path[level]
                rows = levels - level if len(path) == level + 1 else 1
                stacked = habits.stacked_header and len(run) == 1 and len(heads) > _WIDE_COLUMNS
                yield Cell(level, at, text, tag, rows=rows, columns=len(run), stacked=stacked)
            at += len(run)


def _side_by_side(block: Block, printed: Mapping[str, str], wording: Wording, habits: TableHabits) -> Table:
    """The rows of the block stand beside one another under their labels."""
    heads = [
        _Head((*_over(row, wording), (worded(row.labels, wording), Tag("row", row.id)), _column(block, c, wording)))
        for row in block.rows
        for c in block.columns
    ]
    levels = max(len(head.path) for head in heads)
    fields = block.printed_rows[0].fields
    cells = [
        *_header(heads, 0, levels, habits),
        *(Cell(levels, i, printed[f.id], Tag("value", f.id)) for i, f in enumerate(fields)),
    ]
    return Table((1.0,) * len(fields), levels, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _block_tag(block: Block) -> Tag:
    return Tag("block", block.labels[0])


def _with_title(table: Table, block: Block, wording: Wording) -> Table:
    """The label of the block as a row over the whole table."""
    if not block.labels:
        return table
    title = Cell(0, 0, worded(block.labels, wording), _block_tag(block), columns=len(table.widths))
    moved = tuple(replace(cell, row=cell.row + 1) for cell in table.cells)
    return Table(table.widths, table.header_rows + 1, (title, *moved))


def _joined(tables: Sequence[Table]) -> Table:
    """Tables under one another as one; narrower ones have their last cells merged up to the full width."""
    width = max(len(table.widths) for table in tables)
    cells: list[Cell] = []
    row = 0
    for table in tables:
        cells += [_moved(cell, row, len(table.widths), width) for cell in table.cells]
        row += table.rows
    widest = next(table for table in tables if len(table.widths) == width)
    return Table(widest.widths, tables[0].header_rows, tuple(cells))


def _moved(cell: Cell, rows: int, width: int, full: int) -> Cell:
    """A cell further down in a table of ``full`` columns; the last of its row takes up what ``width`` lacks."""
    spare = full - width if cell.column + cell.columns == width else 0
    return replace(cell, row=cell.row + rows, columns=cell.columns + spare)
