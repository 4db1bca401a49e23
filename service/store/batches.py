"""Batches and their items: what is to be read, and what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, case, delete, func, insert, or_, select, update

from gouji.models.result import Report
from gouji.service.store import reviews
from gouji.service.store.connection import Store
from gouji.service.store.decisions import decisions_on, with_decisions
from gouji.service.store.readings import add_failure, unpack
from gouji.service.store.records import Counts, EngineKey, Failure, Item, Place, State, now, place_hash, storable
from gouji.service.store.rows import add_once
from gouji.service.store.schema import batches, failures, items, readings

_PAGE = 200
"""Rows fetched at once: what is in memory does not grow with a batch."""


def batch_named(connection: Connection, kind: str, name: str) -> str:
    """The id of the batch of that name, made where there is none."""
    found: str | None = connection.scalar(select(batches.c.id).where(batches.c.kind == kind, batches.c.name == name))
    return found or add_batch(connection, kind, name)


def add_batch(connection: Connection, kind: str, name: str, batch: str | None = None, owner: str | None = None) -> str:
    """A new batch, under that id where one is given; its id. ``owner``: id of the key it came with."""
    batch = batch or secrets.token_hex(8)
    connection.execute(insert(batches).values(id=batch, kind=kind, name=name, created_at=now(), owner=owner))
    return batch


def add_items(connection: Connection, batch: str, places: Iterable[Place], sha256: str | None = None) -> None:
    """Put files into a batch, to be read. One that is in it stays as it is, unless its mark says that it changed.

    ``sha256``: of the content, where that is known and in the store already.
    """
    for place in places:
        key, values = place_hash(place.place), _values(place)
        fresh = {"state": "waiting", "sha256": sha256, "updated_at": now()}
        add_once(connection, items, {"batch_id": batch, "place_hash": key, **values, **fresh})
        changed = or_(items.c.mark.is_distinct_from(place.mark), items.c.mark.is_(None))
        there = (items.c.batch_id == batch, items.c.place_hash == key, items.c.state != "waiting", changed)
        before = connection.scalar(select(items.c.sha256).where(*there))
        connection.execute(update(items).where(*there).values(**values, **fresh))
        if before is not None:
            reviews.forget_unless_held(connection, before)


def add_refused(connection: Connection, batch: str, place: Place, failure: Failure, key: EngineKey) -> None:
    """Put something into a batch that is not even tried, as failed; no second time where nothing about it changed."""
    at, values = place_hash(place.place), _values(place) | {"mark": f"{failure.code} {failure.message}"}
    this = (items.c.batch_id == batch, items.c.place_hash == at)
    told = select(items.c.id).where(*this, items.c.state == "failed", items.c.mark == values["mark"])
    if connection.scalar(told) is None:
        kept = add_failure(connection, None, key, failure)
        row = {"state": "failed", "sha256": None, "reading_id": None, "failure_id": kept, "updated_at": now()}
        add_once(connection, items, {"batch_id": batch, "place_hash": at, **values, **row})
        connection.execute(update(items).where(*this).values(**values, **row))


def forget_refused(connection: Connection, batch: str, place: Place) -> None:
    """Take back that something was not even tried: it was a folder or an archive, and by now can be entered."""
    this = (items.c.batch_id == batch, items.c.place_hash == place_hash(place.place))
    connection.execute(delete(items).where(*this, items.c.state != "read", items.c.sha256.is_(None)))


def waiting(store: Store, batch: str) -> Iterator[Item]:
    """The items still to be read, in the order in which they were put in."""
    yield from items_of(store, select(items).where(items.c.batch_id == batch, items.c.state == "waiting"))


def items_of(store: Store, found: Any, at_once: int | None = None) -> Iterator[Item]:  # noqa: ANN401
    """The items of a selection in the order in which they were put in, fetched so many at once."""
    for rows in _batches_of(store, found, at_once):
        yield from map(_item, rows)


def items_with(connection: Connection, sha256: str, limit: int) -> list[Item]:
    """Some items that a content was found in, the newest first."""
    found = select(items).where(items.c.sha256 == sha256).order_by(items.c.id.desc()).limit(limit)
    return [_item(row) for row in connection.execute(found)]


def settle(
    connection: Connection, item: int, state: State, sha256: str | None, reading: int | None, failure: int | None
) -> None:
    """Write down what became of an item."""
    values = {"state": state, "sha256": sha256, "reading_id": reading, "failure_id": failure, "updated_at": now()}
    connection.execute(update(items).where(items.c.id == item).values(**values))


def any_left(connection: Connection, which: Sequence[int]) -> bool:
    """Whether any of these items is still there; a purge of them waits for the end of this transaction."""
    found = select(items.c.id).where(items.c.id.in_(which)).limit(1).with_for_update()
    return connection.scalar(found) is not None


def ask_again(connection: Connection, batch: str, key: EngineKey) -> None:
    """Have everything of a batch read again that another engine, or other settings, read or failed at."""
    for table, column in ((readings, items.c.reading_id), (failures, items.c.failure_id)):
        older = select(table.c.id).where(or_(table.c.engine != key.engine, table.c.settings != key.settings))
        _wait_again(connection, batch, column.in_(older))


def retry_failed(connection: Connection, batch: str) -> None:
    """Have everything of a batch tried again that failed."""
    failed = select(items.c.failure_id).where(items.c.batch_id == batch, items.c.state == "failed")
    connection.execute(update(failures).where(failures.c.id.in_(failed)).values(superseded=True))
    _wait_again(connection, batch, items.c.state == "failed")


def _wait_again(connection: Connection, batch: str, which: Any) -> None:  # noqa: ANN401  (a clause of SQL)
    connection.execute(update(items).where(items.c.batch_id == batch, which).values(state="waiting", updated_at=now()))


def count(connection: Connection, batch: str) -> Counts:
    """How far a batch is."""
    to_review = func.sum(case((readings.c.to_review > 0, 1), else_=0))
    found = select(items.c.state, func.count(), to_review).outerjoin(readings, readings.c.id == items.c.reading_id)
    rows = connection.execute(found.where(items.c.batch_id == batch).group_by(items.c.state)).all()
    by_state = {state: (number, int(doubtful)) for state, number, doubtful in rows}
    waits, read, failed = (by_state.get(state, (0, 0))[0] for state in ("waiting", "read", "failed"))
    return Counts(waits, read, failed, by_state.get("read", (0, 0))[1])


def reports(store: Store, batch: str) -> Iterator[Report]:
    """The results of a batch with people's decisions beside the readings; a document that is in it twice comes once.

    Each bears the name under which this batch found it first.
    """
    earlier = items.alias()
    twice = select(earlier.c.id).where(
        earlier.c.batch_id == batch, earlier.c.state == "read", earlier.c.sha256 == items.c.sha256,
        earlier.c.id < items.c.id,
    )  # fmt: skip
    found = (
        select(items.c.id, items.c.sha256, items.c.name, readings.c.result)
        .join(readings, readings.c.id == items.c.reading_id)
        .where(items.c.batch_id == batch, items.c.state == "read", ~twice.exists())
    )
    for rows in _batches_of(store, found):
        with store.look() as connection:
            decided = decisions_on(connection, [row.sha256 for row in rows])
        for row in rows:
            yield with_decisions(_renamed(unpack(row.result), row.name), decided.get(row.sha256, {}))


def failed(store: Store, batch: str) -> Iterator[Row[Any]]:
    """The items that could not be read: ``place``, ``name``, ``sha256``, ``code``, ``message``, ``attempts``."""
    found = select(
        items.c.id, items.c.place, items.c.name, items.c.sha256,
        failures.c.code, failures.c.message, failures.c.attempts, failures.c.failed_at,
    )  # fmt: skip
    joined = found.join(failures, failures.c.id == items.c.failure_id)
    yield from _pages(store, joined.where(items.c.batch_id == batch, items.c.state == "failed"))


def _values(place: Place) -> dict[str, Any]:
    return {
        "place": storable(place.place), "name": storable(place.name), "container": place.container,
        "member": place.member, "size": place.size, "mark": place.mark,
    }  # fmt: skip


def _renamed(report: Report, name: str) -> Report:
    return report.model_copy(update={"document": report.document.model_copy(update={"name": name})})


def _item(row: Row[Any]) -> Item:
    place = Place(row.place, row.name, row.container, row.member, row.size, row.mark)
    return Item(row.id, place, row.state, row.sha256)


def _pages(store: Store, found: Any) -> Iterator[Row[Any]]:  # noqa: ANN401  (a selection with items.id)
    for rows in _batches_of(store, found):
        yield from rows


def _batches_of(store: Store, found: Any, at_once: int | None = None) -> Iterator[Sequence[Row[Any]]]:  # noqa: ANN401
    """The rows by ``items.id``, a page at a time; no transaction stays open between pages."""
    last = 0
    while True:
        with store.look() as connection:
            rows = connection.execute(found.where(items.c.id > last).order_by(items.c.id).limit(at_once or _PAGE)).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id
