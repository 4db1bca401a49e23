"""Text taken off printed pages, as viewers and converters do: by lines of the page, whatever cells they run through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from gouji.training.synthesis.copying.lines import SPACE, CopiedLine
from gouji.training.synthesis.manuscript import Span
from gouji.training.synthesis.printed import PlacedText, PrintedReport

_HEADER = ("corner", "column", "column_group")
_SAME_LINE = 0.5
"""Share of the lower one's height by which two texts overlap when they stand on one line."""
_WORD_GAP = 0.25
"""Space between two texts, in heights of a glyph, from which converters write a space."""
_BLANK = CopiedLine(())


def page_lines(printed: PrintedReport) -> list[CopiedLine]:
    """Every line of a page from left to right, headers too: 自 法人或其他组织 总."""
    return [line for page in _pages(printed) for line in (*_lines(page, printed), _BLANK)]


def page_blocks(printed: PrintedReport) -> list[CopiedLine]:
    """Header cells one after another, each line of a cell on its own; the rest line by line."""
    lines: list[CopiedLine] = []
    for page in _pages(printed):
        for header, texts in groupby(page, key=lambda text: text.tag.kind in _HEADER):
            if header:
                lines += [CopiedLine((Span(text.text, text.tag),)) for text in texts]
            else:
                lines += _lines(list(texts), printed)
        lines.append(_BLANK)
    return lines


PAGE_WAYS = {way.__name__: way for way in (page_lines, page_blocks)}
"""Ways to take text off pages, by name. Nothing shows empty cells in them."""


def _pages(printed: PrintedReport) -> Iterator[list[PlacedText]]:
    return (list(texts) for _, texts in groupby(printed.texts, key=lambda text: text.page_index))


def _lines(texts: Sequence[PlacedText], printed: PrintedReport) -> list[CopiedLine]:
    """Texts that stand beside one another, from the top of the page down."""
    rows: list[list[PlacedText]] = []
    for text in sorted(texts, key=lambda t: t.bbox.top + t.bbox.bottom):
        if rows and _beside(rows[-1], text):
            rows[-1].append(text)
        else:
            rows.append([text])
    return [_line(row, printed) for row in rows]


def _beside(row: Sequence[PlacedText], text: PlacedText) -> bool:
    """Against the first of the row: against all of it, rows of cells with several lines would run into one."""
    first = row[0].bbox
    overlap = min(first.bottom, text.bbox.bottom) - max(first.top, text.bbox.top)
    return overlap > _SAME_LINE * min(text.bbox.bottom - text.bbox.top, first.bottom - first.top)


def _line(row: Sequence[PlacedText], printed: PrintedReport) -> CopiedLine:
    in_order = sorted(row, key=lambda text: text.bbox.left)
    spans: list[Span] = []
    for before, text in zip([None, *in_order], in_order, strict=False):
        if before is not None and _gap(before, text, printed) > _WORD_GAP:
            spans.append(Span(" ", SPACE))
        spans.append(Span(text.text, text.tag))
    return CopiedLine(tuple(spans), body=any(span.tag.kind == "value" for span in spans))


def _gap(before: PlacedText, text: PlacedText, printed: PrintedReport) -> float:
    """Between two texts, in heights of the second one's glyphs."""
    width, height = printed.page_sizes[text.page_index]
    glyph = max(1e-6, text.bbox.bottom - text.bbox.top) * height
    return (text.bbox.left - before.bbox.right) * width / glyph
