"""From PDF page space to the page as a viewer shows it, and to a frame in which the text stands upright."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from pypdfium2 import PdfPage

from gouji.models.document import BBox

Floats = NDArray[np.float64]

_DEVICE = 1 << 24
"""Device units across the page when PDFium is asked for its transformation: it answers in integers."""
_PROBE = 100.0
"""Points between the page positions it is asked for; device units of a page of 14,400 points stay below 2**31."""


@dataclass(frozen=True, slots=True)
class View:
    """``matrix`` (2, 3) takes page space to upright points, origin top left, y downwards; ``width`` and ``height`` are
    the page's in that frame, in points. ``turns``: quarter turns, clockwise, by which the text is turned on the page
    as shown (0 for nearly every page; a wide table set sideways has 1 or 3).
    """

    matrix: Floats
    width: float
    height: float
    turns: int = 0

    def upright(self, boxes: Floats) -> Floats:
        """Boxes ``(n, 4)`` of page space (left, bottom, right, top) as left, top, right, bottom in upright points."""
        corners = np.stack([boxes[:, [0, 1]], boxes[:, [2, 3]]], axis=1)
        moved = corners @ self.matrix[:, :2].T + self.matrix[:, 2]
        return np.concatenate([moved.min(axis=1), moved.max(axis=1)], axis=1)

    def shown(self, left: float, top: float, right: float, bottom: float) -> BBox:
        """A box of the upright frame in fractions of the page as shown."""
        u0, u1 = _clip(left / self.width), _clip(right / self.width)
        v0, v1 = _clip(top / self.height), _clip(bottom / self.height)
        if self.turns == 1:
            return BBox(1 - v1, u0, 1 - v0, u1)
        if self.turns == 2:
            return BBox(1 - u1, 1 - v1, 1 - u0, 1 - v0)
        if self.turns == 3:
            return BBox(v0, 1 - u1, v1, 1 - u0)
        return BBox(u0, v0, u1, v1)

    def placed(self, box: BBox) -> tuple[float, float, float, float]:
        """A box in fractions of the page as shown, in upright points: the inverse of :meth:`shown`."""
        inverse = View(self.matrix, 1.0, 1.0, (4 - self.turns) % 4)
        upright = inverse.shown(box.left, box.top, box.right, box.bottom)
        return (
            upright.left * self.width,
            upright.top * self.height,
            upright.right * self.width,
            upright.bottom * self.height,
        )

    def turned(self, turns: int) -> View:
        """The frame turned back by quarter turns, for a page whose text is turned by them."""
        view = self
        for _ in range(turns % 4):
            # x grows where y grew, and y where x shrank.
            matrix = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, view.width]]) @ np.vstack([view.matrix, [0, 0, 1]])
            view = View(matrix, view.height, view.width, view.turns + 1)
        return view


def page_view(page: PdfPage) -> View:
    """The view of a page with its CropBox and its /Rotate applied."""
    width, height = page.get_size()
    origin, along_x, along_y = (_device(page, *point) for point in ((0.0, 0.0), (_PROBE, 0.0), (0.0, _PROBE)))
    matrix = np.column_stack([(along_x - origin) / _PROBE, (along_y - origin) / _PROBE, origin])
    return View(matrix * np.array([[width], [height]]) / _DEVICE, width, height)


def _device(page: PdfPage, x: float, y: float) -> Floats:
    dx, dy = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, _DEVICE, _DEVICE, 0, x, y, dx, dy)
    return np.array([dx.value, dy.value], dtype=np.float64)


def _clip(fraction: float) -> float:
    return min(max(float(fraction), 0.0), 1.0)
