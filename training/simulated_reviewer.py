"""A reviewer who answers with the gold: how many cells a person looks at in each report, and what is wrong after that.

python -m gouji.training.simulated_reviewer build/reviewed.jsonl --kinds clean_scan,fax --count 10
python -m gouji.training.simulated_reviewer build/reviewed.jsonl --count 0                    # the table alone
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gouji.models.arithmetic import evaluate
from gouji.models.decisions import decided
from gouji.models.errors import GoujiError
from gouji.models.forms import VERSIONS, load_form
from gouji.models.reader import Reader, ReaderSettings
from gouji.models.result import Decision, FieldReading, Report
from gouji.models.values import parse_value
from gouji.models.vision.settings import OcrSettings
from gouji.training.accuracy import is_right
from gouji.training.synthesis.archive import chosen
from gouji.training.synthesis.draws import SPLITS, stream
from gouji.training.synthesis.gold import gold_json
from gouji.training.synthesis.kinds import KINDS
from gouji.training.synthesis.report import ReportKey, draw_report

DEFAULT_KINDS = "clean_scan,office_scan,fax,photograph,ruled_pdf,text"

COLUMNS = (
    "kind",
    "reports",
    "wrong before",
    "offered",
    "audited",
    "traced",
    "looked at",
    "in the source",
    "wrong after",
    "refused",
)

AUDIT_SHARE = 0.002
"""Of the confident cells that are shown as well, as the service does unless it is told otherwise."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What became of one report.

    ``wrong``: cells read wrong, unread ones among them. ``offered``: cells up for review, ``audited``: confident ones
    shown beside them, ``traced``: further cells looked at because an identity still failed. ``source``: identities that
    fail in the source and were confirmed. ``left``: cells wrong after all that. ``refused``: nothing was read; all of
    it has to be typed in.
    """

    kind: str
    name: str
    cells: int
    wrong: int
    offered: int
    audited: int
    traced: int
    source: int
    left: int
    refused: bool = False


def review(report: Report, gold: Mapping[str, Any], kind: str, name: str, share: float = AUDIT_SHARE) -> Reviewed:
    """Decide on every cell that is offered or audited as the gold has it; then, as long as an identity fails, on every
    cell of it; then confirm what still fails as an error of the source."""
    undecided = set(gold["must_review"])
    wrong = {f for f, r in report.fields.items() if not is_right(r, gold["fields"][f], f in undecided)}
    offered = {f for f in report.fields if report.fields[f].review}
    draw = stream("audited", kind, name)
    audited = {f for f in report.fields if f not in offered and draw.random() < share}
    seen = offered | audited
    form, source = load_form(report.form.version), set[str]()
    while True:
        fields = {f: _answered(r, gold["raw"][f]) if f in seen else r for f, r in report.fields.items()}
        failing = [i for i in form.identities if i.id not in source and evaluate(i, fields).status == "fail"]
        if not failing:
            break
        source |= {i.id for i in failing if seen.issuperset((*i.left, *i.right))}
        seen = seen.union(*((*i.left, *i.right) for i in failing))
    return Reviewed(
        kind=kind,
        name=name,
        cells=len(report.fields),
        wrong=len(wrong),
        offered=len(offered),
        audited=len(audited),
        traced=len(seen - offered - audited),
        source=len(source),
        left=len(wrong - seen),
    )


def _answered(reading: FieldReading, printed: str) -> FieldReading:
    """The reading with what is printed in its place."""
    value = parse_value(printed)
    decision = Decision(kind=value.kind, value=value.value, by="gold", at="")
    return decided(reading.model_copy(update={"decision": decision}))


def reviewed_sample(reader: Reader, kind: str, key: ReportKey, share: float) -> Reviewed:
    """Make a file, read it, review it."""
    sample = KINDS[kind](draw_report(key))
    gold = gold_json(sample.gold)
    try:
        report = reader.read(sample.data, f"{key.name}{sample.suffix}")
    except GoujiError:
        cells = len(gold["fields"])
        return Reviewed(kind, key.name, cells, cells, cells, 0, 0, 0, 0, refused=True)
    return review(report, gold, kind, key.name, share)


def table(reviewed: Iterable[Reviewed]) -> str:
    """By kind as Markdown: cells looked at per report and errors left, in 10,000 cells."""
    lines = [
        f"| {' | '.join(COLUMNS)} |",
        "| --- " * len(COLUMNS) + "|",
    ]
    by_kind: dict[str, list[Reviewed]] = {}
    for one in reviewed:
        by_kind.setdefault(one.kind, []).append(one)
    return "\n".join([*lines, *(_row(kind, ones) for kind, ones in by_kind.items())])


def _row(kind: str, ones: Sequence[Reviewed]) -> str:
    count = len(ones)
    cells, wrong, left = (sum(getattr(one, name) for one in ones) for name in ("cells", "wrong", "left"))
    offered, audited, traced, source = (
        sum(getattr(one, name) for one in ones) / count for name in ("offered", "audited", "traced", "source")
    )
    looked = offered + audited + traced
    return (
        f"| {kind} | {count} | {wrong} of {cells} | {offered:.1f} | {audited:.1f} | {traced:.1f} | {looked:.1f} "
        f"| {source:.1f} | {left} ({10_000 * left / cells:.1f} in 10,000) | {sum(one.refused for one in ones)} |"
    )


def read_reviewed(path: Path) -> list[Reviewed]:
    """What is in a file of results; a last line that was cut off by an end of the run is left out."""
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [Reviewed(**json.loads(line)) for line in lines]


def _append(path: Path, reviewed: Sequence[Reviewed]) -> None:
    with path.open("ab") as file:
        for one in reviewed:
            file.write(json.dumps(asdict(one)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _mend(path: Path, done: Sequence[Reviewed]) -> None:
    """Have the file hold whole lines only."""
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    _append(unfinished, done)
    unfinished.rename(path)


def _missing(given: argparse.Namespace, done: Sequence[Reviewed]) -> Iterator[tuple[str, ReportKey]]:
    there = {(one.kind, one.name) for one in done}
    for index in range(given.first, given.first + given.count):
        for kind in chosen(given.kinds):
            key = ReportKey(given.split, index, given.form)
            if (kind, key.name) not in there:
                yield kind, key


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path, help="JSON Lines, added to as reports are done; what is in it stays")
    parser.add_argument("--kinds", default=DEFAULT_KINDS)
    parser.add_argument("--split", choices=SPLITS, default="test")
    parser.add_argument("--form", choices=VERSIONS, default=VERSIONS[-1])
    parser.add_argument("--count", type=int, default=10, help="reports of each kind")
    parser.add_argument("--first", type=int, default=0, help="index of the first report")
    parser.add_argument("--audit-share", type=float, default=AUDIT_SHARE, help="of the confident cells, shown as well")
    given = parser.parse_args(arguments)
    done = read_reviewed(given.results)
    _mend(given.results, done)
    jobs = list(_missing(given, done))
    reader = Reader(ReaderSettings(ocr=OcrSettings(threads=1))) if jobs else None
    for number, (kind, key) in enumerate(jobs, start=1):
        assert reader is not None
        one = reviewed_sample(reader, kind, key, given.audit_share)
        _append(given.results, [one])
        done.append(one)
        print(f"\r{number}/{len(jobs)} {kind} {key.name}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(table(done))


if __name__ == "__main__":
    main()
