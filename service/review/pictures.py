"""Pictures of pages and of cells with what stands around them, kept at hand within a bound."""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import Request
from PIL import Image
from starlette.concurrency import run_in_threadpool

from gouji.models.result import Box
from gouji.service.answering import answer
from gouji.service.errors import OverloadedError
from gouji.service.messages import RenderTask
from gouji.service.review.contents import content_of
from gouji.service.settings import Settings
from gouji.service.store.connection import Store
from gouji.service.workers import WorkerPool

MEDIA_TYPE = "image/webp"

CROP_WIDTH = 1800
"""Pixels of the page that cells are cut from, the same that the page of reviews shows, so that each is drawn once: some
more than a scan of 200 dots an inch has."""

_PAGES_BYTES = 64 << 20
_OPEN_PAGES = 3  # one as pixels has 14 MB
_QUALITY = 85

_Key = tuple[str, int, int]
"""A page: hash of its document, number from 1, width in pixels."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture (WebP), and where in it the cell is: left, top, right, bottom in [0, 1]."""

    picture: bytes
    cell: Box


@dataclass(slots=True)
class _Turn:
    """Those who ask for one page wait for the first rather than have it drawn again."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Pictures:
    """Pictures of the documents of a store, drawn by the worker processes. One event loop, so no locks of threads."""

    def __init__(self, store: Store, pool: WorkerPool, settings: Settings) -> None:
        self._store = store
        self._pool = pool
        self._max_bytes = settings.max_bytes
        self._limit = settings.workers + settings.queue
        self._pages: OrderedDict[_Key, bytes] = OrderedDict()
        self._open: OrderedDict[_Key, Image.Image] = OrderedDict()
        self._turns: dict[_Key, _Turn] = {}

    async def page(self, request: Request, sha256: str, page: int, width: int) -> bytes:
        """A page, from 1, as WebP at most ``width`` pixels wide; empty where the client has hung up.

        Raises:
            GoujiError: the document is gone, or the page cannot be shown.
            OverloadedError: as many pages as allowed are being drawn or wait.
        """
        key = (sha256, page, width)
        async with self._turn(key):
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
            data = await run_in_threadpool(content_of, self._store, sha256, self._max_bytes)
            drawn = await answer(self._pool, RenderTask(data, page - 1, width), request)
            if drawn:
                self._keep(key, drawn)
            return drawn

    async def crop(self, request: Request, sha256: str, page: int, bbox: Box, margin: float) -> Crop | None:
        """A cell with what stands around it; None where the client has hung up. Raises as :meth:`page`.

        ``margin``: heights of the cell on each side.
        """
        key = (sha256, page, CROP_WIDTH)
        if key not in self._open:
            drawn = await self.page(request, *key)
            if not drawn:
                return None
            self._open[key] = await run_in_threadpool(_decoded, drawn)
        self._open.move_to_end(key)
        picture = self._open[key]
        while len(self._open) > _OPEN_PAGES:
            self._open.popitem(last=False)
        return await run_in_threadpool(_cut, picture, bbox, margin)

    @asynccontextmanager
    async def _turn(self, key: _Key) -> AsyncIterator[None]:
        if key not in self._pages and key not in self._turns and len(self._turns) >= self._limit:
            raise OverloadedError(f"正在画的页面已到上限 {self._limit} 页。请稍后再试")
        turn = self._turns.setdefault(key, _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                del self._turns[key]

    def _keep(self, key: _Key, drawn: bytes) -> None:
        self._pages[key] = drawn
        while sum(map(len, self._pages.values())) > _PAGES_BYTES and len(self._pages) > 1:
            self._pages.popitem(last=False)


def _decoded(drawn: bytes) -> Image.Image:
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def _cut(picture: Image.Image, bbox: Box, margin: float) -> Crop:
    width, height = picture.size
    sides = zip(_around(bbox, margin, width / height), (width, height, width, height), strict=True)
    left, top, right, bottom = (round(side * size) for side, size in sides)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    buffer = io.BytesIO()
    picture.crop((left, top, right, bottom)).save(buffer, "WEBP", quality=_QUALITY, method=2)
    return Crop(buffer.getvalue(), _within(bbox, (left / width, top / height, right / width, bottom / height)))


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
