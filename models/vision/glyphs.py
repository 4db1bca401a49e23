"""The glyphs that a value is printed with, and those that a general recogniser takes them for.

In a cell that holds a value, O is a zero. So the probabilities of look-alikes count towards the glyph they look like,
before the best readings in the alphabet of values are sought.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BLANK = ""
"""What stands for "no glyph" in a recogniser's list of characters, at index 0."""

VALUE_GLYPHS = "0123456789.,-—/%减增元万件不适用无 "

SAME = {
    **dict(zip("0123456789", "０１２３４５６７８９", strict=True)),
    ".": "．",
    ",": "，",
    "-": "－−‐‑",
    "—": "一–―─━ー",
    "/": "／∕⁄╱",
    "%": "％",
    "减": "減",
    "增": "増",
    "元": "圆",
    "万": "萬",
    "无": "無",
    "适": "適",
}
"""Other codes and forms of the same glyph."""

LOOK_ALIKES = {"0": "OoＯ〇○◯", "1": "lI|｜丨Ⅰ", "5": "Ss", "2": "Zz", "8": "B", "9": "gq", "6": "b", "4": "A"}
"""Other glyphs that print so nearly the same that only the place tells them apart."""

BARRED_ZEROS = "θΘØø⊖日曰目"
"""What a zero with a dot or a bar in it is taken for. Some are glyphs of texts as well: alone, and a zero to the reader
of figures, they are zeros."""

LOOK_ALIKE_WEIGHT = 0.97
"""What a look-alike counts for: a reading that rests on one stays a little less certain."""


def canonical(text: str) -> str:
    """The text with look-alikes and variants of value glyphs replaced; other glyphs stay."""
    return "".join(_CANONICAL.get(glyph, glyph) for glyph in text)


def may_be_value(text: str) -> bool:
    """Whether every glyph is one that values are printed with, or is taken for such."""
    return bool(text.strip()) and all(glyph in VALUE_GLYPHS for glyph in canonical(text))


def may_be_zero(text: str) -> bool:
    """Whether it is one glyph that a zero with a dot or a bar in it is taken for."""
    return len(text) == 1 and text in BARRED_ZEROS


class ValueAlphabet:
    """The value glyphs among a recogniser's characters. ``characters``: blank first, then the value glyphs."""

    def __init__(self, characters: Sequence[str]) -> None:
        column_of = {character: column for column, character in enumerate(characters)}
        self.characters = (BLANK, *VALUE_GLYPHS)
        terms = [(0, 0, 1.0)]
        for value_column, glyph in enumerate(VALUE_GLYPHS, 1):
            terms += [(column_of[g], value_column, 1.0) for g in glyph + SAME.get(glyph, "") if g in column_of]
            alike = LOOK_ALIKES.get(glyph, "") + (BARRED_ZEROS if glyph == "0" else "")
            terms += [(column_of[g], value_column, LOOK_ALIKE_WEIGHT) for g in alike if g in column_of]
        self._columns = np.array([column for column, _, _ in terms])
        self._weights = np.zeros((len(terms), len(self.characters)), np.float32)
        for row, (_, value_column, weight) in enumerate(terms):
            self._weights[row, value_column] = weight

    def fold(self, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
        """Shape ``(time, characters)`` of the recogniser to ``(time, len(self.characters))``, look-alikes added up.

        Rows add up to less than one: the rest belongs to glyphs that no value has.
        """
        folded: NDArray[np.float32] = probabilities[:, self._columns] @ self._weights
        return folded


_CANONICAL = {
    variant: glyph for table in (SAME, LOOK_ALIKES) for glyph, variants in table.items() for variant in variants
}
