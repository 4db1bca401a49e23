"""Where the command line puts results: names that do not collide, files that are whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


def output_names(inputs: Sequence[Path]) -> list[str]:
    """A file name for the result of each input, in order, all different (also where case does not count).

    ``<stem>.json``; where inputs share a stem, ``<full name>.json``; where that is taken too,
    ``<stem>-2.<suffix>.json`` and so on.
    """
    stems = Counter(path.stem.casefold() for path in inputs)
    taken: set[str] = set()
    names = []
    for path in inputs:
        name = path.stem if stems[path.stem.casefold()] == 1 else path.name
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        taken.add(name.casefold())
        names.append(f"{name}.json")
    return names


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that it is whole or not there, whatever happens meanwhile, and stays once written."""
    with replaced_durably(path) as temporary:
        temporary.write_bytes(content)


@contextmanager
def replaced_durably(path: Path) -> Iterator[Path]:
    """A file to be written by whoever asks, which takes the place of ``path``, whole and lasting, when it is done.

    Nothing of it is left when the writing fails.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".gouji-", suffix=".tmp")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _settle(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


def _settle(file: Path) -> None:
    """Have the content on the disk, readable to whom files are: a temporary file is made for its owner only."""
    handle = os.open(file, os.O_RDWR)
    try:
        os.fchmod(handle, 0o666 & ~_umask())
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_directory(directory: Path) -> None:
    """The name of a new file is durable only when its directory is."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
