"""Font files that every renderer can embed: TrueType outlines of the characters that reports use.

reportlab takes no CFF outlines at all, and pdfplumber misreads those that fpdf2 embeds; a variable font has to be
fixed at one weight. So each face is cut down and converted once, in seconds, and kept in the user's cache folder.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import uharfbuzz as hb
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from gouji.training.synthesis.fonts import Font

VERSION = 2
"""Part of the cached files' names: raise it when a change here changes them."""

GREATEST_DEVIATION = 1.0
"""Of a converted curve from the published one, in units of the em (1/1000)."""

_BEYOND_GB2312 = "〇—−–•·・▪■□◆㎡（）〔〕＋－０１２３４５６７８９％"

_KEPT_NAMES = (0, 2, 13)
"""Names kept in the file: copyright, style, licence."""

_OWN_NAMES = (1, 4, 6)
"""Names given anew: family, full and PostScript name. The licence asks for it, and reportlab takes two files of one
PostScript name, as the weights of a variable font have, for the same font."""

_WINDOWS_UNICODE = (3, 1, 0x409)
"""Platform, encoding and language (English) of the names."""


def truetype_file(font: Font) -> Path:
    """A TrueType file of the face with the characters that reports use, made on the first call.

    Raises FileNotFoundError where the face is not installed.
    """
    if not font.path.is_file():
        raise FileNotFoundError(f"the font {font.name!r} is not installed: {font.path}; install the extra 'synthesis'")
    kept = _cache_folder() / f"{font.name}-{font.path.stat().st_size:x}-{VERSION}.ttf"
    if not kept.is_file():
        _write_whole(kept, _prepared(font))
    return kept


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gouji" / "fonts"


def _write_whole(path: Path, content: bytes) -> None:
    """Under another name first: a second process never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)


def _repertoire() -> set[int]:
    """Code points of ASCII, GB 2312 (6763 hanzi and the signs of its rows 1 to 9) and the few signs beyond it."""
    rows = (*range(0xA1, 0xAA), *range(0xB0, 0xF8))
    pairs = (bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF))
    return {ord(character) for character in "".join(pairs) + _BEYOND_GB2312} | set(range(0x20, 0x7F))


def _prepared(font: Font) -> bytes:
    face = hb.Face(hb.Blob.from_file_path(str(font.path)), font.face)
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    wanted.unicode_set.update(_repertoire())
    wanted.layout_feature_tag_set.clear()
    wanted.name_id_set.clear()
    wanted.name_id_set.update(_KEPT_NAMES)
    if font.weight:
        wanted.pin_axis_location(face, "wght", font.weight)
    # The time of making is left out, so that PDFs that embed the font are the same whenever it was made.
    cut = TTFont(BytesIO(hb.subset(face, wanted).blob.data), recalcTimestamp=False)
    for number in _OWN_NAMES:
        cut["name"].setName(f"Gouji-{font.name}", number, *_WINDOWS_UNICODE)
    if not font.truetype:
        _convert(cut)
    written = BytesIO()
    cut.save(written)
    return written.getvalue()


def _convert(font: TTFont) -> None:
    """Puts quadratic outlines in the place of CFF ones."""
    shapes, glyphs = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, GREATEST_DEVIATION, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), glyphs
    for table in {"CFF ", "VORG"} & set(font.keys()):
        del font[table]
    font.sfntVersion = "\0\1\0\0"
    font["post"].formatType = 3.0
    _set_profile(font)


def _set_profile(font: TTFont) -> None:
    profile = font["maxp"]
    profile.tableVersion, profile.maxZones = 0x00010000, 1
    for limit in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(profile, f"max{limit}", 0)
    profile.maxSizeOfInstructions = profile.maxComponentElements = 0
