"""Glyphs with places to words, lines and the text of cells. Pure geometry, in points, y downwards."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from gouji.models.values import is_value

_SAME_LINE = 0.5
"""Of a glyph's height: middles closer than this stand on one line."""
_CORE = 0.25
"""The same for glyphs that make the core of a line, where lines beside each other are set at different heights."""
_BESIDE_ONE_ANOTHER = 0.9
"""Lines nearer than this stand beside each other rather than one under another: a label and a merged cell's text."""
_MOST_BESIDE = 3000
"""Glyphs of such lines that are sorted again: each line costs a look at all of them."""
_WORD_GAP = 0.35
"""In em: a wider gap between two glyphs inside a cell separates words of digits or Latin letters."""
_FIGURE_GAP = 0.45
"""In em: a wider gap between two figures of a line that has no cells separates them."""
_TIGHT_GAP = 0.07
"""In em: the same where the digits of figures touch, advance to advance: cells that hardly part."""
_TOUCHING = 0.01
"""In em: the most between digits that touch."""
_DIGITS = 4
"""Pairs of digits on a line from which their usual gap is known."""
_COLUMN_GAP = 0.6
"""In em: a wider gap separates columns of a line that has no cells; glyphs of prose touch or nearly do."""
_SPACE_GAP = 1.2
"""In em: the same where the file has a space there, which in prose stands beside figures."""
_SPACED_OUT = 0.3
"""In em: a line most of whose gaps are wider than this, but no columns, is set with its glyphs spaced out."""
_MOST_SPACED_OUT = 1.2
_SPACED_COLUMN_GAP = 2.2
"""On a spaced-out line: a gap of this many usual gaps separates columns."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed character: its advance box, and the box of its ink."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    ink: tuple[float, float, float, float]
    bad: bool = False
    """The file does not say reliably which character it is."""
    after_space: bool = False
    """The file has a space before it."""

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the ink: what decides which cell it stands in."""
        return (self.ink[0] + self.ink[2]) / 2, (self.ink[1] + self.ink[3]) / 2


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs that stand together, in reading order."""

    text: str
    glyphs: tuple[Glyph, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Box of the ink: left, top, right, bottom."""
        inks = [glyph.ink for glyph in self.glyphs]
        return (
            min(ink[0] for ink in inks),
            min(ink[1] for ink in inks),
            max(ink[2] for ink in inks),
            max(ink[3] for ink in inks),
        )

    @property
    def bad(self) -> bool:
        """Whether any glyph of it is."""
        return any(glyph.bad for glyph in self.glyphs)


def text_rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Lines from top to bottom, each from left to right."""
    rows: list[list[Glyph]] = []
    middle = 0.0
    for glyph in sorted(glyphs, key=_height):
        own = _height(glyph)
        if not rows or own - middle > _SAME_LINE * (glyph.bottom - glyph.top):
            rows.append([])
            middle = own
        rows[-1].append(glyph)
        middle += (own - middle) / len(rows[-1])
    sorted_again = (row for beside in _beside_one_another(rows) for row in _by_cores(beside))
    return [sorted(row, key=lambda g: g.left) for row in sorted_again]


def _height(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2


def _beside_one_another(rows: Sequence[list[Glyph]]) -> Iterator[list[list[Glyph]]]:
    """Runs of lines that overlap, in order."""
    run: list[list[Glyph]] = []
    for row in rows:
        size = row[0].bottom - row[0].top
        if run and _height(row[len(row) // 2]) - _height(run[-1][len(run[-1]) // 2]) > _BESIDE_ONE_ANOTHER * size:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _by_cores(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Lines that overlap, made anew: the height at which most glyphs stand takes those about it, then the next one.

    Taken from the top, a glyph of a merged cell beside would draw a figure off the row whose label is a little lower.
    """
    glyphs = sorted((glyph for row in rows for glyph in row), key=_height)
    if len(rows) == 1 or len(glyphs) > _MOST_BESIDE:
        return rows
    heights = np.array([_height(glyph) for glyph in glyphs])
    sizes = np.array([glyph.bottom - glyph.top for glyph in glyphs])
    free, found = np.ones(len(glyphs), dtype=bool), []
    while free.any():
        near = np.abs(heights[:, None] - heights[None, :]) <= _CORE * sizes[:, None]
        core = int(((near & free).sum(axis=1) * free).argmax())
        middle = float(np.median(heights[near[core] & free]))
        own = free & (np.abs(heights - middle) <= _SAME_LINE * sizes)
        own[core] = True
        free &= ~own
        found.append((middle, [glyphs[i] for i in np.flatnonzero(own)]))
    return [row for _, row in sorted(found, key=lambda line: line[0])]


def line_words(row: Sequence[Glyph]) -> list[Word]:
    """A line that has no cells as columns of words: prose stays one."""
    em = _em(row)
    gaps = [b.left - a.right for a, b in pairwise(row) if _is_wide(a) and _is_wide(b)]
    usual = median(gaps) if gaps else 0.0
    is_spaced = _SPACED_OUT * em < usual < _MOST_SPACED_OUT * em
    column = max(_COLUMN_GAP * em, _SPACED_COLUMN_GAP * usual if is_spaced else 0.0)
    figure = _figure_gap(row, em)
    runs: list[list[Glyph]] = []
    for glyph in row:
        if not runs or _splits(runs[-1][-1], glyph, em, column, figure):
            runs.append([])
        runs[-1].append(glyph)
    return [_word(run, em) for run in runs]


