"""Writes damaged pages with the sides of their cells and the ink of their figures, from which vision models learn.

python -m gouji.training.scans.pages build/scans --reports 2000
"""

from __future__ import annotations

import argparse
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gouji.models.document import BBox
from gouji.training.jobs import in_processes
from gouji.training.synthesis.damage.composites import COMPOSITES
from gouji.training.synthesis.damage.kinds import DAMAGES
from gouji.training.synthesis.damage.shot import Points, Shot
from gouji.training.synthesis.draws import SPLITS, Split, stream
from gouji.training.synthesis.kinds import LEVELS, without_prose
from gouji.training.synthesis.look import Look, Rules
from gouji.training.synthesis.looks import draw_look
from gouji.training.synthesis.pages.flowables import print_with_flowables
from gouji.training.synthesis.pages.raster import rasterise
from gouji.training.synthesis.pages.typeset import typeset
from gouji.training.synthesis.printed import PlacedText, PrintedReport
from gouji.training.synthesis.report import ReportKey, draw_report
from gouji.training.synthesis.shooting import quads

DPI = 200.0
"""Dots per inch at which pages are printed; damages take them down from there."""

STEP = 0.03
"""Of the page's height: the longest piece of a cell's side that stays straight on a bent page."""

_COPIES = {"clean_scan": 0.13, "office_scan": 0.3, "fax": 0.21, "photograph": 0.26}
"""Shares of the ways to copy; the rest bear one damage at a level."""

_SINGLE = ("skew", "curl", "creases", "photocopy", "resolution", "platen_lines", "seal", "signature", "crop_edges")

_FADED = 0.25
"""Share of the pages whose rules break before they are copied."""

_BARE = 0.75
"""Share of the reports without running text, so that most pages bear tables."""

_OTHER_RULES = 0.45
"""Share of the reports whose rules are drawn anew from the seldom kinds: most are ruled fully."""

_SELDOM: tuple[Rules, ...] = ("none", "horizontal", "partial", "hair", "full")
"""The last with single rules missing."""

