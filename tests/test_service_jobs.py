"""Jobs over HTTP: on SQLite and PostgreSQL, through the death of the service at any instant."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from killed_jobs import disturbed, must_be_complete, parts_of, unreferred, wait_until
from made_reports import decision, made_report
from sqlalchemy import func, select
from stand_in import make_stand_in
from stores import postgresql_url, store, store_url

from gouji.models.result import Report
from gouji.service.api import create_app
from gouji.service.batch.engine import LocalEngine, engine_key
from gouji.service.exports.formats import FORMATS
from gouji.service.jobs import uploading
from gouji.service.jobs.desk import JobDesk, open_desk
from gouji.service.jobs.runner import JobRunner
from gouji.service.settings import Settings
from gouji.service.store import jobs
from gouji.service.store.connection import Store
from gouji.service.store.decisions import add_decision
from gouji.service.store.schema import audit, batches, contents, documents, failures, items, readings, sightings
from gouji.service.uploads import Upload
from gouji.service.workers import WorkerPool, make_pool

__all__ = ["postgresql_url", "store", "store_url"]  # fixtures

SETTINGS = Settings(timeout_seconds=3, memory_mib=400, max_bytes=1000, queue=4, workers=1)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerPool]:
    os.environ["STAND_IN_LOG"] = str(tmp_path_factory.mktemp("log") / "log")
    pool = make_pool(SETTINGS, make_stand_in)
    pool.start()
    pool.wait_until_ready()
    yield pool
    pool.close()
    del os.environ["STAND_IN_LOG"]


@pytest.fixture
def desk(pool: WorkerPool, store: Store) -> Iterator[JobDesk]:
    key = engine_key(SETTINGS)
    runner = JobRunner(store, LocalEngine(pool, SETTINGS.workers), key)
    runner.start()
    yield JobDesk(store, runner, key)
    runner.close()


@pytest.fixture
def client(pool: WorkerPool, desk: JobDesk) -> TestClient:
    return TestClient(create_app(SETTINGS, pool, desk))  # not entered: its end would close the shared pool


def post(client: Any, *files: tuple[str, str], **query: str) -> dict[str, Any]:  # noqa: ANN401
    sent = [("files", (name, content.encode())) for name, content in files]
    response = client.post("/jobs", files=sent, params=query)
    assert response.status_code == 202, response.text
    job: dict[str, Any] = response.json()
    assert response.headers["location"] == f"/jobs/{job['id']}"
    return job


def done(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        view: dict[str, Any] = client.get(f"/jobs/{job['id']}").json()
        return view if view["state"] == "done" else None

    view: dict[str, Any] = wait_until(look)
    return view


def results(client: TestClient, job: dict[str, Any]) -> list[Report]:
    response = client.get(f"/jobs/{job['id']}/results")
    assert response.status_code == 200
    return [Report.model_validate_json(line) for line in response.text.splitlines()]


def rows(store: Store, table: Any) -> int:  # noqa: ANN401
    with store.look() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_every_file_of_a_job_has_a_result_or_a_listed_failure(client: TestClient) -> None:
    files = [
        ("a.txt", "report 1"), ("../b.txt", "report 2"), ("again.txt", "report 1"), ("bad.txt", "damaged"),
        ("empty.txt", ""), ("big.txt", "x" * 1001), ("die.txt", "die"), ("hang.txt", "hang"),
    ]  # fmt: skip
    job = post(client, *files, name="2024 年")
    assert job["name"] == "2024 年" and job["counts"]["total"] == len(files)
    view = done(client, job)
    assert view["counts"] | {"to_review": 0} == {"total": 8, "waiting": 0, "read": 3, "failed": 5, "to_review": 0}
    failed = {failure["name"]: (failure["code"], failure["attempts"]) for failure in view["failures"]}
    assert failed == {
        "bad.txt": ("damaged_file", 1), "empty.txt": ("empty_file", 1), "big.txt": ("too_large", 1),
        "die.txt": ("internal", 2), "hang.txt": ("timeout", 2),
    }  # fmt: skip
    assert sorted(r.document.name for r in results(client, job)) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("kind", list(FORMATS))
def test_results_come_in_every_format(client: TestClient, kind: str) -> None:
    job = post(client, ("a.txt", "report 1"))
    done(client, job)
    response = client.get(f"/jobs/{job['id']}/results", params={"format": kind})
    assert response.status_code == 200 and response.content
    assert response.headers["content-type"].startswith(FORMATS[kind].media_type.split(";")[0])
    assert FORMATS[kind].suffix in response.headers["content-disposition"]


def test_decisions_are_in_the_results(client: TestClient, store: Store) -> None:
    job = post(client, ("a.txt", "report 1"))
    done(client, job)
    (report,) = results(client, job)
    with store.begin() as connection:
        add_decision(connection, report.document.sha256, "requests.received.total", decision(5))
    assert results(client, job)[0].fields["requests.received.total"].decision == decision(5)


def test_unfinished_results_are_given_only_to_who_asks_for_them(pool: WorkerPool, store: Store) -> None:
    idle = JobDesk(store, JobRunner(store, LocalEngine(pool, 1), engine_key(SETTINGS)), engine_key(SETTINGS))
    client = TestClient(create_app(SETTINGS, pool, idle))
    job = post(client, ("a.txt", "report 1"))
    response = client.get(f"/jobs/{job['id']}/results")
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    response = client.get(f"/jobs/{job['id']}/results", params={"partial": True})
    assert (response.status_code, response.text) == (200, "")


def test_progress_is_told_as_it_happens(client: TestClient) -> None:
    job = post(client, *((f"{n}.txt", f"report {n}") for n in range(60)))
    with client.stream("GET", f"/jobs/{job['id']}/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = "".join(response.iter_text()).strip().split("\n\n")
    parsed = [(event.split("\n")[0], json.loads(event.split("data: ")[1])) for event in events]
    assert parsed[0][0] == "event: progress" and parsed[-1][0] == "event: done"
    read = [view["counts"]["read"] for _, view in parsed]
    assert read == sorted(read) and read[-1] == 60


def test_jobs_are_listed_newest_first_page_by_page(client: TestClient) -> None:
    made = [post(client, ("a.txt", "report 1"), name=str(n))["id"] for n in range(5)]
    first = client.get("/jobs", params={"limit": 3}).json()
    second = client.get("/jobs", params={"limit": 3, "before": first["next"]}).json()
    listed = [job["id"] for page in (first, second) for job in page["jobs"]]
    assert len(first["jobs"]) == 3 and second["next"] is None and set(listed) == set(made) and len(listed) == 5


def test_deleting_stops_and_hides_and_only_a_purge_takes_away(client: TestClient, store: Store) -> None:
    kept = post(client, ("a.txt", "report 1"))
    job = post(client, ("b.txt", "report 1"), ("c.txt", "report 2"), ("d.txt", "report 3"))
    done(client, kept)
    done(client, job)
    decided = results(client, job)[-1].document.sha256
    with store.begin() as connection:
        add_decision(connection, decided, "requests.received.total", decision(5))
    where = f"/jobs/{job['id']}"
    assert client.post(f"{where}/purge").json()["code"] == "conflict"
    assert client.delete(where).status_code == 204
    for verb, path in (("GET", where), ("GET", f"{where}/results"), ("GET", f"{where}/events"), ("DELETE", where)):
        response = client.request(verb, path)
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert [j["id"] for j in client.get("/jobs").json()["jobs"]] == [kept["id"]]
    assert rows(store, readings) == 3
    assert client.post(f"{where}/purge").status_code == 204
    assert client.post(f"{where}/purge").status_code == 404
    assert rows(store, readings) == rows(store, contents) == 1  # what the other job holds too
    assert rows(store, documents) == 2  # and what somebody decided about
    assert rows(store, audit) == 1 and len(results(client, kept)) == 1


def test_what_is_purged_while_it_is_read_does_not_come_back(client: TestClient, store: Store) -> None:
    log = Path(os.environ["STAND_IN_LOG"])
    log.write_text("")
    for content in ("hang", "report 1"):
        job = post(client, ("a.txt", content), ("b.txt", "hang "))
        wait_until(lambda content=content: content in log.read_text())
        client.delete(f"/jobs/{job['id']}")
        client.post(f"/jobs/{job['id']}/purge")
    after = post(client, ("z.txt", "report 3"))
    assert done(client, after)["failures"] == []
    assert rows(store, documents) == rows(store, readings) == 1


def test_an_upload_whose_service_died_before_its_job_was_opened_is_forgotten(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "open_job", lambda connection, job: 1 / 0)
        sent = [("files", (name, name.encode())) for name in ("report 1", "report 2")] + [("files", ("a", b""))]
        assert client.post("/jobs", files=sent).status_code == 500
    kept = post(client, ("a.txt", "report 1"))
    done(client, kept)
    assert len(client.get("/jobs").json()["jobs"]) == 1 and client.get("/jobs").json()["jobs"][0]["id"] == kept["id"]
    assert (rows(store, contents), rows(store, readings), rows(store, items)) == (2, 1, 4)  # it may still be coming
    monkeypatch.setattr(jobs, "ABANDONED_SECONDS", -2)
    wait_until(lambda: rows(store, contents) == 1)
    assert (rows(store, documents), rows(store, sightings), rows(store, items)) == (1, 1, 1)
    assert (rows(store, batches), rows(store, failures), rows(store, audit)) == (1, 0, 0)
    assert len(results(client, kept)) == 1


def test_a_pass_over_what_waits_ends_though_more_comes(pool: WorkerPool, store: Store) -> None:
    """A job that is opened late has items from before, which the next pass takes."""
    idle = JobDesk(store, JobRunner(store, LocalEngine(pool, 1), engine_key(SETTINGS)), engine_key(SETTINGS))
    late = idle.begin(None, "早")
    idle.keep(late, 0, Upload(b"report 1", "late.txt"))
    client = TestClient(create_app(SETTINGS, pool, idle))
    post(client, ("a.txt", "report 2"))
    going_over = jobs.waiting(store)
    assert next(going_over).place.name == "a.txt"
    idle.open(late, None)
    post(client, ("b.txt", "report 3"))
    assert list(going_over) == []
    assert [item.place.name for item in jobs.waiting(store)] == ["late.txt", "a.txt", "b.txt"]


def test_a_deleted_job_is_not_read_on(client: TestClient, store: Store) -> None:
    job = post(client, *((f"{n}.txt", f"report {n}") for n in range(200)))
    client.delete(f"/jobs/{job['id']}")
    after = post(client, ("a.txt", "report 999"))
    done(client, after)
    assert rows(store, readings) < 100


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"content": b"x"}, "invalid_request"),
        ({"files": [("files", (f"{n}.txt", b"x")) for n in range(4)]}, "invalid_request"),
        ({"files": [("files", ("a.txt", b"x" * 900)), ("files", ("b.txt", b"x" * 900))]}, "too_large"),
        ({"data": {"field": "x"}, "files": [("files", ("a.txt", b"x"))]}, "invalid_request"),
    ],
)
def test_uploads_are_bounded(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, request_: dict[str, Any], code: str, store: Store
) -> None:
    monkeypatch.setattr(uploading, "MAX_FILES", 3)
    monkeypatch.setattr(uploading, "MAX_BYTES", 1500)
    response = client.post("/jobs", **request_)
    assert response.json()["code"] == code and response.status_code in (413, 422)
    assert rows(store, documents) == 0


def test_wrong_parameters_are_problems(client: TestClient) -> None:
    job = post(client, ("a.txt", "report 1"))
    for path in ("/jobs?limit=0", f"/jobs/{job['id']}/results?format=doc", f"/jobs/{job['id']}/results?partial=x"):
        assert client.get(path).json()["code"] == "invalid_request"
        assert "整数" not in client.get(path).json()["detail"] or "limit" in path
    for path in ("/jobs/x%00y", "/jobs?before=%00", f"/jobs?name={'x' * 300}"):
        assert client.get(path).status_code in (200, 422)
    assert client.get(f"/jobs/{'0' * 32}").status_code == 404


def test_methods_that_do_not_fit_are_told_all_that_do(client: TestClient) -> None:
    response = client.patch(f"/jobs/{'0' * 32}")
    assert response.status_code == 405 and response.headers["allow"] == "DELETE, GET"


def test_every_refusal_of_jobs_is_described(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    described = [answer for path, verbs in paths.items() if path.startswith("/jobs") for answer in verbs.values()]
    assert len(described) == 7
    for operation in described:
        assert {"401", "403", "422", "429"} <= operation["responses"].keys()
        assert "application/problem+json" in operation["responses"]["422"]["content"]


def test_without_a_store_there_are_no_jobs(pool: WorkerPool) -> None:
    assert open_desk(SETTINGS, pool) is None
    assert TestClient(create_app(SETTINGS, pool)).get("/jobs").status_code == 404


def test_only_one_service_reads_and_another_takes_over(pool: WorkerPool, store: Store) -> None:
    key = engine_key(SETTINGS)
    runners = [JobRunner(store, LocalEngine(pool, 1), key) for _ in range(2)]
    clients = [TestClient(create_app(SETTINGS, pool, JobDesk(store, runner, key))) for runner in runners]
    for runner in runners:
        runner.start()
        time.sleep(0.3)
    done(clients[1], post(clients[1], ("a.txt", "report 1")))  # taken in by the one that does not read
    runners[0].close()
    done(clients[1], post(clients[1], ("b.txt", "report 2")))
    runners[1].close()


def test_jobs_survive_the_death_of_the_service_at_any_instant(store_url: str, tmp_path: Path) -> None:
    """``python tests/killed_jobs.py`` does it with 2,000 files and 20 kills, and compares with jobs left alone."""
    parts, log = parts_of(100, seed=4), tmp_path / "log"
    outcomes, at_work = disturbed(parts, store_url, kills=2, seed=4, log=str(log))
    must_be_complete(parts, outcomes)
    for part, outcome in zip(parts, outcomes, strict=True):
        contents_by_name = dict(part)
        for name, line in outcome.results.items():
            made = made_report(int(contents_by_name[name].split()[1]))
            assert Report.model_validate_json(line).fields == made.fields
    assert at_work and unreferred(store_url) == 0
    assert len(log.read_text().splitlines()) <= 102 + 2 * 4 + 2  # what was in hand is read again, and no more
