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
"""What a reading counts for where print is broken: a 4 without its slope is a perfect 1, and a lost 0 a blank."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Factors in [0, 1] on the confidence of what is read in cells, and in words outside of them."""

    cells: float
    words: float


def page_trust(recognitions: Sequence[Recognition], stray: float) -> Trust:
    """``recognitions``: all of the page. ``stray``: degrees by which its lines slope."""
    cells = 1.0 if _is_legible(recognitions) else ILLEGIBLE
    return Trust(cells, cells * (1.0 if stray <= LEVEL else NOT_LEVEL))


def _is_legible(recognitions: Sequence[Recognition]) -> bool:
    texts = [r.best for r in recognitions if len(r.best.text) >= TEXT and not r.values]
    if len(texts) < FEWEST:
        return True
    return float(np.quantile([mean(text.glyph_confidences) for text in texts], POOREST)) >= LEGIBLE
