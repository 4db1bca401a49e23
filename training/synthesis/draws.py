"""Random draws that belong to a seed and a purpose, so that one part may change without moving the others."""

from __future__ import annotations

import hashlib
import random
from typing import Literal, get_args

Split = Literal["train", "validation", "calibration", "test"]
"""What a report is for. Seeds, prose templates and fonts of the splits are kept apart."""

SPLITS: tuple[Split, ...] = get_args(Split)


def stream(*key: str | int) -> random.Random:
    """Draws that depend on the key alone: the same on every machine and in every order of calling."""
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return random.Random(int.from_bytes(digest[:8]))
