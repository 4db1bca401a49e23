"""Files and folders of this machine. Links are listed, never followed."""

from __future__ import annotations

import os
from pathlib import Path

from gouji.service.batch.archives import archive_kind, list_archive
from gouji.service.batch.found import Entered, Refused, Search, container_of, is_system_file
from gouji.service.files import open_file
from gouji.service.store.records import Failure, Place


def list_path(path: Path, leave_out: Path) -> Search:
    """A file, or everything below a folder in order of names, archives entered; nothing below ``leave_out``."""
    if path.is_dir():
        yield from _folder(path, leave_out)
    else:
        yield from _file(path)


def _folder(folder: Path, leave_out: Path) -> Search:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Refused(_place(folder), Failure("damaged_file", f"目录打不开（{error.strerror}）。请检查权限后再读"))
        return
    yield Entered(_place(folder))
    for entry in entries:
        path = folder / entry.name
        if is_system_file(entry.name) or path == leave_out:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _folder(path, leave_out)
        elif entry.is_file(follow_symlinks=False):
            yield from _file(path)
        else:
            what = "符号链接" if entry.is_symlink() else "设备或管道"
            yield Refused(_place(path), Failure("invalid_request", f"是{what}，没有读。请直接给出它所指的文件"))


def _file(path: Path) -> Search:
    try:
        with open_file(path, follow_links=False) as file:
            found = os.fstat(file.fileno())
            place = _place(path, found.st_size, f"{found.st_size}:{found.st_mtime_ns}")
            kind = archive_kind(path.name, file)
            if kind is not None:
                yield from list_archive(kind, file, place)
                return
    except OSError as error:
        yield Refused(_place(path), Failure("damaged_file", f"文件打不开（{error.strerror}）。请检查权限和磁盘后再读"))
        return
    yield place


def _place(path: Path, size: int | None = None, mark: str | None = None) -> Place:
    return Place(str(path), path.name, container_of(path), None, size, mark)
