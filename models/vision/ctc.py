"""Decoding the output of a CTC recogniser (Graves et al. 2006): a probability per time step and character.

Index 0 is the blank. A glyph may last several steps; two equal ones are kept apart by a blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gouji.models.document import TextReading

Prefix = tuple[int, ...]
Ending = tuple[float, float]
"""Probability of a prefix whose last step was blank, and of one whose last step was its last glyph."""

NEGLIGIBLE = 1e-4
"""Steps below this probability are not followed: no reading of use comes from them."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """The text of the best path, and for each of its glyphs the highest probability it had, in [0, 1]."""

    text: str
    glyph_confidences: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """That of the least certain glyph; 0 for no text."""
        return min(self.glyph_confidences, default=0.0)


def best_path(probabilities: NDArray[np.float32], characters: Sequence[str]) -> Decoding:
    """The most probable character at each step, repeats and blanks removed. Shape ``(time, characters)``."""
    best = probabilities.argmax(axis=1)
    heights = probabilities[np.arange(len(best)), best]
    starts = np.flatnonzero(np.r_[True, best[1:] != best[:-1]]) if len(best) else np.array([], int)
    runs = [run for run in np.split(np.arange(len(best)), starts[1:]) if len(run) and best[run[0]] != 0]
    text = "".join(characters[best[run[0]]] for run in runs)
    return Decoding(text, tuple(float(heights[run].max()) for run in runs))


def n_best(
    probabilities: NDArray[np.float32], characters: Sequence[str], count: int = 4, width: int = 8
) -> tuple[TextReading, ...]:
    """The most probable texts by prefix beam search, at most ``count``, most probable first.

    Each with its probability summed over the ways to align it (a lower bound: paths outside the beam are lost).
    """
    beam: Mapping[Prefix, Ending] = {(): (1.0, 0.0)}
    for step in probabilities:
        likely = [(int(column), float(step[column])) for column in np.flatnonzero(step >= NEGLIGIBLE)]
        extended = _extend(beam, likely)
        beam = dict(sorted(extended.items(), key=lambda item: -sum(item[1]))[:width])
    ranked = sorted(((sum(ending), prefix) for prefix, ending in beam.items()), reverse=True)
    return tuple(
        TextReading("".join(characters[column] for column in prefix), min(1.0, probability))
        for probability, prefix in ranked[:count]
        if probability > 0
    )


def _extend(beam: Mapping[Prefix, Ending], likely: Sequence[tuple[int, float]]) -> dict[Prefix, Ending]:
    """All prefixes one step on."""
    extended: dict[Prefix, Ending] = {}

    def add(prefix: Prefix, blank: float, glyph: float) -> None:
        before = extended.get(prefix, (0.0, 0.0))
        extended[prefix] = (before[0] + blank, before[1] + glyph)

    for prefix, (blank, glyph) in beam.items():
        for column, probability in likely:
            if column == 0:
                add(prefix, (blank + glyph) * probability, 0.0)
            elif prefix and prefix[-1] == column:
                add(prefix, 0.0, glyph * probability)
                add((*prefix, column), 0.0, blank * probability)
            else:
                add((*prefix, column), 0.0, (blank + glyph) * probability)
    return extended
