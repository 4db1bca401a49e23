"""How far the review of each document is, and the cells to be looked at: kept, so that a queue is not computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from gouji.service.store.rows import add_once
from gouji.service.store.schema import batches, cells, items, readings, reviews


@dataclass(frozen=True, slots=True)
class Review:
    """One row of ``reviews``; see there."""

    sha256: str
    reading_id: int
    version: int
    read_version: int
    name: str
    authority: str | None
    year: int | None
    turn: int
    to_review: int
    decided: int
    failing: int
    is_open: bool
    claimed_by: str | None = None
    claimed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of ``cells``; see there."""

    field: str
    rank: int
    is_open: bool
    view: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reviews are meant. ``is_open``: None: all; ``claimed_since``: claims before that moment have lapsed."""

    is_open: bool | None = None
    sha256: str | None = None
    job: str | None = None
    authority: str | None = None
    year: int | None = None
    who: str | None = None
    claimed_since: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Reviews and cells by whether something is left to do."""

    reports: int
    open: int
    cells_left: int
    cells_done: int


def find_review(connection: Connection, sha256: str, lock: bool = False) -> Review | None:
    """The review of a document. ``lock``: nobody else writes it until this transaction ends."""
    found = select(reviews).where(reviews.c.sha256 == sha256)
    row = connection.execute(found.with_for_update() if lock else found).mappings().one_or_none()
    return None if row is None else _review(row)


def put_review(connection: Connection, review: Review, wanted: Sequence[Cell]) -> None:
    """Write a review and its cells, in place of what was there; only what changed."""
    values = asdict(review)
    add_once(connection, reviews, values)
    connection.execute(update(reviews).where(reviews.c.sha256 == review.sha256).values(**values))
    this = cells.c.sha256 == review.sha256
    rows = connection.execute(select(cells).where(this)).mappings()
    old = {row["field"]: (Cell(row["field"], row["rank"], row["is_open"], row["view"]), row["turn"]) for row in rows}
    changed = [cell for cell in wanted if old.get(cell.field) != (cell, review.turn)]
    gone = [*(cell.field for cell in changed), *(old.keys() - {cell.field for cell in wanted})]
    if gone:
        connection.execute(delete(cells).where(this, cells.c.field.in_(gone)))
    if changed:
        rest = {"sha256": review.sha256, "turn": review.turn}
        connection.execute(insert(cells), [asdict(cell) | rest for cell in changed])


def claim(connection: Connection, sha256: str, by: str | None, at: str | None) -> None:
    """Note who has a review; None: nobody."""
    connection.execute(update(reviews).where(reviews.c.sha256 == sha256).values(claimed_by=by, claimed_at=at))


def forget(connection: Connection, sha256: str) -> None:
    """Take a review out of the queue. Decisions stay."""
    for table in (cells, reviews):
        connection.execute(delete(table).where(table.c.sha256 == sha256))


def forget_unless_held(connection: Connection, sha256: str) -> None:
    """Take a review out of the queue where no batch that was not deleted holds its document."""
    if not is_held(connection, sha256):
        forget(connection, sha256)


def is_held(connection: Connection, sha256: str) -> bool:
    """Whether a batch that was not deleted holds a document."""
    return connection.scalar(_holding().where(items.c.sha256 == sha256).limit(1)) is not None


def abandoned(connection: Connection, limit: int) -> list[str]:
    """Documents in the queue that deleted batches hold, and no others: deleted while they were being read."""
    any_item = select(items.c.id).where(items.c.sha256 == reviews.c.sha256)
    held = _holding().where(items.c.sha256 == reviews.c.sha256)
    return list(connection.scalars(select(reviews.c.sha256).where(any_item.exists(), ~held.exists()).limit(limit)))


def list_reviews(connection: Connection, which: Filter, after: tuple[int, str] | None, limit: int) -> list[Review]:
    """Reviews in their order; ``after``: turn and hash of the last one known."""
    found = select(reviews).where(*_conditions(which))
    if after is not None:
        found = found.where(tuple_(reviews.c.turn, reviews.c.sha256) > after)
    ordered = found.order_by(reviews.c.turn, reviews.c.sha256).limit(limit)
    return [_review(row) for row in connection.execute(ordered).mappings()]


