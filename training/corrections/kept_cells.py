"""Cells of a report with what the general recogniser makes of them, kept: only the reader of figures changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from gouji.models.document import TextReading
from gouji.models.vision.ctc import Decoding
from gouji.models.vision.engine import Recogniser, Recognition
from gouji.training.corrections.cells import Image, PrintedFigure


@dataclass(frozen=True, slots=True)
class KeptCell:
    """The ink of a cell, what is printed, what the general recogniser makes of it, and the stroke it looks like."""

    text: str
    ink: Image
    general: Recognition
    stroke: str | None


def keep_cells(printed: Sequence[PrintedFigure], general: Recogniser) -> list[KeptCell]:
    """The cells with what the recogniser makes of them."""
    read = general.recognise([figure.ink for figure in printed])
    return [KeptCell(figure.text, figure.ink, one, figure.stroke) for figure, one in zip(printed, read, strict=True)]


def kept_cells(path: Path, make: Callable[[], Iterable[PrintedFigure]], general: Recogniser) -> list[KeptCell]:
    """The cells of a file, made and kept there where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, keep_cells(list(make()), general))
    with np.load(path) as arrays:
        told = json.loads(str(arrays["told"]))
        return [
            KeptCell(one["text"], _pixels(arrays[str(i)]), _recognition(one["general"]), one["stroke"])
            for i, one in enumerate(told)
        ]


def png(image: Image) -> bytes:
    """An RGB image as a file."""
    return bytes(cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1])


def _pixels(file: np.typing.NDArray[np.uint8]) -> Image:
    return np.asarray(cv2.cvtColor(cv2.imdecode(file, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), np.uint8)


def _write(path: Path, cells: Sequence[KeptCell]) -> None:
    told = json.dumps([{"text": cell.text, "general": asdict(cell.general), "stroke": cell.stroke} for cell in cells])
    files = {str(i): np.frombuffer(png(cell.ink), np.uint8) for i, cell in enumerate(cells)}
    unfinished = path.with_suffix(".part.npz")
    np.savez(unfinished, told=np.array(told), **files)  # type: ignore[arg-type]
    unfinished.rename(path)


def _recognition(told: dict[str, object]) -> Recognition:
    best, values = told["best"], told["values"]
    assert isinstance(best, dict) and isinstance(values, list)
    return Recognition(
        Decoding(best["text"], tuple(best["glyph_confidences"])), tuple(TextReading(**value) for value in values)
    )
