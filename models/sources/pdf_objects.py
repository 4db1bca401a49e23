"""The objects drawn on a PDF page in their order, with the matrices of the forms they are in."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from gouji.models.sources.pdf_view import Floats, View

_WHITE = 245
"""Of 255: ink this light does not show on paper."""
_DEEPEST = 12
"""Form XObjects inside one another that are followed; a file may nest them without end."""
MOST_OBJECTS = 60_000
"""Objects of a page that are looked at: a drawn map may have millions, a page of a report has some hundreds."""


class TooComplexPageError(Exception):
    """A page holds more than is looked at; the text says of what, in Chinese."""


@dataclass(frozen=True, slots=True)
class PageObject:
    """An object of the page with the matrix ``(3, 3)`` that takes its coordinates to page space."""

    raw: ctypes._Pointer  # type: ignore[type-arg]
    kind: int
    matrix: Floats
    order: int


def address(raw: ctypes._Pointer) -> int:  # type: ignore[type-arg]
    """The address of a PDFium object: its identity."""
    return ctypes.cast(raw, ctypes.c_void_p).value or 0


def page_objects(page: PdfPage) -> Iterator[PageObject]:
    """Objects in drawing order, those inside forms in place of the form.

    Raises:
        TooComplexPageError: there are more than 60,000.
    """
    order = 0
    stack = [_children(page.raw, None, np.eye(3))]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        raw, matrix = entry
        kind = pdfium.FPDFPageObj_GetType(raw)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if len(stack) < _DEEPEST:
                stack.append(_children(page.raw, raw, matrix @ own_matrix(raw)))
            continue
        order += 1
        if order > MOST_OBJECTS:
            raise TooComplexPageError(f"图形和文字对象超过 {MOST_OBJECTS} 个")
        yield PageObject(raw, kind, matrix, order)


def _children(page: object, form: object | None, matrix: Floats) -> Iterator[tuple[ctypes._Pointer, Floats]]:  # type: ignore[type-arg]
    if form is None:
        for index in range(pdfium.FPDFPage_CountObjects(page)):
            yield pdfium.FPDFPage_GetObject(page, index), matrix
    else:
        for index in range(pdfium.FPDFFormObj_CountObjects(form)):
            yield pdfium.FPDFFormObj_GetObject(form, index), matrix


def own_matrix(raw: object) -> Floats:
    """The matrix ``(3, 3)`` of an object itself."""
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(raw, m):
        return np.eye(3)
    return np.array([[m.a, m.c, m.e], [m.b, m.d, m.f], [0.0, 0.0, 1.0]])


def bounds(thing: PageObject, view: View) -> Floats:
    """Bounds of an object, ``(4,)``, in upright points."""
    values = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(thing.raw, *values)
    left, bottom, right, top = (value.value for value in values)
    corners = np.array([[left, left, right, right], [bottom, top, bottom, top], [1, 1, 1, 1]])
    x, y = (view.matrix @ thing.matrix) @ corners
    return np.array([x.min(), y.min(), x.max(), y.max()])


def shows(raw: object, colour_of: object) -> bool:
    """Whether the colour of an object shows on white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour_of(raw, red, green, blue, alpha):  # type: ignore[operator]
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < _WHITE
