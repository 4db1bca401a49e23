"""What is drawn on a PDF page besides text: ruling lines, images, fills; and which text objects cannot be seen."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from gouji.models.sources.pdf_objects import PageObject, address, bounds, page_objects, shows
from gouji.models.sources.pdf_paths import RULE_THICKNESS, SHORTEST_RULE, path_rules
from gouji.models.sources.pdf_view import Floats, View
from gouji.models.vision.grid import Rule

_INVISIBLE_MODES = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}


@dataclass(frozen=True, slots=True)
class PageImage:
    """An image on the page: its box in upright points, its place in drawing order, its size in pixels."""

    left: float
    top: float
    right: float
    bottom: float
    order: int
    pixels: int

    @property
    def area(self) -> float:
        """In square points."""
        return max(self.right - self.left, 0.0) * max(self.bottom - self.top, 0.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """``text_orders``: place in drawing order of each text object, by its address. ``unseen``: addresses of the text
    objects drawn invisibly, or white on white. ``paths``: number of drawn shapes, rules included.
    """

    rules: tuple[Rule, ...]
    images: tuple[PageImage, ...]
    text_orders: dict[int, int]
    unseen: frozenset[int]
    paths: int


def read_drawing(page: PdfPage, view: View) -> Drawing:
    """Everything drawn on a page, Form XObjects followed. Curves are left out: tables have none."""
    rules: list[Rule] = []
    images: list[PageImage] = []
    dark: list[Floats] = []
    texts: dict[int, int] = {}
    white: list[PageObject] = []
    unseen: set[int] = set()
    paths = 0
    for thing in page_objects(page):
        if thing.kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts[address(thing.raw)] = thing.order
            mode = pdfium.FPDFTextObj_GetTextRenderMode(thing.raw)
            if mode in _INVISIBLE_MODES:
                unseen.add(address(thing.raw))
            elif mode == pdfium.FPDF_TEXTRENDERMODE_FILL and not shows(thing.raw, pdfium.FPDFPageObj_GetFillColor):
                white.append(thing)
        elif thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            images.append(_image(thing, page, view))
        elif thing.kind == pdfium.FPDF_PAGEOBJ_SHADING:
            dark.append(bounds(thing, view))
        elif thing.kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
            found, fill = path_rules(thing, view)
            rules.extend(found)
            if fill is not None:
                dark.append(fill)
    dark.extend(np.array([i.left, i.top, i.right, i.bottom]) for i in images)
    on_paper = {address(thing.raw) for thing in white if not _lies_on(bounds(thing, view), dark)}
    rules.extend(Rule(i.left, i.top, i.right, i.bottom) for i in images if _is_thin(i))
    return Drawing(tuple(rules), tuple(images), texts, frozenset(unseen | on_paper), paths)


def _image(thing: PageObject, page: PdfPage, view: View) -> PageImage:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(thing.raw, width, height)
    left, top, right, bottom = bounds(thing, view).tolist()
    return PageImage(
        max(left, 0.0),
        max(top, 0.0),
        min(right, view.width),
        min(bottom, view.height),
        thing.order,
        width.value * height.value,
    )


def _is_thin(image: PageImage) -> bool:
    width, height = image.right - image.left, image.bottom - image.top
    return 0 < min(width, height) < RULE_THICKNESS / 2 and max(width, height) > SHORTEST_RULE


def _lies_on(box: Floats, fills: list[Floats]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(fill[0] <= x <= fill[2] and fill[1] <= y <= fill[3] for fill in fills)
