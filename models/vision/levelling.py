"""Cells of a table without rules put into its rows: where no line is drawn, the network sees each side for itself, and
two cells of one row need not begin at one height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.models.vision.grid import Grid, GridCell

WITHIN = 0.6
"""Share of a cell's height that lies beside a row's own cell where it is of that row."""

FEWEST = 5
"""Cells one under another that show the rows of a table."""


def levelled(grid: Grid) -> Grid:
    """The table with each cell in the row in which most of it stands. Rows are those of the column with most cells."""
    rows = _longest_column(grid)
    if len(rows) < FEWEST:
        return grid
    taken = {(cell.row, column) for cell in grid.cells for column in _columns(cell)}
    cells = []
    for cell in grid.cells:
        row = _row_of(cell, rows)
        places = {(row.row, column) for column in _columns(cell)} if row else set()
        if row and row.row != cell.row and taken.isdisjoint(places):
            taken |= places
            cells.append(replace(cell, row=row.row))
        else:
            cells.append(cell)
    return replace(grid, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _longest_column(grid: Grid) -> Sequence[GridCell]:
    columns: dict[tuple[int, int], list[GridCell]] = {}
    for cell in grid.cells:
        columns.setdefault((cell.column, cell.column_span), []).append(cell)
    return max(columns.values(), key=len)


def _row_of(cell: GridCell, rows: Sequence[GridCell]) -> GridCell | None:
    """The row beside which most of a cell stands; None where that is not plain."""
    shares = [(min(cell.bottom, row.bottom) - max(cell.top, row.top), row) for row in rows]
    share, row = max(shares, key=lambda one: one[0])
    return row if share >= WITHIN * (cell.bottom - cell.top) else None


def _columns(cell: GridCell) -> range:
    return range(cell.column, cell.column + cell.column_span)
