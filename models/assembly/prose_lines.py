"""Which lines of a document are sentences: those outside its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from gouji.models.assembly.alignment import OUTSIDE, Step
from gouji.models.assembly.tokens import Token, TokenKind

_SENTENCE = re.compile(r"[。，；]|\d\s*(?:件|起|宗|例|条)")
"""What hardly stands in a label: 申请人无正当理由逾期不补正、行政机关不再处理 has none of these."""


def prose_lines(tokens: Sequence[Token], steps: Sequence[Step]) -> Iterator[tuple[Token, ...] | None]:
    """The lines outside the tables in reading order, and None for each run of lines between them."""
    between = False
    for _, group in groupby(zip(tokens, steps, strict=True), key=lambda pair: pair[0].line):
        line = [(t, s) for t, s in group if t.kind not in (TokenKind.EMPTY, TokenKind.NOISE)]
        if not line:
            continue
        if _is_of_table(line):
            if not between:
                yield None
            between = True
        else:
            between = False
            yield tuple(t for t, _ in line)


def _is_of_table(line: Sequence[tuple[Token, Step]]) -> bool:
    if any(t.slot is not None or t.table is not None or s.consumed for t, s in line):
        return True
    is_said = _SENTENCE.search("".join(t.text for t, _ in line))
    return not is_said and any(s.row != OUTSIDE and s.fits for _, s in line)
