"""A PDF file of pages whose content is ready: objects, embedded fonts and their text mapping (ISO 32000-1)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.training.synthesis.pages.typefaces import Subset, Typeface

_CODES_PER_BLOCK = 100
"""As many as a block of a CMap may hold."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG file of RGB pixels."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Page:
    """Width and height in points; ``content``: operators, with fonts by the number of their place in the file.

    ``picture`` fills the page, behind the content.
    """

    width: float
    height: float
    content: bytes
    picture: Picture | None = None


def pdf_file(pages: Sequence[Page], fonts: Sequence[tuple[Typeface, Subset]]) -> bytes:
    """The file. It says nothing of when it was made, so that the same pages give the same bytes."""
    file = _File()
    catalogue, tree = file.reserve(), file.reserve()
    named = " ".join(f"/F{i} {_add_font(file, face, subset)} 0 R" for i, (face, subset) in enumerate(fonts))
    kids = [_add_page(file, tree, page, f"/Font << {named} >>") for page in pages]
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    file.put(tree, f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>")
    file.put(catalogue, f"<< /Type /Catalog /Pages {tree} 0 R >>")
    return file.written(catalogue)


class _File:
    """Objects numbered from 1."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> int:
        self._objects.append(b"")
        return len(self._objects)

    def put(self, number: int, body: str) -> None:
        self._objects[number - 1] = body.encode()

    def add(self, body: str) -> int:
        self._objects.append(body.encode())
        return len(self._objects)

    def add_stream(self, entries: str, data: bytes, *, packed: bool = True) -> int:
        if packed:
            entries, data = f"{entries} /Filter /FlateDecode", zlib.compress(data)
        self._objects.append(f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream")
        return len(self._objects)

    def written(self, catalogue: int) -> bytes:
        parts, at, offsets = [b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"], 0, []
        for number, body in enumerate(self._objects, start=1):
            at += len(parts[-1])
            offsets.append(at)
            parts.append(b"%d 0 obj\n" % number + body + b"\nendobj\n")
        start = at + len(parts[-1])
        table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
        size = len(offsets) + 1
        tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root {catalogue} 0 R >>\n"
        return b"".join(parts) + f"{tail}startxref\n{start}\n%%EOF\n".encode()


def _add_page(file: _File, tree: int, page: Page, fonts: str) -> int:
    content, pictures = page.content, ""
    if page.picture is not None:
        number = file.add_stream(
            f"/Type /XObject /Subtype /Image /Width {page.picture.width} /Height {page.picture.height}"
            " /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode",
            page.picture.jpeg,
            packed=False,
        )
        pictures = f"/XObject << /Picture {number} 0 R >>"
        content = f"q {page.width:.2f} 0 0 {page.height:.2f} 0 0 cm /Picture Do Q\n".encode() + content
    stream = file.add_stream("", content)
    return file.add(
        f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {page.width:.2f} {page.height:.2f}]"
        f" /Resources << {fonts} {pictures} >> /Contents {stream} 0 R >>"
    )


def _add_font(file: _File, face: Typeface, subset: Subset) -> int:
    ascent, descent = (round(1000 * bound) for bound in face.bounds)
    data = file.add_stream(f"/Length1 {len(subset.data)}", subset.data)
    descriptor = file.add(
        f"<< /Type /FontDescriptor /FontName /{subset.name} /Flags 4 /FontBBox [0 {descent} 1000 {ascent}]"
        f" /ItalicAngle 0 /Ascent {ascent} /Descent {descent} /CapHeight {ascent} /StemV 80 /FontFile2 {data} 0 R >>"
    )
    widths = {code: round(1000 * face.advance(glyph)) for glyph, code in subset.codes.items()}
    listed = " ".join(f"{code} [{width}]" for code, width in sorted(widths.items()))
    descendant = file.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{subset.name} /FontDescriptor {descriptor} 0 R /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity"
        f" /W [{listed}] >>"
    )
    mapping = file.add_stream("", _to_unicode(subset).encode())
    return file.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{subset.name} /Encoding /Identity-H"
        f" /DescendantFonts [{descendant} 0 R] /ToUnicode {mapping} 0 R >>"
    )


def _to_unicode(subset: Subset) -> str:
    """The CMap that gives the character of each code."""
    # Two characters may share a glyph; the first of them is what a reader is told.
    characters: dict[int, str] = {}
    for glyph, code in sorted(subset.codes.items()):
        characters.setdefault(code, glyph)
    lines = [f"<{c:04X}> <{g.encode('utf-16-be').hex().upper()}>" for c, g in sorted(characters.items())]
    blocks = [lines[i : i + _CODES_PER_BLOCK] for i in range(0, len(lines), _CODES_PER_BLOCK)]
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{mapped}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
