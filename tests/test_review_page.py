"""The page of reviews in a real Chromium, over the real service with a stand-in for the reader."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from browsing import Reviewer, browser
from fastapi import FastAPI
from fastapi.testclient import TestClient
from reviewing import DOUBTFUL, WRONG_TOTAL, Service, doubtful_report, wait_until

from gouji.service.review.entering import enter as enter_reading
from gouji.service.site import add_site
from gouji.service.store.connection import sqlite_url
from gouji.service.store.keys import add_key
from gouji.service.store.readings import add_reading
from gouji.service.store.records import EngineKey

__all__ = ["browser"]  # fixture


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(sqlite_url(tmp_path_factory.mktemp("store") / "gouji.db"), GOUJI_TIMEOUT_SECONDS="20")
    yield service
    service.end(signal.SIGKILL)


Enter = Callable[..., Reviewer]


@pytest.fixture
def enter(browser: Any, service: Service) -> Iterator[Enter]:  # noqa: ANN401
    there: list[Reviewer] = []

    def come(name: str = "王五", **options: Any) -> Reviewer:  # noqa: ANN401
        there.append(Reviewer(browser, service.url, name, **options))
        return there[-1]

    yield come
    for reviewer in there:
        reviewer.leave()


KEYS: dict[str, tuple[tuple[str, ...], tuple[str, Any]]] = {
    WRONG_TOTAL: (("s", *"原件如此", "Enter", "Enter"), ("number", 1)),
    "proactive.regulations.issued": (("Enter",), ("number", 3)),
    "proactive.regulations.repealed": (("1", "2", "3", "Backspace", "Enter"), ("number", 12)),
    "proactive.regulations.in_force": (("Enter", "u"), ("unread", None)),
    "proactive.normative_documents.issued": (("Enter",), ("blank", None)),
    "proactive.normative_documents.repealed": (("p",), ("placeholder", None)),
    "proactive.normative_documents.in_force": (("3", "Escape", "4", "Enter"), ("number", 4)),
    "proactive.licensing.decisions": (("b",), ("blank", None)),
    "proactive.penalties.decisions": (("Enter",), ("absent", None)),
    "proactive.coercion.decisions": (("a", "Enter"), ("number", 8)),
}
"""What is pressed at each doubtful cell, and what is decided by it."""


def test_a_scan_is_reviewed_by_keyboard_alone_and_exported(service: Service, enter: Enter) -> None:
    job, sha256 = service.upload("keyboard")
    person = enter()
    person.go(f"/queue?job={job}")
    person.page.wait_for_selector("table.queue tbody tr")
    person.press("Enter")
    person.wait_for_cell()
    seen = []
    while (field := person.field) is not None:
        assert field not in seen
        seen.append(field)
        person.press(*KEYS[field][0])
    assert set(seen) == set(DOUBTFUL) and seen[0] == WRONG_TOTAL
    person.wait_until_saved()
    results = service.client.get(f"/jobs/{job}/results").text
    fields = json.loads(results.splitlines()[0])["fields"]
    made = {name: (f["decision"]["kind"], f["decision"]["value"]) for name, f in fields.items() if f["decision"]}
    assert made == {name: decided for name, (_, decided) in KEYS.items()}
    assert {f["decision"]["by"] for f in fields.values() if f["decision"]} == {"王五"}
    confirmed = service.review(sha256)["confirmed"]
    assert {name: c["note"] for name, c in confirmed.items()} == {"review.row_total": "原件如此"}
    person.go(f"/queue?job={job}")
    person.until("document.querySelector('#queue').innerText.includes('没有要核对的')")


def test_what_was_decided_is_taken_back_with_one_key(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("undo")
    person = enter()
    person.review(sha256)
    first = person.field
    person.press("5", "Enter")
    person.wait_until_saved()
    assert service.decided(sha256) == {first: ("number", 5)}
    second = person.field
    person.press("6", "Enter", "z")
    assert person.field == second
    person.press("z")
    assert person.field == first
    person.wait_until_saved()
    assert service.decided(sha256) == {}
    assert len(service.review(sha256)["history"]) >= 2  # nothing is deleted


def test_what_arrived_unheard_is_taken_back_too(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("unheard")
    person = enter()
    person.review(sha256)

    lost = []

    def lose_the_first_answer(route: Any) -> None:  # noqa: ANN401
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    person.page.route("**/decisions", lose_the_first_answer)
    person.press("5", "Enter")
    person.until("document.querySelector('#saving').innerText.includes('连不上')")
    assert len(service.decided(sha256)) == 1
    person.press("z")
    person.wait_until_saved()
    assert service.decided(sha256) == {}
    assert [h["kind"] for h in service.review(sha256)["history"]] == ["number", None]  # sent twice, kept once


def test_nothing_is_decided_before_the_original_is_in_sight(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("unseen")
    person = enter()
    held: list[Any] = []
    person.page.route("**/pages/*", lambda route: held.append(route))
    person.go(f"/cells?sha256={sha256}")
    person.page.wait_for_selector(".card:not(.waiting)[data-field]")
    first = person.field
    wait_until(lambda: held or person.page.evaluate("1") != 1)
    person.press("Enter")
    assert person.field == first and "原件还没有显示出来" in person.text(".card .warning")
    for route in held:
        route.continue_()
    person.wait_for_cell()
    person.press("Enter")
    assert person.field != first
    person.wait_until_saved()


def test_two_people_on_one_report_do_not_overwrite_each_other(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("two")
    one, other = enter("王五"), enter("李四")
    one.review(sha256)
    other.review(sha256)
    field = one.field
    assert other.field == field
    other.press("5", "Enter")
    other.wait_until_saved()
    one.press("6", "Enter")
    one.page.wait_for_selector("#trouble .stuck")
    said = one.text("#trouble")
    assert "李四" in said and "5" in said and "6" in said and "用哪一个" in said
    assert service.decided(sha256) == {field: ("number", 5)}
    free = one.field
    one.press("7", "Enter")  # on another cell nobody is asked
    wait_until(lambda: service.decided(sha256).get(free) == ("number", 7))
    one.page.focus("#trouble .primary")
    one.press("Enter")
    one.wait_until_saved()
    assert service.decided(sha256)[field] == ("number", 6)
    assert one.page.is_hidden("#trouble")
    assert len([h for h in service.review(sha256)["history"] if h["field"] == field]) == 2


def test_who_reviews_in_two_browsers_takes_back_what_the_one_shows(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("two browsers")
    one, other = enter("王五"), enter("王五")
    one.review(sha256)
    first, second = service.review(sha256)["cells"][:2]
    one.press("5", "Enter")
    one.wait_until_saved()
    other.review(sha256)
    assert other.field == second
    other.press("6", "Enter")
    other.wait_until_saved()
    one.press("z")
    one.wait_until_saved()
    assert one.field == first and service.decided(sha256) == {second: ("number", 6)}


def test_what_somebody_else_decided_since_one_looked_is_not_overwritten_later(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("later")
    one = enter("王五")
    one.review(sha256)
    first, second = service.review(sha256)["cells"][:2]
    decision = {"field": second, "kind": "number", "value": 9}
    body = {"decisions": [decision], "by": "李四"}
    service.client.post(f"/reviews/{sha256}/decisions", json=body, headers={"If-Match": '"1"'}).raise_for_status()
    one.press("5", "Enter", "6", "Enter")  # the first merges; of the second the page knows only what it fetched before
    wait_until(lambda: first in service.decided(sha256))
    one.page.wait_for_selector("#trouble .stuck")
    assert service.decided(sha256) == {first: ("number", 5), second: ("number", 9)}


def test_nothing_is_lost_when_the_service_is_killed_and_the_tab_closed(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("killed")
    person = enter()
    person.review(sha256)
    expected = {}
    for number in range(2):
        expected[person.field] = ("number", 40 + number)
        person.press("4", str(number), "Enter")
    service.end(signal.SIGKILL)
    for number in range(2, 6):
        expected[person.field] = ("number", 40 + number)
        person.press("4", str(number), "Enter")
    person.until("document.querySelector('#saving').innerText.includes('连不上服务')")
    person.page.close()
    service.start()
    person.open_tab()
    person.go("/queue")
    person.wait_until_saved()
    assert service.decided(sha256) == expected
    assert len(service.review(sha256)["history"]) == len(expected)


def test_markup_from_strangers_is_shown_as_it_is(service: Service, enter: Enter) -> None:
    markup = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    job, sha256 = service.upload(f"html {markup}", f"{markup.replace('/', '')}.pdf")
    person = enter(f"<b onclick=alert(3)>{'王五'}</b>")
    person.go(f"/queue?job={job}")
    person.page.wait_for_selector("table.queue tbody tr")
    assert "<script>alert(2)" in person.text("table.queue tbody")
    person.press("Enter")
    person.wait_for_cell()
    assert "<script>alert(2)" in person.text(".of-report") and "<b onclick" in person.text("#sign-out")
    person.press("s", *"<i>注</i>", "Enter", "Enter")
    person.wait_until_saved()
    person.press("f")
    person.page.wait_for_selector("#report:not([hidden]) td.picked")
    person.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert "<i>注</i>" in person.text(".report-head")
    for selector in ("main b[onclick]", "main i", "img[src='x']", "main script"):
        assert person.page.locator(selector).count() == 0
    assert service.review(sha256)["confirmed"]["review.row_total"]["note"] == "<i>注</i>"


def test_the_whole_form_is_edited_and_recomputed_as_one_types(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("form")
    person = enter()
    person.go(f"/report/{sha256}?field={WRONG_TOTAL}")
    person.page.wait_for_selector("td.picked")
    marked = "[...document.querySelectorAll('td.fails')].map(c => c.dataset.field).sort()"
    assert WRONG_TOTAL in person.page.evaluate(marked) and len(person.page.evaluate(marked)) == 5
    person.press("0")
    assert person.page.evaluate(marked) == []
    person.press("Escape")
    assert len(person.page.evaluate(marked)) == 5
    person.press("0", "Enter")
    assert person.page.evaluate(marked) == []
    person.press("ArrowUp", "ArrowDown")
    person.page.focus(".entries .authority")
    person.press("Control+a", *"某县人民政府", "Enter")
    person.page.focus(".entries .year")
    person.press("Control+a", *"2023", "Enter")
    person.wait_until_saved()
    assert service.decided(sha256) == {
        WRONG_TOTAL: ("number", 0),
        "authority": ("text", "某县人民政府"),
        "year": ("number", 2023),
    }


def test_a_cell_leads_to_the_page_and_the_page_to_the_cell(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("boxes")
    person = enter()
    person.go(f"/report/{sha256}?field=proactive.coercion.decisions")
    person.page.wait_for_selector(".paper.loaded .outline")
    outline = person.page.locator(".source .outline").bounding_box()
    paper = person.page.locator(".source .paper").bounding_box()
    bbox = service.review(sha256)["report"]["fields"]["proactive.coercion.decisions"]["bbox"]
    assert abs((outline["x"] - paper["x"]) / paper["width"] - bbox[0]) < 0.01
    other = service.review(sha256)["report"]["fields"]["proactive.regulations.issued"]["bbox"]
    person.page.locator(".source").evaluate("e => { e.scrollTop = 0; }")
    person.page.locator(".source .paper").click(
        position={"x": (other[0] + 0.01) * paper["width"], "y": (other[1] + 0.005) * paper["height"]}
    )
    assert person.page.locator("td.picked").get_attribute("data-field") == "proactive.regulations.issued"
    person.page.get_by_label("放大原件").click()
    assert person.page.locator(".source .paper").bounding_box()["width"] > 1.4 * paper["width"]


def read_again(service: Service, content: str, changes: dict[str, dict[str, Any]]) -> None:
    """Another version of the reader makes something else of some cells."""
    report = doubtful_report(content.encode(), "年报.pdf")
    fields = {name: r.model_copy(update=changes.get(name, {})) for name, r in report.fields.items()}
    report = report.model_copy(update={"fields": fields})
    with service.store() as store, store.begin() as connection:
        sha256 = report.document.sha256
        enter_reading(connection, sha256, add_reading(connection, sha256, EngineKey("new", "0"), report), report, 0.0)


def test_a_cell_that_was_read_again_otherwise_is_asked_for_again(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("again")
    person = enter()
    person.review(sha256)
    first = person.field
    person.press("Enter")
    person.wait_until_saved()
    second = person.field
    new = {"kind": "number", "value": Decimal(77), "raw": "77"}
    read_again(service, "again", {str(first): new, str(second): new})
    person.press("5", "Enter")  # what is shown is not what is read any more
    person.page.wait_for_selector("#trouble .stuck")
    assert "重新读过" in person.text("#trouble") and "77" in person.text("#trouble")
    assert second not in service.decided(sha256)
    third = person.field
    person.press("4", "Enter")
    wait_until(lambda: service.decided(sha256).get(third) == ("number", 4))
    person.page.locator("#trouble button").first.click()
    person.wait_until_saved()
    person.page.reload()
    person.wait_for_cell()
    while person.field != first:
        person.press("ArrowRight")
    assert "后来重读变了" in person.text(".said") and "裁定以后又读了一遍" in person.text(".reason")
    person.press("a", "Enter")  # the new reading is offered beside the decision
    person.wait_until_saved()
    assert service.decided(sha256)[first] == ("number", 77)


def test_who_is_at_a_report_is_told(service: Service, enter: Enter) -> None:
    job, sha256 = service.upload("claimed")
    one, other = enter("王五"), enter("李四")
    one.review(sha256)
    wait_until(lambda: service.review(sha256)["claim"])
    other.go(f"/queue?job={job}")
    other.page.wait_for_selector("table.queue tbody tr.taken")
    assert "王五" in other.text("table.queue tbody")
    other.review(sha256)
    other.until("document.querySelector('.card .warning').innerText.includes('王五')")


def test_another_person_in_the_same_browser_does_not_send_what_was_left(service: Service, enter: Enter) -> None:
    _, sha256 = service.upload("left")
    person = enter("王五")
    person.review(sha256)
    field = person.field
    person.page.route("**/decisions", lambda route: route.abort())
    person.press("5", "Enter")
    person.until("document.querySelector('#saving').innerText.includes('连不上')")
    person.page.locator("#sign-out").click()
    person.page.wait_for_selector("#signin:not([hidden])")
    person.page.unroute("**/decisions")
    person.press(*"李四", "Enter")
    person.until("document.querySelector('#saving').innerText.includes('别人的 1 个决定')")
    assert service.decided(sha256) == {}
    person.page.locator("#sign-out").click()
    person.page.wait_for_selector("#signin:not([hidden])")
    person.press(*"王五", "Enter")
    person.wait_until_saved()
    assert service.decided(sha256) == {field: ("number", 5)}


def test_light_and_dark_follow_the_system_until_one_chooses(enter: Enter) -> None:
    person = enter(color_scheme="dark")
    person.go("/queue")
    theme = "document.documentElement.dataset.theme"
    assert person.page.evaluate(theme) == "dark"
    person.page.locator("[data-theme-switch]").click()
    assert person.page.evaluate(theme) == "light"
    person.page.reload()
    assert person.page.evaluate(theme) == "light"
    person.page.locator("[data-theme-switch]").click()
    person.page.emulate_media(color_scheme="light")
    person.until(f"{theme} === 'light'")


def test_without_a_store_there_is_no_page_of_reviews() -> None:
    app = FastAPI()
    add_site(app, with_review=False)
    client = TestClient(app)
    assert client.get("/review").status_code == 404
    assert "/review" not in client.get("/").text


def test_the_first_page_leads_here_and_takes_a_key_or_the_session(browser: Any, tmp_path: Path) -> None:  # noqa: ANN401
    url = sqlite_url(tmp_path / "gouji.db")
    service = Service(url)
    try:
        with service.store() as store, store.begin() as connection:
            key = add_key(connection, "office", ("extract", "review"), None)
        page = browser.new_page(color_scheme="light")
        page.goto(service.url)
        assert page.locator("#to-review").get_attribute("href") == "/review"
        page.set_input_files("#file", files=[{"name": "年报.pdf", "mimeType": "application/pdf", "buffer": b"key"}])
        page.wait_for_selector("#access:not([hidden])")
        page.keyboard.type(key)
        page.keyboard.press("Enter")
        page.wait_for_selector("#result:not([hidden])")
        page.goto(f"{service.url}/review")
        page.fill("#signin-name", "王五")
        page.keyboard.press("Enter")
        page.wait_for_selector("#signin-key")
        page.keyboard.type(key)
        page.keyboard.press("Enter")
        page.wait_for_selector("#queue:not([hidden])")
        page.evaluate("sessionStorage.clear()")  # where the first page keeps its key
        page.goto(service.url)
        page.set_input_files("#file", files=[{"name": "年报.pdf", "mimeType": "application/pdf", "buffer": b"session"}])
        page.wait_for_selector("#result:not([hidden])")
        page.wait_for_selector(".paper.loaded")
        page.close()
    finally:
        service.end(signal.SIGKILL)
