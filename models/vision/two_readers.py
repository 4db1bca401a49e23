"""Two readers of one crop: the general recogniser, and our own of figures, where the crop may hold one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import sqrt

from gouji.models.document import TextReading
from gouji.models.vision.engine import Recogniser, Recognition
from gouji.models.vision.figure_reader import GLYPHS, OTHER, FigureReader
from gouji.models.vision.glyphs import may_be_zero
from gouji.models.vision.image_reader import Image
from gouji.models.vision.reading import IDEOGRAPH, LABEL_GLYPHS, probabilities
from gouji.models.vision.settings import OcrSettings

UNHEARD = 1e-3
"""What a reading counts for that one of the readers does not consider: it may be mistaken, however sure it is."""

SHORT = 3
"""Glyphs of a text that may be a figure misread: () is a zero whose arches are lost."""

LONG = 3
"""Digits of a figure of which there are few to learn from: ours loses one in sixty of them."""

ALONE, PLAIN = 0.75, 0.9
"""What a figure counts for that the general recogniser takes for no value; and how sure a reader is of what it has no
doubt about."""

MOST = 4
"""Readings kept."""


class TwoReaders:
    """Reads crops of single lines; what may be a figure is read twice."""

    def __init__(self, settings: OcrSettings) -> None:
        self.general = Recogniser(settings)
        self._figures = FigureReader(settings.threads, settings.figure_model)
        self.name = f"{self.general.name}, {self._figures.name}"

    def recognise(self, crops: Sequence[Image]) -> list[Recognition]:
        """One reading for each crop, in their order."""
        return read_twice(crops, self.general.recognise(crops), self._figures)


def read_twice(crops: Sequence[Image], general: Sequence[Recognition], figures: FigureReader) -> list[Recognition]:
    """What the general recogniser makes of crops, joined with what ours does where a crop may hold a figure."""
    asked = [i for i, one in enumerate(general) if one.values or _may_be_figure(one)]
    joined = list(general)
    for i, readings in zip(asked, figures.read([crops[i] for i in asked]), strict=True):
        joined[i] = _barred_zero(general[i], readings)
        if readings:
            joined[i] = agreed(joined[i], readings)
    return joined


def _barred_zero(general: Recognition, own: Sequence[TextReading]) -> Recognition:
    """A glyph like 日 is a zero with a bar in it to both readers, or it is no value."""
    is_zero = not may_be_zero(general.best.text) or (bool(own) and own[0].text == "0")
    return general if is_zero else replace(general, values=())


def agreed(general: Recognition, own: Sequence[TextReading]) -> Recognition:
    """What both make of a crop: each reading counts for the geometric mean of what it is to either.

    So what both are sure of is sure, what one of them is and the other leaves open too, and where each is sure of
    something else, neither is believed.
    """
    if not general.values:
        first = own[0]
        is_plain = first.text not in ("", OTHER) and OTHER not in first.text and first.confidence >= PLAIN
        return replace(general, values=(TextReading(first.text, first.confidence * ALONE),)) if is_plain else general
    one, two = probabilities(general.values), probabilities(own)
    two = _pointed_as(one, two)
    if _is_long(one) and max(two, key=two.__getitem__) not in one:
        return general
    texts = dict.fromkeys([*one, *(text for text in two if OTHER not in text)])
    weights = {text: sqrt(max(one.get(text, 0.0), UNHEARD) * max(_own(two, text), UNHEARD)) for text in texts}
    rest = sqrt(max(1 - sum(one.values()), UNHEARD) * max(1 - sum(_own(two, text) for text in texts), UNHEARD))
    total = sum(weights.values()) + rest
    ordered = sorted(weights.items(), key=lambda item: -item[1])[:MOST]
    values = tuple(TextReading(text, weight / total) for text, weight in ordered if text)
    best = max(one, key=one.__getitem__)
    if values and values[0].text == best == max(two, key=two.__getitem__):
        # Where ours thinks the same, if less surely, it is no reason to doubt.
        values = (TextReading(best, max(values[0].confidence, one[best])), *values[1:])
    is_twice = bool(values) and min(one.get(values[0].text, 0.0), _own(two, values[0].text)) >= PLAIN
    return replace(general, values=values, is_twice=is_twice)


def _is_long(one: Mapping[str, float]) -> bool:
    """Whether what the general recogniser sees is longer than what ours has learnt enough of to contradict it."""
    return len(_without_points(max(one, key=one.__getitem__))) >= LONG


def _may_be_figure(one: Recognition) -> bool:
    return 0 < len(one.best.text) <= SHORT and len(IDEOGRAPH.findall(one.best.text)) < LABEL_GLYPHS


def _pointed_as(one: Mapping[str, float], two: Mapping[str, float]) -> dict[str, float]:
    """Our reader's probabilities, for texts with the points and commas that the other sees, which it sees better."""
    pointed: dict[str, float] = {}
    for text, probability in two.items():
        alike = [other for other in one if _without_points(other) == _without_points(text)]
        form = max(alike, key=one.__getitem__, default=text)
        pointed[form] = min(1.0, pointed.get(form, 0.0) + probability)
    return pointed


def _without_points(text: str) -> str:
    return text.replace(".", "").replace(",", "") or text


def _own(two: Mapping[str, float], text: str) -> float:
    """What a text is to our reader; one with glyphs that it does not know is what it takes for none."""
    if set(text) <= set(GLYPHS):
        return two.get(text, 0.0)
    return sum(probability for other, probability in two.items() if OTHER in other)
