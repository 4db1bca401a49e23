"""What both readers make of single cells together, and how often that is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.models.confidence import REVIEW_BELOW
from gouji.models.corrections import Said
from gouji.models.values import Value, parse_value
from gouji.models.vision.cells import PrintedCell
from gouji.models.vision.engine import Recognition
from gouji.models.vision.figure_reader import FigureReader
from gouji.models.vision.grid import GridCell
from gouji.models.vision.reading import Reading, cell_readings
from gouji.models.vision.two_readers import read_twice
from gouji.training.corrections.kept_cells import KeptCell

_WHOLE = GridCell(0, 0, 1, 1, 0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Counts:
    """Cells read. ``wrong``: unread ones among them; ``silent``: of these, those that nobody is asked about."""

    cells: int = 0
    wrong: int = 0
    silent: int = 0
    offered: int = 0

    def __add__(self, other: Counts) -> Counts:
        """The counts of both."""
        return Counts(
            self.cells + other.cells, self.wrong + other.wrong, self.silent + other.silent, self.offered + other.offered
        )


def readings(cells: Sequence[KeptCell], figures: FigureReader) -> list[Reading]:
    """What both readers make of each cell together."""
    read = read_twice([cell.ink for cell in cells], [cell.general for cell in cells], figures)
    return [_reading(one, cell.stroke) for one, cell in zip(read, cells, strict=True)]


def _reading(recognition: Recognition, stroke: str | None) -> Reading:
    """As in a drawn cell of one line."""
    (reading,) = cell_readings(PrintedCell(_WHOLE, (), stroke=stroke), [recognition])
    return reading


def is_offered(reading: Reading) -> bool:
    """Whether a person is asked."""
    return reading.unreadable or reading.confidence < REVIEW_BELOW


def said(reading: Reading) -> Said:
    """What a reading says."""
    if reading.unreadable:
        return Said(kind="unread", value=None, text=None)
    value = parse_value(reading.text)
    return Said(kind=value.kind, value=value.value, text=reading.text)


def is_right(said: Said, printed: Value) -> bool:
    """Whether it says what is printed."""
    return (said.kind, said.value) == (printed.kind, printed.value)


def count(cells: Sequence[KeptCell], read: Sequence[Reading]) -> Counts:
    """How cells were read."""
    total = Counts()
    for cell, reading in zip(cells, read, strict=True):
        wrong, offered = not is_right(said(reading), parse_value(cell.text)), is_offered(reading)
        total += Counts(1, int(wrong), int(wrong and not offered), int(offered))
    return total


def table(found: Mapping[str, Sequence[Counts]]) -> str:
    """By kind as Markdown, with each set of weights one after another."""
    lines = ["| kind | cells | wrong in 10,000 | silent | offered in 10,000 |", "| --- " * 5 + "|"]
    for kind, counts in found.items():
        wrong, offered = (
            " → ".join(f"{10_000 * getattr(one, name) / one.cells:.1f}" for one in counts if one.cells)
            for name in ("wrong", "offered")
        )
        silent = " → ".join(str(one.silent) for one in counts)
        lines.append(f"| {kind} | {counts[0].cells} | {wrong} | {silent} | {offered} |")
    return "\n".join(lines)
