"""Fixtures: a real Chromium, and pages of it where nothing goes wrong unseen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from reviewing import wait_until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")  # while it is there, an event loop runs in this thread
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


class Reviewer:
    """Somebody at the page of reviews, with nothing but a keyboard."""

    def __init__(self, browser: Any, url: str, name: str, **options: Any) -> None:  # noqa: ANN401
        size = {"width": 1280, "height": 720}
        self.context = browser.new_context(**{"viewport": size, "locale": "zh-CN", **options})
        self.url, self.name, self.faults = url, name, list[str]()
        self.open_tab()

    def open_tab(self) -> None:
        """A new tab of the same browser."""
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        self.page.on("console", lambda said: self.faults.append(said.text) if "Content Security" in said.text else None)

    def go(self, where: str) -> None:
        """Open an address of the page, and sign in where that is asked."""
        self.page.goto(f"{self.url}/review#{where}")
        self.page.wait_for_selector("main > section:not([hidden])")
        if self.page.is_visible("#signin"):
            self.press(*self.name, "Enter")
            self.page.wait_for_selector("#signin", state="hidden")

    def press(self, *keys: str) -> None:
        """Press keys one after another; what is no key's name is typed."""
        for key in keys:
            if len(key) > 1 or key.isascii():
                self.page.keyboard.press(key)
            else:
                self.page.keyboard.insert_text(key)

    def review(self, sha256: str) -> None:
        """Go through the cells of one report."""
        self.go(f"/cells?sha256={sha256}")
        self.wait_for_cell()

    def wait_for_cell(self) -> None:
        """Until a cell is shown, with its original."""
        self.page.wait_for_selector(".card:not(.waiting)[data-field] .enlarged canvas:not([hidden])")

    @property
    def field(self) -> str | None:
        """The field that is shown; None: there are no more."""
        found = self.page.evaluate(
            "document.querySelector('.card.waiting') ? null : document.querySelector('.card')?.dataset.field ?? null"
        )
        return None if found is None else str(found)

    def text(self, selector: str) -> str:
        """What an element says."""
        return str(self.page.inner_text(selector))

    def wait_until_saved(self) -> None:
        """Until the service has all that was decided."""
        self.until("!Object.keys(localStorage).some(k => k.startsWith('gouji.review.outbox.'))")

    def until(self, expression: str) -> None:
        """Until something is true in the page (whose policy forbids Playwright's own way of waiting for it)."""
        wait_until(lambda: self.page.evaluate(expression))

    def leave(self) -> None:
        """Close the browser; nothing may have gone wrong in it."""
        self.context.close()
        assert self.faults == []
