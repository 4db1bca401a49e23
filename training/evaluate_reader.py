"""Reads files of the archive and prints how many cells are right, by kind.

python -m gouji.training.evaluate_reader --kinds ruled_pdf,text --count 20
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gouji.models.assembly.classified import WEIGHT
from gouji.models.errors import GoujiError
from gouji.models.forms import VERSIONS
from gouji.models.reader import Reader, ReaderSettings
from gouji.models.result import Report
from gouji.models.vision.settings import OcrSettings
from gouji.training.accuracy import Score, is_right, score, table
from gouji.training.synthesis.archive import chosen
from gouji.training.synthesis.draws import SPLITS
from gouji.training.synthesis.gold import gold_json
from gouji.training.synthesis.kinds import KINDS, NAMED, Sample
from gouji.training.synthesis.report import ReportKey, draw_report

_READERS: list[Reader] = []
"""The reader of this process: its models are loaded once."""


def prepare(classifier: Path | None = None, weight: float = WEIGHT) -> None:
    """Load the reader of this process."""
    # A thread each: processes that share the cores with several wait for one another.
    settings = ReaderSettings(ocr=OcrSettings(threads=1), classifier=classifier, classifier_weight=weight)
    _READERS[:] = [Reader(settings)]


@dataclass(frozen=True, slots=True)
class Read:
    """One file read: its score, and each wrong cell as a line for people."""

    kind: str
    name: str
    score: Score
    faults: tuple[str, ...]


def read_one(kind: str, key: ReportKey, keep: Path | None) -> Read:
    """Make a file, read it, compare. Files with silent errors or refused are kept in ``keep`` where it is given."""
    sample = KINDS[kind](draw_report(key))
    return read_sample(sample, f"{kind.replace(':', '-')}-{key.form}-{key.index:05d}{sample.suffix}", keep)


def read_sample(sample: Sample, name: str, keep: Path | None) -> Read:
    """The same with a file that was made, by the reader that :func:`prepare` loaded."""
    gold = gold_json(sample.gold)
    read = read_bytes(sample.kind, name, sample.data, gold)
    counts = read.score
    if keep and (counts.silent or counts.refused or counts.decidable_right < counts.decidable):
        keep.mkdir(parents=True, exist_ok=True)
        (keep / name).write_bytes(sample.data)
        (keep / f"{Path(name).stem}.gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1))
    return read


def read_bytes(kind: str, name: str, data: bytes, gold: Mapping[str, Any]) -> Read:
    """Read what is in a file of a kind and compare it with its gold."""
    try:
        result = _READERS[0].read(data, name)
        refusal = ""
    except GoujiError as error:
        result, refusal = None, f"refused: {error.code}"
    faults = (refusal,) if result is None else _faults(result, gold)
    return Read(kind, name, score(result, gold), faults)


def _faults(result: Report, gold: Mapping[str, Any]) -> tuple[str, ...]:
    must, printed = set(gold["must_review"]), gold.get("raw", gold["fields"])
    return tuple(
        f"{'review' if r.review else 'SILENT'} {f}: printed {printed[f]!r}{' (undecidable)' if f in must else ''}, "
        f"read {r.kind} {r.raw!r}"
        for f, r in result.fields.items()
        if not is_right(r, gold["fields"][f], f in must)
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinds", default=",".join(NAMED))
    parser.add_argument("--split", choices=SPLITS, default="validation")
    parser.add_argument("--form", choices=VERSIONS, default=VERSIONS[-1])
    parser.add_argument("--count", type=int, default=20, help="files of each kind")
    parser.add_argument("--first", type=int, default=0, help="index of the first report")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for files that were not read well")
    parser.add_argument("--json", type=Path, help="file for the counts by kind, as they grow; those of others are kept")
    parser.add_argument("--reports", type=Path, help="file for the counts of each file, as JSON Lines")
    parser.add_argument("--classifier", type=Path, help="folder of a token classifier other than the shipped one")
    parser.add_argument("--weight", type=float, default=WEIGHT, help="of the classifier beside string matching, 0 to 1")
    parser.add_argument("--show", type=int, default=0, help="wrong cells shown for each file")
    given = parser.parse_args(arguments)
    kinds = chosen(given.kinds)
    keys = [ReportKey(given.split, index, given.form) for index in range(given.first, given.first + given.count)]
    jobs = [(kind, key, given.keep) for kind in kinds for key in keys]
    scores = dict.fromkeys(kinds, Score())
    with ProcessPoolExecutor(given.processes, initializer=prepare, initargs=(given.classifier, given.weight)) as pool:
        for done, read in enumerate(pool.map(read_one, *zip(*jobs, strict=True)), start=1):
            scores[read.kind] += read.score
            if given.reports:
                _append(read, given.reports)
            if given.json:
                _write(scores, given.json)
            print(f"\r{done}/{len(jobs)}", end="", file=sys.stderr, flush=True)
            for line in read.faults[: given.show]:
                print(f"{read.name}: {line}")
    print(file=sys.stderr)
    print(table(scores))


def _append(read: Read, path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"kind": read.kind, "name": read.name, "score": asdict(read.score)}) + "\n")


def _write(scores: Mapping[str, Score], path: Path) -> None:
    counts = json.loads(path.read_text()) if path.exists() else {}
    counts |= {kind: asdict(counted) for kind, counted in scores.items() if counted.files}
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(counts, indent=1) + "\n")
    unfinished.rename(path)


if __name__ == "__main__":
    main()
