from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sheets import Sheet, cells_of, drawn_grids

from gouji.models.errors import ConfigurationError
from gouji.models.vision.layout import TABLE, CellSideLayoutModel, in_regions, table_grids
from gouji.models.vision.line_segmenter import LineSegmenter
from gouji.models.vision.rules import find_rules
from gouji.models.vision.sides import Sides
from gouji.models.vision.surface import find_surface

WIDTHS = [150.0, 80.0, 80.0, 80.0]
ROWS = [["项目", "一", "二", "总计"], ["目田", "0", "—", "12"], ["结果", "", "1", "7"]]


def sheet(dpi: int = 150, rule: float = 0.5) -> Sheet:
    page = Sheet(dpi, rule=rule)
    page.write(60, 60, "目 田 国 一二三", 40)
    page.draw(cells_of(ROWS, 80, 150, WIDTHS, 18))
    page.draw(cells_of(ROWS, 80, 250, WIDTHS, 25))
    return page


@pytest.mark.parametrize("dpi", [100, 150, 200, 300])
@pytest.mark.parametrize("rule", [0.1, 0.5, 2.0])
def test_tables_are_found_at_any_resolution_and_thickness(dpi: int, rule: float) -> None:
    grids = drawn_grids(sheet(dpi, rule).pixels())
    assert [(grid.rows, grid.columns, len(grid.cells)) for grid in grids] == [(3, 4, 12)] * 2
    scale = dpi / 72
    assert [round(grid.top / scale) for grid in grids] == pytest.approx([150, 250], abs=1)


def test_faint_rules_survive() -> None:
    faint = 255 - (255 - sheet(150, 0.1).pixels().astype(np.float32)) * 0.25
    assert len(drawn_grids(faint.astype(np.uint8))) == 2


def test_a_page_without_rules_has_no_tables() -> None:
    page = Sheet(100)
    page.write(60, 60, "政府信息公开工作年度报告", 16)
    assert drawn_grids(page.pixels()) == ()


@pytest.fixture(scope="module")
def segmenter() -> LineSegmenter:
    return LineSegmenter()


def test_the_sides_of_cells_are_seen_where_rules_are_drawn(segmenter: LineSegmenter) -> None:
    grids = table_grids(segmenter.see(sheet(200).pixels()))
    assert [(grid.rows, grid.columns) for grid in grids] == [(3, 4)] * 2
    assert [round(grid.top / 200 * 72) for grid in grids] == pytest.approx([150, 250], abs=3)


def test_lines_seen_are_moved_onto_the_rules_that_are_drawn() -> None:
    drawn = find_rules(sheet(200).pixels()).rules
    seen = np.zeros((1169, 827), np.float32)
    scale = 200 / 72
    for height in (150, 168, 186, 204):
        y = round((height * scale + 2) / 2)
        seen[y - 1 : y + 2, round(80 * scale / 2) : round(470 * scale / 2)] = 1
    (first, _) = table_grids(Sides(seen, np.zeros_like(seen), 2.0), drawn)
    tops = sorted({cell.top for cell in first.cells})
    assert [top / scale for top in tops] == pytest.approx([150, 168, 186], abs=0.5)


def test_the_layout_model_gives_table_regions(segmenter: LineSegmenter) -> None:
    image = sheet().pixels()
    layout = CellSideLayoutModel(segmenter).detect(image)
    assert [block.type for block in layout] == [TABLE, TABLE]
    assert layout[0].coordinates[1] == pytest.approx(150 * 150 / 72, abs=6)
    as_pillow = CellSideLayoutModel(segmenter).detect(Image.fromarray(image))
    assert [block.coordinates for block in as_pillow] == [block.coordinates for block in layout]


def test_grids_outside_the_regions_of_a_layout_are_left_out(segmenter: LineSegmenter) -> None:
    image = sheet().pixels()
    layout, grids = CellSideLayoutModel(segmenter).detect(image), drawn_grids(image)
    assert in_regions(grids, layout) == grids
    assert in_regions(grids, layout[:1]) == grids[:1]
    other = [block.set(type="Figure") for block in layout]
    assert in_regions(grids, type(layout)(other)) == ()


def test_missing_weights_are_a_fault_of_the_installation(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="表格线模型"):
        LineSegmenter(path=tmp_path / "model.onnx")


@pytest.mark.parametrize("size", [(3000, 1), (1, 3000), (2, 2), (50, 50), (3000, 12)])
def test_any_size_of_image_can_be_looked_at(segmenter: LineSegmenter, size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)
    sides = segmenter.see(noise)
    assert sides.across.shape == sides.down.shape
    assert find_surface(sides, [], noise) is None or max(size) > 50
    assert drawn_grids(noise) == ()
