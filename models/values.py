"""What the text of a value cell says: a number, a placeholder, nothing, or something else.

What is printed is kept: blank is never 0, and a figure is never changed beyond its notation.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ValueKind = Literal["number", "blank", "placeholder", "text"]

_DASHES = "-−－–—―─－‐‑"
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_DASH = re.compile(f"[{_DASHES}]")
_NUMBER = re.compile(
    r"(?P<sign>[-减增+]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<decimals>\.\d+)?(?P<unit>万元|元|件|个|条|项|次|份|人)?"
)
_PLACEHOLDER = re.compile(r"/+|-+|不适用")


@dataclass(frozen=True, slots=True)
class Value:
    """A cell's text understood. ``value`` for numbers only; ``unit`` only where the cell itself prints one."""

    kind: ValueKind
    value: Decimal | None = None
    unit: str | None = None


def plain(text: str) -> str:
    """Half-width, one kind of dash, no white space: the notation in which values are compared."""
    return _DASH.sub("-", _SPACE.sub("", unicodedata.normalize("NFKC", _DASH.sub("-", text))))


def parse_value(text: str) -> Value:
    """Understand the text of one cell. A number with its sign or unit in words is a number: 减4 is -4."""
    stripped = plain(text)
    if not stripped:
        return Value("blank")
    if _PLACEHOLDER.fullmatch(stripped):
        return Value("placeholder")
    match = _NUMBER.fullmatch(stripped)
    if not match or re.search(r"\d[ \u3000\t]+\d", text):
        return Value("text")
    number = Decimal(match["digits"].replace(",", "") + (match["decimals"] or ""))
    negative = match["sign"] in ("-", "减")
    return Value("number", -number if negative and number else number, match["unit"])


def is_value(text: str) -> bool:
    """Whether a word on its own is a figure or a placeholder."""
    return parse_value(text).kind in ("number", "placeholder")
