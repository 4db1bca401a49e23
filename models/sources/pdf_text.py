"""The characters of a PDF page's text layer, with places, and whether they are to be believed."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from gouji.models.sources.glyphs import Glyph
from gouji.models.sources.pdf_drawing import Drawing
from gouji.models.sources.pdf_objects import TooComplexPageError, address
from gouji.models.sources.pdf_view import Floats, View
from gouji.models.sources.radicals import without_radicals

_MOST_CHARACTERS = 100_000
"""Characters of a page that are looked at: A3 filled with print of 4 points has 60,000."""
_SLANTED = math.radians(10)
"""Characters that lean further from all four directions are a watermark's."""
_MOST_BAD = 0.03
"""Share of unreliable characters from which a whole text layer is not believed."""
_FEW = 50
"""Characters below which what kind they are proves nothing."""
_LEAST_CHINESE = 0.05
_LEAST_COMMON = 0.6
"""Share of the Chinese characters that are among the 3,755 of level 1 of GB 2312. Reports have more than 0.95; what a
wrong encoding makes of Chinese has about 0.4."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """Glyphs that can be seen, and those that cannot (drawn invisibly or under an image)."""

    visible: tuple[Glyph, ...]
    hidden: tuple[Glyph, ...]
    view: View


@dataclass(frozen=True, slots=True)
class _Characters:
    """Parallel columns as PDFium gives them, boxes ``(n, 4)`` in page space: left, bottom, right, top."""

    texts: list[str]
    spaced: list[bool]
    bad: list[bool]
    angles: Floats
    advance: Floats
    ink: Floats
    owners: list[int]


def read_layer(page: PdfPage, drawing: Drawing, view: View) -> TextLayer:
    """The text layer of a page in a view in which most of it stands upright.

    Raises:
        TooComplexPageError: there are more than 100,000 characters.
    """
    covers = [i.order for i in drawing.images if i.area > 0.5 * view.width * view.height]
    textpage = pdfium.FPDFText_LoadPage(page.raw)
    try:
        characters = _characters(textpage, owners=bool(drawing.unseen or covers))
    finally:
        pdfium.FPDFText_ClosePage(textpage)
    if not characters.texts:
        return TextLayer((), (), view)
    quarters, slant = _directions(characters.angles, view)
    view = view.turned(int(np.bincount(quarters, minlength=4).argmax()))
    glyphs = _glyphs(characters, view)
    last_cover = max(covers, default=0)
    visible: list[Glyph] = []
    hidden: list[Glyph] = []
    for glyph, slanted, owner in zip(glyphs, slant.tolist(), characters.owners, strict=True):
        x, y = glyph.middle
        if slanted > _SLANTED or not (0 <= x <= view.width and 0 <= y <= view.height):
            continue
        unseen = owner in drawing.unseen or drawing.text_orders.get(owner, last_cover) < last_cover
        (hidden if unseen else visible).append(glyph)
    return TextLayer(tuple(visible), tuple(hidden), view)


def is_garbage(glyphs: tuple[Glyph, ...]) -> bool:
    """Whether a text layer does not say what is printed: no usable encoding, or a wrong one."""
    text = "".join(glyph.text for glyph in glyphs)
    if sum(glyph.bad for glyph in glyphs) > _MOST_BAD * len(glyphs):
        return True
    if len(text) < _FEW:
        return False
    chinese = "".join(c for c in unicodedata.normalize("NFKC", text) if "\u3400" <= c <= "\u9fff")
    letters = sum(c.isalpha() for c in text)
    if letters > len(text) / 2 and len(chinese) < _LEAST_CHINESE * len(text):
        return True
    return len(chinese) >= _FEW and _common(chinese) < _LEAST_COMMON * len(chinese)


def _common(chinese: str) -> int:
    """Characters of level 1 of GB 2312: its rows 16 to 55."""
    return sum(0xB0 <= lead <= 0xD7 for lead in chinese.encode("gb2312", "ignore")[::2])


def _characters(textpage: object, *, owners: bool) -> _Characters:
    texts, spaced, bad, angles, advances, inks, objects = [], [], [], [], [], [], []
    loose = pdfium.FS_RECTF()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    space = False
    count = max(pdfium.FPDFText_CountChars(textpage), 0)
    if count > _MOST_CHARACTERS:
        raise TooComplexPageError(f"文字超过 {_MOST_CHARACTERS} 个")
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        text = without_radicals(_text_of(code))
        if text.isspace() or not pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
            space = space or (code == 0x20 and not pdfium.FPDFText_IsGenerated(textpage, index)) or code == 0x3000
            continue
        pdfium.FPDFText_GetLooseCharBox(textpage, index, loose)
        texts.append(text)
        spaced.append(space)
        bad.append(_is_bad(text) or pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1)
        angles.append(pdfium.FPDFText_GetCharAngle(textpage, index))
        advances.append((loose.left, loose.bottom, loose.right, loose.top))
        inks.append((left.value, bottom.value, right.value, top.value))
        objects.append(address(pdfium.FPDFText_GetTextObject(textpage, index)) if owners else 0)
        space = False
    return _Characters(
        texts, spaced, bad, np.array(angles), np.array(advances).reshape(-1, 4), np.array(inks).reshape(-1, 4), objects
    )


def _text_of(code: int) -> str:
    """One character; PDFium writes a hyphen at the end of a line as STX, and gives what it cannot name as 0."""
    if code == 0x02:
        return "-"
    if code in (0x09, 0x0A, 0x0D, 0xA0, 0xAD, 0x200B, 0xFEFF):
        return " "
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def _is_bad(text: str) -> bool:
    return text == "\ufffd" or unicodedata.category(text) in ("Co", "Cc", "Cn")


def _directions(angles: Floats, view: View) -> tuple[np.ndarray, Floats]:
    """For each character the quarter turns, clockwise, by which it is turned as shown, and how far it leans from it."""
    # PDFium counts angles clockwise.
    x, y = view.matrix[:, :2] @ np.stack([np.cos(angles), -np.sin(angles)])
    turned = np.arctan2(y, x)
    quarters = np.round(turned / (math.pi / 2)).astype(np.int64)
    return quarters % 4, np.abs(turned - quarters * (math.pi / 2))


def _glyphs(characters: _Characters, view: View) -> list[Glyph]:
    advances, inks = view.upright(characters.advance).tolist(), view.upright(characters.ink).tolist()
    return [
        Glyph(text, advance[0], advance[1], advance[2], advance[3], tuple(ink), bad, spaced)
        for text, advance, ink, bad, spaced in zip(
            characters.texts, advances, inks, characters.bad, characters.spaced, strict=True
        )
    ]
