"""Measures every request, and writes one line of log about it: no name, no text, nothing that was sent."""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gouji.service.monitoring.metrics import Metrics

logger = logging.getLogger("gouji.requests")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HUNG_UP = 499  # as others log it: the client did not wait for the answer


class Meter:
    """ASGI middleware, outermost: sees what the client sees. ``known``: addresses that may be refused before they are
    looked up, and are to be told apart all the same."""

    def __init__(self, app: ASGIApp, metrics: Metrics, known: frozenset[str]) -> None:
        self._app = app
        self._known = known
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), _HUNG_UP

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note_status)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = self._route(scope)
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        state = scope.get("state", {})
        caller = state.get("caller")
        fields = {
            "request_id": state.get("request_id"), "method": method, "route": route, "status": status,
            "seconds": round(seconds, 4), "key": caller.owner if caller else None,
        }  # fmt: skip
        logger.info("request", extra={"fields": fields})

    def _route(self, scope: Scope) -> str:
        """The address as it is written in the code, not as it was asked for: few, and nothing of a stranger's."""
        route, path = getattr(scope.get("route"), "path", None), scope["path"]
        if isinstance(route, str):
            return route
        if path in self._known:
            return str(path)
        return "/static" if path.startswith("/static/") else "other"
