"""The pipeline: bytes of a file to the checked fields of a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from gouji.models.limits import Limits
from gouji.models.result import Report
from gouji.models.vision.settings import OcrSettings


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """Everything a reader can be told at its making."""

    limits: Limits = field(default_factory=Limits)
    ocr: OcrSettings = field(default_factory=OcrSettings)


class Progress(Protocol):
    """Told of each step: ``stage`` is one of open, read, assemble; ``done`` of ``total`` pages (or steps)."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of one step done."""
        ...


class Reader:
    """Reads reports. Holds the loaded models, so make one per process and use it for many documents."""

    def __init__(self, settings: ReaderSettings | None = None) -> None:
        self.settings = settings or ReaderSettings()

    def read(self, data: bytes, name: str, progress: Progress | None = None) -> Report:
        """Read one report.

        Raises:
            GoujiError: the document as a whole was refused; its ``code`` says why.
        """
        raise NotImplementedError
