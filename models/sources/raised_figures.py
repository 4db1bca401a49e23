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
    found = list(_moves(lines))
    times = Counter(target for _, target in found)
    result = [list(line) for line in lines]
    for at, target in found:
        if times[target] == 1:
            result[at] = [word for word in result[at] if not is_value(word.text)]
            result[target] += [word for word in lines[at] if is_value(word.text)]
    return [line for line in result if line]


def _moves(lines: Sequence[Sequence[Word]]) -> Iterator[tuple[int, int]]:
    """Numbers of the lines with figures but without a label, and of the line with the label of each."""
    labels = {at: word for at, line in enumerate(lines) if (word := _label(line))}
    for at, line in enumerate(lines):
        figures = [word for word in line if is_value(word.text)]
        around = [other for other in range(at - _AROUND, at + _AROUND + 1) if other in labels]
        if not figures or not around or at in labels:
            continue
        (distance, target), *others = sorted((_apart(figures[0], labels[other]), other) for other in around)
        is_its = distance <= _NEAR * _size(figures[0]) and all(d >= _OTHERS * distance for d, _ in others)
        is_free = not any(is_value(word.text) for word in lines[target])
        if is_its and is_free and all(word.box[0] >= labels[target].box[2] for word in figures):
            yield at, target


def _label(line: Sequence[Word]) -> Word | None:
    """The longest text of a line, if what stands on it names a row."""
    texts = [word for word in line if not is_value(word.text)]
    whole = "".join(word.text for word in texts)
    names = len(_IDEOGRAPH.findall(whole)) >= _NAMES or _NUMBERED.match(whole)
    return max(texts, key=lambda word: len(word.text)) if names else None


def _apart(one: Word, other: Word) -> float:
    """Distance of the middles of two words in height."""
    return abs(one.box[1] + one.box[3] - other.box[1] - other.box[3]) / 2


def _size(word: Word) -> float:
    return max(glyph.bottom - glyph.top for glyph in word.glyphs)
