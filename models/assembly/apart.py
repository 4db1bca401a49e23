"""Values that a text has apart from their labels: the labels of a page and then its figures, or the other way about, and
columns read downwards.

Which figures are whose is told by counting: labels that follow one another and as many figures, before or behind them,
as their rows have columns. What fits most of the text is taken (dynamic programming over labels and values), and each
row gets its values on a line of its own. Counting proves little: one figure lost shifts all that follow. So nothing is
counted off where numbers differ, and what identities do not bear out is for review.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, groupby

from rapidfuzz.distance import LCSseq

from gouji.models.arithmetic import evaluate
from gouji.models.assembly.alignment import Aligner, Step
from gouji.models.assembly.doubts import PlacedRows, Readings
from gouji.models.assembly.labels import Station, normalise
from gouji.models.assembly.scored import Scored
from gouji.models.assembly.tokens import INK, Token, TokenKind
from gouji.models.forms import Form
from gouji.models.values import parse_value

_OWN = 0.8
"""Share of a text's glyphs that are in a row's own label where the text is of it."""

_LABEL_LEFT, _VALUE_LEFT, _PARTLY = 1.0, 0.15, 0.5
"""Cost of a label without values, of a value without label, and of a row that has values behind it, but too few."""

_COUNTED, _BEFORE = 0.3, 0.4
"""Cost of labels followed by the values of all of them, and of values followed by their labels: rows whose values stand
right behind each label cost nothing."""


@dataclass(frozen=True, slots=True)
class CountedOff:
    """A text in which rows have got values that stood elsewhere. ``rows``: their stations; ``either``: those of them
    that would have others if columns were read the other way, and nothing says which."""

    text: Scored
    rows: frozenset[int]
    either: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Item:
    """The number of a token that is a value, or with which the label of a row begins."""

    token: int
    row: int | None


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
    widths = {i.row: len(stops[i.row].row.fields) for i in items if i.row is not None}
    moved = [match for match in _best(items, widths) if match.is_moved]
    return _rearranged(text, form, stops, steps, items, moved) if moved else None


def not_borne_out(placed: PlacedRows, readings: Readings, told: CountedOff) -> set[int]:
    """Stations of the rows whose values were counted off and over which an identity does not hold, or which could be
    read two ways."""
    failing = {f for i in placed.form.identities if evaluate(i, readings).status not in _HOLDING for f in (*i.left, *i.right)}
    return {row for row in told.rows if row in told.either or not failing.isdisjoint(_ids(placed.stops[row]))}


_HOLDING = ("pass", "empty")


def _ids(stop: Station) -> list[str]:
    return [field.id for field in stop.row.fields]


def _items(text: Scored, steps: Mapping[int, Step], stops: Sequence[Station]) -> Iterator[_Item]:
    """The values of a text without cells, and where the label of each row begins."""
    seen = set[int]()
    for i, token in enumerate(text.tokens):
        if token.kind in INK:
            yield _Item(i, None)
        elif (step := steps.get(i)) and step.row >= 0 and step.row not in seen:
            if _is_own(text, i, step, stops[step.row]):
                seen.add(step.row)
                yield _Item(i, step.row)


def _is_own(text: Scored, at: int, step: Step, stop: Station) -> bool:
    """Whether a text is of a row's own label; of rows side by side, whether it is in no header but theirs."""
    glyphs = normalise(text.tokens[at].text)
    if stop.row.row is None:
        hold = text.scores.hold[at]
        return step.fits and bool(hold[step.row] > 0) and int((hold > 0).sum()) == 1
    own = [normalise(label) for label in stop.row.row.labels]
    return any(LCSseq.similarity(glyphs, label) >= _OWN * len(glyphs) > 1 for label in own)


