"""Columns of drawn cells: where most rows of a table have theirs, a row with cells too many or too few has its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.row_cells import Cells
from gouji.models.assembly.tokens import Token, is_inked
from gouji.models.document import BBox

FEWEST = 2
"""Rows with a cell for each column that show where these stand."""

SLIVER = 0.85
"""Of the usual width of a row's cells with a value: an empty cell between them that is as wide is a column's."""

Edges = tuple[tuple[float, float], ...]
"""Left and right of each column, in fractions of the page."""


def stand_aside(cells: Cells, width: int, alike: Sequence[RowEvidence]) -> bool:
    """Whether cells of a scanned row, one for each column, are not where those of the rows ``alike`` are: one was not
    seen, and something else was taken for another."""
    boxes = [cell[0].piece.place.bbox for cell in cells if cell]
    if len(cells) != width or len(boxes) != width or any(box is None for box in boxes):
        return False
    edges = _edges(cells[0][0].piece.place.page_index, width, alike)
    return edges is not None and not _agree([box for box in boxes if box], edges)


def in_drawn_columns(
    row: RowEvidence, width: int, alike: Sequence[RowEvidence], *, lacking: bool = False
) -> Cells | None:
    """The cells of a scanned row under those of the rows ``alike``, of the same block; None where these do not tell.

    What stands left of the first column is no cell of the row: a mark of its label, or of a group's. An empty cell that
    reaches over several columns is that of each: the uprights between them were not seen. ``lacking``: there may be
    columns without a cell, and some with two.
    """
    tokens = [t for cell in row.slots for t in cell] if row.slots else list(row.values)
    boxes = [t.piece.place.bbox for t in tokens]
    if row.origin != "ocr" or not tokens or any(box is None for box in boxes):
        return None
    page = tokens[0].piece.place.page_index
    edges = _edges(page, width, alike)
    if edges is None:
        return None
    columns: list[list[Token]] = [[] for _ in edges]
    for token in tokens:
        middle = (token.piece.left + token.piece.right) / 2
        own = [i for i, (left, right) in enumerate(edges) if left <= middle < right]
        if not is_inked([token]):
            own = [i for i, edge in enumerate(edges) if token.piece.left <= sum(edge) / 2 < token.piece.right] or own
        if own:
            for column in own:
                columns[column].append(token)
        elif middle >= edges[0][0] and is_inked([token]):
            return None
    inked = [[t for t in column if is_inked([t])] for column in columns]
    cells = tuple(tuple(some or column[:1]) for some, column in zip(inked, columns, strict=True))
    return cells if lacking or all(len(cell) == 1 for cell in cells) else None


def _edges(page: int, width: int, alike: Sequence[RowEvidence]) -> Edges | None:
    """Where the columns stand on a page; None where too few rows show it, or they differ."""
    rows = [boxes for row in alike if (boxes := _boxes(row, page, width))]
    if len(rows) < FEWEST:
        return None
    sides = [
        (median(box.left for box in column), median(box.right for box in column)) for column in zip(*rows, strict=True)
    ]
    # An upright seen twice leaves a sliver between two columns, which is of neither.
    between = [(left[1] + right[0]) / 2 for left, right in pairwise(sides)]
    edges = tuple(zip((sides[0][0], *between), (*between, sides[-1][1]), strict=True))
    agreeing = sum(_agree(row, edges) for row in rows)
    return edges if agreeing >= FEWEST and 2 * agreeing > len(rows) else None


def _agree(row: Sequence[BBox], edges: Edges) -> bool:
    """Whether each cell's middle lies in the column of its number."""
    return all(left <= (box.left + box.right) / 2 < right for box, (left, right) in zip(row, edges, strict=True))


def _boxes(row: RowEvidence, page: int, width: int) -> list[BBox] | None:
    """The boxes of a row's cells, if it has one for each column, all on the page; or of those with a value, if they are
    as many: bits of uprights beside the labels make empty ones."""
    slots = row.slots or ()
    cells = slots if len(slots) == width else _inked(slots)
    if len(cells) != width or not all(cells):
        return None
    places = [cell[0].piece.place for cell in cells]
    boxes = [place.bbox for place in places if place.page_index == page and place.bbox]
    return boxes if len(boxes) == width else None


def _inked(slots: Cells) -> Cells:
    """The cells with a value; none where an empty one between them may be a column's."""
    at = [i for i, cell in enumerate(slots) if is_inked(cell)]
    inked = tuple(slots[i] for i in at)
    between = [cell for cell in slots[at[0] : at[-1]] if not is_inked(cell)] if at else []
    wide = SLIVER * median(map(breadth, inked)) if inked else 0.0
    return () if any(breadth(cell) >= wide for cell in between if cell) else inked


def breadth(cell: Sequence[Token]) -> float:
    """Of a drawn cell, in fractions of the page."""
    box = cell[0].piece.place.bbox
    return box.right - box.left if box else 0.0
