"""What is wrong with where a renderer says that texts and cells stand, as the PDF itself shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from gouji.models.document import BBox
from gouji.training.synthesis.manuscript import Manuscript, Table
from gouji.training.synthesis.printed import PrintedReport

SCALE = 3.0
"""Pixels per point of the pictures that are looked at."""

DARK = 160
"""Grey under which a pixel is ink."""

SLACK = 0.7
"""Points that a box may be too wide on each side."""


def complaints(manuscript: Manuscript, printed: PrintedReport) -> list[str]:
    """Everything that contradicts the PDF, in words; empty where the gold is right."""
    return [*_wrong_cells(manuscript, printed), *_wrong_texts(printed), *_lost_glyphs(manuscript, printed)]


def _wrong_cells(manuscript: Manuscript, printed: PrintedReport) -> Iterator[str]:
    values = {c.tag.id: c.text for t in manuscript.elements if isinstance(t, Table) for c in t.cells if _is_value(c)}
    counts = Counter(cell.field for cell in printed.cells)
    yield from (f"field {field} has {counts[field]} cells" for field in values if counts[field] != 1)
    yield from (f"cell of no value: {field}" for field in counts if field not in values)
    for cell in printed.cells:
        inside = [
            text.text
            for text in printed.texts
            if text.page_index == cell.page_index and _holds(cell.bbox, text.bbox) and text.tag.kind != "page_number"
        ]
        shown, wanted = _bare("".join(inside)), _bare(values.get(cell.field, ""))
        # A value that a page break cuts stands in two parts of its cell.
        if shown != wanted and not (shown and shown in wanted):
            yield f"cell {cell.field} holds {inside}, not {wanted!r}"


def _wrong_texts(printed: PrintedReport) -> Iterator[str]:
    with pdfium.PdfDocument(printed.pdf) as document:
        if len(document) != len(printed.page_sizes):
            yield f"{len(document)} pages, said to be {len(printed.page_sizes)}"
        for index, page in enumerate(document):
            width, height = page.get_size()
            if max(abs(width - printed.page_sizes[index][0]), abs(height - printed.page_sizes[index][1])) > 0.1:
                yield f"page {index} is {width} by {height}, not {printed.page_sizes[index]}"
            picture = page.render(scale=SCALE, grayscale=True).to_numpy().squeeze()
            layer = page.get_textpage()
            for text in (text for text in printed.texts if text.page_index == index):
                box = text.bbox
                edges = (box.left * width, (1 - box.bottom) * height, box.right * width, (1 - box.top) * height)
                read = _bare(layer.get_text_bounded(*edges))
                if read != _bare(text.text):
                    yield f"page {index}: {read!r} stands where {text.text!r} is said to"
                elif not _is_tight(picture, box):
                    yield f"page {index}: {text.text!r} does not fill {box}"


def _lost_glyphs(manuscript: Manuscript, printed: PrintedReport) -> Iterator[str]:
    """Every glyph is placed; repeated headers are placed more often."""
    wanted: Counter[str] = Counter()
    for element in manuscript.elements:
        texts = [c.text for c in element.cells] if isinstance(element, Table) else [element.text]
        wanted.update(_bare("".join(texts)))
    placed = Counter(_bare("".join(text.text for text in printed.texts)))
    lost = wanted - placed
    if lost:
        yield f"not placed: {lost}"


def _is_tight(picture: NDArray[np.uint8], box: BBox) -> bool:
    height, width = picture.shape
    left, top = int(box.left * width), int(box.top * height)
    part = picture[top : int(box.bottom * height) + 1, left : int(box.right * width) + 1] < DARK
    if not part.any():
        return False
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    slack = SLACK * SCALE + 1
    return bool(max(rows[0], part.shape[0] - 1 - rows[-1], columns[0], part.shape[1] - 1 - columns[-1]) <= slack)


def _is_value(cell: object) -> bool:
    return getattr(getattr(cell, "tag", None), "kind", "") == "value"


def _holds(outer: BBox, inner: BBox) -> bool:
    x, y = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return outer.left <= x <= outer.right and outer.top <= y <= outer.bottom


def _bare(text: str) -> str:
    return "".join(text.split())
