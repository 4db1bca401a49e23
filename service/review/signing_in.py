"""Signing in: a person's name, apart from the key, for as long as a working day."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.service.errors import ForbiddenError, UnauthorisedError
from gouji.service.store import keys, sessions
from gouji.service.store.connection import Store
from gouji.service.store.sessions import Session

_SCOPE = "review"


@dataclass(frozen=True, slots=True)
class Door:
    """Sessions of reviewers in a store."""

    store: Store

    def enter(self, name: str, key: str | None) -> str:
        """Sign a person in; the token for their browser.

        Raises:
            UnauthorisedError: keys are configured, and this is none.
            ForbiddenError: it is not for reviewing.
        """
        with self.store.begin() as connection:
            found = keys.find_key(connection, key.strip()) if key else None
            if found is None and keys.are_there_any(connection):
                raise UnauthorisedError("需要有效的密钥才能登录；密钥向管理员索取")
            if found is not None and _SCOPE not in found.scopes:
                raise ForbiddenError(f"这个密钥不能用来复核（需要 {_SCOPE}）。请向管理员索取合适的密钥")
            return sessions.open_session(connection, name, found.id if found else None)

    def who(self, token: str | None) -> Session:
        """Who is signed in. Raises UnauthorisedError where nobody is, or the key opens nothing any more."""
        with self.store.look() as connection:
            session = sessions.find_session(connection, token) if token else None
            key = keys.key_of(connection, session.key_id) if session and session.key_id else None
            if session is None or (key is None and keys.are_there_any(connection)):
                raise UnauthorisedError("还没有登录，或登录已过期。请登录")
            return session

    def leave(self, token: str | None) -> None:
        """Sign out."""
        if token:
            with self.store.begin() as connection:
                sessions.close_session(connection, token)
