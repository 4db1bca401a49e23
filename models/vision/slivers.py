"""Cells too narrow or low for a figure: one rule seen as two, where it is bent, doubled or begins anew a bit aside."""

from __future__ import annotations

from dataclasses import replace

from gouji.models.vision.grid import Grid, GridCell, transposed

SLIVER = 0.7
"""In ems: a cell holds a glyph and some paper around it."""


def without_slivers(grid: Grid, em: float) -> Grid:
    """The table with each sliver a part of the cell beside it. ``em``: in pixels."""
    return transposed(_merged(transposed(_merged(grid, em)), em))


def _merged(grid: Grid, em: float) -> Grid:
    cells: list[GridCell] = []
    for cell in grid.cells:
        before = cells[-1] if cells else None
        if before is not None and _are_beside(before, cell) and SLIVER * em > min(_width(before), _width(cell)):
            cells[-1] = replace(before, column_span=before.column_span + cell.column_span, right=cell.right)
        else:
            cells.append(cell)
    return replace(grid, cells=tuple(cells))


def _are_beside(one: GridCell, other: GridCell) -> bool:
    return (one.row, one.row_span, one.column + one.column_span) == (other.row, other.row_span, other.column)


def _width(cell: GridCell) -> float:
    return cell.right - cell.left
