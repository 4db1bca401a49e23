"""Text to lines of a width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gouji.training.synthesis.manuscript import Span

_NO_START = frozenset("，。、；：？！）》〉”’」』】〕％%,.;:?!)]}")
"""A line does not start with these."""

_NO_END = frozenset("（《〈“‘「『【〔([{")
"""A line does not end with these."""

_EPSILON = 1e-6


def wrapped(text: str, first: float, width: float, measure: Callable[[str], float]) -> tuple[tuple[int, int], ...]:
    """Start and end of each line in the text; ``first`` is the width of the first line.

    Lines may end after any Chinese character; a number or a word is only cut where it is wider than a line.
    """
    lines: list[tuple[int, int]] = []
    start, filled, room = 0, 0.0, first
    for begin, end in _units(text, min(width, first), measure):
        unit = text[begin:end]
        needed = measure(unit)
        if unit == "\n" or (filled and filled + needed > room + _EPSILON and not unit.isspace()):
            lines.append((start, begin))
            start, filled, room = begin + (unit == "\n"), 0.0, width
        filled += 0.0 if unit == "\n" else needed
    if start < len(text):
        lines.append((start, len(text)))
    return tuple(lines)


def cut(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """What spans hold from ``start`` to ``end`` of their joined text."""
    pieces, at = [], 0
    for span in spans:
        text = span.text[max(0, start - at) : max(0, end - at)]
        at += len(span.text)
        if text:
            pieces.append(Span(text, span.tag))
    return tuple(pieces)


def _units(text: str, width: float, measure: Callable[[str], float]) -> Iterator[tuple[int, int]]:
    """Pieces that a line end does not cut."""
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _sticks(text[end - 1], text[end]) and measure(text[start : end + 1]) <= width + _EPSILON:
            continue
        yield start, end
        start = end


def _sticks(left: str, right: str) -> bool:
    if "\n" in (left, right):
        return False
    is_word = left.isascii() and right.isascii() and not left.isspace() and not right.isspace()
    return is_word or right in _NO_START or left in _NO_END
