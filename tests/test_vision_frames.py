"""Frames whose rows were not seen: figures one above the other in many cells."""

from __future__ import annotations

import pytest

from gouji.models.document import TextReading
from gouji.models.vision.cells import PrintedCell
from gouji.models.vision.ctc import Decoding
from gouji.models.vision.engine import Recognition
from gouji.models.vision.grid import Grid, GridCell
from gouji.models.vision.page_image import holds_stacks

CELLS = tuple(GridCell(0, at, 1, 1, 10.0 * at, 0.0, 10.0 * (at + 1), 60.0) for at in range(10))
GRID = Grid(0.0, 0.0, 100.0, 60.0, 1, 10, CELLS)


def says(text: str) -> list[Recognition]:
    values = (TextReading(text, 0.9),) if text.isdecimal() or text == "不适用" else ()
    return [Recognition(Decoding(text, (0.9,) * len(text)), values)]


@pytest.mark.parametrize(
    ("text", "stacked", "is_frame"),
    [("000", True, True), ("000", False, False), ("自然人", True, False), ("不适用", True, False)],
    ids=["figures one above the other", "figures of one line", "a head of several lines", "a value of several lines"],
)
def test_figures_one_above_the_other_in_many_cells_are_of_rows_that_were_not_seen(
    text: str, stacked: bool, is_frame: bool
) -> None:
    cells = [PrintedCell(cell, (), stacked=stacked) for cell in CELLS]
    assert holds_stacks(GRID, cells, [says(text)] * len(cells)) is is_frame
    assert not holds_stacks(GRID, cells[:3], [says(text)] * 3)
