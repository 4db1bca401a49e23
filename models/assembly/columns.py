"""Where the columns of a table stand, in sources that do not separate cells but keep positions.

Values that stand one under another show the columns; so do the header cells above them, where each stands over its
column. Either way it must be as many columns as the form has, and steady: otherwise positions prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.header_names import Extent, extents
from gouji.models.assembly.labels import normalise
from gouji.models.assembly.row_cells import Cells
from gouji.models.assembly.tokens import INK, Token, by_line
from gouji.models.forms import Block

_PER_COLUMN = 3
"""Values per column, on average, that it takes to see columns by values alone."""

_APART = 0.35
"""Share of the mean distance of columns that separates what stands in one from what stands in the next."""

_STEADY = 0.2
"""Columns are steady when what stands in each varies by less than this share of their least distance."""

_WIDE = 3.0
"""Least distance of columns in digits: what is nearer is one column that does not stand quite alike in all rows."""

_NEAR = 0.3
"""A value stands in a column when it is nearer to its centre than this share of the least distance of columns."""

_BESIDE = 0.45
"""How far values may stand beside the middle of the name over them, as a share of the least distance of columns: from
a half on it would be another's."""

_AS_STEADY = 0.1
"""As a share of the least distance of columns, how much steadier one alignment must be than another to be preferred."""

_TIGHT = 0.1
"""Share of the gaps before values of a text that may be a single space where it keeps its columns: long figures fill
theirs."""

_SET_APART = 2.0
"""Columns of a fixed-width font between two texts that were set apart; one may be any space."""

_ANCHORS = (1.0, 0.5, 0.0)
"""What may be aligned in a column: right ends, centres, left ends (as shares of a value's width)."""

