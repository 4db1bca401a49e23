"""Makes the curves of calibration, and the prices of thresholds, from records of the calibration split.

python -m gouji.training.calibration.fit records.jsonl … --out models/calibration/curves.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize

from gouji.models.calibration.calibration import Curve, Price
from gouji.models.calibration.evidence import KINDS
from gouji.training.calibration.records import Cell, Record, by_kind, load

ENOUGH_OF_A_BIN = 40
"""Cells from which a bin is closed, where the next cell is surer at all."""

APART = 1.0
"""In log odds of certainty: cells further apart are never in one bin, however few they are. A handful of doubtful ones
would drown among thousands that are sure."""

WEIGHT = 20.0
"""Cells that the smooth curve counts for in each bin beside those that are in it: most of what a small one says."""

BELIEVED = np.linspace(0.025, 0.975, 20)
"""Certainties at which the smooth curve starts from the belief that they are calibrated already: where nothing was
wrong, the cells alone would say that nothing ever is."""

BELIEF = 1.0
"""Cells that this belief counts for at each of them."""

CLOSE = 2e-5
"""What a curve may be off between its knots."""

ENOUGH = 200
"""Cells of a kind of evidence from which it has a curve of its own; with fewer, that of what the cells are taken to
hold, whatever the identities say."""

UNPROVEN = Curve((0.0, 1.0), (0.0, 1.0))
"""Of figures that the identities confirmed or chose, while there are too few to learn from: as sure as is said. Of
blanks without a drawn cell always: how often a figure was overlooked there is a matter of the table's making, and other
hands make theirs otherwise than the archive."""

DOUBTED, MOST = 0.75, 0.95
"""Certainty of a reading below which there is a doubt about how it stands, and the most that is said of it: nearly all
are right in the archive, but what others made deceives in other ways."""

_THRESHOLDS = sorted({0.0, 0.5, *np.round(1 - np.geomspace(0.4, 0.0002, 60), 4).tolist()})
_GRID = 1 / (1 + np.exp(-np.linspace(-7.0, 7.0, 141)))
"""Certainties between those of bins, closer together towards 0 and 1."""

_Floats = NDArray[np.float64]


def curves(records: Sequence[Record]) -> dict[str, Curve]:
    """A curve for each kind of evidence."""
    cells = [cell for record in records for cell in record.cells]
    found = {}
    for kind in KINDS:
        own = [cell for cell in cells if cell.evidence == kind]
        wider = kind.rpartition("/")[0]
        if kind.endswith("/unseen") or (len(own) < ENOUGH and kind.endswith(("/confirmed", "/chosen"))):
            found[kind] = UNPROVEN
            continue
        curve = _curve(own if len(own) >= ENOUGH else [c for c in cells if c.evidence.startswith(wider)])
        found[kind] = _doubting(curve)
    return found


def _doubting(curve: Curve) -> Curve:
    """The curve with no more than :data:`MOST` below :data:`DOUBTED`, and what it says above."""
    low = [(c, min(r, MOST)) for c, r in zip(curve.certainty, curve.right, strict=True) if c < DOUBTED]
    high = [(c, r) for c, r in zip(curve.certainty, curve.right, strict=True) if c > DOUBTED]
    edge = [(DOUBTED - 1e-6, min(curve.at(DOUBTED), MOST)), (DOUBTED, curve.at(DOUBTED))]
    certainty, right = zip(*(low + edge + high), strict=True)
    return Curve(tuple(certainty), tuple(right))


def _curve(cells: Sequence[Cell]) -> Curve:
    if not cells:
        return Curve((0.0,), (0.0,))
    bins = [np.array([(c.certainty, c.right) for c in part], np.float64) for part in _bins(cells)]
    smooth = _beta([np.concatenate(bins)[:, i] for i in (0, 1)])
    counts = np.array([len(b) for b in bins], np.float64)
    middles = np.array([b[:, 0].mean() for b in bins])
    right = np.array([b[:, 1].sum() for b in bins])
    rising = isotonic_regression((right + WEIGHT * smooth(middles)) / (counts + WEIGHT), weights=counts + WEIGHT).x
    # Between bins the smooth curve says how it goes, corrected by what the bins say of it on either side.
    between = _GRID[(middles[0] < _GRID) & (middles[-1] > _GRID)]
    certainty = np.union1d(middles, between)
    correction = np.interp(certainty, middles, _log_odds(rising) - _log_odds(smooth(middles)))
    whole = np.maximum.accumulate(1 / (1 + np.exp(-_log_odds(smooth(certainty)) - correction)))
    # What is less certain than any cell that was seen is not taken to be as good as those.
    lowest = [0.0] if certainty[0] > 0 else []
    return _without_middles([*lowest, *certainty.tolist()], [*lowest, *whole.tolist()])


def _log_odds(probability: _Floats) -> _Floats:
    inside = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)))


def _beta(cells: Sequence[_Floats]) -> Callable[[_Floats], _Floats]:
    """Beta calibration (Kull, Silva Filho and Flach 2017): log odds of being right, of the logs of certainty and doubt.

    ``cells``: certainty of each, and whether it is right (1 or 0).
    """
    certainty, right = cells

    def odds(values: _Floats, parameters: _Floats) -> _Floats:
        inside = np.clip(values, 1e-3, 1 - 1e-3)
        return np.asarray(parameters[0] * np.log(inside) - parameters[1] * np.log(1 - inside) + parameters[2])

    def loss(parameters: _Floats) -> float:
        told = np.logaddexp(0.0, -np.where(right > 0, 1.0, -1.0) * odds(certainty, parameters)).sum()
        believed = odds(BELIEVED, parameters)
        doubt = BELIEVED * np.logaddexp(0.0, -believed) + (1 - BELIEVED) * np.logaddexp(0.0, believed)
        return float(told + BELIEF * doubt.sum())

    found = minimize(loss, np.array([1.0, 1.0, 0.0]), bounds=[(0.0, 10.0), (0.0, 10.0), (-20.0, 20.0)]).x
    return lambda values: 1 / (1 + np.exp(-odds(values, found)))


def _bins(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """The cells by rising certainty, in parts; those of one certainty stay together."""
    part: list[Cell] = []
    for cell in sorted(cells, key=lambda c: c.certainty):
        if part and cell.certainty > part[-1].certainty:
            first, last = _log_odds(np.array([part[0].certainty, cell.certainty])).tolist()
            if len(part) >= ENOUGH_OF_A_BIN or last - first > APART:
                yield part
                part = []
        part.append(cell)
    yield part


def _without_middles(certainty: Sequence[float], right: Sequence[float]) -> Curve:
    """Only the knots that straight lines between the others miss by more than :data:`CLOSE`."""
    kept = {0, len(right) - 1}
    while True:
        at = sorted(kept)
        missed = np.abs(np.interp(certainty, [certainty[i] for i in at], [right[i] for i in at]) - np.array(right))
        if missed.max() <= CLOSE:
            return Curve(tuple(round(certainty[i], 6) for i in at), tuple(round(right[i], 6) for i in at))
        kept.add(int(missed.argmax()))


def prices(records: Sequence[Record], known: dict[str, Curve]) -> list[Price]:
    """What each threshold costs on the records, all kinds of files alike: expected errors, as few are seen."""
    groups = [_expected(group, known) for group in by_kind(records).values()]
    found = []
    for threshold in _THRESHOLDS:
        silent = np.mean([(1 - right[clear & (right >= threshold)]).sum() / len(right) for right, clear, _ in groups])
        review = np.mean([(~clear | (right < threshold)).sum() / files for right, clear, files in groups])
        found.append(Price(float(threshold), round(1e4 * float(silent), 3), round(float(review), 2)))
    return found


def _expected(records: Sequence[Record], known: dict[str, Curve]) -> tuple[_Floats, NDArray[np.bool_], int]:
    """Of the cells of one kind: their probability of being right and whether they have a value; number of files."""
    cells = [cell for record in records for cell in record.cells]
    right = [np.interp(c.certainty, known[c.evidence].certainty, known[c.evidence].right) for c in cells]
    return np.array(right), np.array([c.clear for c in cells]), len(records)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    records = load(given.records)
    known = curves(records)
    lines = [f'"files": {json.dumps({kind: len(group) for kind, group in by_kind(records).items()})}']
    told = {kind: {"certainty": c.certainty, "right": c.right} for kind, c in known.items()}
    lines += [f'"curves": {_one_a_line(told.items(), "{}")}', f'"prices": {_one_a_line(prices(records, known), "[]")}']
    given.out.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _one_a_line(items: Iterable[Any], brackets: str) -> str:
    """A list of prices or a table of curves as JSON that shows in a comparison of versions what changed."""
    said = [
        json.dumps(asdict(item)) if isinstance(item, Price) else f"{json.dumps(item[0])}: {json.dumps(item[1])}"
        for item in items
    ]
    return brackets[0] + "\n  " + ",\n  ".join(said) + "\n" + brackets[1]


if __name__ == "__main__":
    main()
