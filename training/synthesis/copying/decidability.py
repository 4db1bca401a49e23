"""What a copied text still decides: which cell each surviving value stands in, where nothing shows the empty cells.

A row that kept a value for every cell is decided by its order. A row with fewer values than cells, and no marks that
say which are empty, allows several placings; the identities of the form exclude some of them. Where one is left, its
values are decided, and what lies between them is either blank or lost, which only the page can tell. Where several are
left, the cells in which they differ are undecided: the right answer there is to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gouji.models.forms import Form, load_form
from gouji.models.values import parse_value

_ZEROS = "0０"

_MOST_STEPS = 2_000
"""Placings tried together before the question is given up."""


class TooAmbiguousError(Exception):
    """What the text decides could not be worked out within bounds: such a copy is not used."""


@dataclass(frozen=True, slots=True)
class CopiedRow:
    """A row of the form as a text holds it: its fields, the values that survive in order, and whether marks show which
    cells are empty (``texts`` then has one text per field). ``jumbled``: its values stand in pieces or out of order, so
    that nothing in the text says which is whose."""

    fields: tuple[str, ...]
    texts: tuple[str, ...]
    explicit: bool
    jumbled: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether the row's own order places its values."""
        return not self.jumbled and (self.explicit or len(self.texts) in (0, len(self.fields)))


@dataclass(frozen=True, slots=True)
class Decided:
    """``texts``: what the text says each field holds, "" for nothing. ``undecided``: fields for which to ask.

    ``unsettled``: fields of which it is not known here whether the text decides them, because too much is open or the
    source breaks its own identities: reading what was printed is right there, and so is asking.
    """

    texts: Mapping[str, str]
    undecided: frozenset[str]
    unsettled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Range:
    """What may be printed in a cell: a number, or anything between two."""

    least: float
    most: float


_ANYTHING = _Range(0, 1e9)
"""More than any office counts."""

_Placing = tuple[str, ...]
"""A text for each field of a row, "" where there is none."""


def decide(form: Form, rows: Sequence[CopiedRow], truth: Mapping[str, str], *, thorough: bool = True) -> Decided:
    """Work out what the text decides. ``truth``: what was printed.

    Not ``thorough``: each row is judged against all that the others may be, which can leave more open and has no bound.

    Raises:
        TooAmbiguousError: too many rows are open at once.
    """
    certain = {f: t for row in rows if row.is_certain for f, t in zip(row.fields, _whole(row), strict=True)}
    open_rows = [row for row in rows if not row.is_certain and not row.jumbled]
    left = _consistent(form, certain, open_rows, thorough=thorough)
    texts, undecided, unsettled = dict(certain), set[str](), set[str]()
    for row in rows:
        if row.jumbled:
            texts |= {f: truth[f] for f in row.fields}
            unsettled |= set(row.fields)
    for row, placings in zip(open_rows, left.placings, strict=True):
        true = tuple(truth[f] for f in row.fields)
        trusted = left.settled and any(_agrees(placing, true) for placing in placings)
        for at, field in enumerate(row.fields):
            said = {placing[at] for placing in placings}
            kept = _survives(true, at, row.texts)
            if trusted and len(said) == 1 and "" not in said:
                texts[field] = said.pop()
            elif kept and not trusted:
                texts[field] = true[at]
                unsettled.add(field)
            else:
                texts[field] = ""
                undecided.add(field)
    return Decided(texts, frozenset(undecided), frozenset(unsettled))


def _survives(true: _Placing, at: int, texts: Sequence[str]) -> bool:
    """Whether what was printed in a cell may still be in the text: there, or within figures that ran together."""
    return bool(true[at]) and true[at] in "".join(texts)


def _whole(row: CopiedRow) -> tuple[str, ...]:
    return row.texts or ("",) * len(row.fields)


def _agrees(placing: _Placing, true: _Placing) -> bool:
    return all(not placed or placed == printed for placed, printed in zip(placing, true, strict=True))


@dataclass(frozen=True, slots=True)
class _Left:
    """The placings left for each open row. ``settled``: they were worked out together and there are some."""

    placings: list[list[_Placing]]
    settled: bool


