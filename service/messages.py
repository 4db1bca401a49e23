"""What goes to a worker process and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gouji.models.comparison.edition import Edition
from gouji.models.errors import GoujiError
from gouji.models.progress import Progress
from gouji.models.result import Report


class Engine(Protocol):
    """What a worker process holds: it reads reports and shows their pages."""

    def read(self, data: bytes, name: str, progress: Progress) -> Report:
        """Read one report. Raises GoujiError where the document is refused."""
        ...

    def read_edition(self, data: bytes, name: str, progress: Progress) -> Edition:
        """Read one report for comparing it with others. Raises GoujiError where the document is refused."""
        ...

    def render(self, data: bytes, page_index: int, max_width: int) -> NDArray[np.uint8]:
        """Image of a page as RGB, at most ``max_width`` wide. Raises GoujiError where the document is refused."""
        ...


EngineMaker = Callable[[], Engine]
"""Makes the engine, inside the worker; must be picklable. Raises ConfigurationError where it cannot."""


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Read a report; answered with its JSON, indented by ``indent`` (None: on one line)."""

    data: bytes
    name: str
    indent: int | None = None


@dataclass(frozen=True, slots=True)
class EditionTask:
    """Read a report for comparing it with others; answered with the JSON of its edition."""

    data: bytes
    name: str


@dataclass(frozen=True, slots=True)
class RenderTask:
    """Show a page; answered with a WebP image. ``lossless``: exact to the pixel, for models to learn from."""

    data: bytes
    page_index: int
    max_width: int
    lossless: bool = False


Task = ReadTask | EditionTask | RenderTask


@dataclass(frozen=True, slots=True)
class Ready:
    """The engine is loaded."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the task is done."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The task is done."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """The document, or a setting, was refused. Class and message travel apart: any class can be made again so."""

    kind: type[GoujiError]
    message: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something was raised that should not have been."""

    traceback: str


def raised(refusal: Refusal) -> GoujiError:
    """The error that a refusal stands for, made past its own ``__init__``, which may want other arguments."""
    return refusal.kind.__new__(refusal.kind, refusal.message)


Message = Ready | Step | Answer | Refusal | Fault
