"""Whether two reports are of one body, by the names that were read."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.fuzz import ratio

from gouji.models.result import AuthorityReading

_SPACE = re.compile(r"\s+")
_GOVERNMENT = re.compile(r"(?:人民)?政府(?:办公[厅室])?$")
"""What the government of a place may be called beside the place itself."""

_ALIKE = 70.0
"""Per cent of likeness from which names of which one is in doubt may be one name misread."""


def differ_plainly(one: AuthorityReading, other: AuthorityReading) -> bool:
    """Whether two names are of different bodies. 某县 and 某省某县人民政府 may be one; so may names read with doubt."""
    if one.value is None or other.value is None:
        return False
    first, second = _core(one.value), _core(other.value)
    if first.endswith(second) or second.endswith(first):
        return False
    return not (one.review or other.review) or ratio(first, second) < _ALIKE


def _core(name: str) -> str:
    return _GOVERNMENT.sub("", _SPACE.sub("", unicodedata.normalize("NFKC", name)))
