"""Values that a text has apart from their labels: the labels of a page and then its figures, or the other way about;
columns read downwards; lines of figures above their labels.

Which figures are whose is told by counting: labels that follow one another and as many figures, before or behind them,
as their rows have columns. What fits most of the text is taken (dynamic programming over labels and values), and each
row gets its values on a line of its own. Counting proves little: one figure lost shifts all that follow. So nothing is
counted off where numbers differ, and what identities do not bear out is for review.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from itertools import accumulate, groupby
from operator import itemgetter

from gouji.models.arithmetic import evaluate
from gouji.models.assembly.alignment import OUTSIDE, Aligner, Step
from gouji.models.assembly.doubts import PlacedRows, Readings
from gouji.models.assembly.labels import Station, is_of_own_label, normalise
from gouji.models.assembly.scored import Scored
from gouji.models.assembly.strangers import is_numbered
from gouji.models.assembly.tokens import INK, Token, TokenKind
from gouji.models.forms import Form
from gouji.models.values import parse_value


class _Kind(Enum):
    VALUE = "value"
    LABEL = "label"
    PROSE = "prose"


_HOLDING = ("pass", "empty")
"""Statuses of identities that nothing speaks against."""

_NOBODY = -2
"""The row of a text that is of none."""

_LEFT = {_Kind.LABEL: 1.0, _Kind.VALUE: 0.15, _Kind.PROSE: 0.0}
"""Cost of a label without values, of a value without label, and of text outside the tables."""

_PARTLY = 0.5
"""Cost of a row that has values behind it, but too few."""

_COUNTED, _BEFORE, _BEHIND = 0.3, 0.05, 0.04
"""Cost of several labels and the values of all of them, of values followed by one label, and of a label followed by its
values; one with its values on its own line costs nothing."""


@dataclass(frozen=True, slots=True)
class CountedOff:
    """A text in which rows have got values that stood elsewhere. ``counted``: stations of those that have them by a
    count that one lost figure upsets; ``open``: those of tables in which numbers differ somewhere, or which would have
    other values if columns were read the other way, and nothing says which."""

    text: Scored
    counted: frozenset[int]
    open: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Item:
    """A token that is a value, with which the label of a row begins, or that stands outside the tables or in cells.

    ``row``: of a label, and of a value that stands behind a text on its line. ``headers``: texts of headers before it.
    """

    token: int
    kind: _Kind
    headers: int
    row: int = OUTSIDE


@dataclass(frozen=True, slots=True)
class _Match:
    """Labels of rows and their values, as numbers of items; the values before or behind the labels."""

    labels: range
    values: range

    @property
    def is_moved(self) -> bool:
        return len(self.labels) > 1 or self.values.start < self.labels.start


def counted_off(text: Scored, form: Form, stops: Sequence[Station], aligner: Aligner) -> CountedOff | None:
    """The text with the values of each row beside its label; None where none stand elsewhere, or numbers differ."""
    labels = [i for i, t in enumerate(text.tokens) if t.kind is TokenKind.LABEL and t.slot is None]
    aligned = aligner.align([text.tokens[i] for i in labels], text.scores.of(labels))
    steps = dict(zip(labels, aligned, strict=True))
    items = list(_items(text, steps, stops))
    widths = [len(stop.row.fields) for stop in stops]
    matches = _best(items, widths)
    moved = [match for match in matches if match.is_moved]
    if not moved:
        return None
    rearranged, either = _rearranged(text, form, stops, steps, items, moved)
    whole = _whole_blocks(items, matches, stops)
    rows = {items[n].row for match in moved for n in match.labels}
    counted = {items[n].row for match in moved for n in match.labels if len(match.labels) > 1}
    return CountedOff(rearranged, frozenset(counted), either | rows - whole)


def not_borne_out(placed: PlacedRows, readings: Readings, told: CountedOff) -> set[int]:
    """Stations of the rows whose values were counted off and over which an identity does not hold, or which could be
    read two ways."""
    failing = {
        f for i in placed.form.identities if evaluate(i, readings).status not in _HOLDING for f in (*i.left, *i.right)
    }
    rows = {row for row in told.counted if not failing.isdisjoint(_ids(placed.stops[row]))}
    return rows | told.open


def _ids(stop: Station) -> list[str]:
    return [field.id for field in stop.row.fields]


def _items(text: Scored, steps: Mapping[int, Step], stops: Sequence[Station]) -> Iterator[_Item]:
    """The values that stand in no cells, where the label of each row begins, and what is neither."""
    seen = set[int]()
    headers, passed = {header for stop in stops for header in stop.headers}, 0
    for line in text.lines():
        row = OUTSIDE
        outside = [normalise(text.tokens[i].text) for i in line if i in steps and steps[i].row == OUTSIDE]
        is_prose = any(not any(glyphs in header for header in headers) for glyphs in outside)
        is_prose |= any(text.tokens[i].slot is not None for i in line)
        for i in line:
            if is_prose:
                yield _Item(i, _Kind.PROSE, passed)
            elif text.tokens[i].kind in INK:
                yield _Item(i, _Kind.VALUE, passed, row)
            elif i in steps:
                row, own = steps[i].row, _is_own(text, i, steps[i], stops[steps[i].row])
                if own and row not in seen:
                    seen.add(row)
                    yield _Item(i, _Kind.LABEL, passed, row)
                elif not own:
                    row = _NOBODY if not steps[i].fits or is_numbered(text.tokens[i].text) else row
                    glyphs = normalise(text.tokens[i].text)
                    passed += len(glyphs) > 1 and any(glyphs in header for header in headers)


def _is_own(text: Scored, at: int, step: Step, stop: Station) -> bool:
    """Whether a text is of a row's own label; of rows side by side, whether it is in no header but theirs."""
    if stop.row.row is not None:
        return is_of_own_label(text.tokens[at].text, stop)
    hold = text.scores.hold[at]
    return step.fits and bool(hold[step.row] > 0) and int((hold > 0).sum()) == 1


