"""Ruling lines as segments: merging the broken ones, finding those that belong together. Pure geometry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line or thin bar, horizontal or vertical: ``x0 <= x1``, ``y0 <= y1``, in the unit of the caller."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A rule seen along its direction: ``position`` across it (the middle of its thickness), ``start`` to ``end``."""

    position: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Group:
    """Segments that hang together by crossing or touching."""

    horizontal: tuple[Segment, ...]
    vertical: tuple[Segment, ...]


def split_rules(rules: Sequence[Rule]) -> tuple[list[Segment], list[Segment]]:
    """Horizontal and vertical segments of the rules."""
    horizontal, vertical = [], []
    for rule in rules:
        if rule.x1 - rule.x0 >= rule.y1 - rule.y0:
            horizontal.append(Segment((rule.y0 + rule.y1) / 2, rule.x0, rule.x1))
        else:
            vertical.append(Segment((rule.x0 + rule.x1) / 2, rule.y0, rule.y1))
    return horizontal, vertical


def cluster(items: Sequence[T], tolerance: float, key: Callable[[T], float]) -> list[list[T]]:
    """The items in ascending order of the key, cut wherever two neighbours are further apart than the tolerance."""
    runs: list[list[T]] = []
    for item in sorted(items, key=key):
        if runs and key(item) - key(runs[-1][-1]) <= tolerance:
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def merge_segments(segments: Sequence[Segment], tolerance: float) -> list[Segment]:
    """Segments of one direction, with nearly collinear ones made one where they overlap or all but touch."""
    rows = cluster(segments, tolerance, lambda segment: segment.position)
    return [merged for row in rows for merged in _merge_row(row, tolerance)]


def connect(horizontal: Sequence[Segment], vertical: Sequence[Segment], tolerance: float) -> list[Group]:
    """Groups of segments that cross or touch within the tolerance; a segment that touches nothing is in none."""
    if not horizontal or not vertical:
        return []
    parent = list(range(len(horizontal) + len(vertical)))
    for index, crossed in enumerate(_touching(horizontal, vertical, tolerance), len(horizontal)):
        for other in crossed.tolist():
            parent[_root(parent, other)] = _root(parent, index)
    members: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for index, segment in enumerate((*horizontal, *vertical)):
        rows, columns = members.setdefault(_root(parent, index), ([], []))
        (rows if index < len(horizontal) else columns).append(segment)
    return [Group(tuple(rows), tuple(columns)) for rows, columns in members.values() if rows and columns]


def covered(segments: Sequence[Segment], start: float, end: float) -> float:
    """Which part of the stretch from start to end the segments cover, in [0, 1]."""
    total, reached = 0.0, start
    for segment in sorted(segments, key=lambda segment: segment.start):
        total += max(0.0, min(segment.end, end) - max(segment.start, reached))
        reached = max(reached, segment.end)
    return total / (end - start)


def _merge_row(row: Sequence[Segment], tolerance: float) -> list[Segment]:
    """Segments of about one position, merged where the gap along them is within the tolerance."""
    runs: list[tuple[list[Segment], float]] = []
    for segment in sorted(row, key=lambda segment: segment.start):
        if runs and segment.start - runs[-1][1] <= tolerance:
            run, reached = runs[-1]
            run.append(segment)
            runs[-1] = (run, max(reached, segment.end))
        else:
            runs.append(([segment], segment.end))
    return [Segment(_mean_position(run), run[0].start, reached) for run, reached in runs]


def _mean_position(run: Sequence[Segment]) -> float:
    """The mean position, weighted by length so that a stub does not bend a long rule."""
    first = run[0].position
    lengths = [segment.end - segment.start for segment in run]
    moment = sum((segment.position - first) * length for segment, length in zip(run, lengths, strict=True))
    return first + moment / max(sum(lengths), 1e-9)


def _touching(horizontal: Sequence[Segment], vertical: Sequence[Segment], tolerance: float) -> list[NDArray[np.intp]]:
    """For each vertical segment the indices of the horizontal ones it touches."""
    y, x0, x1 = np.array([(h.position, h.start - tolerance, h.end + tolerance) for h in horizontal]).T
    return [
        np.flatnonzero((x0 <= v.position) & (v.position <= x1) & (v.start - tolerance <= y) & (y <= v.end + tolerance))
        for v in vertical
    ]


def _root(parent: list[int], index: int) -> int:
    """The representative of the set that the index is in (union-find with path halving)."""
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index
