"""Tries the loop on a face and a damage that nothing was trained on: what a reviewer corrects, and what that mends.

python -m gouji.training.corrections.trial review build/trial --face FACE.ttf --reports 200
python -m gouji.training.finetune --corrections build/trial --replay build/scans --out build/tuned
python -m gouji.training.corrections.trial measure build/trial --face FACE.ttf --reports 100 --model build/tuned
python -m gouji.training.corrections.trial read build/trial --face FACE.ttf --reports 10 --model build/tuned
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from gouji.models.corrections import LINES
from gouji.models.reader import Reader, ReaderSettings
from gouji.models.result import Report
from gouji.models.values import parse_value
from gouji.models.vision.engine import Recogniser
from gouji.models.vision.figure_reader import FigureReader
from gouji.models.vision.settings import OcrSettings
from gouji.training.corrections.cell_reading import Counts, count, readings, table
from gouji.training.corrections.cells import NEW, damaged_pages, damages, printed_figures
from gouji.training.corrections.deciding import corrections, write_corrections
from gouji.training.corrections.kept_cells import keep_cells, kept_cells
from gouji.training.synthesis.draws import Split
from gouji.training.synthesis.pages.raster import images_to_pdf
from gouji.training.synthesis.report import ReportKey, draw_report

LEARNT: Split = "train"
FRESH: Split = "test"
"""Splits whose reports are corrected, and are measured."""

_STORED_QUALITY = 92
"""Of the JPEG that holds a page, as in the archive."""


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


def _read(given: argparse.Namespace) -> None:
    """Read whole pages of fresh reports of the new kind, with the shipped weights and with others."""
    counts = []
    for model in [None, given.model] if given.model else [None]:
        reader = Reader(ReaderSettings(ocr=OcrSettings(threads=1, figure_model=model)))
        total = Counts()
        for index in range(given.reports):
            report = draw_report(ReportKey(FRESH, index))
            shots = [page.shot for page in damaged_pages(NEW, report, given.face)]
            pdf = images_to_pdf([shot.pixels for shot in shots], [shot.dpi for shot in shots], quality=_STORED_QUALITY)
            total += _compared(reader.read(pdf, f"{report.key.name}.pdf"), report.facts.printed)
            print(f"\r{index + 1}/{given.reports}", end="", file=sys.stderr, flush=True)
        counts.append(total)
    print(file=sys.stderr)
    print(table({f"{NEW}, whole pages": counts}))


def _compared(report: Report, printed: Mapping[str, str]) -> Counts:
    total = Counts()
    for field, reading in report.fields.items():
        value = parse_value(printed[field])
        wrong = (reading.kind, reading.value) != (value.kind, value.value)
        total += Counts(1, int(wrong), int(wrong and not reading.review), int(reading.review))
    return total


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(required=True)
    review = steps.add_parser("review", help=_review.__doc__)
    measure = steps.add_parser("measure", help=_measure.__doc__)
    read = steps.add_parser("read", help=_read.__doc__)
    for step, run in ((review, _review), (measure, _measure), (read, _read)):
        step.add_argument("folder", type=Path)
        step.add_argument("--face", required=True, help="TrueType file of the new face")
        step.add_argument("--reports", type=int, default=200, help="of the new kind")
        step.set_defaults(run=run)
    measure.add_argument("--others", type=int, default=50, help="reports of each of the other kinds")
    for step in (measure, read):
        step.add_argument("--model", type=Path, help="folder that gouji.training.finetune wrote")
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    given.run(given)


if __name__ == "__main__":
    main()
