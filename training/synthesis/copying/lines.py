"""Lines of a copied text, made of tagged spans, and the rows of tables that they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gouji.training.synthesis.manuscript import Span, Tag

SPACE = Tag("space")

Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class CopiedLine:
    """A line of the text. Values of empty cells are spans without text.

    ``row``: number of the table row it belongs to, counted over the whole report, None outside tables. ``explicit``:
    the text shows which cells of the row are empty. ``body``: it holds (a part of) a row of values, not of a header.
    """

    spans: Spans
    row: int | None = None
    explicit: bool = False
    body: bool = False

    @property
    def text(self) -> str:
        """The line without its break."""
        return "".join(span.text for span in self.spans)


def joined(spans: Iterable[Span], separator: str) -> Spans:
    """Spans with a separator between them."""
    between = Span(separator, SPACE)
    result: list[Span] = []
    for span in spans:
        if result:
            result.append(between)
        result.append(span)
    return tuple(result)


def split(span: Span, width: int) -> list[Span]:
    """A span cut into pieces of at most ``width`` glyphs."""
    return [Span(span.text[i : i + width], span.tag) for i in range(0, len(span.text), width)] or [span]
