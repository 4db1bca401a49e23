"""Lets in who has a key for it, or is signed in with one, and not more often than the key allows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from hmac import compare_digest

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from gouji.service.access.callers import ANYBODY, Caller, Scope
from gouji.service.access.rates import Rates
from gouji.service.errors import ForbiddenError, UnauthorisedError
from gouji.service.store import keys, sessions
from gouji.service.store.connection import Store
from gouji.service.store.keys import Key
from gouji.service.store.sessions import Session

COOKIE = "gouji_session"
CSRF_HEADER = "X-CSRF-Token"

_NEEDED: tuple[tuple[re.Pattern[str], Scope], ...] = (
    (re.compile(r"/(extract|pages)/?"), "extract"),
    (re.compile(r"/jobs/[^/]*/purge/?"), "purge"),
    (re.compile(r"/jobs(/.*)?"), "jobs"),
    (re.compile(r"/reviews(/.*)?"), "review"),
    (re.compile(r"/metrics/?"), "metrics"),
)
"""What is needed for which address, first match; anything else is open: health, pages, the description, signing in."""

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """ASGI middleware: the key in ``Authorization: Bearer``, or the one somebody signed in with, decides, before
    anything of the body is read.

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
            ForbiddenError: the key is not for this, or a page that did not come from us asks for a change.
            RateLimitedError: it was used as often as it may.
        """
        needed = _needed(scope["path"]) if scope["type"] == "http" else None
        if needed is not None:
            headers = Headers(scope=scope)
            found = await run_in_threadpool(self._find, headers)
            scope["state"]["caller"] = self._admit(*found, headers, scope["method"], needed)
        await self._app(scope, receive, send)

    def _admit(self, key: Key | None, session: Session | None, headers: Headers, method: str, needed: Scope) -> Caller:
        if session is not None and method not in _HARMLESS:
            must_come_from_us(headers)
        reviewer = session.name if session else None
        if key is None:
            return Caller(ANYBODY.name, None, reviewer)
        self._must_be_allowed(key, needed)
        return Caller(f"{key.name} ({key.id})", key.id, reviewer)

    def _find(self, headers: Headers) -> tuple[Key | None, Session | None]:
        """The key that was sent, or else the one signed in with; None: there are no keys."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        cookie = session_token(headers)
        with self._store.look() as connection:
            key = keys.find_key(connection, token.strip()) if scheme.casefold() == "bearer" else None
            if key is not None:
                return key, None
            session = sessions.find_session(connection, cookie) if cookie else None
            if not keys.are_there_any(connection):
                return None, session
            key = keys.key_of(connection, session.key_id) if session and session.key_id else None
        if key is None:
            raise UnauthorisedError("需要有效的密钥。请在请求头 Authorization 里写 Bearer 和密钥；密钥向管理员索取")
        return key, session

    def _must_be_allowed(self, key: Key, needed: Scope) -> None:
        if needed not in key.scopes:
            raise ForbiddenError(f"这个密钥不能做这件事（需要 {needed}）。请向管理员索取合适的密钥")
        if key.per_minute is not None:
            self._rates.take(key.id, key.per_minute)


def session_token(headers: Headers) -> str | None:
    """What the browser of somebody who is signed in sends."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE)


def must_come_from_us(headers: Headers) -> None:
    """Raise ForbiddenError where a browser sends its session, but not what only our page can know."""
    token, sent = session_token(headers) or "", headers.get(CSRF_HEADER, "")
    if not compare_digest(sessions.csrf_of(token).encode(), sent.encode()):
        raise ForbiddenError(f"请求头 {CSRF_HEADER} 不对，没有保存。请刷新页面后再试")


def _needed(path: str) -> Scope | None:
    return next((scope for pattern, scope in _NEEDED if pattern.fullmatch(path)), None)
