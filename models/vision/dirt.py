"""Uprights drawn on a page that are no sides of cells: lines of dirt on a scanner's glass, strokes of a seal.

Dirt runs on beyond the first and last line across it: beyond both by much, it is no side whatever the network sees. A
stroke stands in one row, alone in its line, where the network sees no side, among uprights that are seen.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.ink import Mask
from gouji.models.vision.rules import Rules
from gouji.models.vision.segments import Rule, Segment, split_rules
from gouji.models.vision.sides import SEEN, Sides, side_rules

UNSEEN = 0.5
"""Share of an upright up to which a side may be seen along one that is none."""

BEYOND = 15
"""Dirt runs beyond the lines across it, in all, for the shorter side by this (40 pt on A4): no open row is as high, and
strokes of text above and below seldom stand in line."""

BEYOND_BOTH = 60
"""The same for each of both ends (10 pt), and without running aside, where the network sees a side: a table that is
open above or below is closed at its other end, and a heading above a table has no strokes in line with those below."""

THICKER = 1.5
"""Times as thick among the lines across it as beyond them: a rule of the table, along which dirt runs."""

GAP = 8
"""In tolerances: dirt is broken for so much at most (7 mm of A4). Over text strokes are found nearly as near."""

LONG = 40
"""A run is of dirt from the page's shorter side by this on (15 pt on A4); strokes of text are shorter."""

ASLANT = 0.02
"""Of a length along dirt, by how much it runs aside: the glass is level where the page lies askew."""

AMONG = 0.5
"""Share of the uprights of a row that are seen: where fewer are, one that is not is no exception."""


MOST = 300
"""Uprights without a side along them: a page with more is a picture of something else, and is left as it is."""

MOST_SEEN = 1000
"""The same for those with one: each is compared with all straight runs."""


def without_dirt(rules: Rules, sides: Sides) -> tuple[Rules, Sides]:
    """The rules but for uprights that are no sides of cells; those that are dirt are told, to be painted over. And the
    sides but for those that the network sees along them."""
    levels, uprights = split_rules((*rules.rules, *side_rules(sides)))
    drawn = split_rules(rules.rules)[1]
    seen = {u for u in drawn if _seen(u, sides) > UNSEEN}
    unseen = [u for u in drawn if u not in seen]
    if len(unseen) > MOST or len(seen) > MOST_SEEN:
        return rules, sides
    side = min(sides.down.shape) * sides.scale
    straight = [run for run in split_rules(rules.straight)[1] if run.end - run.start >= side / LONG]
    slack = sides.tolerance
    dirt = [u for u in unseen if sum(_beyond(u, _line(u, straight, slack), levels, slack)) > side / BEYOND]
    lines = ((u, _line(u, straight, slack, aslant=0.0)) for u in seen)
    through = [(u, line) for u, line in lines if _runs_through(u, line, levels, side, slack)]
    scratches = [u for u, line in through if not _is_thicker(u, line, levels, slack, rules)]
    strokes = [u for u in unseen if u not in dirt and _is_stroke(u, drawn, seen, uprights, levels, slack)]
    dropped = {*dirt, *scratches, *strokes}
    kept = tuple(r for r in rules.rules if not {_upright(r)} & dropped)
    told = tuple(r for r in rules.rules if _upright(r) in {*dirt, *scratches})
    return replace(rules, rules=kept, dirt=told), _without(sides, scratches)


def _without(sides: Sides, uprights: Sequence[Segment]) -> Sides:
    """The sides without those that run along uprights, and on where these are broken."""
    down, reach, gap = sides.down.copy(), round(sides.tolerance / sides.scale), GAP * sides.tolerance
    for upright in uprights:
        column = int(upright.position / sides.scale)
        rows = slice(max(0, int((upright.start - gap) / sides.scale)), int((upright.end + gap) / sides.scale) + 1)
        down[rows, max(0, column - reach) : column + reach + 1] = 0.0
    return replace(sides, down=down)


def _upright(rule: Rule) -> Segment | None:
    return next(iter(split_rules([rule])[1]), None)


def _seen(upright: Segment, sides: Sides) -> float:
    """Share of its length along which the network sees a side."""
    column, reach = int(upright.position / sides.scale), round(sides.tolerance / sides.scale)
    beside = sides.down[
        int(upright.start / sides.scale) : int(upright.end / sides.scale) + 1,
        max(0, column - reach) : column + reach + 1,
    ]
    return float((beside.max(axis=1) > SEEN).mean()) if beside.size else 0.0


