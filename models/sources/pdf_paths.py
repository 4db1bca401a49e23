"""Ruling lines in the paths of a PDF page: strokes, thin filled bars, borders of rectangles. Curves are left out."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pypdfium2.raw as pdfium

from gouji.models.sources.pdf_objects import PageObject, bounds, own_matrix, shows
from gouji.models.sources.pdf_view import Floats, View
from gouji.models.vision.grid import Rule

RULE_THICKNESS = 3.0
"""Points. A filled bar that is thinner is a ruling line; borders of office tables are 0.25 to 2.25."""
SHORTEST_RULE = 3.0
"""Points. Shorter strokes are parts of glyphs and ornaments."""
_SLANT = 0.02
"""Rise over run up to which a stroke counts as upright."""


def segment_count(thing: PageObject) -> int:
    """Of how many pieces a path is made."""
    return max(int(pdfium.FPDFPath_CountSegments(thing.raw)), 0)


def path_rules(thing: PageObject, view: View) -> tuple[list[Rule], Floats | None]:
    """The rules that a path draws, and its box where it fills an area."""
    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing.raw, fill_mode, stroke)
    rules: list[Rule] = []
    if stroke.value and shows(thing.raw, pdfium.FPDFPageObj_GetStrokeColor):
        rules = _strokes(thing, view)
    if not fill_mode.value or not shows(thing.raw, pdfium.FPDFPageObj_GetFillColor):
        return rules, None
    box = bounds(thing, view)
    if min(box[2] - box[0], box[3] - box[1]) >= RULE_THICKNESS:
        # One path may fill many thin bars.
        return (rules or _bars(thing, view)), box
    return (rules or _kept([Rule(*box.tolist())])), None


def _strokes(thing: PageObject, view: View) -> list[Rule]:
    """The upright straight pieces of a stroked path."""
    return _kept([rule for ring in _rings(thing, view) for a, b in pairwise(ring) for rule in _straight(a, b)])


def _bars(thing: PageObject, view: View) -> list[Rule]:
    """The thin rectangles of a filled path."""
    boxes = [(ring.min(axis=0), ring.max(axis=0)) for ring in (np.array(r) for r in _rings(thing, view)) if len(ring)]
    thin = [(low, high) for low, high in boxes if float(min(high - low)) < RULE_THICKNESS]
    return _kept([Rule(*low.tolist(), *high.tolist()) for low, high in thin])


def _straight(a: tuple[float, float], b: tuple[float, float]) -> Iterator[Rule]:
    dx, dy = abs(a[0] - b[0]), abs(a[1] - b[1])
    if min(dx, dy) <= _SLANT * max(dx, dy):
        yield Rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _kept(rules: list[Rule]) -> list[Rule]:
    return [rule for rule in rules if max(rule.x1 - rule.x0, rule.y1 - rule.y0) >= SHORTEST_RULE]


def _rings(thing: PageObject, view: View) -> list[list[tuple[float, float]]]:
    """The path's polygons in upright points, closed where the path closes them; curves break them."""
    (a, b, c), (d, e, f) = (view.matrix @ thing.matrix @ own_matrix(thing.raw)).tolist()
    rings: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(segment_count(thing)):
        segment = pdfium.FPDFPath_GetPathSegment(thing.raw, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) != pdfium.FPDF_SEGMENT_LINETO or not rings:
            rings.append([])
        rings[-1].append((a * x.value + b * y.value + c, d * x.value + e * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            rings[-1].append(rings[-1][0])
    return rings
