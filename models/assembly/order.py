"""Reading order restored where the lines of a page came out in reverse."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from gouji.models.assembly.labels import LabelMatcher, normalise
from gouji.models.assembly.tokens import Token, TokenKind

_CLEAR = 0.7
"""Share of a text's glyphs by which it must fit the beginning of a row, and of no row elsewhere, to be a landmark."""

_GLYPHS = 4
"""A landmark has at least so many glyphs."""

_RUN = 3
"""Landmarks in a row that must go backwards before lines are turned round: blocks in another order make two."""


def restore_order(tokens: Sequence[Token], matcher: LabelMatcher) -> tuple[Token, ...]:
    """The tokens with reversed runs of lines turned round. Tokens of one line stay in their order."""
    lines = [list(group) for _, group in groupby(tokens, key=lambda t: t.line)]
    marks = _landmarks(lines, matcher)
    for first, last in _backward_runs(marks):
        start = marks[first - 1][0] + 1 if first else marks[first][0]
        end = marks[last + 1][0] if last + 1 < len(marks) else marks[last][0] + 1
        lines[start:end] = lines[start:end][::-1]
    return tuple(t for line in lines for t in line)


def _landmarks(lines: Sequence[Sequence[Token]], matcher: LabelMatcher) -> list[tuple[int, int]]:
    """Lines that clearly open a row of the form, with values beside its label: number of the line and of the row."""
    texts = [max((t.text for t in line if t.kind is TokenKind.LABEL), key=len, default="") for line in lines]
    start = matcher.score(texts).start
    marks = []
    for i, text in enumerate(texts):
        length = len(normalise(text))
        best = int(np.argmax(start[i]))
        beside = any(t.kind is TokenKind.VALUE for t in lines[i])
        if (
            beside
            and length >= _GLYPHS
            and start[i, best] >= _CLEAR * length
            and (start[i] == start[i, best]).sum() == 1
        ):
            marks.append((i, best))
    return marks


def _backward_runs(marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """First and last landmark of each run in which every row comes before the one above it."""
    runs, first = [], 0
    for i in range(1, len(marks) + 1):
        if i == len(marks) or marks[i][1] >= marks[i - 1][1]:
            if i - first >= _RUN:
                runs.append((first, i - 1))
            first = i
    return runs
