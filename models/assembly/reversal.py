"""Runs of a text's lines that came bottom up, turned round where the form fits them better so.

Two rows that follow each other backwards may be a run of lines in reverse, or a label that was moved. The alignment
decides: of the ways to turn lines round between the rows before and after, the best is taken if it fits much better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from gouji.models.assembly.alignment import Aligner
from gouji.models.assembly.labels import LabelMatcher, LabelScores, normalise
from gouji.models.assembly.tokens import Token, TokenKind

_CLEAR = 0.7
"""Share of a text's glyphs by which it must fit the beginning of a row, and of no row elsewhere, to be a landmark."""

_GLYPHS, _BARE = 4, 3
"""A landmark has at least so many glyphs; one of fewer must be the whole label, and one of fewer than the second number
stand before a value: headers are as short."""

_BETTER = 4.0
"""Matched glyphs by which lines must fit better when they are turned round."""

_REACH = 40
"""Lines beyond the outermost landmarks up to which a run may reach: headers of one glyph a line are as many."""

_AROUND = 12
"""Lines before and behind in whose company a run is judged."""

_ROUNDS = 12
"""Runs of one text that are turned at most: each costs some 0.2 s to find."""

Order = tuple[int, ...]
"""Numbers of lines, in the order in which they are read."""


@dataclass(frozen=True, slots=True)
class _Text:
    """Tokens with their scores, by lines."""

    tokens: tuple[Token, ...]
    scores: LabelScores
    lines: tuple[tuple[int, ...], ...]

    def fit(self, aligner: Aligner, order: Order) -> float:
        """How well lines fit the form in this order, in matched glyphs."""
        chosen = [i for line in order for i in self.lines[line]]
        part = LabelScores(self.scores.start[chosen], self.scores.hold[chosen])
        return aligner.fit([self.tokens[i] for i in chosen], part)


def turn_reversed(tokens: Sequence[Token], matcher: LabelMatcher, aligner: Aligner) -> tuple[Token, ...]:
    """The tokens of a text with reversed runs of lines turned round; those of one line stay in their order."""
    lines = [tuple(i for i, _ in group) for _, group in groupby(enumerate(tokens), key=lambda pair: pair[1].line)]
    scores = matcher.score([t.text if t.kind is TokenKind.LABEL else "" for t in tokens])
    text = _Text(tuple(tokens), scores, tuple(lines))
    rows = _rows(text)
    order: Order = tuple(range(len(lines)))
    tried = set[Order]()
    for _ in range(_ROUNDS):
        turned = next((t for run in _backward(order, rows) if (t := _turned(text, aligner, order, run, tried))), None)
        if turned is None:
            break
        order = turned
    return tuple(tokens[i] for line in order for i in lines[line])


def _rows(text: _Text) -> dict[int, int]:
    """Lines that clearly open a row of the form, with the number of that row."""
    rows = {}
    for number, line in enumerate(text.lines):
        labels = [i for i in line if text.tokens[i].kind is TokenKind.LABEL]
        longest = max(labels, key=lambda i: len(text.tokens[i].text), default=None)
        beside = any(text.tokens[i].kind is TokenKind.VALUE for i in line)
        if longest is not None and _is_clear(text.tokens[longest].text, text.scores.start[longest], beside=beside):
            rows[number] = int(text.scores.start[longest].argmax())
    return rows


def _is_clear(text: str, start: NDArray[np.float32], *, beside: bool) -> bool:
    length, best = len(normalise(text)), start.max()
    if (start == best).sum() > 1 or length < (2 if beside else _BARE):
        return False
    return bool(best >= (_CLEAR if length >= _GLYPHS else 1.0) * length)


def _backward(order: Order, rows: dict[int, int]) -> list[tuple[int, int, int, int]]:
    """Runs of landmarks in which each row comes before the one above it, as places in the order: the first and the
    last, and how far lines around may belong to it."""
    marks = [(place, rows[line]) for place, line in enumerate(order) if line in rows]
    runs, first = [], 0
    for i in range(1, len(marks) + 1):
        if i == len(marks) or marks[i][1] >= marks[i - 1][1]:
            if i - first > 1:
                begin = marks[first - 1][0] + 1 if first else 0
                end = marks[i][0] - 1 if i < len(marks) else len(order) - 1
                runs.append((begin, marks[first][0], marks[i - 1][0], end))
            first = i
    return runs


def _turned(
    text: _Text, aligner: Aligner, order: Order, run: tuple[int, int, int, int], tried: set[Order]
) -> Order | None:
    """The order with the run turned round, where it fits much better; its ends are found one after the other."""
    begin, first, last, end = run
    begin, end = max(begin, first - _REACH), min(end, last + _REACH)
    window = order[max(0, begin - _AROUND) : end + 1 + _AROUND]
    if window in tried:
        return None
    tried.add(window)
    at = max(0, begin - _AROUND)

    @cache
    def fit(start: int, stop: int) -> float:
        return text.fit(aligner, _reversed(window, start - at, stop - at))

    best_end = max(range(last, end + 1), key=lambda stop: fit(first, stop))
    best_begin = max(range(first, begin - 1, -1), key=lambda start: fit(start, best_end))
    best_end = max(range(last, end + 1), key=lambda stop: fit(best_begin, stop))
    if fit(best_begin, best_end) < text.fit(aligner, window) + _BETTER:
        return None
    return _reversed(order, best_begin, best_end)


def _reversed(order: Order, first: int, last: int) -> Order:
    return (*order[:first], *order[first : last + 1][::-1], *order[last + 1 :])
