"""What a cell or a line says, decided between the recogniser's free reading and its reading as a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gouji.models.document import TextReading
from gouji.models.vision.cells import PrintedCell
from gouji.models.vision.engine import Recognition
from gouji.models.vision.glyphs import canonical, may_be_value

STROKE_CONFIDENCE = 0.97
"""Of a placeholder told by its shape. Measured on print only, so not higher."""

CONVINCING_VALUE = 0.5
"""A value that is less probable than all else together is not read."""

CONVINCING_TEXT = 0.2
"""Below this a label is noise. Labels are matched against the form's, so they may be poor."""

UNEXPLAINED = 0.6
"""What a reading counts for that has fewer glyphs than the ink has parts side by side, where one may be lost, and
one of digits that do not stand in line, where some may be none, and one with bits beside it that may be a digit."""

WELL_FORMED = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?|-+")
"""Numbers as they are printed, and dashes."""

EMPTY_IN_NOISE = 0.85
"""Of a cell in which noise may hide a faint mark."""

ILL_FORMED, NEGATIVE = 0.6, 0.85
"""What digits and marks count for that are no number, and a number below zero: hardly any figure can be."""

LIKE_A_STROKE = ("1", "7", "-", "—", "/", "4")
"""What recognisers are known to take a lone stroke for."""

DISPUTED = 0.6
"""What a reading counts for whose ink is but one stroke, as of a broken digit: it may be a placeholder."""

IDEOGRAPH, LABEL_GLYPHS = re.compile("[\u4e00-\u9fff]"), 2
"""A text in a cell that is no value has so many ideographs at least; what has fewer is a value read wrong."""

STACKED = 0.3
"""What digits one above the other in a wide cell count at most, read as one number."""

CROSSED = 0.9
"""That no digit is lost in a line of dirt which runs through a cell."""

LIFTED, SURE = 0.98, 0.9
"""What a reading counts for from which faint ink was lifted, and how sure another with that ink makes it doubtful."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Text with the probability in [0, 1] that it is right, and the others considered, most probable first.

    Where it is unreadable, ``alternatives`` are all readings considered, the text itself among them: no one is chosen.
    ``is_twice``: two readers are sure of it.
    """

    text: str
    confidence: float
    alternatives: tuple[TextReading, ...] = ()
    unreadable: bool = False
    is_twice: bool = False


UNCERTAIN_SPACE = re.compile(r"(?<![A-Za-z0-9]) +| +(?![A-Za-z0-9])")
"""Spaces but those between two words or numbers: Chinese has none, and recognisers see them beside wide glyphs."""

EMPTY = Reading("", 0.995)
"""Of a cell without ink: broken print may have left none."""


def cell_readings(printed: PrintedCell, recognitions: Sequence[Recognition]) -> list[Reading]:
    """What a cell says: one reading, or one for each number that stands apart in it.

    ``recognitions``: of its strips in order, and behind them of those beneath faint ink, unless it is settled.
    """
    readings = _uncrossed(printed, recognitions)
    sure = (CROSSED if printed.crossed else 1.0) * (UNEXPLAINED if printed.beside_bits else 1.0)
    return [replace(r, confidence=r.confidence * sure) for r in readings]


def _uncrossed(printed: PrintedCell, recognitions: Sequence[Recognition]) -> list[Reading]:
    """The readings of a cell, whatever line of dirt runs through it."""
    if printed.beneath is None or len(recognitions) == len(printed.strips):
        return [_veiled(r) if printed.veiled else r for r in _own_readings(printed, recognitions)]
    own = _own_readings(printed, recognitions[: len(printed.strips)])
    (beneath,) = _own_readings(printed.beneath, recognitions[len(printed.strips) :])
    return own if beneath.unreadable else _lifted(own, beneath)


def is_settled(printed: PrintedCell, own: Sequence[Recognition]) -> bool:
    """Whether nothing beneath faint ink can change what a cell says: a text surer than what is lifted counts for."""
    return all(
        not reading.unreadable and reading.confidence >= LIFTED and not may_be_value(reading.text)
        for reading in _own_readings(printed, own)
    )


