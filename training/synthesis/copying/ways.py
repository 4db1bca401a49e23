"""Ways in which a table becomes lines of text: by rows, by cells, by words; with and without marks between cells."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gouji.training.synthesis.copying.lines import SPACE, CopiedLine, Spans, joined, split
from gouji.training.synthesis.manuscript import Cell, Span, Table

_VALUES = ("value", "local_value")


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells that begin in one grid row, as spans: labels (and headers), then values."""

    number: int
    header: bool
    labels: tuple[Cell, ...]
    values: tuple[Cell, ...]

    def line(self, spans: Sequence[Span], explicit: bool = False) -> CopiedLine:
        """A line of this row."""
        return CopiedLine(tuple(spans), self.number, explicit or not self.values, bool(self.values))

    def label_spans(self) -> list[Span]:
        """Texts of the labels."""
        return [Span(cell.text, cell.tag) for cell in self.labels]

    def value_spans(self) -> list[Span]:
        """Texts of the values, "" for empty cells."""
        return [Span(cell.text, cell.tag) for cell in self.values]

    def printed_values(self) -> list[Span]:
        """Texts of the values that are not empty."""
        return [span for span in self.value_spans() if span.text]


TableWay = Callable[[Table, int, random.Random], list[CopiedLine]]
"""Lines of a table whose first row has the given number."""


def rows_of(table: Table, first: int) -> Iterator[_Row]:
    """The rows of a table from top to bottom."""
    for row in range(table.rows):
        cells = [cell for cell in table.cells if cell.row == row]
        labels = tuple(cell for cell in cells if cell.tag.kind not in _VALUES)
        values = tuple(cell for cell in cells if cell.tag.kind in _VALUES)
        yield _Row(first + row, row < table.header_rows, labels, values)


def in_rows(table: Table, first: int, draw: random.Random) -> list[CopiedLine]:
    """Each row on one line, its cells apart by spaces."""
    return [row.line(joined((*row.label_spans(), *row.printed_values()), " ")) for row in rows_of(table, first)]


def glued(table: Table, first: int, draw: random.Random) -> list[CopiedLine]:
    """As in rows, with nothing between a label and what follows it."""
    return [row.line((*row.label_spans(), *joined(row.printed_values(), " "))) for row in rows_of(table, first)]


def wrapped(table: Table, first: int, draw: random.Random) -> list[CopiedLine]:
    """Labels broken as in their cells, values beside one of their lines or below them, headers a cell at a time."""
    label_width, group_width = draw.randint(7, 18), draw.randint(2, 5)
    header_width = draw.choice((1, 2, 4))
    beside = draw.random() < 0.5
    lines: list[CopiedLine] = []
    for row in rows_of(table, first):
        if not row.values:
            lines += [row.line([s]) for c in row.labels for s in _header_lines(c, header_width)]
            continue
        *groups, label = row.label_spans() or [Span("", SPACE)]
        lines += [row.line([part]) for group in groups for part in split(group, group_width)]
        lines += _label_and_values(row, split(label, label_width), beside, draw)
    return lines


def _header_lines(cell: Cell, width: int) -> list[Span]:
    narrow = cell.tag.kind == "column" and cell.columns == 1
    return split(Span(cell.text, cell.tag), 1 if cell.stacked else width if narrow else 15)


def _label_and_values(row: _Row, label: list[Span], beside: bool, draw: random.Random) -> list[CopiedLine]:
    values = joined(row.printed_values(), " ")
    if not values:
        return [row.line([part]) for part in label]
    if not beside and len(label) > 1:
        return [*(row.line([part]) for part in label), row.line(values)]
    at = len(label) // 2 if draw.random() < 0.7 else draw.randrange(len(label))
    return [
        row.line(
            joined((part, *values), " ")
            if part.text and i == at and len(values) == 1
            else (part, Span(" ", SPACE), *values)
            if i == at and part.text
            else values
            if i == at
            else [part]
        )
        for i, part in enumerate(label)
    ]


def tabbed(table: Table, first: int, draw: random.Random) -> list[CopiedLine]:
    """Cells apart by tabs, as word processors copy them; cells under a merged one are empty, or not there."""
    keep = draw.random() < 0.5
    return [
        row.line(joined(_with_covered(row, table, first) if keep else _all(row), "\t"), True)
        for row in rows_of(table, first)
    ]


