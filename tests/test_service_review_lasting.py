"""What people decided outlives the death of the service, two who save at once, an older store, any order of undoing."""

from __future__ import annotations

import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from made_reports import decision
from reviewing import DOUBTFUL, Service
from sqlalchemy import create_engine, text
from stores import postgresql_url, store_url
from test_service_review import decide, number, undo

import gouji.service.store
from gouji.service.review.auditing import wilson
from gouji.service.store.connection import open_store, sqlite_url
from gouji.service.store.decisions import Entry, Made, Over, history_of, standing

__all__ = ["postgresql_url", "store_url"]  # fixtures

FIELDS = list(DOUBTFUL)


@pytest.fixture
def service(store_url: str) -> Iterator[Service]:
    service = Service(store_url)
    yield service
    if service.process.poll() is None:
        service.end(signal.SIGKILL)


def kill_and_start(service: Service) -> None:
    service.end(signal.SIGKILL)
    service.start()


def test_a_service_killed_between_two_decisions_loses_none(service: Service) -> None:
    _, sha256 = service.upload("a")
    decide(service.client, sha256, number(FIELDS[0], 1), number(FIELDS[1], 1))
    decide(service.client, sha256, number(FIELDS[1], 2))
    kill_and_start(service)
    assert service.decided(sha256) == {FIELDS[0]: ("number", 1), FIELDS[1]: ("number", 2)}
    decide(service.client, sha256, number(FIELDS[2], 3))
    undo(service.client, sha256)
    undo(service.client, sha256)
    kill_and_start(service)
    assert service.decided(sha256) == {FIELDS[0]: ("number", 1), FIELDS[1]: ("number", 1)}
    assert service.review(sha256)["version"] == 6


def test_a_service_killed_at_any_instant_keeps_what_it_confirmed_and_repeats_nothing(service: Service) -> None:
    """A client that sends again what was not confirmed, under the same key, ends with each decision made once."""
    _, sha256 = service.upload("a")
    draw = random.Random(5)
    for turn, field in enumerate(FIELDS):
        if turn in (2, 6):
            threading.Timer(draw.uniform(0, 0.04), service.process.kill).start()
        while True:
            try:
                version = service.review(sha256)["version"]
                sent = decide(service.client, sha256, number(field, turn), version=version, key=f"key {turn}")
            except httpx.TransportError:
                service.process.wait()
                service.start()
            else:
                assert sent.status_code == 200
                break
    assert service.decided(sha256) == {field: ("number", turn) for turn, field in enumerate(FIELDS)}
    assert len(service.review(sha256)["history"]) == len(FIELDS)


def test_of_two_who_save_at_once_over_one_version_one_is_told(service: Service) -> None:
    _, sha256 = service.upload("a")
    for round_ in range(5):
        version = service.review(sha256)["version"]
        codes: list[int] = []

        def save(by: str, version: int = version, codes: list[int] = codes) -> None:
            codes.append(decide(service.client, sha256, number(FIELDS[0], 1), version=version, by=by).status_code)

        threads = [threading.Thread(target=save, args=(f"{name}{round_}",)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(codes) == [200, 412, 412, 412]
    assert len(service.review(sha256)["history"]) == 5


def test_the_same_request_twice_at_once_is_done_once(service: Service) -> None:
    _, sha256 = service.upload("a")
    answers: list[bytes] = []

    def save() -> None:
        answers.append(decide(service.client, sha256, number(FIELDS[0], 1), version=1, key="k").content)

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1 and len(service.review(sha256)["history"]) == 1


def test_decisions_of_an_older_store_are_kept(tmp_path: Path) -> None:
    """A store of the version before reviews, with decisions in it, is brought up to date."""
    url = sqlite_url(tmp_path / "old.db")
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(gouji.service.store.__path__[0]) / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(text("INSERT INTO documents VALUES ('a', 1, '2026')"))
        values = "(7, 'a', 'year', 'number', '2020', '王五', '2026', NULL)"
        connection.execute(text(f"INSERT INTO decisions VALUES {values}"))
    engine.dispose()
    store = open_store(url)
    with store.begin() as connection:
        (entry,) = history_of(connection, "a")
        assert (entry.id, entry.field, entry.kind, entry.value) == (7, "year", "number", "2020")
        assert entry.over == Over() and entry.made == Made()
        connection.execute(text("DELETE FROM decisions"))
        from gouji.service.store.decisions import add_decision

        assert add_decision(connection, "a", "year", decision(2021)) == 8  # no id is ever given twice
    store.close()


STEPS = st.lists(st.tuples(st.sampled_from("xy"), st.booleans(), st.integers(0, 9)), max_size=30)


@given(STEPS)
def test_what_holds_is_what_a_stack_of_each_field_says(steps: list[tuple[str, bool, int]]) -> None:
    entries: list[Entry] = []
    stacks: dict[str, list[Entry]] = {"x": [], "y": []}
    for id_, (field, takes_back, value) in enumerate(steps, start=1):
        stack = stacks[field]
        if takes_back and stack:
            gone = stack.pop()
            entries.append(Entry(id_, "a", field, None, None, "b", "c", None, Over(), Made(before_id=gone.id)))
        else:
            made = Entry(id_, "a", field, "number", str(value), "b", "c", None, Over(), Made())
            stack.append(made)
            entries.append(made)
    assert standing(entries) == {field: stack[-1] for field, stack in stacks.items() if stack}


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_what_was_found(found: tuple[int, int]) -> None:
    lower, upper = wilson(*found)
    assert 0 <= lower <= found[0] / found[1] + 1e-12 and found[0] / found[1] - 1e-12 <= upper <= 1


def test_the_interval_is_that_of_the_literature() -> None:
    """Newcombe 1998, table I: 81 of 263."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)
