"""Stand-ins for what reads images, for the tests of the sources."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.models.document import Line, Page
from gouji.models.limits import Limits
from gouji.models.progress import silent
from gouji.models.vision.image_reader import Image

LIMITS = Limits()
__all__ = ["LIMITS", "RecordingReader", "silent", "texts"]


class RecordingReader:
    """Answers each page with the lines given, and keeps the images it was shown."""

    name = "recording"

    def __init__(self, answers: Sequence[tuple[Line, ...]] = (), error: Exception | None = None) -> None:
        self.images: list[Image] = []
        self.pages: list[int] = []
        self._answers = answers
        self._error = error

    def read(self, image: Image, page_index: int) -> Page:
        self.images.append(image)
        self.pages.append(page_index)
        if self._error:
            raise self._error
        return Page(page_index, self._answers[page_index] if page_index < len(self._answers) else (), "ocr")


def texts(lines: Sequence[Line]) -> list[list[str]]:
    return [[piece.text for piece in line.pieces] for line in lines]
