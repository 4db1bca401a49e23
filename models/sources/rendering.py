"""Pictures of pages for people: as a viewer shows them."""

from __future__ import annotations

import cv2
import numpy as np
from pypdfium2 import PdfiumError

from gouji.models.errors import DamagedFileError, UnsupportedMediaError
from gouji.models.limits import Limits
from gouji.models.sources.image import frame_pixels, opened_image
from gouji.models.sources.media import media_type
from gouji.models.sources.pdf_drawing import check_images
from gouji.models.sources.pdf_file import load_page, opened, picture
from gouji.models.sources.pdf_objects import TooComplexPageError
from gouji.models.vision.image_reader import Image

_TALLEST = 8
"""Times the width asked for: a page may be this tall before it is shown narrower."""


def render_page(data: bytes, page_index: int, max_width: int, limits: Limits) -> Image:
    """The picture of a page of a PDF or an image file, at most ``max_width`` pixels wide.

    Raises:
        GoujiError: the file cannot be opened, or exceeds the limits.
        UnsupportedMediaError: a text has no pages.
        DamagedFileError: it has no such page, or the page cannot be shown.
    """
    kind = media_type(data)
    if kind == "application/pdf":
        return _pdf_page(data, page_index, max_width, limits)
    if kind == "text/plain":
        raise UnsupportedMediaError("文本文件没有页面图像；可以提交 PDF 或图片")
    with opened_image(data, kind, limits) as image:
        if page_index < 0:
            raise _no_such_page(page_index)
        return _shrunk(frame_pixels(image, page_index), max_width)


def _pdf_page(data: bytes, page_index: int, max_width: int, limits: Limits) -> Image:
    with opened(data, limits) as document:
        if not 0 <= page_index < len(document):
            raise _no_such_page(page_index)
        try:
            page = load_page(document, page_index)
        except PdfiumError as error:
            raise DamagedFileError(f"第 {page_index + 1} 页已损坏，无法显示") from error
        try:
            check_images(page, limits)
            width, height = page.get_size()
            return picture(page, max_width / max(width, height / _TALLEST, 1.0))
        except TooComplexPageError as error:
            raise DamagedFileError(f"第 {page_index + 1} 页的{error}，无法显示") from error
        finally:
            page.close()


def _shrunk(image: Image, max_width: int) -> Image:
    height, width = image.shape[:2]
    if width <= max_width:
        return image
    size = (max_width, max(round(height * max_width / width), 1))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _no_such_page(page_index: int) -> DamagedFileError:
    return DamagedFileError(f"没有第 {page_index + 1} 页")
