"""The OCR engine: PaddleOCR's text detection, and its recogniser's own probabilities, both on ONNX Runtime."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gouji.models.document import TextReading
from gouji.models.errors import ConfigurationError
from gouji.models.vision.crops import BATCH_WIDTH, STEP, batches, scaled, scaled_width, stack
from gouji.models.vision.ctc import Decoding, best_path, n_best
from gouji.models.vision.glyphs import BLANK, ValueAlphabet, may_be_value, may_be_zero
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Box
from gouji.models.vision.paddle import text_detection
from gouji.models.vision.runtime import onnxruntime, session
from gouji.models.vision.settings import OcrSettings
from gouji.models.vision.weights import detection_model, recognition_model

DETECTION_SIDE = 960
"""Longer side in pixels that pages are shrunk to for detection: 9 pt text on A4 is then 10 pixels high, which is
enough to find lines; the crops are taken from the full image."""

RUNS_AT_ONCE = 4
"""Batches read at the same time at most: each has its own memory. Threads beyond these help within a batch."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a crop says. ``values``: readings in the alphabet of values, most probable first, where the crop may hold
    a value at all; each with its probability, look-alikes counted in. Empty for text that is none. ``is_twice``: a
    second reader is as sure of the first of them."""

    best: Decoding
    values: tuple[TextReading, ...]
    is_twice: bool = False


@dataclass(frozen=True)
class TextLine:
    """A line of text that was detected. ``corners``: ``(4, 2)``, x and y in pixels, from the upper left clockwise."""

    corners: NDArray[np.float64]

    @property
    def box(self) -> Box:
        """The upright box around it."""
        left, top = self.corners.min(axis=0).tolist()
        right, bottom = self.corners.max(axis=0).tolist()
        return Box(int(left), int(top), int(right), int(bottom))

    @property
    def slope(self) -> float:
        """Degrees by which it runs down to the right, by its upper side."""
        across, down = (self.corners[1] - self.corners[0]).tolist()
        return math.degrees(math.atan2(down, across))

    @property
    def length(self) -> float:
        """Along its upper side, in pixels."""
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    @property
    def height(self) -> float:
        """Along its left side, in pixels."""
        return float(np.linalg.norm(self.corners[3] - self.corners[0]))

    @property
    def middle(self) -> NDArray[np.float64]:
        """Where it begins and ends, half way up, ``(2, 2)``."""
        upper, lower = self.corners[[0, 1]], self.corners[[3, 2]]
        middle: NDArray[np.float64] = (upper + lower) / 2
        return middle


class TextDetector:
    """Finds lines of text on a page."""

    def __init__(self, settings: OcrSettings) -> None:
        detection = text_detection()
        config = {"enable_cpu_mem_arena": False, "log_severity_level": 3}
        if settings.threads:
            config["intra_op_num_threads"] = settings.threads
        with detection_model(settings.detection_model) as model, _loading(model.directory):
            self.name = model.name
            self._model = detection(
                model_name=model.name,
                model_dir=str(model.directory),
                engine="onnxruntime",
                engine_config=config,
                limit_side_len=DETECTION_SIDE,
                limit_type="max",
            )

    def detect(self, image: Image) -> list[Box]:
        """Upright boxes in pixels around lines of text, in no particular order."""
        return [line.box for line in self.lines(image)]

    def lines(self, image: Image) -> list[TextLine]:
        """The lines of text, in no particular order."""
        height, width = image.shape[:2]
        (result,) = self._model.predict(image[:, :, ::-1])
        found = []
        for polygon in result["dt_polys"]:
            found.append(TextLine(np.clip(np.asarray(polygon, np.float64), 0, (width, height))))
        return [line for line in found if line.box.width > 0 and line.box.height > 0]


class Recogniser:
    """Reads crops of single lines. Holds the one recognition session."""

    def __init__(self, settings: OcrSettings) -> None:
        model = recognition_model(settings.recognition_model)
        self.name = model.name
        threads = settings.threads or _cores()
        self._runs = min(threads, RUNS_AT_ONCE)
        with _loading(model.path):
            self._session = session(model.path, threads - self._runs + 1)  # each run has its own thread among these
            listed = model.characters or _characters_inside(self._session)
        self._input = self._session.get_inputs()[0].name
        # PaddleOCR's lists have neither the blank, which comes first, nor the space, which comes last.
        self._characters = (BLANK, *listed, " ")
        self._alphabet = ValueAlphabet(self._characters)

    def recognise(self, crops: Sequence[Image]) -> list[Recognition]:
        """One reading for each crop, in their order. Crops that are alike to the pixel are read once."""
        first: dict[tuple[tuple[int, ...], bytes], int] = {}
        alike = [first.setdefault((crop.shape, crop.tobytes()), index) for index, crop in enumerate(crops)]
        distinct = list(first.values())
        groups = [
            [distinct[i] for i in batch]
            for batch in batches([scaled_width(crops[i]) for i in distinct], STEP, BATCH_WIDTH)
        ]
        groups.reverse()  # the widest first, so that no thread is left with the longest work at the end
        with ThreadPoolExecutor(self._runs) as pool:
            read = list(pool.map(self._read, ([crops[index] for index in group] for group in groups)))
        found = dict(zip(chain.from_iterable(groups), chain.from_iterable(read), strict=True))
        return [found[index] for index in alike]

    def _read(self, crops: Sequence[Image]) -> list[Recognition]:
        """One batch."""
        output = self._session.run(None, {self._input: stack([scaled(crop) for crop in crops])})[0]
        return [self._decode(probabilities) for probabilities in output]

    def _decode(self, probabilities: NDArray[np.float32]) -> Recognition:
        best = best_path(probabilities, self._characters)
        if best.text and not may_be_value(best.text) and not may_be_zero(best.text):
            return Recognition(best, ())
        return Recognition(best, n_best(self._alphabet.fold(probabilities), self._alphabet.characters))


@contextmanager
def _loading(path: Path) -> Iterator[None]:
    """Turns whatever the libraries raise over a file that is no model into our error."""
    try:
        yield
    except Exception as error:
        raise ConfigurationError(f"OCR 模型无法加载：{path}；文件可能已损坏，或不是 ONNX 模型") from error


def _characters_inside(session: onnxruntime.InferenceSession) -> list[str]:
    """The list that the packaged file carries in its metadata."""
    return str(session.get_modelmeta().custom_metadata_map["character"]).split("\n")


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
