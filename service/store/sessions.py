"""Reviewers who are signed in: of what their browser holds only a hash is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from gouji.service.store.records import now, storable
from gouji.service.store.schema import sessions

LASTS = timedelta(hours=12)
"""A working day."""


@dataclass(frozen=True, slots=True)
class Session:
    """A reviewer by name, and the key that opened the door; None: there were no keys."""

    name: str
    key_id: str | None


def open_session(connection: Connection, name: str, key_id: str | None) -> str:
    """Sign a reviewer in; the token that only their browser has from now on. Sessions that ended are forgotten."""
    connection.execute(delete(sessions).where(sessions.c.expires_at < now()))
    token = secrets.token_urlsafe(32)
    ends = (datetime.now(UTC) + LASTS).isoformat(timespec="seconds")
    values = {"hash": _hash(token), "name": storable(name), "key_id": key_id, "created_at": now(), "expires_at": ends}
    connection.execute(insert(sessions).values(**values))
    return token


def find_session(connection: Connection, token: str) -> Session | None:
    """The session of that token, unless it has ended."""
    found = select(sessions.c.name, sessions.c.key_id).where(
        sessions.c.hash == _hash(token), sessions.c.expires_at >= now()
    )
    row = connection.execute(found).one_or_none()
    return None if row is None else Session(row.name, row.key_id)


def close_session(connection: Connection, token: str) -> None:
    """Sign out."""
    connection.execute(delete(sessions).where(sessions.c.hash == _hash(token)))


def csrf_of(token: str) -> str:
    """What a page must send with every change: another site's page can have the cookie sent, but cannot read this."""
    return sha256(f"csrf {token}".encode("utf-8", "surrogatepass")).hexdigest()


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
