"""Tar archives, compressed or not, read from front to back: they have no list of what is in them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from gouji.models.errors import DamagedFileError, GoujiError
from gouji.service.batch.members import Member, must_not_explode
from gouji.service.files import read_bounded, too_large
from gouji.service.store.records import Failure

_END = bytes(2 * tarfile.BLOCKSIZE)
"""How every tar archive ends; the library takes one that was cut off between two files for whole."""

_CHUNK_BYTES = 1 << 16


def is_tar(file: BinaryIO) -> bool:
    """Whether the content is a tar archive, or compressed as those are."""
    return _compression(file) is not None or tarfile.is_tarfile(file)


def list_members(file: BinaryIO) -> Iterator[Member]:
    """The files in it; folders are not."""
    stream = _Bounded(file)
    for number, info, _ in _walk(stream):
        if not info.isdir():
            yield Member(number, info.name, info.size, None, _refusal(info))
    stream.must_have_ended()


def read_members(file: BinaryIO, wanted: frozenset[int], max_bytes: int) -> Iterator[tuple[int, bytes | GoujiError]]:
    """The bytes of the members with these numbers."""
    last = max(wanted, default=-1)
    for number, info, archive in _walk(_Bounded(file)):
        if number in wanted:
            yield number, _content(archive, info, max_bytes)
        if number >= last:
            return


def _walk(stream: _Bounded) -> Iterator[tuple[int, tarfile.TarInfo, tarfile.TarFile]]:
    with tarfile.open(fileobj=cast(BinaryIO, stream), mode="r|") as archive:
        for number, info in enumerate(archive):
            yield number, info, archive
            archive.members = []  # type: ignore[attr-defined]  # the library would keep them all


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo, max_bytes: int) -> bytes | GoujiError:
    if info.size > max_bytes:
        return too_large(max_bytes, info.size)
    member = archive.extractfile(info)
    if member is None:
        return DamagedFileError("压缩包里的这一项不是文件，没有读")
    return read_bounded(cast(BinaryIO, member), max_bytes)


def _refusal(info: tarfile.TarInfo) -> Failure | None:
    if info.isreg():
        return None
    what = "链接" if info.issym() or info.islnk() else "设备或管道"
    return Failure("invalid_request", f"是压缩包里的{what}，没有读")


class _Bounded(io.RawIOBase):
    """What is in a file, uncompressed, as long as it does not expand too much; remembers how it ended."""

    def __init__(self, file: BinaryIO) -> None:
        self._size = file.seek(0, os.SEEK_END)
        file.seek(0)
        opener = _compression(file)
        self._stream = cast(BinaryIO, opener(file)) if opener else file
        self._count = 0
        self._tail = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises TooLargeError where they are too many by now."""
        data = self._stream.read(_CHUNK_BYTES if size is None or size < 0 else size)
        self._count += len(data)
        must_not_explode(self._count, self._size)
        self._tail = (self._tail + data)[-len(_END) :]
        return data

    def must_have_ended(self) -> None:
        """Raise DamagedFileError where the archive was cut off."""
        while self.read(_CHUNK_BYTES):
            pass
        if self._tail != _END:
            raise DamagedFileError("压缩包没有正常结尾，可能不完整，已列出能读的。请重新打包或下载后再读")


def _compression(file: BinaryIO) -> Callable[[BinaryIO], object] | None:
    """What uncompresses a file, by its first bytes; None: it is not compressed."""
    file.seek(0)
    head = file.read(6)
    file.seek(0)
    return next((opener for magic, opener in _OPENERS.items() if head.startswith(magic)), None)


def _gunzip(file: BinaryIO) -> gzip.GzipFile:
    return gzip.GzipFile(fileobj=file)


_OPENERS: dict[bytes, Callable[[BinaryIO], object]] = {
    b"\x1f\x8b": _gunzip,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
}
