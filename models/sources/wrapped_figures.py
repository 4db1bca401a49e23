"""Figures that a narrow column broke into two lines, put together again.

A figure of more digits than its column has room for goes on below, and the row that it belongs to stands beside its
first line or between both. What tells it from a row of its own: its lines are closer than rows are, each piece stands
under one that is as long as no whole figure of the row, and other figures of the row are whole.

In drawn cells it is told by a whole figure of the row that stands at the height between both lines: two rows that no
rule parts have figures beside each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from gouji.models.sources.glyphs import Word
from gouji.models.values import NOT_APPLICABLE, is_value, parse_value

_CLOSE = 1.9
"""Of the type's size: lines of one cell are no further apart, rows of a table are."""

_ASIDE = 0.35
"""Of the type's size: how far the middles, left or right ends of two pieces of a figure may be apart."""

_LEAST = 2
"""Digits of the first piece: no column is so narrow that it holds one."""

_BETWEEN = 0.3
"""Of the distance of two lines: how far from their middle a figure stands that is centred beside them."""

_PIECE = re.compile(r"(?=[,.，．]*\d)[\d,.，．]{1,16}")

_NOT_APPLICABLE_PIECES = frozenset({"不", "不适", "适用", "用"})

_REPEATED = (NOT_APPLICABLE, "不适", "适用", "用")
"""What stands in several narrow cells of a line."""

_MOST_WORDS = 60
"""Words of a line that are looked at: rows of tables have some 20."""

_Lines = Sequence[Sequence[Word]]


@dataclass(frozen=True, slots=True)
class _Wrap:
    """Pieces of figures: numbers of the lines of the first and the second ones and of the row, and the pairs."""

    upper: int
    lower: int
    row: int
    pairs: tuple[tuple[Word, Word], ...]


def with_whole_figures(lines: _Lines) -> list[list[Word]]:
    """The lines of a page, from top to bottom, with broken figures as one word in their row."""
    lines = [[part for word in line for part in _cells_of(word)] for line in lines]
    result = [list(line) for line in lines]
    for wrap in _wraps(lines):
        pieces = {id(word) for pair in wrap.pairs for word in pair}
        for at in (wrap.upper, wrap.lower):
            result[at] = [word for word in result[at] if id(word) not in pieces]
        whole = [_joined(*pair) for pair in wrap.pairs]
        result[wrap.row] = sorted([*result[wrap.row], *whole], key=lambda word: word.box[0])
    return [line for line in result if line]


