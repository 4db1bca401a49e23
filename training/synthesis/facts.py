"""What is known about a generated report: its gold in the author's terms, before any page or copy of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Rank = Literal["village", "town", "department", "county", "city", "province", "ministry"]
"""How large a body is: what its figures and the length of its prose depend on."""

Relation = Literal["agrees", "contradicts", "narrower", "wider"]
"""``narrower``: the sentence speaks of a part of what the field counts (one office, one kind of applicant), so that its
figure may differ without contradiction. ``wider``: of more than it (收到 of what is new and carried in together)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure of the prose that speaks of a field. ``field``: an id of the form, or ``litigation.total`` (both
    litigation totals together) or ``requests.refused.total`` (the eight rows of 不予公开 together)."""

    field: str
    value: Decimal
    relation: Relation
    sentence: str


FaultKind = Literal[
    "mistyped_total",
    "swapped_digits",
    "shifted_column",
    "totals_not_filled",
    "detail_not_filled",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as the author made it: the fields whose printed value it changed."""

    kind: FaultKind
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is printed in a report. ``printed``: text of every value cell by field, in printed order, "" where blank."""

    form: str
    authority: str
    year: int
    printed: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
