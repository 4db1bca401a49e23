"""A deterministic stand-in for the reader: what it makes of a file follows from the file's content alone.

``report N`` is a report made from N; ``refuse CODE``, ``die`` and ``hang`` are what they say. Every reading that begins
is noted in the file that STAND_IN_LOG names.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from pathlib import Path

import numpy as np
from made_reports import made_report
from numpy.typing import NDArray
from service_stubs import REFUSALS

from gouji.models.errors import DamagedFileError
from gouji.models.progress import Progress
from gouji.models.result import Report
from gouji.service.messages import EngineMaker

_SECONDS = 0.004  # of a reading, so that a run can be killed in the middle of one


class StandIn:
    def read(self, data: bytes, name: str, progress: Progress) -> Report:
        if log := os.environ.get("STAND_IN_LOG"):
            with Path(log).open("ab") as file:
                file.write(data + b"\n")
        time.sleep(_SECONDS)
        word, _, argument = data.decode("utf-8", "replace").strip().partition(" ")
        if word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "hang":
            time.sleep(60)
        if word == "refuse":
            raise REFUSALS[argument]("读不了")
        if word != "report":
            raise DamagedFileError("坏了")
        report = made_report(int(argument), name=name)
        document = report.document.model_copy(update={"sha256": hashlib.sha256(data).hexdigest()})
        return report.model_copy(update={"document": document})

    def render(self, data: bytes, page_index: int, max_width: int) -> NDArray[np.uint8]:
        raise NotImplementedError


make_stand_in: EngineMaker = StandIn


def made_files(count: int, seed: int = 0) -> dict[str, str]:
    """Names and contents of so many files: 5 % damaged, 10 % with the content of another, and two more, of which one
    kills and one hangs its reader."""
    draw, files = random.Random(seed), {}
    for number in range(count):
        chance = draw.random()
        content = f"report {number}"
        if chance < 0.05:
            content = f"damaged {number}"
        elif chance < 0.15:
            content = f"report {draw.randrange(max(1, number))}"
        files[f"{number:05d}.txt"] = content
    return files | {"die.txt": "die", "hang.txt": "hang"}


def make_files(folder: Path, count: int, seed: int = 0) -> None:
    """The same in a folder."""
    folder.mkdir(parents=True)
    for name, content in made_files(count, seed).items():
        (folder / name).write_text(content)
