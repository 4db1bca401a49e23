"""What a page is made of: lines of text, rules and shades, with the places where they stand.

Lengths are millimetres from the top left of the page, type sizes points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gouji.training.synthesis.look import Strength
from gouji.training.synthesis.manuscript import Span, Tag
from gouji.training.synthesis.pages.typefaces import Typeface, face_for

MM_PER_POINT = 25.4 / 72

BASELINE = 0.36
"""How far the baseline stands under the middle of a line, in type sizes: half of ascent less descent of CJK fonts."""

STROKE = 0.03
"""Width of the outline that makes type bold, in type sizes."""

DOUBLE_STRIKE = 0.03
"""How far right the second print stands, in type sizes."""


@dataclass(frozen=True, slots=True)
class Type:
    """Font, size in points and strength."""

    font: str
    size: float
    strength: Strength = "plain"

    @property
    def em(self) -> float:
        """Millimetres of the size."""
        return self.size * MM_PER_POINT

    def width(self, text: str) -> float:
        """Millimetres of a line of text."""
        return self.em * sum(face_for(glyph, self.font).advance(glyph) for glyph in text)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and where its origin stands. ``span``: number of the span it belongs to."""

    text: str
    face: Typeface
    x: float
    span: int


@dataclass(frozen=True, slots=True)
class TextLine:
    """Text on one baseline. ``spacing``: extra space after each glyph. ``column``: of the table's grid; -1 outside of
    tables. ``block``: lines of one block are written together, whatever the order inside it."""

    spans: tuple[Span, ...]
    type: Type
    x: float
    baseline: float
    spacing: float = 0.0
    block: int = 0
    column: int = -1

    def glyphs(self) -> Iterator[Glyph]:
        """From left to right."""
        x = self.x
        for number, span in enumerate(self.spans):
            for text in span.text:
                face = face_for(text, self.type.font)
                yield Glyph(text, face, x, number)
                x += face.advance(text) * self.type.em + self.spacing


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line from (x0, y0) to (x1, y1), upright or level."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn rectangle."""

    place: Rectangle
    width: float


@dataclass(frozen=True, slots=True)
class Shade:
    """A filled rectangle. ``grey``: 0 black to 1 white."""

    place: Rectangle
    grey: float


@dataclass(frozen=True, slots=True)
class ValueCell:
    """Where the cell of a value stands."""

    field: str
    place: Rectangle


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page laid out. Lines of text in reading order; drawings in the order in which they cover each other.

    ``frames``: of all cells on the page, or of what it shows of them.
    """

    lines: tuple[TextLine, ...]
    drawings: tuple[Rule | Box | Shade, ...]
    cells: tuple[ValueCell, ...]
    frames: tuple[Rectangle, ...]


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a line holds of one span, without the spaces at its ends, and its ink."""

    text: str
    tag: Tag
    ink: Rectangle


def fragments(line: TextLine) -> Iterator[Fragment]:
    """The pieces of a line that leave ink, from left to right."""
    inked: dict[int, list[tuple[Glyph, Rectangle]]] = {}
    for glyph in line.glyphs():
        place = _ink(glyph, line)
        if place is not None:
            inked.setdefault(glyph.span, []).append((glyph, place))
    for number, glyphs in inked.items():
        places = [place for _, place in glyphs]
        ink = Rectangle(
            min(p.left for p in places),
            min(p.top for p in places),
            max(p.right for p in places),
            max(p.bottom for p in places),
        )
        yield Fragment(line.spans[number].text.strip(), line.spans[number].tag, ink)


def _ink(glyph: Glyph, line: TextLine) -> Rectangle | None:
    ink, em = glyph.face.ink(glyph.text), line.type.em
    if ink is None:
        return None
    around = STROKE * em / 2 if line.type.strength == "stroked" else 0.0
    shift = DOUBLE_STRIKE * em if line.type.strength == "double_struck" else 0.0
    return Rectangle(
        glyph.x + ink.left * em - around,
        line.baseline - ink.top * em - around,
        glyph.x + ink.right * em + shift + around,
        line.baseline - ink.bottom * em + around,
    )
