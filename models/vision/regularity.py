"""Whether the cells of a table are drawn, and whether they stand as those of a form do or were seen here and there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gouji.models.vision.grid import Grid
from gouji.models.vision.segments import Rule, split_rules

EDGES = 8
"""Edges of cells that a row of seven values has; a row of the large table has more, at its labels."""

FEWEST_ROWS = 8
"""Rows below which a table shows no habit."""

USUAL = 0.6
"""Share of the rows with so many cells whose last seven stand under one another; headers and other tables of the
form that hang on the large one are the rest."""

WIDE = 0.3
"""Share of the rows of a table with so many columns that should have as many cells: tables above it have fewer."""

DRAWN = 0.25
"""Share of the upright sides between cells, by length, along which rules run in a table with uprights: those of a fax
are broken. In a table without it is none."""


def is_patchy(grid: Grid) -> bool:
    """Whether a large table's last seven cells stand otherwise in most of its rows than in the others."""
    if grid.rows < FEWEST_ROWS or grid.columns < EDGES - 1:
        return False
    ends = Counter(edges[-EDGES:] for edges in _edges(grid) if len(edges) >= EDGES)
    return max(ends.values(), default=0) < USUAL * max(ends.total(), WIDE * grid.rows)


def _edges(grid: Grid) -> list[tuple[int, ...]]:
    """For each row the lines between columns at which one of its cells begins or ends, in order."""
    rows: list[set[int]] = [set() for _ in range(grid.rows)]
    for cell in grid.cells:
        for row in rows[cell.row : cell.row + cell.row_span]:
            row |= {cell.column, cell.column + cell.column_span}
    return [tuple(sorted(row)) for row in rows]


def is_drawn(grid: Grid, rules: Sequence[Rule], tolerance: float) -> bool:
    """Whether rules run along the upright sides between cells; ``tolerance``: pixels between the two."""
    _, uprights = split_rules(rules)
    total = drawn = 0.0
    for cell in grid.cells:
        if cell.column:
            near = [r for r in uprights if abs(r.position - cell.left) <= tolerance]
            along = sum(max(0.0, min(r.end, cell.bottom) - max(r.start, cell.top)) for r in near)
            total += cell.bottom - cell.top
            drawn += min(along, cell.bottom - cell.top)
    return drawn >= DRAWN * total
