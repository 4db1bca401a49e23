"""Files in remote stores, through fsspec: ``s3://bucket/folder``, ``gs://…``, ``https://…`` and others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from gouji.models.errors import ConfigurationError
from gouji.service.batch.archives import archive_kind, list_archive
from gouji.service.batch.found import Refused, Search, is_system_file
from gouji.service.store.records import Failure, Place

_MARKS = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "updated", "created")
"""What stores call that by which a change shows, best first."""


def is_url(source: str) -> bool:
    """Whether a source is in a remote store."""
    return "://" in source


def list_url(url: str) -> Search:
    """A file, or everything below a folder, or what fits a pattern; archives are entered.

    Raises:
        ConfigurationError: the store cannot be reached, or what reaches it is not installed.
    """
    files, root = _file_system(url)
    try:
        found = files.glob(root, detail=True) if _is_pattern(root) else files.find(root, detail=True)
    except Exception as error:
        raise ConfigurationError(f"{url} 列不出：{_said(error)}") from None
    if not found:
        raise ConfigurationError(f"{url} 里没有文件")
    for path in sorted(found):
        if found[path].get("type") == "file" and not is_system_file(path.rsplit("/", 1)[-1]):
            yield from _file(files, path, found[path])


@contextmanager
def open_url(container: str) -> Iterator[BinaryIO]:
    """The content of a file in a remote store. Raises OSError where it cannot be had."""
    files, path = _file_system(container)
    try:
        stream = files.open(path, "rb")
    except OSError:
        raise
    except Exception as error:
        raise OSError(_said(error)) from error
    with stream:
        yield stream


def _file(files: Any, path: str, info: dict[str, Any]) -> Search:  # noqa: ANN401  (fsspec has no types)
    url = files.unstrip_protocol(path)
    mark = next((str(info[name]) for name in _MARKS if info.get(name)), None)
    name = path.rsplit("/", 1)[-1]
    place = Place(url, name, url, None, info.get("size"), mark and f"{info.get('size')}:{mark}")
    try:
        if name.casefold().endswith((".zip", ".tar", "gz", "bz2", "xz")):
            with files.open(path, "rb") as stream:
                kind = archive_kind(name, stream)
                if kind is not None:
                    yield from list_archive(kind, stream, place)
                    return
    except OSError as error:
        yield Refused(place, Failure("damaged_file", f"文件打不开（{_said(error)}）。请检查权限和网络后再读"))
        return
    yield place


def _file_system(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    if "::" in url:
        raise ConfigurationError(f"不支持串联的地址：{url}。压缩包请直接给出，会自动进入")
    try:
        files, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise ConfigurationError(f"{url} 用不了：{_said(error)}") from None
    return files, path


def _is_pattern(path: str) -> bool:
    return any(c in path for c in "*?[")


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
