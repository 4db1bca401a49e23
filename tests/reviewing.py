"""Reports with doubtful cells, a stand-in for the reader that makes and draws them, and a service over it."""

from __future__ import annotations

import hashlib
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
from made_reports import made_report
from numpy.typing import NDArray

from gouji.models.arithmetic import check
from gouji.models.forms import load_form
from gouji.models.progress import Progress
from gouji.models.result import Alternative, FieldReading, Report
from gouji.service.messages import EngineMaker
from gouji.service.store.connection import Store, open_store

COLUMNS, ROWS = 10, 20  # of the fields on their one page
WRONG_TOTAL = "review.total"
"""Says 1 where its parts are all 0."""

DOUBTFUL: dict[str, dict[str, Any]] = {
    WRONG_TOTAL: {"value": Decimal(1), "raw": "1", "confidence": 0.7},
    "proactive.regulations.issued": {"value": Decimal(3), "raw": "3", "confidence": 0.8},
    "proactive.regulations.repealed": {"value": Decimal(7), "raw": "7", "confidence": 0.75},
    "proactive.regulations.in_force": {"kind": "unread", "value": None, "raw": None, "confidence": 0.5},
    "proactive.normative_documents.issued": {"kind": "blank", "value": None, "raw": "", "confidence": 0.4},
    "proactive.normative_documents.repealed": {"kind": "placeholder", "value": None, "raw": "/", "confidence": 0.6},
    "proactive.normative_documents.in_force": {"kind": "text", "value": None, "raw": "三件", "confidence": 0.9},
    "proactive.licensing.decisions": {"value": Decimal(1250), "raw": "1,250", "confidence": 0.85},
    "proactive.penalties.decisions": {"kind": "absent", "value": None, "raw": None, "bbox": None, "page": None},
    "proactive.coercion.decisions": {"value": Decimal(6), "raw": "6", "confidence": 0.55},
}  # fmt: skip
"""Of a report of :func:`doubtful_report`, which else is all zeros."""

_OTHER = (Alternative(kind="number", value=Decimal(8), confidence=0.2),)


def doubtful_report(data: bytes, name: str, authority: str | None = None) -> Report:
    """A report of zeros with ten doubtful cells and one failing identity, on one page; or, for ``many N``, one of that
    seed with fifty."""
    word, _, argument = data.decode().partition(" ")
    base = made_report(int(argument) if word == "many" else 0, name=name)
    doubts = _many(int(argument)) if word == "many" else DOUBTFUL
    fields = {f: _reading(i, base.fields[f], doubts.get(f)) for i, f in enumerate(base.fields)}
    document = base.document.model_copy(update={"sha256": hashlib.sha256(data).hexdigest(), "pages": 1})
    body = base.authority.model_copy(update={"value": authority or f"第{argument or word}县人民政府"})
    return base.model_copy(
        update={
            "document": document, "authority": body, "fields": fields, "unplaced": (), "review": tuple(doubts),
            "checks": check(load_form("2021"), fields, frozenset()),
        }
    )  # fmt: skip


def _many(seed: int) -> dict[str, dict[str, Any]]:
    draw = random.Random(seed)
    chosen = draw.sample(list(load_form("2021").fields), 50)
    return {f.id: {"value": Decimal(n), "raw": str(n), "confidence": 0.4 + n / 100} for n, f in enumerate(chosen)}


def _reading(index: int, base: FieldReading, doubt: dict[str, Any] | None) -> FieldReading:
    left, top = (index % COLUMNS + 0.5) / (COLUMNS + 1), (index // COLUMNS + 0.5) / (ROWS + 1)
    zero = {"value": Decimal(0), "raw": "0", "kind": "number", "page": 1, "confidence": 0.9995}
    place = {"bbox": (left, top, left + 0.8 / (COLUMNS + 1), top + 0.7 / (ROWS + 1))}
    doubts = {"review": True, "alternatives": _OTHER, **doubt} if doubt else {}
    return base.model_copy(update={**zero, **place, **doubts})


class ReviewStandIn:
    """Reads whatever it is given as a report of :func:`doubtful_report`; ``html …`` names a body in HTML."""

    def read(self, data: bytes, name: str, progress: Progress) -> Report:
        """A report at once."""
        return doubtful_report(data, name, data.decode() if data.startswith(b"html") else None)

    def render(self, data: bytes, page_index: int, max_width: int) -> NDArray[np.uint8]:
        """The page, with what was printed where the fields are."""
        report = doubtful_report(data, "x")
        page = np.full((round(max_width * 1.414), max_width, 3), 255, dtype=np.uint8)
        for reading in report.fields.values():
            if reading.bbox is not None:
                left, top, right, bottom = (
                    round(s * side) for s, side in zip(reading.bbox, page.shape[1::-1] * 2, strict=True)
                )
                cv2.rectangle(page, (left, top), (right, bottom), (60, 60, 60), 2)
                cv2.putText(
                    page, reading.raw or "", (left + 8, bottom - 12), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0, 0, 0), 3
                )
        return page


make_review_stand_in: EngineMaker = ReviewStandIn

_COMMAND = """
import sys
from gouji.service.command_line import main
from reviewing import make_review_stand_in
sys.exit(main(sys.argv[1:], make_review_stand_in))
"""


class Service:
    """The real service over the stand-in, in a process that can be killed."""

    def __init__(self, store_url: str, **settings: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        path = f"{Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}"
        self._environment = (
            os.environ | {"PYTHONPATH": path, "GOUJI_STORE": store_url, "GOUJI_AUDIT_SHARE": "0"} | settings
        )
        self.client = httpx.Client(base_url=self.url, timeout=30)
        self.start()

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The store that it has."""
        opened = open_store(self._environment["GOUJI_STORE"])
        yield opened
        opened.close()

    def start(self) -> None:
        """Have it run, and answer."""
        command = [sys.executable, "-c", _COMMAND, "serve", "--port", str(self.port), "--workers", "1"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self._environment
        )
        wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def end(self, sign: int) -> None:
        """Kill it, or ask it to end."""
        self.process.send_signal(sign)
        self.process.wait(timeout=20)

    def upload(self, content: str, name: str = "年报.pdf", **headers: str) -> tuple[str, str]:
        """Have a file read: the ids of its job and of the document."""
        sent = self.client.post("/jobs", files=[("files", (name, content.encode()))], headers=headers)
        job = sent.raise_for_status().json()["id"]
        wait_until(lambda: self.client.get(f"/jobs/{job}", headers=headers).json()["state"] == "done")
        return job, hashlib.sha256(content.encode()).hexdigest()

    def review(self, sha256: str, **headers: str) -> dict[str, Any]:
        """What the service says of a report."""
        view: dict[str, Any] = self.client.get(f"/reviews/{sha256}", headers=headers).raise_for_status().json()
        return view

    def decided(self, sha256: str) -> dict[str, tuple[str, Any]]:
        """Kind and value of every decision that holds."""
        report = self.review(sha256)["report"]
        readings = {**report["fields"], "authority": report["authority"], "year": report["year"]}
        found = {name: r["decision"] for name, r in readings.items() if r["decision"]}
        return {name: (d["kind"], d["value"]) for name, d in found.items()}


def wait_until(look: Callable[[], Any], seconds: float = 30) -> Any:  # noqa: ANN401
    """What ``look`` finds, once it does."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.03)
    return found
