"""What the bytes of a file are: its name and its declared type are never asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.models.errors import EmptyFileError, UnsupportedMediaError

READ = "PDF、PNG、JPEG、TIFF、BMP、WebP 图片和纯文本（.txt、.md）"

_PDF_HEADER = re.compile(rb"%PDF-\d")
_PDF_HEADER_WITHIN = 1024
"""Bytes before a PDF's header that readers put up with (ISO 32000-1, annex H.3, note 13)."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
)
_BMP_HEADER_SIZES = {12, 16, 40, 52, 56, 64, 108, 124}
"""Lengths of the headers that follow a bitmap's first 14 bytes: tells one from a text that begins with BM."""

_PACKED = (
    (b"OFD.xml", "OFD 版式文件"),
    (b"word/document.xml", "Word 文档（.docx）"),
    (b"xl/workbook.", "Excel 工作簿（.xlsx）"),
    (b"ppt/presentation.xml", "PowerPoint 演示文稿（.pptx）"),
    (b"application/vnd.oasis.opendocument", "OpenDocument 文档"),
)
_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文档（.doc、.xls 或 .wps）", "请另存为 PDF 后再提交"),
    (b"{\\rtf", "RTF 文档", "请另存为 PDF 后再提交"),
    (b"\x1f\x8b", "gzip 压缩包", "请解压后逐个提交"),
    (b"Rar!\x1a\x07", "RAR 压缩包", "请解压后逐个提交"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", "请解压后逐个提交"),
    (b"GIF8", "GIF 图片", "请另存为 PNG 后再提交"),
)
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"}

_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b|(?:mime-version|snapshot-content-location):",
    re.IGNORECASE | re.DOTALL,
)

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_JUDGED = 60_000
"""Bytes by which an encoding is judged; even, so that no pair of UTF-16 is cut."""

_STRAY_SHARE = 0.01
"""Of the characters that are not ASCII, how many may be undecodable, and of all, how many may be control codes."""

_USUAL_SHARE = 0.9
"""Of the characters that are not ASCII, how many are in GB 2312 where a guessed encoding is right.
Chinese office prose has more than 0.99; bytes of anything else decoded as GB 18030 have about 0.3."""

_ALSO_USUAL = frozenset("·—〇€")
"""Printed in Chinese prose all the time, and not in Python's GB 2312."""

_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\ufeff\x1a")
_FEWEST_CHARACTERS = 2


def media_type(data: bytes) -> str:
    """The type of a file that is read: application/pdf, image/png, jpeg, tiff, bmp or webp, or text/plain.

    Raises:
        EmptyFileError: there are no bytes.
        UnsupportedMediaError: a kind of file that is not read; the message names it and says what to do.
    """
    if not data:
        raise EmptyFileError("文件是空的（0 字节），请重新选择文件")
    if image := _image_type(data):
        return image
    _refuse_known(data)
    if _PDF_HEADER.search(data[: _PDF_HEADER_WITHIN + 8]) and data.lstrip()[:1] != b"<":
        return "application/pdf"
    text = decode_text(data)
    if _WEB_PAGE.match(text):
        raise UnsupportedMediaError("这是一个网页（HTML），目前不能直接读取；请在浏览器中打开并打印为 PDF 后再提交")
    return "text/plain"


def decode_text(data: bytes) -> str:
    """The characters of a text in UTF-8, UTF-16 or GB 18030, a byte order mark taken off.

    Raises:
        UnsupportedMediaError: the bytes are no text in any of these.
    """
    for encoding in _encodings(data[:_JUDGED]):
        text = data.decode(encoding, "replace")
        if len(text) >= _FEWEST_CHARACTERS and _is_clean(text[:_JUDGED]):
            return text
    raise UnsupportedMediaError(f"无法识别这个文件：既不是支持的格式，也不是可读的文本；可以提交的有：{READ}")


def _image_type(data: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BMP_HEADER_SIZES:
        return "image/bmp"
    return None


def _refuse_known(data: bytes) -> None:
    """Name the kinds of file that people send most and that are not read."""
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        found = next((name for mark, name in _PACKED if mark in data), None)
        advice = "请另存为 PDF 后再提交" if found else "请解压后逐个提交"
        raise UnsupportedMediaError(f"这是{found or 'ZIP 压缩包'}，不能直接读取；{advice}")
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        raise UnsupportedMediaError("这是 HEIC 照片，不能直接读取；请转换为 JPEG 后再提交")
    for magic, name, advice in _REFUSED:
        if data.startswith(magic):
            raise UnsupportedMediaError(f"这是{name}，不能直接读取；{advice}")


def _encodings(head: bytes) -> Iterator[str]:
    """Encodings that fit the beginning of a file, most convincing first."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            yield encoding
            return
    if _is_clean(head.decode("utf-8", "replace")):
        yield "utf-8"
    guesses = ("utf-16-le", "utf-16-be", "gb18030") if len(head) % 2 == 0 else ("gb18030",)
    usual = {encoding: _usual(head.decode(encoding, "replace")) for encoding in guesses}
    yield from sorted((e for e in guesses if usual[e] >= _USUAL_SHARE), key=usual.__getitem__, reverse=True)


def _is_clean(text: str) -> bool:
    """Hardly any undecodable bytes, hardly any control codes, and no NUL, which no text has."""
    beyond_ascii = sum(glyph > "\x7f" for glyph in text)
    controls = sum((glyph < " " or glyph == "\x7f") and glyph not in _ALLOWED_CONTROLS for glyph in text)
    undecodable = text.count("\ufffd")
    return undecodable <= _STRAY_SHARE * beyond_ascii and controls <= _STRAY_SHARE * len(text) and "\0" not in text


def _usual(text: str) -> float:
    """The share in [0, 1] of characters beyond ASCII that Chinese prose uses: those of GB 2312. 1 for pure ASCII."""
    beyond_ascii = "".join(glyph for glyph in text if glyph > "\x7f")
    usual = len(beyond_ascii.encode("gb2312", "ignore")) / 2 + sum(glyph in _ALSO_USUAL for glyph in beyond_ascii)
    return usual / len(beyond_ascii) if beyond_ascii else 1.0
