"""Lets in who has a key for it, and not more often than the key allows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from gouji.service.access.callers import Caller, Scope
from gouji.service.access.rates import Rates
from gouji.service.errors import ForbiddenError, UnauthorisedError
from gouji.service.store import keys
from gouji.service.store.connection import Store
from gouji.service.store.keys import Key

_NEEDED: tuple[tuple[re.Pattern[str], Scope], ...] = (
    (re.compile(r"/(extract|pages)/?"), "extract"),
    (re.compile(r"/jobs/[^/]*/purge/?"), "purge"),
    (re.compile(r"/jobs(/.*)?"), "jobs"),
    (re.compile(r"/metrics/?"), "metrics"),
)
"""What is needed for which address, first match; anything else is open: health, the page, the description."""


class Gate:
    """ASGI middleware: the key in ``Authorization: Bearer`` decides, before anything of the body is read.

    As long as no key was ever made, everything is open.
    """

    def __init__(self, app: ASGIApp, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._store = store
        self._rates = Rates(clock)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Serve one request.

        Raises:
            UnauthorisedError: keys are configured, and none fits.
            ForbiddenError: the key is not for this.
            RateLimitedError: it was used as often as it may.
        """
        needed = needed_scope(scope["path"]) if scope["type"] == "http" else None
        if needed is not None:
            key = await run_in_threadpool(self._find, Headers(scope=scope).get("authorization", ""))
            if key is not None:
                self._must_be_allowed(key, needed)
                scope["state"]["caller"] = Caller(f"{key.name} ({key.id})", key.id)
        await self._app(scope, receive, send)

    def _find(self, authorization: str) -> Key | None:
        """The key that was sent; None: there are no keys."""
        scheme, _, token = authorization.partition(" ")
        with self._store.look() as connection:
            key = keys.find_key(connection, token.strip()) if scheme.casefold() == "bearer" else None
            if key is None and keys.are_there_any(connection):
                raise UnauthorisedError("需要有效的密钥。请在请求头 Authorization 里写 Bearer 和密钥；密钥向管理员索取")
        return key

    def _must_be_allowed(self, key: Key, needed: Scope) -> None:
        if needed not in key.scopes:
            raise ForbiddenError(f"这个密钥不能做这件事（需要 {needed}）。请向管理员索取合适的密钥")
        if key.per_minute is not None:
            self._rates.take(key.id, key.per_minute)


def needed_scope(path: str) -> Scope | None:
    """What a key must be for at an address; None: it is open."""
    return next((scope for pattern, scope in _NEEDED if pattern.fullmatch(path)), None)
