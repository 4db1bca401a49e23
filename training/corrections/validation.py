"""How a reader of figures fares on what it did not learn from, and how sure it may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from gouji.models.vision.crops import batches
from gouji.models.vision.ctc import best_path
from gouji.models.vision.figure_reader import CHARACTERS, STEP, TOGETHER, ink_of, stacked
from gouji.training.corrections.examples import Example
from gouji.training.scans.figure_network import FigureNetwork

TEMPERATURES = tuple(round(float(t), 2) for t in np.linspace(0.7, 2.0, 27))
"""By which logits are divided: above 1 the reader is less sure than it was."""


@dataclass(frozen=True, slots=True)
class Validation:
    """Shares of held-out crops read right: of generated ones, of corrected cells, and of the latter as they stand for
    all cells of their documents, confident ones too."""

    replay: float
    corrections: float
    weighted: float

    def __str__(self) -> str:
        return f"replay {self.replay:.4f}, corrections {self.corrections:.4f}, weighted {self.weighted:.4f}"


def validate(network: FigureNetwork, replay: Sequence[Example], corrected: Sequence[Example]) -> Validation:
    """Read the held-out crops."""
    shares = []
    for examples in (replay, corrected):
        right = np.zeros(len(examples))
        for i, logits in _read(network, examples):
            right[i] = best_path(logits.softmax(1).numpy(), CHARACTERS).text in examples[i].texts
        shares.append(right)
    old, new = shares
    weights = np.array([example.weight for example in corrected])
    return Validation(_mean(old), _mean(new), _mean(new, weights))


def _mean(values: np.typing.NDArray[np.float64], weights: np.typing.NDArray[np.float64] | None = None) -> float:
    return float(np.average(values, weights=weights)) if len(values) else float("nan")


def chosen_texts(network: FigureNetwork, examples: Sequence[Example]) -> list[str]:
    """Of the texts that each example may be, the one that the network finds the most probable."""
    chosen = [example.texts[0] for example in examples]
    open_ones = [i for i, example in enumerate(examples) if len(example.texts) > 1]
    for j, logits in _read(network, [examples[i] for i in open_ones]):
        texts = examples[open_ones[j]].texts
        chosen[open_ones[j]] = min(texts, key=lambda text, logits=logits: _surprise(logits, text))  # type: ignore[misc]
    return chosen


def best_temperature(network: FigureNetwork, replay: Sequence[Example], corrected: Sequence[Example]) -> float:
    """By which the logits are best divided, so that the reader is as sure as it is right: on generated crops and on
    corrected cells alike, the latter as they stand for all cells of their documents."""
    spent = np.zeros(len(TEMPERATURES))
    for examples in (replay, corrected):
        whole = sum(example.weight for example in examples)
        for i, logits in _read(network, examples):
            (text,) = chosen_texts(network, [examples[i]])
            share = examples[i].weight / whole
            spent += [share * _surprise(logits / temperature, text) for temperature in TEMPERATURES]
    return TEMPERATURES[int(spent.argmin())]


def _surprise(logits: torch.Tensor, text: str) -> float:
    """Less the logarithm of the probability of a text. ``logits``: ``(steps, characters)``."""
    targets = torch.tensor([CHARACTERS.index(glyph) for glyph in text])
    lengths = torch.tensor([len(logits)]), torch.tensor([len(text)])
    found = nn.functional.ctc_loss(logits.log_softmax(1)[:, None], targets[None], *lengths, reduction="sum")
    return min(float(found), _HOPELESS)


_HOPELESS = 20.0
"""Counted for a text that does not fit into its steps: its label is wrong."""


def _read(network: FigureNetwork, examples: Sequence[Example]) -> Iterator[tuple[int, torch.Tensor]]:
    """The logits of each, ``(steps, characters)``, as the reader would have them."""
    with torch.no_grad():
        for batch in batches([example.crop.shape[1] for example in examples], STEP, TOGETHER):
            inks = stacked([ink_of(examples[i].crop) for i in batch])
            yield from zip(batch, network(torch.from_numpy(inks)), strict=True)
