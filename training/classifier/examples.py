"""Writes labelled glyphs of archive files to shards, from which the classifier learns.

python -m gouji.training.classifier.examples build/examples --reports 10000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gouji.models.assembly.tokens import Token, tokenize
from gouji.models.classifier.glyphs import Glyphs, glyphs_of
from gouji.models.document import Page
from gouji.models.limits import Limits
from gouji.models.progress import silent
from gouji.models.sources.opening import open_document
from gouji.models.vision.image_reader import Image
from gouji.training.classifier.labelling import labels_of
from gouji.training.jobs import in_processes
from gouji.training.synthesis.copying.wear import WEARS
from gouji.training.synthesis.draws import SPLITS, Split, stream
from gouji.training.synthesis.kinds import KINDS, LEVELS, Sample
from gouji.training.synthesis.report import ReportKey, draw_report

SHARD = 200
"""Reports of one shard."""

_FORM_2019 = 0.25
"""Share of reports on the form of 2019."""

_KINDS = {"damaged_text": 0.3, "text": 0.08, "unruled_pdf": 0.18, "ruled_pdf": 0.14}
"""Shares of the kinds; the rest are texts that bear one wear, or confusions, at a level drawn."""


@dataclass(frozen=True, slots=True)
class Example:
    """A file as the classifier sees it, with the right label of each glyph."""

    kind: str
    glyphs: Glyphs
    labels: NDArray[np.int32]


class _NoPictures:
    """Examples are files with text: nothing is left to OCR."""

    name = "none"

    def read(self, image: Image, page_index: int) -> Page:
        """A page whose text layer cannot be used gives nothing to learn from."""
        return Page(page_index, (), "ocr")


def example(sample: Sample) -> Example:
    """What the reader makes of a file of the archive, labelled."""
    return labelled_sample(sample)[0]


def labelled_sample(sample: Sample) -> tuple[Example, tuple[Token, ...]]:
    """The same with the tokens that its glyphs are of."""
    name = f"{sample.kind}{sample.suffix}"
    tokens = tokenize(open_document(sample.data, name, Limits(), _NoPictures(), silent).pages)
    glyphs = glyphs_of(tokens)
    return Example(sample.kind, glyphs, labels_of(sample.gold, tokens, glyphs)), tokens


def examples(split: Split, indices: Sequence[int]) -> Iterator[Example]:
    """One example of each report, of a kind and form drawn for it."""
    worn = [f"text:{wear}:{level}" for wear in (*WEARS, "confusion") for level in LEVELS]
    for index in indices:
        draw = stream("classifier examples", split, index)
        kinds = [*_KINDS, draw.choice(worn)]
        (kind,) = draw.choices(kinds, [*_KINDS.values(), 1 - sum(_KINDS.values())])
        form = "2019" if draw.random() < _FORM_2019 else "2021"
        yield example(KINDS[kind](draw_report(ReportKey(split, index, form))))


@dataclass(frozen=True, slots=True)
class Shard:
    """Examples one behind the other. ``codes``: code points of the glyphs; ``ends``: where each example ends."""

    codes: NDArray[np.uint16]
    boxes: NDArray[np.uint16]
    types: NDArray[np.uint8]
    labels: NDArray[np.uint16]
    ends: NDArray[np.int64]


def write_shard(folder: Path, split: Split, number: int, size: int = SHARD) -> Path:
    """Make a shard, whole or not at all; one that is there is left as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{split}-{number:04d}.npz"
    if path.exists():
        return path
    made = list(examples(split, range(number * size, (number + 1) * size)))
    unfinished = path.with_suffix(".part.npz")
    np.savez(
        unfinished,
        codes=np.array([min(ord(g), 0xFFFF) for e in made for g in e.glyphs.text], np.uint16),
        boxes=np.concatenate([e.glyphs.boxes for e in made]).astype(np.uint16),
        types=np.concatenate([e.glyphs.types for e in made]).astype(np.uint8),
        labels=np.concatenate([e.labels for e in made]).astype(np.uint16),
        ends=np.cumsum([len(e.labels) for e in made]),
    )
    return unfinished.rename(path)


def read_shard(path: Path) -> Shard:
    """A shard from its file."""
    with np.load(path) as arrays:
        return Shard(*(arrays[name] for name in ("codes", "boxes", "types", "labels", "ends")))


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args(arguments)
    numbers = range(-(-given.reports // SHARD))
    in_processes(partial(write_shard, given.out, given.split), numbers, given.processes)


if __name__ == "__main__":
    main()
