"""What is drawn on a PDF page besides text: ruling lines, images, fills; and which text objects cannot be seen."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from gouji.models.errors import TooManyPixelsError
from gouji.models.limits import Limits
from gouji.models.sources.pdf_objects import (
    PageObject,
    TooComplexPageError,
    address,
    bounds,
    page_objects,
    shows,
)
from gouji.models.sources.pdf_paths import RULE_THICKNESS, SHORTEST_RULE, path_rules, segment_count
from gouji.models.sources.pdf_view import Floats, View
from gouji.models.vision.grid import Rule

_MOST_SEGMENTS = 100_000
"""Pieces of the paths of a page that are looked at: a page full of tables with every cell framed has some 5,000."""

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
    """Everything drawn on a page, Form XObjects followed. Curves are left out: tables have none.

    Raises:
        TooComplexPageError: there is more than is looked at.
    """
    rules: list[Rule] = []
    images: list[PageImage] = []
    dark: list[Floats] = []
    texts: dict[int, int] = {}
    white: list[PageObject] = []
    unseen: set[int] = set()
    paths = segments = 0
    for thing in page_objects(page):
        if thing.kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts[address(thing.raw)] = thing.order
            mode = pdfium.FPDFTextObj_GetTextRenderMode(thing.raw)
            if mode in _INVISIBLE_MODES:
                unseen.add(address(thing.raw))
            elif mode == pdfium.FPDF_TEXTRENDERMODE_FILL and not shows(thing.raw, pdfium.FPDFPageObj_GetFillColor):
                white.append(thing)
        elif thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            images.append(_image(thing, view))
        elif thing.kind == pdfium.FPDF_PAGEOBJ_SHADING:
            dark.append(bounds(thing, view))
        elif thing.kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
            segments += segment_count(thing)
            if segments > _MOST_SEGMENTS:
                raise TooComplexPageError(f"线条超过 {_MOST_SEGMENTS} 段")
            found, fill = path_rules(thing, view)
            rules.extend(found)
            if fill is not None:
                dark.append(fill)
    dark.extend(np.array([i.left, i.top, i.right, i.bottom]) for i in images)
    fills = np.ascontiguousarray(np.array(dark).reshape(-1, 4).T)
    on_paper = {address(thing.raw) for thing in white if not _lies_on(bounds(thing, view), fills)}
    rules.extend(Rule(i.left, i.top, i.right, i.bottom) for i in images if _is_thin(i))
    return Drawing(tuple(rules), tuple(images), texts, frozenset(unseen | on_paper), paths)


def check_images(page: PdfPage, limits: Limits) -> None:
    """Look at the images of a page before it is shown: PDFium decodes an image whole, however small it is shown.

    Raises:
        TooManyPixelsError: one has more pixels than allowed.
        TooComplexPageError: there is more on the page than is looked at.
    """
    refuse_large((_pixels(thing) for thing in page_objects(page) if thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE), limits)


def refuse_large(pixels: Iterable[int], limits: Limits) -> None:
    """Refuse images by their numbers of pixels.

    Raises:
        TooManyPixelsError: one has more than allowed.
    """
    largest = max(pixels, default=0)
    if largest > limits.max_pixels:
        raise TooManyPixelsError(
            f"有一页的图片有 {largest / 1e6:.4g} 百万像素，最多允许 {limits.max_pixels / 1e6:.4g} 百万像素；"
            "请降低扫描分辨率后再提交"
        )


def _pixels(thing: PageObject) -> int:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(thing.raw, width, height)
    return width.value * height.value


def _image(thing: PageObject, view: View) -> PageImage:
    left, top, right, bottom = bounds(thing, view).tolist()
    return PageImage(
        max(left, 0.0),
        max(top, 0.0),
        min(right, view.width),
        min(bottom, view.height),
        thing.order,
        _pixels(thing),
    )


def _is_thin(image: PageImage) -> bool:
    width, height = image.right - image.left, image.bottom - image.top
    return 0 < min(width, height) < RULE_THICKNESS / 2 and max(width, height) > SHORTEST_RULE


def _lies_on(box: Floats, fills: Floats) -> bool:
    """Whether the middle of the box ``(4,)`` lies in one of the fills, ``(4, n)``: their lefts, tops and so on."""
    left, top, right, bottom = fills
    x, y = (box[:2] + box[2:]) / 2
    return bool(((left <= x) & (x <= right) & (top <= y) & (y <= bottom)).any())
