"""Glyphs as numbers: a vocabulary in the format of BERT, one entry a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILLING, UNKNOWN, MASK = "[PAD]", "[UNK]", "[MASK]"
_CODES = 0x10000
"""Code points of the basic plane; glyphs beyond it are unknown."""


class Vocabulary:
    """Numbers of glyphs by their place in the list. What is not in it is unknown, as rare and misread glyphs are."""

    def __init__(self, entries: Sequence[str]) -> None:
        """Take the entries in order.

        Raises:
            ValueError: the entries for filling or for unknown glyphs are missing.
        """
        self.entries = tuple(entries)
        place = {entry: number for number, entry in enumerate(self.entries)}
        if FILLING not in place or UNKNOWN not in place:
            raise ValueError(f"a vocabulary needs {FILLING} and {UNKNOWN}")
        self.filling, self.unknown, self.mask = place[FILLING], place[UNKNOWN], place.get(MASK)
        self._numbers = np.full(_CODES, self.unknown, np.int64)
        for entry, number in place.items():
            if len(entry) == 1 and ord(entry) < _CODES:
                self._numbers[ord(entry)] = number

    def __len__(self) -> int:
        return len(self.entries)

    def ids(self, text: str) -> NDArray[np.int64]:
        """The number of each glyph; shape ``(len(text),)``."""
        return self.of_codes(np.array([min(ord(glyph), _CODES - 1) for glyph in text], np.int64))

    def of_codes(self, codes: NDArray[np.integer]) -> NDArray[np.int64]:
        """The same for code points of the basic plane."""
        numbers: NDArray[np.int64] = self._numbers[codes]
        return numbers


def write_vocabulary(vocabulary: Vocabulary, path: Path) -> None:
    """Write a vocabulary as :func:`read_vocabulary` reads it."""
    path.write_text("\n".join(vocabulary.entries) + "\n", encoding="utf-8")


def read_vocabulary(path: Path) -> Vocabulary:
    """A vocabulary from its file.

    Raises:
        OSError: there is no such file.
        ValueError: it is no vocabulary.
    """
    return Vocabulary(path.read_text(encoding="utf-8").splitlines())
