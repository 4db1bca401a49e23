"""What the text of a value cell says: a number, a placeholder, nothing, or something else.

What is printed is kept: blank is never 0, and a figure is never changed beyond its notation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ValueKind = Literal["number", "blank", "placeholder", "text"]

_DASHES = "-−－–—―─－‐‑"
_ONE_NOTATION = {
    **{ord(dash): "-" for dash in _DASHES},
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _DASHES},
}
"""Full-width ASCII and dashes, and nothing more: NFKC would make digits of ①, ² and their like."""
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_NUMBER = re.compile(
    r"(?P<sign>[-减增+]?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?P<decimals>\.[0-9]{1,12})?"
    r"(?P<unit>万元|元|件|个|条|项|次|份|人)?"
)
"""At most 15 digits before the point and 12 behind: no report prints more, and what is longer is no figure."""
_MAY_BE_SPACED = re.compile(r"(?<!\s)\s++(?=(?:万元|元|件|个|条|项|次|份|人)\s*$)|(?<=[减增])\s++")
_PLACEHOLDER = re.compile(r"/+|-+")
NOT_APPLICABLE = "不适用"
"""A placeholder in words."""


@dataclass(frozen=True, slots=True)
class Value:
    """A cell's text understood. ``value`` for numbers only; ``unit`` only where the cell itself prints one."""

    kind: ValueKind
    value: Decimal | None = None
    unit: str | None = None


def plain(text: str) -> str:
    """Half-width, one kind of dash, no white space: the notation in which values are compared."""
    return _SPACE.sub("", text.translate(_ONE_NOTATION))


def parse_value(text: str) -> Value:
    """Understand the text of one cell. A number with its sign or unit in words is a number: 减4 is -4.

    White space inside a number, behind its sign or between dashes makes it neither: 2 0 may be two. Nor is any number
    printed with a leading zero.
    """
    stripped = plain(text)
    if not stripped:
        return Value("blank")
    if stripped == NOT_APPLICABLE or (_PLACEHOLDER.fullmatch(stripped) and not _is_spaced(text)):
        return Value("placeholder")
    match = _NUMBER.fullmatch(stripped)
    if not match or _is_spaced(text) or re.match(r"0[0-9]", match["digits"]):
        return Value("text")
    number = Decimal(match["digits"].replace(",", "") + (match["decimals"] or ""))
    negative = match["sign"] in ("-", "减")
    return Value("number", -number if negative and number else number, match["unit"])


def _is_spaced(text: str) -> bool:
    """Whether white space stands anywhere but before the unit or behind a sign in words."""
    joined = _MAY_BE_SPACED.sub("", text)
    return len(_SPACE.split(joined.strip())) > 1


def is_value(text: str) -> bool:
    """Whether a word on its own is a figure or a placeholder, or figures run together."""
    if parse_value(text).kind in ("number", "placeholder"):
        return True
    return not _is_spaced(text) and re.fullmatch("[0-9]+", plain(text)) is not None
