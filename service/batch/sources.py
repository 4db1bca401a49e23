"""What a batch is made of: folders, files, archives, patterns and remote stores, as they are given."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from gouji.models.errors import ConfigurationError, DamagedFileError, GoujiError, InternalError
from gouji.service.batch.archives import archive_kind, read_archive
from gouji.service.batch.folders import list_path
from gouji.service.batch.found import Search, local_path
from gouji.service.batch.remote import is_url, list_url, open_url
from gouji.service.errors import NotFoundError
from gouji.service.files import open_file, read_bounded, read_file
from gouji.service.names import display_path
from gouji.service.store.records import Item

Content = bytes | GoujiError
"""The bytes of a file, or why they cannot be had."""


def search(sources: Sequence[str], leave_out: Path) -> Search:
    """Everything in the sources, in the order given. ``leave_out``: a folder not to be looked into.

    Raises:
        ConfigurationError: a source that is not there, or that cannot be reached.
    """
    for source in sources:
        if is_url(source) and not source.startswith("file://"):
            yield from list_url(source)
        else:
            for path in _paths(source.removeprefix("file://")):
                yield from list_path(path, leave_out)


def contents(items: Iterable[Item], max_bytes: int) -> Iterator[tuple[Item, Content]]:
    """The bytes of each item; archives are opened once for all of their members that stand together."""
    for container, group in groupby(items, key=lambda item: (item.place.container, item.place.member is None)):
        if container[1]:
            for item in group:
                yield item, _plain(container[0], max_bytes)
        else:
            yield from _members(container[0], list(group), max_bytes)


def _paths(source: str) -> list[Path]:
    """Absolute, links in what was given resolved: whoever names a link means what it leads to."""
    path = Path(source)
    if path.exists():
        return [path.resolve()]
    found = sorted(glob.glob(source, recursive=True)) if glob.has_magic(source) else []  # noqa: PTH207  (absolute too)
    if not found:
        raise ConfigurationError(f"没有这个文件或目录：{display_path(path)}")
    return [Path(os.path.abspath(name)) for name in found]  # noqa: PTH100  (links are not resolved here)


def _plain(container: str, max_bytes: int) -> Content:
    path = local_path(container)
    try:
        if path is not None:
            return read_file(path, max_bytes, follow_links=False)
        with open_url(container) as stream:
            return read_bounded(stream, max_bytes)
    except GoujiError as error:
        return error
    except OSError as error:
        return _unreachable(error, path)


def _members(container: str, items: list[Item], max_bytes: int) -> Iterator[tuple[Item, Content]]:
    path = local_path(container)
    left = {item.id: item for item in items}
    reason: GoujiError = DamagedFileError("已经不是压缩包了。请重新运行")
    try:
        with open_file(path, follow_links=False) if path is not None else open_url(container) as file:
            kind = archive_kind(container, file)
            if kind is not None:
                for item, content in read_archive(kind, file, items, max_bytes):
                    del left[item.id]
                    yield item, content
    except GoujiError as error:
        reason = error
    except OSError as error:
        reason = _unreachable(error, path)
    for item in left.values():
        yield item, reason


def _unreachable(error: OSError, path: Path | None) -> GoujiError:
    if isinstance(error, FileNotFoundError):
        return NotFoundError("文件已经不在了。请检查后再读")
    reason = " ".join(str(error.strerror or error).split())[:200]
    if path is None:
        return InternalError(f"远程的文件取不到（{reason}）。请检查网络和权限后再读")
    return DamagedFileError(f"文件读不出（{reason}）。请检查权限和磁盘后再读")
