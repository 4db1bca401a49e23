"""Reads files of the archive for calibration; a file that is in the records already is not read again.

python -m gouji.training.calibration.read --split calibration --kinds ruled_pdf,fax --count 300 --out records.jsonl
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from gouji.models.errors import GoujiError
from gouji.models.forms import VERSIONS
from gouji.models.reader import Reader, ReaderSettings
from gouji.models.vision.settings import OcrSettings
from gouji.training.calibration.records import Record, load, record, write
from gouji.training.synthesis.archive import chosen
from gouji.training.synthesis.draws import SPLITS
from gouji.training.synthesis.gold import gold_json
from gouji.training.synthesis.kinds import KINDS, NAMED
from gouji.training.synthesis.report import ReportKey, draw_report

_READERS: list[Reader] = []
"""The reader of this process: its models are loaded once."""


def _prepare() -> None:
    _READERS[:] = [Reader(ReaderSettings(ocr=OcrSettings(threads=1)))]


def _read(kind: str, key: ReportKey) -> Record | None:
    """The record of one file; None where it was refused: it has no readings to be sure of."""
    sample = KINDS[kind](draw_report(key))
    try:
        document = _READERS[0].open(sample.data, f"{key.name}{sample.suffix}")
        return record(_READERS[0], document, kind, gold_json(sample.gold))
    except GoujiError:
        return None


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", default=",".join(NAMED))
    parser.add_argument("--split", choices=SPLITS, default="calibration")
    parser.add_argument("--form", choices=VERSIONS, default=VERSIONS[-1])
    parser.add_argument("--count", type=int, default=20, help="files of each kind")
    parser.add_argument("--first", type=int, default=0, help="index of the first report")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True, help="records as JSON Lines; grows")
    given = parser.parse_args(arguments)
    keys = [ReportKey(given.split, index, given.form) for index in range(given.first, given.first + given.count)]
    known = {(r.kind, Path(r.name).stem) for r in load([given.out])} if given.out.exists() else set()
    jobs = [(kind, key) for key in keys for kind in chosen(given.kinds) if (kind, key.name) not in known]
    if not jobs:
        return
    with ProcessPoolExecutor(given.processes, initializer=_prepare) as pool:
        for done, read in enumerate(pool.map(_read, *zip(*jobs, strict=True)), start=1):
            if read is not None:
                write(read, given.out)
            print(f"\r{done}/{len(jobs)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


if __name__ == "__main__":
    main()
