"""ZIP archives."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from gouji.models.errors import EncryptedFileError, GoujiError, TooLargeError
from gouji.service.batch.members import BROKEN, Member, broken, must_not_explode
from gouji.service.files import read_bounded
from gouji.service.store.records import Failure

_MAX_DIRECTORY_BYTES = 64 << 20
"""Of the list of members, which the library takes into memory as a whole, ten times as large."""

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1


def is_zip(file: BinaryIO) -> bool:
    """Whether the content is a ZIP archive."""
    return zipfile.is_zipfile(file)


def list_members(file: BinaryIO) -> Iterator[Member]:
    """The files in it; folders are not."""
    with _open(file) as archive:
        infos = archive.infolist()
        must_not_explode(sum(info.file_size for info in infos), file.seek(0, os.SEEK_END))
        for number, info in enumerate(infos):
            if not info.is_dir():
                yield Member(number, _name(info), info.file_size, f"{info.CRC:08x}:{info.file_size}", _refusal(info))


def read_members(file: BinaryIO, wanted: frozenset[int], max_bytes: int) -> Iterator[tuple[int, bytes | GoujiError]]:
    """The bytes of the members with these numbers."""
    with _open(file) as archive:
        for number, info in enumerate(archive.infolist()):
            if number in wanted:
                yield number, _content(archive, info, max_bytes)


def _open(file: BinaryIO) -> zipfile.ZipFile:
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]  # the only way to know before all is in memory
    if end and end[zipfile._ECD_SIZE] > _MAX_DIRECTORY_BYTES:  # type: ignore[attr-defined]
        raise TooLargeError("压缩包里的文件太多。请拆开再读")
    return zipfile.ZipFile(file)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, max_bytes: int) -> bytes | GoujiError:
    """Whatever size is declared, no more than ``max_bytes`` are expanded."""
    try:
        with archive.open(info) as member:
            return read_bounded(cast(BinaryIO, member), max_bytes)
    except GoujiError as error:
        return error
    except BROKEN as error:
        return broken(error)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: programs on Chinese Windows write GBK and do not say so."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    raw = info.orig_filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _refusal(info: zipfile.ZipInfo) -> Failure | None:
    if info.flag_bits & _ENCRYPTED_FLAG:
        return Failure(EncryptedFileError.code, "压缩包有密码。请去掉密码后再读")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Failure("invalid_request", "是压缩包里的符号链接，没有读")
    return None
