"""Jobs: batches whose files were sent. Deleting one stops and hides it; what it holds is taken away by a purge only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from gouji.service.store import batches, documents, reviews
from gouji.service.store.connection import Store
from gouji.service.store.records import Item, Place, now
from gouji.service.store.schema import audit, contents, decisions, failures, items, readings, sightings
from gouji.service.store.schema import batches as table
from gouji.service.store.schema import documents as documents_table

KIND = "job"
_ITEMS_AT_ONCE = 20  # few, so that a job that was deleted is soon left alone


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was made."""

    id: str
    name: str
    created_at: str


def put_file(connection: Connection, job: str, number: int, name: str, sha256: str, data: bytes) -> Place:
    """Keep a file that was sent; the place that it has in its job."""
    place = Place(f"job:{job}/{number}/{name}", name, f"content:{sha256}", None, len(data), sha256)
    documents.add_sighting(connection, sha256, len(data), place)
    documents.keep_content(connection, sha256, data)
    return place


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
    """What is to be read of all jobs, in the order in which it was sent, until nothing waits."""
    found = (
        select(items)
        .join(table, table.c.id == items.c.batch_id)
        .where(table.c.kind == KIND, table.c.stopped_at.is_(None), items.c.state == "waiting")
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
    held = list(connection.scalars(select(items.c.sha256).where(items.c.batch_id == job).distinct()))
    connection.execute(delete(items).where(items.c.batch_id == job))
    connection.execute(delete(sightings).where(sightings.c.place.startswith(f"job:{job}/", autoescape=True)))
    for sha256 in held:
        _purge_document(connection, sha256)
    connection.execute(update(table).where(table.c.id == job).values(purged_at=now()))
    what = {"action": "purge", "subject": f"job:{job}", "detail": f"{len(held)} documents"}
    connection.execute(insert(audit).values(at=now(), by=by, **what))
    return True


def _purge_document(connection: Connection, sha256: str) -> None:
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
