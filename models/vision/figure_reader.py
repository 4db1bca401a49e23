"""A second reader of figures, of our own, whose errors are other than those of the general recogniser."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.document import TextReading
from gouji.models.errors import ConfigurationError
from gouji.models.vision.crops import batches
from gouji.models.vision.ctc import n_best
from gouji.models.vision.glyphs import BLANK
from gouji.models.vision.image_reader import Image
from gouji.models.vision.runtime import session

GLYPHS = "0123456789.,-—/"
"""What it reads; what holds any other glyph is ``OTHER``."""

OTHER = "?"
CHARACTERS = (BLANK, *GLYPHS, OTHER)
"""As its network has them: the blank of CTC first."""

HEIGHT = 32
"""Pixels of the crops it sees."""

WIDEST = 192
"""Pixels: what is wider at that height is no figure."""

STEP = 32
"""Pixels: crops are padded with paper to whole ones, so that what a crop says does not depend on its company."""

INPUT, OUTPUT = "crops", "characters"
"""Names in the ONNX file. In: ``(crops, 1, 32, width)`` ink in [0, 1]. Out: ``(crops, width / 2, characters)``."""

SHIPPED = Path(__file__).with_name("figures")
"""Folder of the weights that come with the package."""

NETWORK = "model.onnx"
"""File of the weights in their folder."""

NAME = "gouji-figures-2"
"""Of the packaged weights, as results and its card name them; others bear theirs in the metadata, as ``name``."""

TOGETHER = 2048
"""Pixels of width in one batch altogether: 64 lone digits."""

Ink = NDArray[np.float32]


class FigureReader:
    """Reads crops of lone figures.

    ``folder``: with weights that ``python -m gouji.training.finetune`` or ``learn_figures`` wrote; None: the shipped.

    Raises:
        ConfigurationError: the weights are missing or are none.
    """

    def __init__(self, threads: int = 0, folder: Path | None = None) -> None:
        path = (folder or SHIPPED) / NETWORK
        try:
            self._session = session(path, threads)
        except Exception as error:
            what = "请检查设置" if folder else "请重新安装本软件"
            raise ConfigurationError(f"数字模型无法加载：{path}；文件可能缺失或已损坏，{what}") from error
        shapes = [(one.name, one.shape[-1]) for one in self._session.get_outputs()]
        if shapes != [(OUTPUT, len(CHARACTERS))] or [one.name for one in self._session.get_inputs()] != [INPUT]:
            raise ConfigurationError(f"不是读数字的模型：{path}；请检查设置")
        self.name = self._session.get_modelmeta().custom_metadata_map.get("name", NAME)

    def read(self, crops: Sequence[Image]) -> list[tuple[TextReading, ...]]:
        """For each crop, ``(height, width, 3)`` RGB, its readings, most probable first, each with its probability.

        A reading is a text of ``GLYPHS``, perhaps empty, or one with ``OTHER`` where it is no figure; there is none for
        a crop that is too wide for a figure.
        """
        readings: list[tuple[TextReading, ...]] = [()] * len(crops)
        widths = [_scaled_width(crop) for crop in crops]
        narrow = [i for i, width in enumerate(widths) if width <= WIDEST]
        for batch in batches([widths[i] for i in narrow], STEP, TOGETHER):
            own = [narrow[i] for i in batch]
            inks = stacked([ink_of(scaled(crops[i])) for i in own])
            for i, probabilities in zip(own, self._session.run([OUTPUT], {INPUT: inks})[0], strict=True):
                readings[i] = n_best(probabilities, CHARACTERS)
        return readings


def ink_of(crop: NDArray[np.uint8]) -> Ink:
    """How dark each pixel of a grey crop is beside its paper, in [0, 1]; its darkest is 1, unless there is no print."""
    paper, darkest = float(np.quantile(crop, 0.8)), float(crop.min())
    return np.clip((paper - crop.astype(np.float32)) / max(paper - darkest, 40.0), 0, 1).astype(np.float32)


def stacked(inks: Sequence[Ink]) -> Ink:
    """Crops as ``(crops, 1, 32, width)``, padded with paper on the right to the widest, in whole steps."""
    widest = -(-max(ink.shape[1] for ink in inks) // STEP) * STEP
    padded = np.zeros((len(inks), 1, HEIGHT, widest), np.float32)
    for row, ink in zip(padded, inks, strict=True):
        row[0, :, : ink.shape[1]] = ink
    return padded


def _scaled_width(crop: Image) -> int:
    height, width = crop.shape[:2]
    return int(max(4, round(width * HEIGHT / height)))


def scaled(crop: Image) -> NDArray[np.uint8]:
    """A crop, ``(height, width, 3)`` RGB, in greys at the height that the network sees."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    method = cv2.INTER_AREA if crop.shape[0] > HEIGHT else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, (_scaled_width(crop), HEIGHT), interpolation=method), np.uint8)
