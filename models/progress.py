"""How a long reading tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of each step: ``stage`` is one of open, read, assemble; ``done`` of ``total`` pages (or steps)."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of one step done."""
        ...


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
