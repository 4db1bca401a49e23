"""An engine for worker processes that does what the bytes it is given say, good or bad."""

from __future__ import annotations

import os
import time
from functools import partial

import numpy as np
from editions import make_edition
from numpy.typing import NDArray

from gouji.models import errors
from gouji.models.comparison.edition import Edition
from gouji.models.progress import Progress
from gouji.models.result import Report
from gouji.service.examples import REPORT
from gouji.service.messages import EngineMaker

REFUSALS = {
    kind.code: kind
    for kind in (
        errors.TooManyPagesError,
        errors.TooManyPixelsError,
        errors.UnsupportedMediaError,
        errors.DamagedFileError,
        errors.EncryptedFileError,
        errors.NoReportFoundError,
        errors.UnsupportedFormError,
    )
}


class AwkwardError(errors.GoujiError):
    """A refusal that cannot be pickled as it is."""

    code = "damaged_file"

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first}{second}")


class StubEngine:
    """``hang``, ``die N``, ``grow``, ``reserve``, ``raise``, ``refuse CODE``; anything else is read at once."""

    def read(self, data: bytes, name: str, progress: Progress) -> Report:
        progress("open", 0, 1)
        self._obey(data.decode())
        progress("read", 1, 1)
        document = REPORT.document.model_copy(update={"name": name, "sha256": f"{os.getpid():064d}"})
        return REPORT.model_copy(update={"document": document})

    def read_edition(self, data: bytes, name: str, progress: Progress) -> Edition:
        """``year N``: a report of zeros of that year, with one sentence."""
        self._obey(data.decode())
        return make_edition(int(data.decode().partition(" ")[2]), prose="全年工作平稳有序。").model_copy(
            update={"file": name}
        )

    def render(self, data: bytes, page_index: int, max_width: int) -> NDArray[np.uint8]:
        self._obey(data.decode())
        return np.full((page_index + 1, max_width, 3), 200, dtype=np.uint8)

    def _obey(self, order: str) -> None:
        word, _, argument = order.partition(" ")
        if word == "hang":
            time.sleep(60)
        elif word == "wait":
            time.sleep(float(argument))
        elif word == "die":
            os._exit(int(argument))
        elif word == "grow":
            hoard = [np.ones(1 << 21) for _ in range(500)]
            time.sleep(len(hoard))
        elif word == "reserve":
            np.empty(1 << 40, dtype=np.uint8)
        elif word == "raise":
            raise ValueError("秘密的内部细节")
        elif word == "awkward":
            raise AwkwardError("一", "二")
        elif word == "refuse":
            raise REFUSALS[argument](f"因为\n{argument}")


def _broken() -> StubEngine:
    raise errors.ConfigurationError("模型目录不存在")


def _greedy() -> StubEngine:
    hoard = [np.ones(1 << 21) for _ in range(500)]
    time.sleep(len(hoard))
    return StubEngine()


def _dying() -> StubEngine:
    os._exit(9)


def _faulty() -> StubEngine:
    raise RuntimeError("秘密的内部细节")


make_stub: EngineMaker = StubEngine
make_dying: EngineMaker = partial(_dying)
make_faulty: EngineMaker = partial(_faulty)
make_broken: EngineMaker = partial(_broken)
make_greedy: EngineMaker = partial(_greedy)
