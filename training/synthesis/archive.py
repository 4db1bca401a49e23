"""Writes a part of the synthetic archive to disk, files with their gold, or hands it on as it is made.

python -m gouji.training.synthesis.archive OUT --kinds ruled_pdf,text --split test --count 20
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from gouji.training.synthesis.draws import SPLITS, Split
from gouji.training.synthesis.gold import gold_json
from gouji.training.synthesis.kinds import KINDS, NAMED, Sample
from gouji.training.synthesis.report import YEARS, ReportKey, draw_report


def samples(kind: str, split: Split, count: int, first: int = 0, form: str = "2021") -> Iterator[Sample]:
    """Samples of a kind, made one after another."""
    make = KINDS[kind]
    return (make(draw_report(ReportKey(split, index, form))) for index in range(first, first + count))


def write_sample(kind: str, key: ReportKey, folder: Path) -> Path:
    """Make one sample and write it with its gold beside it; nothing is made where both are there already."""
    stem = f"{kind.replace(':', '-')}-{key.index:05d}"
    gold = folder / f"{stem}.gold.json"
    if gold.exists():
        return gold
    sample = KINDS[kind](draw_report(key))
    (folder / f"{stem}{sample.suffix}").write_bytes(sample.data)
    # The gold last and whole: where it stands, the file beside it is complete.
    unfinished = gold.with_suffix(".part")
    unfinished.write_text(json.dumps(gold_json(sample.gold), ensure_ascii=False, indent=1), encoding="utf-8")
    return unfinished.rename(gold)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--kinds", default=",".join(NAMED), help="comma separated; a name ending in * stands for several"
    )
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--form", choices=sorted(YEARS), default="2021")
    parser.add_argument("--count", type=int, default=20, help="files of each kind")
    parser.add_argument("--first", type=int, default=0, help="index of the first report")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    kinds = chosen(given.kinds)
    keys = [ReportKey(given.split, index, given.form) for index in range(given.first, given.first + given.count)]
    jobs = [(kind, key, given.out) for kind in kinds for key in keys]
    with ProcessPoolExecutor(given.processes) as pool:
        for done, path in enumerate(pool.map(write_sample, *zip(*jobs, strict=True)), start=1):
            print(f"\r{done}/{len(jobs)} {path.name}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def chosen(names: str) -> list[str]:
    """Kinds by comma-separated names; ``text:*`` stands for all that begin so.

    Raises:
        SystemExit: there is no such kind.
    """
    kinds = []
    for name in names.split(","):
        found = [k for k in KINDS if k == name or (name.endswith("*") and k.startswith(name[:-1]))]
        if not found:
            raise SystemExit(
                f"no kind is named {name!r}; there are {', '.join(NAMED)}, text:WEAR:LEVEL, image:DAMAGE:LEVEL"
            )
        kinds += found
    return kinds


if __name__ == "__main__":
    main()
