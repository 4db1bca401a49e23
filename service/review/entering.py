"""Puts what was read into the queue of reviews, and keeps it up to date with what is decided."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from gouji.models.decisions import decided_authority, decided_year
from gouji.models.result import Report
from gouji.service.review.cells import view_cell
from gouji.service.review.standing import Standing, stand
from gouji.service.store import reviews
from gouji.service.store.connection import Store
from gouji.service.store.decisions import history_of
from gouji.service.store.readings import latest_reading, reading_of, unpack
from gouji.service.store.reviews import Cell, Review

_AT_ONCE = 50
"""Documents entered in one transaction, so that nobody who writes waits long."""


def enter(connection: Connection, sha256: str, reading_id: int, report: Report, share: float) -> None:
    """Have a reading reviewed, unless a later one is already. Decisions hold on; those over another reading reopen.

    ``share`` of the confident cells is audited.
    """
    old = reviews.find_review(connection, sha256, lock=True)
    if old is None or old.reading_id < reading_id:
        entries = history_of(connection, sha256)
        standing = stand(report, reading_id, entries, share)
        version = old.version + 1 if old else 1 + max((e.made.version or 0 for e in entries), default=0)
        put(connection, standing, version, version, old)


def enter_known(connection: Connection, sha256: str, share: float) -> None:
    """Have a document reviewed that was read before, and may have left the queue with a job that was deleted."""
    if reviews.find_review(connection, sha256) is None and (latest := latest_reading(connection, sha256)) is not None:
        enter(connection, sha256, latest, reading_of(connection, latest), share)


def put(connection: Connection, standing: Standing, version: int, read_version: int, old: Review | None) -> None:
    """Write down how a report stands. ``read_version``: the version that its reading made; ``old``: what was there."""
    report, left = standing.report, standing.left
    review = Review(
        sha256=report.document.sha256,
        reading_id=standing.reading_id,
        version=version,
        read_version=read_version,
        name=report.document.name,
        authority=decided_authority(report).value,
        year=decided_year(report),
        turn=standing.turn,
        to_review=len(left),
        decided=len(standing.cells) - len(left),
        failing=standing.unconfirmed,
        is_open=bool(left) or standing.unconfirmed > 0,
        claimed_by=old.claimed_by if old else None,
        claimed_at=old.claimed_at if old else None,
    )
    cells = [
        Cell(field, rank, field in left, view_cell(standing, field).model_dump_json())
        for rank, field in enumerate(standing.cells)
    ]
    reviews.put_review(connection, review, cells)


def catch_up(store: Store, share: float, stopping: Callable[[], bool] = lambda: False) -> None:
    """Enter what was read without being entered, before there was a queue or by an older version; and take out what
    only deleted jobs hold."""
    while not stopping():
        with store.begin() as connection:
            found = reviews.unentered(connection, _AT_ONCE)
            for sha256, reading_id, result in found:
                enter(connection, sha256, reading_id, unpack(result), share)
            gone = reviews.abandoned(connection, _AT_ONCE)
            for sha256 in gone:
                reviews.forget(connection, sha256)
        if max(len(found), len(gone)) < _AT_ONCE:
            return
