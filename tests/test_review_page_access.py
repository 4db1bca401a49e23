"""The page of reviews without a mouse or eyes, and fast enough for a person's hands."""

from __future__ import annotations

import importlib.resources
import random
import signal
import statistics
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from browsing import Reviewer, browser
from reviewing import Service, doubtful_report

from gouji.models.arithmetic import check
from gouji.models.forms import load_form
from gouji.models.result import FieldReading
from gouji.service.review.entering import enter
from gouji.service.store.connection import open_store, sqlite_url
from gouji.service.store.documents import add_sighting, keep_content
from gouji.service.store.readings import add_reading
from gouji.service.store.records import EngineKey, Place

__all__ = ["browser"]  # fixture

REPORTS = 200  # with 50 doubtful cells each
PRESSES = 60
MOST_MILLISECONDS = 50


@pytest.fixture(scope="module")
def long_queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with 10,000 cells to be looked at."""
    url = sqlite_url(tmp_path_factory.mktemp("store") / "gouji.db")
    store = open_store(url)
    with store.begin() as connection:
        for number in range(REPORTS):
            data = f"many {number}".encode()
            report = doubtful_report(data, f"{number}.pdf")
            sha256 = report.document.sha256
            add_sighting(connection, sha256, len(data), Place(f"{number}.pdf", f"{number}.pdf", f"{number}.pdf"))
            keep_content(connection, sha256, data)
            reading = add_reading(connection, sha256, EngineKey("stand-in", "0"), report)
            enter(connection, sha256, reading, report, share=0.0)
    store.close()
    service = Service(url)
    yield service
    service.end(signal.SIGKILL)


TIMED = """
window.addEventListener("keydown", (event) => {
  const before = performance.now(), was = document.querySelector(".card").dataset.field;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const card = document.querySelector(".card");
      const isThere = card.dataset.field !== was && !card.classList.contains("waiting")
        && !document.querySelector(".enlarged canvas").hidden && !document.querySelector(".beside canvas").hidden;
      (window.took ??= []).push(isThere ? performance.now() - before : Infinity);
    };
    channel.port2.postMessage(0);
  });
}, { capture: true });
"""
"""Notes the milliseconds from each key press to the frame that shows the next cell, its pictures among it."""


def test_the_next_cell_is_there_at_once_with_ten_thousand_waiting(browser: Any, long_queue: Service) -> None:  # noqa: ANN401
    person = Reviewer(browser, long_queue.url, "王五")
    person.go("/cells")
    person.page.wait_for_selector(".enlarged canvas:not([hidden])")
    assert "10,000" in person.text(".of-report")
    person.page.wait_for_timeout(1500)
    person.page.evaluate(TIMED)
    for _ in range(PRESSES):
        person.press("Enter")
        person.page.wait_for_timeout(150)  # faster than a person
    took = person.page.evaluate("window.took")
    person.wait_until_saved()
    person.leave()
    assert len(took) == PRESSES and float("inf") not in took
    assert statistics.median(took) <= MOST_MILLISECONDS, sorted(took)


STUCK = {
    "id": "1", "state": "conflict", "field": "year", "kind": "number", "value": 2023, "by": "王五",
    "theirs": {"kind": "number", "value": 2024, "by": "李四", "at": "2026-01-01T00:00:00Z"},
}  # fmt: skip
"""What was decided, and by somebody else otherwise."""

VIEWS = ("signin", "queue", "cells", "report", "keys", "source-error", "trouble", "first")


@pytest.fixture(scope="module")
def axe() -> str:
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, long_queue: Service, axe: str, theme: str) -> None:  # noqa: ANN401
    person = Reviewer(browser, long_queue.url, f"{theme} 王五", color_scheme=theme)
    sha256 = long_queue.client.get("/reviews/cells", params={"limit": 1}).json()["items"][0]["sha256"]
    found = {view: violations(person, axe, view, sha256) for view in VIEWS}
    person.leave()
    assert found == {view: [] for view in VIEWS}


def violations(person: Reviewer, axe: str, view: str, sha256: str) -> list[str]:
    show(person, view, sha256)
    person.page.evaluate(axe)
    result = person.page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{v['id']}: {node['html'][:200]} {node['any'][0]['message'] if node['any'] else ''}"
        for v in result["violations"]
        for node in v["nodes"]
    ]


def show(person: Reviewer, view: str, sha256: str) -> None:
    page = person.page
    if view == "first":
        page.goto(person.url)
    elif view == "signin":
        page.goto(f"{person.url}/review")
        page.wait_for_selector("#signin:not([hidden])")
    elif view in ("cells", "keys"):
        person.review(sha256)
        page.wait_for_selector(".enlarged canvas:not([hidden])")
        if view == "keys":
            person.press("?")
    elif view == "source-error":
        person.go(f"/report/{sha256}")
        page.wait_for_selector(".finding.bad")
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        page.locator(".finding.bad button.small").first.click()
        page.wait_for_selector("#source-error[open]")
    elif view == "trouble":
        page.evaluate("(entry) => localStorage.setItem('gouji.review.outbox.1', JSON.stringify(entry))", STUCK)
        page.reload()
        page.wait_for_selector("#trouble .stuck")
        page.evaluate('localStorage.removeItem("gouji.review.outbox.1")')
    else:
        person.go({"queue": "/queue", "report": f"/report/{sha256}"}[view])
        page.wait_for_selector({"queue": "table.queue tbody tr", "report": ".paper.loaded"}[view])


@pytest.mark.parametrize(
    ("pressed", "action"),
    [
        ({"key": "b", "code": "KeyB"}, {"name": "blank"}),
        ({"key": "Process", "code": "KeyB"}, {"name": "blank"}),  # an input method is on
        ({"key": "Process", "code": "Digit7"}, {"name": "digit", "text": "7"}),
        ({"key": "７", "code": "Digit7"}, {"name": "digit", "text": "7"}),
        ({"key": "。", "code": "Period"}, {"name": "digit", "text": "."}),
        ({"key": "z", "code": "KeyZ", "ctrlKey": True}, {"name": "undo"}),
        ({"key": "b", "code": "KeyB", "ctrlKey": True}, None),
        ({"key": "x", "code": "KeyX"}, None),
    ],
)
def test_keys_mean_the_same_under_any_input_method(page: Any, pressed: dict[str, Any], action: Any) -> None:  # noqa: ANN401
    said = "async (event) => (await import('/static/review/keys.js')).actionOf(event)"
    assert page.evaluate(said, pressed) == action


@pytest.fixture(scope="module")
def page(browser: Any, long_queue: Service) -> Any:  # noqa: ANN401
    opened = browser.new_page()
    opened.goto(f"{long_queue.url}/review")
    return opened


def test_the_page_adds_up_as_the_program_does(page: Any) -> None:  # noqa: ANN401
    form, draw = load_form("2021"), random.Random(5)
    for _ in range(20):
        fields = {f.id: drawn(draw, f.column.unit) for f in form.fields}
        identities = [c for c in check(form, fields, frozenset()) if c.right.fields]
        sent = [
            [c.model_dump(mode="json") for c in identities],
            {f: r.model_dump(mode="json") for f, r in fields.items()},
        ]
        found = page.evaluate(
            """async ([checks, fields]) => {
                const { evaluate, plain } = await import("/static/review/figures.js");
                const said = (amount) => amount === null ? null : plain(amount);
                const outcomes = checks.map((c) => evaluate(c, (id) => fields[id]));
                return outcomes.map((o) => [o.status, said(o.left), said(o.right)]);
            }""",
            sent,
        )
        known = [[c.status, said(c.left.value), said(c.right.value)] for c in identities]
        assert found == known


def drawn(draw: random.Random, unit: str) -> FieldReading:
    kind = draw.choice(["number"] * 30 + ["blank"] * 12 + ["placeholder"] * 3 + ["unread"] * (draw.random() < 0.02))
    value = Decimal(draw.choice(["0", "0", "0", "1", "2", "0.1", "0.2", "0.3", "-1"])) if kind == "number" else None
    return FieldReading(value=value, kind=kind, raw="", unit=unit, confidence=1, review=False)


def said(value: Decimal | None) -> str | None:
    return (
        None
        if value is None
        else f"{value.normalize():f}".replace("-0", "0")
        if value == 0
        else f"{value.normalize():f}"
    )
