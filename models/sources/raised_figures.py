"""Figures that stand a little above or below the label of their row, put on its line.

Where cells are not drawn and their text is set at the top of some and in the middle of others, the figures of a row
overlap its label by less than words of one line do. They are its all the same where no other label is nearly as near.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gouji.models.sources.glyphs import Word
from gouji.models.values import is_value

_NEAR = 0.8
"""Of the type's size, from the middle of a label to that of its figures: lines of print are further apart."""

_OTHERS = 2.0
"""Times that distance from which other labels are too far away to be meant."""

_AROUND = 2
"""Lines before and behind in which the label is looked for: those of a group's label stand between."""

_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_NUMBERED = re.compile("[（(]?[一二三四五六七八九十\\d]+[）)、.．].*[\u4e00-\u9fff]{2}")
_NAMES = 4
"""Ideographs, or a number and two of them, that name a row; the lines of a group's label beside it have less."""


def on_lines_of_labels(lines: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The lines of a page, from top to bottom, with such figures behind the label of their row."""
    figures = [[word for word in line if is_value(word.text)] for line in lines]
    texts = [[word for word in line if not is_value(word.text)] for line in lines]
    found = list(_moves(figures, texts))
    times = Counter(target for _, target in found)
    result = [list(line) for line in lines]
    for at, target in found:
        if times[target] == 1:
            result[at] = texts[at]
            result[target] += figures[at]
    return [line for line in result if line]


def _moves(figures: Sequence[Sequence[Word]], texts: Sequence[Sequence[Word]]) -> Iterator[tuple[int, int]]:
    """Numbers of the lines with figures but without a label, and of the line with the label of each."""
    labels = {at: word for at, line in enumerate(texts) if (word := _label(line))}
    for at, own in enumerate(figures):
        around = [other for other in range(at - _AROUND, at + _AROUND + 1) if other in labels]
        if not own or not around or at in labels:
            continue
        (distance, target), *others = sorted((abs(_height(own[0]) - _height(labels[o])), o) for o in around)
        is_its = distance <= _NEAR * _size(own[0]) and all(d >= _OTHERS * distance for d, _ in others)
        if is_its and not figures[target] and all(word.box[0] >= labels[target].box[2] for word in own):
            yield at, target


def _label(texts: Sequence[Word]) -> Word | None:
    """The longest text of a line, if what stands on it names a row."""
    whole = "".join(word.text for word in texts)
    names = len(_IDEOGRAPH.findall(whole)) >= _NAMES or _NUMBERED.match(whole)
    return max(texts, key=lambda word: len(word.text)) if names else None


def _height(word: Word) -> float:
    """Of the middle of a word's ink on the page."""
    _, top, _, bottom = word.box
    return (top + bottom) / 2


def _size(word: Word) -> float:
    return max(glyph.bottom - glyph.top for glyph in word.glyphs)
