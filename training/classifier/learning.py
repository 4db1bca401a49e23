"""One run of learning: steps with progress, checkpoints from which it goes on, and its loss as a picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
import torch
from matplotlib import pyplot as plt
from torch.utils.data import DataLoader, Dataset, default_collate
from transformers import EvalPrediction, PreTrainedModel, Trainer, TrainingArguments, set_seed

from gouji.training.classifier.data import IGNORED, Window

_WARM_UP, _DECAY = 0.06, 0.01
"""Share of the steps in which the rate rises; decay of the weights."""

_CHECKPOINTS = 10
"""Checkpoints over a run; the last two are kept."""


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast to learn. ``rate``: the highest learning rate. ``batch``: windows of a step."""

    out: Path
    steps: int
    batch: int = 8
    rate: float = 1.5e-3
    seed: int = 1


class _Trainer(Trainer):  # type: ignore[misc]
    """The trainer with loaders of our own: its own take the project's folder ``datasets`` for the package."""

    def get_train_dataloader(self) -> DataLoader[Window]:
        return self._loader(self.train_dataset, shuffle=True)

    def get_eval_dataloader(self, eval_dataset: object = None) -> DataLoader[Window]:
        return self._loader(self.eval_dataset, shuffle=False)

    def _loader(self, windows: Dataset[Window], *, shuffle: bool) -> DataLoader[Window]:
        batch = self.args.train_batch_size
        order = torch.Generator().manual_seed(self.args.seed)
        return DataLoader(windows, batch, shuffle=shuffle, generator=order, collate_fn=self.data_collator)


Collate = Callable[[list[Window]], Window]


def learn(
    network: PreTrainedModel,
    examples: Dataset[Window],
    validation: Dataset[Window],
    course: Course,
    collate: Collate = default_collate,
) -> Mapping[str, float]:
    """Train the network, from the last checkpoint in ``course.out`` if there is one, and save it there.

    Gives the figures on ``validation``. On a GPU where there is one; in bfloat16 where it is quicker.
    """
    set_seed(course.seed)
    arguments = TrainingArguments(
        output_dir=str(course.out / "checkpoints"),
        max_steps=course.steps,
        per_device_train_batch_size=course.batch,
        per_device_eval_batch_size=course.batch,
        learning_rate=course.rate,
        warmup_steps=round(course.steps * _WARM_UP),
        weight_decay=_DECAY,
        lr_scheduler_type="cosine",
        bf16=True,
        save_steps=max(course.steps // _CHECKPOINTS, 1),
        save_total_limit=2,
        logging_steps=max(course.steps // 200, 1),
        report_to=[],
        seed=course.seed,
        dataloader_pin_memory=torch.cuda.is_available(),
        use_cpu=not torch.cuda.is_available(),
    )
    trainer = _Trainer(
        model=network,
        args=arguments,
        train_dataset=examples,
        eval_dataset=validation,
        data_collator=collate,
        compute_metrics=_shares_right,
        preprocess_logits_for_metrics=lambda logits, _: logits.argmax(-1),
    )
    trainer.train(resume_from_checkpoint=any((course.out / "checkpoints").glob("checkpoint-*")))
    figures = trainer.evaluate()
    network.save_pretrained(course.out)
    draw_loss(trainer.state.log_history, course.out / "loss.png")
    return {key.removeprefix("eval_"): float(value) for key, value in figures.items()}


def _shares_right(prediction: EvalPrediction) -> dict[str, float]:
    """Shares of the glyphs whose label is right: of all, and of those that are part of something."""
    right, labels = np.asarray(prediction.predictions), np.asarray(prediction.label_ids)
    asked, parts = labels != IGNORED, labels > 0
    return {
        "right": float((right == labels)[asked].mean()),
        "parts_right": float((right == labels)[parts].mean()) if parts.any() else 0.0,
    }


def draw_loss(history: list[dict[str, float]], path: Path) -> None:
    """The loss against the step, as a PNG."""
    matplotlib.use("Agg")
    points = [(entry["step"], entry["loss"]) for entry in history if "loss" in entry]
    figure, axes = plt.subplots(figsize=(6, 3.5), layout="constrained")
    axes.plot(*zip(*points, strict=True), linewidth=1)
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)
    plt.close(figure)
