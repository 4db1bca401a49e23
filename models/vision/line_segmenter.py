"""Where the sides of cells run on the picture of a page, drawn or not: a small network of our own, on ONNX Runtime."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from gouji.models.errors import ConfigurationError
from gouji.models.vision.image_reader import Image
from gouji.models.vision.runtime import session
from gouji.models.vision.sides import Sides

SIDE = 1024
"""Longer side in pixels at which the network sees a page: 9 pt print on A4 is 11 pixels high, a hairline a shade."""

SCALE = 2
"""Pixels that it sees in one of what it gives."""

INPUT, OUTPUT = "pages", "sides"
"""Names in the ONNX file. In: ``(1, 1, height, width)`` greys in [0, 1]. Out: ``(1, 2, height / 2, width / 2)``."""

STEP = 32
"""Sides of what the network sees are divisible by this."""

PACKAGED = Path(__file__).with_name("segmenter") / "model.onnx"
NAME = "gouji-lines-1"
"""Of the packaged weights, as results and its card name them."""


class LineSegmenter:
    """Sees the sides of cells.

    Raises:
        ConfigurationError: the weights are missing or are none.
    """

    def __init__(self, threads: int = 0, path: Path = PACKAGED) -> None:
        self.name = NAME
        try:
            self._session = session(path, threads)
        except Exception as error:
            raise ConfigurationError(f"表格线模型无法加载：{path}；文件可能缺失或已损坏，请重新安装本软件") from error

    def see(self, image: Image) -> Sides:
        """The sides of the cells on a page. ``image``: ``(height, width, 3)`` RGB of any size."""
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        factor = SIDE / max(grey.shape)
        height, width = (max(1, round(length * factor)) for length in grey.shape)
        method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
        framed = np.ones((-(-height // STEP) * STEP, -(-width // STEP) * STEP), np.float32)
        framed[:height, :width] = cv2.resize(grey, (width, height), interpolation=method) / np.float32(255)
        (across, down) = self._session.run([OUTPUT], {INPUT: framed[None, None]})[0][0]
        kept = slice(0, -(-height // SCALE)), slice(0, -(-width // SCALE))
        return Sides(across[kept], down[kept], SCALE / factor)
