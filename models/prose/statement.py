"""What is said of a figure of the form, and who says it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

YEAR = "year"
"""What a statement speaks of that gives figures for another year than the report's."""


class Speaker(NamedTuple):
    """Whose report it is and on which year, as far as they are known."""

    authority: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure that speaks of a field, or of a sum of fields (see :mod:`gouji.models.prose.sums`).

    ``plain``: it counts what the field counts; otherwise it may be narrower, wider or another's. ``start`` and ``end``:
    of the figure in the sentence, or of the words that say there is none. ``repeats``: the field of another figure of
    the sentence that it takes over, "" where it stands for itself: 收到申请 5 件, 均由自然人提出. ``within``: by how
    much the figure may be off, 0 where it is not rounded.
    """

    field: str
    value: Decimal
    plain: bool
    start: int
    end: int
    repeats: str = ""
    within: Decimal = Decimal(0)