def _best(items: Sequence[_Item], widths: Sequence[int]) -> list[_Match]:
    """The matches of labels and values that leave least over."""
    cost = [0.0] * (len(items) + 1)
    choice: list[tuple[int, _Match | None]] = [(len(items), None)] * len(items)
    ends = _run_ends(items)
    for at in range(len(items) - 1, -1, -1):
        turn = ends[at]
        ways = [(_LEFT[items[at].kind], at + 1, None), *_matches(items, widths, at, turn, ends[turn])]
        cost[at], *_ = best = min(((price + cost[end], end, match) for price, end, match in ways), key=itemgetter(0))
        choice[at] = best[1:]
    found, at = [], 0
    while at < len(items):
        at, match = choice[at]
        found += [match] if match else []
    return found


def _matches(
    items: Sequence[_Item], widths: Sequence[int], at: int, turn: int, end: int
) -> Iterator[tuple[float, int, _Match]]:
    """Matches that begin with an item, each with its cost and the item behind it. Items of its kind go on to ``turn``,
    those of the next kind from there to ``end``."""
    if items[at].kind is _Kind.LABEL and turn < end and items[turn].kind is _Kind.VALUE:
        needed = _needed(items[at:turn], widths)
        if needed and needed[-1] <= end - turn and _may_be(items[turn : turn + needed[-1]], items[turn - 1].row):
            match = _Match(range(at, turn), range(turn, turn + needed[-1]))
            yield _COUNTED if len(needed) > 1 else _BEHIND * (items[turn].row == OUTSIDE), match.values.stop, match
        if turn == at + 1:
            beside = sum(item.row == items[at].row for item in items[turn:end])
            some = range(turn, turn + beside if beside else end)
            if len(some) < widths[items[at].row]:
                yield _PARTLY, some.stop, _Match(range(at, turn), some)
    elif items[at].kind is _Kind.VALUE and turn < end and items[turn].kind is _Kind.LABEL:
        needed = _needed(items[turn:end], widths)
        # The header of a table stands before its values.
        is_below = items[at].headers == items[turn].headers
        if is_below and turn - at in needed and _may_be(items[at:turn], items[turn].row):
            count = needed.index(turn - at) + 1
            match = _Match(range(turn, turn + count), range(at, turn))
            yield _COUNTED if count > 1 else _BEFORE, match.labels.stop, match


def _whole_blocks(items: Sequence[_Item], matches: Sequence[_Match], stops: Sequence[Station]) -> set[int]:
    """Stations of the rows of blocks each row of which has values, with none left over among them."""
    held = {n for match in matches for n in (*match.labels, *match.values)}
    found = set[int]()
    for _, rows in groupby(range(len(stops)), key=lambda row: id(stops[row].block)):
        block = set(rows)
        own = [n for m in matches if any(items[i].row in block for i in m.labels) for n in (*m.labels, *m.values)]
        around = range(max(min(own) - 1, 0), min(max(own) + 2, len(items))) if own else range(0)
        if block <= {items[n].row for n in own} and all(n in held or items[n].kind is not _Kind.VALUE for n in around):
            found |= block
    return found


def _run_ends(items: Sequence[_Item]) -> list[int]:
    """For each item the first one behind it that is of another kind; and the end of all, for what is behind them."""
    ends = [len(items)] * (len(items) + 1)
    for at in range(len(items) - 2, -1, -1):
        ends[at] = ends[at + 1] if items[at].kind is items[at + 1].kind else at + 1
    return ends


def _may_be(values: Sequence[_Item], row: int) -> bool:
    """Whether none of the values stands on the line of another row's label."""
    return all(value.row in (OUTSIDE, row) for value in values)


