"""Pictures of decided cells, cut from pages that the worker processes draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.corrections import Correction, Pixels, crop_name
from gouji.models.errors import GoujiError
from gouji.models.result import Box

PAGE_WIDTH = 2000
"""Pixels: A4 at 240 dpi, a digit of a table is 20 to 30 high. The readers see less."""

AROUND = 0.25
"""Of a cell's height that is shown around it."""

LARGEST_AROUND = 40
"""The same in pixels, at most."""

SMALLEST = 4
"""Pixels of a cell's side: what is smaller is no picture of one."""

DrawPage = Callable[[int], bytes]
"""The picture of a page, from 0, as a file. Raises GoujiError where it cannot be shown."""


@dataclass(frozen=True, slots=True)
class Pictured:
    """A line of an export with its picture (PNG), where there is one."""

    correction: Correction
    png: bytes | None = None


def pictured(corrections: Sequence[Correction], draw: DrawPage) -> list[Pictured]:
    """The lines of a document with their pictures, in their order; without where a page cannot be shown.

    One page at a time is in memory: a document may have hundreds.
    """
    found = {line.field: Pictured(line) for line in corrections}
    for number in sorted({line.page for line in corrections if line.page is not None}):
        page = _page(number, draw)
        if page is not None:
            found |= {line.field: _pictured(line, page) for line in corrections if line.page == number}
    return list(found.values())


def _page(number: int, draw: DrawPage) -> NDArray[np.uint8] | None:
    try:
        drawn = draw(number - 1)
    except GoujiError:
        return None
    return np.asarray(cv2.imdecode(np.frombuffer(drawn, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def _pictured(line: Correction, page: NDArray[np.uint8]) -> Pictured:
    if line.bbox is None:
        return Pictured(line)
    left, top, right, bottom = _pixels(line.bbox, page.shape[1], page.shape[0])
    if right - left < SMALLEST or bottom - top < SMALLEST:
        return Pictured(line)
    around = min(LARGEST_AROUND, round(AROUND * (bottom - top)))
    x, y = max(0, left - around), max(0, top - around)
    crop = np.ascontiguousarray(page[y : bottom + around, x : right + around])
    png = bytes(cv2.imencode(".png", crop)[1])
    cell: Pixels = (left - x, top - y, right - x, bottom - y)
    return Pictured(line.model_copy(update={"crop": crop_name(png), "cell": cell}), png)


def _pixels(bbox: Box, width: int, height: int) -> Pixels:
    left, top, right, bottom = bbox
    return (int(left * width), int(top * height), min(width, round(right * width)), min(height, round(bottom * height)))