def _consistent(form: Form, certain: Mapping[str, str], rows: Sequence[CopiedRow], *, thorough: bool) -> _Left:
    """For each open row the placings that fit together with those of the others under the identities."""
    if not rows:
        return _Left([], settled=True)
    blank = _Range(0, 0) if _blanks_are_zeros(form, certain) else _ANYTHING
    held = {f: _range(t, blank) for f, t in certain.items()}
    placings = [_fitting_alone(form, row) for row in rows]
    terms = [_terms(form, row, options) * _across(form, row) for row, options in zip(rows, placings, strict=True)]
    fitting = _fitting_together(_base(form, rows, held), terms, thorough=thorough)
    settled = thorough and all(fits.any() for fits in fitting)
    return _Left(
        [[o[i] for i in np.flatnonzero(fits)] or o for o, fits in zip(placings, fitting, strict=True)], settled
    )


Bounds = NDArray[np.float64]
"""Least and most of each identity's left side less its right side: shape (2, ..., identities)."""


def _fitting_together(base: Bounds, terms: Sequence[Bounds], *, thorough: bool) -> list[NDArray[np.bool_]]:
    """Which placings of each row have placings of all other rows beside them under which every identity can hold.

    Where a row has none, the source breaks its own identities.
    """
    kept = _narrowed(base, terms)
    if not thorough or not all(k.any() for k in kept):
        return kept
    choices = [t[:, k] for t, k in zip(terms, kept, strict=True)]
    steps = iter(range(_MOST_STEPS))
    fits = [np.zeros(c.shape[1], bool) for c in choices]
    for row, choice in enumerate(choices):
        others = [i for i in range(len(choices)) if i != row]
        beside = [choices[i] for i in others]
        after = _hulls_after(beside)
        for at in np.flatnonzero(~fits[row]):
            witness = _witness(base + choice[:, at], beside, after, steps)
            if witness is not None:
                fits[row][at] = True
                for other, chosen in zip(others, witness, strict=True):
                    fits[other][chosen] = True
    return [_spread(k, f) for k, f in zip(kept, fits, strict=True)]


