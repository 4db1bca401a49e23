"""Digits that the print of a document does not tell apart, as where the bars of 8 are lost or 0 is filled with ink.

Readers are then deceived in several cells alike, so that sums hold over what they were deceived into: 8 + 0 = 8. A
digit is more likely the one that the document has oftener.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gouji.models import confidence
from gouji.models.assembly.doubts import PlacedRows, Readings
from gouji.models.assembly.readings import with_confidence
from gouji.models.assembly.tokens import Token, TokenKind
from gouji.models.document import TextReading
from gouji.models.result import FieldReading

OPEN = 0.25
"""Of the likelier text's probability: what another has from which the ink may be either."""

FEWEST = 4
"""Cells of a document in which two digits must be open, for them to look alike in it."""

FAINTEST = 0.05
"""Of the likelier text's probability: another text with less is not thought of, whatever looks alike."""


def look_alikes(placed: PlacedRows, readings: Readings) -> dict[str, FieldReading]:
    """Less sure: figures of scans that are another with a commoner digit for one that looks like it in the document."""
    cells = ((field.id, _texts(cell[0])) for field, cell in placed.scanned_cells() if len(cell) == 1)
    seen = {field: texts for field, texts in cells if texts}
    pairs = Counter(pair for texts in seen.values() for pair in set(map(frozenset, _swaps(texts, OPEN))))
    digits = Counter(digit for texts in seen.values() for digit in texts[0].text)
    alike = {
        (a, b)
        for pair, count in pairs.items()
        if count >= FEWEST
        for a in pair
        for b in pair - {a}
        if digits[a] < digits[b]
    }
    return {
        f: with_confidence(readings[f], readings[f].confidence * confidence.LOOKS_ALIKE)
        for f, texts in seen.items()
        if readings[f].raw == texts[0].text and not alike.isdisjoint(_swaps(texts, FAINTEST))
    }


def _texts(token: Token) -> list[TextReading]:
    """What its ink may be, most probable first."""
    own = () if token.kind is TokenKind.UNREADABLE else (TextReading(token.piece.text, token.piece.confidence),)
    return sorted((*own, *token.piece.alternatives), key=lambda reading: -reading.confidence)


def _swaps(texts: Sequence[TextReading], least: float) -> Iterator[tuple[str, str]]:
    """Digits of the most probable text with that which another text has in its place, where it is at least so
    probable, and all others are the same."""
    for other in texts[1:]:
        if other.confidence >= least * texts[0].confidence and len(other.text) == len(texts[0].text):
            differing = [(a, b) for a, b in zip(texts[0].text, other.text, strict=True) if a != b]
            if len(differing) == 1 and "".join(differing[0]).isdecimal():
                yield differing[0]
