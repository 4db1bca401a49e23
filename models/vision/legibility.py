"""How far a page as a whole can be trusted: whether its print is whole, and its lines are level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

import numpy as np

from gouji.models.vision.engine import Recognition

LEVEL = 1.0
"""In degrees, the slope of lines up to which words side by side are of one row: half of A4 across, it is half a row."""

NOT_LEVEL = 0.6
"""What a word counts for on a page whose lines slope more: its neighbours may be of another row."""

TEXT = 4
"""Glyphs of a text that shows how well the page is read; FEWEST of them must be there."""

FEWEST = 4

POOREST = 0.25
"""Share of the texts that are read worse than the one that counts."""

LEGIBLE = 0.965
"""Mean confidence of that one's glyphs: clean and office scans have 0.97 and more, with lost strokes 0.95 and less."""

ILLEGIBLE = 0.9
"""What a reading counts for where print is broken: a lost 0 is a blank."""

STROKES_ONLY = 0.8
"""The same of a figure with a 1, whoever reads it: a 4 without its slope is a perfect 1, in total and part alike."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Factors in [0, 1] on the confidence of what is read in cells, and in words outside of them; and on a figure with
    a 1 in a cell."""

    cells: float
    words: float
    ones: float


def page_trust(recognitions: Sequence[Recognition], stray: float) -> Trust:
    """``recognitions``: all of the page. ``stray``: degrees by which its lines slope."""
    is_legible = _is_legible(recognitions)
    cells, ones = (1.0, 1.0) if is_legible else (ILLEGIBLE, STROKES_ONLY)
    return Trust(cells, cells * (1.0 if stray <= LEVEL else NOT_LEVEL), ones)


def _is_legible(recognitions: Sequence[Recognition]) -> bool:
    texts = [r.best for r in recognitions if len(r.best.text) >= TEXT and not r.values]
    if len(texts) < FEWEST:
        return True
    return float(np.quantile([mean(text.glyph_confidences) for text in texts], POOREST)) >= LEGIBLE
