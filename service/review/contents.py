"""The bytes of a document that was read: those that were sent, or the file where it was found, if still the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from gouji.service.batch.found import local_path
from gouji.service.batch.sources import contents
from gouji.service.errors import NotFoundError
from gouji.service.store import batches, documents
from gouji.service.store.connection import Store
from gouji.service.store.records import Item

_PLACES = 5
"""Places of one content that are tried."""


def content_of(store: Store, sha256: str, max_bytes: int) -> bytes:
    """The bytes of a document. Raises NotFoundError where nobody has them any more."""
    with store.look() as connection:
        kept = documents.content_of(connection, sha256)
        places = [] if kept is not None else batches.items_with(connection, sha256, _PLACES)
    if kept is not None:
        return kept
    for data in _files(places, max_bytes):
        if hashlib.sha256(data).hexdigest() == sha256:
            return data
    raise NotFoundError("原件不在库里，原来的位置也没有这份文件了（或已改动），看不到页面。裁定不受影响")


def _files(places: list[Item], max_bytes: int) -> Iterator[bytes]:
    """Files of this machine only: a far one may keep a reviewer waiting for ever."""
    for item in places:
        if local_path(item.place.container) is not None:
            yield from (data for _, data in contents([item], max_bytes) if isinstance(data, bytes))
