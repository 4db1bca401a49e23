"""The invisible text over a scan: each text as large as its place, in one font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouji.training.synthesis.manuscript import Span
from gouji.training.synthesis.pages.marks import MM_PER_POINT, TextLine, Type, fragments
from gouji.training.synthesis.pages.typefaces import Subset, Typeface, typeface
from gouji.training.synthesis.printed import PlacedText

_FONT = "hei"

_FLAT = 0.4
"""Ink lower than this (一, -), in type sizes, does not tell the size of type: its width does."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """Operators for each page, and the fonts they name."""

    contents: tuple[bytes, ...]
    fonts: tuple[tuple[Typeface, Subset], ...]


def hidden_text(texts: Sequence[PlacedText], sizes: Sequence[tuple[float, float]]) -> TextLayer:
    """An invisible layer of the texts for pages of these sizes, in points. What the font cannot print is left out."""
    face = typeface(_FONT)
    kept = [t for t in texts if t.text.strip() and all(face.has(glyph) for glyph in t.text)]
    if not kept:
        return TextLayer((b"",) * len(sizes), ())
    subset = face.subset(frozenset("".join(t.text for t in kept)))
    contents: list[list[str]] = [[] for _ in sizes]
    for text in kept:
        contents[text.page_index].append(_operators(text, subset, *sizes[text.page_index]))
    return TextLayer(tuple("\n".join(lines).encode() for lines in contents), ((face, subset),))


def _operators(text: PlacedText, subset: Subset, width: float, height: float) -> str:
    """A text object whose ink would fill the text's place, in text rendering mode 3."""
    # A line of one point at the origin: its ink is that of the text, in type sizes.
    unit = TextLine((Span(text.text, text.tag),), Type(_FONT, 1 / MM_PER_POINT), 0.0, 0.0)
    ink = next(fragments(unit)).ink
    wide, high = (text.bbox.right - text.bbox.left) * width, (text.bbox.bottom - text.bbox.top) * height
    stretched = wide / (ink.right - ink.left)
    size = high / (ink.bottom - ink.top) if ink.bottom - ink.top > _FLAT else stretched
    x = text.bbox.left * width - ink.left * stretched
    y = height - (text.bbox.bottom * height - ink.bottom * size)
    codes = "".join(f"{subset.codes[glyph]:04X}" for glyph in text.text)
    return f"BT 3 Tr {100 * stretched / size:.1f} Tz /F0 {size:.2f} Tf {x:.2f} {y:.2f} Td <{codes}> Tj ET"
