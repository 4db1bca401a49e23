"""What is drawn on a PDF page besides text: ruling lines, images, fills; and which text objects cannot be seen."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from gouji.models.sources.pdf_view import Floats, View
from gouji.models.vision.grid import Rule

RULE_THICKNESS = 3.0
"""Points. A filled bar that is thinner is a ruling line; borders of office tables are 0.25 to 2.25."""
_SHORTEST_RULE = 3.0
"""Points. Shorter strokes are parts of glyphs and ornaments."""
_SLANT = 0.02
"""Rise over run up to which a stroke counts as upright."""
_WHITE = 245
"""Of 255: ink this light does not show on paper."""
_INVISIBLE_MODES = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}
_DEEPEST = 12
"""Form XObjects inside one another that are followed; a file may nest them without end."""
_MOST_OBJECTS = 60_000
"""Objects of a page that are looked at: a drawn map may have millions, a page of a report has some hundreds."""


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


@dataclass(frozen=True, slots=True)
class _Object:
    """An object of the page with the matrix ``(3, 3)`` that takes its coordinates to page space."""

    raw: ctypes._Pointer  # type: ignore[type-arg]
    kind: int
    matrix: Floats
    order: int


def read_drawing(page: PdfPage, view: View) -> Drawing:
    """Everything drawn on a page, Form XObjects followed. Curves are left out: tables have none."""
    rules: list[Rule] = []
    images: list[PageImage] = []
    dark: list[Floats] = []
    texts: dict[int, int] = {}
    white: list[_Object] = []
    unseen: set[int] = set()
    paths = 0
    for thing in _objects(page):
        if thing.kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts[address(thing.raw)] = thing.order
            if pdfium.FPDFTextObj_GetTextRenderMode(thing.raw) in _INVISIBLE_MODES:
                unseen.add(address(thing.raw))
            elif not _shows(thing.raw, pdfium.FPDFPageObj_GetFillColor):
                white.append(thing)
        elif thing.kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            images.append(_image(thing, page, view))
        elif thing.kind == pdfium.FPDF_PAGEOBJ_PATH:
            paths += 1
            found, fill = _path(thing, view)
            rules.extend(found)
            if fill is not None:
                dark.append(fill)
    dark.extend(np.array([i.left, i.top, i.right, i.bottom]) for i in images)
    on_paper = {address(thing.raw) for thing in white if not _lies_on(_box(thing, view), dark)}
    rules.extend(Rule(i.left, i.top, i.right, i.bottom) for i in images if _is_thin(i))
    return Drawing(tuple(rules), tuple(images), texts, frozenset(unseen | on_paper), paths)


def address(raw: ctypes._Pointer) -> int:  # type: ignore[type-arg]
    """The address of a PDFium object: its identity."""
    return ctypes.cast(raw, ctypes.c_void_p).value or 0


def _objects(page: PdfPage) -> Iterator[_Object]:
    """Objects in drawing order, those inside forms in place of the form."""
    order = 0
    stack = [_children(page.raw, None, np.eye(3))]
    while stack and order < _MOST_OBJECTS:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        raw, matrix = entry
        kind = pdfium.FPDFPageObj_GetType(raw)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if len(stack) < _DEEPEST:
                stack.append(_children(page.raw, raw, matrix @ _matrix(raw)))
            continue
        order += 1
        yield _Object(raw, kind, matrix, order)


def _children(page: object, form: object | None, matrix: Floats) -> Iterator[tuple[ctypes._Pointer, Floats]]:  # type: ignore[type-arg]
    if form is None:
        for index in range(pdfium.FPDFPage_CountObjects(page)):
            yield pdfium.FPDFPage_GetObject(page, index), matrix
    else:
        for index in range(pdfium.FPDFFormObj_CountObjects(form)):
            yield pdfium.FPDFFormObj_GetObject(form, index), matrix


def _matrix(raw: object) -> Floats:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(raw, m):
        return np.eye(3)
    return np.array([[m.a, m.c, m.e], [m.b, m.d, m.f], [0.0, 0.0, 1.0]])


def _box(thing: _Object, view: View) -> Floats:
    """Bounds of an object, ``(4,)``, in upright points."""
    values = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(thing.raw, *values)
    left, bottom, right, top = (value.value for value in values)
    corners = np.array([[left, left, right, right], [bottom, top, bottom, top], [1, 1, 1, 1]])
    x, y = (view.matrix @ thing.matrix) @ corners
    return np.array([x.min(), y.min(), x.max(), y.max()])


def _image(thing: _Object, page: PdfPage, view: View) -> PageImage:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(thing.raw, width, height)
    left, top, right, bottom = _box(thing, view).tolist()
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
    return 0 < min(width, height) < RULE_THICKNESS / 2 and max(width, height) > _SHORTEST_RULE


def _lies_on(box: Floats, fills: list[Floats]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(fill[0] <= x <= fill[2] and fill[1] <= y <= fill[3] for fill in fills)


def _shows(raw: object, colour_of: object) -> bool:
    """Whether the colour of an object shows on white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour_of(raw, red, green, blue, alpha):  # type: ignore[operator]
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE


