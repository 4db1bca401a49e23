"""What a source needs of whatever reads page images, so that it can be exchanged."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gouji.models.document import Page

Image = NDArray[np.uint8]
"""Shape ``(height, width, 3)``, RGB."""


class ImageReader(Protocol):
    """Reads the image of a page to lines."""

    name: str
    """Engine and version, for the result's ``engine.ocr``."""

    def read(self, image: Image, page_index: int) -> Page:
        """The page with its lines in reading order: rows of tables as separated lines, prose as others."""
        ...
