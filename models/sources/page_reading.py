"""Reading the picture of a page, with failure of the one page as a value."""

from __future__ import annotations

import logging

from gouji.models.document import Page, Problem
from gouji.models.errors import GoujiError
from gouji.models.sources.memory import is_out_of_memory
from gouji.models.vision.image_reader import Image, ImageReader

_LOG = logging.getLogger(__name__)
_BLANK_SPREAD = 24
"""Of 255: a picture whose lightest and darkest pixels are no further apart shows nothing."""


def read_picture(image: Image, page_index: int, images: ImageReader) -> tuple[Page, tuple[Problem, ...]]:
    """The page that a picture shows; a picture of nothing has no lines, and is not read.

    Raises:
        MemoryError: reading it needs more memory than there is, which is no fault of the page.
    """
    if int(image.max()) - int(image.min()) <= _BLANK_SPREAD:
        return Page(page_index, (), "ocr"), ()
    try:
        return images.read(image, page_index), ()
    except (GoujiError, MemoryError):
        raise
    except Exception as error:
        if is_out_of_memory(error):
            raise MemoryError(str(error)) from error
        _LOG.exception("page %d could not be read", page_index + 1)
        message = f"第 {page_index + 1} 页识别失败（{type(error).__name__}）"
        return Page(page_index, (), "ocr"), (Problem(page_index, "ocr", message, is_ours=True),)
