"""A report as its author composed it: titles, paragraphs and tables of cells, each text tagged with what it is.

Nothing here knows of pages, fonts or files: renderers print a manuscript, the copying of text wraps one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TagKind = Literal[
    "title",
    "section",
    "block",
    "corner",
    "column",
    "column_group",
    "row",
    "row_group",
    "value",
    "local_row",
    "local_value",
    "prose",
    "page_number",
    "space",
]
"""What a piece of text is. ``local_*``: rows that an office added to the form. ``corner``: the header cell over the
row labels. ``column_group`` and ``row_group``: merged cells over several columns or beside several rows. ``space``:
white space and marks between cells."""


@dataclass(frozen=True, slots=True)
class Tag:
    """What a piece of text is part of.

    ``id``: of a value its field; of a row its id in the form; of a column ``<section>.<column id>``; of a group, block
    or section its label as the form prints it; of a side-by-side row label (行政复议) the row. Empty for the rest.
    """

    kind: TagKind
    id: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one tag."""

    text: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, merged over ``rows`` and ``columns``. ``stacked``: one glyph per line, as in narrow cells."""

    row: int
    column: int
    text: str
    tag: Tag
    rows: int = 1
    columns: int = 1
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells that cover a grid without overlap. ``widths``: relative widths of its columns."""

    widths: tuple[float, ...]
    header_rows: int
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> int:
        """Number of grid rows."""
        return max(cell.row + cell.rows for cell in self.cells)


ParagraphStyle = Literal["title", "heading", "subheading", "body", "signature"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. Headings of sections are paragraphs too."""

    style: ParagraphStyle
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(span.text for span in self.spans)


Element = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Everything printed in a report, in reading order."""

    elements: tuple[Element, ...]
