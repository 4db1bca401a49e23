"""Cuts the figures out of damaged pages, as the reader cuts them, with what they say.

python -m gouji.training.scans.figure_data build/scans
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.figure_reader import GLYPHS, HEIGHT, OTHER, WIDEST
from gouji.models.vision.strips import MARGIN
from gouji.training.scans.pages import ScannedPage, read_report
from gouji.training.synthesis.damage.shot import Points

_ZERO = ("0", "０")

ZEROS = 10
"""Of each page at most: three figures in four are zeros."""

STRAY = 0.12
"""Most of the ink's height by which a crop is cut beside it."""

OTHERS = 0.12
"""Share of the crops that hold something else: pieces of labels and of running text."""

EMPTIES = 0.06
"""Share of the crops cut from cells without ink."""

Crop = NDArray[np.uint8]
"""``(HEIGHT, width)``, greys."""


def figure_crops(page: ScannedPage, draw: np.random.Generator) -> Iterator[tuple[Crop, str]]:
    """Crops of the figures of a page with what each says, in ``GLYPHS``; ``OTHER`` alone where it is none."""
    zeros = 0
    made = 0
    for quad, text in zip(page.figures, page.texts, strict=True):
        zeros += text in _ZERO
        if text in _ZERO and zeros > ZEROS:
            continue
        crop = _cut(page.pixels, quad, draw)
        if crop is not None:
            made += 1
            plain = unicodedata.normalize("NFKC", text)  # a wide 0 is a 0
            yield crop, plain if set(plain) <= set(GLYPHS) else OTHER
    for _ in range(round(made * OTHERS)):
        quad = _elsewhere(page, draw)
        crop = _cut(page.pixels, quad, draw)
        if crop is not None and not _touches(quad, page.figures) and crop.min() < int(np.median(crop)) - 60:
            yield crop, OTHER
    for quad in page.blanks[draw.permutation(len(page.blanks))[: round(made * EMPTIES) + 1]]:
        middle, size = quad.mean(axis=0), draw.uniform(8, 24)
        box = middle + draw.uniform(-3, 3, 2) + size * np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
        crop = _cut(page.pixels, box, draw)
        if crop is not None:
            yield crop, ""


def _cut(pixels: NDArray[np.uint8], quad: Points, draw: np.random.Generator) -> Crop | None:
    """The ink in a quadrilateral with a margin, upright, as the reader would cut it; None where it is too wide."""
    width = float(np.linalg.norm(quad[1] - quad[0]))
    height = max(float(np.linalg.norm(quad[3] - quad[0])), 6.0)
    left, top, right, bottom = (MARGIN * height + draw.uniform(-STRAY, STRAY) * height for _ in range(4))
    scale = HEIGHT / (height + top + bottom)
    across = round((width + left + right) * scale)
    if not 4 <= across <= WIDEST:
        return None
    wanted = np.array([(left, top), (left + width, top), (left + width, top + height), (left, top + height)]) * scale
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), wanted.astype(np.float32))
    crop = cv2.warpPerspective(
        pixels, matrix, (across, HEIGHT), flags=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR, borderValue=255
    )
    return np.asarray(crop, np.uint8)


def _elsewhere(page: ScannedPage, draw: np.random.Generator) -> Points:
    """Somewhere on the page, of the size of a figure."""
    height, width = page.pixels.shape
    size = draw.uniform(0.008, 0.016) * height
    x, y = draw.uniform(0.08, 0.9) * width, draw.uniform(0.08, 0.92) * height
    across = size * draw.choice([0.6, 1.0, 2.0, 3.0])
    return np.array([(x, y), (x + across, y), (x + across, y + size), (x, y + size)])


def _touches(quad: Points, figures: Points) -> bool:
    """Whether it overlaps one of the figures."""
    if not len(figures):
        return False
    low, high = figures.min(axis=1) - 3, figures.max(axis=1) + 3
    return bool(((low < quad.max(axis=0)) & (high > quad.min(axis=0))).all(axis=1).any())


def write_crops(folder: Path, split: str) -> Path:
    """Cut the figures of all pages of a split; one file beside them."""
    draw = np.random.default_rng(1)
    crops: list[Crop] = []
    texts: list[str] = []
    paths = sorted(folder.glob(f"{split}-?????.npz"))
    for done, path in enumerate(paths, start=1):
        for page in read_report(path):
            for crop, text in figure_crops(page, draw):
                crops.append(crop)
                texts.append(text)
        print(f"\r{done}/{len(paths)}", end="", file=sys.stderr, flush=True)
    target = folder / f"figures-{split}.npz"
    widths = np.array([crop.shape[1] for crop in crops], np.int32)
    np.savez(target, pixels=np.concatenate(crops, axis=1), widths=widths, texts=np.array(texts))
    print(f" {len(crops)} crops", file=sys.stderr)
    return target


def read_crops(folder: Path, split: str) -> tuple[list[Crop], list[str]]:
    """The crops of a split, and what each says."""
    with np.load(folder / f"figures-{split}.npz") as arrays:
        crops = np.split(arrays["pixels"], np.cumsum(arrays["widths"])[:-1], axis=1)
        return crops, [str(text) for text in arrays["texts"]]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="pages of gouji.training.scans.pages")
    given = parser.parse_args(arguments)
    for split in ("train", "validation"):
        write_crops(given.folder, split)


if __name__ == "__main__":
    main()
