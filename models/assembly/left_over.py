"""Rows doubted for values beside them that no row took: where cells are not drawn, they may be a row's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import groupby, takewhile

import numpy as np

from gouji.models.assembly.alignment import OUTSIDE, Step
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.labels import Station, normalise
from gouji.models.assembly.scored import Scored
from gouji.models.assembly.strangers import is_clear, is_numbered
from gouji.models.assembly.tokens import INK, Token, TokenKind

_OF_THE_FORM = 0.7
"""Share of a text's glyphs by which it must fit the beginning of a row to be its label, wherever it stands."""

_ROW_OF_VALUES = 7
"""Left-over values that may be a row of their own, taken for another."""


def doubted(
    rows: Sequence[RowEvidence],
    tokens: Sequence[Token],
    steps: Sequence[Step],
    stations: Sequence[Station],
    local: set[int],
) -> tuple[RowEvidence, ...]:
    """The rows, those with surplus values beside them with these as strangers.

    A surplus stands behind the last row passed, or in a row with more values than cells. On pages it may also belong to
    the row before or after: a figure wrapped in its cell begins above its row and ends below.
    """
    left = {row: [t for t in group if t.line not in local] for row, group in _left_over(tokens, steps).items()}
    surplus = [_surplus(row, left.get(row.station, ()), stations[row.station]) for row in rows]
    named = {(t.line, s.row) for t, s in zip(tokens, steps, strict=True) if s.fits and is_clear(t)}
    own = [_own(row, left.get(row.station, ()), named) for row in rows]
    beside = [
        () if row.origin == "text" else (*_at(surplus, at - 1), *_at(surplus, at + 1)) for at, row in enumerate(rows)
    ]
    return tuple(_with(row, (*mine, *others)) for row, mine, others in zip(rows, own, beside, strict=True))


def rows_without(
    left: Set[int], blank: Set[int], tokens: Sequence[Token], steps: Sequence[Step], stations: Sequence[Station]
) -> set[int]:
    """Which of the ``blank`` rows may have lost their values to those ``left`` over (numbers of tokens): the nearest
    before and behind each in its block, since a page break or a merged cell may part a row from its values; all of a
    block in which as many are left over as a row has, since a text may have its values by columns."""
    named = [
        (i, s.row)
        for i, (t, s) in enumerate(zip(tokens, steps, strict=True))
        if s.row in blank and s.fits and is_clear(t)
    ]
    blocks = {i: stations[max(_last_row(steps[i]), 0)].block for i in left}
    counts = Counter(map(id, blocks.values()))
    found = {row for row in blank if counts[id(stations[row].block)] >= len(stations[row].row.fields)}
    for i, block in blocks.items():
        own = [(at, row) for at, row in named if stations[row].block is block]
        found |= {row for _, row in [p for p in own if p[0] < i][-1:] + [p for p in own if p[0] > i][:1]}
    return found


def beside_own_label(
    unplaced: Sequence[Token],
    rows: Sequence[RowEvidence],
    tokens: Sequence[Token],
    steps: Sequence[Step],
    stations: Sequence[Station],
) -> set[int]:
    """Rows of one field of a scan with a value on the line of their label that no field took, and another from
    elsewhere, such as a speck in the header: no identity would tell."""
    lines = {token.line for token in unplaced if token.origin == "ocr"}
    pairs = zip(tokens, steps, strict=True)
    named = {(s.row, t.line) for t, s in pairs if t.line in lines and s.row != OUTSIDE and s.fits and is_clear(t)}
    taken = {r.station: {t.line for t in r.values} for r in rows if len(stations[r.station].row.fields) == 1}
    return {row for row, line in named if taken.get(row) and line not in taken[row]}


def rows_shifted(
    left: Set[int],
    rows: Sequence[RowEvidence],
    failing: Set[int],
    tokens: Sequence[Token],
    steps: Sequence[Step],
    stations: Sequence[Station],
) -> set[int]:
    """Rows of a text with values on other lines than their label, right behind a row's worth of values ``left`` over
    (numbers of tokens), where one of them is ``failing``: if values stand above their labels, each of these rows has
    the next one's."""
    named = [(i, s.row) for i, (t, s) in enumerate(zip(tokens, steps, strict=True)) if s.fits and is_clear(t)]
    apart = {row.station for row in rows if row.apart and row.origin == "text"}
    found = set[int]()
    for last, count in _runs(left, tokens):
        at = next((row for i, row in named if i > last), None)
        if at is not None and count >= len(stations[at].row.fields):
            run = set(takewhile(apart.__contains__, range(at, len(stations))))
            found |= run if run & failing else set()
    return found


