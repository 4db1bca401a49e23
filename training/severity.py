"""Draws how many cells are read right as damage grows, from the counts that the evaluation of the reader wrote.

python -m gouji.training.evaluate_reader --kinds 'image:*' --split test --json levels.json
python -m gouji.training.severity levels.json severity.png
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from gouji.training.accuracy import Score

Counted = TypeVar("Counted")

_ACROSS = 5
"""Panels in a row."""
_PANEL = (2.5, 2.1)
"""Width and height of a panel in inches."""
_RIGHT, _ASKED, _SILENT = "#2a6f97", "#c9d6df", "#b3261e"
_MOST_SILENT = 1 / 2000
"""Share of cells that may be wrong without a sign."""


def by_damage(counts: Mapping[str, Counted]) -> dict[str, dict[int, Counted]]:
    """What was counted, by damage or wear and level, of the kinds that have levels."""
    levels: defaultdict[str, dict[int, Counted]] = defaultdict(dict)
    for kind, counted in counts.items():
        if kind.count(":") == 2:
            _, damage, level = kind.split(":")
            levels[damage][int(level)] = counted
    return dict(levels)


def draw(levels: Mapping[str, Mapping[int, Score]]) -> Figure:
    """A panel for each damage: cells right, asked for, and silently wrong, in per cent against the level."""
    return draw_panels(levels, _panel, "cells, per cent: right (line), rest asked for; red: wrong without a sign")


def draw_panels(
    levels: Mapping[str, Mapping[int, Counted]],
    draw_panel: Callable[[Axes, Mapping[int, Counted]], None],
    label: str,
    lowest: float = 0,
) -> Figure:
    """A panel for each damage, with per cent from ``lowest`` to 100 against the level."""
    rows = -(-len(levels) // _ACROSS)
    figure = Figure(figsize=(_PANEL[0] * _ACROSS, _PANEL[1] * rows), layout="constrained")
    axes = figure.subplots(rows, _ACROSS, squeeze=False, sharex=True, sharey=True).flat
    for (damage, counted), panel in zip(levels.items(), axes, strict=False):
        draw_panel(panel, counted)
        panel.set(title=damage.replace("_", " "), xlim=(0.8, 5.2), ylim=(lowest, 100 + (100 - lowest) / 100))
        panel.set(xticks=[1, 2, 3, 4, 5])
        panel.title.set_fontsize(9)
        panel.tick_params(labelsize=7)
        for side in ("top", "right"):
            panel.spines[side].set_visible(False)
    for panel in list(axes):
        panel.set_axis_off()
    figure.supxlabel("level of damage", fontsize=9)
    figure.supylabel(label, fontsize=9)
    return figure


def _panel(panel: Axes, scores: Mapping[int, Score]) -> None:
    at = sorted(scores)
    right = [100 * scores[level].right / max(1, scores[level].cells) for level in at]
    silent = [scores[level].silent / max(1, scores[level].cells) for level in at]
    panel.fill_between(at, right, 100, color=_ASKED, linewidth=0)
    panel.plot(at, right, color=_RIGHT, marker="o", markersize=3, linewidth=1.4)
    for level, share in zip(at, silent, strict=True):
        if share:
            weight = "bold" if share > _MOST_SILENT else "normal"
            panel.text(level, 4, f"{scores[level].silent}", color=_SILENT, ha="center", fontsize=7, weight=weight)
    panel.set_yticks([0, 50, 100])


def main() -> None:
    """The command."""
    if len(sys.argv) != 3:
        raise SystemExit("usage: python -m gouji.training.severity COUNTS.json OUT.png")
    counts = json.loads(Path(sys.argv[1]).read_text())
    scores = {kind: Score(**counted) for kind, counted in counts.items()}
    draw(by_damage(scores)).savefig(sys.argv[2], dpi=110)


if __name__ == "__main__":
    main()
