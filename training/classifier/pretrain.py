"""Pre-trains a base of our own: glyphs that were hidden are told from the others and from their places.

python -m gouji.training.classifier.pretrain build/base --examples build/examples
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from torch.utils.data import default_collate

from gouji.models.classifier.token_classifier import VOCABULARY
from gouji.models.classifier.vocabulary import Vocabulary, write_vocabulary
from gouji.training.classifier.data import IGNORED, Window, WindowData, count_vocabulary, shard_paths
from gouji.training.classifier.learning import Course, learn
from gouji.training.classifier.network import new_language_model

_HIDDEN = 0.2
"""Share of the glyphs to be told; of them, the shares shown as the mask and as another glyph:"""
_MASKED, _OTHER = 0.8, 0.1


class Hiding:
    """Makes a batch to pre-train on: some glyphs hidden, and which they were as labels."""

    def __init__(self, vocabulary: Vocabulary, seed: int) -> None:
        assert vocabulary.mask is not None, "a vocabulary to pre-train with has a mask"
        self._mask, self._size = vocabulary.mask, len(vocabulary)
        self._draw = torch.Generator().manual_seed(seed)

    def __call__(self, windows: list[Window]) -> Window:
        """The batch; its glyphs' labels are replaced."""
        batch: Window = default_collate(windows)
        ids = batch["input_ids"]
        hidden = (torch.rand(ids.shape, generator=self._draw) < _HIDDEN) & (batch["attention_mask"] == 1)
        way = torch.rand(ids.shape, generator=self._draw)
        others = torch.randint(self._size, ids.shape, generator=self._draw)
        shown = torch.where(hidden & (way < _MASKED), self._mask, ids)
        shown = torch.where(hidden & (way >= 1 - _OTHER), others, shown)
        return batch | {"input_ids": shown, "labels": torch.where(hidden, ids, IGNORED)}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--examples", type=Path, required=True, help="folder of shards")
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    paths = shard_paths(given.examples, "train")
    vocabulary = count_vocabulary(paths)
    write_vocabulary(vocabulary, given.out / VOCABULARY)
    examples = WindowData(paths, vocabulary, noisy=True, seed=given.seed)
    validation = WindowData(shard_paths(given.examples, "validation"), vocabulary, noisy=False)
    course = Course(given.out, given.steps, seed=given.seed)
    network = new_language_model(vocabulary)
    print(learn(network, examples, validation, course, Hiding(vocabulary, given.seed)))


if __name__ == "__main__":
    main()
