"""Ways in which the values of a row can stand in its columns.

Where cells are separated and as many as the form's columns, there is one way. Where a cell was lost, or a row was
padded, or two numbers run together, there are several, each with a prior; arithmetic chooses later, or a person does.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, pairwise

from gouji.models.assembly.columns import Columns, find_columns, under_headers
from gouji.models.assembly.drawn_columns import in_drawn_columns, stand_aside
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.row_cells import Cells
from gouji.models.assembly.tokens import Token, TokenKind, is_inked
from gouji.models.forms import Block
from gouji.models.values import plain

_MOST_WAYS = 600
"""Ways beyond which a row is not placed at all: 4 values lost of 15 are 1,365."""

_USUAL = 5
"""Rows from which a table says how many cells its rows have: a text may leave out one in each of them."""

_PADDED_RIGHT, _PADDED_LEFT, PADDED_BETWEEN = math.log(0.7), math.log(0.25), math.log(0.05)
"""Prior of where surplus empty cells stand. Converters that drop merged cells pad rows on the right."""

_GLUED = 3
"""Rows of zeros without anything between them from which a text has its figures so."""

_TRIMMED, _LOST = math.log(0.7), math.log(0.3)
"""Prior of what missing cells are: empty ones cut from the end of a line of text, or any."""

_INK_BESIDE = math.log(0.2)
"""Prior of an empty cell under its column's header where something is printed beside it: headers may be cut apart."""

_RUN_TOGETHER = math.log(0.05)
"""Prior of two numbers printed as one, where nothing says so."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to place a row's values. ``log_prior`` in nats. ``split``: columns whose value is a part of a token, in a
    row of which one was cut where nothing but its number of columns says so."""

    cells: Cells
    log_prior: float
    split: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Placement:
    """The ways of one row; none where its values cannot be placed. ``empties_known``: an empty cell is seen as such."""

    evidence: RowEvidence
    ways: tuple[Way, ...]
    empties_known: bool


def place(rows: Sequence[RowEvidence], blocks: Sequence[Block], widths: Sequence[int]) -> tuple[Placement, ...]:
    """The ways to place each row. ``widths``: how many columns each row has."""
    columns = find_columns(rows, blocks, widths)
    usual, glued = _usual_cells(rows, blocks), _are_glued(rows, widths)
    placed = []
    for row, block, width, where in zip(rows, blocks, widths, columns, strict=True):
        if drawn := _drawn_cells(row, rows, blocks, block, width):
            placed.append(Placement(row, (Way(drawn, 0.0),), empties_known=True))
        elif row.slots and len(row.slots) > width and (cells := under_headers(row, rows, blocks, block)):
            placed.append(Placement(row, _ways_under_headers(cells, row.slots, width), empties_known=True))
        elif glued and (digits := _digits(row, width)):
            placed.append(Placement(row, (Way(digits, 0.0),), empties_known=True))
        else:
            placed.append(_place_row(row, width, where, usual.get(id(block), width)))
    return tuple(placed)


def _are_glued(rows: Sequence[RowEvidence], widths: Sequence[int]) -> bool:
    """Whether a text has nothing between the figures of its rows: zeros tell, since no number begins with several."""
    return sum(width > 1 and _is_glued(row, width) for row, width in zip(rows, widths, strict=True)) >= _GLUED


def _is_glued(row: RowEvidence, width: int) -> bool:
    values = row.values if row.origin == "text" and row.slots is None else ()
    return len(values) == width and all(a.piece.right == b.piece.left for a, b in pairwise(values))


def _digits(row: RowEvidence, width: int) -> Cells | None:
    """The digits of a row that is one word of as many as its columns: with nothing between figures, each is one."""
    word = plain(row.values[0].text) if len(row.values) == 1 and row.slots is None else ""
    return tuple((replace(row.values[0], text=d),) for d in word) if word.isdigit() and len(word) == width else None


def _ways_under_headers(cells: Cells, slots: Cells, width: int) -> tuple[Way, ...]:
    """The cells that stand under the headers; where they leave out ink beside empty ones, that may be the value too."""
    left_out = any(is_inked(slot) and slot not in cells for slot in slots)
    if not left_out or all(map(is_inked, cells)):
        return (Way(cells, 0.0),)
    return (Way(cells, _INK_BESIDE), *_ways_of_cells(slots, width))


