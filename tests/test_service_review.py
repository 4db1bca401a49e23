"""Reviews over HTTP, on SQLite and PostgreSQL: the queue, decisions that are never lost, versions, claims, sessions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from made_reports import made_report
from reviewing import DOUBTFUL, WRONG_TOTAL, doubtful_report, make_review_stand_in, wait_until
from sqlalchemy import func, select
from stores import postgresql_url, store, store_url

from gouji.models.result import Report
from gouji.service.api import create_app
from gouji.service.batch.engine import LocalEngine, engine_key
from gouji.service.command_line import main
from gouji.service.jobs.desk import JobDesk
from gouji.service.jobs.runner import JobRunner
from gouji.service.review import desk as review_desk
from gouji.service.review.entering import catch_up, enter
from gouji.service.settings import Settings
from gouji.service.store import batches, documents, keys, readings
from gouji.service.store.connection import Store
from gouji.service.store.records import EngineKey, Place
from gouji.service.store.schema import cells, decisions, replies, reviews
from gouji.service.workers import WorkerPool, make_pool

__all__ = ["postgresql_url", "store", "store_url"]  # fixtures

SETTINGS = Settings(timeout_seconds=5, memory_mib=600, max_bytes=10_000, queue=4, workers=1, audit_share=0)
FIELD, OTHER = "proactive.regulations.issued", "proactive.coercion.decisions"
CHECK = "review.row_total"
ME, YOU = "王五", "李四"


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = make_pool(SETTINGS, make_review_stand_in)
    pool.start()
    pool.wait_until_ready()
    yield pool
    pool.close()


def make_client(pool: WorkerPool, store: Store, settings: Settings = SETTINGS) -> TestClient:
    runner = JobRunner(store, LocalEngine(pool, 1), engine_key(settings), settings.audit_share)  # not started
    return TestClient(create_app(settings, pool, JobDesk(store, runner, engine_key(settings))))


@pytest.fixture
def client(pool: WorkerPool, store: Store) -> TestClient:
    return make_client(pool, store)


def put_in(
    store: Store, content: str = "a", report: Report | None = None, job: str = "folder", engine: str = "gouji 1",
    share: float = 0, keep: bool = True, **place: str,
) -> str:  # fmt: skip
    """A document as if it had been read for a batch; its hash."""
    data = content.encode()
    sha256 = hashlib.sha256(data).hexdigest()
    report = report or doubtful_report(data, "年报.pdf")
    report = report.model_copy(update={"document": report.document.model_copy(update={"sha256": sha256})})
    where = Place(
        **{"place": f"/in/{content}", "name": "年报.pdf", "container": f"/no/{content}", "mark": engine, **place}
    )
    with store.begin() as connection:
        batch = batches.batch_named(connection, "job", job)
        documents.add_sighting(connection, sha256, len(data), where)
        if keep:
            documents.keep_content(connection, sha256, data)
        batches.add_items(connection, batch, [where], sha256)
        reading = readings.add_reading(connection, sha256, EngineKey(engine, "a" * 64), report)
        for item in connection.scalars(select(batches.items.c.id).where(batches.items.c.sha256 == sha256)).all():
            batches.settle(connection, item, "read", sha256, reading, None)
        enter(connection, sha256, reading, report, share)
    return sha256


def decide(
    client: httpx.Client | TestClient, sha256: str, *asked: dict[str, Any], version: int | None = None,
    by: str | None = ME, key: str | None = None, **headers: str,
) -> httpx.Response:  # fmt: skip
    version = client.get(f"/reviews/{sha256}").json()["version"] if version is None else version
    sent = {"If-Match": f'"{version}"', **({"Idempotency-Key": key} if key else {}), **headers}
    body = {"decisions": list(asked)} | ({"by": by} if by else {})
    return client.post(f"/reviews/{sha256}/decisions", json=body, headers=sent)


def undo(
    client: httpx.Client | TestClient, sha256: str, by: str = ME, version: int | None = None, **asked: str
) -> httpx.Response:
    version = client.get(f"/reviews/{sha256}").json()["version"] if version is None else version
    return client.post(f"/reviews/{sha256}/undo", json={"by": by, **asked}, headers={"If-Match": f'"{version}"'})


def number(field: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"field": field, "kind": "number", "value": value}


def code(response: httpx.Response) -> tuple[int, str | None]:
    if response.status_code < 400:
        return response.status_code, None
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def view(client: TestClient, sha256: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/reviews/{sha256}").json()
    return found


def all_pages(client: TestClient, path: str, **query: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    found, after = [], None
    while True:
        page = client.get(path, params=query | ({"after": after} if after else {})).json()
        found += page["items"]
        if (after := page["next"]) is None:
            return found


# The queue.


def test_what_has_most_at_stake_comes_first_and_no_page_leaves_anything_out(client: TestClient, store: Store) -> None:
    mild = {**DOUBTFUL[OTHER], "confidence": 0.94}
    base = doubtful_report(b"x", "x").fields
    calm = {
        f: r.model_copy(update={"review": False, **({"value": Decimal(0)} if f == WRONG_TOTAL else {})})
        for f, r in base.items()
    }
    calm[OTHER] = base[OTHER].model_copy(update=mild)
    quiet = doubtful_report(b"x", "x").model_copy(update={"fields": calm, "review": (OTHER,), "checks": ()})
    little = put_in(store, "little", quiet)
    much = [put_in(store, name) for name in ("a", "b", "c")]
    listed = all_pages(client, "/reviews", limit=2)
    assert {r["sha256"] for r in listed[:3]} == set(much) and listed[3]["sha256"] == little and len(listed) == 4
    assert listed[0]["stake"] > 1 > listed[3]["stake"] > 0
    assert (listed[0]["to_review"], listed[0]["decided"], listed[0]["failing"], listed[0]["state"]) == (
        10,
        0,
        1,
        "open",
    )
    found = all_pages(client, "/reviews/cells", limit=7)
    assert len(found) == len({(c["sha256"], c["field"]) for c in found}) == 31
    assert found[0]["field"] == WRONG_TOTAL and found[30]["sha256"] == little
    of_one = [c for c in found if c["sha256"] == much[0]]
    assert of_one[1]["kind"] == "unread"  # what cannot be read at all is doubted most
    assert [c["confidence"] for c in of_one[2:]] == sorted(c["confidence"] for c in of_one[2:])
    assert client.get("/reviews").json()["totals"] == {
        "reports": 4, "open": 4, "done": 0, "cells_left": 31, "cells_done": 0,
    }  # fmt: skip


def test_the_order_stays_while_one_decides(client: TestClient, store: Store) -> None:
    for name in ("a", "b"):
        put_in(store, name)
    before = [(c["sha256"], c["field"]) for c in all_pages(client, "/reviews/cells")]
    first, field = before[0]
    assert code(decide(client, first, number(field, 0))) == (200, None)
    assert [(c["sha256"], c["field"]) for c in all_pages(client, "/reviews/cells")] == before[1:]
    done = all_pages(client, "/reviews/cells", state="done")
    assert [(c["sha256"], c["field"]) for c in done] == before[:1] and done[0]["decision"]["value"] == 0
    assert len(all_pages(client, "/reviews/cells", state="all")) == len(before)


def test_a_cell_says_what_it_is_and_why_it_is_asked_for(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    found = {c["field"]: c for c in client.get("/reviews/cells", params={"sha256": sha256}).json()["items"]}
    total = found[WRONG_TOTAL]
    assert total["label"]["row"] and total["label"]["column"] == "总计" and total["label"]["table"].startswith("四、")
    assert total["checks"] == [CHECK] and total["page"] == 1 and len(total["bbox"]) == 4
    assert total["alternatives"][0]["value"] == 8 and total["value"] == 1
    assert "70%" in total["reason"] and "“8”（20%）" in total["reason"] and "不等于" in total["reason"]
    told = {f: found[f]["reason"] for f in found}
    assert (
        "读不出" in told["proactive.regulations.in_force"] and "三件" in told["proactive.normative_documents.in_force"]
    )
    assert (
        "没有找到" in told["proactive.penalties.decisions"] and "空白" in told["proactive.normative_documents.issued"]
    )


def test_what_a_batch_read_into_the_same_store_is_there(
    client: TestClient, store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("a")
    monkeypatch.setenv("GOUJI_STORE", store_url)
    monkeypatch.setenv("GOUJI_AUDIT_SHARE", "1")
    arguments = ["batch", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    assert main(arguments, make_review_stand_in) == 0
    (report,) = client.get("/reviews").json()["items"]
    assert (report["name"], report["to_review"], report["job"]["name"]) == ("a.txt", 200, str(tmp_path / "out"))
    assert client.get(f"/reviews/{report['sha256']}/pages/1", params={"width": 200}).status_code == 200


def test_reports_are_found_by_job_authority_year_and_who_has_them(client: TestClient, store: Store) -> None:
    one, two = put_in(store, "one", job="a"), put_in(store, "two", job="b")
    jobs = {r["sha256"]: r["job"] for r in client.get("/reviews").json()["items"]}
    assert jobs[one]["name"] == "a" and jobs[two]["name"] == "b"
    decide(client, two, {"field": "authority", "kind": "text", "value": "100%_县"}, number("year", 2019))
    client.put(f"/reviews/{one}/claim", json={"by": ME})

    def listed(**query: Any) -> list[str]:  # noqa: ANN401
        reports = [r["sha256"] for r in client.get("/reviews", params=query).json()["items"]]
        assert {c["sha256"] for c in client.get("/reviews/cells", params=query).json()["items"]} == set(reports)
        assert client.get("/reviews", params=query).json()["totals"]["reports"] == len(reports)
        return reports

    assert listed(job=jobs[one]["id"]) == [one] and listed(job="0" * 32) == []
    assert listed(authority="0%_") == [two] and listed(authority="第one") == [one] and listed(authority="0_%") == []
    assert listed(year=2019) == [two] and listed(year=2024) == [one]
    assert listed(who=ME) == [one] and listed(who=YOU) == []


def test_a_report_is_done_when_nothing_is_left_and_every_failure_is_explained(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    decide(client, sha256, *({"field": f, "kind": "unread"} if f != WRONG_TOTAL else number(f, 1) for f in DOUBTFUL))
    (report,) = client.get("/reviews").json()["items"]
    assert (report["to_review"], report["decided"], report["failing"], report["state"]) == (0, 10, 1, "open")
    decide(client, sha256, {"field": f"check:{CHECK}", "kind": "source"})
    assert client.get("/reviews").json()["items"] == []
    (report,) = client.get("/reviews", params={"state": "done"}).json()["items"]
    assert (report["failing"], report["state"]) == (0, "done")
    assert client.get("/reviews", params={"state": "all"}).json()["totals"]["cells_done"] == 10


# Decisions.


def test_a_decision_stands_beside_the_reading_and_keeps_what_it_was_made_over(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    answer = decide(
        client, sha256, number(WRONG_TOTAL, 0) | {"note": "看了原件", "seconds": 1.5}, number(FIELD, "3.50")
    )
    assert code(answer) == (200, None) and answer.headers["etag"] == '"2"' and answer.json()["version"] == 2
    checks = {c["id"]: c["status"] for c in answer.json()["checks"]}
    assert checks[CHECK] == "pass" and WRONG_TOTAL not in answer.json()["review"] and len(answer.json()["review"]) == 8
    whole = client.get(f"/reviews/{sha256}")
    assert whole.headers["etag"] == '"2"'
    found = whole.json()
    reading = found["report"]["fields"][WRONG_TOTAL]
    assert reading["value"] == 1 and reading["review"] is True
    assert {k: reading["decision"][k] for k in ("kind", "value", "by", "note")} == {
        "kind": "number", "value": 0, "by": ME, "note": "看了原件",
    }  # fmt: skip
    assert found["report"]["fields"][FIELD]["decision"]["value"] == 3.5
    assert {c["id"]: c["status"] for c in found["report"]["checks"]}[CHECK] == "fail"
    assert {c["id"]: c["status"] for c in found["checks_decided"]}[CHECK] == "pass"
    first = found["history"][0]
    assert first["over"] == {"kind": "number", "value": 1, "raw": "1", "confidence": 0.7}
    assert (first["before"], first["version"], first["audit"]) == (None, 2, False)
    with store.look() as connection:
        row = connection.execute(select(decisions).order_by(decisions.c.id)).first()
    assert row is not None and row.reading_id is not None and row.seconds == 1.5
    again = decide(client, sha256, number(WRONG_TOTAL, 1), by=YOU)
    assert view(client, sha256)["history"][-1]["before"] == first["id"] and again.json()["version"] == 3


def test_all_decisions_of_a_request_are_kept_or_none(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    assert code(decide(client, sha256, number(FIELD, 3), number("no.such", 1))) == (422, "invalid_request")
    assert view(client, sha256)["history"] == [] and view(client, sha256)["version"] == 1


def test_whoever_saves_over_an_older_version_is_told_what_changed(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    assert code(decide(client, sha256, number(FIELD, 4), version=1)) == (200, None)
    refused = decide(client, sha256, number(FIELD, 5), version=1, by=YOU)
    assert code(refused) == (412, "stale") and ME in refused.json()["detail"]
    problem = refused.json()
    assert problem["version"] == 2 and problem["reread"] is False
    assert [(c["field"], c["by"], c["kind"], c["value"]) for c in problem["changed"]] == [(FIELD, ME, "number", 4)]
    assert code(undo(client, sha256, version=1)) == (412, "stale")
    assert code(decide(client, sha256, number(OTHER, 5), version=99, by=YOU)) == (412, "stale")
    assert view(client, sha256)["version"] == 2
    assert code(decide(client, sha256, number(OTHER, 5), version=problem["version"], by=YOU)) == (200, None)


def test_the_same_request_sent_again_is_done_once(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    first = decide(client, sha256, number(FIELD, 4), version=1, key="k")
    again = decide(client, sha256, number(FIELD, 4), version=1, key="k")
    assert again.status_code == 200 and again.content == first.content and again.headers["etag"] == '"2"'
    assert code(decide(client, sha256, number(FIELD, 5), version=1, key="k")) == (422, "invalid_request")
    assert code(decide(client, sha256, number(OTHER, 5), version=2, key="k", by=YOU)) == (200, None)  # another's key
    with store.look() as connection:
        assert connection.scalar(select(func.count()).select_from(decisions)) == 2
    with store.begin() as connection:
        connection.execute(replies.update().values(at="2020-01-01T00:00:00+00:00"))
    assert code(decide(client, sha256, number(FIELD, 6), key="another")) == (200, None)
    with store.look() as connection:
        assert connection.scalar(select(func.count()).select_from(replies)) == 1  # the old ones are forgotten


def test_undoing_brings_back_what_was_decided_before_and_deletes_nothing(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    decide(client, sha256, number(FIELD, 4), by=YOU)
    decide(client, sha256, number(FIELD, 5))
    decide(client, sha256, number(OTHER, 1))

    def now() -> tuple[Any, Any]:
        fields = view(client, sha256)["report"]["fields"]
        return tuple((fields[f]["decision"] or {}).get("value") for f in (FIELD, OTHER))  # type: ignore[return-value]

    assert now() == (5, 1)
    answer = undo(client, sha256)
    assert answer.json()["undone"]["field"] == OTHER and answer.json()["decision"] is None and now() == (5, None)
    assert OTHER in answer.json()["review"]
    answer = undo(client, sha256)
    assert answer.json()["decision"]["value"] == 4 and now() == (4, None)
    assert code(undo(client, sha256)) == (409, "conflict")  # the rest is somebody else's
    assert undo(client, sha256, by=YOU).json()["undone"]["value"] == 4 and now() == (None, None)
    history = view(client, sha256)["history"]
    assert [h["kind"] for h in history] == ["number"] * 3 + [None] * 3
    assert [h["before"] for h in history[3:]] == [history[2]["id"], history[1]["id"], history[0]["id"]]
    assert client.get("/reviews").json()["items"][0]["to_review"] == 10


def test_undoing_takes_back_what_was_decided_on_the_field_that_is_named(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    decide(client, sha256, number(FIELD, 5))
    decide(client, sha256, number(OTHER, 1))  # in another browser, by the same person
    assert undo(client, sha256, field=FIELD).json()["undone"]["field"] == FIELD
    assert code(undo(client, sha256, field=FIELD)) == (409, "conflict")
    assert code(undo(client, sha256, by=YOU, field=OTHER)) == (409, "conflict")
    assert undo(client, sha256, field=OTHER).json()["undone"]["value"] == 1


def test_what_was_decided_on_a_cell_that_nobody_asked_for_can_be_taken_back(client: TestClient, store: Store) -> None:
    sha256, sure = put_in(store), "requests.received.total"
    decide(client, sha256, number(sure, 9))
    assert client.get("/reviews", params={"state": "all"}).json()["items"][0]["decided"] == 1
    assert sure in view(client, sha256)["cells"] and sure not in view(client, sha256)["open"]
    undo(client, sha256)
    assert sure not in view(client, sha256)["cells"]
    assert client.get("/reviews", params={"state": "all"}).json()["items"][0]["decided"] == 0


def test_a_confirmed_failure_holds_while_its_figures_do(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    source = {"field": f"check:{CHECK}", "kind": "source", "note": "原件如此"}
    answer = decide(client, sha256, source)
    assert answer.json()["confirmed"][CHECK]["note"] == "原件如此"
    assert client.get("/reviews").json()["items"][0]["failing"] == 0
    decide(client, sha256, number(WRONG_TOTAL, 2))
    assert view(client, sha256)["confirmed"] == {} and client.get("/reviews").json()["items"][0]["failing"] == 1
    undo(client, sha256)
    assert list(view(client, sha256)["confirmed"]) == [CHECK]
    undo(client, sha256)
    assert view(client, sha256)["confirmed"] == {}


def test_a_failure_over_decided_cells_is_the_fault_of_the_source(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    cause = {c["id"]: c["cause"] for c in view(client, sha256)["checks_decided"]}
    assert cause[CHECK] == "reading"
    answer = decide(client, sha256, number(WRONG_TOTAL, 1))
    assert {c["id"]: c["cause"] for c in answer.json()["checks"]}[CHECK] == "source"


def test_year_and_authority_are_decided_too_and_exports_take_them(client: TestClient, store: Store) -> None:
    sha256 = put_in(store, job="j")
    decide(client, sha256, {"field": "authority", "kind": "text", "value": " 甲县\n人民政府 "}, number("year", 2019))
    found = view(client, sha256)["report"]
    assert found["authority"]["decision"]["value"] == "甲县人民政府" and found["year"]["decision"]["value"] == 2019
    assert found["authority"]["value"] == "第a县人民政府"
    listed = client.get("/reviews", params={"authority": "甲县", "year": 2019}).json()["items"]
    assert [(r["authority"], r["year"]) for r in listed] == [("甲县人民政府", 2019)]
    job = listed[0]["job"]["id"]
    table = client.get(f"/jobs/{job}/results", params={"format": "wide-csv"}).text
    assert "甲县人民政府" in table and "2019" in table and "第a县" not in table
    (line,) = client.get(f"/jobs/{job}/results").text.splitlines()
    assert Report.model_validate_json(line).authority.decision is not None
    decide(client, sha256, {"field": "authority", "kind": "absent"}, {"field": "year", "kind": "absent"})
    (report,) = client.get("/reviews").json()["items"]
    assert (report["authority"], report["year"]) == (None, None)


@pytest.mark.parametrize(
    "asked",
    [
        {"field": "no.such", "kind": "number", "value": 1},
        {"field": FIELD, "kind": "number"},
        {"field": FIELD, "kind": "number", "value": "x"},
        {"field": FIELD, "kind": "number", "value": "NaN"},
        {"field": FIELD, "kind": "number", "value": "Infinity"},
        {"field": FIELD, "kind": "number", "value": "1E999999"},
        {"field": FIELD, "kind": "number", "value": "1E-999999"},
        {"field": FIELD, "kind": "number", "value": 10**30},
        {"field": FIELD, "kind": "number", "value": True},
        {"field": FIELD, "kind": "number", "value": [1]},
        {"field": FIELD, "kind": "blank", "value": 0},
        {"field": FIELD, "kind": "source"},
        {"field": FIELD, "kind": "nonsense", "value": 1},
        {"field": FIELD, "kind": None},
        {"field": "", "kind": "blank"},
        {"field": FIELD, "kind": "blank", "note": "x" * 2001},
        {"field": FIELD, "kind": "blank", "seconds": -1},
        {"field": FIELD, "kind": "blank", "more": 1},
        {"field": "year", "kind": "number", "value": 1989},
        {"field": "year", "kind": "number", "value": 2019.5},
        {"field": "year", "kind": "blank"},
        {"field": "year", "kind": "text"},
        {"field": "authority", "kind": "text", "value": "县" * 201},
        {"field": "authority", "kind": "text", "value": " \n\u200b"},
        {"field": "authority", "kind": "text", "value": 5},
        {"field": "authority", "kind": "blank"},
        {"field": "check:no.such", "kind": "source"},
        {"field": "check:litigation.direct.row_total", "kind": "source"},
        {"field": f"check:{CHECK}", "kind": "number", "value": 1},
        {"field": f"check:{CHECK}", "kind": "source", "value": 1},
    ],
)
def test_decisions_that_cannot_be_are_refused(client: TestClient, store: Store, asked: dict[str, Any]) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("refused before anything is written")
    sha256 = put_in(store)
    assert code(decide(client, sha256, asked)) == (422, "invalid_request")
    assert view(client, sha256)["history"] == []


def test_a_zero_is_not_written_out_in_full(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    assert code(decide(client, sha256, number(FIELD, "0E999999"))) == (200, None)
    assert view(client, sha256)["report"]["fields"][FIELD]["decision"]["value"] == 0


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        (b"", {}), (b"{", {}), (b"[]", {}), (b"\xff", {}), (b"[" * 100_000, {}), (b"null", {}),
        (b'{"decisions": []}', {}),
        (b'{"decisions": [{"field": "x", "kind": "blank"}, {"field": "x", "kind": "blank"}], "by": "x"}', {}),
        (b'{"decisions": [{"field": "year", "kind": "absent"}]}', {}),  # by whom?
        (b'{"decisions": [{"field": "year", "kind": "absent"}], "by": "\\u200b"}', {}),
        (b'{"decisions": [{"field": "year", "kind": "absent"}], "by": "x"}', {"content-type": "text/plain"}),
        (b'{"decisions": [{"field": "year", "kind": "absent"}], "by": "x"}', {"if-match": "*"}),
        (b'{"decisions": [{"field": "year", "kind": "absent"}], "by": "x"}', {"if-match": '"x"'}),
        (b'{"by": "' + b"x" * 300_000 + b'"}', {}),
    ],
)  # fmt: skip
def test_requests_that_make_no_sense_are_refused(
    client: TestClient, store: Store, sent: bytes, headers: dict[str, str]
) -> None:
    sha256 = put_in(store)
    standard = {"If-Match": '"1"', "content-type": "application/json"}
    names = {name.lower() for name in headers}
    headers = {name: value for name, value in standard.items() if name.lower() not in names} | headers
    response = client.post(f"/reviews/{sha256}/decisions", content=sent, headers=headers)
    assert code(response) == (422, "invalid_request")
    assert code(client.post(f"/reviews/{sha256}/decisions", json={})) == (422, "invalid_request")  # without a version


def test_what_is_not_there_is_not_found(client: TestClient, store: Store) -> None:
    put_in(store)
    nobody = "0" * 64
    for verb, path in (
        ("GET", ""), ("GET", "/pages/1"), ("GET", f"/crops/{FIELD}"), ("GET", "/text"), ("PUT", "/claim"),
        ("DELETE", "/claim"), ("POST", "/undo"), ("POST", "/decisions"),
    ):  # fmt: skip
        body = {"by": ME} | ({"decisions": [number(FIELD, 1)]} if path == "/decisions" else {})
        sent = {"json": body, "headers": {"If-Match": '"1"'}} if verb != "GET" else {}
        assert code(client.request(verb, f"/reviews/{nobody}{path}", **sent)) == (404, "not_found"), path
    for path in (
        "/reviews/x", "/reviews?limit=0", "/reviews?limit=201", "/reviews?after=x", "/reviews/cells?after=1.x",
        "/reviews?year=0", "/reviews?state=x", f"/reviews?job={'x' * 9}", f"/reviews?who={'x' * 201}",
    ):  # fmt: skip
        assert code(client.get(path)) == (422, "invalid_request"), path
    assert (
        client.get("/reviews", params={"authority": "\0", "who": "\ud800".encode("utf-8", "surrogatepass")}).status_code
        == 200
    )


# Who has what.


def test_a_claim_is_seen_by_others_and_lapses(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = put_in(store)
    where = f"/reviews/{sha256}/claim"
    assert client.put(where, json={"by": ME}).status_code == 204
    assert client.put(where, json={"by": ME}).status_code == 204
    refused = client.put(where, json={"by": YOU})
    assert code(refused) == (409, "conflict") and ME in refused.json()["detail"]
    assert code(client.request("DELETE", where, json={"by": YOU})) == (409, "conflict")
    assert view(client, sha256)["claim"]["by"] == client.get("/reviews").json()["items"][0]["claimed_by"] == ME
    assert view(client, sha256)["version"] == 1
    assert code(decide(client, sha256, number(FIELD, 1), by=YOU)) == (200, None)  # it only tells
    assert view(client, sha256)["claim"]["by"] == ME
    monkeypatch.setattr(review_desk, "CLAIMED", -review_desk.CLAIMED)
    assert view(client, sha256)["claim"] is None and client.get("/reviews", params={"who": ME}).json()["items"] == []
    assert client.put(where, json={"by": YOU}).status_code == 204
    monkeypatch.undo()
    assert client.request("DELETE", where, json={"by": YOU}).status_code == 204
    assert view(client, sha256)["claim"] is None


def make_key(store: Store, *scopes: str) -> str:
    with store.begin() as connection:
        return keys.add_key(connection, "测试", scopes, None)


def test_a_person_signs_in_and_decides_in_their_own_name(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    assert code(client.get("/session")) == (401, "unauthorised")
    answer = client.post("/session", json={"name": f" {ME} "})
    assert answer.status_code == 201 and answer.json()["name"] == ME
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/")) and "Secure" not in cookie
    csrf = {"X-CSRF-Token": answer.json()["csrf"]}
    assert client.get("/session").json() == answer.json()
    assert code(decide(client, sha256, number(FIELD, 1), by=None)) == (403, "forbidden")
    assert code(decide(client, sha256, number(FIELD, 1), by=None, **{"X-CSRF-Token": "x"})) == (403, "forbidden")
    assert code(decide(client, sha256, number(FIELD, 1), by=YOU, **csrf)) == (422, "invalid_request")
    assert code(decide(client, sha256, number(FIELD, 1), by=None, **csrf)) == (200, None)
    assert view(client, sha256)["history"][0]["by"] == ME
    assert code(client.delete("/session")) == (403, "forbidden")
    assert client.delete("/session", headers=csrf).status_code == 204
    assert code(client.get("/session")) == (401, "unauthorised")


def test_with_keys_only_one_for_reviewing_lets_in(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    open_session = client.post("/session", json={"name": ME}).json()
    good, other = make_key(store, "review"), make_key(store, "jobs")
    assert code(client.get(f"/reviews/{sha256}")) == (401, "unauthorised")  # begun when there were no keys
    assert code(client.get("/session")) == (401, "unauthorised")
    client.cookies.clear()
    for path in ("/reviews", "/reviews/cells", "/reviews/audit", f"/reviews/{sha256}", f"/reviews/{sha256}/pages/1"):
        assert code(client.get(path)) == (401, "unauthorised")
        assert code(client.get(path, headers={"Authorization": f"Bearer {other}"})) == (403, "forbidden")
        assert client.get(path, headers={"Authorization": f"Bearer {good}"}).status_code == 200
    assert code(client.post("/session", json={"name": ME})) == (401, "unauthorised")
    assert code(client.post("/session", json={"name": ME, "key": "x"})) == (401, "unauthorised")
    assert code(client.post("/session", json={"name": ME, "key": other})) == (403, "forbidden")
    answer = client.post("/session", json={"name": ME, "key": good})
    assert answer.status_code == 201 and answer.json()["csrf"] != open_session["csrf"]
    assert code(decide(client, sha256, number(FIELD, 1), by=None)) == (403, "forbidden")
    assert code(decide(client, sha256, number(FIELD, 1), by=None, **{"X-CSRF-Token": answer.json()["csrf"]})) == (
        200,
        None,
    )
    assert code(client.get("/jobs")) == (403, "forbidden")  # the key is not for that
    with store.begin() as connection:
        (key,) = (key for key in keys.list_keys(connection) if "review" in key.scopes)
        assert connection.scalar(select(decisions.c.key_id)) == key.id
        keys.revoke_key(connection, key.id)
    assert code(client.get("/reviews")) == (401, "unauthorised")


def test_who_is_signed_in_uses_the_rest_of_the_service_as_their_key_may(client: TestClient, store: Store) -> None:
    def jobs(**headers: str) -> tuple[int, str | None]:
        return code(client.post("/jobs", files=[("files", ("a.txt", b"a"))], headers=headers))

    client.post("/session", json={"name": ME})
    assert jobs() == (202, None)  # the first page knows nothing of sessions
    key = make_key(store, "review", "jobs")
    assert jobs() == (401, "unauthorised")
    csrf = client.post("/session", json={"name": ME, "key": key}).json()["csrf"]
    assert jobs() == (401, "unauthorised") and jobs(**{"X-CSRF-Token": csrf}) == (202, None)
    assert code(client.get("/jobs")) == (200, None) and len(client.get("/jobs").json()["jobs"]) == 1
    assert jobs(Authorization="Bearer x", **{"X-CSRF-Token": csrf}) == (401, "unauthorised")
    assert jobs(Authorization="Basic x", **{"X-CSRF-Token": csrf}) == (202, None)
    assert code(decide(client, put_in(store), number(FIELD, 1), Authorization=f"Bearer {key}")) == (200, None)


def test_a_session_ends(client: TestClient, store: Store) -> None:
    client.post("/session", json={"name": ME})
    with store.begin() as connection:
        from gouji.service.store.schema import sessions

        connection.execute(sessions.update().values(expires_at="2020-01-01T00:00:00+00:00"))
    assert code(client.get("/session")) == (401, "unauthorised")
    client.post("/session", json={"name": ME})
    with store.look() as connection:
        assert connection.scalar(select(func.count()).select_from(sessions)) == 1


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "\u200b"}, {"name": "x" * 61}, {"name": 1}, {"name": "x", "y": 1}]
)
def test_a_name_is_needed_to_sign_in(client: TestClient, body: dict[str, Any]) -> None:
    assert code(client.post("/session", json=body)) == (422, "invalid_request")


# Reading again, deleting.


def test_reading_again_keeps_decisions_and_reopens_those_whose_cell_changed(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    decide(
        client,
        sha256,
        number(FIELD, 4),
        number(OTHER, 1),
        number(WRONG_TOTAL, 0),
        {"field": "authority", "kind": "text", "value": "甲县"},
    )
    report = doubtful_report(b"a", "年报.pdf")
    changed = {
        FIELD: {"value": Decimal(7), "raw": "7", "review": False},  # neither as it was read nor as it was decided
        OTHER: {"value": Decimal(1), "raw": "1"},  # as it was decided
    }
    fields = {f: r.model_copy(update=changed.get(f, {})) for f, r in report.fields.items()}
    review = tuple(f for f in report.review if f != FIELD)
    put_in(store, "a", report.model_copy(update={"fields": fields, "review": review}), engine="gouji 2")
    found = view(client, sha256)
    assert found["version"] == 3 and found["reopened"] == [FIELD] and FIELD in found["open"]
    assert OTHER not in found["open"] and WRONG_TOTAL not in found["open"]
    decided = {f: r["decision"]["value"] for f, r in found["report"]["fields"].items() if r["decision"]}
    assert decided == {FIELD: 4, OTHER: 1, WRONG_TOTAL: 0}
    (cell,) = (c for c in client.get("/reviews/cells").json()["items"] if c["field"] == FIELD)
    assert cell["reopened"] and cell["open"] and cell["decision"]["value"] == 4 and "“3”变成了“7”" in cell["reason"]
    refused = decide(client, sha256, number(OTHER, 2), version=2)
    assert code(refused) == (412, "stale") and refused.json()["reread"] is True and refused.json()["changed"] == []
    decide(client, sha256, number(FIELD, 4))
    assert view(client, sha256)["reopened"] == [] and FIELD not in view(client, sha256)["open"]


def test_an_older_reading_does_not_take_the_place_of_a_newer_one(client: TestClient, store: Store) -> None:
    sha256 = put_in(store, engine="gouji 1")
    put_in(store, engine="gouji 2")
    put_in(store, engine="gouji 1")
    assert view(client, sha256)["version"] == 2


def test_a_deleted_job_leaves_the_queue_and_its_decisions_wait(client: TestClient, store: Store) -> None:
    sha256, both = put_in(store, "a", job="x"), put_in(store, "b", job="x")
    put_in(store, "b", job="y", place="/other")
    decide(client, sha256, number(FIELD, 4))
    job = {r["sha256"]: r["job"]["id"] for r in client.get("/reviews").json()["items"]}[sha256]
    assert client.delete(f"/jobs/{job}").status_code == 204
    assert [r["sha256"] for r in client.get("/reviews").json()["items"]] == [both]
    assert code(client.get(f"/reviews/{sha256}")) == (404, "not_found")
    assert client.post(f"/jobs/{job}/purge").status_code == 204
    with store.look() as connection:
        assert set(connection.scalars(select(reviews.c.sha256))) == {both}
    put_in(store, "a", job="z")
    assert view(client, sha256)["report"]["fields"][FIELD]["decision"]["value"] == 4
    assert view(client, sha256)["version"] > 2  # no version comes twice


def test_what_was_read_without_a_queue_is_entered_and_what_was_deleted_taken_out(
    client: TestClient, store: Store
) -> None:
    shas = {put_in(store, str(n)) for n in range(60)}
    gone = put_in(store, "gone", job="gone")
    with store.begin() as connection:
        connection.execute(cells.delete().where(cells.c.sha256 != gone))
        connection.execute(reviews.delete().where(reviews.c.sha256 != gone))
        connection.execute(batches.batches.update().where(batches.batches.c.name == "gone").values(stopped_at="2026"))
    catch_up(store, 0)
    listed = all_pages(client, "/reviews", limit=50)
    assert {r["sha256"] for r in listed} == shas and all(r["to_review"] == 10 for r in listed)


def test_a_file_that_changed_leaves_its_old_content_behind(client: TestClient, store: Store) -> None:
    put_in(store, "old", place="/in/x", mark="1")
    new = put_in(store, "new", place="/in/x", mark="2")
    assert [r["sha256"] for r in client.get("/reviews").json()["items"]] == [new]


# What slips through.


def test_a_share_of_the_confident_cells_is_shown_and_what_slips_through_measured(
    pool: WorkerPool, store: Store
) -> None:
    client = make_client(pool, store, SETTINGS.model_copy(update={"audit_share": 0.1}))
    shas = [put_in(store, str(n), share=0.1) for n in range(5)]
    found = all_pages(client, "/reviews/cells", limit=300)
    audited = [c for c in found if c["audit"]]
    assert 60 < len(audited) < 130 and len(found) == len(audited) + 50
    assert all(c["confidence"] > 0.99 and "抽查" in c["reason"] for c in audited)
    assert [c["field"] for c in audited] == [
        c["field"] for c in all_pages(client, "/reviews/cells", limit=300) if c["audit"]
    ]
    assert client.get("/reviews/audit").json() == {
        "share": 0.1, "looked_at": 0, "errors": 0, "rate": None, "lower": None, "upper": None,
    }  # fmt: skip
    here = [c for c in audited if c["sha256"] == shas[0]]
    decide(client, shas[0], *(number(c["field"], 0) for c in here[1:]), number(here[0]["field"], 5), number(FIELD, 9))
    answer = client.get("/reviews/audit").json()
    assert (answer["looked_at"], answer["errors"]) == (len(here), 1) and answer["rate"] == pytest.approx(1 / len(here))
    assert 0 < answer["lower"] < answer["rate"] < answer["upper"] < 1
    undo(client, shas[0])
    assert client.get("/reviews/audit").json()["looked_at"] in (len(here), len(here) - 1)


# What a reviewer looks at.


def test_pages_and_cells_are_shown(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    page = client.get(f"/reviews/{sha256}/pages/1", params={"width": 300})
    assert page.headers["content-type"] == "image/webp" and page.content[8:12] == b"WEBP"
    crop = client.get(f"/reviews/{sha256}/crops/requests.received.total", params={"margin": 1})
    assert crop.headers["content-type"] == "image/webp" and crop.content[8:12] == b"WEBP"
    left, top, right, bottom = map(float, crop.headers["gouji-cell"].split(","))
    assert 0 < left < right < 1 and 0 < top < bottom < 1 and (bottom - top) == pytest.approx(1 / 3, abs=0.03)
    assert client.get(f"/reviews/{sha256}/crops/{FIELD}", params={"margin": 0}).headers["gouji-cell"].startswith("0.0")
    assert client.get(f"/reviews/{sha256}/crops/year").status_code == 200
    assert code(client.get(f"/reviews/{sha256}/crops/proactive.penalties.decisions")) == (404, "not_found")  # absent
    assert code(client.get(f"/reviews/{sha256}/crops/no.such")) == (404, "not_found")
    for bad in ("pages/0", "pages/1?width=5", f"crops/{FIELD}?margin=-1", f"crops/{FIELD}?margin=nan", "text?line=0"):
        assert code(client.get(f"/reviews/{sha256}/{bad}")) == (422, "invalid_request"), bad


def test_the_file_itself_is_shown_where_the_store_has_no_copy(client: TestClient, store: Store, tmp_path: Any) -> None:  # noqa: ANN401
    file = tmp_path / "a.txt"
    file.write_text("a")
    sha256 = put_in(store, keep=False, container=str(file))
    assert client.get(f"/reviews/{sha256}/pages/1", params={"width": 200}).status_code == 200
    file.write_text("b")
    refused = client.get(f"/reviews/{sha256}/pages/1", params={"width": 201})
    assert code(refused) == (404, "not_found") and "原件" in refused.json()["detail"]
    file.unlink()
    assert code(client.get(f"/reviews/{sha256}/pages/1", params={"width": 202})) == (404, "not_found")


def test_a_page_is_drawn_once_for_all_who_ask_and_no_more_wait_than_may(
    pool: WorkerPool, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(pool, store, SETTINGS.model_copy(update={"queue": 1}))
    sha256, held = put_in(store), Future[bytes]()
    asked: list[object] = []
    monkeypatch.setattr(pool, "submit", lambda task: asked.append(task) or held)
    with ThreadPoolExecutor() as threads, client:
        monkeypatch.setattr(pool, "close", lambda: None)
        waiting = [threads.submit(client.get, f"/reviews/{sha256}/pages/1?width=400") for _ in range(3)]
        waiting.append(threads.submit(client.get, f"/reviews/{sha256}/pages/1?width=401"))
        wait_until(lambda: len(asked) == 2)
        refused = wait_until(lambda: client.get(f"/reviews/{sha256}/pages/1?width=402"))
        assert code(refused) == (503, "overloaded") and "retry-after" in refused.headers
        held.set_result(b"picture")
        assert [answer.result().content for answer in waiting] == [b"picture"] * 4
        assert client.get(f"/reviews/{sha256}/pages/1?width=400").content == b"picture" and len(asked) == 2


def test_lines_of_a_text_are_shown(client: TestClient, store: Store) -> None:
    content = "\r\n".join(f"第 {n} 行文字" for n in range(1, 31))
    sha256 = put_in(store, content)
    found = client.get(f"/reviews/{sha256}/text", params={"line": 29, "around": 3}).json()
    assert found["total"] == 30 and [line["line"] for line in found["lines"]] == [26, 27, 28, 29, 30]
    assert found["lines"][3]["text"] == "第 29 行文字"
    assert code(client.get(f"/reviews/{sha256}/text", params={"line": 31})) == (404, "not_found")


# The rest.


def test_the_queue_is_quick_with_ten_thousand_cells(client: TestClient, store: Store) -> None:
    import time

    for n in range(20):
        put_in(store, str(n))
    with store.begin() as connection:  # the same a thousand times: what is measured is the asking
        one = connection.execute(select(reviews)).mappings().first()
        several = connection.execute(select(cells).where(cells.c.sha256 == one["sha256"])).mappings().all()  # type: ignore[index]
        names = [hashlib.sha256(f"x{n}".encode()).hexdigest() for n in range(1000)]
        connection.execute(
            documents.documents.insert(), [{"sha256": s, "size": 1, "first_seen_at": "2026"} for s in names]
        )
        connection.execute(reviews.insert(), [{**one, "sha256": s} for s in names])  # type: ignore[dict-item]
        connection.execute(cells.insert(), [{**c, "sha256": s} for s in names for c in several])
    began = time.process_time()
    assert len(client.get("/reviews").json()["items"]) == 50
    assert len(client.get("/reviews/cells").json()["items"]) == 50
    first = client.get("/reviews/cells").json()["next"]
    assert len(client.get("/reviews/cells", params={"after": first}).json()["items"]) == 50
    assert time.process_time() - began < 1.5


def test_what_people_do_is_counted(client: TestClient, store: Store) -> None:
    sha256 = put_in(store)
    for _ in range(2):  # the second is a repetition
        decide(
            client, sha256, number(FIELD, 1) | {"seconds": 2.5}, {"field": OTHER, "kind": "blank"}, key="k", version=1
        )
    metrics = client.get("/metrics").text
    assert re.search(r'gouji_review_cells_total\{kind="number"\} 1\.0', metrics)
    assert "gouji_review_seconds_sum 2.5" in metrics and "gouji_review_seconds_count 1.0" in metrics


def test_every_answer_is_described(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    described = [
        (path, verb, o) for path, verbs in paths.items() for verb, o in verbs.items() if path.startswith("/reviews")
    ]
    assert len(described) == 11
    for path, verb, operation in described:
        assert {"401", "403", "429"} <= operation["responses"].keys(), path
        assert operation["summary"] and ("requestBody" in operation) == (verb in ("post", "put", "delete"))


def test_without_a_store_there_are_no_reviews(pool: WorkerPool) -> None:
    bare = TestClient(create_app(SETTINGS, pool))
    assert bare.get("/reviews").status_code == bare.post("/session", json={"name": ME}).status_code == 404


def test_a_report_of_2019_is_reviewed_like_any_other(client: TestClient, store: Store) -> None:
    field = "proactive.regulations.made"
    report = made_report(3, "2019")
    field = next(iter(report.fields))
    fields = report.fields | {field: report.fields[field].model_copy(update={"review": True, "confidence": 0.5})}
    sha256 = put_in(store, "x", report.model_copy(update={"fields": fields, "review": (field,)}))
    assert code(decide(client, sha256, number(field, 1))) == (200, None)
    assert view(client, sha256)["open"] == []
