"""Teaches the network where the sides of cells run, and writes it as ONNX.

python -m gouji.training.scans.learn_lines build/lines --pages build/scans --steps 2500
python -m gouji.training.scans.learn_lines build/lines --export models/vision/segmenter/model.onnx
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader

from gouji.models.vision.line_segmenter import INPUT, OUTPUT, SIDE
from gouji.training.scans import course
from gouji.training.scans.course import add_arguments, course_of, learn, load
from gouji.training.scans.line_data import LineData, Sample, batched
from gouji.training.scans.line_network import LineNetwork

BATCH = 4

FEW = 3.0
"""Weight of the sides' pixels beside the others, which are twenty times as many."""


def batches(pages: Path, seed: int, workers: int) -> Iterable[Sample]:
    """Pages in random order without end. ``workers``: processes that prepare them; 0: none beside this one."""
    loader: Iterable[Sample] = DataLoader(
        LineData(pages, "train", seed=seed), BATCH, collate_fn=batched, num_workers=workers
    )
    return loader


def error(network: nn.Module, batch: Sample) -> torch.Tensor:
    """How far what the network sees of some pages is from their masks."""
    seen, masks = batch
    with torch.autocast("cpu", torch.bfloat16):
        logits = network(torch.from_numpy(seen).to(memory_format=torch.channels_last))
    return loss(logits.float(), torch.from_numpy(masks))


def loss(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Cross entropy of the pixels, and how little the sides seen and the sides wanted overlap."""
    weight = torch.tensor(FEW)
    entropy = nn.functional.binary_cross_entropy_with_logits(logits, wanted, pos_weight=weight)
    seen = torch.sigmoid(logits)
    shared, both = (seen * wanted).sum((2, 3)), (seen + wanted).sum((2, 3))
    overlap = ((2 * shared + 50) / (both + 50)).mean()
    return entropy + 0.5 * (1 - overlap)


def measure(network: LineNetwork, pages: Path, split: str) -> tuple[float, float]:
    """Overlap (Dice) of the sides seen and wanted, level and upright, over a split."""
    shared, both = torch.zeros(2), torch.zeros(2)
    with torch.no_grad():
        for seen, masks in DataLoader(LineData(pages, split, seed=None), 1, collate_fn=batched):
            found = (torch.sigmoid(network(torch.from_numpy(seen))) > 0.5).float()
            wanted = (torch.from_numpy(masks) > 0.5).float()
            shared += (found * wanted).sum((0, 2, 3))
            both += (found + wanted).sum((0, 2, 3))
    across, down = (2 * shared / both).tolist()
    return across, down


def write_onnx(network: LineNetwork, path: Path) -> None:
    """The network with probabilities at its end, for pages of any size divisible by 32."""
    axes = {INPUT: {2: "height", 3: "width"}, OUTPUT: {2: "half_height", 3: "half_width"}}
    page = torch.zeros((1, 1, SIDE, SIDE * 3 // 4))
    course.write_onnx(nn.Sequential(network, nn.Sigmoid()), page, path, (INPUT, OUTPUT), axes)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser, steps=2500)
    parser.add_argument("--pages", type=Path, help="folder of gouji.training.scans.pages")
    parser.add_argument("--workers", type=int, default=0, help="processes that prepare pages")
    given = parser.parse_args(arguments)
    if given.pages:
        network = LineNetwork().to(memory_format=torch.channels_last)
        learn(network, lambda seed: batches(given.pages, seed, given.workers), error, course_of(given))
        across, down = measure(load(LineNetwork(), given.run), given.pages, "validation")
        print(f"overlap on validation: level {across:.4f}, upright {down:.4f}")
    if given.export:
        write_onnx(load(LineNetwork(), given.run), given.export)


if __name__ == "__main__":
    main()
