"""Reading order restored where the lines of a document came bottom up.

Rows that follow each other backwards may be a run of lines in reverse, or labels that were moved. Several in a row
decide. In a text, where runs are short, the alignment decides as well: of the ways to turn lines round between the rows
before and after, the best is taken if it fits much better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gouji.models.assembly.alignment import Aligner
from gouji.models.assembly.labels import normalise
from gouji.models.assembly.scored import Scored
from gouji.models.assembly.tokens import TokenKind

_CLEAR = 0.7
"""Share of a text's glyphs by which it must fit the beginning of a row, and of no row elsewhere, to be a landmark."""

_GLYPHS, _BARE, _BESIDE = 4, 3, 2
"""A landmark has at least so many glyphs; one of fewer must be the whole label, and stand before a value if it has no
more than the last number: headers are as short."""

_RUN = 3
"""Landmarks in a row that must go backwards before lines are turned round without asking the alignment: blocks in
another order make two."""

_BETTER = 4.0
"""Matched glyphs by which lines must fit better when they are turned round."""

_REACH = 40
"""Lines beyond the outermost landmarks up to which a run may reach: headers of one glyph a line are as many."""

_AROUND = 12
"""Lines before and behind in whose company a run is judged."""

_ROUNDS = 12
"""Runs of one text that are turned at most: each costs some 0.2 s to find."""

_TRIES = 100
"""Runs of one text that are looked at at most: a report has some dozens of rows, and one look costs 0.06 s."""

Order = tuple[int, ...]
"""Numbers of lines, in the order in which they are read."""


def restore_order(text: Scored, aligner: Aligner) -> Scored:
    """The tokens with reversed runs of lines turned round. Tokens of one line stay in their order."""
    lines = text.lines()
    rows = _landmarks(text, lines)
    order = _turned_by_landmarks({line: row for line, (row, plain) in rows.items() if plain}, len(lines))
    if text.tokens and text.tokens[0].origin == "text":
        order = _turned_by_fit(text, lines, order, {line: row for line, (row, _) in rows.items()}, aligner)
    return text.chosen(i for line in order for i in lines[line])


def _landmarks(text: Scored, lines: Sequence[Order]) -> dict[int, tuple[int, bool]]:
    """Lines that clearly open a row of the form, with the number of that row, and whether they do so beyond doubt: by a
    long label, with values beside it."""
    rows = {}
    for number, line in enumerate(lines):
        labels = [i for i in line if text.tokens[i].kind is TokenKind.LABEL]
        longest = max(labels, key=lambda i: len(text.tokens[i].text), default=None)
        beside = any(text.tokens[i].kind is TokenKind.VALUE for i in line)
        if longest is None:
            continue
        length, start = len(normalise(text.tokens[longest].text)), text.scores.start[longest]
        if _is_clear(length, start, beside=beside):
            rows[number] = int(start.argmax()), beside and length >= _GLYPHS
    return rows


def _is_clear(length: int, start: NDArray[np.float32], *, beside: bool) -> bool:
    best = start.max()
    if (start == best).sum() > 1 or length < (_BESIDE if beside else _BARE):
        return False
    return bool(best >= (_CLEAR if length >= _GLYPHS else 1.0) * length)


@dataclass(frozen=True, slots=True)
class _Run:
    """Landmarks of which each names a row before that of the one above it: places of the first and last in the order,
    and of the first and last line that may belong to the run."""

    landmarks: int
    begin: int
    first: int
    last: int
    end: int


def _backward(order: Order, rows: Mapping[int, int]) -> list[_Run]:
    """The runs in which landmarks go backwards, in order."""
    marks = [(place, rows[line]) for place, line in enumerate(order) if line in rows]
    runs, first = [], 0
    for i in range(1, len(marks) + 1):
        if i == len(marks) or marks[i][1] >= marks[i - 1][1]:
            if i - first > 1:
                begin = marks[first - 1][0] + 1 if first else 0
                end = marks[i][0] - 1 if i < len(marks) else len(order) - 1
                runs.append(_Run(i - first, begin, marks[first][0], marks[i - 1][0], end))
            first = i
    return runs


def _turned_by_landmarks(rows: Mapping[int, int], lines: int) -> Order:
    """Long runs between the landmarks around them turned round; before the first and behind the last, up to them."""
    order: Order = tuple(range(lines))
    marks = sorted(rows)
    for run in _backward(order, rows):
        if run.landmarks >= _RUN:
            begin = run.first if run.first == marks[0] else run.begin
            end = run.last if run.last == marks[-1] else run.end
            order = _reversed(order, begin, end)
    return order


def _turned_by_fit(
    text: Scored, lines: Sequence[Order], order: Order, rows: Mapping[int, int], aligner: Aligner
) -> Order:
    """Runs turned round where the form fits the text much better so."""

    def fit(part: Order) -> float:
        chosen = text.chosen(i for line in part for i in lines[line])
        return aligner.fit(chosen.tokens, chosen.scores)

    tried = set[Order]()
    for _ in range(_ROUNDS):
        runs = _backward(order, rows)
        turned = next((t for run in runs if (t := _turned(order, run, fit, tried))), None)
        if turned is None:
            break
        order = turned
    return order


def _turned(order: Order, run: _Run, fit: Callable[[Order], float], tried: set[Order]) -> Order | None:
    """The order with the run turned round, where it fits much better; its ends are found one after the other."""
    begin, end = max(run.begin, run.first - _REACH), min(run.end, run.last + _REACH)
    at = max(0, begin - _AROUND)
    window = order[at : end + 1 + _AROUND]
    if window in tried or len(tried) >= _TRIES:
        return None
    tried.add(window)

    @cache
    def turned_fit(start: int, stop: int) -> float:
        return fit(_reversed(window, start - at, stop - at))

    best_end = max(range(run.last, end + 1), key=lambda stop: turned_fit(run.first, stop))
    best_begin = max(range(run.first, begin - 1, -1), key=lambda start: turned_fit(start, best_end))
    best_end = max(range(run.last, end + 1), key=lambda stop: turned_fit(best_begin, stop))
    if turned_fit(best_begin, best_end) < fit(window) + _BETTER:
        return None
    return _reversed(order, best_begin, best_end)


def _reversed(order: Order, first: int, last: int) -> Order:
    return (*order[:first], *order[first : last + 1][::-1], *order[last + 1 :])
