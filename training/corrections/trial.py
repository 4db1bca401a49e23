"""Tries the loop on a face and a damage that nothing was trained on: what a reviewer corrects, and what that mends.

python -m gouji.training.corrections.trial review build/trial --face FACE.ttf --reports 200
python -m gouji.training.finetune --corrections build/trial --replay build/scans --out build/tuned
python -m gouji.training.corrections.trial measure build/trial --face FACE.ttf --reports 100 --model build/tuned
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from gouji.models.confidence import REVIEW_BELOW
from gouji.models.corrections import CROPS, LINES, Correction, Said, crop_name, decided_text
from gouji.models.values import Value, parse_value
from gouji.models.vision.cells import PrintedCell
from gouji.models.vision.engine import Recogniser, Recognition
from gouji.models.vision.figure_reader import FigureReader
from gouji.models.vision.grid import GridCell
from gouji.models.vision.reading import Reading, cell_readings
from gouji.models.vision.settings import OcrSettings
from gouji.models.vision.two_readers import read_twice
from gouji.training.corrections.cells import NEW, PrintedFigure, damages, printed_figures
from gouji.training.corrections.kept_cells import KeptCell, keep_cells, kept_cells, png
from gouji.training.synthesis.draws import Split, stream
from gouji.training.synthesis.report import ReportKey

AUDIT_SHARE = 0.02
"""Of the confident cells that are decided on as well. Ten times what a service shows: a trial has few reports."""

LEARNT: Split = "train"
FRESH: Split = "test"
"""Splits whose reports are corrected, and are measured."""

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


def _is_right(said: Said, printed: Value) -> bool:
    return (said.kind, said.value) == (printed.kind, printed.value)


def count(cells: Sequence[KeptCell], read: Sequence[Reading]) -> Counts:
    """How cells were read."""
    total = Counts()
    for cell, reading in zip(cells, read, strict=True):
        wrong, offered = not _is_right(said(reading), parse_value(cell.text)), is_offered(reading)
        total += Counts(1, int(wrong), int(wrong and not offered), int(offered))
    return total


def corrections(
    printed: Sequence[PrintedFigure], read: Sequence[Reading], key: ReportKey, engine: str, at: str
) -> Iterator[tuple[Correction, bytes]]:
    """What a reviewer who knows what is printed decides on cells that are offered and some others; with pictures."""
    draw = stream("audited", key.name)
    for figure, reading in zip(printed, read, strict=True):
        offered, audited = is_offered(reading), draw.random() < AUDIT_SHARE
        if not offered and not audited:
            continue
        before, value, picture = said(reading), parse_value(figure.text), png(figure.picture)
        text = decided_text(value.kind, value.value, before.text)
        yield (
            Correction(
                document=hashlib.sha256(f"{NEW} {key.name}".encode()).hexdigest(),
                form=key.form,
                field=figure.field,
                before=before,
                confidence=0.0 if reading.unreadable else min(1.0, reading.confidence),
                after=Said(kind=value.kind, value=value.value, text=text),
                outcome="accepted" if _is_right(before, value) else "corrected",
                audited=not offered,
                chance=1.0 if offered else AUDIT_SHARE,
                page=figure.page,
                bbox=figure.bbox,
                crop=crop_name(picture),
                cell=figure.cell,
                engine=engine,
                by=None,
                at=at,
            ),
            picture,
        )


def write_corrections(folder: Path, found: Iterable[tuple[Correction, bytes]]) -> None:
    """Add lines and pictures to an export."""
    (folder / CROPS).mkdir(parents=True, exist_ok=True)
    with (folder / LINES).open("a", encoding="utf-8") as file:
        for correction, picture in found:
            assert correction.crop is not None
            (folder / correction.crop).write_bytes(picture)
            file.write(correction.model_dump_json() + "\n")


def _review(given: argparse.Namespace) -> None:
    """Read the reports that are learnt from, decide on what is offered, and export it."""
    general, figures = Recogniser(OcrSettings(threads=1)), FigureReader(1)
    engine, at = f"{general.name}, {figures.name}", datetime.now(UTC).isoformat(timespec="seconds")
    (given.folder / LINES).unlink(missing_ok=True)
    total = Counts()
    for index in range(given.reports):
        key = ReportKey(LEARNT, index)
        printed = list(printed_figures(NEW, key, given.face))
        cells = keep_cells(printed, general)
        read = readings(cells, figures)
        total += count(cells, read)
        write_corrections(given.folder, corrections(printed, read, key, engine, at))
        print(f"\r{index + 1}/{given.reports}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(table({NEW: [total]}))


def _measure(given: argparse.Namespace) -> None:
    """Read fresh reports of every kind with the shipped weights, and with others."""
    models = [None, given.model] if given.model else [None]
    readers = [FigureReader(1, model) for model in models]
    general = Recogniser(OcrSettings(threads=1))
    found: dict[str, list[Counts]] = {}
    for kind in damages():
        counts = [Counts() for _ in readers]
        for index in range(given.reports if kind == NEW else given.others):
            path = given.folder / "cells" / f"{kind}-{index:04d}.npz"
            make = partial(printed_figures, kind, ReportKey(FRESH, index), given.face if kind == NEW else None)
            cells = kept_cells(path, make, general)
            counts = [one + count(cells, readings(cells, reader)) for one, reader in zip(counts, readers, strict=True)]
            print(f"\r{kind} {index + 1}   ", end="", file=sys.stderr, flush=True)
        found[kind] = counts
    print(file=sys.stderr)
    print(table(found))


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


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(required=True)
    review = steps.add_parser("review", help=_review.__doc__)
    measure = steps.add_parser("measure", help=_measure.__doc__)
    for step, run in ((review, _review), (measure, _measure)):
        step.add_argument("folder", type=Path)
        step.add_argument("--face", required=True, help="TrueType file of the new face")
        step.add_argument("--reports", type=int, default=200, help="of the new kind")
        step.set_defaults(run=run)
    measure.add_argument("--others", type=int, default=50, help="reports of each of the other kinds")
    measure.add_argument("--model", type=Path, help="folder that gouji.training.finetune wrote")
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    given.run(given)


if __name__ == "__main__":
    main()
