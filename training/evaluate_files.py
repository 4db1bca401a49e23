"""Reads files that have their gold beside them and prints how many cells are right, by kind.

python -m gouji.training.evaluate_files datasets/texts/others.tar.xz
python -m gouji.training.evaluate_files FOLDER --show 5

A file's kind is its name up to the number; its gold is ``NAME.gold.json``: ``fields`` (numbers, or null for what is
blank), ``must_review``, ``failing_checks``, ``narrative_conflicts``, ``authority``, ``year``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from gouji.models.forms import VERSIONS, load_form
from gouji.training.accuracy import Score, table
from gouji.training.evaluate_reader import Read, prepare, read_bytes

_GOLD = ".gold.json"
_CHECKS = frozenset(identity.id for version in VERSIONS for identity in load_form(version).identities)


def read_file(path: Path) -> Read:
    """Read a file and compare it with the gold beside it."""
    gold = json.loads(path.with_name(path.stem + _GOLD).read_text(encoding="utf-8"))
    gold |= {"checks": gold.get("checks") or _CHECKS}
    return read_bytes(re.sub(r"[-_]\d+$", "", path.stem), path.name, path.read_bytes(), gold)


@contextmanager
def _folder(source: Path) -> Iterator[Path]:
    """The folder of the files, unpacked where they are in an archive."""
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory() as folder, tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
        yield Path(folder)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="a folder, or a tar archive of one")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--show", type=int, default=0, help="wrong cells shown for each file")
    given = parser.parse_args(arguments)
    scores: dict[str, Score] = {}
    with _folder(given.source) as folder, ProcessPoolExecutor(given.processes, initializer=prepare) as pool:
        golds = {path.name.removesuffix(_GOLD) for path in folder.glob(f"*{_GOLD}")}
        files = sorted(path for path in folder.iterdir() if path.stem in golds)
        for done, read in enumerate(pool.map(read_file, files), start=1):
            scores[read.kind] = scores.get(read.kind, Score()) + read.score
            print(f"\r{done}/{len(files)}", end="", file=sys.stderr, flush=True)
            for line in read.faults[: given.show]:
                print(f"{read.name}: {line}")
    print(file=sys.stderr)
    print(table(scores))


if __name__ == "__main__":
    main()
