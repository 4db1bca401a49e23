"""Authorities that do not exist: villages to ministries, with names made up of syllables."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gouji.training.synthesis.facts import Rank

_SHARES: dict[Rank, float] = {
    "village": 0.12,
    "town": 0.23,
    "county": 0.2,
    "city": 0.08,
    "province": 0.02,
    "department": 0.33,
    "ministry": 0.02,
}
"""How often each rank reports: there are far more towns and departments than anything else."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who reports. A ``village`` is a 乡, a ``department`` an office of a county, city or province.

    ``name``: as in the title, one of ``full``, ``short`` or a form between. ``place``: what it governs or the place it
    belongs to, ``root`` without its suffix.
    """

    name: str
    full: str
    short: str
    rank: Rank
    place: str
    root: str


def invent_authority(draw: random.Random, rank: Rank | None = None) -> Authority:
    """An authority of a rank, or of any at the rates at which they report."""
    chosen = rank or draw.choices(list(_SHARES), list(_SHARES.values()))[0]
    if chosen in ("village", "town"):
        return _township(draw, chosen)
    if chosen == "department":
        return _department(draw)
    return _ministry(draw) if chosen == "ministry" else _area(draw, chosen)


@cache
def _words() -> dict[str, Any]:
    text = files("gouji.training.synthesis.prose").joinpath("places.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def invent_root(draw: random.Random) -> str:
    """The name of a place without its suffix, of two or three syllables."""
    words = _words()
    root = ""
    while not root or root in words["avoid"]:
        root = draw.choice(words["first"]) + draw.choice(words["second"])
    if draw.random() < 0.15:
        third = draw.choice(words["third"])
        root = root if root.endswith(third) else root + third
    return root


def _place(draw: random.Random, rank: Rank) -> tuple[str, str]:
    """Root and full name of a place."""
    root = invent_root(draw)
    suffix = draw.choice(_words()["suffixes"][rank])
    return root, root + suffix


def _township(draw: random.Random, rank: Rank) -> Authority:
    _, county = _place(draw, "county")
    root, place = _place(draw, rank)
    body = f"{place}办事处" if place.endswith("街道") else f"{place}人民政府"
    full = county + body
    name = draw.choice((full, full, body, county + place, place))
    return Authority(name, full, place, rank, county, root)


def _area(draw: random.Random, rank: Rank) -> Authority:
    root, place = _place(draw, rank)
    full = place + draw.choice(_words()["bodies"]["area"])
    if rank == "province":
        full = full.replace("办公室", "办公厅")
    upper = _place(draw, "city")[1] if rank == "county" and draw.random() < 0.2 else ""
    name = upper + draw.choice((full, full, place))
    return Authority(name, full, place, rank, place, root)


def _department(draw: random.Random) -> Authority:
    level: Rank = draw.choices(("county", "city", "province"), (0.65, 0.28, 0.07))[0]
    root, place = _place(draw, level)
    kind: str = draw.choice(_words()["bodies"]["department"])
    short = kind.replace("{place}", place) if "{place}" in kind else place + kind
    upper = _place(draw, "city")[1] if level == "county" else ""
    full = short if kind.startswith("国家") else upper + short
    return Authority(draw.choice((short, short, short, full)), full, short, "department", place, root)


def _ministry(draw: random.Random) -> Authority:
    words = _words()
    name = draw.choice(words["ministry_shape"]).replace("{field}", draw.choice(words["ministry_field"]))
    return Authority(name, name, name.removeprefix("国家"), "ministry", name, invent_root(draw))