def _drawn_cells(
    row: RowEvidence, rows: Sequence[RowEvidence], blocks: Sequence[Block], block: Block, width: int
) -> Cells | None:
    """The cells of a scanned row that has too many or too few, or has them beside its columns, under those of the other
    rows of its block; where these leave out ink, and as many cells as columns have some, these."""
    if row.origin != "ocr":
        return None
    alike = [other for other, own in zip(rows, blocks, strict=True) if own is block and other is not row]
    slots = row.slots or ()
    if len(slots) == width:
        return in_drawn_columns(row, width, alike, lacking=True) if stand_aside(slots, width, alike) else None
    drawn = in_drawn_columns(row, width, alike)
    inked = tuple(cell for cell in slots if is_inked(cell))
    if 1 < len(inked) == width and all(len(cell) == 1 for cell in inked) and not (drawn and all(map(is_inked, drawn))):
        return in_drawn_columns(row, width, alike, lacking=True) if stand_aside(inked, width, alike) else inked
    return drawn


def _usual_cells(rows: Sequence[RowEvidence], blocks: Sequence[Block]) -> dict[int, int]:
    """For each block with enough rows of a text, by its identity, how many value cells most of them have."""
    counts: dict[int, Counter[int]] = {}
    for row, block in zip(rows, blocks, strict=True):
        if row.slots is not None and row.origin == "text":
            counts.setdefault(id(block), Counter())[len(_apart(row.slots))] += 1
    return {block: count.most_common(1)[0][0] for block, count in counts.items() if count.total() >= _USUAL}


def _place_row(row: RowEvidence, width: int, columns: Columns | None, usual: int) -> Placement:
    if row.slots is not None:
        inked = any(map(is_inked, row.slots))
        lost = inked and row.origin == "text" and len(_apart(row.slots)) < min(usual, width)
        known = not lost and (inked or 2 * len(row.slots) >= width)
        return Placement(row, _ways_of_cells(row.slots, width), empties_known=known)
    if not row.values:
        return Placement(row, (Way(((),) * width, 0.0),), empties_known=False)
    if len(row.values) < width and columns and (under := columns.under(row.values)):
        return Placement(row, (Way(under, 0.0),), empties_known=row.origin != "ocr" or row.searched)
    return Placement(row, _ways_of_words(row.values, width), empties_known=len(row.values) == width)


def _ways_of_cells(slots: Cells, width: int) -> tuple[Way, ...]:
    """Ways for a row whose cells are separated."""
    if len(slots) < width:
        slots = _apart(slots)
    inked = [i for i, cell in enumerate(slots) if is_inked(cell)]
    if len(slots) == width:
        return (Way(slots, 0.0),)
    if not inked:
        # All blank: the value columns are the last ones.
        return (Way((*((),) * (width - len(slots)), *slots[-width:]), 0.0),)
    if len(inked) > width:
        return ()
    return _padded(slots, width) if len(slots) > width else _trimmed(slots, width)


def _apart(slots: Cells) -> Cells:
    """Cells that hold several values as that many cells: a rule between them is missing."""
    return tuple(part for cell in slots for part in ([(t,) for t in cell] if is_inked(cell) else [cell]))


def _padded(slots: Cells, width: int) -> tuple[Way, ...]:
    """More cells than columns: some of the empty ones are none of the row's."""
    empties = [i for i, cell in enumerate(slots) if not is_inked(cell)]
    surplus = len(slots) - width
    if surplus > len(empties) or math.comb(len(empties), surplus) > _MOST_WAYS:
        return ()
    ways: dict[tuple[str, ...], Way] = {}
    for dropped in combinations(empties, surplus):
        way = Way(tuple(c for i, c in enumerate(slots) if i not in dropped), _padding_prior(dropped, len(slots)))
        said = tuple("".join(t.text for t in cell) for cell in way.cells)
        if said not in ways or ways[said].log_prior < way.log_prior:
            ways[said] = way
    return tuple(ways.values())


def _padding_prior(dropped: tuple[int, ...], length: int) -> float:
    kept = [i for i in range(length) if i not in dropped]
    if kept[-1] - kept[0] >= len(kept):
        return PADDED_BETWEEN
    return _PADDED_RIGHT if kept[0] == 0 else _PADDED_LEFT


