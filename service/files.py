"""The bytes of files, bounded while they are read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from gouji.models.errors import DamagedFileError, TooLargeError
from gouji.service.errors import NotFoundError


def read_file(path: Path, max_bytes: int, follow_links: bool = True) -> bytes:
    """The bytes of a file, which may have changed or gone since it was looked at first.

    Raises:
        GoujiError: it cannot be read, or is too large; what is too large is not read into memory.
    """
    try:
        with open_file(path, follow_links) as file:
            found = os.fstat(file.fileno())
            if found.st_size > max_bytes:
                raise too_large(max_bytes, found.st_size)
            return read_bounded(file, max_bytes)
    except FileNotFoundError:
        raise NotFoundError("文件已经不在了。请检查后再读") from None
    except OSError as error:
        raise DamagedFileError(f"文件读不出（{error.strerror}）。请检查权限和磁盘后再读") from None


def open_file(path: Path, follow_links: bool = True) -> BinaryIO:
    """Open a regular file; a pipe or a device, which may never end, is refused without waiting for it.

    Raises:
        DamagedFileError: it is no regular file.
        OSError: it cannot be opened; also a link, where those are not followed.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow_links else os.O_NOFOLLOW))
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise DamagedFileError("它不再是普通文件。请检查后再读")


def read_bounded(file: BinaryIO, max_bytes: int) -> bytes:
    """All that is left of a stream. Raises TooLargeError where that is more than ``max_bytes``."""
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large(max_bytes)
    return data


def too_large(max_bytes: int, size: int | None = None) -> TooLargeError:
    """What to say of a file over the limit."""
    found = "超过" if size is None else f"有 {size / (1 << 20):.1f} MiB，"
    return TooLargeError(f"文件{found}上限 {max_bytes / (1 << 20):.4g} MiB。请压缩或拆分后再读")
