"""Ruling lines told from the strokes of glyphs in line that look like some.

A rule ends at a rule across it, or where others end too, and is inked all the way; strokes of text end anywhere, and
where glyphs fill a row there is a gap between them and the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.ink import Mask
from gouji.models.vision.segments import Rule

CERTAIN = 5
"""Rules longer than the shorter side by this (120 pt on A4) are rules: strokes in line make 60 pt at most."""

LONG = 20
"""Vertical ones are longer than any stroke from the shorter side by this on (30 pt on A4), but for headings."""

COMPANY = 2
"""So many other rules end where one does that ends at none across it: at the edge of a table without a border."""

TOUCH = 400
"""A rule touches another across it within the shorter side by this (1.5 pt on A4)."""

GLYPH = 45
"""What is shorter than the shorter side by this (13 pt on A4) must meet rules across: 三 may fill a narrow column."""

SOLID = 0.96
"""Which part of a rule between two across it is inked; of one that is broken, BROKEN, with CLEAR paper beside it."""

BROKEN, CLEAR = 0.75, 0.12

END = 2
"""In pixels: a rule is inked so near to those across it, however broken."""

BESIDE = 3
"""In pixels: how far from a rule the paper beside it is looked at."""

PAIR, FLANKED = 200, 0.5
"""The shorter side by this (3 pt on A4) is as far as the two sides of a 0 are apart; and along which part of a broken
candidate ink so near to one side of it makes it such a side."""

ASIDE, MOST = 8, 0.7
"""In pixels, to either side of a candidate, and which part of them is inked where a rule across runs."""

Spans = NDArray[np.int64]
"""Shape ``(n, 4)``: along the direction from and to, then across it from and to, in pixels."""

ROW, COLUMN = [0, 2, 1, 3], [1, 3, 0, 2]
"""Where the sides of a horizontal and of a vertical rule stand in the order of its sides."""


def without_strokes(rows: Sequence[Rule], columns: Sequence[Rule], ink: Mask) -> list[Rule]:
    """The rules among the horizontal and vertical candidates, with strokes cut off that go on beyond their ends.

    Beginning with those too long for strokes, what reaches from one rule across to another is a rule, and so on.
    """
    side = min(ink.shape)
    h, v = _spans(rows, ROW), _spans(columns, COLUMN)
    kept_h, kept_v = _length(h) >= side / CERTAIN, (_length(v) >= side / CERTAIN) | _bundled(v, ink.T)
    known = -1
    while known < (count := int(kept_h.sum() + kept_v.sum())):
        known = count
        _keep_spanning(kept_h, h, v[kept_v], ink)
        _keep_spanning(kept_v, v, h[kept_h], ink.T)
    h, v = h[kept_h], v[kept_v]
    return [*_rules(_trimmed(h, v, ink), ROW), *_rules(_trimmed(v, h, ink.T), COLUMN)]


def _spans(rules: Sequence[Rule], order: list[int]) -> Spans:
    sides = np.array([(rule.x0, rule.y0, rule.x1, rule.y1) for rule in rules], np.int64)
    return sides.reshape(-1, 4)[:, order]


def _rules(spans: Spans, order: list[int]) -> list[Rule]:
    return [Rule(*sides) for sides in spans[:, np.argsort(order)].tolist()]


def _length(spans: Spans) -> NDArray[np.int64]:
    return np.asarray(spans[:, 1] - spans[:, 0])


def _bundled(spans: Spans, ink: Mask) -> NDArray[np.bool_]:
    """Which of them are long and drawn, with others in line: the columns of one row whose lower border is overleaf."""
    side = min(ink.shape)
    near = np.abs(spans[:, None, :2] - spans[None, :, :2]).max(axis=2, initial=0) <= _touch(side)
    found = np.asarray((_length(spans) >= side / LONG) & (near.sum(axis=1) > COMPANY))
    for index in np.flatnonzero(found).tolist():
        start, end, _, _ = spans[index].tolist()
        found[index] = _drawn(ink, start, end, spans[index])
    return found


def _keep_spanning(kept: NDArray[np.bool_], spans: Spans, across: Spans, ink: Mask) -> None:
    """Marks those as kept that reach from one of the rules across to another."""
    for index in np.flatnonzero(~kept).tolist():
        kept[index] = len(_crossed(spans[index], across, ink)) > 1


def _trimmed(spans: Spans, across: Spans, ink: Mask) -> Spans:
    """The rules cut off at the last ones across that they meet, but where others of them are drawn as far, too."""
    side, ends, drawn = min(ink.shape), spans[:, :2].copy(), np.ones((len(spans), 2), np.bool_)
    for index, span in enumerate(spans):
        crossed = _crossed(span, across, ink)
        if len(crossed) > 1:
            (first, _), (_, last) = _near(ink, crossed[0], span), _near(ink, crossed[-1], span)
            ends[index] = max(span[0], first), min(span[1], last)
            drawn[index] = _drawn(ink, span[0], first, span), _drawn(ink, last, span[1], span)
    overhang = np.abs(spans[:, :2] - ends)
    free = drawn & (overhang > _touch(side))
    alike = (np.abs(spans[:, None, :2] - spans[None, :, :2]) <= _touch(side)) & free[None]
    stays = (overhang >= side / CERTAIN) | (free & (alike.sum(axis=1) > COMPANY))
    return np.hstack((np.where(stays, spans[:, :2], ends), spans[:, 2:]))


def _crossed(span: Spans, across: Spans, ink: Mask) -> Spans:
    """The rules across that a candidate meets, in order, from the first to the last between which it is inked."""
    side = min(ink.shape)
    start, end, low, high = span.tolist()
    touch = 0.0 if end - start < side / GLYPH else _touch(side)
    met = across[(across[:, 0] <= high + touch) & (across[:, 1] >= low - touch)]
    met = met[(met[:, 2] <= end + touch) & (met[:, 3] >= start - touch)]
    met = met[np.argsort(met[:, 2])]
    drawn = [
        index
        for index, (one, other) in enumerate(pairwise(met.tolist()))
        if other[2] - one[3] > 2 * touch + 2 and _drawn(ink, _near(ink, one, span)[1], _near(ink, other, span)[0], span)
    ]
    crossed: Spans = met[drawn[0] : drawn[-1] + 2] if drawn else met[:0]
    return crossed


def _near(ink: Mask, rule: Sequence[int] | Spans, span: Spans) -> tuple[int, int]:
    """From where to where a rule across is thick, where the candidate meets it: its box is thicker if it is skewed."""
    _, _, low, high = rule
    strip = ink[max(0, span[2] - ASIDE) : span[3] + ASIDE, low:high] > 0
    solid = np.flatnonzero(strip.mean(axis=0) > MOST)
    return (low + int(solid[0]), low + int(solid[-1]) + 1) if len(solid) else (low, high)


def _drawn(ink: Mask, start: int, end: int, span: Spans) -> bool:
    """Whether a candidate is inked all the way from start to end, or nearly so with paper beside it."""
    low, high = int(span[2]), int(span[3])
    stretch = ink[low:high, start:end]
    inked = float(np.mean(stretch.any(axis=0))) if stretch.size else 1.0
    reaches = bool(stretch[:, :END].any() and stretch[:, -END:].any())
    if inked >= SOLID or inked < BROKEN or not reaches:
        return inked >= SOLID
    reach, along = min(ink.shape) // PAIR, slice(start + BESIDE, end - BESIDE)
    before, behind = (
        ink[max(0, low - reach) : max(0, low - BESIDE) + 1, along],
        ink[high + BESIDE - 1 : high + reach, along],
    )
    if not before.size or not behind.size:
        return False
    flanked = max((flank > 0).any(axis=0).mean() for flank in (before, behind))
    return bool(flanked < FLANKED and (np.stack((before[-1], behind[0])) > 0).mean() < CLEAR)


def _touch(side: int) -> float:
    return max(2.0, side / TOUCH)
