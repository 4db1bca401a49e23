"""Two readers of one crop, and what they make of each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from sheets import SANS, Sheet

from gouji.models.document import TextReading
from gouji.models.errors import ConfigurationError
from gouji.models.vision.ctc import Decoding
from gouji.models.vision.engine import Recognition
from gouji.models.vision.figure_reader import OTHER, FigureReader
from gouji.models.vision.image_reader import Image
from gouji.models.vision.settings import OcrSettings
from gouji.models.vision.two_readers import TwoReaders, agreed, read_twice


def general(text: str, *values: tuple[str, float]) -> Recognition:
    return Recognition(Decoding(text, (0.9,) * len(text)), tuple(TextReading(*value) for value in values))


def own(*readings: tuple[str, float]) -> list[TextReading]:
    return [TextReading(*reading) for reading in readings]


def test_what_both_are_sure_of_is_sure() -> None:
    both = agreed(general("7", ("7", 0.98)), own(("7", 0.99)))
    assert both.is_twice
    assert both.values[0].text == "7" and both.values[0].confidence > 0.97


def test_what_one_is_sure_of_and_the_other_leaves_open_is_read() -> None:
    both = agreed(general("()", ("0", 0.4)), own(("0", 0.99)))
    assert both.values[0].text == "0" and 0.85 < both.values[0].confidence < 0.95
    assert not both.is_twice


def test_a_reader_that_thinks_the_same_less_surely_casts_no_doubt() -> None:
    both = agreed(general("118", ("118", 0.99)), own(("118", 0.6), ("18", 0.3)))
    assert both.values[0] == TextReading("118", 0.99)


def test_where_each_is_sure_of_something_else_neither_is_believed() -> None:
    both = agreed(general("1", ("1", 0.999)), own(("7", 0.999)))
    assert not both.is_twice
    assert max(value.confidence for value in both.values) < 0.6


def test_a_glyph_that_looks_like_no_figure_casts_doubt_on_one() -> None:
    both = agreed(general("1", ("1", 0.99)), own((OTHER, 0.99)))
    assert both.values[0].confidence < 0.8


def test_words_that_ours_does_not_know_are_what_it_takes_for_none() -> None:
    both = agreed(general("减4", ("减4", 0.97)), own((OTHER, 0.95)))
    assert both.is_twice and both.values[0].text == "减4"


@pytest.mark.parametrize("ours", ["1220", "1.220", "1,220"])
def test_points_and_commas_are_the_general_readers_to_tell(ours: str) -> None:
    both = agreed(general("1,220", ("1,220", 0.99)), own((ours, 0.98)))
    assert both.is_twice and both.values[0].text == "1,220"


def test_ours_does_not_contradict_long_figures() -> None:
    seen = general("869.0343", ("869.0343", 0.99))
    assert agreed(seen, own(("8690?43", 0.9))) == seen


class Heard:
    """A reader of figures that says the same of every crop."""

    def __init__(self, *readings: tuple[str, float]) -> None:
        self.readings = tuple(own(*readings))

    def read(self, crops: Sequence[Image]) -> list[tuple[TextReading, ...]]:
        return [self.readings] * len(crops)


@pytest.mark.parametrize(
    ("ours", "read"), [((("0", 0.95),), "0"), ((("8", 0.8),), ""), (((OTHER, 0.99),), ""), ((), "")]
)
def test_a_zero_with_a_bar_in_it_is_one_to_both_or_none(ours: tuple[tuple[str, float], ...], read: str) -> None:
    crop, seen = np.zeros((8, 8, 3), np.uint8), general("日", ("0", 0.9))
    (both,) = read_twice([crop], [seen], cast("FigureReader", Heard(*ours)))
    assert "".join(value.text for value in both.values) == read
    assert both.is_twice == bool(read)


@pytest.mark.parametrize("glyph", ["日", "目"])
def test_glyphs_of_text_are_no_zeros_for_looking_like_barred_ones(glyph: str) -> None:
    sheet = Sheet(200, SANS)
    sheet.write(100, 100, glyph, 14)
    image = sheet.pixels()
    ys, xs = (image[:, :, 0] < 128).nonzero()
    crop = image[ys.min() - 3 : ys.max() + 4, xs.min() - 3 : xs.max() + 4].copy()
    (read,) = TwoReaders(OcrSettings(threads=1)).recognise([crop])
    assert read.values == ()


def test_a_figure_that_the_general_reader_takes_for_a_text_is_doubtful() -> None:
    both = agreed(general("()"), own(("0", 0.99)))
    assert both.values[0].text == "0" and both.values[0].confidence < 0.8
    assert agreed(general("日"), own((OTHER, 0.99))).values == ()
    assert agreed(general("日"), own(("8", 0.6))).values == ()


@pytest.fixture(scope="module")
def reader() -> FigureReader:
    return FigureReader()


def crop(text: str) -> Image:
    sheet = Sheet(200, SANS)
    sheet.write(100, 100, text, 10.5)
    image = np.array(sheet.pixels())
    ys, xs = np.nonzero(image[:, :, 0] < 128)
    top, bottom, left, right = ys.min(), ys.max() + 1, xs.min(), xs.max() + 1
    return image[top - 5 : bottom + 5, left - 5 : right + 5]


def test_figures_are_read(reader: FigureReader) -> None:
    texts = ["0", "1", "7", "12", "305", "/"]
    read = reader.read([crop(text) for text in texts])
    assert [readings[0].text for readings in read] == texts
    assert min(readings[0].confidence for readings in read) > 0.9


def test_what_is_no_figure_is_something_else(reader: FigureReader) -> None:
    for readings in reader.read([crop("规章"), crop("企业")]):
        assert OTHER in readings[0].text


def test_what_a_crop_says_does_not_depend_on_its_company(reader: FigureReader) -> None:
    crops = [crop(text) for text in ("0", "12", "305", "8", "0")]
    together, alone = reader.read(crops), [reader.read([one])[0] for one in crops]
    for one, other in zip(together, alone, strict=True):
        assert [r.text for r in one] == [r.text for r in other]
        assert [r.confidence for r in one] == pytest.approx([r.confidence for r in other], abs=1e-4)


def test_lines_too_long_for_a_figure_are_not_read(reader: FigureReader) -> None:
    assert reader.read([crop("本年新收政府信息公开申请数量")]) == [()]


def test_missing_weights_are_a_fault_of_the_installation(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="数字模型"):
        FigureReader(folder=tmp_path)
