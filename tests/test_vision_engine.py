"""Crops to batches, and what the recogniser is asked to read."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from sheets import SERIF

from gouji.models.document import TextReading
from gouji.models.vision.cells import PrintedCell
from gouji.models.vision.crops import BATCH_WIDTH, STEP, batches
from gouji.models.vision.ctc import Decoding
from gouji.models.vision.engine import Recogniser, Recognition
from gouji.models.vision.grid import GridCell
from gouji.models.vision.reading import is_settled
from gouji.models.vision.settings import OcrSettings

CELL = PrintedCell(GridCell(0, 0, 1, 1, 0, 0, 10, 10), (np.zeros((1, 1, 3), np.uint8),))


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser(OcrSettings(threads=2))


def strip(text: str) -> NDArray[np.uint8]:
    font = ImageFont.truetype(SERIF, 30)
    image = Image.new("RGB", (round(font.getlength(text)) + 20, 48), "white")
    ImageDraw.Draw(image).text((10, 6), text, "black", font)
    return np.asarray(image)


def text(written: str, confidence: float) -> Recognition:
    return Recognition(Decoding(written, (confidence,) * len(written)), ())


def test_batches_hold_every_crop_once_with_little_padding() -> None:
    widths = [24, 3200, 64, 63, 65, 500, 24, 510, *[48] * 40]
    found = list(batches(widths, STEP, BATCH_WIDTH))
    assert sorted(index for batch in found for index in batch) == list(range(len(widths)))
    for batch in found:
        widest = max(widths[index] for index in batch)
        assert all(widest - widths[index] < STEP for index in batch)
        assert len(batch) == 1 or len(batch) * widest <= BATCH_WIDTH


def test_a_reading_does_not_depend_on_the_other_crops(recogniser: Recogniser) -> None:
    wanted, others = strip("3005"), [strip(text) for text in ("1", "38", "行政许可", "300", "信息公开")]
    (alone,) = recogniser.recognise([wanted])
    assert alone.values[0].text == "3005"
    among = recogniser.recognise([*others, wanted, *others])
    assert among[5].best.text == alone.best.text
    assert among[5].best.confidence == pytest.approx(alone.best.confidence, abs=1e-4)
    assert [r.best.text for r in among[:5]] == [r.best.text for r in among[6:]]


def test_no_crops_no_readings(recogniser: Recogniser) -> None:
    assert recogniser.recognise([]) == []


def test_only_a_sure_text_is_settled_beneath_faint_ink() -> None:
    assert is_settled(CELL, [text("行政许可", 0.99)])
    assert not is_settled(CELL, [text("行政许可", 0.95)])
    number = Recognition(Decoding("10", (0.999, 0.999)), (TextReading("10", 0.999),))
    assert not is_settled(CELL, [number])
