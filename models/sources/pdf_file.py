"""Opening a PDF, and pictures of its pages. PDFium is not thread-safe: one thread of a process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from gouji.models.document import BBox
from gouji.models.errors import DamagedFileError, EncryptedFileError, TooManyPagesError, TooManyPixelsError
from gouji.models.limits import Limits
from gouji.models.vision.image_reader import Image

READING_DPI = 200
_POINTS_PER_INCH = 72
_LARGEST_SHORT_SIDE = 842.0
"""Points: the short side of A3. Larger pages are scans whose pixels were taken for points."""
_LEAST_LEGIBLE = 0.5
"""Of the resolution wanted: below half of it (100 dpi on A4) small print cannot be read."""
_NOT_SHOWING = {pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP}
_END_WITHIN = 2048
"""Bytes at the end of a file in which its end mark is looked for."""


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[PdfDocument]:
    """An open PDF; its pages must not be used after.

    Raises:
        EncryptedFileError: it asks for a password. One with only an owner password opens.
        DamagedFileError: it cannot be opened, even after repair.
        TooManyPagesError: more pages than allowed.
    """
    document = _open(data)
    try:
        if len(document) > limits.max_pages:
            raise TooManyPagesError(f"文件有 {len(document)} 页，最多允许 {limits.max_pages} 页；请只保留年报部分")
        yield document
    finally:
        document.close()


def is_complete(data: bytes) -> bool:
    """Whether the file has the mark that ends a PDF."""
    return b"%%EOF" in data[-_END_WITHIN:]


def load_page(document: PdfDocument, index: int) -> PdfPage:
    """A page with what is filled in and stamped on it (form fields, comments, stamps) made part of its content.

    Raises:
        PdfiumError: the page is damaged.
    """
    page = document[index]
    if not _has_showing_annotations(page):
        return page
    pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return document[index]


def _has_showing_annotations(page: PdfPage) -> bool:
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind not in _NOT_SHOWING:
            return True
    return False


def render(page: PdfPage, limits: Limits, region: BBox | None = None) -> Image:
    """The picture of a page, or of a part of it, at 200 dpi, or at less where that is too many pixels and legible.

    Raises:
        TooManyPixelsError: it would be illegible within the limit.
    """
    width, height = page.get_size()
    wanted = READING_DPI / _POINTS_PER_INCH * min(1.0, _LARGEST_SHORT_SIDE / max(min(width, height), 1.0))
    scale = min(wanted, (limits.max_pixels / max(width * height, 1.0)) ** 0.5)
    if scale < _LEAST_LEGIBLE * wanted:
        pixels = round(width * wanted) * round(height * wanted)
        raise TooManyPixelsError(
            f"有一页太大（{width:.0f} × {height:.0f} 点，约 {pixels / 1e6:.0f} 百万像素），"
            f"最多允许 {limits.max_pixels / 1e6:.0f} 百万像素；请按 A4 重新生成后再提交"
        )
    return picture(page, scale, region)


def picture(page: PdfPage, scale: float, region: BBox | None = None) -> Image:
    """The picture of a page at this many pixels per point, as a viewer shows it."""
    width, height = page.get_size()
    # PDFium wants what to cut off, in points: left, bottom, right, top.
    crop = (0.0, 0.0, 0.0, 0.0)
    if region is not None:
        crop = (
            region.left * width,
            (1 - region.bottom) * height,
            (1 - region.right) * width,
            region.top * height,
        )
    bitmap = page.render(scale=scale, crop=crop, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=False)
    try:
        return _as_rgb(np.asarray(bitmap.to_numpy()))
    finally:
        bitmap.close()


def _as_rgb(pixels: Image) -> Image:
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
    return np.ascontiguousarray(pixels[:, :, :3])


def _open(data: bytes) -> PdfDocument:
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise EncryptedFileError("这个 PDF 需要密码才能打开；请去掉密码后再提交") from error
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise EncryptedFileError("这个 PDF 的加密方式无法打开；请去掉加密后再提交") from error
        raise DamagedFileError("这个 PDF 已损坏，尝试修复后仍无法打开；请重新下载或重新生成后再提交") from error
