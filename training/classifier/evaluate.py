"""Prints how many glyphs are labelled right, by kind of file and group of labels, beside string matching.

python -m gouji.training.classifier.evaluate --split test --kinds text,damaged_text --count 100
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from gouji.models.classifier.label_set import label_set
from gouji.models.classifier.token_classifier import SHIPPED, TokenClassifier
from gouji.training.classifier.examples import labelled_sample
from gouji.training.classifier.matching import matched
from gouji.training.severity import by_damage, draw_panels
from gouji.training.synthesis.archive import chosen
from gouji.training.synthesis.draws import SPLITS
from gouji.training.synthesis.kinds import KINDS
from gouji.training.synthesis.report import YEARS, ReportKey, draw_report

_BINS = 20
"""Of confidence, in which it is compared with the share that is right."""


@dataclass
class Counts:
    """Glyphs by group of labels: those labelled right, those labelled so, those that are so; and by confidence."""

    right: dict[str, int] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    true: dict[str, int] = field(default_factory=dict)
    bins: NDArray[np.float64] = field(default_factory=lambda: np.zeros((_BINS, 3)))

    def add(self, labels: NDArray[np.integer], truth: NDArray[np.integer]) -> None:
        """Count the glyphs of one file."""
        groups = _groups()
        for counts, numbers in ((self.right, truth[labels == truth]), (self.said, labels), (self.true, truth)):
            for number, times in zip(*np.unique(numbers, return_counts=True), strict=True):
                counts[groups[number]] = counts.get(groups[number], 0) + int(times)

    def add_confidence(self, probabilities: NDArray[np.floating], truth: NDArray[np.integer]) -> None:
        """Count how sure it was and how often it was right."""
        sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
        at = np.minimum((sure * _BINS).astype(int), _BINS - 1)
        for column, values in enumerate((np.ones(len(truth)), sure, right)):
            self.bins[:, column] += np.bincount(at, weights=values, minlength=_BINS)

    def join(self, other: Counts) -> None:
        """Add the counts of other files."""
        for own, more in ((self.right, other.right), (self.said, other.said), (self.true, other.true)):
            for group, times in more.items():
                own[group] = own.get(group, 0) + times
        self.bins += other.bins

    def f1(self, groups: Iterable[str] | None = None) -> float:
        """Of all labels together, or of some groups; glyphs that are part of nothing count only where mistaken."""
        wanted = set(groups or self.true.keys() | self.said.keys()) - {""}
        right, said, true = (sum(c.get(g, 0) for g in wanted) for c in (self.right, self.said, self.true))
        return 2 * right / max(said + true, 1)

    def calibration_error(self) -> float:
        """Expected difference between confidence and the share that is right, in [0, 1]."""
        total = self.bins[:, 0].sum()
        return float(np.abs(self.bins[:, 1] - self.bins[:, 2]).sum() / max(total, 1))


def _groups() -> list[str]:
    """The group of each label, by number; "" for nothing."""
    return ["", *(part.kind for part in label_set().parts for _ in range(2))]


_LOWEST = 60.0
"""Per cent at the foot of the picture."""

_ROUNDS = 5
"""Times that the same glyphs are labelled to see how long it takes."""

_CLASSIFIERS: list[TokenClassifier] = []
"""The classifier of this process."""


def _read(kind: str, key: ReportKey, folder: Path) -> tuple[str, Counts, Counts]:
    if not _CLASSIFIERS:
        _CLASSIFIERS.append(TokenClassifier(folder, threads=1))
    made, tokens = labelled_sample(KINDS[kind](draw_report(key)))
    labelling = _CLASSIFIERS[0].label(tokens)
    assert labelling.glyphs.text == made.glyphs.text
    ours, baseline = Counts(), Counts()
    ours.add(labelling.probabilities.argmax(axis=1), made.labels)
    ours.add_confidence(labelling.probabilities, made.labels)
    baseline.add(matched(tokens, made.glyphs), made.labels)
    return kind, ours, baseline


def speed(folder: Path) -> str:
    """Seconds to load and milliseconds for 2,000 glyphs on all cores, as a line for people; the best of several."""
    _, tokens = labelled_sample(KINDS["text"](draw_report(ReportKey("validation", 0))))
    begin = time.perf_counter()
    classifier = TokenClassifier(folder)
    loading = time.perf_counter() - begin
    spent = []
    for _ in range(_ROUNDS):
        begin = time.perf_counter()
        glyphs = len(classifier.label(tokens).glyphs)
        spent.append((time.perf_counter() - begin) / glyphs)
    return f"loaded in {loading:.2f} s; {2000 * 1000 * min(spent):.0f} ms for 2,000 glyphs"


def table(counts: dict[str, tuple[Counts, Counts]]) -> str:
    """F1 by kind as Markdown: all labels together, then groups, the baseline's in brackets; and calibration."""
    groups = sorted({g for ours, _ in counts.values() for g in ours.true if g})
    lines = [f"| kind | all | {' | '.join(groups)} | calibration error |", "| --- " * (len(groups) + 3) + "|"]
    for kind, (ours, baseline) in counts.items():
        cells = [f"{100 * ours.f1(own):.2f} ({100 * baseline.f1(own):.1f})" for own in (None, *([g] for g in groups))]
        lines.append(f"| {kind} | {' | '.join(cells)} | {ours.calibration_error():.4f} |")
    return "\n".join(lines)


def draw(counts: dict[str, tuple[Counts, Counts]]) -> Figure:
    """F1 of the classifier (line) and of string matching (dotted) against the level of each wear, in per cent."""
    return draw_panels(by_damage(counts), _panel, "F1 of glyphs, per cent; dotted: string matching", lowest=_LOWEST)


def _panel(panel: Axes, levels: Mapping[int, tuple[Counts, Counts]]) -> None:
    at = sorted(levels)
    for which, style in ((0, "-"), (1, ":")):
        panel.plot(
            at, [100 * levels[level][which].f1() for level in at], style, marker="o", markersize=3, linewidth=1.4
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classifier", type=Path, default=SHIPPED, help="folder of an exported classifier")
    parser.add_argument("--kinds", default="text,damaged_text,ruled_pdf,unruled_pdf")
    parser.add_argument("--split", choices=SPLITS, default="validation")
    parser.add_argument("--form", choices=sorted(YEARS), default="2021")
    parser.add_argument("--count", type=int, default=50, help="files of each kind")
    parser.add_argument("--first", type=int, default=0, help="index of the first report")
    parser.add_argument("--picture", type=Path, help="PNG of F1 against the level of each wear among the kinds")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    kinds = chosen(given.kinds)
    jobs = [
        (kind, ReportKey(given.split, index, given.form), given.classifier)
        for kind in kinds
        for index in range(given.first, given.first + given.count)
    ]
    counts = {kind: (Counts(), Counts()) for kind in kinds}
    with ProcessPoolExecutor(given.processes) as pool:
        for done, (kind, ours, baseline) in enumerate(pool.map(_read, *zip(*jobs, strict=True)), start=1):
            counts[kind][0].join(ours)
            counts[kind][1].join(baseline)
            print(f"\r{done}/{len(jobs)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(table(counts))
    print(f"\n{speed(given.classifier)}")
    if given.picture:
        draw(counts).savefig(given.picture, dpi=110)


if __name__ == "__main__":
    main()
