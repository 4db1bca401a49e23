"""Aligning what was read with what the form says comes next.

The form is a sequence of printed rows, each with a label and so many values. The document is a sequence of tokens,
in which labels are wrapped, cut, scattered and interleaved with values, page numbers and prose. Both are aligned by
the most probable path (Viterbi) through states *row r, k of its values seen* and *outside the tables after row r*.
How well each text fits each row comes from :class:`~gouji.models.assembly.labels.LabelScores`; the costs below say
what the layout of these reports makes likely. All are in matched glyphs: a cost of 2 is outweighed by two glyphs of a
label that fit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

import numpy as np
from numpy.typing import NDArray

from gouji.models.assembly.labels import LabelScores, Station, normalise
from gouji.models.assembly.tokens import INK, Token, TokenKind, by_line

_VALUE_READ = 0.3
"""Gain for a value that finds its row: slightly better than leaving it."""

_LONE_READ = -0.4
"""The same for a number alone on its line where values mostly stand together: as likely a page number."""

_VALUE_LEFT = 0.5
"""A value inside a table that belongs to no row: an extra number, a page number."""

_FOREIGN_GLYPH, _FOREIGN_MOST = 0.5, 6.0
"""Text inside a row that belongs to no label: per glyph, and at most. Page footers and stray fragments."""

_FOREIGN_BESIDE_VALUES, _FOREIGN_BESIDE_VALUES_MOST = 1.0, 10.0
"""The same where values stand on its line: it is then more likely the label of a row that the form does not have."""

_FOREIGN_OUTSIDE_GRID = 0.5
"""The same on a line outside the drawn tables of a page that has some: running heads and feet."""

_SKIPPED_ROW, _SKIPPED_MOST = 1.0, 10.0
"""Rows passed over: per row, and at most, so that a report that begins in the middle of a table can be read."""

_RESUMED = 2.0
"""Opening the row that was left last once more: a page break between its header and its values, say. Only a text that
fits no other row better does."""

_BACKWARDS = 12.0
"""Going back to an earlier row: blocks printed in another order. Two fragments alone must not do it."""

_UNFINISHED = 1.0
"""Leaving a row before all its values were seen: blank cells are common, full rows commoner."""

_UNLABELLED = 3.0
"""Entering the next row at a value, without any label: its label was lost or displaced."""

_UNLABELLED_BESIDE = 8.0
"""The same beside a text that is like no label, where texts are what was printed: a row that the form does not have."""

_LEAVING = 1.5
"""Leaving the tables."""

_RIVAL = 1.5
"""Matched glyphs by which a text may fit another row better and still speak for this one."""

_ANOTHER = 0.7
"""Share of a text's glyphs by which it must fit another row to speak for that one."""

_FIGURES_OF_A_ROW = 7
"""Glyphs of a word from which it may be all the figures of a row."""

_IN_COLUMNS = 2
"""Values on a line of a page from which they stand in columns, whatever the text beside them says."""

_STACKED = 0.01
"""Gain for one of the glyphs that stand one under another in a narrow cell: nothing but that of two equal paths the one
that keeps them in their row is taken."""

_SHORT = 20
"""Glyphs of a text that may be the label of a row, where it is like none; sentences are longer."""

_PROSE_FIGURES = 2
"""Figures that may stand one behind the other at the end of a line of prose."""

_NUMBERED = re.compile(r"\d{1,2}\s*[.．、][\u4e00-\u9fff]{2}")

OUTSIDE = -1
"""Row number of a token that stands outside the tables."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where the path takes one token.

    ``row``: index of the printed row, or OUTSIDE. ``after``: the last row passed before, -1 before the first.
    ``consumed``: the token is one of the row's values. ``fits``: for a label, whether it speaks for the row
    rather than for another; ``foreign``: whether it speaks for another and not at all for this one; ``named``: how many
    of its glyphs the classifier expects to be of the row's own label. ``opens``: the row begins with this token.
    ``stray``: a value that no row took, on a line that is no prose.
    """

    row: int
    after: int
    consumed: bool
    fits: bool
    foreign: bool = False
    named: float = 0.0
    opens: bool = False
    stray: bool = False


