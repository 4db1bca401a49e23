"""The figures that prose may speak of, and those that come out of several of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

Figures = Mapping[str, int | Decimal | None]
"""A report's figures by field. None: the cell is blank. Fields of the other form are not in it."""

APPLICANTS = ("individual", "company", "research", "public_welfare", "legal_service", "other")
REFUSALS = (
    "state_secret",
    "prohibited_by_law",
    "security_and_stability",
    "third_party_rights",
    "internal_affairs",
    "deliberative_process",
    "enforcement_files",
    "administrative_inquiry",
)
UNABLE = ("not_held", "needs_creation", "still_unclear")
RESULTS = ("upheld", "corrected", "other", "pending")
_NOT_PROCESSED = ("petition", "repeated", "publication", "excessive", "reconfirmation")
_CLOSED = ("not_supplemented", "fee_unpaid", "other")

_SUMS = {
    "litigation.total": ("litigation.direct.total", "litigation.after_review.total"),
    "requests.refused.total": tuple(f"requests.refused.{row}.total" for row in REFUSALS),
    "requests.unable": tuple(f"requests.unable.{row}.total" for row in UNABLE),
    "requests.not_processed": tuple(f"requests.not_processed.{row}.total" for row in _NOT_PROCESSED),
    "requests.closed": tuple(f"requests.closed.{row}.total" for row in _CLOSED),
} | {f"litigation.{result}": (f"litigation.direct.{result}", f"litigation.after_review.{result}") for result in RESULTS}
_STATED_SUMS = ("litigation.total", "requests.refused.total")
"""Sums that a statement may name as its field. The others are spoken of too, but no check knows them."""


@dataclass(frozen=True, slots=True)
class KnownFigures:
    """``values``: every figure or sum whose cells are all filled. ``stated``: those that statements may name."""

    values: Mapping[str, Decimal]
    stated: frozenset[str]

    def positive(self, ids: Iterable[str]) -> list[str]:
        """Those of the ids that are known and above 0."""
        return [i for i in ids if self.values.get(i, 0) > 0]


def known_figures(figures: Figures) -> KnownFigures:
    """What can be said of a report's figures, for either form."""
    values = {field: Decimal(value) for field, value in figures.items() if value is not None}
    stated = frozenset(values) | frozenset(_STATED_SUMS)
    for name, parts in _SUMS.items():
        if all(part in values for part in parts):
            values[name] = sum((values[part] for part in parts), Decimal(0))
    if "requests.closed.total" in values:
        values["requests.closed"] = values["requests.closed.total"]
    return KnownFigures(values, stated & frozenset(values))
