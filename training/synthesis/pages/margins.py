"""What stands outside the text of a page: its number and the running header."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Span, Tag
from gouji.training.synthesis.pages.marks import TextLine, Type

_NUMBER_SIZE = 10.5
"""Type size of page numbers, in points."""

_HEADER_SIZE = 9.0
"""Type size of the running header, in points."""

_FOOT = 0.55
"""Where the page number stands in the margin at the foot, from its top (0) to the end of the page (1)."""

_HEAD = 0.6
"""Where the running header stands in the margin at the head."""


def running_header(look: Look) -> Iterator[TextLine]:
    """The line at the head of a page."""
    if look.running_header:
        type_ = Type(look.body_font, _HEADER_SIZE)
        x = (look.page_width - type_.width(look.running_header)) / 2
        yield TextLine((Span(look.running_header, Tag("prose")),), type_, x, look.margin_top * _HEAD)


def page_number(look: Look, page: int, total: int) -> Iterator[TextLine]:
    """The number of a page, from 1."""
    text = _number(look, page, total)
    if not text:
        return
    type_ = Type(look.body_font, _NUMBER_SIZE)
    baseline = look.page_height - look.margin_bottom * (1 - _FOOT)
    left, right = look.margin_left, look.page_width - look.margin_right - type_.width(text)
    if look.page_number_side == "centre":
        x = (left + right) / 2
    else:
        x = left if look.page_number_side == "outer" and page % 2 == 0 else right
    yield TextLine((Span(text, Tag("page_number")),), type_, x, baseline)


def _number(look: Look, page: int, total: int) -> str:
    if look.page_numbers == "dashes":
        return f"{look.page_number_dash} {page} {look.page_number_dash}"
    if look.page_numbers == "of_total":
        return f"第 {page} 页 共 {total} 页"
    return str(page) if look.page_numbers == "plain" else ""
