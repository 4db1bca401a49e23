"""What kinds of archives have in common: a member, the bound on what all may expand to, how they break."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from dataclasses import dataclass

from gouji.models.errors import DamagedFileError, TooLargeError
from gouji.service.store.records import Failure

MAX_RATIO = 200
"""Bytes of content by byte of archive: scans and PDFs hardly shrink, texts to a tenth, blank bitmaps to a hundredth."""

FREE_BYTES = 256 << 20
"""Of content, whatever the ratio."""

BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError,
    ValueError, RuntimeError,
)  # fmt: skip
"""What the libraries raise over archives that are not as they should be."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. ``number``: its place in it, from 0. ``refusal``: why it is not even tried."""

    number: int
    name: str
    size: int
    mark: str | None = None
    refusal: Failure | None = None


def must_not_explode(content: int, archive: int) -> None:
    """Raise TooLargeError where so many bytes of content are too many for an archive of that size."""
    if content > MAX_RATIO * archive + FREE_BYTES:
        raise TooLargeError(f"压缩包展开后超过自身的 {MAX_RATIO} 倍，可能是压缩炸弹，没有读。请检查压缩包的来历")


def broken(error: BaseException) -> DamagedFileError:
    """What to say of an archive, or a file in it, that could not be read on."""
    return DamagedFileError(f"压缩包已损坏（{' '.join(str(error).split())[:100]}）。请重新打包或下载后再读")
