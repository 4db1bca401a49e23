"""Answers kept for requests that may be sent again: the second time nothing is done, and the answer is the same."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from gouji.service.store.records import now
from gouji.service.store.schema import replies

KEPT = timedelta(days=7)
"""How long after a request its repetition is known for one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under a key of the client's. ``what``: everything that the answer depends on."""

    key: str
    what: str

    @property
    def hash(self) -> str:
        """Of the key."""
        return _hash(self.key)


def reply_to(connection: Connection, asked: Asked) -> tuple[bytes, bool] | None:
    """The answer that this key got, and whether the same was asked then."""
    found = select(replies.c.body, replies.c.asked).where(replies.c.hash == asked.hash)
    row = connection.execute(found).one_or_none()
    return None if row is None else (zlib.decompress(row.body), row.asked == _hash(asked.what))


def keep_reply(connection: Connection, asked: Asked, body: bytes) -> None:
    """Keep an answer, and forget those of long ago."""
    oldest = (datetime.now(UTC) - KEPT).isoformat(timespec="seconds")
    connection.execute(delete(replies).where(replies.c.at < oldest))
    values = {"hash": asked.hash, "asked": _hash(asked.what), "body": zlib.compress(body), "at": now()}
    connection.execute(insert(replies).values(**values))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
