"""Fonts as the page is laid out and written with them: widths and ink of glyphs, and subsets to embed.

HarfBuzz makes a subset in milliseconds; the subsetters of the PDF libraries take half a second for a CJK font.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import uharfbuzz as hb

from gouji.training.synthesis.fonts import font_named
from gouji.training.synthesis.outlines import truetype_file

_FALLBACK = "hei"
"""Prints what another font has no glyph for."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Extent of a glyph's outline about its origin, in type sizes, y upwards."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Subset:
    """A TrueType file of few glyphs. ``codes``: glyph number of each character."""

    name: str
    data: bytes
    codes: dict[str, int]


class Typeface:
    """One font. Made by :func:`typeface` only, once for each name."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._face = hb.Face(hb.Blob.from_file_path(str(path)))
        self._font = hb.Font(self._face)
        self._upem = self._face.upem
        self._advances: dict[str, float] = {}
        self._inks: dict[str, Ink | None] = {}

    def has(self, glyph: str) -> bool:
        """Whether it can print a character."""
        return self._font.get_nominal_glyph(ord(glyph)) is not None

    def advance(self, glyph: str) -> float:
        """Width of a character, in type sizes."""
        if glyph not in self._advances:
            self._advances[glyph] = self._font.get_glyph_h_advance(self._glyph(glyph)) / self._upem
        return self._advances[glyph]

    def ink(self, glyph: str) -> Ink | None:
        """Where a character leaves ink; None for a space."""
        if glyph not in self._inks:
            self._inks[glyph] = self._measured(glyph)
        return self._inks[glyph]

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """Ascent and descent (below 0), in type sizes."""
        extents = self._font.get_font_extents("ltr")
        return extents.ascender / self._upem, extents.descender / self._upem

    def subset(self, glyphs: frozenset[str]) -> Subset:
        """A font file of these characters alone."""
        wanted = hb.SubsetInput()
        wanted.unicode_set.update(map(ord, glyphs))
        wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE
        face = hb.subset(self._face, wanted)
        font = hb.Font(face)
        codes = {glyph: font.get_nominal_glyph(ord(glyph)) or 0 for glyph in sorted(glyphs)}
        return Subset(self._subset_name(glyphs), face.blob.data, codes)

    def _glyph(self, glyph: str) -> int:
        return self._font.get_nominal_glyph(ord(glyph)) or 0

    def _measured(self, glyph: str) -> Ink | None:
        extents = self._font.get_glyph_extents(self._glyph(glyph))
        if extents is None or not extents.width:
            return None
        left, top = extents.x_bearing / self._upem, extents.y_bearing / self._upem
        return Ink(left, top + extents.height / self._upem, left + extents.width / self._upem, top)

    def _subset_name(self, glyphs: frozenset[str]) -> str:
        """With the six capitals that tell the subsets of a font apart."""
        digest = hashlib.sha256("".join(sorted(glyphs)).encode()).digest()
        return "".join(chr(ord("A") + byte % 26) for byte in digest[:6]) + "+" + self.name


@cache
def typeface(name: str) -> Typeface:
    """The font of a name of :mod:`gouji.training.synthesis.fonts`. Raises KeyError and FileNotFoundError as it does."""
    font = font_named(name)
    return Typeface(font.name, truetype_file(font))


@lru_cache(maxsize=100_000)
def face_for(glyph: str, name: str) -> Typeface:
    """The font that prints a character where the font ``name`` is asked for.

    Raises ValueError for a character that no font prints: a page would show a box, and its gold would be wrong.
    """
    for face in (typeface(name), typeface(_FALLBACK)):
        if face.has(glyph):
            return face
    raise ValueError(f"neither {name!r} nor {_FALLBACK!r} prints {glyph!r} (U+{ord(glyph):04X}); choose another one")
