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
            sent = _bearer(headers)
            token = _acting_token(headers, scope["method"], needed) if sent is None else None
            key, session = await run_in_threadpool(self._find, sent, token)
            if key is not None:
                self._must_be_allowed(key, needed)
            scope["state"]["caller"] = _caller(key, session)
        await self._app(scope, receive, send)

    def _find(self, sent: str | None, token: str | None) -> tuple[Key | None, Session | None]:
        """The key that was sent, or else the one signed in with; None: there are no keys."""
        with self._store.look() as connection:
            key = keys.find_key(connection, sent) if sent is not None else None
            if key is not None:
                return key, None
            session = sessions.find_session(connection, token) if token else None
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
    if not _came_from_us(headers):
        raise ForbiddenError(f"请求头 {CSRF_HEADER} 不对，没有保存。请刷新页面后再试")


def _bearer(headers: Headers) -> str | None:
    """The key that was sent; a session beside it does not count."""
    scheme, _, sent = headers.get("authorization", "").partition(" ")
    return sent.strip() if scheme.casefold() == "bearer" else None


def _acting_token(headers: Headers, method: str, needed: Scope) -> str | None:
    """The session in whose name this is done. What asks for a change must come from our page; elsewhere than in
    reviews, where no name is needed, it is as if nobody were signed in.

    Raises:
        ForbiddenError: a change in a review that did not come from our page.
    """
    token = session_token(headers)
    if token is None or method in _HARMLESS or _came_from_us(headers):
        return token
    if needed == "review":
        must_come_from_us(headers)
    return None


def _came_from_us(headers: Headers) -> bool:
    token, sent = session_token(headers) or "", headers.get(CSRF_HEADER, "")
    return compare_digest(sessions.csrf_of(token).encode(), sent.encode())


def _caller(key: Key | None, session: Session | None) -> Caller:
    reviewer = session.name if session else None
    return Caller(f"{key.name} ({key.id})", key.id, reviewer) if key else Caller(ANYBODY.name, None, reviewer)


def _needed(path: str) -> Scope | None:
    return next((scope for pattern, scope in _NEEDED if pattern.fullmatch(path)), None)
