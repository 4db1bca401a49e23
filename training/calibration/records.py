"""What is known of each cell of a file that was read: its evidence, how sure its parts were, whether it is right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gouji.models.calibration.evidence import evidence_of
from gouji.models.document import Document
from gouji.models.reader import Reader
from gouji.training.accuracy import is_right


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``evidence``: its kind; ``certainty`` in [0, 1]: before calibration; ``clear``: it has a value to be
    wrong with; ``right``: kind and value are what is printed."""

    evidence: str
    certainty: float
    clear: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one file of the archive."""

    kind: str
    name: str
    cells: tuple[Cell, ...]


def record(reader: Reader, document: Document, kind: str, gold: Mapping[str, Any]) -> Record:
    """Assemble a document that was opened, and hold it against its gold.

    A cell that the file leaves open counts as wrong, also where what is given happens to be what was printed before the
    file was damaged: a person must be asked.
    """
    era, assembly = reader.assemble(document)
    evidence, undecided = evidence_of(era.form, assembly), set(gold["must_review"])
    cells = tuple(
        Cell(
            evidence[field],
            reading.confidence,
            reading.kind not in ("unread", "absent", "text"),
            field not in undecided and is_right(reading, gold["fields"][field], must_review=False),
        )
        for field, reading in assembly.fields.items()
    )
    return Record(kind, document.name, cells)


def write(record: Record, path: Path) -> None:
    """Add a record to a file of JSON Lines."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**asdict(record), "cells": [list(asdict(c).values()) for c in record.cells]}) + "\n")


def load(paths: Iterable[Path]) -> list[Record]:
    """The records of several files, each name of a kind once."""
    found: dict[tuple[str, str], Record] = {}
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            cells = tuple(Cell(*cell) for cell in entry["cells"])
            found[entry["kind"], entry["name"]] = Record(entry["kind"], entry["name"], cells)
    return list(found.values())


def by_kind(records: Sequence[Record]) -> dict[str, list[Record]]:
    """The records of each kind of file, in the order of their first."""
    found: dict[str, list[Record]] = {}
    for one in records:
        found.setdefault(one.kind, []).append(one)
    return found
