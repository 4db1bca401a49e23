"""How many documents may be read or wait at the same time; the next one is turned away before its upload."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from gouji.service.errors import OverloadedError
from gouji.service.problems import RETRY_AFTER_SECONDS
from gouji.service.uploads import discard


class Admission:
    """ASGI middleware: at most ``limit`` uploads (POST) to ``paths`` at once, each to the end of its answer.

    Raises OverloadedError for the next one. One event loop, so no lock.
    """

    def __init__(self, app: ASGIApp, paths: frozenset[str], limit: int) -> None:
        self._app = app
        self._paths = paths
        self._limit = limit
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] not in self._paths or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        if self._inside >= self._limit:
            await discard(Request(scope, receive).stream())
            raise OverloadedError(f"正在处理和等候的文件已到上限 {self._limit} 份。请 {RETRY_AFTER_SECONDS} 秒后再试")
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1
