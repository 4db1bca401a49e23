"""What was read against what is printed."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.models.result import FieldReading
from gouji.models.values import parse_value


def wrong(fields: Mapping[str, FieldReading], printed: Mapping[str, str]) -> list[str]:
    """Fields read otherwise than printed ("" for an empty cell), in kind or in value."""
    wanted = {f: parse_value(text) for f, text in printed.items()}
    return [f for f, w in wanted.items() if (fields[f].kind, fields[f].value) != (w.kind, w.value)]


def silent(fields: Mapping[str, FieldReading], printed: Mapping[str, str]) -> list[str]:
    """Those among the wrong ones that nobody is asked to look at."""
    return [f for f in wrong(fields, printed) if not fields[f].review]
