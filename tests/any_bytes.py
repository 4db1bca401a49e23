"""A stand-in for the reader that has an answer to any bytes: which one follows from them alone.

    python tests/any_bytes.py [--port 8777]

serves it, with jobs, so that a fuzzer can ask it whatever it likes.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from made_reports import made_report
from numpy.typing import NDArray
from service_stubs import REFUSALS

from gouji.models.progress import Progress
from gouji.models.result import Report
from gouji.service.command_line import main
from gouji.service.messages import EngineMaker
from gouji.service.store.connection import sqlite_url

_REFUSED = 3
"""One in so many contents is refused."""


class AnyBytes:
    """Most contents are a report, the others are refused in one of all ways."""

    def read(self, data: bytes, name: str, progress: Progress) -> Report:
        digest = _admitted(data)
        report = made_report(int(digest[:6], 16), name=name)
        return report.model_copy(update={"document": report.document.model_copy(update={"sha256": digest})})

    def render(self, data: bytes, page_index: int, max_width: int) -> NDArray[np.uint8]:
        _admitted(data)
        return np.full((10, max_width, 3), 200, dtype=np.uint8)


def _admitted(data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    number = int(digest, 16)
    if number % _REFUSED == 0:
        kinds: list[Callable[[str], Exception]] = list(REFUSALS.values())
        raise kinds[number // _REFUSED % len(kinds)]("读不了")
    return digest


make_any_bytes: EngineMaker = AnyBytes

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GOUJI_STORE"] = sqlite_url(Path(folder) / "gouji.db")
        sys.exit(main(["serve", *sys.argv[1:]], make_any_bytes))
