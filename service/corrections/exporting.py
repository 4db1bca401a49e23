"""Writes an export: pictures first, then the file that names them, so that what stands in it is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gouji.models.corrections import CROPS, LINES
from gouji.models.errors import ConfigurationError
from gouji.service.corrections import label_studio
from gouji.service.corrections.arguments import LABEL_STUDIO
from gouji.service.corrections.cropping import Pictured
from gouji.service.output import replaced_durably, write_durably


@dataclass(frozen=True, slots=True)
class Written:
    """How many cells were written, and how many of them have no picture."""

    cells: int = 0
    bare: int = 0


Watch = Callable[[Written], None]
"""Told after each document."""


def write_export(documents: Iterable[list[Pictured]], kind: str, folder: Path, watch: Watch) -> Written:
    """Write the decided cells of documents, one document after another.

    In the format of Label Studio a cell without a picture is left out: there would be nothing to look at.

    Raises:
        ConfigurationError: the folder cannot be written to.
    """
    try:
        (folder / CROPS).mkdir(parents=True, exist_ok=True)
        if kind == LABEL_STUDIO:
            write_durably(folder / label_studio.INTERFACE, label_studio.interface().encode())
        target = folder / (label_studio.TASKS if kind == LABEL_STUDIO else LINES)
        with replaced_durably(target) as temporary, temporary.open("wb") as file:
            return (_write_tasks if kind == LABEL_STUDIO else _write_lines)(_kept(documents, folder), file, watch)
    except OSError as error:
        message = f"写不出 {folder}（{error.strerror}）。请检查目录是否可写、磁盘是否已满"
        raise ConfigurationError(message) from None


def _kept(documents: Iterable[list[Pictured]], folder: Path) -> Iterator[list[Pictured]]:
    """The same, once the pictures are on the disk; one that is there is not written again."""
    for lines in documents:
        for line in lines:
            if line.png is not None and line.correction.crop is not None:
                path = folder / line.correction.crop
                if not path.exists():
                    write_durably(path, line.png)
        yield lines


def _write_lines(documents: Iterable[list[Pictured]], file: BinaryIO, watch: Watch) -> Written:
    written = Written()
    for lines in documents:
        for line in lines:
            file.write(line.correction.model_dump_json().encode() + b"\n")
        written = Written(written.cells + len(lines), written.bare + sum(line.png is None for line in lines))
        watch(written)
    return written


def _write_tasks(documents: Iterable[list[Pictured]], file: BinaryIO, watch: Watch) -> Written:
    written = Written()
    file.write(b"[")
    for lines in documents:
        shown = [line for line in lines if line.png is not None]
        for number, line in enumerate(shown, start=written.cells):
            task = label_studio.task(line.correction, _size(line.png or b""))
            file.write(b"\n" if number == 0 else b",\n")
            file.write(json.dumps(task, ensure_ascii=False).encode())
        written = Written(written.cells + len(shown), written.bare + len(lines) - len(shown))
        watch(written)
    file.write(b"\n]\n")
    return written


def _size(png: bytes) -> tuple[int, int]:
    """Width and height, from the header (PNG, 11.2.1)."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
