"""Names of sheets that Excel takes."""

from __future__ import annotations

import re

MAX_UNITS = 31
"""UTF-16 code units of a sheet's name, by Excel's count."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff]")
_RESERVED = frozenset({"history"})
_UNNAMED = "未命名"


class SheetNames:
    """Gives each sheet a name of its own, made from what it is to be called."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """A name like ``wanted``, cut and numbered as needed; not given before, also where case does not count."""
        plain = _FORBIDDEN.sub(" ", wanted).strip(" '") or _UNNAMED
        name, number = _cut(plain, MAX_UNITS), 1
        while name.casefold() in self._taken | _RESERVED:
            number += 1
            suffix = f" {number}"
            name = _cut(plain, MAX_UNITS - len(suffix)) + suffix
        self._taken.add(name.casefold())
        return name


def _cut(text: str, units: int) -> str:
    """The beginning that takes at most so many UTF-16 code units."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").strip(" '")