def _runs(left: Set[int], tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Values left over with no value between them that was placed: number of the last token, and how many."""
    count, last = 0, 0
    for i, token in enumerate(tokens):
        if i in left:
            count, last = count + 1, i
        elif token.kind in INK and count:
            yield last, count
            count = 0
    if count:
        yield last, count


def _left_over(tokens: Sequence[Token], steps: Sequence[Step]) -> Mapping[int, list[Token]]:
    """Values that no row took, by the last row passed before them."""
    found: dict[int, list[Token]] = {}
    for token, step in zip(tokens, steps, strict=True):
        if token.kind in INK and step.stray:
            found.setdefault(_last_row(step), []).append(token)
    return found


def local_rows(text: Scored, steps: Sequence[Step], stations: Sequence[Station]) -> set[int]:
    """Lines with a row's worth of values that no row took, of a row that the form does not have: its label, which fits
    no row there and is no row's elsewhere, stands before them on the line, or with a number of its own on the line
    before.

    On a scan it may be a label misread, unless every row of its block has values beside its own. Without a number it
    may go on the label of a row that has no values yet.
    """
    tokens, best = text.tokens, np.maximum(text.scores.start.max(axis=1), 0.0)
    moved = {id(t) for t, score in zip(tokens, best, strict=True) if score >= _OF_THE_FORM * len(normalise(t.text))}
    found, named = set[int](), False
    filled = {s.row for s in steps if s.consumed}
    all_named = _all_named(tokens, steps, stations)
    for line, group in groupby(zip(tokens, steps, strict=True), key=lambda pair: pair[0].line):
        pairs = [(t, s) for t, s in group if t.kind in (*INK, TokenKind.LABEL)]
        labels = [(t, s) for t, s in pairs if t.kind is TokenKind.LABEL and is_clear(t)]
        strays = [_last_row(s) for t, s in pairs if t.kind in INK and s.stray]
        width = max((len(stations[row].row.fields) for row in strays), default=0)
        own = bool(labels) and not any(s.fits or id(t) in moved for t, s in labels)
        own &= all(t.origin == "text" for t, _ in pairs) or all(id(stations[row].block) in all_named for row in strays)
        own &= any(is_numbered(t.text) for t, _ in labels) or filled.issuperset(strays)
        if strays and len(strays) == width and (own or (named and not labels)):
            found.add(line)
        named = own and len(pairs) == len(labels) and is_numbered(labels[0][0].text)
    return found


def _all_named(tokens: Sequence[Token], steps: Sequence[Step], stations: Sequence[Station]) -> set[int]:
    """The blocks, by identity, of which each row has values on a line with its label."""
    named = {(s.row, t.line) for t, s in zip(tokens, steps, strict=True) if s.fits and is_clear(t)}
    filled = {s.row for t, s in zip(tokens, steps, strict=True) if s.consumed and (s.row, t.line) in named}
    return {id(stop.block) for stop in stations} - {
        id(stop.block) for row, stop in enumerate(stations) if row not in filled
    }


def _last_row(step: Step) -> int:
    """The row that a value stands at or behind."""
    return step.row if step.row != OUTSIDE else step.after


def _surplus(row: RowEvidence, left: Sequence[Token], station: Station) -> tuple[Token, ...]:
    """Values at a row that are too many for it."""
    if row.slots is not None:
        return ()
    crowded = len(row.values) > len(station.row.fields)
    return (*_behind(row, left), *(row.values if crowded else ()))


def _behind(row: RowEvidence, left: Sequence[Token]) -> tuple[Token, ...]:
    """A text may have the row before: what stood behind it there is not behind it here."""
    first = min((t.line for t in (*row.values, *row.texts)), default=0)
    return tuple(t for t in left if t.line >= first and t.slot is None)


def _own(row: RowEvidence, left: Sequence[Token], named: set[tuple[int, int]]) -> tuple[Token, ...]:
    """Not where all the row has is zeros, of which no longer number begins, and less than a row's worth is left;
    unless that stands beside the row's own label."""
    after = _behind(row, left)
    zeros = bool(row.values) and all(t.text == "0" for t in row.values)
    beside = any((t.line, row.station) in named for t in after)
    return () if zeros and len(after) < _ROW_OF_VALUES and not beside else after


def _at(surplus: Sequence[tuple[Token, ...]], at: int) -> tuple[Token, ...]:
    return surplus[at] if 0 <= at < len(surplus) else ()


def _with(row: RowEvidence, strangers: Sequence[Token]) -> RowEvidence:
    if row.slots is not None or not strangers:
        return row
    return replace(row, strangers=(*row.strangers, *strangers))
