"""The rules of a table's part: which edges of its cells are drawn, and how."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gouji.training.synthesis.look import Look
from gouji.training.synthesis.pages.grid import Grid
from gouji.training.synthesis.pages.marks import Box, Rectangle, Rule, Shade
from gouji.training.synthesis.pages.parts import Part

_HAIR = 0.05
"""Widest hair rule, in millimetres."""

_SHADE = 0.87
"""Grey of a shaded header."""

_GROUPS = frozenset({"row_group", "block", "corner", "column_group"})
"""Cells around which partial rules are drawn."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """A piece of a rule: between two slices under one column (level), or between two columns in one slice."""

    level: bool
    line: int
    step: int


def shades(grid: Grid, part: Part, top: float) -> Iterator[Shade]:
    """The grey behind the header."""
    header = [s for s in part.slices if s.row < grid.header_rows]
    if header:
        place = Rectangle(grid.edges[0], top + header[0].top, grid.edges[-1], top + header[-1].bottom)
        yield Shade(place, _SHADE)


def rules(
    grid: Grid, part: Part, top: float, look: Look, ends: tuple[bool, bool], draw: random.Random
) -> Iterator[Rule | Box | Shade]:
    """The rules of a part. ``ends``: whether the table begins and whether it ends with it."""
    if look.rules == "none" or not part.slices:
        return
    width = min(look.rule_width, _HAIR) if look.rules == "hair" else look.rule_width
    for run, is_outer in _runs(grid, part, look, ends):
        if draw.random() >= look.missing_rules:
            yield from _drawn(_rule(run, grid, part, top, (is_outer and look.frame_width) or width), look)


def boxes(places: Iterable[Rectangle], look: Look) -> Iterator[Box]:
    """Rules as a rectangle around each cell."""
    width = min(look.rule_width, _HAIR) if look.rules == "hair" else look.rule_width
    return (Box(place, width) for place in places)


def _runs(grid: Grid, part: Part, look: Look, ends: tuple[bool, bool]) -> Iterator[tuple[list[_Edge], bool]]:
    """Edges drawn in one go, and whether they are part of the frame."""
    owners = _owners(grid, part)
    columns, slices = len(grid.edges) - 1, len(part.slices)
    lines = [(True, i, columns) for i in range(slices + 1)] + [(False, i, slices) for i in range(columns + 1)]
    for level, line, steps in lines:
        last = slices if level else columns
        is_outer = line in (0, last)
        run: list[_Edge] = []
        for step in range(steps):
            edge = _Edge(level, line, step)
            # Rules are not drawn over the corner where the columns of header and body part.
            if run and not level and grid.edges_of(part.slices[step].row) != grid.edges_of(part.slices[step - 1].row):
                yield run, is_outer
                run = []
            if _is_drawn(edge, owners, grid, part, look, ends):
                run.append(edge)
            elif run:
                yield run, is_outer
                run = []
        if run:
            yield run, is_outer


def _is_drawn(
    edge: _Edge,
    owners: list[list[int | None]],
    grid: Grid,
    part: Part,
    look: Look,
    ends: tuple[bool, bool],
) -> bool:
    before, after = _beside(edge, owners)
    if before == after:
        return False
    if not edge.level:
        return _is_upright_drawn(edge, grid, part, look)
    if edge.line in (0, len(part.slices)):
        return look.closed_cuts or ends[edge.line > 0]
    if look.rules != "partial":
        return True
    upper, lower = part.slices[edge.line - 1].row, part.slices[edge.line].row
    if (upper < grid.header_rows) != (lower < grid.header_rows):
        return True
    beside = [grid.cells[o].cell for row in owners[edge.line - 1 : edge.line + 1] for o in row if o is not None]
    return any(
        c.tag.kind in _GROUPS and (c.row == lower or c.row + c.rows == lower or lower < grid.header_rows)
        for c in beside
    )


def _is_upright_drawn(edge: _Edge, grid: Grid, part: Part, look: Look) -> bool:
    if look.rules == "horizontal":
        return False
    if edge.line in (0, len(grid.edges) - 1):
        return not look.open_sides
    return look.rules != "partial" or part.slices[edge.step].row < grid.header_rows


def _beside(edge: _Edge, owners: list[list[int | None]]) -> tuple[int | None, int | None]:
    """The cells that an edge parts; None off the table."""
    if edge.level:
        above = owners[edge.line - 1][edge.step] if edge.line > 0 else None
        below = owners[edge.line][edge.step] if edge.line < len(owners) else None
        return above, below
    row = owners[edge.step]
    return row[edge.line - 1] if edge.line > 0 else None, row[edge.line] if edge.line < len(row) else None


def _owners(grid: Grid, part: Part) -> list[list[int | None]]:
    """Number of the cell in each place of the grid."""
    owners: list[list[int | None]] = [[None] * (len(grid.edges) - 1) for _ in part.slices]
    for number, each in enumerate(grid.cells):
        cell = each.cell
        for row, piece in zip(owners, part.slices, strict=True):
            if cell.row <= piece.row < cell.row + cell.rows:
                row[cell.column : cell.column + cell.columns] = [number] * cell.columns
    return owners


def _rule(run: list[_Edge], grid: Grid, part: Part, top: float, width: float) -> Rule:
    first, last = run[0], run[-1]
    if first.level:
        piece = part.slices[min(first.line, len(part.slices) - 1)]
        y = top + (piece.top if first.line < len(part.slices) else piece.bottom)
        edges = grid.edges_of(piece.row)
        return Rule(edges[first.step], y, edges[last.step + 1], y, width)
    x = grid.edges_of(part.slices[first.step].row)[first.line]
    return Rule(x, top + part.slices[first.step].top, x, top + part.slices[last.step].bottom, width)


def _drawn(rule: Rule, look: Look) -> Iterator[Rule | Shade]:
    if look.rule_drawing != "filled":
        yield rule
        return
    half = rule.width / 2
    yield Shade(Rectangle(rule.x0 - half, rule.y0 - half, rule.x1 + half, rule.y1 + half), 0.0)
