"""What a search for files gives: files to be read, and what is not even tried."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote_to_bytes

from gouji.service.store.records import Failure, Place

_RAW = "bytes:"
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is listed as failed without being read."""

    place: Place
    failure: Failure


@dataclass(frozen=True, slots=True)
class Entered:
    """A folder or an archive that could be listed: what was said against it before holds no longer."""

    place: Place


Found = Place | Refused | Entered
Search = Iterator[Found]


def is_system_file(name: str) -> bool:
    """Whether an operating system or an office program left it behind: hidden, a list of thumbnails, a lock."""
    if name in (".", ".."):  # parts of paths in archives
        return False
    return name.startswith((".", "~$")) or name.casefold() in _SYSTEM_FILES


def leads_outside(name: str) -> bool:
    """Whether a path in an archive is absolute, names a drive or goes up: no honest program writes such."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":" or "\0" in name


def container_of(path: Path) -> str:
    """An absolute local path as text that a database takes, undecodable bytes and all."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _RAW + quote(os.fsencode(path))
    return text


def local_path(container: str) -> Path | None:
    """The path that a container stands for; None: it is a URL."""
    if container.startswith(_RAW):
        return Path(os.fsdecode(unquote_to_bytes(container.removeprefix(_RAW))))
    return Path(container) if container.startswith("/") else None
