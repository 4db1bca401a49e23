"""Running text set in lines: titles, headings, paragraphs and signatures."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Paragraph, Span
from gouji.training.synthesis.pages.marks import BASELINE, TextLine, Type
from gouji.training.synthesis.pages.wrapping import cut, wrapped

_TITLE_LEADING = 1.4
"""Least leading of a title, in type sizes."""

_SIGNATURE_INDENT = 2.0
"""Of a signature from the right, in type sizes."""

_MOST_STRETCH = 0.35
"""A line that had to be spaced out more, in type sizes, is left as it is."""


@dataclass(frozen=True, slots=True)
class SetParagraph:
    """Lines of a paragraph, with baselines from the top of each line. Millimetres."""

    lines: tuple[TextLine, ...]
    leading: float
    space_above: float = 0.0
    space_below: float = 0.0
    is_heading: bool = False


def set_paragraph(paragraph: Paragraph, look: Look) -> SetParagraph:
    """Break a paragraph into lines and place them across the page."""
    type_ = paragraph_type(paragraph, look)
    leading = type_.em * look.line_spacing
    if paragraph.style == "title":
        leading = type_.em * max(_TITLE_LEADING, min(look.line_spacing, 1.6))
        return SetParagraph(_centred(paragraph, type_, leading, look), leading, 0.0, leading / 3)
    if paragraph.style == "signature":
        return SetParagraph(_at_right(paragraph, type_, leading, look), leading)
    is_heading = paragraph.style == "heading"
    indent = look.heading_indent if is_heading else look.paragraph_indent
    lines = _running(paragraph, type_, indent * type_.em, leading, look)
    return SetParagraph(lines, leading, look.heading_space * is_heading, 0.0, paragraph.style != "body")


def paragraph_type(paragraph: Paragraph, look: Look) -> Type:
    """Font and size of a paragraph's style."""
    if paragraph.style == "title":
        return Type(look.title_font, look.title_size, look.bold)
    if paragraph.style == "heading":
        return Type(look.heading_font, look.body_size, look.bold)
    if paragraph.style == "subheading":
        return Type(look.body_font, look.body_size, look.bold)
    return Type(look.body_font, look.body_size)


def single_line(spans: tuple[Span, ...], type_: Type, x: float, leading: float) -> TextLine:
    """A line that starts at ``x``, with its baseline from its top."""
    return TextLine(spans, type_, x, leading / 2 + BASELINE * type_.em)


def _centred(paragraph: Paragraph, type_: Type, leading: float, look: Look) -> tuple[TextLine, ...]:
    """Lines of about one length, as titles are broken."""
    text, width = paragraph.text, _text_width(look)
    whole = type_.width(text)
    even = whole / ceil(whole / width) + 1.5 * type_.em if whole > width else width
    room = min(width, even)
    lines = []
    for start, end in wrapped(text, room, room, type_.width):
        x = look.margin_left + (width - type_.width(text[start:end].strip())) / 2
        lines.append(single_line(_stripped(cut(paragraph.spans, start, end)), type_, x, leading))
    return tuple(lines)


def _at_right(paragraph: Paragraph, type_: Type, leading: float, look: Look) -> tuple[TextLine, ...]:
    text, width = paragraph.text, _text_width(look)
    lines = []
    for start, end in wrapped(text, width, width, type_.width):
        needed = type_.width(text[start:end].strip())
        indent = min(_SIGNATURE_INDENT * type_.em, width - needed)
        x = look.margin_left + width - indent - needed
        lines.append(single_line(_stripped(cut(paragraph.spans, start, end)), type_, x, leading))
    return tuple(lines)


def _running(paragraph: Paragraph, type_: Type, indent: float, leading: float, look: Look) -> tuple[TextLine, ...]:
    text, width = paragraph.text, _text_width(look)
    breaks = wrapped(text, width - indent, width, type_.width)
    lines = []
    for number, (start, end) in enumerate(breaks):
        at = indent if number == 0 else 0.0
        spans = _stripped(cut(paragraph.spans, start, end))
        line = single_line(spans, type_, look.margin_left + at, leading)
        is_full = number < len(breaks) - 1 and text[end] != "\n"
        if look.justified and is_full and paragraph.style == "body":
            line = _stretched(line, width - at)
        lines.append(line)
    return tuple(lines)


def _stretched(line: TextLine, width: float) -> TextLine:
    """The line spaced out to a width."""
    text = "".join(span.text for span in line.spans)
    spacing = (width - line.type.width(text)) / max(1, len(text) - 1)
    if not 0 < spacing <= _MOST_STRETCH * line.type.em:
        return line
    return TextLine(line.spans, line.type, line.x, line.baseline, spacing)


def _stripped(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Without the spaces at both ends of the line."""
    if not spans:
        return ()
    kept = list(spans)
    kept[0] = Span(kept[0].text.lstrip(), kept[0].tag)
    kept[-1] = Span(kept[-1].text.rstrip(), kept[-1].tag)
    return tuple(span for span in kept if span.text)


def _text_width(look: Look) -> float:
    return look.page_width - look.margin_left - look.margin_right
