"""What a user may choose about the OCR engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class OcrSettings:
    """``detection_model`` and ``recognition_model``: a directory that holds ``inference.onnx`` and ``inference.yml``,
    or the name of a model on PaddleOCR's hub (which it may download); None: the weights of the pinned package.
    ``figure_model``: folder of a reader of figures, for :class:`~gouji.models.vision.figure_reader.FigureReader`; None:
    the shipped one. ``threads``: of ONNX Runtime, per process; 0 takes as many as there are cores.
    """

    detection_model: str | None = None
    recognition_model: str | None = None
    threads: int = 0
    figure_model: Path | None = None
