"""Measures the checks of the prose on reports whose running text others wrote, as templates of whole documents.

python -m gouji.training.evaluate_prose datasets/prose/second.toml --reports 10      # of each document

Each report has figures of its own, is printed as a text, and read. In every other one, one statement contradicts the
tables.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gouji.models.reader import Reader, ReaderSettings
from gouji.models.result import ProseCheck
from gouji.models.vision.settings import OcrSettings
from gouji.training.accuracy import Score, contradicted, contradicted_field, score, told_of
from gouji.training.synthesis.gold import gold_json
from gouji.training.synthesis.kinds import KINDS
from gouji.training.synthesis.prose.documents import Document, read_documents
from gouji.training.synthesis.report import ReportKey, draw_report

_KIND = "text"


@dataclass(frozen=True, slots=True)
class Checked:
    """One report: its counts; what was not found, and what was said to fail in vain, for people."""

    score: Score
    missed: tuple[str, ...]
    in_vain: tuple[str, ...]


def check_prose(document: Document, number: int) -> Checked:
    """Make the report of that number with this running text, read it, and look at the checks of its prose."""
    key = ReportKey("test", number)
    sample = KINDS[_KIND](draw_report(key, document.write))
    gold = gold_json(sample.gold)
    result = _reader().read(sample.data, f"{document.id}-{number}{sample.suffix}")
    failing, told = contradicted(result, "fail"), told_of(result)
    conflicts = set(gold["narrative_conflicts"])
    missed = [
        f"{s['field']} = {s['value']:g}: {s['sentence']}"
        for s in gold["statements"]
        if s["relation"] == "contradicts" and s["field"] not in told
    ]
    in_vain = [
        f"{contradicted_field(c.id)}, {c.message}: {c.quoted.text}"
        for c in result.checks
        if isinstance(c, ProseCheck) and c.status == "fail" and contradicted_field(c.id) in failing - conflicts
    ]
    return Checked(score(result, gold), tuple(missed), tuple(in_vain))


@cache
def _reader() -> Reader:
    return Reader(ReaderSettings(ocr=OcrSettings(threads=1)))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, help="a file of templates")
    parser.add_argument("--reports", type=int, default=10, help="of each document")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="what was missed and what was said in vain")
    given = parser.parse_args(arguments)
    documents = list(read_documents(given.documents))
    jobs = [(document, i * given.reports + n) for i, document in enumerate(documents) for n in range(given.reports)]
    total = Score()
    with ProcessPoolExecutor(given.processes) as pool:
        for done, checked in enumerate(pool.map(check_prose, *zip(*jobs, strict=True)), start=1):
            total += checked.score
            print(f"\r{done}/{len(jobs)}", end="", file=sys.stderr, flush=True)
            for what, lines in (("missed", checked.missed), ("in vain", checked.in_vain)) if given.show else ():
                for line in lines:
                    print(f"{what}: {line}")
    print(file=sys.stderr)
    share = 100 * total.prose_found / max(1, total.prose_wanted)
    print(f"{total.prose_found} of {total.prose_wanted} contradictions found ({share:.1f} %)")
    print(f"{total.prose_false} fields said to fail in vain in {total.files} reports")


if __name__ == "__main__":
    main()
