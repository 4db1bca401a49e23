"""How far confidence means what it says: the shipped calibration on records that it was not made from.

python -m gouji.training.calibration.judge records.jsonl … [--picture reliability.png]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gouji.models.calibration.calibration import Calibration, shipped
from gouji.models.confidence import SILENT_PER_10000
from gouji.training.calibration.records import Record, by_kind, load

_BINS = 15
_DRAWS = 2000
_SEED = 1
_INTERVAL = (2.5, 97.5)
"""Per cent between which a figure lies in nineteen cases of twenty, reports drawn anew."""

_Table = NDArray[np.float64]
"""Cells of one report, one a row: confidence, whether it is right, whether it is for review."""


def tables(records: Sequence[Record], calibration: Calibration, threshold: float) -> list[_Table]:
    """Each report's cells under a calibration."""
    return [_table(record, calibration, threshold) for record in records]


def _table(record: Record, calibration: Calibration, threshold: float) -> _Table:
    rows = []
    for cell in record.cells:
        sure = calibration.curves[cell.evidence].at(cell.certainty)
        rows.append((sure, cell.right, not cell.clear or sure < threshold))
    return np.array(rows, np.float64)


def calibration_error(cells: _Table) -> float:
    """Expected calibration error in [0, 1]: mean distance of confidence from the share of right cells, over bins of
    equal width, by their cells (Naeini et al. 2015)."""
    at = np.minimum((cells[:, 0] * _BINS).astype(int), _BINS - 1)
    gaps = [abs((cells[at == b, 0] - cells[at == b, 1]).sum()) for b in np.unique(at)]
    return float(sum(gaps) / len(cells))


def silent(cells: _Table) -> float:
    """Cells of 10,000 that are wrong and not for review."""
    return 1e4 * float(((cells[:, 1] == 0) & (cells[:, 2] == 0)).mean())


def with_interval(reports: Sequence[_Table], measure: Callable[[_Table], float]) -> tuple[float, float, float]:
    """A measure of all cells, and the bounds between which it lies by a bootstrap over reports."""
    draws = np.random.default_rng(_SEED).integers(len(reports), size=(_DRAWS, len(reports)))
    values = [measure(np.concatenate([reports[i] for i in draw])) for draw in draws]
    low, high = np.percentile(values, _INTERVAL)
    return measure(np.concatenate(list(reports))), float(low), float(high)


def report(records: Sequence[Record], calibration: Calibration, threshold: float) -> str:
    """By kind of file, as Markdown."""
    lines = ["| kind | files | right | calibration error | silent in 10,000 | review a report |", "|" + " --- |" * 6]
    for kind, group in by_kind(records).items():
        reports = tables(group, calibration, threshold)
        error, wrong = (_said(with_interval(reports, measure)) for measure in (calibration_error, silent))
        right = 100 * np.concatenate(reports)[:, 1].mean()
        asked = np.mean([t[:, 2].sum() for t in reports])
        lines.append(f"| {kind} | {len(group)} | {right:.2f} % | {error} | {wrong} | {asked:.2f} |")
    return "\n".join(lines)


def _said(figure: tuple[float, float, float]) -> str:
    value, low, high = figure
    return f"{value:.4g} ({low:.4g} to {high:.4g})"


def draw(records: Sequence[Record], calibration: Calibration, path: Path) -> None:
    """Reliability by source, and what silent errors cost in review."""
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.6), constrained_layout=True)
    for origin in ("text", "text_layer", "ocr"):
        cells = [c for r in records for c in r.cells if c.evidence.startswith(origin + "/")]
        if cells:
            said = np.array([(calibration.curves[c.evidence].at(c.certainty), c.right) for c in cells])
            parts = np.array_split(said[np.argsort(said[:, 0], kind="stable")], 40)
            points = np.array([(1 - p[:, 0].mean(), 1 - p[:, 1].mean()) for p in parts])
            left.plot(*np.maximum(points, 5e-5).T, "o", label=origin, alpha=0.7)
    left.plot((5e-5, 1), (5e-5, 1), color="grey", lw=0.8)
    left.set(
        xscale="log", yscale="log", xlabel="said to be wrong (1 - confidence)", ylabel="wrong", title="Reliability"
    )
    left.legend()
    right.plot([p.silent for p in calibration.prices], [p.review for p in calibration.prices], "-")
    right.axvline(SILENT_PER_10000, color="grey", lw=0.8)
    right.set(xscale="log", xlabel="silent errors expected in 10,000 cells", ylabel="cells to review a report")
    right.set_title("What a target costs")
    figure.savefig(path, dpi=90)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--silent", type=float, default=SILENT_PER_10000, help="target in 10,000 cells")
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args(arguments)
    records, calibration = load(given.records), shipped()
    threshold = calibration.threshold(given.silent)
    print(f"threshold {threshold}\n\n{report(records, calibration, threshold)}")
    if given.picture:
        draw(records, calibration, given.picture)


if __name__ == "__main__":
    main()
