"""Where the command line puts results: names that do not collide, files that are whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
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
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".gouji-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o666 & ~_umask())  # a temporary file is made for its owner only
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_directory(path.parent)


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
