"""Fine-tunes a base, or a new network, to label glyphs.

python -m gouji.training.classifier.finetune build/classifier --examples build/examples --base build/base
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from gouji.models.classifier.token_classifier import VOCABULARY
from gouji.models.classifier.vocabulary import read_vocabulary, write_vocabulary
from gouji.training.classifier.data import WindowData, count_vocabulary, shard_paths
from gouji.training.classifier.learning import Course, learn
from gouji.training.classifier.network import classifier, vocabulary_of


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--examples", type=Path, required=True, help="folder of shards")
    parser.add_argument("--base", help="folder or hub name of a pre-trained encoder; none: random weights")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    paths = shard_paths(given.examples, "train")
    if given.base:
        shutil.copyfile(vocabulary_of(given.base), given.out / VOCABULARY)
    else:
        write_vocabulary(count_vocabulary(paths), given.out / VOCABULARY)
    vocabulary = read_vocabulary(given.out / VOCABULARY)
    examples = WindowData(paths, vocabulary, noisy=True, seed=given.seed)
    validation = WindowData(shard_paths(given.examples, "validation"), vocabulary, noisy=False)
    network = classifier(given.base, vocabulary)
    print(learn(network, examples, validation, Course(given.out, given.steps, rate=given.rate, seed=given.seed)))


if __name__ == "__main__":
    main()
