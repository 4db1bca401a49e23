"""Teaches the network to read figures, measures it, and writes it as ONNX.

python -m gouji.training.scans.learn_figures build/figures --crops build/scans --steps 3000
python -m gouji.training.scans.learn_figures build/figures --export models/vision/figures/model.onnx
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from gouji.models.vision.ctc import best_path
from gouji.models.vision.figure_reader import CHARACTERS, HEIGHT, INPUT, OUTPUT, ink_of, stacked
from gouji.training.scans import course
from gouji.training.scans.course import add_arguments, course_of, learn, load
from gouji.training.scans.figure_data import Crop, read_crops
from gouji.training.scans.figure_network import FigureNetwork

BATCH = 96
PLAIN = 0.35
"""Share of zeros in what is learnt from; the rest is drawn from what else there is."""

Batch = tuple[NDArray[np.float32], list[str]]
Indices = NDArray[np.int64]
Picker = Callable[[np.random.Generator, int], Indices]


def batches(crops: Sequence[Crop], texts: Sequence[str], seed: int) -> Iterator[Batch]:
    """Batches without end in which lone zeros have their share, for a seed."""
    zeros = np.flatnonzero([text == "0" for text in texts])
    others = np.flatnonzero([text != "0" for text in texts])

    def pick(draw: np.random.Generator, count: int) -> Indices:
        plain = round(count * PLAIN)
        return np.concatenate([draw.choice(zeros, plain), draw.choice(others, count - plain)])

    return picked_batches(crops, texts, pick, seed)


def picked_batches(crops: Sequence[Crop], texts: Sequence[str], pick: Picker, seed: int) -> Iterator[Batch]:
    """Crops of like width together, in random order without end, with other light and ink each time.

    ``pick`` says which crops are next, so many of them.
    """
    draw = np.random.default_rng(seed)
    while True:
        pool = pick(draw, 8 * BATCH)
        pool = pool[np.argsort([crops[i].shape[1] for i in pool], kind="stable")]
        for start in draw.permutation(len(pool) // BATCH) * BATCH:
            own = pool[start : start + BATCH].tolist()
            yield stacked([_varied(ink_of(crops[i]), draw) for i in own]), [texts[i] for i in own]


def _varied(ink: NDArray[np.float32], draw: np.random.Generator) -> NDArray[np.float32]:
    """Fainter or bolder, with some noise, now and then cut into by a rule."""
    varied = np.clip(ink ** np.float32(draw.uniform(0.6, 1.6)) * np.float32(draw.uniform(0.7, 1.1)), 0, 1)
    if draw.random() < 0.3:
        varied = varied + draw.normal(0, 0.05, ink.shape).astype(np.float32)
    if draw.random() < 0.1:
        varied[draw.choice([0, 1, HEIGHT - 2, HEIGHT - 1])] = draw.uniform(0.5, 1)
    return np.asarray(varied, np.float32)


def loss(network: nn.Module, batch: Batch) -> torch.Tensor:
    """That of CTC (Graves et al. 2006)."""
    seen, texts = batch
    logits = network(torch.from_numpy(seen)).log_softmax(2).transpose(0, 1)
    targets = torch.tensor([CHARACTERS.index(glyph) for text in texts for glyph in text])
    steps, lengths = torch.full((len(texts),), logits.shape[0]), torch.tensor([len(text) for text in texts])
    error: torch.Tensor = nn.functional.ctc_loss(logits, targets, steps, lengths, zero_infinity=True)
    return error


def measure(network: FigureNetwork, crops: Sequence[Crop], texts: Sequence[str]) -> tuple[float, float]:
    """Shares of the crops read right: of all, and of those that are no lone zero."""
    right = []
    with torch.no_grad():
        for crop, text in zip(crops, texts, strict=True):
            found = network(torch.from_numpy(stacked([ink_of(crop)]))).softmax(2)[0].numpy()
            right.append((text != "0", best_path(found, CHARACTERS).text == text))
    return float(np.mean([ok for _, ok in right])), float(np.mean([ok for other, ok in right if other]))


def write_onnx(network: FigureNetwork, path: Path) -> None:
    """The network with probabilities at its end, for any number of crops of any width divisible by 2."""
    axes = {INPUT: {0: "crops", 3: "width"}, OUTPUT: {0: "crops", 1: "steps"}}
    crops = torch.zeros((2, 1, HEIGHT, 64))
    course.write_onnx(nn.Sequential(network, nn.Softmax(2)), crops, path, (INPUT, OUTPUT), axes)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser, steps=3000)
    parser.add_argument("--crops", type=Path, help="folder of gouji.training.scans.figure_data")
    given = parser.parse_args(arguments)
    if given.crops:
        crops, texts = read_crops(given.crops, "train")
        learn(FigureNetwork(), lambda seed: batches(crops, texts, seed), loss, course_of(given))
        everything, others = measure(load(FigureNetwork(), given.run), *read_crops(given.crops, "validation"))
        print(f"right on validation: {everything:.4f}, without lone zeros {others:.4f}")
    if given.export:
        write_onnx(load(FigureNetwork(), given.run), given.export)


if __name__ == "__main__":
    main()
