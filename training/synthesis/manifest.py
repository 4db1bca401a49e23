"""What the splits of the archive are, and hashes by which another machine knows that it makes the same reports.

python -m gouji.training.synthesis.manifest datasets/archive/manifest.json           # write
python -m gouji.training.synthesis.manifest datasets/archive/manifest.json --verify  # compare
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gouji.training.synthesis.draws import SPLITS, Split
from gouji.training.synthesis.gold import Token, gold_json
from gouji.training.synthesis.kinds import KINDS
from gouji.training.synthesis.report import YEARS, ReportKey, draw_report

SIZES: dict[Split, int] = {"train": 200_000, "validation": 2_000, "calibration": 5_000, "test": 5_000}
"""Reports of each form that a split is made of; more can be made, and do not belong to it."""

HASHED = 10
"""Reports of each split and form, from the first, that the manifest vouches for."""

_KINDS = ("text", "damaged_text", "ruled_pdf")
"""Of pages the tokens are hashed, not the bytes: those depend on the versions of the libraries that pack them."""
_DIGITS = 3
"""Decimals of a place on the page that count, a third of a millimetre."""


def manifest() -> dict[str, Any]:
    """Sizes of the splits, and one hash for each split, form and kind."""
    return {
        "sizes": SIZES,
        "hashed": HASHED,
        "sha256": {
            split: {form: {kind: digest(kind, split, form) for kind in _KINDS} for form in sorted(YEARS)}
            for split in SPLITS
        },
    }


def digest(kind: str, split: Split, form: str, count: int = HASHED) -> str:
    """Hash of the gold and tokens of the first reports."""
    sha = hashlib.sha256()
    for index in range(count):
        sample = KINDS[kind](draw_report(ReportKey(split, index, form)))
        gold = gold_json(sample.gold)
        gold.pop("cells")
        sha.update(json.dumps(gold, ensure_ascii=False, sort_keys=True).encode())
        for part in _told(sample.gold.tokens):
            sha.update(part.encode())
    return sha.hexdigest()


def _told(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        corners = [(round(x, _DIGITS), round(y, _DIGITS)) for x, y in token.corners or ()]
        yield repr((token.text, token.tag.kind, token.tag.id, token.page, corners, token.line, token.column))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--verify", action="store_true", help="compare instead of writing")
    given = parser.parse_args(arguments)
    made = manifest()
    if not given.verify:
        given.file.write_text(json.dumps(made, indent=1) + "\n")
    elif json.loads(given.file.read_text()) != made:
        raise SystemExit(f"{given.file}: this machine or this version makes other reports")


if __name__ == "__main__":
    main()
