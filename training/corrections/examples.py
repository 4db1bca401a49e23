"""Corrections as examples for the reader of figures: ink, what may be printed there, for how many cells it stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from gouji.models.corrections import Correction, read_corrections
from gouji.models.errors import ConfigurationError
from gouji.models.vision.figure_reader import GLYPHS, OTHER
from gouji.training.corrections.cutting import ink_of_cell
from gouji.training.scans.figure_data import Crop

HELD_OUT = 15
"""Per cent of the documents whose corrections are not learnt from. By their hash, so that they stay the same ones."""

_PLACEHOLDERS = ("/", "-", "—")
_GROUPED = 1000
"""From here on a number may be printed with separators."""


@dataclass(frozen=True, slots=True)
class Example:
    """Ink of a cell. ``texts``: what may be printed, where a person only said what it means. ``weight``: of how many
    cells it is one: confident cells are shown by chance. ``held_out``: it is measured with."""

    crop: Crop
    texts: tuple[str, ...]
    weight: float
    held_out: bool


def read_examples(folder: Path) -> list[Example]:
    """The examples of an export; lines without a picture, or of a cell that is no figure in one line, give none.

    Raises:
        ConfigurationError: there is no export, a line is none, or a picture is missing or damaged.
    """
    return list(_examples(folder))


def _examples(folder: Path) -> Iterator[Example]:
    for correction in read_corrections(folder):
        texts = possible_texts(correction)
        if correction.crop is None or correction.cell is None or not texts:
            continue
        bgr = cv2.imread(str(folder / correction.crop))
        if bgr is None:
            raise ConfigurationError(f"图片缺失或已损坏：{folder / correction.crop}。请重新导出更正数据")
        crop = ink_of_cell(np.ascontiguousarray(bgr[:, :, ::-1]), correction.cell)
        if crop is not None:
            held_out = int(correction.document[:8], 16) % 100 < HELD_OUT
            yield Example(crop, texts, 1 / correction.chance, held_out)


def possible_texts(correction: Correction) -> tuple[str, ...]:
    """What may be printed where this was decided, in the glyphs of the reader; nothing where nobody knows."""
    said = correction.after
    if said.kind == "placeholder" and said.text is None:
        return _PLACEHOLDERS
    if said.kind == "text":
        return (OTHER,)
    if said.text is None or said.kind in ("unread", "absent"):
        return ()
    plain = unicodedata.normalize("NFKC", said.text)  # a wide 0 is a 0
    if not set(plain) <= set(GLYPHS):
        return (OTHER,)
    if correction.outcome == "corrected" and said.value is not None and abs(said.value) >= _GROUPED:
        return plain, f"{said.value:,f}"
    return (plain,)
