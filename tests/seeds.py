"""Real reports with their gold, where they are at hand. For evaluation only."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

_BESIDE_THE_PROJECT = Path(__file__).parents[2] / "shared" / "seeds"


@dataclass(frozen=True)
class Seed:
    """A real report as text, and what is printed in it."""

    name: str
    text: str
    gold: dict[str, Any]

    @property
    def must_review(self) -> frozenset[str]:
        return frozenset(self.gold.get("must_review", ()))

    def figures(self) -> dict[str, str]:
        """What is printed in each cell; "" for a blank one."""
        return {f: "" if v is None else str(Decimal(str(v))) for f, v in self.gold["fields"].items()}


def seeds() -> list[Seed]:
    """All seeds. With GOUJI_SEEDS set they must be there; without it their tests are skipped where they are not."""
    folder = Path(os.environ.get("GOUJI_SEEDS", _BESIDE_THE_PROJECT))
    found = sorted(folder.glob("*.gold.json"))
    if not found and "GOUJI_SEEDS" in os.environ:
        raise FileNotFoundError(f"GOUJI_SEEDS names {folder}, and no seed is there")
    return [_seed(path) for path in found]


def _seed(path: Path) -> Seed:
    name = path.name.removesuffix(".gold.json")
    text = path.with_name(f"{name}.txt").read_text(encoding="utf-8")
    return Seed(name, text, json.loads(path.read_text(encoding="utf-8")))


each_seed = pytest.mark.parametrize(
    "seed",
    [pytest.param(s, id=s.name) for s in seeds()]
    or [pytest.param(None, marks=pytest.mark.skip(reason="the seeds are not at hand"))],
)
