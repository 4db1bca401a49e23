"""Blank corridors that run down through lines of text: what parts columns that no rule parts and little space does."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.models.sources.glyphs import Glyph

_NARROWEST = 0.15
"""In em, between inks: the gaps between most glyphs that are set solid are narrower."""

_BANKS = 4
"""Lines with glyphs on both sides that it takes to see a corridor."""

_FIGURES = 3
"""Of them, lines with a digit or a dash right behind it: values, or the numbers of labels. Glyphs of justified prose
can stand one under another too, but hardly digits."""

_NEAR = 2.0
"""In em: figures of one column begin no further apart."""

_CLOSING = frozenset("，。、；：？！）》”’,.;:)")

_FIGURE = frozenset("0123456789/-—－／")


@dataclass(frozen=True, slots=True)
class River:
    """A blank corridor between ``left`` and ``right``, in points, from line ``first`` to line ``last``.

    ``banks``: lines with glyphs on both sides; ``figures``: for those that go on with a figure, where it begins.
    """

    left: float
    right: float
    first: int
    last: int
    banks: int
    figures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Gap:
    left: float
    right: float
    is_inner: bool
    figures: tuple[float, ...] = ()


def parted_by_rivers(rows: Sequence[Sequence[Glyph]]) -> list[list[list[Glyph]]]:
    """Each line in the parts into which the corridors cut it. Lines from top to bottom, glyphs from left to right."""
    rivers = sorted((r for r in _rivers(rows) if r.banks >= _BANKS and len(r.figures) >= _FIGURES), key=_left)
    return [_parts(row, [r for r in rivers if r.first <= at <= r.last]) for at, row in enumerate(rows)]


def _parts(row: Sequence[Glyph], rivers: Sequence[River]) -> list[list[Glyph]]:
    """``rivers`` from left to right."""
    parts: list[list[Glyph]] = []
    for glyph in row:
        before = parts[-1][-1] if parts else None
        if before is None or any(_flows_between(before, r, glyph) for r in _from(rivers, before.ink[2], glyph.ink[0])):
            parts.append([])
        parts[-1].append(glyph)
    return parts


def _from(rivers: Sequence[River], start: float, end: float) -> Sequence[River]:
    """Those that have their left bank in a stretch."""
    return rivers[bisect_left(rivers, start, key=_left) : bisect_right(rivers, end, key=_left)]


def _left(blank: River | _Gap) -> float:
    return blank.left


def _right(gap: _Gap) -> float:
    return gap.right


def _flows_between(before: Glyph, river: River, glyph: Glyph) -> bool:
    """Whether a corridor parts two glyphs, and the second begins about where figures do behind it on other lines.

    Between the end of short labels and the values there is room for longer ones, which it does not part. Nor does it
    part what follows a figure: whether it goes on is seen by the gap alone.
    """
    if before.text in _FIGURE or glyph.text in _CLOSING:
        return False
    if before.ink[2] > river.left or river.right > glyph.ink[0]:
        return False
    near = _NEAR * (glyph.bottom - glyph.top)
    return sum(abs(figure - glyph.ink[0]) <= near for figure in river.figures) >= _FIGURES


def _rivers(rows: Sequence[Sequence[Glyph]]) -> Iterator[River]:
    running: list[River] = []
    for at, row in enumerate(rows):
        narrowest = _NARROWEST * max(glyph.bottom - glyph.top for glyph in row)
        gaps = [gap for gap in _gaps(row) if gap.right - gap.left >= narrowest]
        flowing: list[River] = []
        for river in running:
            beside = gaps[bisect_right(gaps, river.left, key=_right) : bisect_left(gaps, river.right, key=_left)]
            parts = [_flows_on(river, gap, at) for gap in beside if _width(river, gap) >= narrowest]
            flowing += parts
            if not parts:
                yield river
        flowing.sort(key=_left)
        new = [gap for gap in gaps if gap.is_inner and not _holds_one(gap, flowing)]
        running = sorted((*flowing, *(River(g.left, g.right, at, at, 1, g.figures) for g in new)), key=_left)
    yield from running


def _holds_one(gap: _Gap, rivers: Sequence[River]) -> bool:
    return any(river.right <= gap.right for river in _from(rivers, gap.left, gap.right))


def _width(river: River, gap: _Gap) -> float:
    return min(river.right, gap.right) - max(river.left, gap.left)


def _flows_on(river: River, gap: _Gap, at: int) -> River:
    return River(
        max(river.left, gap.left),
        min(river.right, gap.right),
        river.first,
        at,
        river.banks + gap.is_inner,
        (*river.figures, *gap.figures),
    )


def _gaps(row: Sequence[Glyph]) -> Iterator[_Gap]:
    """The blanks of a line: before its ink, between its glyphs, behind it."""
    yield _Gap(float("-inf"), row[0].ink[0], is_inner=False)
    end = row[0].ink[2]
    for glyph in row[1:]:
        if glyph.ink[0] > end:
            figures = (glyph.ink[0],) if glyph.text in _FIGURE else ()
            yield _Gap(end, glyph.ink[0], is_inner=True, figures=figures)
        end = max(end, glyph.ink[2])
    yield _Gap(end, float("inf"), is_inner=False)
