"""Uprights that the network saw in columns of figures, or where the other uprights of the table are drawn."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from gouji.models.vision.rules import find_rules
from gouji.models.vision.seen_in_print import without_print
from gouji.models.vision.segments import Rule

TOP, ROW, ROWS, COLUMN = 100, 36, 12, 120
LEFT = [200 + COLUMN * at for at in range(6)]
BOTTOM = TOP + ROW * ROWS
LEVELS = [Rule(LEFT[0], TOP + ROW * at, LEFT[-1], TOP + ROW * at) for at in range(ROWS + 1)]
TOLERANCE = 6.0


def page(figure: str, uprights: bool = False) -> NDArray[np.uint8]:
    """A table of the same figure in each cell, in rows that it nearly fills."""
    image = np.full((700, 1000, 3), 255, np.uint8)
    for y in range(TOP, BOTTOM + 1, ROW):
        cv2.line(image, (LEFT[0], y), (LEFT[-1], y), (0, 0, 0), 2)
    for x in LEFT if uprights else ():
        cv2.line(image, (x, TOP), (x, BOTTOM), (0, 0, 0), 2)
    (width, height), _ = cv2.getTextSize(figure, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 2)
    for row in range(ROWS):
        for x in LEFT[:-1]:
            at = x + (COLUMN - width) // 2, TOP + ROW * row + (ROW + height) // 2
            cv2.putText(image, figure, at, cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0, 0, 0), 2)
    return image


def kept(image: NDArray[np.uint8], *uprights: Rule) -> list[Rule]:
    found = without_print([*LEVELS, *uprights], image, find_rules(image), TOLERANCE)
    assert [rule for rule in found if rule.y0 == rule.y1] == LEVELS
    return [rule for rule in found if rule.x0 == rule.x1]


@pytest.mark.parametrize(("figure", "aside"), [("0", 0), ("8", 2), ("12", 0)], ids=["zeros", "eights", "two digits"])
def test_an_upright_through_figures_is_none(figure: str, aside: int) -> None:
    middle = LEFT[2] + COLUMN / 2 + aside
    between = [Rule(x, TOP, x, BOTTOM) for x in LEFT]
    through = Rule(middle, TOP, middle, BOTTOM)
    assert kept(page(figure), *between, through) == between


def test_one_beside_figures_is_none_where_the_others_are_drawn() -> None:
    beside = Rule(LEFT[2] + 30, TOP + ROW, LEFT[2] + 30, BOTTOM - ROW)
    assert kept(page("0", uprights=True), beside) == []
    assert kept(page("0"), beside) == [beside]


def test_a_broken_rule_stays() -> None:
    image = page("0", uprights=True)
    for y in range(TOP, BOTTOM, 20):
        image[y + 4 : y + 14, LEFT[2] - 3 : LEFT[2] + 4] = 255
    broken = Rule(LEFT[2], TOP, LEFT[2], BOTTOM)
    assert kept(image, broken) == [broken]
