"""A manuscript as HTML in which every text and every value cell is a numbered link, so that a PDF tells where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Cell, Manuscript, Paragraph, Span, Table
from gouji.training.synthesis.pages.style_sheet import style_sheet

ADDRESS = "https://gouji.invalid/"
"""What links begin with; ``t`` or ``c`` and a number follow. No name of this ending ever exists (RFC 2606)."""


@dataclass(slots=True)
class Markup:
    """A page's HTML, and what its links stand for: ``t3`` is ``spans[3]``, ``c3`` is ``cells[3]``."""

    html: str = ""
    spans: list[Span] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def text(self, span: Span, stacked: bool = False) -> str:
        """A link around a text."""
        self.spans.append(span)
        lines = [glyph for glyph in span.text if not glyph.isspace()] if stacked else span.text.split("\n")
        return f'<a href="{ADDRESS}t{len(self.spans) - 1}">{"<br>".join(map(escape, lines))}</a>'

    def place(self, cell: Cell) -> str:
        """A link that fills a cell."""
        self.cells.append(cell)
        return f'<a class="place" href="{ADDRESS}c{len(self.cells) - 1}"></a>'


def marked_up(manuscript: Manuscript, look: Look) -> Markup:
    """The HTML of a manuscript. What a look leaves open depends on the look alone."""
    markup = Markup()
    draw = stream("browser", repr(look))
    body = "".join(_element(element, markup, look) for element in manuscript.elements)
    head = f'<meta charset="utf-8"><style>{style_sheet(look, draw)}</style>'
    markup.html = f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{body}</body></html>'
    return markup


def _element(element: Paragraph | Table, markup: Markup, look: Look) -> str:
    if isinstance(element, Table):
        return _table(element, markup, look)
    return f'<p class="{element.style}">{"".join(markup.text(span) for span in element.spans)}</p>'


def _table(table: Table, markup: Markup, look: Look) -> str:
    columns = "".join(f'<col style="width:{w / sum(table.widths):.4%}">' for w in table.widths)
    rows = [
        f"<tr>{''.join(_cell(cell, table, markup) for cell in table.cells if cell.row == row)}</tr>"
        for row in range(table.rows)
    ]
    header, body = "".join(rows[: table.header_rows]), "".join(rows[table.header_rows :])
    return f"<table><colgroup>{columns}</colgroup><thead>{header}</thead><tbody>{body}</tbody></table>"


def _cell(cell: Cell, table: Table, markup: Markup) -> str:
    merged = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (cell.columns > 1)
    classes: list[str] = [cell.tag.kind]
    if cell.stacked:
        classes.append("stacked")
    if cell.column == 0:
        classes.append("first")
    if cell.column + cell.columns == len(table.widths):
        classes.append("last")
    place = markup.place(cell) if cell.tag.kind == "value" else ""
    text = markup.text(Span(cell.text, cell.tag), cell.stacked) if cell.text.strip() else ""
    return f'<td class="{" ".join(classes)}"{merged}>{place}{text}</td>'
