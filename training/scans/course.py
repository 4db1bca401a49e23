"""One run of learning on the processor: steps with progress, and a checkpoint from which it goes on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)
Batch = TypeVar("Batch")

CHECKPOINT = 100
"""Steps from one checkpoint to the next: some minutes of a core."""

NAME = "checkpoint.pt"

RATE = 2e-3
"""Of learning, the highest, for a network that begins with nothing."""

_OTHER_ORDER = 1_000_003
"""Added to the seed of a run that goes on from another, so that it sees its batches in another order."""


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast to learn. ``rate``: the highest; it rises for ``warm_up`` steps and falls as a cosine.
    ``begun``: folder of an earlier run, with whose weights this one begins."""

    folder: Path
    steps: int
    rate: float = RATE
    warm_up: int = 100
    begun: Path | None = None


def learn(
    network: nn.Module,
    batches: Callable[[int], Iterable[Batch]],
    error: Callable[[nn.Module, Batch], torch.Tensor],
    course: Course,
    watch: Callable[[int], None] = lambda step: None,
) -> None:
    """Train the network, from the checkpoint in the folder, if there is one, and keep one there.

    ``batches`` gives them without end, for a seed; ``error`` says how wrong the network is on one. ``watch`` is told of
    each checkpoint, with the network out of training.
    """
    course.folder.mkdir(parents=True, exist_ok=True)
    path = course.folder / NAME
    optimiser = torch.optim.AdamW(network.parameters(), course.rate, weight_decay=0.01)
    share = min(0.3, course.warm_up / course.steps)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, course.rate, course.steps, pct_start=share)
    parts: dict[str, Any] = {"network": network, "optimiser": optimiser, "schedule": schedule}
    done = 0
    if path.exists():
        state = torch.load(path, weights_only=True)
        for name, part in parts.items():
            part.load_state_dict(state[name])
        done = state["done"]
    elif course.begun is not None:
        network.load_state_dict(torch.load(course.begun / NAME, weights_only=True)["network"])
    seed = done if course.begun is None else done + _OTHER_ORDER
    network.train()
    mean = 0.0
    for step, batch in enumerate(islice(batches(seed), course.steps - done), start=done + 1):
        loss = error(network, batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        mean += (loss.item() - mean) * max(0.02, 1 / (step - done))
        is_kept = step % CHECKPOINT == 0 or step == course.steps
        print(f"\r{step}/{course.steps} loss {mean:.4f}", end="\n" if is_kept else "", file=sys.stderr, flush=True)
        if is_kept:
            unfinished = path.with_suffix(".part")
            torch.save({name: part.state_dict() for name, part in parts.items()} | {"done": step}, unfinished)
            unfinished.rename(path)
            network.eval()
            watch(step)
            network.train()


def write_onnx(
    network: nn.Module, example: torch.Tensor, path: Path, names: tuple[str, str], axes: Mapping[str, Mapping[int, str]]
) -> None:
    """A network of one input and one output as ONNX. ``names``: of both; ``axes``: which of theirs may have any
    length, by name."""
    torch.onnx.export(
        network.eval(),
        (example,),
        str(path),
        input_names=[names[0]],
        output_names=[names[1]],
        dynamic_axes=axes,
        dynamo=False,
    )


def add_arguments(parser: argparse.ArgumentParser, steps: int) -> None:
    """What every run can be told."""
    parser.add_argument("run", type=Path, help="folder of the run, with its checkpoint")
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--rate", type=float, default=RATE, help="of learning, the highest")
    parser.add_argument("--begun", type=Path, metavar="RUN", help="an earlier run, with whose weights this one begins")
    parser.add_argument("--export", type=Path, metavar="ONNX")


def course_of(given: argparse.Namespace) -> Course:
    """The course that the arguments ask for."""
    return Course(given.run, given.steps, given.rate, begun=given.begun)


def load(network: Network, folder: Path) -> Network:
    """The network as a run left it, ready to be used."""
    network.load_state_dict(torch.load(folder / NAME, weights_only=True)["network"])
    network.eval()
    return network
