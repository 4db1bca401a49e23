"""Which lines of a document are sentences: those outside its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from gouji.models.assembly.alignment import OUTSIDE, Step
from gouji.models.assembly.prose_order import upright
from gouji.models.assembly.tokens import Token, TokenKind

_SENTENCE = re.compile(r"[。，；]|\d\s*(?:件|起|宗|例|条)")
"""What hardly stands in a label: 申请人无正当理由逾期不补正、行政机关不再处理 has none of these."""


def prose_lines(tokens: Sequence[Token], steps: Sequence[Step]) -> Iterator[tuple[Token, ...] | None]:
    """The lines outside the tables from the top down, and None for each run of lines between them."""
    for is_of_table, run in groupby(_lines(tokens, steps), key=_is_of_table):
        if is_of_table:
            yield None
        else:
            yield from upright([tuple(t for t, _ in line) for line in run])


def _lines(tokens: Sequence[Token], steps: Sequence[Step]) -> Iterator[list[tuple[Token, Step]]]:
    for _, group in groupby(zip(tokens, steps, strict=True), key=lambda pair: pair[0].line):
        if line := [(t, s) for t, s in group if t.kind not in (TokenKind.EMPTY, TokenKind.NOISE)]:
            yield line


def _is_of_table(line: Sequence[tuple[Token, Step]]) -> bool:
    if any(t.slot is not None or t.table is not None or s.consumed for t, s in line):
        return True
    is_said = _SENTENCE.search("".join(t.text for t, _ in line))
    return not is_said and any(s.row != OUTSIDE and s.fits for _, s in line)