def _path(thing: _Object, view: View) -> tuple[list[Rule], Floats | None]:
    """The rules that a path draws, and its box where it fills an area."""
    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing.raw, fill_mode, stroke)
    rules: list[Rule] = []
    if stroke.value and _shows(thing.raw, pdfium.FPDFPageObj_GetStrokeColor):
        rules = _strokes(thing, view)
    if not fill_mode.value or not _shows(thing.raw, pdfium.FPDFPageObj_GetFillColor):
        return rules, None
    box = _box(thing, view)
    if min(box[2] - box[0], box[3] - box[1]) >= RULE_THICKNESS:
        # One path may fill many thin bars.
        return (rules or _bars(thing, view)), box
    return (rules or _kept([Rule(*box.tolist())])), None


def _strokes(thing: _Object, view: View) -> list[Rule]:
    """The upright straight pieces of a stroked path."""
    return _kept([rule for ring in _rings(thing, view) for a, b in pairwise(ring) for rule in _straight(a, b)])


def _bars(thing: _Object, view: View) -> list[Rule]:
    """The thin rectangles of a filled path."""
    boxes = [(ring.min(axis=0), ring.max(axis=0)) for ring in (np.array(r) for r in _rings(thing, view)) if len(ring)]
    thin = [(low, high) for low, high in boxes if float(min(high - low)) < RULE_THICKNESS]
    return _kept([Rule(*low.tolist(), *high.tolist()) for low, high in thin])


def _straight(a: tuple[float, float], b: tuple[float, float]) -> Iterator[Rule]:
    dx, dy = abs(a[0] - b[0]), abs(a[1] - b[1])
    if min(dx, dy) <= _SLANT * max(dx, dy):
        yield Rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _kept(rules: list[Rule]) -> list[Rule]:
    return [rule for rule in rules if max(rule.x1 - rule.x0, rule.y1 - rule.y0) >= _SHORTEST_RULE]


def _rings(thing: _Object, view: View) -> list[list[tuple[float, float]]]:
    """The path's polygons in upright points, closed where the path closes them; curves break them."""
    matrix = view.matrix @ thing.matrix @ _matrix(thing.raw)
    rings: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(thing.raw)):
        segment = pdfium.FPDFPath_GetPathSegment(thing.raw, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        u, v = matrix @ (x.value, y.value, 1.0)
        if pdfium.FPDFPathSegment_GetType(segment) != pdfium.FPDF_SEGMENT_LINETO or not rings:
            rings.append([])
        rings[-1].append((float(u), float(v)))
        if pdfium.FPDFPathSegment_GetClose(segment):
            rings[-1].append(rings[-1][0])
    return rings
