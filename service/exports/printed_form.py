"""Where everything of a form stands on a sheet, from the form's data alone: titles, merged header and group cells,
labels, figures.

A sheet is a grid. Tables without room for all its columns merge cells, so that all tables are as wide as the form's
widest, as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Literal

from gouji.models.forms import Block, Form, Row, load_form

Role = Literal["title", "head", "label", "figure"]

_LABEL_SHARE = 0.4
"""Of the width of a table of few columns that its row labels take."""


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell, merged where it spans more than one of the grid: rows and columns from 0, text or a field's id."""

    row: int
    column: int
    height: int
    width: int
    role: Role
    text: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """The cells of a form, from the top; ``rows`` and ``columns`` of the grid."""

    cells: tuple[FormCell, ...]
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class _Level:
    """One head cell on the way from the outermost group to a label: ``key`` is equal where cells are one."""

    key: tuple[str, ...]
    text: str


@cache
def printed_form(version: str) -> PrintedForm:
    """The sheet of one form. Raises FileNotFoundError where there is none."""
    form = load_form(version)
    columns = _grid_columns(form)
    cells: list[FormCell] = []
    top = 0
    for section in form.sections:
        cells.append(FormCell(top, 0, 1, columns, "title", section.labels[0]))
        top += 1
        for block in section.blocks:
            if block.labels:
                cells.append(FormCell(top, 0, 1, columns, "head", block.labels[0]))
                top += 1
            placed = list(_block(block, columns))
            cells += [_moved(cell, top) for cell in placed]
            top += max(cell.row + cell.height for cell in placed)
    return PrintedForm(tuple(cells), top, columns)


def _grid_columns(form: Form) -> int:
    """As many as the widest line of figures has."""
    return max(len(printed.fields) for s in form.sections for b in s.blocks for printed in b.printed_rows)


def _moved(cell: FormCell, down: int) -> FormCell:
    return FormCell(cell.row + down, cell.column, cell.height, cell.width, cell.role, cell.text, cell.field)


def _block(block: Block, columns: int) -> Iterator[FormCell]:
    """The cells of one table, its first row 0."""
    heads = [_beside(block, row, i) for row in block.rows for i in range(len(block.columns))]
    paths = heads if block.side_by_side else [_path([*c.groups, c.labels]) for c in block.columns]
    levels = _levelled(paths, stretch_group=block.side_by_side)
    depth = len(levels[0])
    labels = 0 if block.side_by_side else _label_columns(block, columns)
    edges = _edges(labels, columns, len(levels))
    if labels:
        yield FormCell(0, 0, depth, labels, "head", block.corner[0] if block.corner else "")
    yield from _heads(levels, edges)
    if labels:
        yield from _row_labels(block, depth, labels)
    for row, printed in enumerate(block.printed_rows, depth):
        for i, field in enumerate(printed.fields):
            yield FormCell(row, edges[i], 1, edges[i + 1] - edges[i], "figure", field=field.id)


def _label_columns(block: Block, columns: int) -> int:
    """Columns of the grid for the row labels: what figures of one column each leave, or a share of the width."""
    left = columns - len(block.columns)
    return left if left <= columns // 2 + 1 else round(columns * _LABEL_SHARE)


def _edges(start: int, end: int, parts: int) -> list[int]:
    """Where each of the parts begins, and the end of the last: as even as whole columns allow."""
    return [start + (end - start) * i // parts for i in range(parts + 1)]


def _beside(block: Block, row: Row, column: int) -> list[_Level]:
    return _path([*row.groups, row.labels, block.columns[column].labels])


def _path(labels: Sequence[Sequence[str]]) -> list[_Level]:
    texts = [variants[0] for variants in labels]
    return [_Level(key, text) for key, text in zip(accumulate((t,) for t in texts), texts, strict=True)]


def _levelled(paths: list[list[_Level]], stretch_group: bool) -> list[list[_Level]]:
    """Paths of one length: the label, or where rows stand side by side the group above it, spans what is lacking."""
    depth = max(map(len, paths))
    at = -2 if stretch_group else -1
    return [[*path[:at], *[path[at]] * (depth - len(path)), *path[at:]] for path in paths]


def _heads(paths: list[list[_Level]], edges: list[int]) -> Iterator[FormCell]:
    """The merged cells that the paths of the columns make."""
    for i, level, across, down in _spans(paths):
        yield FormCell(level, edges[i], down, edges[i + across] - edges[i], "head", paths[i][level].text)


def _row_labels(block: Block, top: int, columns: int) -> Iterator[FormCell]:
    """Group and label cells left of the figures: each group one column, the label all that is left."""
    paths = [_path([*row.groups, row.labels]) for row in block.rows]
    for i, level, along, _ in _spans(paths):
        last = level == len(paths[i]) - 1
        width = columns - level if last else 1
        yield FormCell(top + i, level, along, width, "label", paths[i][level].text)


def _spans(paths: list[list[_Level]]) -> Iterator[tuple[int, int, int, int]]:
    """Cells that begin at a path: its index, the level, how many paths and how many levels the cell spans."""
    for i, path in enumerate(paths):
        for level, cell in enumerate(path):
            if (i and _key(paths[i - 1], level) == cell.key) or (level and path[level - 1].key == cell.key):
                continue
            along = _run(_key(other, level) == cell.key for other in paths[i:])
            yield i, level, along, _run(other.key == cell.key for other in path[level:])


def _key(path: list[_Level], level: int) -> tuple[str, ...] | None:
    return path[level].key if level < len(path) else None


def _run(same: Iterable[bool]) -> int:
    """How many are true before the first that is not."""
    count = 0
    for true in same:
        if not true:
            break
        count += 1
    return count