def _needed(labels: Sequence[_Item], widths: Sequence[int]) -> list[int]:
    """How many values the first label needs, the first two, and so on; none where they do not follow one another."""
    follow = all(item.row == labels[0].row + at for at, item in enumerate(labels))
    return list(accumulate(widths[item.row] for item in labels)) if follow else []


def _rearranged(
    text: Scored,
    form: Form,
    stops: Sequence[Station],
    steps: Mapping[int, Step],
    items: Sequence[_Item],
    moved: Sequence[_Match],
) -> tuple[Scored, frozenset[int]]:
    """The text with each row of the matches on a line of its own, its texts before its values; and the stations of the
    rows that may have other values."""
    order: list[tuple[int, int | None]] = []
    either, at = set[int](), 0
    for match in moved:
        own = [items[n].row for n in match.labels]
        values = [items[n].token for n in match.values]
        first, end = _span(text, steps, items, match)
        chunks, is_open = _by_rows(text, form, [stops[row] for row in own], values)
        of_rows = _texts_of_rows(steps, own, [i for i in range(first, end) if not values[0] < i < values[-1]])
        placed = {i for texts in of_rows.values() for i in texts}.union(values)
        order += [(i, None) for i in (*range(at, first), *(i for i in range(first, end) if i not in placed))]
        order += [(i, row) for row, chunk in zip(own, chunks, strict=True) for i in (*of_rows[row], *chunk)]
        either.update(own if is_open else ())
        at = end
    order += [(i, None) for i in range(at, len(text.tokens))]
    return _on_lines(text, order), frozenset(either)


def _span(text: Scored, steps: Mapping[int, Step], items: Sequence[_Item], match: _Match) -> tuple[int, int]:
    """Numbers of the first token of a match and of the one behind it, with the whole of its last label."""
    numbers = [items[n].token for n in (*match.labels, *match.values)]
    first, end, row = min(numbers), max(numbers) + 1, items[match.labels[-1]].row
    while end < len(text.tokens) and end in steps and steps[end].row == row:
        end += 1
    return first, end


def _texts_of_rows(steps: Mapping[int, Step], own: Sequence[int], numbers: Sequence[int]) -> dict[int, list[int]]:
    """The texts of each row, and of the groups that it stands in."""
    return {row: [i for i in numbers if i in steps and steps[i].row == row] for row in own}


def _by_rows(text: Scored, form: Form, rows: Sequence[Station], values: Sequence[int]) -> tuple[list[list[int]], bool]:
    """The values of each row, read across or down; and whether they may as well be read the other way."""
    widths = [len(stop.row.fields) for stop in rows]
    ends = list(accumulate(widths))
    across = [list(values[end - width : end]) for end, width in zip(ends, widths, strict=True)]
    width, count = widths[0], len(rows)
    if len({id(stop.block) for stop in rows}) > 1:  # figures of several tables: each may have been read in its own way
        return across, True
    if 1 in (width, count):
        return across, False
    down = [list(values[at::count]) for at in range(count)]
    between = [len(list(group)) for key, group in groupby(range(values[0], values[-1] + 1), values.__contains__) if key]
    lines = [len(list(group)) for _, group in groupby(values, lambda i: text.tokens[i].line)]
    for lengths in (lines, between):
        if width != count and set(lengths) == {width}:
            return across, False
        if width != count and set(lengths) == {count}:
            return down, False
    failing = [_failing(text, form, rows, chunks) for chunks in (across, down)]
    said = [[[text.tokens[i].text for i in chunk] for chunk in chunks] for chunks in (across, down)]
    return (across, down)[failing[1] < failing[0]], failing[0] == failing[1] and said[0] != said[1]


def _failing(text: Scored, form: Form, rows: Sequence[Station], chunks: Sequence[Sequence[int]]) -> int:
    """How many identities within these rows do not hold."""
    values = {
        field.id: parse_value(text.tokens[i].text).value or Decimal(0)
        for stop, chunk in zip(rows, chunks, strict=True)
        for field, i in zip(stop.row.fields, chunk, strict=True)
    }
    known = [i for i in form.identities if values.keys() >= {*i.left, *i.right}]
    return sum(sum(values[f] for f in i.left) != sum(values[f] for f in i.right) for i in known)


def _on_lines(text: Scored, order: Sequence[tuple[int, int | None]]) -> Scored:
    """The tokens in an order, those of a row on one line, others on lines as before."""
    tokens: list[Token] = []
    groups = groupby(order, key=lambda pair: (pair[1], text.tokens[pair[0]].line if pair[1] is None else None))
    for line, (_, group) in enumerate(groups):
        tokens += [replace(text.tokens[i], line=line) for i, _ in group]
    return Scored(tuple(tokens), text.scores.of([i for i, _ in order]))
