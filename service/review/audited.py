"""Which cells that nobody doubts are shown all the same, so that what slips through is measured."""

from __future__ import annotations

from hashlib import sha256

from gouji.models.result import FieldReading

SURE_KINDS = frozenset({"number", "blank", "placeholder"})
"""Of cells that say something definite."""
_BYTES = 8
_ALL = float(1 << 8 * _BYTES)


def is_audited(document: str, field: str, reading: FieldReading, share: float) -> bool:
    """Whether a cell is of the random share: told from document and field alone, so the same whenever it is asked.

    ``document``: its SHA-256. ``share`` in [0, 1] of the cells that are not offered for review.
    """
    if reading.review or reading.kind not in SURE_KINDS:
        return False
    drawn = int.from_bytes(sha256(f"{document} {field}".encode()).digest()[:_BYTES], "big")
    return drawn < share * _ALL
