"""Table regions of a page, as layoutparser sees them, so that a trained detector can take the place of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from layoutparser.elements import Layout, Rectangle, TextBlock
from layoutparser.models.base_layoutmodel import BaseLayoutModel

from gouji.models.vision.grid import Grid, find_grids
from gouji.models.vision.image_reader import Image
from gouji.models.vision.rules import Rules, find_rules

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

TABLE = "Table"

NARROWEST = 8
"""A table is wider than the page's shorter side by this: glyphs of a heading (目, 田) draw grids of their own."""

LOWEST = 60
"""And higher than the shorter side by this (10 pt on A4): one row."""


class RulingLineLayoutModel(BaseLayoutModel):  # type: ignore[misc]
    """Finds tables by their ruling lines. Needs no weights."""

    DEPENDENCIES: tuple[str, ...] = ()
    DETECTOR_NAME = "ruling_lines"
    MODEL_CATALOG: dict[str, dict[str, str]] = {}  # noqa: RUF012 (the base class wants a plain attribute)

    def detect(self, image: Image | PillowImage) -> Layout:
        """The table regions, top to bottom: ``TextBlock`` of type ``Table`` with a ``Rectangle`` in pixels."""
        rules = find_rules(self.image_loader(image))
        return Layout([_block(grid) for grid in table_grids(rules)])

    def image_loader(self, image: Image | PillowImage) -> Image:
        """The image as an array of shape ``(height, width, 3)``, RGB."""
        return np.asarray(image if isinstance(image, np.ndarray) else image.convert("RGB"))


def table_grids(rules: Rules) -> tuple[Grid, ...]:
    """The grids among the rules that are large enough for a table.

    A frame with rules only across is none: its rows hold many words, which are told apart by where they stand.
    """
    side = min(rules.mask.shape)
    grids = [grid for grid in find_grids(rules.rules, rules.tolerance) if grid.columns > 1]
    return tuple(grid for grid in grids if grid.right - grid.left > side / NARROWEST and _height(grid) > side / LOWEST)


def region_grids(rules: Rules, layout: Layout) -> tuple[Grid, ...]:
    """The grids whose middle lies in one of the table regions: what a layout model does not call a table is none."""
    regions = [block.block.coordinates for block in layout if block.type == TABLE]
    return tuple(grid for grid in table_grids(rules) if any(_inside(grid, region) for region in regions))


def _block(grid: Grid) -> TextBlock:
    return TextBlock(Rectangle(grid.left, grid.top, grid.right, grid.bottom), type=TABLE, score=1.0)


def _height(grid: Grid) -> float:
    return grid.bottom - grid.top


def _inside(grid: Grid, region: tuple[float, float, float, float]) -> bool:
    x, y = (grid.left + grid.right) / 2, (grid.top + grid.bottom) / 2
    return region[0] <= x <= region[2] and region[1] <= y <= region[3]
