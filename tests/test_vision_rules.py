from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from sheets import Sheet, cells_of

from gouji.models.vision.layout import TABLE, RulingLineLayoutModel, region_grids, table_grids
from gouji.models.vision.rules import find_rules, find_skew, rotate

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
    grids = table_grids(find_rules(sheet(dpi, rule).pixels()))
    assert [(grid.rows, grid.columns, len(grid.cells)) for grid in grids] == [(3, 4, 12)] * 2
    scale = dpi / 72
    assert [round(grid.top / scale) for grid in grids] == pytest.approx([150, 250], abs=1)


def test_faint_rules_survive() -> None:
    faint = 255 - (255 - sheet(150, 0.1).pixels().astype(np.float32)) * 0.25
    assert len(table_grids(find_rules(faint.astype(np.uint8)))) == 2


@pytest.mark.parametrize("degrees", [-1.0, -0.4, 0.4, 1.0])
def test_a_small_skew_is_measured_and_taken_out(degrees: float) -> None:
    skewed = rotate(sheet(200).pixels(), -degrees)
    measured = find_skew(skewed)
    assert measured == pytest.approx(degrees, abs=0.15)
    assert [len(grid.cells) for grid in table_grids(find_rules(rotate(skewed, measured)))] == [12, 12]


def test_a_page_without_rules_has_no_skew_and_no_tables() -> None:
    page = Sheet(100)
    page.write(60, 60, "政府信息公开工作年度报告", 16)
    assert find_skew(page.pixels()) == 0
    assert table_grids(find_rules(page.pixels())) == ()


def test_the_layout_model_gives_table_regions() -> None:
    image = sheet().pixels()
    layout = RulingLineLayoutModel().detect(image)
    assert [block.type for block in layout] == [TABLE, TABLE]
    assert layout[0].coordinates[1] == pytest.approx(150 * 150 / 72, abs=3)
    as_pillow = RulingLineLayoutModel().detect(Image.fromarray(image))
    assert [block.coordinates for block in as_pillow] == [block.coordinates for block in layout]


def test_grids_outside_the_regions_of_a_layout_are_left_out() -> None:
    image = sheet().pixels()
    layout = RulingLineLayoutModel().detect(image)
    rules = find_rules(image)
    assert len(region_grids(rules, layout)) == 2
    (grid,) = region_grids(rules, layout[:1])
    assert grid.top == table_grids(rules)[0].top
    other = [block.set(type="Figure") for block in layout]
    assert region_grids(rules, type(layout)(other)) == ()


@pytest.mark.parametrize("size", [(3000, 1), (1, 3000), (2, 2), (50, 50), (3000, 12)])
def test_an_image_too_small_for_a_rule_has_no_skew(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (*size, 3), np.uint8)
    line = np.full((*size, 3), 255, np.uint8)
    line[size[0] // 2] = 0
    for image in (noise, line):
        assert abs(find_skew(image)) < 0.01
