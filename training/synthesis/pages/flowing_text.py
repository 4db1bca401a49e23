"""Paragraphs of reportlab that know what their text is and tell where its lines are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames, registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph as Flowing

from gouji.training.synthesis.fonts import font_named
from gouji.training.synthesis.look import Alignment, Look
from gouji.training.synthesis.manuscript import Cell, Paragraph, Span
from gouji.training.synthesis.outlines import truetype_file
from gouji.training.synthesis.pages.marks import MM_PER_POINT
from gouji.training.synthesis.pages.recording import RecordedText
from gouji.training.synthesis.pages.typefaces import face_for

ALIGNMENTS: dict[Alignment, int] = {"left": TA_LEFT, "centre": TA_CENTER, "right": TA_RIGHT}
"""As reportlab has them."""

_LABELS = frozenset({"row", "local_row", "row_group", "corner"})
_VALUES = frozenset({"value", "local_value"})


class FlowingText(Flowing):  # type: ignore[misc]
    """Made by :func:`flowing`; reportlab makes the parts of a split one."""

    spans: tuple[Span, ...] = ()
    cell: Cell | None = None

    def split(self, width: float, height: float) -> list[FlowingText]:
        """The part that fits a height and the rest, or nothing."""
        parts: list[FlowingText] = super().split(width, height)
        rest = self.spans
        for part in parts:
            if part is not self:
                part.spans, rest = _divided(rest, sum(not glyph.isspace() for glyph in part.written()))
                part.cell = self.cell
        return parts

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Width and height. An empty cell is as high as a line, so that a page break sends it where it sends others."""
        needed = super().wrap(width, height)
        return needed if self.frags else (needed[0], self.style.leading)

    def written(self) -> str:
        """Its text, as reportlab holds it."""
        return "".join(getattr(frag, "text", "") or "".join(getattr(frag, "words", ())) for frag in self.frags)

    def beginText(self, x: float, y: float) -> RecordedText:  # noqa: N802
        """Start to draw."""
        return RecordedText(self.canv, x, y, self.spans)


def flowing(spans: Sequence[Span], style: ParagraphStyle, stacked: bool = False) -> FlowingText:
    """A flowable of spans. ``stacked``: one glyph per line."""
    template = Flowing("-", style).frags[0]
    frags: list[Any] = []
    for line in _lines("".join(span.text for span in spans), stacked):
        if frags:
            frags.append(template.clone(text="", lineBreak=True))
        for name, glyphs in groupby(line, key=lambda glyph: face_for(glyph, style.fontName).name):
            frags.append(template.clone(text="".join(glyphs), fontName=registered(name)))
    text = FlowingText(None, style, frags=frags)
    text.spans = tuple(spans)
    return text


def paragraph_style(paragraph: Paragraph, look: Look) -> ParagraphStyle:
    """Font, size, indents and spaces of running text."""
    kind = paragraph.style
    font = {"title": look.title_font, "heading": look.heading_font}.get(kind, look.body_font)
    size = look.title_size if kind == "title" else look.body_size
    indent = {"heading": look.heading_indent, "subheading": look.paragraph_indent, "body": look.paragraph_indent}
    return ParagraphStyle(
        kind,
        fontName=registered(font),
        fontSize=size,
        leading=size * look.line_spacing,
        alignment={"title": TA_CENTER, "signature": TA_RIGHT}.get(kind, TA_LEFT),
        firstLineIndent=indent.get(kind, 0.0) * size,
        spaceBefore=look.heading_space / MM_PER_POINT if kind == "heading" else 0.0,
        spaceAfter=size / 2 if kind == "title" else 0.0,
        keepWithNext=kind in {"heading", "subheading"},
        wordWrap="CJK",
        allowOrphans=1,
    )


def flowing_cell(cell: Cell, look: Look) -> FlowingText:
    """The text of a cell, or an empty flowable that keeps its place."""
    if cell.tag.kind in _VALUES:
        alignment = look.value_alignment
    else:
        alignment = look.label_alignment if cell.tag.kind in _LABELS and not cell.stacked else "centre"
    style = ParagraphStyle(
        "cell",
        fontName=registered(look.table_font),
        fontSize=look.table_size,
        leading=look.table_size * look.table_line_spacing,
        alignment=ALIGNMENTS[alignment],
        wordWrap="CJK",
        allowOrphans=1,
    )
    text = flowing([Span(cell.text, cell.tag)], style, cell.stacked)
    text.cell = cell
    return text


def registered(name: str) -> str:
    """The name of a font, made known to reportlab."""
    if name not in getRegisteredFontNames():
        registerFont(TTFont(name, str(truetype_file(font_named(name)))))
    return name


def _lines(text: str, stacked: bool) -> Iterator[str]:
    """What stands on lines of its own."""
    if stacked:
        return (glyph for glyph in text if not glyph.isspace())
    return (line for part in text.split("\n") if (line := part.strip()))


def _divided(spans: Sequence[Span], glyphs: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans up to a number of glyphs that are no spaces, and the rest of them."""
    first, rest = [], []
    for span in spans:
        at = 0
        while at < len(span.text) and glyphs > 0:
            glyphs -= not span.text[at].isspace()
            at += 1
        first += [Span(span.text[:at], span.tag)] * (at > 0)
        rest += [Span(span.text[at:], span.tag)] * (at < len(span.text))
    return tuple(first), tuple(rest)
