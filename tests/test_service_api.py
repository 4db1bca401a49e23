"""The HTTP door, over stub readers in real worker processes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from service_stubs import REFUSALS, make_stub

from gouji.models.forms import load_form
from gouji.models.result import Report
from gouji.service.api import create_app
from gouji.service.errors import STATUS
from gouji.service.settings import Settings
from gouji.service.workers import WorkerPool, make_pool

# A time limit that no busy machine reaches; where the limit itself is tried, a pool of its own has a narrow one.
SETTINGS = Settings(timeout_seconds=60, memory_mib=400, max_bytes=100_000, queue=1)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = make_pool(SETTINGS, make_stub)
    pool.start()
    pool.wait_until_ready()
    yield pool
    pool.close()


@pytest.fixture(scope="module")
def app(pool: WorkerPool) -> FastAPI:
    return create_app(SETTINGS, pool)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return TestClient(app)  # not entered: its end would close the shared pool


def assert_problem(response: httpx.Response, status: int, code: str) -> dict[str, str]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, str] = response.json()
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["request_id"] == response.headers["x-request-id"]
    assert {"type", "title", "detail", "instance"} < problem.keys()
    assert any("一" <= glyph <= "鿿" for glyph in problem["detail"])
    return problem


def test_form_and_body_give_the_same_report(client: TestClient) -> None:
    by_form = client.post("/extract", files={"file": ("年报.txt", b"ok")})
    by_body = client.post("/extract?name=年报.txt", content=b"ok")
    assert by_form.status_code == by_body.status_code == 200
    assert by_form.headers["content-type"] == "application/json"
    assert by_form.json() == by_body.json()
    assert by_form.json()["document"]["name"] == "年报.txt"


def test_the_answer_is_exactly_the_report(client: TestClient) -> None:
    answer = client.post("/extract", content=b"ok")
    assert answer.json() == Report.model_validate_json(answer.content).model_dump(mode="json")
    assert answer.json()["fields"]["requests.received.individual"]["value"] == 3001


@pytest.mark.parametrize(
    ("sent", "shown"),
    [("../../etc/passwd", "passwd"), ("C:\\a\\b.pdf", "b.pdf"), ("a\u202eb.pdf", "ab.pdf"), ("x" * 300, "x" * 200)],
)
def test_names_are_for_showing_only(client: TestClient, sent: str, shown: str) -> None:
    assert client.post("/extract", params={"name": sent}, content=b"ok").json()["document"]["name"] == shown


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_refusals_have_their_status_and_code(client: TestClient, code: str) -> None:
    problem = assert_problem(client.post("/extract", content=b"refuse " + code.encode()), STATUS[code], code)
    assert code in problem["detail"]


def test_empty(client: TestClient) -> None:
    assert_problem(client.post("/extract"), 400, "empty_file")
    assert_problem(client.post("/extract", files={"file": ("a.pdf", b"")}), 400, "empty_file")


def test_too_large_is_refused_before_a_worker_sees_it(client: TestClient) -> None:
    exact = b"ok" + b" " * 99_998
    assert client.post("/extract", content=exact).status_code == 200
    assert client.post("/extract", files={"file": ("a", exact)}).status_code == 200
    for size in (100_001, 1_000_000):
        assert_problem(client.post("/extract", content=b"x" * size), 413, "too_large")
        assert_problem(client.post("/extract", files={"file": ("a", b"x" * size)}), 413, "too_large")


@pytest.mark.parametrize(
    "request_", [
        {"data": {"file": "ok"}, "files": {"other": ("a", b"ok")}},
        {"content": b"no form at all", "headers": {"content-type": "multipart/form-data"}},
        {"content": b"no form at all", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {"files": [("file", ("a", b"ok")), ("file", ("b", b"ok"))]},
    ],
)  # fmt: skip
def test_forms_without_the_file(client: TestClient, request_: dict[str, object]) -> None:
    assert_problem(client.post("/extract", **request_), 422, "invalid_request")  # type: ignore[arg-type]


def test_a_hanging_reading_times_out_and_the_next_is_served() -> None:
    settings = SETTINGS.model_copy(update={"timeout_seconds": 2})
    pool = make_pool(settings, make_stub)
    pool.start()
    pool.wait_until_ready()
    try:
        client = TestClient(create_app(settings, pool))
        started = time.monotonic()
        assert_problem(client.post("/extract", content=b"hang"), 504, "timeout")
        assert time.monotonic() - started < 30  # the stub hangs for 60
        assert client.post("/extract", content=b"ok").status_code == 200
    finally:
        pool.close()


@pytest.mark.parametrize("order", [b"die 137", b"raise"])
def test_faults_of_ours_tell_the_id_and_nothing_else(client: TestClient, order: bytes) -> None:
    response = client.post("/extract", content=order)
    assert_problem(response, 500, "internal")
    assert "内部细节" not in response.text and "Traceback" not in response.text
    assert client.post("/extract", content=b"ok").status_code == 200


def test_a_fault_in_the_service_itself_is_a_problem_too(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.service.site.view_form", lambda version: 1 / 0)
    response = TestClient(app).get("/forms/2021")
    problem = assert_problem(response, 500, "internal")
    assert problem["request_id"] in problem["detail"] and "division" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_too_much_memory_is_refused(client: TestClient) -> None:
    assert_problem(client.post("/extract", content=b"grow"), 413, "too_large")


def test_what_is_not_there(client: TestClient) -> None:
    assert_problem(client.get("/nothing"), 404, "not_found")
    assert_problem(client.get("/static/nothing.js"), 404, "not_found")
    assert_problem(client.get("/static/../api.py"), 404, "not_found")
    assert_problem(client.get("/docs"), 404, "not_found")
    assert_problem(client.get("/forms/1999"), 404, "not_found")
    assert_problem(client.get("/forms/..%2f..%2fx"), 404, "not_found")
    response = client.get("/extract")
    assert_problem(response, 405, "invalid_request")
    assert response.headers["allow"] == "POST"


def test_parameters_are_checked(client: TestClient) -> None:
    problem = assert_problem(client.post("/pages?page=0&width=9999", content=b"ok"), 422, "invalid_request")
    assert "page" in problem["detail"] and "不小于 1" in problem["detail"] and "不大于 4000" in problem["detail"]
    assert_problem(client.post("/pages?page=一", content=b"ok"), 422, "invalid_request")


def test_pages_are_images(client: TestClient) -> None:
    response = client.post("/pages?page=2&width=300", content=b"ok")
    assert response.headers["content-type"] == "image/webp"
    assert response.content[8:12] == b"WEBP"
    assert_problem(client.post("/pages", content=b"refuse unsupported_media"), 415, "unsupported_media")


def events_of(response: httpx.Response) -> list[tuple[str, dict[str, object]]]:
    blocks = [b.split("\n") for b in response.text.strip().split("\n\n") if not b.startswith(":")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_progress_is_streamed(client: TestClient) -> None:
    response = client.post("/extract", content=b"ok", headers={"accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = events_of(response)
    assert [name for name, _ in events] == ["progress", "progress", "result"]
    assert events[0][1] == {"stage": "open", "done": 0, "total": 1}
    assert events[-1][1]["schema"] == "gouji.report/1"


def test_problems_are_streamed(client: TestClient) -> None:
    headers = {"accept": "text/event-stream"}
    name, problem = events_of(client.post("/extract", content=b"refuse damaged_file", headers=headers))[-1]
    assert (name, problem["code"], problem["status"]) == ("problem", "damaged_file", 422)
    assert_problem(client.post("/extract", headers=headers), 400, "empty_file")


def test_overloaded_says_when_to_come_back(app: FastAPI) -> None:
    async def crowd() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await asyncio.gather(*(client.post("/extract", content=b"wait 0.3") for _ in range(4)))

    responses = asyncio.run(crowd())
    assert sorted(r.status_code for r in responses) == [200, 200, 503, 503]
    refused = next(r for r in responses if r.status_code == 503)
    assert_problem(refused, 503, "overloaded")
    assert int(refused.headers["retry-after"]) > 0


def test_places_are_given_back(client: TestClient) -> None:
    for _ in range(4):
        assert client.post("/extract", content=b"refuse damaged_file").status_code == 422
        assert client.post("/extract", content=b"ok", headers={"accept": "text/event-stream"}).status_code == 200


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_not_ready_before_the_models_are_loaded() -> None:
    pool = make_pool(SETTINGS, make_stub)
    response = TestClient(create_app(SETTINGS, pool)).get("/readyz")
    assert_problem(response, 503, "overloaded")
    assert "retry-after" in response.headers


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/app.js", "/nothing"])
def test_every_answer_keeps_the_page_to_itself(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-request-id"]


def test_the_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    texts = [page.text, *(client.get(f"/static/{name}").text for name in ("app.js", "style.css"))]
    for text in texts:
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "") and "https://" not in text
        assert "innerHTML" not in text
    assert "<style" not in page.text and " style=" not in page.text and " onclick" not in page.text
    assert 'lang="zh-CN"' in page.text


def test_the_form_is_served_as_data(client: TestClient) -> None:
    form = client.get("/forms/2021").json()
    printed = [f for s in form["sections"] for b in s["blocks"] for row in b["printed_rows"] for f in row["fields"]]
    assert printed == [f.id for f in load_form("2021").fields]
    assert [f["id"] for f in form["fields"]] == printed
    big = form["sections"][1]["blocks"][0]
    assert len(big["printed_rows"]) == 25 and len(big["columns"]) == 7
    assert big["columns"][1]["groups"] == ["申请人情况", "法人或其他组织"]


def test_openapi_has_examples_of_everything(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    extract = description["paths"]["/extract"]["post"]
    assert {"multipart/form-data", "application/octet-stream"} == extract["requestBody"]["content"].keys()
    answer = extract["responses"]["200"]["content"]["application/json"]
    assert Report.model_validate(answer["example"]) and answer["schema"]["$ref"].endswith("/Report")
    codes = {
        code: example["value"]
        for status, response in extract["responses"].items() if status != "200"
        for code, example in response["content"]["application/problem+json"]["examples"].items()
    }  # fmt: skip
    assert codes.keys() == STATUS.keys() - {"not_found", "conflict", "stale"}
    assert all(problem["status"] == STATUS[code] for code, problem in codes.items())
    assert {"Report", "Problem", "FieldReading"} <= description["components"]["schemas"].keys()
    for reference in _references(description):
        assert reference.removeprefix("#/components/schemas/") in description["components"]["schemas"]


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