def _beyond(
    upright: Segment, line: Sequence[Segment], levels: Sequence[Segment], tolerance: float
) -> tuple[float, float]:
    """How much of an upright and the runs in its line is above all lines across it, and below them, in the unit of
    the segments."""
    across = _across(upright, levels, tolerance)
    if not across:
        return 0.0, 0.0
    top, bottom = min(across) - tolerance, max(across) + tolerance
    runs = (upright, *line)
    above = sum(max(0.0, min(run.end, top) - run.start) for run in runs)
    return above, sum(max(0.0, run.end - max(run.start, bottom)) for run in runs)


def _runs_through(
    upright: Segment, line: Sequence[Segment], levels: Sequence[Segment], side: float, tolerance: float
) -> bool:
    """Whether it runs on by much above the first line across it and below the last."""
    above, below = _beyond(upright, line, levels, tolerance)
    return min(above, below) > side / BEYOND_BOTH and above + below > side / BEYOND


def _is_thicker(
    upright: Segment, line: Sequence[Segment], levels: Sequence[Segment], tolerance: float, rules: Rules
) -> bool:
    """Whether its line is much thicker among the lines across it than beyond them."""
    if rules.ink is None:
        return False
    across = _across(upright, levels, tolerance)
    top, bottom = int(min(across)), int(max(across))
    pieces = {_upright(rule): rule for rule in (*rules.straight, *rules.rules)}
    within = _thicknesses(pieces[upright], rules.ink)[top:bottom]
    beyond = [_thicknesses(pieces[run], rules.ink) for run in (upright, *line)]
    outside = np.concatenate([rows for piece in beyond for rows in (piece[:top], piece[bottom:])])
    return _usual(within) > THICKER * _usual(outside)


def _thicknesses(rule: Rule, ink: Mask) -> NDArray[np.int_]:
    """Inked pixels of an upright in each row of the page; shape ``(height,)``."""
    rows = np.zeros(ink.shape[0], np.int_)
    own = slice(int(rule.y0), int(rule.y1))
    rows[own] = (ink[own, int(rule.x0) : int(rule.x1)] > 0).sum(axis=1)
    return rows


def _usual(rows: NDArray[np.int_]) -> float:
    """The usual thickness in the rows that have any."""
    return float(np.median(rows[rows > 0])) if rows.any() else 0.0


def _line(upright: Segment, straight: Sequence[Segment], tolerance: float, aslant: float = ASLANT) -> list[Segment]:
    """The straight runs of ink that go on in its line, upwards and downwards, which may be a little aslant."""
    lowest = max((run.end for run in straight), default=0.0)
    near = [run for run in straight if abs(run.position - upright.position) <= tolerance + aslant * lowest]
    line, ends = [upright], [upright]
    while ends:
        last = ends.pop()
        going_on = [run for run in near if run not in line and _goes_on(last, run, tolerance, aslant)]
        line += going_on
        ends += going_on
    return line[1:]


def _goes_on(last: Segment, run: Segment, tolerance: float, aslant: float) -> bool:
    gap = max(run.start - last.end, last.start - run.end)
    apart = abs((run.start + run.end) - (last.start + last.end)) / 2
    return gap <= GAP * tolerance and abs(run.position - last.position) <= tolerance + aslant * apart


def _across(upright: Segment, levels: Sequence[Segment], tolerance: float) -> list[float]:
    """The heights of the lines across the line of an upright, anywhere on the page."""
    return [level.position for level in levels if level.start - tolerance <= upright.position <= level.end + tolerance]


def _is_stroke(
    upright: Segment,
    drawn: Sequence[Segment],
    seen: Set[Segment],
    uprights: Sequence[Segment],
    levels: Sequence[Segment],
    tolerance: float,
) -> bool:
    """Whether it stands in one row only, with no other upright in its line, among uprights of which most are seen."""
    across = _across(upright, levels, tolerance)
    between = [y for y in across if upright.start + tolerance < y < upright.end - tolerance]
    in_line = [u for u in uprights if u != upright and abs(u.position - upright.position) <= tolerance]
    beside = [u for u in drawn if u.start <= upright.end and u.end >= upright.start and u != upright]
    return not between and not in_line and sum(u in seen for u in beside) > max(1.0, AMONG * len(beside))
