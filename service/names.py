"""File names that come from strangers."""

from __future__ import annotations

import re
import unicodedata

_MAX_CHARACTERS = 200
_UNNAMED = "未命名"


def display_name(name: str | None) -> str:
    """A stranger's file name, fit for showing: no folders, nothing invisible, not endless. Never used as a path."""
    last = re.split(r"[/\\]", name or "")[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return visible[:_MAX_CHARACTERS] or _UNNAMED