_CENTRE = 0.5


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns stand. ``anchor``: which part of a value is aligned. ``gap``: least distance of two columns."""

    anchor: float
    centres: tuple[float, ...]
    gap: float

    def nearest(self, value: Token) -> int:
        """The column whose middle is nearest to the value."""
        place = _at(value, self.anchor)
        return min(range(len(self.centres)), key=lambda c: abs(self.centres[c] - place))

    def under(self, values: Sequence[Token]) -> Cells | None:
        """The values as cells of the columns in which they stand; None if that is not plain.

        It is not where a value stands in no column, two stand in one, or one reaches into another.
        """
        cells: list[tuple[Token, ...]] = [()] * len(self.centres)
        for value in values:
            place, column = _at(value, self.anchor), self.nearest(value)
            reaches = any(value.piece.left < c < value.piece.right for c in self.centres if c != self.centres[column])
            if cells[column] or reaches or abs(self.centres[column] - place) > _NEAR * self.gap:
                return None
            cells[column] = (value,)
        return tuple(cells)


def find_columns(
    rows: Sequence[RowEvidence], blocks: Sequence[Block], widths: Sequence[int]
) -> tuple[Columns | None, ...]:
    """For each row, where its columns stand: seen on its own page, or else over all pages with the headers."""
    found: dict[tuple[int, int | None], Columns | None] = {}
    for row, block, width in zip(rows, blocks, widths, strict=True):
        key = (id(block), _page(row))
        if width > 1 and row.slots is None and key not in found:
            same = [r for r, b in zip(rows, blocks, strict=True) if b is block and r.slots is None]
            here = [t for r in same for t in r.values if t.piece.place.page_index == key[1]]
            found[key] = (_by_values(here, width) if _have_places(same) else None) or _by_names(same, block)
    return tuple(found.get((id(block), _page(row))) for row, block in zip(rows, blocks, strict=True))


def under_headers(row: RowEvidence, rows: Sequence[RowEvidence], blocks: Sequence[Block], block: Block) -> Cells | None:
    """The drawn cells of a row that stand under the headers of its columns, where it has more cells than columns.

    None unless every column's label stands over exactly one of them.
    """
    headers = [t for r, b in zip(rows, blocks, strict=True) if b is block for t in r.headers]
    cells = []
    for column in block.columns:
        labels = {normalise(label) for label in column.labels}
        centres = {round(_at(t, _CENTRE), 3) for t in headers if normalise(t.text) in labels and t.piece.place.bbox}
        over = [c for c in row.slots or () if len(centres) == 1 and _spans(c, next(iter(centres)))]
        if len(over) != 1:
            return None
        cells.append(over[0])
    return tuple(cells)


def _spans(cell: Sequence[Token], place: float) -> bool:
    box = cell[0].piece.place.bbox
    return box is not None and box.left < place < box.right


def _page(row: RowEvidence) -> int | None:
    return row.values[0].piece.place.page_index if row.values else None


def _have_places(rows: Sequence[RowEvidence]) -> bool:
    """Whether it says anything where values stand: on a page, or in a text that sets its columns apart. In a text with
    one space between everything, values stand under one another by the lengths of their labels alone."""
    tokens = [t for row in rows for t in {id(t): t for t in (*row.texts, *row.values)}.values()]
    if any(t.piece.place.bbox is not None for t in tokens):
        return True
    ordered = [sorted(line, key=lambda t: t.piece.left) for line in by_line(tokens).values()]
    gaps = [b.piece.left - a.piece.right for line in ordered for a, b in pairwise(line) if b.kind in INK]
    return sum(gap < _SET_APART for gap in gaps) <= _TIGHT * len(gaps)


def _by_values(values: Sequence[Token], width: int) -> Columns | None:
    if len(values) < _PER_COLUMN * width:
        return None
    seldom = 1 if values[0].origin == "ocr" else 0
    fits = [_cluster([_at(t, anchor) for t in values], width, anchor, seldom) for anchor in _ANCHORS]
    glyph = median((t.piece.right - t.piece.left) / len(t.text) for t in values)
    found = [fit for fit in fits if fit and fit[1].gap >= _WIDE * glyph]
    steady = [(spread, columns) for spread, columns in found if spread < _STEADY * columns.gap]
    return min(steady, key=lambda fit: fit[0])[1] if steady else None


def _by_names(rows: Sequence[RowEvidence], block: Block) -> Columns | None:
    """By the names over the columns. Only where they have places: on a page, or in a text that keeps its layout. A page
    may break them in two."""
    texts = [t for r in rows for t in r.texts]
    if not _keeps_layout(texts):
        texts = [t for t in texts if t.piece.place.bbox is not None]
    names = _names(block)
    pages = sorted({t.piece.place.page_index for t in texts})
    for together in (*((page,) for page in pages), *pairwise(pages)):
        found = extents([t for t in texts if t.piece.place.page_index in together], names, _groups(block))
        if found is not None:
            values = [t for r in rows for t in r.values]
            return _under_values(found, values) if values else None
    return None


def _keeps_layout(texts: Sequence[Token]) -> bool:
    """Whether headers of a text are set apart by more than a space, so that they may stand over their columns."""
    pairs = [pair for line in by_line(texts).values() for pair in pairwise(line)]
    gaps = [b.piece.left - a.piece.right for a, b in pairs if not _is_spaced(a, b)]
    return bool(gaps) and all(gap >= _SET_APART for gap in gaps)


def _is_spaced(before: Token, token: Token) -> bool:
    """Whether two texts are glyphs of one label that is set with spaces: 总 计."""
    return len(before.text) == len(token.text) == 1 and token.piece.left - before.piece.right < _SET_APART


def _names(block: Block) -> list[list[str]]:
    names = [[normalise(label) for label in column.labels] for column in block.columns]
    return names * len(block.rows) if block.side_by_side else names


def _groups(block: Block) -> frozenset[str]:
    """Labels of merged header cells."""
    groups = [group for column in block.columns for group in column.groups]
    groups += [group for row in block.rows for group in (*row.groups, row.labels)]
    return frozenset(normalise(label) for group in groups for label in group)


def _under_values(names: Sequence[Extent], values: Sequence[Token]) -> Columns | None:
    """Columns where values may be aligned otherwise than the names over them, or stand a little beside them.

    None where values stray so far that it is not plain under which name they stand.
    """
    centres = _places(names, _CENTRE)
    gap = min(b - a for a, b in pairwise(centres))
    if gap <= 0:
        return None
    fits = []
    for anchor in _ANCHORS:
        for over in {_CENTRE, anchor}:
            strays = [_stray(_at(t, anchor), _places(names, over)) for t in values]
            extent, aside = max(strays) - min(strays), (max(strays) + min(strays)) / 2
            if extent <= 2 * _NEAR * gap and abs(aside) <= _BESIDE * gap:
                fits.append((extent, abs(anchor - _CENTRE) + abs(over - _CENTRE), anchor, over, aside))
    found = [
        Columns(anchor, tuple(place + aside for place in _places(names, over)), gap)
        for extent, _, anchor, over, aside in sorted(fits)
        if extent <= min(fits)[0] + _AS_STEADY * gap
    ]
    # Two numbers may stand as well beyond the right ends of two names as before the left ends of the next two.
    return found[0] if len({tuple(map(columns.nearest, values)) for columns in found}) == 1 else None


def _places(names: Sequence[Extent], anchor: float) -> list[float]:
    return [left + anchor * (right - left) for left, right in names]


def _stray(place: float, names: Sequence[float]) -> float:
    return min((place - name for name in names), key=abs)


def _cluster(places: Sequence[float], width: int, anchor: float, seldom: int) -> tuple[float, Columns] | None:
    """Places in as many groups as there are columns, with the extent of the widest; None if they make more or fewer, or
    if no more than so many make the first or last: on a scan a speck beside the table is no column."""
    ordered = sorted(places)
    apart = _APART * (ordered[-1] - ordered[0]) / (width - 1)
    cuts = [i + 1 for i, (a, b) in enumerate(pairwise(ordered)) if b - a > apart]
    groups = [ordered[a:b] for a, b in zip([0, *cuts], [*cuts, len(ordered)], strict=True)]
    if len(groups) != width or min(len(groups[0]), len(groups[-1])) <= seldom:
        return None
    centres = tuple(median(group) for group in groups)
    gap = min(b - a for a, b in pairwise(centres))
    return max(group[-1] - group[0] for group in groups), Columns(anchor, centres, gap)


def _at(token: Token, anchor: float) -> float:
    return token.piece.left + anchor * (token.piece.right - token.piece.left)
