"""Pictures of pages and of cells with what stands around them, kept at hand within a bound."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from dataclasses import dataclass

from PIL import Image

from gouji.models.result import Box
from gouji.service.messages import RenderTask
from gouji.service.review.contents import content_of
from gouji.service.store.connection import Store
from gouji.service.workers import WorkerPool

MEDIA_TYPE = "image/webp"

CROP_WIDTH = 2000
"""Pixels of the page that cells are cut from: a digit of a table on A4 is then some 35 pixels high."""

_PAGES_BYTES = 64 << 20
_OPEN_PAGES = 3  # one as pixels has 17 MB
_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture (WebP), and where in it the cell is: left, top, right, bottom in [0, 1]."""

    picture: bytes
    cell: Box


class Pictures:
    """Pictures of the documents of a store, drawn by the worker processes."""

    def __init__(self, store: Store, pool: WorkerPool, max_bytes: int) -> None:
        self._store = store
        self._pool = pool
        self._max_bytes = max_bytes
        self._pages: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._open: OrderedDict[tuple[str, int], Image.Image] = OrderedDict()
        self._lock = threading.Lock()
        self._drawing: dict[tuple[str, int, int], threading.Lock] = {}

    def page(self, sha256: str, page: int, width: int) -> bytes:
        """A page, from 1, as WebP at most ``width`` pixels wide.

        Raises:
            GoujiError: the document is gone, or the page cannot be shown.
        """
        key = (sha256, page, width)
        with self._lock:
            drawing = self._drawing.setdefault(key, threading.Lock())
        with drawing:  # whoever asks for the same page waits for it rather than have it drawn twice
            try:
                return self._known(key) or self._draw(key)
            finally:
                with self._lock:
                    self._drawing.pop(key, None)

    def crop(self, sha256: str, page: int, bbox: Box, margin: float) -> Crop:
        """A cell with what stands around it. ``margin``: heights of the cell on each side. Raises as :meth:`page`."""
        picture = self._opened(sha256, page)
        width, height = picture.size
        around = _around(bbox, margin, width / height)
        pixels = tuple(round(side * size) for side, size in zip(around, (width, height, width, height), strict=True))
        left, top, right, bottom = pixels
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        buffer = io.BytesIO()
        picture.crop((left, top, right, bottom)).save(buffer, "WEBP", quality=_QUALITY, method=2)
        return Crop(buffer.getvalue(), _within(bbox, (left / width, top / height, right / width, bottom / height)))

    def _known(self, key: tuple[str, int, int]) -> bytes | None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def _draw(self, key: tuple[str, int, int]) -> bytes:
        sha256, page, width = key
        data = content_of(self._store, sha256, self._max_bytes)
        drawn = self._pool.submit(RenderTask(data, page - 1, width)).result()
        with self._lock:
            self._pages[key] = drawn
            while sum(map(len, self._pages.values())) > _PAGES_BYTES and len(self._pages) > 1:
                self._pages.popitem(last=False)
        return drawn

    def _opened(self, sha256: str, page: int) -> Image.Image:
        key = (sha256, page)
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        picture = Image.open(io.BytesIO(self.page(sha256, page, CROP_WIDTH))).convert("RGB")
        with self._lock:
            self._open[key] = picture
            while len(self._open) > _OPEN_PAGES:
                self._open.popitem(last=False)
        return picture


def _around(bbox: Box, margin: float, aspect: float) -> Box:
    """The box with so many of its heights on each side, within the page. ``aspect``: of the page, width by height."""
    left, top, right, bottom = bbox
    down = margin * (bottom - top)
    across = down / aspect
    return (max(0.0, left - across), max(0.0, top - down), min(1.0, right + across), min(1.0, bottom + down))


def _within(bbox: Box, outer: Box) -> Box:
    """A box in fractions of another."""
    width, height = outer[2] - outer[0], outer[3] - outer[1]
    sides = zip(bbox, outer[:2] * 2, (width, height, width, height), strict=True)
    left, top, right, bottom = (min(1.0, max(0.0, (side - at) / size)) for side, at, size in sides)
    return (left, top, right, bottom)
