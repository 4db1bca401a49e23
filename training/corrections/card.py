"""What is written beside the weights of a reader that learnt from corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouji.training.corrections.examples import Example
from gouji.training.corrections.validation import Validation


@dataclass(frozen=True, slots=True)
class Run:
    """A run of learning: what it began with and how it went."""

    name: str
    begun: str
    corrections_sha256: str
    documents: int
    steps: int
    rate: float
    replay: float
    blend: float
    temperature: float
    before: Validation
    after: Validation


def card(run: Run, learnt: Sequence[Example], held_out: Sequence[Example], replayed: Mapping[str, int]) -> str:
    """The card, in Markdown."""
    return f"""# {run.name}

A reader of figures for Gouji: `{run.begun}`, taught further on what people corrected. Set `GOUJI_FIGURE_MODEL` to this
folder to read with it.

## What it learnt from

- Decided cells: {len(learnt)}, {_audited(learnt)} of them confident ones shown by chance; of other documents
  {len(held_out)} more, {_audited(held_out)} by chance, were held out. {run.documents} documents in all;
  `corrections.jsonl` has the SHA-256 `{run.corrections_sha256}`.
- Generated crops: {replayed["train"]}, {run.replay:.0%} of every batch; {replayed["validation"]} more were held out.
- {run.steps} steps at a rate of at most {run.rate:g}, normalisation kept as it was.
- The weights are {run.blend:.0%} of those learnt, the rest those before: the largest share at which held-out generated
  crops are read no worse.
- Logits are divided by {run.temperature:g}: held-out texts are the most probable so, each decided cell weighed by how
  many it stands for.

Never to be taught on the reports that the project is measured with.

## How well

Shares of held-out crops read right by this reader alone (the general recogniser reads them as well):

| | before | after |
| --- | --- | --- |
| generated crops | {run.before.replay:.4f} | {run.after.replay:.4f} |
| decided cells, mostly hard ones | {run.before.corrections:.4f} | {run.after.corrections:.4f} |
| the same, weighed to stand for all cells | {run.before.weighted:.4f} | {run.after.weighted:.4f} |
"""


def _audited(examples: Sequence[Example]) -> int:
    return sum(example.weight > 1 for example in examples)
