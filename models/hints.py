"""The smallest change of a report that contradicts itself after which it would not: a hint at its author's slip.

Nothing is changed by it. A total mistyped is one cell; digits in the wrong column are two cells of a row; a row filled
in from the wrong column on is that row moved by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from gouji.models.arithmetic import EMPTY_KINDS, KNOWN_KINDS, evaluate
from gouji.models.forms import Form, Identity
from gouji.models.result import Check, FieldReading

Figures = Mapping[str, Decimal]
"""Field ids with the figures that they would have."""

_MOST = 3
"""Changes told: where more would do, none of them says anything."""

_ZERO = Decimal(0)
_Signs = Mapping[str, int]
"""Of an identity: 1 for the fields on its left, -1 for those on its right."""


def with_hints(form: Form, fields: Mapping[str, FieldReading], checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks, those of identities that fail in the source with the smallest changes that would mend them."""
    ids = {c.id for c in checks if c.status == "fail" and c.cause == "source"}
    failing = [i for i in form.identities if i.id in ids]
    groups = _connected(failing)
    told = [(group, _hint(form, fields, group)) for group in groups]
    if not any(hint for _, hint in told):
        # One slip may break identities that share no field, as a row moved by one does.
        told = [(failing, _hint(form, fields, failing))]
    said = {identity.id: hint for group, hint in told if hint for identity in group}
    return tuple(c.model_copy(update={"message": c.message + said[c.id]}) if c.id in said else c for c in checks)


def _hint(form: Form, fields: Mapping[str, FieldReading], failing: Sequence[Identity]) -> str:
    """What would mend the identities; "" where nothing small would, or too many things."""
    changes = smallest_changes(form, fields, failing) if failing else []
    if not 0 < len(changes) <= _MOST:
        return ""
    return f"。只要{'，或者'.join(_told(form, fields, change) for change in changes)}，这里的勾稽关系就都成立"


def smallest_changes(form: Form, fields: Mapping[str, FieldReading], failing: Sequence[Identity]) -> list[Figures]:
    """The smallest changes after which identities that fail hold, and others hold on; none where that takes more than
    two cells or one row."""
    known = {f for i in failing for f in (*i.left, *i.right) if fields[f].kind == "number"}
    signs = [_signs(i) for i in failing]
    holding = [i for i in form.identities if known & {*i.left, *i.right} and evaluate(i, fields).status == "pass"]
    residues = [_residue(i, fields) for i in failing] + [_ZERO] * len(holding)
    system = list(zip([*signs, *map(_signs, holding)], residues, strict=True))
    for cells in ([(f,) for f in sorted(known)], combinations(sorted(known), 2)):
        found = [change for chosen in cells if (change := _solved(chosen, system, fields))]
        if found:
            return found
    return [change for change in _moved_rows(form, fields, failing) if _mends(change, [*failing, *holding], fields)]


def _connected(failing: Sequence[Identity]) -> list[list[Identity]]:
    """Identities in groups that share no field."""
    groups: list[list[Identity]] = []
    for identity in failing:
        own = {*identity.left, *identity.right}
        touching = [g for g in groups if any(own & {*i.left, *i.right} for i in g)]
        groups = [g for g in groups if g not in touching] + [[*(i for g in touching for i in g), identity]]
    return groups


def _signs(identity: Identity) -> _Signs:
    return dict.fromkeys(identity.left, 1) | dict.fromkeys(identity.right, -1)


def _residue(identity: Identity, fields: Mapping[str, FieldReading]) -> Decimal:
    outcome = evaluate(identity, fields)
    return _ZERO if outcome.left is None or outcome.right is None else outcome.left - outcome.right


def _solved(
    cells: Sequence[str], system: Iterable[tuple[_Signs, Decimal]], fields: Mapping[str, FieldReading]
) -> Figures | None:
    """The figures of one or two cells by which every equation holds; None where there are none, or many."""
    equations = [([signs.get(f, 0) for f in cells], residue) for signs, residue in system]
    deltas: dict[int, Decimal] = {}
    for factors, residue in equations:
        alone = [at for at, factor in enumerate(factors) if factor]
        if not alone and residue:
            return None
        if (
            len(alone) == 1
            and deltas.setdefault(alone[0], -residue * factors[alone[0]]) != -residue * factors[alone[0]]
        ):
            return None
    for factors, residue in equations:
        missing = [at for at, factor in enumerate(factors) if factor and at not in deltas]
        if len(missing) == 1:
            rest = residue + sum((deltas[at] * f for at, f in enumerate(factors) if at in deltas), _ZERO)
            deltas[missing[0]] = -rest * factors[missing[0]]
    if len(deltas) < len(cells) or any(
        residue + sum((deltas[at] * f for at, f in enumerate(factors)), _ZERO) for factors, residue in equations
    ):
        return None
    figures = {f: (fields[f].value or _ZERO) + deltas[at] for at, f in enumerate(cells)}
    return figures if all(deltas.values()) and min(figures.values()) >= 0 else None


def _moved_rows(form: Form, fields: Mapping[str, FieldReading], failing: Sequence[Identity]) -> Iterator[Figures]:
    """Rows in failing identities with the figures before their total moved by one column, where that loses none."""
    touched = {f for i in failing for f in (*i.left, *i.right)}
    row_of = {f.id: f.row for f in form.fields}
    for parts in (i.left for i in form.identities if len({row_of[f] for f in (*i.left, *i.right)}) == 1):
        if len(touched & set(parts)) > 1 and all(fields[f].kind in KNOWN_KINDS for f in parts):
            values = [fields[f].value or _ZERO for f in parts]
            for moved, lost in (([*values[1:], _ZERO], values[0]), ([_ZERO, *values[:-1]], values[-1])):
                if not lost:
                    yield {f: new for f, old, new in zip(parts, values, moved, strict=True) if old != new}


def _mends(change: Figures, identities: Iterable[Identity], fields: Mapping[str, FieldReading]) -> bool:
    def total(ids: Iterable[str]) -> Decimal:
        return sum((change[f] if f in change else fields[f].value or _ZERO for f in ids), _ZERO)

    return bool(change) and all(total(i.left) == total(i.right) for i in identities)


def _told(form: Form, fields: Mapping[str, FieldReading], change: Figures) -> str:
    named = {f.id: f for f in form.fields}
    if len(change) > 2:
        return f"“{named[next(iter(change))].row.labels[0]}”一行的数字移动一列"
    return "、".join(
        f"“{named[f].row.labels[0]}”的{named[f].column.labels[0]}是 {value:f}（现为 {_now(fields[f])}）"
        for f, value in change.items()
    )


def _now(reading: FieldReading) -> str:
    return "空白" if reading.kind in EMPTY_KINDS else f"{reading.value:f}"