def list_cells(
    connection: Connection, which: Filter, after: tuple[int, str, int] | None, limit: int
) -> list[tuple[Review, Cell]]:
    """Cells in the order of their reviews; ``which.is_open`` is of the cells."""
    key = (cells.c.turn, cells.c.sha256, cells.c.rank)
    states = () if which.is_open is None else (cells.c.is_open.is_(which.is_open),)
    found = _with_reviews().where(*states, *_conditions(replace(which, is_open=None)))
    if after is not None:
        found = found.where(tuple_(*key) > after)
    rows = connection.execute(found.order_by(*key).limit(limit)).mappings()
    return [(_review(row), Cell(row["field"], row["rank"], row["cell_is_open"], row["view"])) for row in rows]


def count(connection: Connection, which: Filter) -> Totals:
    """How much there is, whether open or not."""
    found = select(
        func.count(), func.coalesce(func.sum(case((reviews.c.is_open, 1), else_=0)), 0),
        func.coalesce(func.sum(reviews.c.to_review), 0), func.coalesce(func.sum(reviews.c.decided), 0),
    )  # fmt: skip
    row = connection.execute(found.where(*_conditions(replace(which, is_open=None)))).one()
    return Totals(*map(int, row))


def jobs_of(connection: Connection, documents: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Id and name of the oldest job, not deleted, that each document is in."""
    found = (
        select(items.c.sha256, batches.c.id, batches.c.name)
        .join(batches, batches.c.id == items.c.batch_id)
        .where(items.c.sha256.in_(list(documents)), batches.c.stopped_at.is_(None))
        .order_by(items.c.id.desc())
    )
    return {sha256: (job, name) for sha256, job, name in connection.execute(found)}


def unentered(connection: Connection, limit: int) -> list[tuple[str, int, bytes]]:
    """Hash, id and content of the latest reading of documents whose review is not there or is over an older one.

    Only of documents that a batch which was not deleted holds.
    """
    newer = readings.alias()
    found = (
        select(readings.c.sha256, readings.c.id, readings.c.result)
        .outerjoin(reviews, reviews.c.sha256 == readings.c.sha256)
        .where(
            reviews.c.reading_id.is_(None) | (reviews.c.reading_id < readings.c.id),
            ~select(newer.c.id).where(newer.c.sha256 == readings.c.sha256, newer.c.id > readings.c.id).exists(),
            _holding().where(items.c.sha256 == readings.c.sha256).exists(),
        )
        .order_by(readings.c.id)
        .limit(limit)
    )
    return [(row.sha256, row.id, row.result) for row in connection.execute(found)]


def _holding() -> Select[Any]:
    """Items of batches that were not deleted."""
    return select(items.c.id).join(batches, batches.c.id == items.c.batch_id).where(batches.c.stopped_at.is_(None))


def _with_reviews() -> Select[Any]:
    own = (cells.c.field, cells.c.rank, cells.c.is_open.label("cell_is_open"), cells.c.view)
    return select(reviews, *own).join(reviews, reviews.c.sha256 == cells.c.sha256)


def _conditions(which: Filter) -> Iterator[ColumnElement[bool]]:
    if which.is_open is not None:
        yield reviews.c.is_open.is_(which.is_open)
    if which.sha256 is not None:
        yield reviews.c.sha256 == which.sha256
    if which.authority is not None:
        yield reviews.c.authority.contains(which.authority, autoescape=True)
    if which.year is not None:
        yield reviews.c.year == which.year
    if which.who is not None:
        yield and_(reviews.c.claimed_by == which.who, reviews.c.claimed_at > which.claimed_since)
    if which.job is not None:
        held = select(items.c.id).where(items.c.sha256 == reviews.c.sha256, items.c.batch_id == which.job)
        yield held.exists()


def _review(row: RowMapping) -> Review:
    return Review(**{name: row[name] for name in Review.__slots__})