_FLOWABLES = 0.3
_FORM_2019 = 0.15


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A damaged page.

    ``pixels``: ``(height, width, 3)`` RGB. ``across``, ``down``: pieces of the cells' level and upright sides,
    ``(n, 2, 2)``, the two ends (x, y) in pixels. ``figures``: quadrilaterals ``(n, 4, 2)`` about the ink of figures,
    clockwise from top left, and ``texts``, what each says. ``blanks``: quadrilaterals of value cells without ink.
    """

    kind: str
    pixels: NDArray[np.uint8]
    across: Points
    down: Points
    figures: Points
    texts: tuple[str, ...]
    blanks: Points


def scanned_pages(split: Split, index: int) -> Iterator[ScannedPage]:
    """The pages of one report, each damaged in its own way."""
    draw = stream("scanned pages", split, index)
    report = draw_report(ReportKey(split, index, "2019" if draw.random() < _FORM_2019 else "2021"))
    manuscript = without_prose(report.manuscript) if draw.random() < _BARE else report.manuscript
    look = _with_other_rules(draw_look(draw, split), draw)
    printed = (print_with_flowables if draw.random() < _FLOWABLES else typeset)(manuscript, look)
    for number, pixels in enumerate(rasterise(printed, DPI)):
        yield _page(printed, number, pixels, draw)


def _with_other_rules(look: Look, draw: random.Random) -> Look:
    if draw.random() >= _OTHER_RULES:
        return look
    (rules,) = draw.choices(_SELDOM, (30, 25, 15, 15, 15))
    if rules == "full":
        return replace(look, rules=rules, rule_drawing="lines", missing_rules=draw.uniform(0.02, 0.25))
    return replace(look, rules=rules, header_shading=look.header_shading and rules != "none")


def _page(printed: PrintedReport, number: int, pixels: NDArray[np.uint8], draw: random.Random) -> ScannedPage:
    frames = [frame.bbox for frame in printed.frames if frame.page_index == number]
    across, down = _sides(frames)
    values = [t for t in printed.texts if t.page_index == number and t.tag.kind in {"value", "local_value"}]
    blanks = _blanks(printed, number, values)
    groups = (across, down, quads([value.bbox for value in values]), quads(blanks))
    size = (pixels.shape[1], pixels.shape[0])
    kind, shot = _damaged(Shot(pixels, np.concatenate(groups) * size, DPI), draw)
    a, d, f, b = np.split(shot.quads, np.cumsum([len(group) for group in groups])[:-1])
    texts = tuple(value.text for value in values)
    return ScannedPage(kind, shot.pixels, a[:, [0, 2]], d[:, [0, 2]], f, texts, b)


def _damaged(shot: Shot, draw: random.Random) -> tuple[str, Shot]:
    if draw.random() < _FADED:
        shot = DAMAGES["broken_rules"](shot, draw.choice(LEVELS), draw)
    (kind,) = draw.choices([*_COPIES, "single"], [*_COPIES.values(), 1 - sum(_COPIES.values())])
    if kind == "single":
        kind = draw.choice(_SINGLE)
        return kind, DAMAGES[kind](shot, draw.choice(LEVELS), draw)
    return kind, COMPOSITES[kind](shot, draw)


def _sides(frames: Sequence[BBox]) -> tuple[Points, Points]:
    """The sides of cells in pieces, as quadrilaterals without width: level ones, upright ones."""
    across, down = set(), set()
    for box in frames:
        xs, ys = _steps(box.left, box.right), _steps(box.top, box.bottom)
        for x0, x1 in pairwise(xs):
            across |= {((x0, y), (x1, y)) for y in (box.top, box.bottom)}
        for y0, y1 in pairwise(ys):
            down |= {((x, y0), (x, y1)) for x in (box.left, box.right)}
    return _flat(sorted(across)), _flat(sorted(down))


def _steps(start: float, end: float) -> list[float]:
    count = max(1, round((end - start) / STEP))
    return [start + (end - start) * i / count for i in range(count + 1)]


def _flat(pieces: Sequence[tuple[tuple[float, float], tuple[float, float]]]) -> Points:
    return np.array([(a, a, b, b) for a, b in pieces], np.float64).reshape(-1, 4, 2)


def _blanks(printed: PrintedReport, number: int, values: Sequence[PlacedText]) -> list[BBox]:
    inked = {value.tag.id for value in values}
    return [cell.bbox for cell in printed.cells if cell.page_index == number and cell.field not in inked]


def write_report(folder: Path, split: Split, index: int) -> Path:
    """Write the pages of one report, whole or not at all; what is there is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{split}-{index:05d}.npz"
    if path.exists():
        return path
    cv2.setNumThreads(1)
    arrays: dict[str, NDArray[np.generic]] = {}
    for number, page in enumerate(scanned_pages(split, index)):
        out = io.BytesIO()
        Image.fromarray(page.pixels).convert("L").save(out, "JPEG", quality=92)
        arrays |= {
            f"{number}.kind": np.array(page.kind),
            f"{number}.jpeg": np.frombuffer(out.getvalue(), np.uint8),
            f"{number}.across": page.across.astype(np.float32),
            f"{number}.down": page.down.astype(np.float32),
            f"{number}.figures": page.figures.astype(np.float32),
            f"{number}.texts": np.array(page.texts, dtype=np.str_),
            f"{number}.blanks": page.blanks.astype(np.float32),
        }
    unfinished = path.with_suffix(".part.npz")
    np.savez(unfinished, **arrays)  # type: ignore[arg-type]
    return unfinished.rename(path)


def read_report(path: Path) -> Iterator[ScannedPage]:
    """The pages of a report from its file; ``pixels`` in greys, ``(height, width)``."""
    with np.load(path) as arrays:
        for number in range(sum(name.endswith(".kind") for name in arrays.files)):
            pixels = cv2.imdecode(arrays[f"{number}.jpeg"], cv2.IMREAD_GRAYSCALE)
            own = {name: arrays[f"{number}.{name}"] for name in ("across", "down", "figures", "blanks")}
            texts = tuple(str(text) for text in arrays[f"{number}.texts"])
            yield ScannedPage(str(arrays[f"{number}.kind"]), np.asarray(pixels, np.uint8), texts=texts, **own)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    in_processes(partial(write_report, given.out, given.split), range(given.reports), given.processes)


if __name__ == "__main__":
    main()