def barred(table: Table, first: int, draw: random.Random) -> list[CopiedLine]:
    """A table of Markdown."""
    lines = []
    for row in rows_of(table, first):
        cells = joined(_with_covered(row, table, first), " | ")
        lines.append(row.line((Span("| ", SPACE), *cells, Span(" |", SPACE)), True))
        if row.number == first:
            lines.append(CopiedLine((Span("|" + "---|" * len(table.widths), SPACE),), row.number, True))
    return lines


def cell_lines(table: Table, first: int, draw: random.Random) -> list[CopiedLine]:
    """Each cell on a line of its own behind a tab, an empty line after each row, as web pages are copied."""
    lines = []
    covered = draw.random() < 0.5
    for row in rows_of(table, first):
        spans = _with_covered(row, table, first) if covered else _all(row)
        lines += [row.line((Span("\t", SPACE), span), True) for span in spans]
        lines.append(row.line((), True))
    return lines


def word_lines(table: Table, first: int, draw: random.Random) -> list[CopiedLine]:
    """Each cell that is not empty on a line of its own, and nothing that shows rows."""
    return [row.line([span]) for row in rows_of(table, first) for span in _all(row) if span.text]


def glyph_lines(table: Table, first: int, draw: random.Random) -> list[CopiedLine]:
    """Headers and groups one glyph per line, the rest in rows."""
    lines: list[CopiedLine] = []
    for row in rows_of(table, first):
        if not row.values:
            lines += [row.line([part]) for span in row.label_spans() for part in split(span, 1)]
            continue
        *groups, label = row.label_spans() or [Span("", SPACE)]
        lines += [row.line([part]) for group in groups for part in split(group, 1)]
        lines.append(row.line(joined((label, *row.printed_values()), " ")))
    return lines


def padded(table: Table, first: int, draw: random.Random) -> list[CopiedLine]:
    """Cells under one another by runs of spaces, headers over their columns, as converters keep a page's layout."""
    rows = list(rows_of(table, first))
    begins = min((cell.column for row in rows for cell in row.values), default=0)
    left = max((display_width(_beginning(row, begins)) for row in rows), default=0)
    single = [
        cell for row in rows for cell in (*row.labels, *row.values) if cell.column >= begins and cell.columns == 1
    ]
    narrow = max((display_width(cell.text) for cell in single), default=0) + draw.randint(2, 5)
    centred = draw.random() < 0.6
    return [row.line(_padded_spans(row, begins, left, narrow, centred), True) for row in rows]


def _beginning(row: _Row, begins: int) -> str:
    """What stands before the value columns. A header over the whole table stands alone."""
    return "".join(cell.text for cell in row.labels if cell.column < begins and cell.column + cell.columns <= begins)


def _padded_spans(row: _Row, begins: int, left: int, narrow: int, centred: bool) -> list[Span]:
    """Values and the headers over them centred in their columns or at the right ends; merged headers always centred."""
    spans: list[Span] = []
    at = 0
    for cell in sorted((*row.labels, *row.values), key=lambda cell: cell.column):
        width = display_width(cell.text)
        if cell.column >= begins:
            room = narrow * cell.columns - width
            start = left + narrow * (cell.column - begins) + (room // 2 if centred or cell.columns > 1 else room)
            spans.append(Span(" " * max(1, start - at), SPACE))
            at += max(1, start - at)
        spans.append(Span(cell.text, cell.tag))
        at += width
    return spans


def display_width(text: str) -> int:
    """Columns of a fixed-width font: full-width glyphs take two."""
    return sum(2 if unicodedata.east_asian_width(glyph) in "WFA" else 1 for glyph in text)


def _all(row: _Row) -> list[Span]:
    return [*row.label_spans(), *row.value_spans()]


def _with_covered(row: _Row, table: Table, first: int) -> Spans:
    """The row's cells, and an empty one wherever a cell from above or from the left reaches into it."""
    at = row.number - first
    starts = {cell.column: Span(cell.text, cell.tag) for cell in table.cells if cell.row == at}
    return tuple(starts.get(column, Span("", SPACE)) for column in range(len(table.widths)))


WAYS: dict[str, TableWay] = {
    way.__name__: way for way in (in_rows, glued, wrapped, tabbed, barred, cell_lines, word_lines, glyph_lines, padded)
}
"""All ways by name."""
