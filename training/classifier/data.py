"""Shards of examples as windows to learn from, a little different each time they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from gouji.models.classifier.glyphs import GRID, IS_VALUE, ON_PAGE
from gouji.models.classifier.vocabulary import FILLING, MASK, UNKNOWN, Vocabulary
from gouji.models.classifier.windows import SIZE, relative
from gouji.training.classifier.examples import Shard, read_shard

IGNORED = -100
"""Label of filling, which the loss leaves out."""

_RAREST = 20
"""Times that a glyph must occur in the examples to have a place in the vocabulary."""

_CLEAN = 0.4
"""Share of windows without noise; in the others, the share of wrong glyphs is drawn up to"""
_NOISIEST = 0.15
_LOST = 0.15
"""Share of the wrong glyphs that are lost; of the others,"""
_UNKNOWN = 0.5
"""the share that are misread as a glyph the vocabulary does not have."""
_VALUE_NOISE = 0.1
"""How much rarer wrong glyphs are in values: a digit misread as another is the same to the classifier."""
_SHIFT, _STRETCH = 12.0, 0.08
"""By how much the boxes of a window are moved and stretched: units of a box, and share."""

Window = dict[str, torch.Tensor]
"""``input_ids``, ``token_type_ids``, ``attention_mask``, ``labels``: (SIZE,); ``bbox``: (SIZE, 4)."""


def shard_paths(folder: Path, split: str) -> list[Path]:
    """The shards of a split.

    Raises:
        FileNotFoundError: there are none.
    """
    paths = sorted(path for path in folder.glob(f"{split}-*.npz") if ".part" not in path.name)
    if not paths:
        raise FileNotFoundError(f"no examples of the split {split} in {folder}")
    return paths


def count_vocabulary(paths: Sequence[Path]) -> Vocabulary:
    """The vocabulary of the glyphs that are not rare in shards, the most frequent first."""
    counts = np.zeros(0x10000, np.int64)
    for path in paths:
        counts += np.bincount(read_shard(path).codes, minlength=0x10000)
    order = np.argsort(-counts, kind="stable")
    return Vocabulary([FILLING, UNKNOWN, MASK, *(chr(c) for c in order.tolist() if counts[c] >= _RAREST)])


class WindowData(Dataset[Window]):  # type: ignore[misc]
    """Windows of the examples in shards. ``noisy``: glyphs are changed and boxes moved, anew each time."""

    def __init__(self, paths: Sequence[Path], vocabulary: Vocabulary, *, noisy: bool, seed: int = 0) -> None:
        self._vocabulary = vocabulary
        self._noisy = noisy
        self._draw = np.random.default_rng(seed)
        self._shards = [read_shard(path) for path in paths]
        self._windows = [
            (shard, begin, end, start)
            for shard in self._shards
            for begin, end in _spans(shard)
            for start in range(begin, end, SIZE)
        ]

    def __len__(self) -> int:
        return len(self._windows)

    def __getitem__(self, index: int) -> Window:
        shard, begin, end, start = self._windows[index]
        if self._noisy:
            # The grid of windows is moved, so that no glyph always stands at an end.
            start = int(self._draw.integers(max(begin, start - SIZE // 2), start + 1))
        chosen = np.arange(start, min(start + SIZE, end))
        ids = self._vocabulary.of_codes(shard.codes[chosen])
        boxes = shard.boxes[chosen].astype(np.int32)
        types = shard.types[chosen].astype(np.int32)
        labels = shard.labels[chosen].astype(np.int64)
        boxes = relative(boxes, types)
        if self._noisy:
            boxes = _moved(boxes, types, self._draw)
            kept, ids = _misread(ids, types, self._vocabulary, self._draw)
            ids, boxes, types, labels = ids[kept], boxes[kept], types[kept], labels[kept]
        return _filled(ids, boxes, types, labels, self._vocabulary.filling)


def _spans(shard: Shard) -> list[tuple[int, int]]:
    return [(int(b), int(e)) for b, e in zip((0, *shard.ends[:-1]), shard.ends, strict=True) if e > b]


def _moved(boxes: NDArray[np.int32], types: NDArray[np.int32], draw: np.random.Generator) -> NDArray[np.int32]:
    """Boxes on pages moved and stretched as margins and sizes differ; lines of texts stay whole numbers apart."""
    stretch = 1 + draw.uniform(-_STRETCH, _STRETCH, 2)
    shift = draw.uniform(-_SHIFT, _SHIFT, 2)
    on_page = (types & ON_PAGE) != 0
    moved = boxes * np.tile(stretch, 2) + np.tile(shift, 2)
    moved[~on_page, 1::2] = boxes[~on_page, 1::2]
    return np.clip(moved, 0, GRID).astype(np.int32)


def _misread(
    ids: NDArray[np.int64], types: NDArray[np.int32], vocabulary: Vocabulary, draw: np.random.Generator
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which glyphs are kept, and the numbers of all after some were misread."""
    count = len(ids)
    rate = 0.0 if draw.random() < _CLEAN else draw.uniform(0, _NOISIEST)
    rates = np.where(types & IS_VALUE, rate * _VALUE_NOISE, rate)
    wrong = draw.random(count) < rates
    lost = wrong & (draw.random(count) < _LOST)
    others = np.where(draw.random(count) < _UNKNOWN, vocabulary.unknown, draw.integers(3, len(vocabulary), count))
    kept = ~lost
    kept[0] = True
    return kept, np.where(wrong & ~lost, others, ids)


def _filled(
    ids: NDArray[np.int64],
    boxes: NDArray[np.int32],
    types: NDArray[np.int32],
    labels: NDArray[np.int64],
    filling: int,
) -> Window:
    missing = SIZE - len(ids)
    return {
        "input_ids": torch.from_numpy(np.pad(ids, (0, missing), constant_values=filling)),
        "bbox": torch.from_numpy(np.pad(boxes.astype(np.int64), ((0, missing), (0, 0)))),
        "token_type_ids": torch.from_numpy(np.pad(types.astype(np.int64), (0, missing))),
        "attention_mask": torch.from_numpy(np.pad(np.ones(len(ids), np.int64), (0, missing))),
        "labels": torch.from_numpy(np.pad(labels, (0, missing), constant_values=IGNORED)),
    }