def _best(items: Sequence[_Item], widths: Mapping[int, int]) -> list[_Match]:
    """The matches of labels and values that leave least over."""
    cost, choice = [0.0] * (len(items) + 1), [(len(items), None)] * (len(items) + 1)  # type: list[float], list[tuple[int, _Match | None]]
    for at in range(len(items) - 1, -1, -1):
        left = _VALUE_LEFT if items[at].row is None else _LABEL_LEFT
        ways = [(left, at + 1, None), *_matches(items, widths, at)]
        cost[at], choice[at] = min(
            ((price + cost[behind], (behind, match)) for price, behind, match in ways), key=lambda way: way[0]
        )
    found, at = [], 0
    while at < len(items):
        at, match = choice[at]
        if match:
            found.append(match)
    return found


def _matches(
    items: Sequence[_Item], widths: Mapping[int, int], at: int
) -> Iterator[tuple[float, int, _Match]]:
    """Matches that begin with an item, each with its cost and the item behind it."""
    turn = next((n for n in range(at, len(items)) if (items[n].row is None) != (items[at].row is None)), len(items))
    end = next((n for n in range(turn, len(items)) if (items[n].row is None) == (items[at].row is None)), len(items))
    if items[at].row is not None:
        needed = _needed(items[at:turn], widths)
        if needed and needed[-1] <= end - turn:
            match = _Match(range(at, turn), range(turn, turn + needed[-1]))
            yield _COUNTED * match.is_moved, match.values.stop, match
        elif turn == at + 1 and end > turn:
            yield _PARTLY, end, _Match(range(at, turn), range(turn, end))
    else:
        needed = _needed(items[turn:end], widths)
        if turn - at in needed:
            match = _Match(range(turn, turn + needed.index(turn - at) + 1), range(at, turn))
            yield _BEFORE, match.labels.stop, match


def _needed(labels: Sequence[_Item], widths: Mapping[int, int]) -> list[int]:
    """How many values the first label needs, the first two, and so on, as far as they follow one another in the form."""
    rows = [item.row for item in labels if item.row is not None]
    run = [row for at, row in enumerate(rows) if row == rows[0] + at]
    return list(accumulate(widths[row] for row in run)) if len(run) == len(rows) else []


def _rearranged(
    text: Scored,
    form: Form,
    stops: Sequence[Station],
    steps: Mapping[int, Step],
    items: Sequence[_Item],
    moved: Sequence[_Match],
) -> CountedOff:
    """The text with each row of the matches on a line of its own, its texts before its values."""
    order: list[tuple[int, int | None]] = []
    rows, either, at = set[int](), set[int](), 0
    for match in moved:
        own = [row for n in match.labels if (row := items[n].row) is not None]
        values = [items[n].token for n in match.values]
        first, end = _span(text, steps, items, match)
        chunks, is_open = _by_rows(text, form, [stops[row] for row in own], values)
        of_rows = _texts_of_rows(steps, own, [i for i in range(first, end) if not values[0] < i < values[-1]])
        placed = {i for texts in of_rows.values() for i in texts}.union(values)
        order += [(i, None) for i in (*range(at, first), *(i for i in range(first, end) if i not in placed))]
        order += [(i, row) for row, chunk in zip(own, chunks, strict=True) for i in (*of_rows[row], *chunk)]
        rows.update(own)
        either.update(own if is_open else ())
        at = end
    order += [(i, None) for i in range(at, len(text.tokens))]
    return CountedOff(_on_lines(text, order), frozenset(rows), frozenset(either))


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


def _by_rows(
    text: Scored, form: Form, rows: Sequence[Station], values: Sequence[int]
) -> tuple[list[list[int]], bool]:
    """The values of each row, read across or down; and whether they may as well be read the other way."""
    widths = [len(stop.row.fields) for stop in rows]
    ends = list(accumulate(widths))
    across = [list(values[end - width : end]) for end, width in zip(ends, widths, strict=True)]
    width, count = widths[0], len(rows)
    if len(set(widths)) > 1 or 1 in (width, count):
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