def _veiled(reading: Reading) -> Reading:
    """A number that may be a stroke of a seal is doubtful; thin dashes are faint, and a text is known by its glyphs."""
    number = may_be_value(reading.text) and any(glyph.isdigit() for glyph in reading.text)
    return replace(reading, confidence=reading.confidence * DISPUTED) if number else reading


def _lifted(own: list[Reading], beneath: Reading) -> list[Reading]:
    """What is read without the faint ink over it, if that is surer; no reading where both ways are sure of another."""
    lifted = replace(beneath, confidence=beneath.confidence * LIFTED)
    sure = min((0.0 if reading.unreadable else reading.confidence for reading in own), default=0.0)
    differs = canonical(beneath.text) not in [canonical(reading.text) for reading in own]
    values = all(may_be_value(reading.text) for reading in (*own, beneath))
    if differs and values and min(sure, beneath.confidence) > SURE:
        return [_unreadable(replace(beneath, confidence=DISPUTED))]
    return [lifted] if beneath.confidence > sure or len(own) > 1 else own


def _own_readings(printed: PrintedCell, recognitions: Sequence[Recognition]) -> list[Reading]:
    if not recognitions:
        sure = EMPTY_IN_NOISE if printed.noisy else EMPTY.confidence
        return [replace(EMPTY, confidence=sure * (LIFTED if printed.veiled else 1.0))]
    if printed.words and (all(r.values for r in recognitions) or _is_label_with_figures(recognitions)):
        return _without_a_mark(_each(printed, recognitions))
    first = recognitions[0]
    if printed.stroke is not None and (printed.beside_rule or not first.is_twice):
        reading = _placeholder(printed.stroke, first.values)
        return [replace(reading, confidence=reading.confidence * DISPUTED) if printed.beside_rule else reading]
    if len(recognitions) == 1 and first.values:
        return [value_reading(printed, first)]
    reading = text_reading(recognitions)
    return [reading if len(IDEOGRAPH.findall(reading.text)) >= LABEL_GLYPHS else _unreadable(reading)]


def _is_label_with_figures(recognitions: Sequence[Recognition]) -> bool:
    """Whether a text and figures far behind it share a cell, as where no upright parts them."""
    label, *others = recognitions
    return not label.values and all(other.values for other in others)


def _without_a_mark(words: list[Reading]) -> list[Reading]:
    """A number and a mark far beside it that is none, such as what shows through from the back of the sheet: the
    number, which may have lost a digit to it. Words as they are elsewhere."""
    numbers = [word for word in words if not word.unreadable and may_be_value(word.text)]
    if len(words) != 2 or len(numbers) != 1 or not WELL_FORMED.fullmatch(numbers[0].text):
        return words
    (mark,) = (word for word in words if word is not numbers[0])
    if IDEOGRAPH.search(mark.text) or not any(glyph.isdigit() for glyph in numbers[0].text):
        return words
    return [replace(numbers[0], confidence=min(numbers[0].confidence, DISPUTED))]


def word_readings(printed: PrintedCell, recognitions: Sequence[Recognition]) -> list[Reading]:
    """What a word outside tables says: any part of a text, or, where its parts stand apart, what each of them says."""
    if printed.words:
        return _each(printed, recognitions)
    return _own_readings(printed, recognitions) if recognitions[0].values else [text_reading(recognitions)]


def _each(printed: PrintedCell, recognitions: Sequence[Recognition]) -> list[Reading]:
    """What each of the words says that stand apart in a cell."""
    strokes = printed.strokes or (None,) * len(recognitions)
    return [_word(stroke, recognition) for stroke, recognition in zip(strokes, recognitions, strict=True)]


def _word(stroke: str | None, recognition: Recognition) -> Reading:
    if not recognition.values:
        return text_reading([recognition])
    return _placeholder(stroke, recognition.values) if stroke else _value(recognition.values)


