"""Lines of a text around a place, for documents without pages."""

from __future__ import annotations

from gouji.models.sources.media import decode_text
from gouji.service.errors import NotFoundError
from gouji.service.review.views import LineView, TextView

_LONGEST = 2000
"""Characters of a line that are shown."""


def lines_around(data: bytes, line: int, around: int) -> TextView:
    """The line of that number with so many before and after it. Raises NotFoundError where it has no such line."""
    text = decode_text(data)
    lines = [one.rstrip("\r") for one in text.split("\n" if "\n" in text else "\r")]
    if line > len(lines):
        raise NotFoundError(f"文本只有 {len(lines)} 行，没有第 {line} 行")
    first = max(1, line - around)
    shown = lines[first - 1 : line + around]
    return TextView(
        lines=[LineView(line=number, text=one[:_LONGEST]) for number, one in enumerate(shown, first)], total=len(lines)
    )