class Aligner:
    """Finds the path of a document through one form."""

    def __init__(self, stations: Sequence[Station]) -> None:
        sizes = [len(s.row.fields) for s in stations]
        self._rows = len(sizes)
        self._offsets = np.concatenate([[0], np.cumsum([n + 1 for n in sizes])]).astype(np.intp)
        inside = int(self._offsets[-1])
        self._size = inside + self._rows + 1
        self._row_of = np.repeat(np.arange(self._rows), [n + 1 for n in sizes])
        self._first = self._offsets[:-1]
        self._last = self._offsets[1:] - 1
        self._inside = np.arange(inside)
        # The states of each row, side by side; behind those of short rows stands one that is none.
        across = self._first[:, None] + np.arange(max(sizes) + 1)
        self._states = np.where(across <= self._last[:, None], across, inside)
        self._outside = np.arange(inside, self._size)
        self._full = np.isin(self._inside, self._last)
        self._leave_cost = np.where(self._full, 0.0, _UNFINISHED).astype(np.float32)
        self._after_first = np.setdiff1d(self._inside, self._first)
        self._jump_cost = self._jumps()

    def align(self, tokens: Sequence[Token], scores: LabelScores) -> tuple[Step, ...]:
        """The path, one step per token. ``scores`` has one row per token."""
        origins = np.empty((len(tokens), self._size), np.int16)
        sentences = _sentences(tokens, scores)
        best = self._forward(tokens, scores, origins, sentences)
        steps = self._trace(tokens, origins, int(best.argmax()), scores)
        last = max((s.row for s in steps), default=OUTSIDE)
        end = _end(tokens, steps)
        return tuple(_stray(t, s, sentences, last, end) for t, s in zip(tokens, steps, strict=True))

    def fit(self, tokens: Sequence[Token], scores: LabelScores) -> float:
        """How well tokens fit the form along their best path, in matched glyphs less costs."""
        origins = np.empty((len(tokens), self._size), np.int16)
        return float(self._forward(tokens, scores, origins, _sentences(tokens, scores)).max())

    def _forward(
        self, tokens: Sequence[Token], scores: LabelScores, origins: NDArray[np.int16], sentences: set[int]
    ) -> NDArray[np.float32]:
        """The score of the best path to each state behind the last token. Fills ``origins``."""
        best = np.full(self._size, -np.inf, np.float32)
        best[self._outside[0]] = 0.0
        lone, local = _lone_lines(tokens), _local_lines(tokens, scores)
        foreign, following = _foreign_costs(tokens), _following(tokens)
        for i, token in enumerate(tokens):
            origins[i] = np.arange(self._size)
            if token.kind is TokenKind.LABEL:
                hold = _hold(token, scores.hold[i], foreign[i])
                start = np.full_like(hold, -np.inf) if _is_stacked(token) else scores.start[i]
                best = self._label(best, origins[i], start, hold)
            elif token.kind in INK and token.line not in sentences:
                gain = _LONE_READ if token.line in lone else _VALUE_READ
                unlabelled = _UNLABELLED_BESIDE if token.line in local else _UNLABELLED
                best = self._value(best, origins[i], gain - unlabelled, gain, follows=i in following)
        return best

    def _label(
        self,
        best: NDArray[np.float32],
        origin: NDArray[np.int16],
        start: NDArray[np.float32],
        hold: NDArray[np.float32],
    ) -> NDArray[np.float32]:
        """Scores after a label: it holds the row it stands in, opens another, or is outside. Fills ``origin``."""
        after = best.copy()
        after[self._inside] += hold[self._row_of]
        ends, left = self._ends(best)
        sources, values = self._exits(best, ends, left)
        reach = values[None, :] - self._jump_cost
        chosen = reach.argmax(axis=1)
        opened = reach[np.arange(self._rows), chosen] + start
        resumes = chosen == np.arange(1, self._rows + 1)
        opened[resumes & (start < start.max() - _RIVAL)] = -np.inf
        better = opened > after[self._first]
        after[self._first[better]] = opened[better]
        origin[self._first[better]] = sources[chosen[better]]
        self._leave(after, origin, ends, left)
        return after

    def _value(
        self, best: NDArray[np.float32], origin: NDArray[np.int16], entering: float, gain: float, *, follows: bool
    ) -> NDArray[np.float32]:
        """Scores after a value: the next of its row, the first of a row without label, left over, or outside.

        ``entering``: gain for the first of a row without label. One that ``follows`` another on a line of a page is
        that only where the row before is full.
        """
        after = best.copy()
        after[self._inside] -= _VALUE_LEFT
        into = self._after_first
        read = best[into - 1] + gain
        better = read > after[into]
        after[into[better]], origin[into[better]] = read[better], into[better] - 1
        ends, left = self._ends(best)
        sources, values = self._exits(best, ends, left)
        if follows:
            sources, values = np.append(0, self._last), np.append(-np.inf, best[self._last])
        entered = values[1 : self._rows] + entering
        second = self._first[1:] + 1
        better = entered > after[second]
        after[second[better]], origin[second[better]] = entered[better], sources[1 : self._rows][better]
        self._leave(after, origin, ends, left)
        return after

    def _ends(self, best: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """For each row the best state to leave it from, and the score of leaving it there."""
        left = best[self._inside] - self._leave_cost
        ends = self._first + np.append(left, np.float32(-np.inf))[self._states].argmax(axis=1)
        return ends, left[ends]

    def _exits(
        self, best: NDArray[np.float32], ends: NDArray[np.intp], left: NDArray[np.float32]
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """For each r in -1…last: the best state from which row r is behind, and its score; outside states included."""
        sources, values = self._outside.copy(), best[self._outside].copy()
        better = left >= values[1:]
        sources[1:][better], values[1:][better] = ends[better], left[better]
        return sources, values

    def _leave(
        self,
        after: NDArray[np.float32],
        origin: NDArray[np.int16],
        ends: NDArray[np.intp],
        left: NDArray[np.float32],
    ) -> None:
        """A token may be the first outside the tables."""
        leaving = left - np.float32(_LEAVING)
        better = leaving > after[self._outside[1:]]
        after[self._outside[1:][better]] = leaving[better]
        origin[self._outside[1:][better]] = ends[better]

    def _jumps(self) -> NDArray[np.float32]:
        """Cost to open row r' when row r is behind; shape ``(r', r + 1)``."""
        to, behind = np.meshgrid(np.arange(self._rows), np.arange(-1, self._rows), indexing="ij")
        skipped = to - behind - 1
        forwards = np.minimum(skipped * _SKIPPED_ROW, _SKIPPED_MOST)
        return np.select([skipped >= 0, skipped == -1], [forwards, _RESUMED], _BACKWARDS).astype(np.float32)

    def _trace(
        self, tokens: Sequence[Token], origins: NDArray[np.int16], state: int, scores: LabelScores
    ) -> tuple[Step, ...]:
        steps: list[Step] = []
        for i in range(len(tokens) - 1, -1, -1):
            before = int(origins[i, state])
            steps.append(self._describe(tokens[i], state, before, scores, i))
            state = before
        return tuple(reversed(steps))

    def _describe(self, token: Token, state: int, before: int, scores: LabelScores, at: int) -> Step:
        if state >= self._inside.size:
            return Step(OUTSIDE, state - self._inside.size - 1, consumed=False, fits=False)
        row = int(self._row_of[state])
        is_label = token.kind is TokenKind.LABEL
        either = np.maximum(scores.start[at], scores.hold[at])
        fits = is_label and bool(either[row] > 0 and either[row] >= either.max() - _RIVAL)
        foreign = is_label and bool(either[row] < 0 and either.max() >= _ANOTHER * len(token.text))
        came_from_elsewhere = before != state and not (before == state - 1 and state not in self._first)
        named = float(scores.named[at, row]) if is_label else 0.0
        return Step(row, row - 1, not is_label and state != before, fits, foreign, named, came_from_elsewhere)


def _end(tokens: Sequence[Token], steps: Sequence[Step]) -> int:
    """The first line of nothing but text behind what a row took last: until there, values may be its own."""
    last = max((i for i, step in enumerate(steps) if step.row != OUTSIDE), default=-1)
    inked = {t.line for t in tokens[last + 1 :] if t.kind in INK}
    after = (t.line for t in tokens[last + 1 :] if t.kind is TokenKind.LABEL and t.line not in inked)
    return next(after, tokens[-1].line + 1 if tokens else 0)


def _stray(token: Token, step: Step, sentences: set[int], last: int, end: int) -> Step:
    """The step, marked where it leaves a value over between the first row and the last, or behind it before ``end``."""
    inside = step.row != OUTSIDE or 0 <= step.after < last or (step.after == last and token.line < end)
    stray = token.kind in INK and not step.consumed and inside and token.line not in sentences
    return replace(step, stray=True) if stray else step


def _foreign_costs(tokens: Sequence[Token]) -> list[float]:
    """What each text costs in a row that it does not fit."""
    beside = {t.line for t in tokens if t.kind in INK}
    ruled = {t.table[0] for t in tokens if t.table is not None}
    costs = []
    for token in tokens:
        length = len(token.text)
        if token.table is None and token.piece.place.page_index in ruled:
            costs.append(_FOREIGN_OUTSIDE_GRID)
        elif token.line in beside or _is_numbered(token):
            costs.append(min(length * _FOREIGN_BESIDE_VALUES, _FOREIGN_BESIDE_VALUES_MOST))
        else:
            costs.append(min(length * _FOREIGN_GLYPH, _FOREIGN_MOST))
    return costs


def _hold(token: Token, hold: NDArray[np.float32], foreign: float) -> NDArray[np.float32]:
    """What a text is worth to the rows that it may stand in."""
    if _is_numbered(token):
        return np.where(hold > 0, hold, np.float32(-foreign))
    held = np.maximum(hold, np.float32(-foreign))
    return np.minimum(held, np.float32(_STACKED)) if _is_stacked(token) else held


def _is_stacked(token: Token) -> bool:
    """A single glyph on a line of a page without cells: one of a narrow merged cell, which opens no row by itself."""
    return token.slot is None and token.piece.place.bbox is not None and len(normalise(token.text)) == 1


def _is_numbered(token: Token) -> bool:
    """A text with a number of its own, where no cells are drawn: a row, whatever line its values are on."""
    drawn = token.slot is not None and token.piece.place.bbox is not None
    return token.kind is TokenKind.LABEL and not drawn and _NUMBERED.match(token.text) is not None


def _following(tokens: Sequence[Token]) -> set[int]:
    """Values, by their number, that stand behind another on one line of a page."""
    return {
        i
        for i, (before, token) in enumerate(pairwise(tokens), start=1)
        if before.kind in INK and token.kind in INK and before.line == token.line and token.piece.place.bbox
    }


def _sentences(tokens: Sequence[Token], scores: LabelScores) -> set[int]:
    """Lines of prose, whose figures are no row's."""
    return _prose_lines(tokens, scores) - _row_lines(tokens)


def _prose_lines(tokens: Sequence[Token], scores: LabelScores) -> set[int]:
    """Lines without cells that hold text like no label at all: the figures on them belong to sentences.

    Not where several stand apart from the text on a page, as they do in columns.
    """
    apart = Counter(t.line for t in tokens if t.kind in INK and t.piece.place.bbox)
    like = np.maximum(scores.start, scores.hold).max(axis=1)
    return {
        t.line
        for t, s in zip(tokens, like, strict=True)
        if t.kind is TokenKind.LABEL and t.slot is None and s <= 0 and normalise(t.text) and apart[t.line] < _IN_COLUMNS
    }


def _local_lines(tokens: Sequence[Token], scores: LabelScores) -> set[int]:
    """Lines with a text like no label at all before their first value. On a scan it may be a label misread."""
    start, hold = scores.start.max(axis=1), scores.hold.max(axis=1)
    like = np.where([_is_numbered(t) for t in tokens], start, np.maximum(start, hold))
    opened, local = set[int](), set[int]()
    for token, score in zip(tokens, like, strict=True):
        if token.kind in INK:
            opened.add(token.line)
        elif token.kind is TokenKind.LABEL and token.origin != "ocr" and token.line not in opened:
            (local.discard if score > 0 else local.add)(token.line)
    return local


def _row_lines(tokens: Sequence[Token]) -> set[int]:
    """Lines that one short text begins and values end, as rows do whatever their label says; or several texts, of a
    merged cell and of an explanation that goes on, where there are more values."""
    return {number for number, line in by_line(tokens).items() if _is_row(line)}


def _is_row(line: Sequence[Token]) -> bool:
    texts = list(takewhile(lambda t: t.kind is TokenKind.LABEL, line))
    values = line[len(texts) :]
    alone = len(texts) == 1 and len(values) > 0
    short = sum(len(t.text) for t in texts) <= _SHORT
    return short and (alone or len(values) > max(len(texts), _PROSE_FIGURES)) and all(t.kind in INK for t in values)


def _lone_lines(tokens: Sequence[Token]) -> set[int]:
    """Lines that hold one number and nothing else, in a document whose values mostly have company. Figures with nothing
    between them, as many as a row has, are no page number."""
    alone = {n: line[0] for n, line in by_line(tokens).items() if len(line) == 1}
    lone = {n for n, t in alone.items() if t.kind in INK and t.slot is None and len(t.text) < _FIGURES_OF_A_ROW}
    values = sum(t.kind in INK for t in tokens)
    return lone if len(lone) < values / 2 else set()