def _trimmed(slots: Cells, width: int) -> tuple[Way, ...]:
    """Fewer cells than columns."""
    if math.comb(width, len(slots)) > _MOST_WAYS:
        return ()
    left = tuple(range(len(slots)))
    trimmed = _LOST if any(t.piece.place.bbox for cell in slots for t in cell) else _TRIMMED
    return tuple(
        Way(_spread(slots, columns, width), trimmed if columns == left else _LOST)
        for columns in combinations(range(width), len(slots))
    )


def _ways_of_words(values: Sequence[Token], width: int) -> tuple[Way, ...]:
    """Ways for a row that leaves no trace of its empty cells."""
    cells = tuple((t,) for t in values)
    if len(values) == width:
        # A value that is two, and yet as many as columns: one of the others is a stranger, a page number perhaps.
        return () if any(map(_must_split, values)) else (Way(cells, 0.0),)
    missing = width - len(values)
    if math.comb(width, missing) > _MOST_WAYS:
        return ()
    together = runs_parted(values, missing)
    if any(_must_split(t) for t in values):
        return together
    return (*(Way(_spread(cells, c, width), 0.0) for c in combinations(range(width), len(values))), *together)


def runs_parted(values: Sequence[Token], missing: int) -> tuple[Way, ...]:
    """Ways that cut values into as many more as are missing; none where there are too many."""
    partings = list(islice(_partings(values, missing), _MOST_WAYS + 1))
    return tuple(map(_parted, partings)) if len(partings) <= _MOST_WAYS else ()


def _partings(values: Sequence[Token], missing: int) -> Iterator[tuple[tuple[Token, ...], ...]]:
    """All ways to cut the values, each into one part or more, into ``missing`` parts more than there are values.

    Where there are any, the first comes at once, and so does each next one: there may be more than can be counted.
    """
    if not values and not missing:
        yield ()
    if not values:
        return
    cuts = [_cuts(token) for token in values[1:]]
    fewest, most = sum(low for low, _ in cuts), sum(high for _, high in cuts)
    for more in range(max(missing - most, 0), missing - fewest + 1):
        for parts in _parts(values[0], more):
            yield from ((parts, *others) for others in _partings(values[1:], missing - more))


def _parts(token: Token, more: int) -> Iterator[tuple[Token, ...]]:
    """A value cut into ``more`` parts than one; no number is printed with a leading zero."""
    fewest, most = _cuts(token)
    if not fewest <= more <= most:
        return
    if not more:
        yield (token,)
        return
    yield from (tuple(replace(token, text=p) for p in parts) for parts in _numbers(plain(token.text), more + 1))


def _cuts(token: Token) -> tuple[int, int]:
    """In how many places a value must and may be cut; every number between can be had."""
    digits = plain(token.text)
    if not digits.isdigit():
        return 0, 0
    return _fewest_numbers(digits) - 1 if _must_split(token) else 0, len(digits) - 1


def _numbers(digits: str, parts: int) -> Iterator[tuple[str, ...]]:
    """All ways to cut digits into so many numbers, without a leading zero; there must be one."""
    if parts == 1:
        yield (digits,)
        return
    for length in range(1, 2 if digits.startswith("0") else len(digits) - parts + 2):
        rest = digits[length:]
        if _fewest_numbers(rest) < parts <= len(rest) + 1:
            yield from ((digits[:length], *others) for others in _numbers(rest, parts - 1))


def _fewest_numbers(digits: str) -> int:
    """Each leading zero is a number of its own."""
    others = digits.lstrip("0")
    return len(digits) - len(others) + bool(others)


def _parted(parting: tuple[tuple[Token, ...], ...]) -> Way:
    cells = tuple((t,) for parts in parting for t in parts)
    split = [len(parts) > 1 for parts in parting for _ in parts]
    # A value that must be cut was run together whatever else happened.
    chosen = sum(len(parts) > 1 and not plain("".join(t.text for t in parts)).startswith("0") for parts in parting)
    return Way(cells, chosen * _RUN_TOGETHER, frozenset(i for i, cut in enumerate(split) if cut and chosen))


def _must_split(token: Token) -> bool:
    """No number is printed with a leading zero: two or more run together."""
    digits = plain(token.text)
    return token.kind is TokenKind.VALUE and len(digits) > 1 and digits.isdigit() and digits.startswith("0")


def _spread(cells: Cells, columns: tuple[int, ...], width: int) -> Cells:
    at = dict(zip(columns, cells, strict=True))
    return tuple(at.get(c, ()) for c in range(width))
