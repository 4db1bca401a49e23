"""Teaches the reader of figures what people corrected, without letting it forget what it knew.

python -m gouji.training.finetune --corrections build/corrections --replay build/scans --out build/figures-tuned
GOUJI_FIGURE_MODEL=build/figures-tuned gouji extract scan.pdf

``--corrections``: what ``gouji corrections export`` wrote, cells with their pictures; real reports that the project is
measured with are never to be among them. ``--replay``: crops of generated pages (``gouji.training.scans.figure_data``).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnx
import torch

from gouji.models.corrections import LINES, read_corrections
from gouji.models.errors import ConfigurationError
from gouji.models.vision.figure_reader import NETWORK, SHIPPED, FigureReader
from gouji.training.corrections.blending import unforgetting
from gouji.training.corrections.card import Run, card
from gouji.training.corrections.examples import Example, read_examples
from gouji.training.corrections.settled_network import SettledNetwork, settled_network
from gouji.training.corrections.validation import best_temperature, chosen_texts, validate
from gouji.training.scans.course import Course, learn
from gouji.training.scans.figure_data import Crop, read_crops
from gouji.training.scans.learn_figures import PLAIN, Indices, Picker, loss, picked_batches, write_onnx

STEPS, RATE = 600, 2e-4
"""Some minutes of a core; a tenth of the rate at which a network learns that begins with nothing."""

REPLAY = 0.6
"""Share of what is learnt from that is generated. Corrections are nearly all hard cells of few kinds; with less replay,
what was read well is read worse."""

SEEN = 600
"""Held-out crops of either sort, at most, that each checkpoint is measured on."""

CARD, VALIDATION = "README.md", "validation.jsonl"
"""Files of a run beside its weights and its checkpoint."""


def mixed(replayed: Sequence[str], corrected: int, share: float) -> Picker:
    """Picks crops, of which a share is generated; the corrected ones stand behind those in the list of all.

    Of the generated ones lone zeros have the share that they have when a network learns from nothing.
    """
    zeros = np.flatnonzero([text == "0" for text in replayed])
    others = np.flatnonzero([text != "0" for text in replayed])

    def pick(draw: np.random.Generator, count: int) -> Indices:
        old = round(count * share)
        plain = round(old * PLAIN)
        new = len(replayed) + draw.integers(0, corrected, count - old)
        return np.concatenate([draw.choice(zeros, plain), draw.choice(others, old - plain), new])

    return pick


def finetune(
    corrections: Path, replay: Path, out: Path, begun: Path, share: float, steps: int, rate: float, seed: int
) -> Run:
    """Teach, measure, and write the weights with their card. A run that was stopped goes on from its checkpoint.

    Raises:
        ConfigurationError: there are no corrections, or none that can be learnt from, or nothing to begin with.
    """
    torch.manual_seed(seed)
    network = settled_network(begun / NETWORK)
    examples = read_examples(corrections)
    learnt, held_out = ([e for e in examples if e.held_out is held] for held in (False, True))
    if not learnt:
        raise ConfigurationError(f"{corrections} 里没有可以学的单元格：要有图片、裁定为数或占位符的")
    crops, texts = read_crops(replay, "train")
    kept = [Example(crop, (text,), 1.0, True) for crop, text in zip(*read_crops(replay, "validation"), strict=True)]
    before = validate(network, kept, held_out)
    print(f"before: {before}", file=sys.stderr)
    every: list[Crop] = [*crops, *(example.crop for example in learnt)]
    said = [*texts, *chosen_texts(network, learnt)]
    pick = mixed(texts, len(learnt), share)

    def watch(step: int) -> None:
        seen = validate(network, kept[:: -(-len(kept) // SEEN)], held_out[:SEEN])
        print(f"  {seen}", file=sys.stderr)
        with (out / VALIDATION).open("a") as file:
            file.write(json.dumps({"step": step, **asdict(seen)}) + "\n")

    learn(network, lambda at: picked_batches(every, said, pick, seed + at), loss, Course(out, steps, rate), watch)
    network, blend = unforgetting(settled_network(begun / NETWORK), network.eval(), kept)
    temperature = best_temperature(network, kept[:: -(-len(kept) // SEEN)], held_out)
    digest = hashlib.sha256((corrections / LINES).read_bytes()).hexdigest()
    began = FigureReader(1, begun).name
    run = Run(
        name=f"{began.partition('+')[0]}+{digest[:8]}",
        begun=began,
        corrections_sha256=digest,
        documents=len({correction.document for correction in read_corrections(corrections)}),
        steps=steps,
        rate=rate,
        replay=share,
        blend=blend,
        temperature=temperature,
        before=before,
        after=validate(network, kept, held_out),
    )
    _write(network, temperature, run.name, out / NETWORK)
    (out / CARD).write_text(card(run, learnt, held_out, {"train": len(crops), "validation": len(kept)}))
    return run


def _write(network: SettledNetwork, temperature: float, name: str, path: Path) -> None:
    """The weights with their name in them, whole or not at all; as sure as the temperature lets them be."""
    with torch.no_grad():
        for part in (network.head.weight, network.head.bias):
            part /= temperature
    unfinished = path.with_suffix(".part")
    write_onnx(network, unfinished)
    model = onnx.load(str(unfinished))
    model.metadata_props.add(key="name", value=name)
    onnx.save(model, str(unfinished))
    unfinished.rename(path)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corrections", type=Path, required=True, help="folder of an export, with corrections.jsonl")
    parser.add_argument("--replay", type=Path, required=True, help="folder of gouji.training.scans.figure_data")
    parser.add_argument("--out", type=Path, required=True, help="folder of the run: checkpoint, weights, card")
    parser.add_argument("--begun", type=Path, default=SHIPPED, help="folder of the weights to begin with")
    parser.add_argument("--replay-share", type=float, default=REPLAY, help="of every batch that is generated")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--rate", type=float, default=RATE, help="of learning, the highest")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    run = finetune(
        given.corrections, given.replay, given.out, given.begun, given.replay_share, given.steps, given.rate, given.seed
    )
    print(f"{run.name}\nbefore: {run.before}\nafter:  {run.after}")


if __name__ == "__main__":
    main()
