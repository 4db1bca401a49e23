"""Bytes of any kind of file that is read to the pages of a document. What the bytes are decides, not their name."""

from __future__ import annotations

from hashlib import sha256

from gouji.models.document import Document, Page, Problem
from gouji.models.errors import EmptyFileError, TooLargeError
from gouji.models.limits import Limits
from gouji.models.progress import Progress
from gouji.models.sources.image import read_image
from gouji.models.sources.media import decode_text, media_type
from gouji.models.sources.pdf import read_pdf
from gouji.models.sources.text import read_text
from gouji.models.vision.image_reader import ImageReader

_MIB = 1024 * 1024


def open_document(data: bytes, name: str, limits: Limits, images: ImageReader, progress: Progress) -> Document:
    """Open a file and read its pages to lines.

    Raises:
        GoujiError: the file as a whole was refused.
    """
    if not data:
        raise EmptyFileError("文件是空的，没有收到任何内容")
    if len(data) > limits.max_bytes:
        raise TooLargeError(
            f"文件有 {len(data) / _MIB:.1f} MiB，最多允许 {limits.max_bytes / _MIB:.0f} MiB；请拆分或压缩后重试"
        )
    kind = media_type(data)
    pages, problems = _read_pages(data, kind, limits, images, progress)
    return Document(name, sha256(data).hexdigest(), kind, pages, problems)


def _read_pages(
    data: bytes, kind: str, limits: Limits, images: ImageReader, progress: Progress
) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    if kind == "application/pdf":
        return read_pdf(data, limits, images, progress)
    if kind.startswith("image/"):
        return read_image(data, kind, limits, images, progress)
    text = decode_text(data)
    if len(text) > limits.max_characters:
        raise TooLargeError(f"文本有 {len(text)} 个字符，最多允许 {limits.max_characters} 个；请拆分后重试")
    return (read_text(text),), ()
