from __future__ import annotations

import pytest

from gouji.models.document import TextReading
from gouji.models.vision.cells import PrintedCell
from gouji.models.vision.ctc import Decoding
from gouji.models.vision.engine import Recognition
from gouji.models.vision.grid import GridCell
from gouji.models.vision.ink import Box
from gouji.models.vision.reading import EMPTY, Reading, cell_readings, text_reading

CELL = GridCell(0, 0, 1, 1, 0, 0, 10, 10)
BOX = Box(0, 0, 1, 1)


def label(text: str, *confidences: float) -> Recognition:
    return Recognition(Decoding(text, confidences or (0.9,) * len(text)), ())


def value(free: str, **readings: float) -> Recognition:
    return Recognition(Decoding(free, (0.9,) * len(free)), tuple(TextReading(t[1:], p) for t, p in readings.items()))


def read(*recognitions: Recognition, stroke: str | None = None, parts: int = 1, words: int = 0) -> list[Reading]:
    return cell_readings(PrintedCell(CELL, (), (BOX,) * words, stroke, parts), recognitions)


def test_no_ink_is_an_empty_text_and_no_doubt() -> None:
    assert read() == [EMPTY]
    assert not EMPTY.unreadable


def test_emptiness_is_doubtful_where_noise_may_hide_a_mark() -> None:
    (reading,) = cell_readings(PrintedCell(CELL, (), noisy=True), [])
    assert reading.text == ""
    assert reading.confidence < 0.9


def test_the_reading_as_a_value_wins_over_a_look_alike() -> None:
    (reading,) = read(value("O", _0=0.95, _6=0.03))
    assert (reading.text, reading.confidence) == ("0", 0.95)
    assert reading.alternatives == (TextReading("6", 0.03),)
    assert not reading.unreadable


def test_an_improbable_value_is_unreadable() -> None:
    (reading,) = read(value("0", _0=0.3, _6=0.2))
    assert reading.unreadable


def test_ink_with_more_parts_than_the_reading_has_glyphs_is_doubtful() -> None:
    (whole,), (lost,) = read(value("20", _20=0.99), parts=2), read(value("2", _2=0.99), parts=2)
    assert whole.confidence == 0.99
    assert lost.confidence < 0.7


def test_digits_one_above_the_other_are_not_one_number() -> None:
    def stacked(text: str) -> Reading:
        recognition = Recognition(Decoding(text, (0.9,)), (TextReading(text, 0.99),))
        (reading,) = cell_readings(PrintedCell(CELL, (), parts=3, stacked=True), [recognition])
        return reading

    assert stacked("05").unreadable
    assert not stacked("不适用").unreadable


def test_a_chinese_glyph_may_have_two_parts() -> None:
    (reading,) = read(value("减4", _减4=0.99), parts=3)
    assert reading.confidence == 0.99


def test_spaces_in_a_value_do_not_make_two_readings() -> None:
    (reading,) = read(Recognition(Decoding("1 2", (0.9,)), (TextReading("1 2", 0.5), TextReading("12", 0.4))), parts=2)
    assert (reading.text, round(reading.confidence, 3)) == ("12", 0.9)


def test_a_lone_stroke_is_the_placeholder_it_looks_like_whatever_the_recogniser_says() -> None:
    (reading,) = read(value("1", _1=0.9), stroke="/")
    assert reading.text == "/"
    assert [other.text for other in reading.alternatives] == ["1"]
    assert reading.confidence + reading.alternatives[0].confidence <= 1


def test_a_stroke_that_is_surely_read_as_a_digit_is_doubtful() -> None:
    (reading,) = read(value("0", _0=0.9), stroke="/")
    assert reading.confidence < 0.7


@pytest.mark.parametrize(("text", "sure"), [("1,250", True), ("381.00", True), ("—", True), ("251000元", True)]
    + [(text, False) for text in ("6.", ".0", "-0", "0-", "1,25", "3-4")])  # fmt: skip
def test_marks_that_make_no_number_are_doubtful(text: str, sure: bool) -> None:
    recognition = Recognition(Decoding(text, (0.99,)), (TextReading(text, 0.99),))
    (reading,) = cell_readings(PrintedCell(CELL, ()), [recognition])
    assert (reading.text, reading.confidence > 0.9) == (text, sure)


def test_numbers_that_stand_apart_are_read_apart_and_labels_are_not() -> None:
    apart = read(value("3", _3=0.9), value("4", _4=0.9), words=2)
    assert [reading.text for reading in apart] == ["3", "4"]
    together = read(label("结"), label("果"), words=2)
    assert [reading.text for reading in together] == ["结果"]


def test_strips_of_a_label_are_one_text_as_certain_as_the_worst_glyph() -> None:
    reading = text_reading([label("1. 申请人", 0.9, 0.8, 0.9, 0.9, 0.9, 0.9), label("逾期", 0.9, 0.6)])
    assert (reading.text, reading.confidence) == ("1.申请人逾期", 0.6)


def test_spaces_between_words_and_numbers_stay() -> None:
    assert text_reading([label("Open Data 12 件")]).text == "Open Data 12件"


def test_text_that_is_noise_is_unreadable() -> None:
    assert text_reading([label("曽", 0.1)]).unreadable
    assert text_reading([label("")]).unreadable


def test_the_alternatives_of_what_is_unreadable_hold_the_best_guess_too() -> None:
    (reading,) = read(value("3", _3=0.45, _8=0.3))
    assert reading.unreadable
    assert reading.alternatives == (TextReading("3", 0.45), TextReading("8", 0.3))
    (lost,) = read(value("3", _3=0.48, _8=0.3), parts=2)
    assert [alternative.text for alternative in lost.alternatives] == ["8", "3"]
    (stacked,) = cell_readings(PrintedCell(CELL, (), stacked=True), [value("34", _34=0.99)])
    assert [alternative.text for alternative in stacked.alternatives] == ["34"]
    assert text_reading([label("某", 0.1)]).alternatives == (TextReading("某", 0.1),)
    assert text_reading([label("某", 0.9)]).alternatives == ()


def test_a_mark_far_beside_a_number_leaves_the_number_doubtful() -> None:
    """What shows through from the back of a sheet, say; two numbers stay two, and so does a placeholder."""
    (reading,) = read(value("M", _M=0.2), value("306", _306=0.99), words=2)
    assert (reading.text, reading.unreadable, reading.confidence < 0.7) == ("306", False, True)
    assert [r.text for r in read(value("3", _3=0.99), value("306", _306=0.99), words=2)] == ["3", "306"]
    assert [r.text for r in read(value("-", **{"_-": 0.99}), value("306", _306=0.99), words=2)] == ["-", "306"]
