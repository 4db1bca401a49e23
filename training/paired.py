"""Whether one way of reading is better than another on the same files: paired bootstrap by report.

python -m gouji.training.evaluate_reader --reports before.jsonl ... (and again with the other way, after.jsonl)
python -m gouji.training.paired before.jsonl after.jsonl
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gouji.training.accuracy import Score

_DRAWS = 10_000
_SEED = 1
_INTERVAL = (2.5, 97.5)
"""Per cent between which the difference lies in nineteen cases of twenty."""

_Counts = NDArray[np.float64]
"""For each report: decidable cells, those of them that are right; cells wrong without a sign; cells for review."""


def read_counts(path: Path) -> dict[str, dict[str, Score]]:
    """The score of each file, by kind and name."""
    found: defaultdict[str, dict[str, Score]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        found[entry["kind"]][entry["name"]] = Score(**entry["score"])
    return dict(found)


def table(before: Mapping[str, Mapping[str, Score]], after: Mapping[str, Mapping[str, Score]]) -> str:
    """Both and their difference by kind as Markdown, over the files that both have."""
    lines = [
        "| kind | files | decidable right | difference, points | silent | review/file | difference |",
        "| --- " * 7 + "|",
    ]
    for kind, scores in before.items():
        names = [name for name in scores if name in after.get(kind, {})]
        if names:
            lines.append(_row(kind, [scores[name] for name in names], [after[kind][name] for name in names]))
    return "\n".join(lines)


def _row(kind: str, before: list[Score], after: list[Score]) -> str:
    counts = [np.array([_counts(score) for score in scores], np.float64) for scores in (before, after)]
    draws = np.random.default_rng(_SEED).integers(len(before), size=(_DRAWS, len(before)))
    right = [_right(c.sum(axis=0, keepdims=True))[0] for c in counts]
    asked = [c[:, 3].mean() for c in counts]
    more_right = _interval(_right(counts[1][draws].sum(axis=1)) - _right(counts[0][draws].sum(axis=1)))
    more_asked = _interval((counts[1][draws, 3] - counts[0][draws, 3]).mean(axis=1))
    silent = " → ".join(f"{c[:, 2].sum():.0f}" for c in counts)
    return (
        f"| {kind} | {len(before)} | {right[0]:.3f} → {right[1]:.3f} % | {right[1] - right[0]:+.3f} ({more_right}) "
        f"| {silent} | {asked[0]:.2f} → {asked[1]:.2f} | {asked[1] - asked[0]:+.2f} ({more_asked}) |"
    )


def _counts(score: Score) -> tuple[int, int, int, int]:
    return score.decidable, score.decidable_right, score.silent, score.review


def _right(counts: _Counts) -> NDArray[np.float64]:
    """Per cent of the decidable cells."""
    shares: NDArray[np.float64] = 100 * counts[:, 1] / np.maximum(counts[:, 0], 1)
    return shares


def _interval(drawn: NDArray[np.float64]) -> str:
    low, high = np.percentile(drawn, _INTERVAL)
    return f"{low:+.3f} to {high:+.3f}"


def main() -> None:
    """The command."""
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m gouji.training.paired BEFORE.jsonl AFTER.jsonl")
    print(table(read_counts(Path(sys.argv[1])), read_counts(Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
