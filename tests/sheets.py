"""Draws pages with tables for the tests of what reads images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import mplfonts
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from gouji.models.vision.grid import Grid
from gouji.models.vision.layout import table_grids
from gouji.models.vision.rules import find_rules
from gouji.models.vision.sides import Sides

FONTS = Path(mplfonts.__file__).parent / "fonts"
SERIF, SANS = FONTS / "NotoSerifCJKsc-Regular.otf", FONTS / "NotoSansCJKsc-Regular.otf"


@dataclass(frozen=True)
class Cell:
    """A cell in points, its lines of text from top to bottom, their size in points."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""
    size: float = 10.5

    def box(self, width: float = 595, height: float = 842) -> tuple[float, float, float, float]:
        return self.left / width, self.top / height, self.right / width, self.bottom / height


def cells_of(
    rows: Sequence[Sequence[str]], left: float, top: float, widths: Sequence[float], height: float
) -> list[Cell]:
    """A plain table, one cell a text."""
    edges = [left + sum(widths[:index]) for index in range(len(widths) + 1)]
    return [
        Cell(edges[column], top + row * height, edges[column + 1], top + (row + 1) * height, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]


def turned(image: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The page turned anticlockwise about its middle, of the same size, new corners white."""
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(image, turn, (width, height), borderValue=(255, 255, 255)), np.uint8)


def drawn_grids(image: NDArray[np.uint8]) -> tuple[Grid, ...]:
    """The tables of a page by the rules that are drawn on it alone."""
    blind = np.zeros((-(-image.shape[0] // 2), -(-image.shape[1] // 2)), np.float32)
    return table_grids(Sides(blind, blind, 2.0), find_rules(image).rules)


class Sheet:
    """An A4 page at a resolution in dots per inch."""

    def __init__(self, dpi: int, font: Path = SERIF, rule: float = 0.5) -> None:
        self.scale = dpi / 72
        self.font = font
        self.rule = max(1, round(rule * self.scale))
        self.image = Image.new("RGB", (round(595 * self.scale), round(842 * self.scale)), "white")
        self.pen = ImageDraw.Draw(self.image)

    def draw(self, cells: Sequence[Cell]) -> None:
        """The cells with their borders, texts in their middle."""
        for cell in cells:
            box = [round(value * self.scale) for value in (cell.left, cell.top, cell.right, cell.bottom)]
            for line in ((0, 1, 2, 1), (0, 3, 2, 3), (0, 1, 0, 3), (2, 1, 2, 3)):
                self.pen.line([box[index] for index in line], "black", self.rule)
            font = ImageFont.truetype(str(self.font), round(cell.size * self.scale))
            middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            self.pen.multiline_text(middle, cell.text, "black", font, anchor="mm", align="center", spacing=2)

    def write(self, left: float, top: float, text: str, size: float) -> None:
        """A line of text, its upper left corner in points."""
        font = ImageFont.truetype(str(self.font), round(size * self.scale))
        self.pen.text((left * self.scale, top * self.scale), text, "black", font)

    def pixels(self) -> NDArray[np.uint8]:
        """The page, ``(height, width, 3)`` RGB."""
        return np.asarray(self.image)
