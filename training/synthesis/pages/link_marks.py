"""Links of a PDF read as marks of what stands where, and taken out of it again."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_LONGEST = 256
"""Bytes of a link's address."""

_BASELINE = 0.2
"""Height of the baseline in the box of a line, in box heights: about that of every CJK font."""

_TIME = re.compile(rb"(?<=\(D:)\d{14}")
_NUMBER = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A link on a page, in points from the bottom left."""

    address: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Character:
    """A character of the text layer: its ink, and where its origin stands."""

    text: str
    x: float
    y: float
    left: float
    bottom: float
    right: float
    top: float


def marks(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> Iterator[Mark]:
    """The links of a page, in the order of the file."""
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        place, address = raw.FS_RECTF(), ctypes.create_string_buffer(_LONGEST)
        raw.FPDFAnnot_GetRect(annotation, place)
        action = raw.FPDFLink_GetAction(raw.FPDFAnnot_GetLink(annotation))
        raw.FPDFAction_GetURIPath(document, action, address, _LONGEST)
        raw.FPDFPage_CloseAnnot(annotation)
        yield Mark(address.value.decode(), place.left, place.bottom, place.right, place.top)


def characters(page: pdfium.PdfPage) -> Iterator[Character]:
    """What a page prints, in the order of the content stream; no spaces."""
    layer = page.get_textpage()
    for number in range(layer.count_chars()):
        text = chr(raw.FPDFText_GetUnicode(layer, number))
        if text.isspace() or raw.FPDFText_IsGenerated(layer, number):
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(layer, number, x, y)
        yield Character(text, x.value, y.value, *layer.get_charbox(number))


def mark_of(character: Character, page_marks: Sequence[Mark]) -> Mark | None:
    """The link that a character belongs to: of those around it the one on whose line it stands."""
    centre = (character.left + character.right) / 2
    around = [
        mark for mark in page_marks if mark.left <= centre <= mark.right and mark.bottom <= character.y <= mark.top
    ]
    return min(around, key=lambda mark: abs(_baseline(mark) - character.y), default=None)


def without_links(document: pdfium.PdfDocument) -> bytes:
    """The file without its links, and without the time and the number of its making."""
    for page in document:
        for number in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
            raw.FPDFPage_RemoveAnnot(page, number)
    out = io.BytesIO()
    document.save(out)
    # Replaced by what is of the same length: the file's table of offsets stays right.
    rest, name, trailer = _TIME.sub(b"20000101000000", out.getvalue()).rpartition(b"/ID[")
    return rest + name + _NUMBER.sub(b"0" * 32, trailer)


def _baseline(mark: Mark) -> float:
    return mark.bottom + _BASELINE * (mark.top - mark.bottom)
