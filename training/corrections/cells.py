"""Printed figures of generated reports, cut out of damaged pages with what each says and where its cell is.

No page is taken apart here: the places come from how the pages were made, so that hundreds of reports can be looked at
in the time that reading a dozen takes. What is read is what the reader would see of a cell whose place it knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.ink import components, ink_mask, noise_level, union
from gouji.models.vision.shapes import lone_stroke
from gouji.models.vision.strips import MARGIN
from gouji.training.corrections.dot_matrix import dot_matrix
from gouji.training.synthesis.damage.composites import COMPOSITES, Composite
from gouji.training.synthesis.damage.shot import Points, Shot
from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.kinds import without_prose
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.looks import draw_look
from gouji.training.synthesis.pages.raster import rasterise
from gouji.training.synthesis.pages.typeset import typeset
from gouji.training.synthesis.printed import PlacedText
from gouji.training.synthesis.report import Report, ReportKey, draw_report
from gouji.training.synthesis.shooting import quads

NEW = "new"
"""The kind of the trial: a face and a damage that nothing was trained on."""

DPI = 300.0
"""At which pages are rendered before they are damaged, as in the archive."""

_POINTS = 72.0
"""In an inch."""

DASHES = frozenset("-－—–")
"""A lone one is left out: on its page the reader tells it by its size beside other print."""

AROUND = 0.25
"""Of a cell's height that its picture shows around it."""

Image = NDArray[np.uint8]
"""``(height, width, 3)`` RGB."""


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure on a damaged page. ``ink``: cut about its ink, upright, with the reader's margin; ``picture``: about its
    cell, with ``cell`` the box of it in there, in pixels; ``page`` from 1, ``bbox`` of the cell in fractions of it.
    ``stroke``: the placeholder that the ink has the shape of, if any."""

    field: str
    text: str
    page: int
    bbox: tuple[float, float, float, float]
    ink: Image
    picture: Image
    cell: tuple[int, int, int, int]
    stroke: str | None


def damages() -> Mapping[str, Composite]:
    """What happens to the pages of each kind."""
    return {NEW: dot_matrix, **COMPOSITES}


@dataclass(frozen=True, slots=True)
class DamagedPage:
    """A page with the printed figures on it, and the ink and the cell of each as quadrilaterals."""

    shot: Shot
    texts: tuple[PlacedText, ...]

    @property
    def places(self) -> Iterator[tuple[PlacedText, Points, Points]]:
        """Each figure with its ink and its cell."""
        count = len(self.texts)
        return zip(self.texts, self.shot.quads[:count], self.shot.quads[count:], strict=True)


def damaged_pages(kind: str, report: Report, face: str | None) -> Iterator[DamagedPage]:
    """The tables of a report, printed and damaged. ``face``: file of the face that they are set in; None: one of the
    archive's."""
    look = _look(kind, report.key, face)
    printed = typeset(without_prose(report.manuscript), look)
    damage, draw = damages()[kind], stream(report.key.name, "trial damage", kind)
    wrapped = Counter(text.tag.id for text in printed.texts if text.tag.kind == "value")
    for number, pixels in enumerate(rasterise(printed, DPI)):
        cells = {cell.field: cell.bbox for cell in printed.cells if cell.page_index == number}
        own = (t for t in printed.texts if t.page_index == number and t.tag.id in cells and wrapped[t.tag.id] == 1)
        texts = [text for text in own if not set(text.text) <= DASHES]
        boxes = quads([*(t.bbox for t in texts), *(cells[t.tag.id] for t in texts)])
        shot = Shot(pixels, boxes * (pixels.shape[1], pixels.shape[0]), DPI)
        yield DamagedPage(damage(shot, draw), tuple(texts))


def _look(kind: str, key: ReportKey, face: str | None) -> Look:
    look = draw_look(stream(key.name, "trial", kind), key.split)
    return replace(look, table_font=face) if face else look


def printed_figures(kind: str, key: ReportKey, face: str | None) -> Iterator[PrintedFigure]:
    """The figures of the tables of a report. ``face`` as for :func:`damaged_pages`."""
    em = _look(kind, key, face).table_size / _POINTS
    for number, page in enumerate(damaged_pages(kind, draw_report(key), face), start=1):
        shot = page.shot
        for text, ink, cell in page.places:
            picture, place = _pictured(shot.pixels, cell)
            corners = np.clip(cell / (shot.width, shot.height), 0, 1)
            (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
            crop = _upright(shot.pixels, ink)
            stroke = _stroke(crop, em * shot.dpi)
            yield PrintedFigure(
                text.tag.id, text.text, number, (left, top, right, bottom), crop, picture, place, stroke
            )


def _stroke(crop: Image, em: float) -> str | None:
    """As the reader tells placeholders by their shape. ``em`` in pixels."""
    mask = ink_mask(crop, noise_level(crop))
    boxes = components(mask)
    if not boxes:
        return None
    box = union(boxes)
    return lone_stroke(mask[box.top : box.bottom, box.left : box.right] > 0, box, em)


def _upright(pixels: Image, quad: Points) -> Image:
    """What is in a quadrilateral, with the reader's margin around it, drawn upright at its own size."""
    width, height = (max(4.0, float(np.linalg.norm(quad[i] - quad[0]))) for i in (1, 3))
    margin = MARGIN * height
    left, top, right, bottom = margin, margin, margin + width, margin + height
    wanted = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), wanted)
    size = (round(right + margin), round(bottom + margin))
    return np.asarray(cv2.warpPerspective(pixels, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _pictured(pixels: Image, quad: Points) -> tuple[Image, tuple[int, int, int, int]]:
    """The upright box about a cell with some of what is around it; and where in it the box is."""
    left, top = np.maximum(np.floor(quad.min(axis=0)), 0).astype(int).tolist()
    right, bottom = np.minimum(np.ceil(quad.max(axis=0)), (pixels.shape[1], pixels.shape[0])).astype(int).tolist()
    around = round(AROUND * (bottom - top))
    x, y = max(0, left - around), max(0, top - around)
    picture = pixels[y : bottom + around, x : right + around]
    return picture.copy(), (left - x, top - y, right - x, bottom - y)
