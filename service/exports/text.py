"""Text of strangers in files that spreadsheets open."""

from __future__ import annotations

import re

_FORMULA_BEGINNINGS = frozenset("=+-@＝＋－＠\t\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def harmless(text: str) -> str:
    """Text as a cell of a CSV that no spreadsheet takes for a formula: a beginning that may be one gets an apostrophe.

    Numbers and a lone sign stay as they are.
    """
    if len(text) > 1 and text[0] in _FORMULA_BEGINNINGS and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
