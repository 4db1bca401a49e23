"""Keys of the service: of each only a hash is kept, so that the store gives none away."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from gouji.service.store.records import now, storable
from gouji.service.store.schema import api_keys

_PREFIX = "gouji"


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. ``per_minute``: uses in a minute; None: as many as one likes."""

    id: str
    name: str
    scopes: tuple[str, ...]
    per_minute: int | None
    created_at: str
    revoked_at: str | None


def add_key(connection: Connection, name: str, scopes: tuple[str, ...], per_minute: int | None) -> str:
    """A new key; its text, which cannot be had again. Its secret is random: a plain hash of it cannot be guessed."""
    key, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    values = {"id": key, "name": storable(name), "hash": _hash(secret), "scopes": " ".join(sorted(set(scopes)))}
    connection.execute(insert(api_keys).values(**values, per_minute=per_minute, created_at=now()))
    return f"{_PREFIX}_{key}_{secret}"


def find_key(connection: Connection, token: str) -> Key | None:
    """The key of that text, unless it was revoked."""
    prefix, _, rest = token.partition("_")
    key, _, secret = rest.partition("_")
    if prefix != _PREFIX or not key.isalnum():
        return None
    found = select(api_keys).where(api_keys.c.id == key, api_keys.c.revoked_at.is_(None))
    row = connection.execute(found).mappings().one_or_none()
    return _key(row) if row is not None and hmac.compare_digest(row["hash"], _hash(secret)) else None


def key_of(connection: Connection, key: str) -> Key | None:
    """The key of that id, unless it was revoked."""
    found = select(api_keys).where(api_keys.c.id == key, api_keys.c.revoked_at.is_(None))
    row = connection.execute(found).mappings().one_or_none()
    return None if row is None else _key(row)


def are_there_any(connection: Connection) -> bool:
    """Whether a key was ever made: revoking the last must not open the door."""
    return connection.scalar(select(api_keys.c.id).limit(1)) is not None


def list_keys(connection: Connection) -> list[Key]:
    """All keys, oldest first, revoked ones too."""
    found = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
    return [_key(row) for row in connection.execute(found).mappings()]


def revoke_key(connection: Connection, key: str) -> bool:
    """Have a key open nothing any more; False: there is none of that id that does."""
    this = update(api_keys).where(api_keys.c.id == key, api_keys.c.revoked_at.is_(None))
    return bool(connection.execute(this.values(revoked_at=now())).rowcount)


def _key(row: RowMapping) -> Key:
    values: dict[str, Any] = {name: row[name] for name in ("id", "name", "per_minute", "created_at", "revoked_at")}
    return Key(scopes=tuple(row["scopes"].split()), **values)


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
