"""What slips through, measured: how many of the cells that nobody doubted a person found to be wrong."""

from __future__ import annotations

import math

from gouji.service.review.standing import differs
from gouji.service.review.views import AuditView
from gouji.service.store.connection import Store
from gouji.service.store.decisions import Entry, entries_on, standing
from gouji.service.store.schema import decisions

_Z = 1.959964
"""Of a normal distribution, for 95 % of it."""


def audit_view(store: Store, share: float) -> AuditView:
    """What was found so far. A cell counts once, by the decision that holds."""
    with store.look() as connection:
        entries = entries_on(connection, decisions.c.audit.is_(True))
    by_document: dict[str, list[Entry]] = {}
    for entry in entries:
        by_document.setdefault(entry.sha256, []).append(entry)
    held = [entry for some in by_document.values() for entry in standing(some).values()]
    errors = sum(differs(entry) for entry in held)
    lower, upper = wilson(errors, len(held)) if held else (None, None)
    rate = errors / len(held) if held else None
    return AuditView(share=share, looked_at=len(held), errors=errors, rate=rate, lower=lower, upper=upper)


def wilson(errors: int, looked_at: int) -> tuple[float, float]:
    """Bounds of the 95 % interval of a share (Wilson 1927); ``looked_at`` above 0."""
    share, squared = errors / looked_at, _Z**2 / looked_at
    middle = (share + squared / 2) / (1 + squared)
    half = _Z / (1 + squared) * math.sqrt(share * (1 - share) / looked_at + squared / (4 * looked_at))
    return max(0.0, middle - half), min(1.0, middle + half)
