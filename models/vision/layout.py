"""Table regions of a page, as layoutparser sees them, so that a trained detector can take the place of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from layoutparser.elements import Layout, Rectangle, TextBlock
from layoutparser.models.base_layoutmodel import BaseLayoutModel

from gouji.models.vision.grid import Grid, find_grids
from gouji.models.vision.image_reader import Image
from gouji.models.vision.line_segmenter import LineSegmenter
from gouji.models.vision.segments import Rule, Segment, cluster, split_rules
from gouji.models.vision.sides import Sides, side_rules

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

TABLE = "Table"

NARROWEST = 8
"""A table is wider than the page's shorter side by this: glyphs of a heading (目, 田) draw grids of their own."""

FOLLOWED = 0.3
"""Share of a line along which rules must be drawn for it to be theirs."""

LOWEST = 60
"""And higher than the shorter side by this (10 pt on A4): one row."""


class CellSideLayoutModel(BaseLayoutModel):  # type: ignore[misc]
    """Finds tables by the sides of their cells, drawn or not, on a page that is flat. With the packaged weights."""

    DEPENDENCIES: tuple[str, ...] = ()
    DETECTOR_NAME = "cell_sides"
    MODEL_CATALOG: dict[str, dict[str, str]] = {}  # noqa: RUF012 (the base class wants a plain attribute)

    def __init__(self, segmenter: LineSegmenter | None = None) -> None:
        self._segmenter = segmenter or LineSegmenter()

    def detect(self, image: Image | PillowImage) -> Layout:
        """The table regions, top to bottom: ``TextBlock`` of type ``Table`` with a ``Rectangle`` in pixels."""
        sides = self._segmenter.see(self.image_loader(image))
        return Layout([_block(grid) for grid in table_grids(sides)])

    def image_loader(self, image: Image | PillowImage) -> Image:
        """The image as an array of shape ``(height, width, 3)``, RGB."""
        return np.asarray(image if isinstance(image, np.ndarray) else image.convert("RGB"))


def table_grids(sides: Sides, drawn: Sequence[Rule] = (), seen: Sequence[Rule] | None = None) -> tuple[Grid, ...]:
    """The grids that the sides of cells on a flat page form and that are large enough for a table.

    ``drawn``: the rules on the page, which tell better where a side runs that is drawn. ``seen``: those of the sides
    that count; None: all. A frame with lines only across is none: its rows hold many words, which are told apart by
    where they stand.
    """
    side = min(sides.across.shape) * sides.scale
    lines = _on_rules(side_rules(sides) if seen is None else seen, drawn, sides.tolerance)
    grids = [grid for grid in find_grids((*lines, *drawn), sides.tolerance) if grid.columns > 1]
    return tuple(grid for grid in grids if grid.right - grid.left > side / NARROWEST and _height(grid) > side / LOWEST)


def _on_rules(seen: Sequence[Rule], drawn: Sequence[Rule], tolerance: float) -> Iterator[Rule]:
    """The lines seen, each moved onto the rules that are drawn along it, if any are."""
    (levels, uprights), (drawn_levels, drawn_uprights) = split_rules(seen), split_rules(drawn)
    for line in levels:
        y = _position_drawn(line, drawn_levels, tolerance)
        yield Rule(line.start, y, line.end, y)
    for line in uprights:
        x = _position_drawn(line, drawn_uprights, tolerance)
        yield Rule(x, line.start, x, line.end)


def _position_drawn(line: Segment, drawn: Sequence[Segment], tolerance: float) -> float:
    """Where the nearest rule runs that is drawn along enough of a line; where there is none, the line itself."""
    near = sorted((r for r in drawn if abs(r.position - line.position) <= tolerance), key=lambda r: r.position)
    found = []
    for run in cluster(near, tolerance / 4, lambda r: r.position):
        shares = [(r.position, max(0.0, min(r.end, line.end) - max(r.start, line.start))) for r in run]
        total = sum(share for _, share in shares)
        if total >= FOLLOWED * (line.end - line.start):
            found.append(sum(position * share for position, share in shares) / total)
    return min(found, key=lambda position: abs(position - line.position), default=line.position)


def in_regions(grids: Sequence[Grid], layout: Layout) -> tuple[Grid, ...]:
    """The grids whose middle lies in one of the table regions: what a layout model does not call a table is none."""
    regions = [block.block.coordinates for block in layout if block.type == TABLE]
    return tuple(grid for grid in grids if any(_inside(grid, region) for region in regions))


def _block(grid: Grid) -> TextBlock:
    return TextBlock(Rectangle(grid.left, grid.top, grid.right, grid.bottom), type=TABLE, score=1.0)


def _height(grid: Grid) -> float:
    return grid.bottom - grid.top


def _inside(grid: Grid, region: tuple[float, float, float, float]) -> bool:
    x, y = (grid.left + grid.right) / 2, (grid.top + grid.bottom) / 2
    return region[0] <= x <= region[2] and region[1] <= y <= region[3]