def with_whole_figures_in_cells(row: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The words of each drawn cell of a row, with broken figures as one word."""
    pairs = [(cell[0], cell[1]) for cell in row if len(cell) == 2]
    whole = [cell[0] for cell in row if len(cell) == 1 and is_value(cell[0].text)]
    broken = pairs and all(_is_broken(*pair) and any(_is_between(word, *pair) for word in whole) for pair in pairs)
    if not broken or any(len(cell) > 2 for cell in row):
        return [list(cell) for cell in row]
    return [[_joined(*cell)] if len(cell) == 2 else list(cell) for cell in row]


def _joined(first: Word, second: Word) -> Word:
    return Word(first.text + second.text, (*first.glyphs, *second.glyphs))


def _is_broken(first: Word, second: Word) -> bool:
    """Whether the second may be the end of the first, which had no room for it."""
    fits = _LEAST <= len(first.text) >= len(second.text) and first.box[3] <= (second.box[1] + second.box[3]) / 2
    beside = second.box[0] < first.box[2] and first.box[0] < second.box[2]
    return fits and beside and parse_value(first.text + second.text).kind == "number"


def _is_between(word: Word, first: Word, second: Word) -> bool:
    upper, lower = _height([first]), _height([second])
    return abs(_height([word]) - (upper + lower) / 2) <= _BETWEEN * (lower - upper)


def _cells_of(word: Word) -> Iterator[Word]:
    """A word cut where it is 不适用, or a piece of it, several times: in narrow columns nothing parts the cells."""
    unit = next((u for u in _REPEATED if word.text == u * (len(word.text) // len(u)) and len(word.text) > len(u)), None)
    if unit is None or len(word.glyphs) != len(word.text):
        yield word
        return
    for at in range(0, len(word.text), len(unit)):
        yield Word(unit, word.glyphs[at : at + len(unit)])


def _wraps(lines: _Lines) -> Iterator[_Wrap]:
    last = -1
    for at in range(len(lines)):
        if at <= last:
            continue
        wrap = _between(lines, at) or _beside(lines, at)
        if wrap is not None and _is_wrapped(lines, wrap):
            last = wrap.lower
            yield wrap


def _between(lines: _Lines, at: int) -> _Wrap | None:
    """Where the row stands between both lines of its broken figures."""
    if at + 2 >= len(lines) or not (_is_figures(lines[at]) and _is_figures(lines[at + 2])):
        return None
    pairs = _pairs(lines[at], lines[at + 2])
    return _Wrap(at, at + 2, at + 1, pairs) if _are_all(pairs, lines[at]) and _are_all(pairs, lines[at + 2]) else None


def _beside(lines: _Lines, at: int) -> _Wrap | None:
    """Where the row is on one line with the first or with the second pieces."""
    if at + 1 >= len(lines):
        return None
    pairs = _pairs(lines[at], lines[at + 1])
    if _is_figures(lines[at + 1]) and _are_all(pairs, lines[at + 1]):
        return _Wrap(at, at + 1, at, pairs)
    if _is_figures(lines[at]) and _are_all(pairs, lines[at]):
        return _Wrap(at, at + 1, at + 1, pairs)
    return None


def _are_all(pairs: Sequence[tuple[Word, Word]], line: Sequence[Word]) -> bool:
    """Whether each figure of a line is in one pair."""
    return len(pairs) == sum(map(_is_piece, line))


def _pairs(upper: Sequence[Word], lower: Sequence[Word]) -> tuple[tuple[Word, Word], ...]:
    """Figures of two lines that stand close under one another."""
    if max(len(upper), len(lower)) > _MOST_WORDS:
        return ()
    above, below = (list(filter(_is_piece, line)) for line in (upper, lower))
    return tuple((a, b) for a in above for b in below if _is_under(a, b))


def _is_under(above: Word, below: Word) -> bool:
    size = above.glyphs[0].bottom - above.glyphs[0].top
    (left, top, right, bottom), (left2, top2, right2, bottom2) = above.box, below.box
    apart = (top2 + bottom2 - top - bottom) / 2
    aside = min(abs(left2 - left), abs(right2 - right), abs(left2 + right2 - left - right) / 2)
    return 0 < apart <= _CLOSE * size and aside <= _ASIDE * size and left2 < right and left < right2


def _is_wrapped(lines: _Lines, wrap: _Wrap) -> bool:
    """Whether pieces are parts of figures: the first ones as wide as their columns, others of their row whole."""
    pieces = {id(word) for pair in wrap.pairs for word in pair}
    row = {id(word): word for at in (wrap.upper, wrap.row, wrap.lower) for word in lines[at]}
    if all(first.text + second.text == NOT_APPLICABLE for first, second in wrap.pairs):
        return bool(wrap.pairs)
    whole = [word for key, word in row.items() if key not in pieces and is_value(word.text)]
    named = any(not is_value(word.text) for word in row.values())
    shortest = min((len(first.text) for first, _ in wrap.pairs), default=0)
    longest = max((len(word.text) for word in whole), default=0)
    fills = shortest >= max(_LEAST, longest) and all(len(b.text) <= len(a.text) for a, b in wrap.pairs)
    numbers = all(parse_value(a.text + b.text).kind == "number" for a, b in wrap.pairs)
    return bool(named and whole and fills and numbers) and _is_closer(lines, wrap)


def _is_closer(lines: _Lines, wrap: _Wrap) -> bool:
    """Whether the next line is further from the second pieces than these from the first."""
    apart = _height(lines[wrap.lower]) - _height([first for first, _ in wrap.pairs])
    if wrap.lower == wrap.row or wrap.lower + 1 >= len(lines):
        return True
    return _height(lines[wrap.lower + 1]) - _height([second for _, second in wrap.pairs]) > _MOST_EVEN * apart


_MOST_EVEN = 0.9
"""Of the distance of the pieces: a row below stands at least so far from them, its text one line or more high."""


def _height(words: Sequence[Word]) -> float:
    return median((word.box[1] + word.box[3]) / 2 for word in words)


def _is_figures(line: Sequence[Word]) -> bool:
    """Whether a line is nothing but figures, and perhaps a glyph of a merged cell in which they stand one a line."""
    return any(map(_is_piece, line)) and all(_is_piece(word) or len(word.text) == 1 for word in line)


def _is_piece(word: Word) -> bool:
    """A part of a figure: digits, perhaps with a thousands separator or a decimal point; or of 不适用."""
    return _PIECE.fullmatch(word.text) is not None or word.text in _NOT_APPLICABLE_PIECES