def value_reading(printed: PrintedCell, recognition: Recognition) -> Reading:
    """What ink in one strip says that may be a value; doubtful where it is not formed as a number is."""
    # Two readers that agree on a broken glyph have seen that it is one.
    reading = _value(recognition.values, 0 if recognition.is_twice else printed.parts)
    reading = replace(reading, is_twice=recognition.is_twice)
    digits = reading.text.replace(",", "").replace(".", "").isdecimal()
    if digits and printed.uneven and not recognition.is_twice:
        reading = replace(reading, confidence=reading.confidence * UNEXPLAINED)
    return _doubted(reading) if printed.stacked and reading.text.isdecimal() else reading


def text_reading(recognitions: Sequence[Recognition]) -> Reading:
    """What one or several strips of running text say; as certain as the least certain glyph."""
    text = UNCERTAIN_SPACE.sub("", "".join(recognition.best.text for recognition in recognitions))
    confidence = min((recognition.best.confidence for recognition in recognitions), default=0.0)
    if text and confidence >= CONVINCING_TEXT:
        return Reading(text, confidence)
    return _unreadable(Reading(text, confidence))


def _value(values: Sequence[TextReading], parts: int = 0) -> Reading:
    """The most probable value."""
    readings = _without_spaces(values)
    if not readings:
        return Reading("", 0.0, unreadable=True)
    first, others = readings[0], tuple(readings[1:])
    confidence = first.confidence * (UNEXPLAINED if parts > _parts(first.text) else 1.0) * _plausibility(first.text)
    reading = Reading(first.text, confidence, others)
    return _unreadable(reading) if confidence < CONVINCING_VALUE else reading


def _doubted(reading: Reading) -> Reading:
    """Digits that may be two numbers: what they say together is no reading of either."""
    if reading.unreadable:
        return replace(reading, confidence=min(reading.confidence, STACKED))
    return _unreadable(replace(reading, confidence=min(reading.confidence, STACKED)))


def _unreadable(reading: Reading) -> Reading:
    """The same, decided by nobody: the text becomes one of the alternatives."""
    own = (TextReading(reading.text, reading.confidence),) if reading.text else ()
    ordered = sorted((*own, *reading.alternatives), key=lambda r: r.confidence, reverse=True)
    return replace(reading, alternatives=tuple(ordered), unreadable=True)


def probabilities(values: Sequence[TextReading]) -> dict[str, float]:
    """The probability of each text without spaces, equal ones added up."""
    probability: dict[str, float] = {}
    for value in values:
        text = value.text.replace(" ", "")
        probability[text] = min(1.0, probability.get(text, 0.0) + value.confidence)
    return probability


def _without_spaces(values: Sequence[TextReading]) -> list[TextReading]:
    """The readings with spaces removed, most probable first."""
    ordered = sorted(probabilities(values).items(), key=lambda item: -item[1])
    return [TextReading(text, confidence) for text, confidence in ordered if text]


def _plausibility(text: str) -> float:
    """What the form of a value lets its probability count for: dirt beside a digit is read as a point or a minus."""
    if not set(text) <= set("0123456789.,-"):
        return 1.0
    if not WELL_FORMED.fullmatch(text):
        return ILL_FORMED
    return NEGATIVE if text.startswith("-") else 1.0


def _placeholder(stroke: str, values: Sequence[TextReading]) -> Reading:
    """The placeholder that the ink looks like, with what the recogniser took it for as the alternatives."""
    others = tuple(value for value in _without_spaces(values) if value.text != stroke)
    if others and others[0].text not in LIKE_A_STROKE and others[0].confidence > CONVINCING_VALUE:
        return Reading(
            others[0].text, others[0].confidence * DISPUTED, (TextReading(stroke, 1 - DISPUTED), *others[1:])
        )
    confidence = STROKE_CONFIDENCE
    return Reading(stroke, confidence, _scaled(others, 1 - confidence))


def _parts(text: str) -> int:
    """In how many parts side by side the text is printed at most: digits in one, Chinese glyphs in up to two."""
    return sum(1 if glyph.isascii() or glyph == "—" else 2 for glyph in text)


def _scaled(values: Sequence[TextReading], total: float) -> tuple[TextReading, ...]:
    """The same readings with probabilities that share the total."""
    whole = sum(value.confidence for value in values) or 1.0
    return tuple(TextReading(value.text, value.confidence / whole * total) for value in values)
