"""The store: the same on SQLite and PostgreSQL. Nothing is read twice, nothing decided is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from made_reports import decision, made_report
from sqlalchemy import func, select, text
from stores import postgresql_url, store, store_url

from gouji.models.errors import ConfigurationError
from gouji.models.result import Report
from gouji.service.store import batches, decisions, documents, readings
from gouji.service.store.connection import Store, open_store, sqlite_url
from gouji.service.store.records import EngineKey, Failure, Place
from gouji.service.store.schema import failures, items, metadata, sightings

__all__ = ["postgresql_url", "store", "store_url"]  # fixtures

OLD, NEW = EngineKey("gouji 1", "a" * 64), EngineKey("gouji 2", "a" * 64)
FIELD = "requests.received.individual"


def place(name: str, mark: str | None = "1") -> Place:
    return Place(f"/in/{name}", name, f"/in/{name}", None, 10, mark)


def read(store: Store, batch: str, key: EngineKey = OLD, fail: frozenset[str] = frozenset()) -> None:
    """Read everything that waits; files of one name but for their beginning are one content."""
    for item in list(batches.waiting(store, batch)):
        report = made_report(ord(item.place.name[-1]), name=item.place.name)
        sha256 = report.document.sha256
        with store.begin() as connection:
            documents.add_sighting(connection, sha256, 10, item.place)
            if item.place.name in fail:
                failure = readings.add_failure(connection, sha256, key, Failure("damaged_file", "坏了"))
                batches.settle(connection, item.id, "failed", sha256, None, failure)
            else:
                reading = readings.add_reading(connection, sha256, key, report)
                batches.settle(connection, item.id, "read", sha256, reading, None)


def filled(store: Store, *names: str, fail: frozenset[str] = frozenset()) -> str:
    with store.begin() as connection:
        batch = batches.batch_named(connection, "folder", "/out")
        batches.add_items(connection, batch, map(place, names))
    read(store, batch, fail=fail)
    return batch


def names(reports: list[Report]) -> list[str]:
    return [report.document.name for report in reports]


def test_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_sqlite_writes_through_to_the_disk(tmp_path: Path) -> None:
    store = open_store(sqlite_url(tmp_path / "a.db"))
    with store.look() as connection:
        found = [connection.execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "synchronous")]
    store.close()
    assert found == ["wal", 2]


def test_opening_again_keeps_everything(store: Store, store_url: str) -> None:
    batch = filled(store, "a", "b")
    again = open_store(store_url)
    assert names(list(batches.reports(again, batch))) == ["a", "b"]
    again.close()


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:////no/such/folder/a.db", "postgresql:///x?port=1"])
def test_a_store_that_cannot_be_opened_is_a_setting_to_be_mended(url: str) -> None:
    with pytest.raises(ConfigurationError):
        open_store(url)


def test_a_store_of_a_newer_version_is_left_alone(store: Store, store_url: str) -> None:
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="更新版本"):
        open_store(store_url)


def test_a_document_seen_twice_is_kept_once_with_both_places(store: Store) -> None:
    batch = filled(store, "a", "1a", "b")
    with store.look() as connection:
        sha256 = made_report(ord("a")).document.sha256
        assert documents.places_of(connection, sha256) == ["/in/a", "/in/1a"]
        assert batches.count(connection, batch).read == 3
        assert connection.scalar(select(func.count()).select_from(sightings)) == 3
    assert names(list(batches.reports(store, batch))) == ["a", "b"]


def test_putting_in_again_changes_nothing_unless_the_file_changed(store: Store) -> None:
    batch = filled(store, "a", "b", "c")
    with store.begin() as connection:
        batches.add_items(connection, batch, [place("a"), place("b", "2"), place("c", None)])
    assert [item.place.name for item in batches.waiting(store, batch)] == ["b", "c"]


def test_reading_again_is_for_what_another_engine_read(store: Store) -> None:
    batch = filled(store, "a", "b", "c", fail=frozenset("c"))
    with store.begin() as connection:
        batches.ask_again(connection, batch, OLD)
    assert not list(batches.waiting(store, batch))
    with store.begin() as connection:
        batches.ask_again(connection, batch, NEW)
    assert [item.place.name for item in batches.waiting(store, batch)] == ["a", "b", "c"]
    read(store, batch, NEW)
    with store.look() as connection:
        sha256 = made_report(ord("a")).document.sha256
        assert readings.find_reading(connection, sha256, OLD) != readings.find_reading(connection, sha256, NEW)


def test_failures_are_listed_with_their_history_and_tried_again_when_asked(store: Store) -> None:
    batch = filled(store, "a", "b", fail=frozenset("b"))
    (row,) = batches.failed(store, batch)
    assert (row.place, row.code, row.message, row.attempts) == ("/in/b", "damaged_file", "坏了", 1)
    with store.begin() as connection:
        assert readings.find_failure(connection, row.sha256, OLD) is not None
        batches.retry_failed(connection, batch)
        assert readings.find_failure(connection, row.sha256, OLD) is None
    read(store, batch)
    assert not list(batches.failed(store, batch))
    with store.look() as connection:
        assert connection.scalar(select(func.count()).select_from(failures)) == 1


def test_a_refusal_is_listed_once_however_often_it_is_found(store: Store) -> None:
    with store.begin() as connection:
        batch = batches.add_batch(connection, "folder", "x")
        for _ in range(2):
            batches.add_refused(connection, batch, place("l"), Failure("invalid_request", "是链接"), OLD)
        assert connection.scalar(select(func.count()).select_from(failures)) == 1
        batches.add_items(connection, batch, [place("l", "now a file")])
    assert [item.place.name for item in batches.waiting(store, batch)] == ["l"]


def test_counts(store: Store) -> None:
    batch = filled(store, "a", "b", fail=frozenset("b"))
    with store.begin() as connection:
        batches.add_items(connection, batch, [place("z")])
        counts = batches.count(connection, batch)
    assert (counts.waiting, counts.read, counts.failed, counts.to_review, counts.total) == (1, 1, 1, 0, 3)


def test_a_decision_outlives_every_reading_and_the_latest_holds(store: Store) -> None:
    batch = filled(store, "a")
    sha256 = made_report(ord("a")).document.sha256
    with store.begin() as connection:
        for value in (1, 2):
            decisions.add_decision(connection, sha256, FIELD, decision(value))
        batches.ask_again(connection, batch, NEW)
    read(store, batch, NEW)
    (report,) = batches.reports(store, batch)
    stood = report.fields[FIELD].decision
    assert stood == decision(2) and report.fields[FIELD].value == made_report(ord("a")).fields[FIELD].value


def test_names_that_no_database_takes_are_kept_apart(store: Store) -> None:
    odd = ["/in/\udcff", "/in/\udcfe", "/in/\0"]
    with store.begin() as connection:
        batch = batches.add_batch(connection, "folder", "x")
        batches.add_items(connection, batch, [Place(p, p, "c", None, 1, "m") for p in odd])
    assert [item.place.name for item in batches.waiting(store, batch)] == ["/in/\ufffd"] * 3


def test_pages_give_everything_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_PAGE", 3)
    batch = filled(store, *"abcdefgh")
    assert names(list(batches.reports(store, batch))) == list("abcdefgh")


def test_two_that_write_at_once_wait_for_each_other(store: Store) -> None:
    with store.begin() as connection:
        batch = batches.add_batch(connection, "folder", "x")

    def put_in(first: int) -> None:
        for number in range(first, first + 20):
            with store.begin() as connection:
                batches.count(connection, batch)  # looks first: the lock must be there from the beginning
                batches.add_items(connection, batch, [place(str(number))])

    threads = [threading.Thread(target=put_in, args=(first,)) for first in (0, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.look() as connection:
        assert connection.scalar(select(func.count()).select_from(items)) == 30


def test_the_id_of_what_was_taken_away_is_not_given_again(store: Store) -> None:
    """A reading that is under way while its file is purged must not be written down as another file's."""
    with store.begin() as connection:
        batch = batches.add_batch(connection, "folder", "x")
        batches.add_items(connection, batch, [place("a")])
    (before,) = batches.waiting(store, batch)
    with store.begin() as connection:
        connection.execute(items.delete())
        batches.add_items(connection, batch, [place("b")])
    (after,) = batches.waiting(store, batch)
    assert after.id != before.id
