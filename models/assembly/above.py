"""Values that stand a little above their labels, put behind them.

Where figures hang at the top of their cells and labels stand in the middle, a row comes as two lines, the values first:
each label would take the values of the row below. Put behind the labels, such values fit the form better, since the
last row has values then and none are left over before the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.models.assembly.alignment import Aligner
from gouji.models.assembly.scored import Scored
from gouji.models.assembly.tokens import INK, Token, TokenKind

_FEWEST = 5
"""Rows with their values above them from which it is the way of a document rather than a chance."""

_BETTER = 2.0
"""Matched glyphs by which the lines must fit better when the values stand behind: a row read twice costs as much."""

_Line = tuple[int, ...]
"""Numbers of the tokens of a line."""


def values_behind_labels(text: Scored, aligner: Aligner) -> Scored:
    """The tokens, where values stand above labels behind these."""
    lines = text.lines()
    above = set(_above(lines, text))
    if len(above) < _FEWEST:
        return text
    order = list(_swapped(lines, above, text.tokens))
    drawn = {i: lines[at + 1][0] for at in above for i in lines[at] if text.tokens[i].piece.place.bbox}
    beside = {i: text.tokens[label].line for i, label in drawn.items()}
    moved = replace(text.chosen(order), tokens=tuple(_on_line(text.tokens[i], beside.get(i)) for i in order))
    gain = aligner.fit(moved.tokens, moved.scores) - aligner.fit(text.tokens, text.scores)
    return moved if gain >= _BETTER else text


def _on_line(token: Token, line: int | None) -> Token:
    """A value of a page on the line of its label, where it belongs."""
    return token if line is None or token.kind not in INK else replace(token, line=line)


def _swapped(lines: Sequence[_Line], above: set[int], tokens: Sequence[Token]) -> Iterator[int]:
    """Numbers of tokens: the values of each line that stands above its label behind the next line."""
    for at, line in enumerate(lines):
        yield from (i for i in line if at not in above or tokens[i].kind not in INK)
        if at - 1 in above:
            yield from (i for i in lines[at - 1] if tokens[i].kind in INK)


def _above(lines: Sequence[_Line], text: Scored) -> Iterator[int]:
    """Lines of values before a line that may open a row; on a page, those nearer to it than to the line before."""
    tokens, start = text.tokens, text.scores.start
    for at, (line, following) in enumerate(pairwise(lines)):
        own = [tokens[i] for i in line]
        label = [tokens[i] for i in following]
        if not all(t.kind is TokenKind.LABEL and t.slot is None for t in label):
            continue
        values = [t for t in own if t.kind in INK and t.slot is None]
        if not values or not all(t in values or _stands_before(t, label) for t in own):
            continue
        opens = max(float(start[i].max()) for i in following) > 0
        if opens and _is_nearer(values, label, [tokens[i] for i in lines[at - 1]] if at else []):
            yield at


def _stands_before(token: Token, label: Sequence[Token]) -> bool:
    """Whether a text stands left of a row's label: a part of a merged cell, which is no label of the values."""
    drawn = token.slot is None and token.piece.place.bbox is not None
    return token.kind is TokenKind.LABEL and drawn and token.piece.right <= label[-1].piece.left


def _is_nearer(own: Sequence[Token], label: Sequence[Token], before: Sequence[Token]) -> bool:
    """Whether a line stands nearer to that of the label than to the one before. A text does not say."""
    middle, under = _height(own), _height(label)
    if middle is None or under is None:
        return True
    over = _height(before) if before and before[0].piece.place.page_index == own[0].piece.place.page_index else None
    same = label[0].piece.place.page_index == own[0].piece.place.page_index
    return same and (over is None or under - middle < middle - over)


def _height(line: Sequence[Token]) -> float | None:
    """Where the middle of a line stands on its page."""
    boxes = [t.piece.place.bbox for t in line if t.piece.place.bbox]
    return sum(box.top + box.bottom for box in boxes) / (2 * len(boxes)) if boxes else None
