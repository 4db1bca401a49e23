"""Pages as pictures, and pictures as the pages of a scan."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image

from gouji.training.synthesis.pages.hidden_text import hidden_text
from gouji.training.synthesis.pages.pdf_file import Page, Picture, pdf_file
from gouji.training.synthesis.printed import PlacedText, PrintedReport

Pixels = NDArray[np.uint8]
"""``(height, width, 3)`` RGB."""

_POINTS_PER_INCH = 72

_TRIMMED = 0.01
"""Points less than the images: viewers round the pixels of a page up, and would add a row and a column."""


def rasterise(printed: PrintedReport, dpi: float) -> tuple[Pixels, ...]:
    """The pages as a viewer shows them."""
    with pdfium.PdfDocument(printed.pdf) as document:
        bitmaps = [page.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True) for page in document]
        return tuple(np.array(bitmap.to_numpy()[:, :, :3]) for bitmap in bitmaps)


def images_to_pdf(
    images: Sequence[Pixels], dpi: float | Sequence[float], *, quality: int = 85, texts: Sequence[PlacedText] = ()
) -> bytes:
    """A scan: a JPEG fills each page. ``dpi``: of all pages or of each. ``quality`` from 1 to 95.

    ``texts`` make an invisible text layer, as scanners with OCR write it: what it says need not be what is seen.
    """
    each = [dpi] * len(images) if isinstance(dpi, float | int) else dpi
    sizes = [(_points(i.shape[1], d), _points(i.shape[0], d)) for i, d in zip(images, each, strict=True)]
    layer = hidden_text(texts, sizes)
    pages = [
        Page(width, height, content, _picture(image, quality))
        for image, (width, height), content in zip(images, sizes, layer.contents, strict=True)
    ]
    return pdf_file(pages, layer.fonts)


def _points(pixels: int, dpi: float) -> float:
    return pixels * _POINTS_PER_INCH / dpi - _TRIMMED


def _picture(image: Pixels, quality: int) -> Picture:
    out = io.BytesIO()
    Image.fromarray(image).save(out, "JPEG", quality=quality)
    return Picture(out.getvalue(), image.shape[1], image.shape[0])
