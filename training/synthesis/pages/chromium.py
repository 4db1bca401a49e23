"""A Chromium without a window that prints HTML to PDF: one process for many pages, spoken to over a pipe."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

TIME_LIMIT = 60.0
"""Seconds for one command, the start of the process included."""

_NAMES = ("chromium", "chromium-browser", "google-chrome")

_SETTINGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)
"""No window, nothing sent or fetched, and commands over the pipe. Its sandbox does not start in most containers; all it
opens are files of our own."""


def chromium() -> str | None:
    """The program, where one is installed."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


class Browser:
    """A running Chromium. A context manager: it starts on entry and is ended on exit."""

    def __enter__(self) -> Self:
        program = chromium()
        if program is None:
            raise FileNotFoundError(f"no Chromium is installed; looked for {', '.join(_NAMES)}")
        self._folder = TemporaryDirectory(prefix="gouji-chromium-", ignore_cleanup_errors=True)
        from_us, self._write = os.pipe()
        self._read, to_us = os.pipe()
        # Chromium reads commands from descriptor 3 and answers on 4, whatever numbers the pipes have here.
        script = f'exec "$0" "$@" 3<&{from_us} 4>&{to_us}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, program, *_SETTINGS, f"--user-data-dir={self._folder.name}/profile"],
            pass_fds=(from_us, to_us),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(from_us)
        os.close(to_us)
        self._number, self._unread = 0, b""
        self._events: set[tuple[str, str]] = set()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._write)
        try:
            # It ends when the pipe does.
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)
        self._folder.cleanup()

    def print_html(self, html: str) -> bytes:
        """The PDF of an HTML page, of the size that its style sheet names. Raises TimeoutError and RuntimeError."""
        path = Path(self._folder.name) / "page.html"
        path.write_text(html, encoding="utf-8")
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        tab = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._ask("Page.enable", tab)
        self._ask("Page.navigate", tab, url=path.as_uri())
        self._await("Page.loadEventFired", tab)
        self._ask("Runtime.evaluate", tab, expression="document.fonts.ready.then(() => 0)", awaitPromise=True)
        printed = self._ask("Page.printToPDF", tab, preferCSSPageSize=True, printBackground=True)
        self._ask("Target.closeTarget", targetId=target)
        return b64decode(printed["data"])

    def _ask(self, method: str, tab: str = "", **parameters: Any) -> dict[str, Any]:  # noqa: ANN401
        """The result of a command."""
        self._number += 1
        command: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if tab:
            command["sessionId"] = tab
        os.write(self._write, json.dumps(command).encode() + b"\0")
        deadline = time.monotonic() + TIME_LIMIT
        while (answer := self._message(deadline)).get("id") != self._number:
            self._note(answer)
        if "error" in answer:
            raise RuntimeError(f"Chromium refused {method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def _await(self, event: str, tab: str) -> None:
        """Return when an event of a tab has come."""
        deadline = time.monotonic() + TIME_LIMIT
        while (tab, event) not in self._events:
            self._note(self._message(deadline))

    def _note(self, message: dict[str, Any]) -> None:
        self._events.add((message.get("sessionId", ""), message.get("method", "")))

    def _message(self, deadline: float) -> dict[str, Any]:
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._read], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError(f"Chromium did not answer within {TIME_LIMIT:.0f} s")
            piece = os.read(self._read, 1 << 20)
            if not piece:
                raise RuntimeError("Chromium ended before it answered")
            self._unread += piece
        first, self._unread = self._unread.split(b"\0", 1)
        message: dict[str, Any] = json.loads(first)
        return message
