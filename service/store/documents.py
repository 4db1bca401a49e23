"""Documents, by the hash of their content, and where each was seen."""

from __future__ import annotations

from sqlalchemy import Connection, select

from gouji.service.store.records import Place, now, place_hash, storable
from gouji.service.store.rows import add_once
from gouji.service.store.schema import contents, documents, sightings


def add_sighting(connection: Connection, sha256: str, size: int, place: Place) -> None:
    """Note that this content was found at that place; the first time also that there is such a content."""
    add_once(connection, documents, {"sha256": sha256, "size": size, "first_seen_at": now()})
    seen = {"place": storable(place.place), "place_hash": place_hash(place.place), "name": storable(place.name)}
    add_once(connection, sightings, {"sha256": sha256, **seen, "seen_at": now()})


def places_of(connection: Connection, sha256: str) -> list[str]:
    """Every place where a content was seen, oldest first."""
    found = select(sightings.c.place).where(sightings.c.sha256 == sha256).order_by(sightings.c.id)
    return list(connection.scalars(found))


def keep_content(connection: Connection, sha256: str, data: bytes) -> None:
    """Keep the bytes of a document that is there."""
    add_once(connection, contents, {"sha256": sha256, "data": data, "stored_at": now()})


def content_of(connection: Connection, sha256: str) -> bytes | None:
    """The bytes that were kept, if any."""
    data: bytes | None = connection.scalar(select(contents.c.data).where(contents.c.sha256 == sha256))
    return data
