"""How an office words and writes the labels of the form: variants, brackets, ordinals, spaces."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gouji.models.forms import Labels

Ordinal = Literal["1.", "1、", "1．", "1. ", "(1)", ""]

_ORDINAL = re.compile(r"^(\d)\.")
_VARIANT_RATE = 0.12
"""Share of labels that an office words in its own way."""
_MOST_SPACED = 4
"""Glyphs of the longest label that is spaced out to fill its cell."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The habits of one office. ``seed`` decides which labels it words in its own way: always the same ones."""

    seed: int = 0
    own_words: bool = False
    half_width_brackets: bool = False
    ordinal: Ordinal = "1."
    comma: Literal["、", "，", ","] = "、"
    spaced: bool = False
    ordinal_shift: int = 0
    """What an office that counts its own row in adds to the ordinals of a group (0 or 1)."""
    heading_ordinal: Literal["form", "digit", "none"] = "form"


def draw_wording(draw: random.Random) -> Wording:
    """Most offices keep to the form."""
    return Wording(
        seed=draw.getrandbits(32),
        own_words=draw.random() < 0.5,
        half_width_brackets=draw.random() < 0.25,
        ordinal=draw.choices(("1.", "1、", "1．", "1. ", "(1)", ""), (70, 12, 5, 8, 2, 3))[0],
        comma=draw.choices(("、", "，", ","), (80, 15, 5))[0],
        spaced=draw.random() < 0.08,
        ordinal_shift=int(draw.random() < 0.02),
        heading_ordinal=draw.choices(("form", "digit", "none"), (92, 4, 4))[0],
    )


def worded(labels: Labels, wording: Wording) -> str:
    """A label of the form as this office prints it."""
    text = _chosen(labels, wording)
    text = _ORDINAL.sub(lambda match: _ordinal(int(match[1]), wording), text)
    text = text.replace("、行政机关", f"{wording.comma}行政机关")
    if wording.half_width_brackets:
        text = text.replace("（", "(").replace("）", ")")
    return " ".join(text) if wording.spaced and len(text) <= _MOST_SPACED else text


def worded_heading(labels: Labels, wording: Wording) -> str:
    """A section's title as this office prints it."""
    text = _chosen(labels, wording)
    if wording.heading_ordinal == "form":
        return text
    numeral, rest = text.split("、", 1)
    return rest if wording.heading_ordinal == "none" else f"{'一二三四五六'.index(numeral) + 1}、{rest}"


def local_label(ordinal: int, wording: Wording, draw: random.Random) -> str:
    """A label of a row that the form does not have."""
    label: str = draw.choice(_wordings()["local"]["labels"])
    return worded((f"{ordinal}.{label}",), wording)


def _chosen(labels: Labels, wording: Wording) -> str:
    draw = random.Random(f"{wording.seed}/{labels[0]}")
    if not wording.own_words or draw.random() >= _VARIANT_RATE:
        return labels[0]
    own: list[str] = [*labels[1:], *_wordings()["variants"].get(labels[0], ())]
    return draw.choice(own or [labels[0]])


def _ordinal(number: int, wording: Wording) -> str:
    return wording.ordinal.replace("1", str(number + wording.ordinal_shift))


@cache
def _wordings() -> dict[str, Any]:
    path = files("gouji.training.synthesis").joinpath("wordings.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
