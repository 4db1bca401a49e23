"""File names that come from strangers."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

_MAX_CHARACTERS = 200
_UNNAMED = "未命名"


def display_name(name: str | None) -> str:
    """A stranger's file name, fit for showing: no folders, nothing invisible, not endless. Never used as a path."""
    last = re.split(r"[/\\]", name or "")[-1]
    return visible(last).strip()[:_MAX_CHARACTERS] or _UNNAMED


def display_path(path: PurePath) -> str:
    """A path as it was given, fit for showing on one line; undecodable bytes and invisible characters left out."""
    return visible(str(path)).strip() or _UNNAMED


def visible(text: str) -> str:
    """A stranger's text, fit for showing on one line: control and other invisible characters left out."""
    return "".join(c for c in text if unicodedata.category(c)[0] != "C")