def _spread(kept: NDArray[np.bool_], fits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What fits among the kept ones, in the numbering of all."""
    result = kept.copy()
    result[kept] = fits
    return result


def _narrowed(base: Bounds, terms: Sequence[Bounds]) -> list[NDArray[np.bool_]]:
    """Drop placings that no placing of the other rows can make good, until nothing more can be dropped."""
    kept = [np.ones(t.shape[1], bool) for t in terms]
    while True:
        hulls = [_hull(t[:, k]) for t, k in zip(terms, kept, strict=True)]
        whole = base + sum(hulls)
        now = [k & _can_hold(t + (whole - h)[:, None]) for t, h, k in zip(terms, hulls, kept, strict=True)]
        if not all(k.any() for k in now) or all((a == b).all() for a, b in zip(now, kept, strict=True)):
            return now
        kept = now


def _hull(choices: Bounds) -> Bounds:
    return np.stack([choices[0].min(axis=0), choices[1].max(axis=0)])


def _can_hold(bounds: Bounds) -> NDArray[np.bool_]:
    """For each placing whether every identity's difference can be 0."""
    fits: NDArray[np.bool_] = ((bounds[0] <= 0) & (bounds[1] >= 0)).all(axis=-1)
    return fits


def _hulls_after(choices: Sequence[Bounds]) -> list[Bounds]:
    """For each row what the rows behind it can put into the identities together."""
    after = [np.zeros((2, choices[0].shape[2]))] if choices else []
    for choice in reversed(choices[1:]):
        after.append(after[-1] + _hull(choice))
    return after[::-1]


def _witness(
    base: Bounds, choices: Sequence[Bounds], after: Sequence[Bounds], steps: Iterator[int]
) -> list[int] | None:
    """One placing of each row with which every identity can hold; None where there is none.

    Raises:
        TooAmbiguousError: the steps are used up.
    """
    if next(steps, None) is None:
        raise TooAmbiguousError
    if not choices:
        return []
    for at in np.flatnonzero(_can_hold(choices[0] + (base + after[0])[:, None])):
        found = _witness(base + choices[0][:, at], choices[1:], after[1:], steps)
        if found is not None:
            return [int(at), *found]
    return None


def _base(form: Form, rows: Sequence[CopiedRow], held: Mapping[str, _Range]) -> Bounds:
    """What the fields outside the open rows put into each identity; one that is not known may be anything."""
    opened = {f for row in rows for f in row.fields}
    fields = tuple(f.id for f in form.fields if f.id not in opened)
    return _summed(form, fields, [[held.get(f, _ANYTHING) for f in fields]])[:, 0]


def _terms(form: Form, row: CopiedRow, placings: Sequence[_Placing]) -> Bounds:
    """What each placing of a row puts into each identity."""
    known = {text: _range(text, _ANYTHING) for text in {t for placing in placings for t in placing}}
    return _summed(form, row.fields, [[known[text] for text in placing] for placing in placings])


def _summed(form: Form, fields: tuple[str, ...], ranges: Sequence[Sequence[_Range]]) -> Bounds:
    """For each list of ranges of the fields: what they put into each identity."""
    system = _system(form.version)
    signs = system.signs[[system.numbers[f] for f in fields]]
    left, right = np.maximum(signs, 0), np.maximum(-signs, 0)
    least = np.array([[r.least for r in one] for one in ranges])
    most = np.array([[r.most for r in one] for one in ranges])
    return np.stack([least @ left - most @ right, most @ left - least @ right])


@dataclass(frozen=True, slots=True)
class _System:
    """The identities as numbers. ``signs``: fields by identities, 1 on the left side, -1 on the right."""

    numbers: Mapping[str, int]
    signs: NDArray[np.float64]


@cache
def _system(version: str) -> _System:
    # Kept by version: a form is deep, and takes long to hash.
    form = load_form(version)
    numbers = {f.id: at for at, f in enumerate(form.fields)}
    signs = np.zeros((len(form.fields), len(form.identities)))
    for at, identity in enumerate(form.identities):
        signs[[numbers[f] for f in identity.left], at] = 1
        signs[[numbers[f] for f in identity.right], at] = -1
    return _System(numbers, signs)


def _across(form: Form, row: CopiedRow) -> NDArray[np.bool_]:
    """Which identities tie the row to other rows."""
    system = _system(form.version)
    own = np.abs(system.signs[[system.numbers[f] for f in row.fields]]).sum(axis=0)
    across: NDArray[np.bool_] = own < np.abs(system.signs).sum(axis=0)
    return across


def _fitting_alone(form: Form, row: CopiedRow) -> list[_Placing]:
    """Placings that the identities within the row allow, or all where none is."""
    within = ~_across(form, row)
    every = list(_placings(row.texts, len(row.fields)))
    fits = _can_hold(_terms(form, row, every) * within)
    return [p for p, fit in zip(every, fits, strict=True) if fit] or every


def _range(text: str, blank: _Range) -> _Range:
    value = parse_value(text)
    if value.kind in ("blank", "placeholder"):
        return blank
    if value.value is None:
        return _ANYTHING
    return _Range(float(value.value), float(value.value))


def _placings(texts: tuple[str, ...], cells: int) -> Iterator[_Placing]:
    """All ways to set the texts into cells in order, each whole or as several figures run together."""
    for parts in _parted(texts, cells):
        for columns in combinations(range(cells), len(parts)):
            placing = [""] * cells
            for column, part in zip(columns, parts, strict=True):
                placing[column] = part
            yield tuple(placing)


@cache
def _parted(texts: tuple[str, ...], most: int) -> tuple[tuple[str, ...], ...]:
    """The texts with runs of digits cut into figures in all ways, up to ``most`` figures together."""
    if not texts:
        return ((),)
    rest = _parted(texts[1:], most - 1)
    heads = _cuts(texts[0], most - len(texts) + 1)
    return tuple((*head, *tail) for head in heads for tail in rest if len(head) + len(tail) <= most)


def _cuts(text: str, most: int) -> list[tuple[str, ...]]:
    """A run of digits as one figure or as several; no figure is printed with a leading zero."""
    whole: list[tuple[str, ...]] = [(text,)] if not (text.isdigit() and len(text) > 1 and text[0] in _ZEROS) else []
    if not text.isdigit() or most < 2:
        return whole or [(text,)]
    cut = [
        (text[:at], *rest)
        for at in range(1, len(text))
        if at == 1 or text[0] not in _ZEROS
        for rest in _cuts(text[at:], most - 1)
        if len(rest[-1]) == 1 or rest[-1][0] not in _ZEROS
    ]
    return [*whole, *cut] or [(text,)]


def _blanks_are_zeros(form: Form, certain: Mapping[str, str]) -> bool:
    """Whether every identity over certain rows holds with blanks as 0: then a blank stands for 0 in this report."""
    values = {f: parse_value(t).value or Decimal(0) for f, t in certain.items()}
    whole = [i for i in form.identities if all(f in values for f in (*i.left, *i.right))]
    return all(sum(values[f] for f in i.left) == sum(values[f] for f in i.right) for i in whole)
