"""Keys, limits, metrics and logs of the service."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from stand_in import make_stand_in
from stores import postgresql_url, store, store_url

from gouji.models.errors import GoujiError
from gouji.service.access.callers import SCOPES
from gouji.service.access.rates import Rates
from gouji.service.api import create_app
from gouji.service.batch.engine import LocalEngine, engine_key
from gouji.service.command_line import main
from gouji.service.errors import RateLimitedError
from gouji.service.jobs.desk import JobDesk
from gouji.service.jobs.runner import JobRunner
from gouji.service.logs import JsonFormatter
from gouji.service.settings import Settings
from gouji.service.store import keys
from gouji.service.store.connection import Store, open_store, sqlite_url
from gouji.service.store.schema import api_keys, audit
from gouji.service.workers import WorkerPool, make_pool

__all__ = ["postgresql_url", "store", "store_url"]  # fixtures

SETTINGS = Settings(timeout_seconds=60, memory_mib=400, max_bytes=1000, queue=4, workers=1)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = make_pool(SETTINGS, make_stand_in)
    pool.start()
    pool.wait_until_ready()
    yield pool
    pool.close()


@pytest.fixture
def client(pool: WorkerPool, store: Store) -> Iterator[TestClient]:
    key = engine_key(SETTINGS)
    runner = JobRunner(store, LocalEngine(pool, 1), key)
    client = TestClient(create_app(SETTINGS, pool, JobDesk(store, runner, key)))
    runner.start()
    yield client
    runner.close()


def make_key(store: Store, *scopes: str, per_minute: int | None = None, name: str = "测试") -> dict[str, str]:
    with store.begin() as connection:
        return {"Authorization": f"Bearer {keys.add_key(connection, name, scopes, per_minute)}"}


def code(response: httpx.Response) -> tuple[int, str | None]:
    return response.status_code, None if response.status_code < 400 else response.json()["code"]


def extract(client: TestClient, headers: Mapping[str, str | bytes] | None = None) -> httpx.Response:
    return client.post("/extract", content=b"report 1", headers=headers)


def test_without_keys_all_is_open_and_with_one_nothing_is(client: TestClient, store: Store) -> None:
    assert code(extract(client)) == (200, None)
    key = make_key(store, "extract")
    refused = extract(client)
    assert code(refused) == (401, "unauthorised") and refused.headers["www-authenticate"] == "Bearer"
    assert refused.headers["x-request-id"] == refused.json()["request_id"]
    assert code(extract(client, key)) == (200, None)
    for path in ("/healthz", "/readyz", "/", "/forms/2021", "/openapi.json"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer x", "Basic gouji_a_b", "Bearer gouji_a_b_c", "Bearer gouji_é_b"]
)
def test_what_is_no_key_opens_nothing(client: TestClient, store: Store, sent: str) -> None:
    good = make_key(store, "extract")["Authorization"]
    for text in (sent, good[:-1], good.replace("_", "_x", 1), f"{good}x"):
        assert code(extract(client, {"Authorization": text.encode()})) == (401, "unauthorised")


def test_a_key_does_what_it_was_made_for(client: TestClient, store: Store) -> None:
    asked = {
        "extract": lambda key: extract(client, key),
        "jobs": lambda key: client.get("/jobs", headers=key),
        "purge": lambda key: client.post(f"/jobs/{'0' * 32}/purge", headers=key),
        "review": lambda key: client.get("/reviews", headers=key),
        "metrics": lambda key: client.get("/metrics", headers=key),
    }
    assert set(asked) == set(SCOPES)
    for scope in SCOPES:
        key = make_key(store, scope)
        refused = {name for name, ask in asked.items() if code(ask(key)) == (403, "forbidden")}
        assert refused == set(SCOPES) - {scope}


def test_a_revoked_key_opens_nothing_also_when_it_was_the_last(client: TestClient, store: Store) -> None:
    key = make_key(store, "extract")
    assert code(extract(client, key)) == (200, None)
    with store.begin() as connection:
        (listed,) = keys.list_keys(connection)
        assert keys.revoke_key(connection, listed.id) and not keys.revoke_key(connection, listed.id)
    assert code(extract(client, key)) == code(extract(client)) == (401, "unauthorised")


def test_the_store_gives_no_key_away(store: Store) -> None:
    token = make_key(store, "extract")["Authorization"].removeprefix("Bearer ")
    with store.look() as connection:
        (row,) = connection.execute(select(api_keys)).all()
    assert token.split("_", 2)[2] not in " ".join(map(str, row))


def test_a_key_is_not_used_more_often_than_it_may(client: TestClient, store: Store) -> None:
    key, other = make_key(store, "extract", per_minute=2), make_key(store, "extract", per_minute=2)
    assert [code(extract(client, key))[0] for _ in range(3)] == [200, 200, 429]
    refused = extract(client, key)
    assert code(refused) == (429, "rate_limited") and 1 <= int(refused.headers["retry-after"]) <= 30
    assert code(extract(client, other)) == (200, None)


def test_a_bucket_fills_up_again() -> None:
    now = [0.0]
    rates = Rates(lambda: now[0])
    for _ in range(60):
        rates.take("a", 60)
    with pytest.raises(RateLimitedError) as refused:
        rates.take("a", 60)
    assert refused.value.seconds == 1
    now[0] += 1.0
    rates.take("a", 60)
    now[0] += 3600.0
    for _ in range(60):
        rates.take("a", 60)
    with pytest.raises(GoujiError):
        rates.take("a", 60)


def test_a_key_sees_its_own_jobs_only(client: TestClient, store: Store) -> None:
    mine, theirs = make_key(store, "jobs", "purge", name="甲"), make_key(store, "jobs", "purge", name="乙")
    job = client.post("/jobs", files={"files": ("a.txt", b"report 1")}, headers=mine).json()["id"]
    assert [j["id"] for j in client.get("/jobs", headers=mine).json()["jobs"]] == [job]
    assert client.get("/jobs", headers=theirs).json()["jobs"] == []
    for verb, path in (("GET", ""), ("GET", "/results"), ("GET", "/events"), ("DELETE", ""), ("POST", "/purge")):
        assert code(client.request(verb, f"/jobs/{job}{path}", headers=theirs)) == (404, "not_found")
    assert client.delete(f"/jobs/{job}", headers=mine).status_code == 204
    assert code(client.post(f"/jobs/{job}/purge", headers=theirs)) == (404, "not_found")
    assert client.post(f"/jobs/{job}/purge", headers=mine).status_code == 204
    with store.look() as connection:
        (row,) = connection.execute(select(audit)).all()
    assert row.by.startswith("甲 (") and row.subject == f"job:{job}"


def test_the_command_makes_lists_and_revokes_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "list"]) == 2 and "GOUJI_STORE" in capsys.readouterr().err
    monkeypatch.setenv("GOUJI_STORE", sqlite_url(tmp_path / "k.db"))
    assert main(["keys", "add", "省厅", "--scope", "extract", "jobs", "--per-minute", "60"]) == 0
    token = capsys.readouterr().out.strip()
    store = open_store(sqlite_url(tmp_path / "k.db"))
    with store.look() as connection:
        key = keys.find_key(connection, token)
    assert key is not None and (key.name, key.scopes, key.per_minute) == ("省厅", ("extract", "jobs"), 60)
    assert main(["keys", "revoke", key.id]) == 0 and main(["keys", "revoke", key.id]) == 2
    capsys.readouterr()
    assert main(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert "省厅" in listed and "作废" in listed and token.split("_", 2)[2] not in listed
    store.close()
    for wrong in (["--scope", "all"], ["--scope", "jobs", "--per-minute", "0"], []):
        with pytest.raises(SystemExit):
            main(["keys", "add", "x", *wrong])


def test_metrics_count_requests_and_documents(client: TestClient, store: Store) -> None:
    extract(client)
    client.get("/nothing/here/报告")
    client.request("BREW", "/healthz")
    job = client.post("/jobs", files=[("f", ("a.txt", b"report 5")), ("f", ("b.txt", b"damaged"))]).json()["id"]
    with client.stream("GET", f"/jobs/{job}/events") as response:
        response.read()
    key = make_key(store, "metrics")
    extract(client)
    text = client.get("/metrics", headers=key).text
    assert 'gouji_requests_total{method="POST",route="/extract",status="200"} 1.0' in text
    assert 'gouji_requests_total{method="GET",route="other",status="404"} 1.0' in text
    assert 'gouji_requests_total{method="POST",route="/extract",status="401"} 1.0' in text
    assert 'method="OTHER"' in text and "报告" not in text and job not in text
    assert 'gouji_job_documents_total{outcome="read"} 1.0' in text
    assert 'gouji_job_documents_total{outcome="damaged_file"} 1.0' in text
    assert "gouji_ready 1.0" in text and "gouji_job_documents_waiting 0.0" in text
    assert re.search(r'gouji_request_seconds_count\{route="/extract"\} 2\.0', text)


def test_the_log_tells_of_requests_and_not_of_what_was_sent(
    client: TestClient, caplog: pytest.LogCaptureFixture, store: Store
) -> None:
    key = make_key(store, "extract")
    with caplog.at_level(logging.INFO, "gouji.requests"):
        answer = client.post("/extract?name=机密.txt", content=b"report 77", headers=key)
    (record,) = [r for r in caplog.records if r.name == "gouji.requests"]
    line = JsonFormatter().format(record)
    told = json.loads(line)
    assert told["request_id"] == answer.headers["x-request-id"] and told["route"] == "/extract"
    assert (told["method"], told["status"], told["level"]) == ("POST", 200, "INFO") and told["key"]
    assert "机密" not in line and "report" not in line and key["Authorization"][-20:] not in line


def test_a_fault_is_one_line_of_json() -> None:
    try:
        raise ValueError("一\n二")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", logging.ERROR, "f", 1, "bad %s", ("y",), True)
        record.exc_info = __import__("sys").exc_info()
    line = JsonFormatter().format(record)
    assert "\n" not in line and json.loads(line)["trace"].startswith("Traceback")


def test_readiness_asks_the_store(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    def gone(_: Store) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(Store, "look", gone)
    assert code(client.get("/readyz")) == (503, "overloaded")
