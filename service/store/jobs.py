"""Jobs: batches whose files were sent. Deleting one stops and hides it; what it holds is taken away by a purge only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from gouji.models.errors import InternalError
from gouji.service.store import batches, documents, reviews
from gouji.service.store.connection import Store
from gouji.service.store.records import EngineKey, Failure, Item, Place, now
from gouji.service.store.schema import audit, contents, decisions, failures, items, readings, sightings
from gouji.service.store.schema import batches as table
from gouji.service.store.schema import documents as documents_table

KIND = "job"
_BEING_SENT = "upload"
"""Kind of the batch that a job is before it is opened: nobody is told of it, and nothing of it is read."""

ABANDONED_SECONDS = 3600
"""How long after its first file an upload is given up that became no job: its service has died. Files are kept once all
of them have arrived, so a living one takes seconds."""

_ITEMS_AT_ONCE = 20  # few, so that a job that was deleted is soon left alone


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was made."""

    id: str
    name: str
    created_at: str


def begin_job(connection: Connection, job: str, owner: str | None, name: str) -> None:
    """Make room for the files of a job that is yet to be opened."""
    batches.add_batch(connection, _BEING_SENT, name, job, owner)


def put_file(connection: Connection, job: str, number: int, name: str, data: bytes) -> None:
    """Keep a file that was sent, together with its place in its job: there are no bytes that nothing refers to."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = Place(_place(job, number, name), name, f"content:{sha256}", None, len(data), sha256)
    documents.add_sighting(connection, sha256, len(data), place)
    documents.keep_content(connection, sha256, data)
    batches.add_items(connection, job, [place], sha256=sha256)


def put_refused(connection: Connection, job: str, number: int, name: str, failure: Failure, key: EngineKey) -> None:
    """Note a file that was sent and cannot be read."""
    place = Place(_place(job, number, name), name, "", None, None, None)
    batches.add_refused(connection, job, place, failure, key)


def open_job(connection: Connection, job: str) -> None:
    """Make a job of the files that were kept: from now on it is read, whatever happens."""
    found = (table.c.id == job, table.c.kind == _BEING_SENT)
    opened = connection.execute(update(table).where(*found).values(kind=KIND, created_at=now()))
    if opened.rowcount != 1:
        raise InternalError("收到的文件没有保存住。请重新上传")


def abandoned(connection: Connection) -> list[str]:
    """Uploads that became no job and never will."""
    latest = now(-ABANDONED_SECONDS)
    return list(connection.scalars(select(table.c.id).where(table.c.kind == _BEING_SENT, table.c.created_at < latest)))


def forget_upload(connection: Connection, job: str) -> None:
    """Take away what an upload holds that was abandoned, and no other batch does."""
    found = select(table.c.id).where(table.c.id == job, table.c.kind == _BEING_SENT).with_for_update()
    if connection.scalar(found) is not None:
        _take_away(connection, job)
        connection.execute(delete(table).where(table.c.id == job))


def find_job(connection: Connection, job: str, owner: str | None) -> Job | None:
    """A job that was not deleted; of that owner (None: of anybody)."""
    return next(_jobs(connection, owner, table.c.id == job), None)


def list_jobs(connection: Connection, owner: str | None, before: str | None, limit: int) -> list[Job]:
    """Jobs of an owner that were not deleted, newest first; only those older than that of id ``before``."""
    if before is None:
        return list(_jobs(connection, owner, limit=limit))
    then = select(table.c.created_at).where(table.c.id == before).scalar_subquery()
    older = (table.c.created_at < then) | ((table.c.created_at == then) & (table.c.id < before))
    return list(_jobs(connection, owner, older, limit=limit))


def stop_job(connection: Connection, job: str) -> None:
    """Have nothing more of a job read, and show it no longer, nor for review what only it holds."""
    connection.execute(update(table).where(table.c.id == job).values(stopped_at=now()))
    held = connection.scalars(select(items.c.sha256).where(items.c.batch_id == job, items.c.sha256.is_not(None)))
    for sha256 in set(held):
        reviews.forget_unless_held(connection, sha256)


def waiting(store: Store) -> Iterator[Item]:
    """What is to be read of all jobs, in the order in which it was sent, up to what is there now.

    Not further: a job that is opened later may have come before.
    """
    with store.look() as connection:
        last = connection.scalar(select(func.max(items.c.id))) or 0
    found = (
        select(items)
        .join(table, table.c.id == items.c.batch_id)
        .where(table.c.kind == KIND, table.c.stopped_at.is_(None), items.c.state == "waiting", items.c.id <= last)
    )
    yield from batches.items_of(store, found, _ITEMS_AT_ONCE)


def count_waiting(connection: Connection) -> int:
    """Files of all jobs that wait."""
    found = select(func.count()).select_from(items).join(table, table.c.id == items.c.batch_id)
    open_jobs = (table.c.kind == KIND, table.c.stopped_at.is_(None), items.c.state == "waiting")
    return connection.scalar(found.where(*open_jobs)) or 0


def purge_job(connection: Connection, job: str, owner: str | None, by: str) -> bool:
    """Take away what a deleted job holds and no other batch does; note who did. False: there is no such job.

    Decisions, and the documents that they are about, stay.
    """
    found = (table.c.id == job, table.c.kind == KIND, table.c.stopped_at.is_not(None), table.c.purged_at.is_(None))
    mine = () if owner is None else (table.c.owner == owner,)
    if connection.scalar(select(table.c.id).where(*found, *mine).with_for_update()) is None:
        return False
    count = _take_away(connection, job)
    connection.execute(update(table).where(table.c.id == job).values(purged_at=now()))
    what = {"action": "purge", "subject": f"job:{job}", "detail": f"{count} documents"}
    connection.execute(insert(audit).values(at=now(), by=by, **what))
    return True


def _take_away(connection: Connection, job: str) -> int:
    """Remove the items of a job with all that nothing else holds; how many documents it had."""
    mine = items.c.batch_id == job
    held = sorted(connection.scalars(select(items.c.sha256).where(mine, items.c.sha256.is_not(None)).distinct()))
    unread = list(connection.scalars(select(items.c.failure_id).where(mine, items.c.sha256.is_(None))))
    connection.execute(delete(items).where(mine))
    connection.execute(delete(failures).where(failures.c.id.in_(unread)))
    connection.execute(delete(sightings).where(sightings.c.place.startswith(_place(job), autoescape=True)))
    for sha256 in held:
        _purge_document(connection, sha256)
    return len(held)


def _place(job: str, *parts: object) -> str:
    return "/".join([f"job:{job}", *map(str, parts or [""])])


def _purge_document(connection: Connection, sha256: str) -> None:
    # Whoever is putting the same document in holds its row until that is done, and is seen then.
    connection.execute(select(documents_table.c.sha256).where(documents_table.c.sha256 == sha256).with_for_update())
    if connection.scalar(select(items.c.id).where(items.c.sha256 == sha256).limit(1)) is not None:
        return
    reviews.forget(connection, sha256)
    for held in (contents, readings, failures):
        connection.execute(delete(held).where(held.c.sha256 == sha256))
    this = documents_table.c.sha256
    kept = (~select(part.c.sha256).where(part.c.sha256 == this).exists() for part in (decisions, sightings))
    connection.execute(delete(documents_table).where(this == sha256, *kept))


def _jobs(connection: Connection, owner: str | None, *which: ColumnElement[bool], limit: int = 1) -> Iterator[Job]:
    found = select(table).where(table.c.kind == KIND, table.c.stopped_at.is_(None), *which)
    if owner is not None:
        found = found.where(table.c.owner == owner)
    ordered = found.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
    return map(_job, connection.execute(ordered))


def _job(row: Row[tuple[str, ...]]) -> Job:
    return Job(row.id, row.name, row.created_at)