def _word(run: Sequence[Glyph], em: float) -> Word:
    """The word of a run; where it stands in two lines, of a cell amid a row of one, they are read one after another."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(run, key=_height):
        if not lines or _height(glyph) - _height(lines[-1][-1]) > _CORE * (glyph.bottom - glyph.top):
            lines.append([])
        lines[-1].append(glyph)
    if len(lines) != 2 or not _is_under_another(lines):
        return Word(_row_text(run, em), tuple(run))
    upper, lower = (sorted(line, key=lambda g: g.left) for line in lines)
    return Word(_row_text(upper, em) + _row_text(lower, em), (*upper, *lower))


def _is_under_another(lines: Sequence[Sequence[Glyph]]) -> bool:
    """Whether a glyph of the second line stands under one of the first."""
    upper, lower = lines
    return any(min(a.ink[2], b.ink[2]) - max(a.ink[0], b.ink[0]) > 0 for a in upper for b in lower)


def cell_words(glyphs: Sequence[Glyph], width: float) -> list[Word]:
    """The text of a cell of this width: one word, or several where it holds figures that stand apart.

    Lines are joined without a break; a figure goes on in the next line only where it has run out of room. A label and
    its figures, where no rule parts the cells of a row, are so many words.
    """
    rows = text_rows(glyphs)
    if not rows:
        return []
    if len(rows) == 1 and len(row := line_words(rows[0])) > 1 and all(is_value(word.text) for word in row[1:]):
        return row
    words = [Word(text, tuple(run)) for row in rows for text, run in _split_row(row)]
    joined = _join_wrapped(words, width)
    if len(joined) > 1 and all(is_value(word.text) for word in joined):
        return joined
    return [Word("".join(_spaced(words)), tuple(glyph for row in rows for glyph in row))]


def _figure_gap(row: Sequence[Glyph], em: float) -> float:
    """The gap from which two figures of a line are apart: narrow columns without rules may leave next to none.

    Where digits of figures touch, and none stand nearly so, those that do not touch are of two figures.
    """
    gaps = [abs(b.left - a.right) for a, b in pairwise(row) if a.text.isdigit() and b.text.isdigit()]
    touching = sum(gap <= _TOUCHING * em for gap in gaps)
    nearly = sum(_TOUCHING * em < gap <= _TIGHT_GAP * em for gap in gaps)
    return (_TIGHT_GAP if touching >= _DIGITS and not nearly else _FIGURE_GAP) * em


def _splits(before: Glyph, glyph: Glyph, em: float, column: float, figure: float) -> bool:
    gap = glyph.left - before.right
    if gap > (max(column, _SPACE_GAP * em) if glyph.after_space else column):
        return True
    figures = _is_figure(before) and _is_figure(glyph)
    return figures and (gap > figure or (glyph.after_space and gap > 0))


def _split_row(row: Sequence[Glyph]) -> Iterator[tuple[str, list[Glyph]]]:
    """The words of one line of a cell: broken at gaps, but not next to a glyph that is full width."""
    em = _em(row)
    run: list[Glyph] = []
    for glyph in row:
        if run and _apart(run[-1], glyph, em):
            yield "".join(g.text for g in run), run
            run = []
        run.append(glyph)
    yield "".join(g.text for g in run), run


def _row_text(row: Sequence[Glyph], em: float) -> str:
    gaps = (" " if _apart(a, b, em) else "" for a, b in pairwise(row))
    return "".join(gap + glyph.text for gap, glyph in zip(["", *gaps], row, strict=True))


def _apart(before: Glyph, glyph: Glyph, em: float) -> bool:
    if _is_wide(before) or _is_wide(glyph):
        return False
    return glyph.after_space or glyph.left - before.right > _WORD_GAP * em


def _join_wrapped(words: Sequence[Word], width: float) -> list[Word]:
    """Join a figure with what follows in the next line where the line it stands in is full."""
    joined: list[Word] = []
    for word in words:
        if joined and _continues(joined[-1], word, width):
            joined[-1] = Word(joined[-1].text + word.text, (*joined[-1].glyphs, *word.glyphs))
        else:
            joined.append(word)
    return joined


def _continues(before: Word, word: Word, width: float) -> bool:
    last, first = before.glyphs[-1], word.glyphs[0]
    if first.left > last.left and first.top < last.bottom:
        return False
    line = [glyph for glyph in before.glyphs if glyph.bottom > last.top]
    room = width - (last.right - line[0].left)
    return len(line) > 1 and room < 2.5 * (last.right - last.left)


def _spaced(words: Sequence[Word]) -> Iterator[str]:
    """Texts with a space where two words stand side by side on a line."""
    yield words[0].text
    for before, word in pairwise(words):
        last, first = before.glyphs[-1], word.glyphs[0]
        yield (" " if first.left > last.left and first.top < last.bottom else "") + word.text


def _em(row: Sequence[Glyph]) -> float:
    """The size of the type: the width of a full-width glyph, twice that of others."""
    return median((g.right - g.left) * (1 if _is_full_width(g) else 2) for g in row)


def _is_full_width(glyph: Glyph) -> bool:
    return unicodedata.east_asian_width(glyph.text[0]) in "WF"


def _is_wide(glyph: Glyph) -> bool:
    """Whether it is a glyph of running text, which full-width figures are not."""
    return _is_full_width(glyph) and not glyph.text.isdigit()


def _is_figure(glyph: Glyph) -> bool:
    return glyph.text.isdigit() or glyph.text in "/-—－／"
