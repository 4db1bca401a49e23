"""What a page's typesetting leaves in its text: spaces that justify lines, spaces about figures, rows cut by a foot."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from gouji.training.synthesis.copying.lines import SPACE, CopiedLine
from gouji.training.synthesis.manuscript import Span

_FIGURE = re.compile(r"(?<=[^\d\s.,%])(\d[\d.,]*)(?=[^\d\s.,%])")
_SHORTEST_CUT = 6
"""Glyphs of the shortest label that a cell wraps, so that a page can end between its lines."""


def spaced_figures(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> list[CopiedLine]:
    """Spaces about the figures of the prose, as word processors set them: in a fifth of the lines to all."""
    share = level / 5
    return [_in_prose(line, _about_figures) if draw.random() < share else line for line in lines]


def spaced_glyphs(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> list[CopiedLine]:
    """Lines of prose with a space between all glyphs, as justified ones come out: from 3 in 100 to 40."""
    share = (0.03, 0.08, 0.15, 0.25, 0.4)[level - 1]
    return [_in_prose(line, " ".join) if draw.random() < share else line for line in lines]


def cut_rows(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> list[CopiedLine]:
    """Rows of marked cells cut by the foot of a page: the rest of the label in a row of its own, as many as the
    level."""
    worn = list(lines)
    for _ in range(level):
        places = [i for i, line in enumerate(worn) if line.body and line.explicit and _label_at(line) is not None]
        if not places:
            break
        at = draw.choice(places)
        worn[at : at + 1] = _cut(worn[at], draw)
    return worn


def _cut(line: CopiedLine, draw: random.Random) -> list[CopiedLine]:
    """The values stand in the first part, where most of the row is."""
    label = _label_at(line)
    assert label is not None
    span = line.spans[label]
    cut = draw.randrange(len(span.text) // 2, len(span.text) - 1)
    first = replace(line, spans=_with(line.spans, label, span.text[:cut]))
    rest = [other if other.tag == SPACE else Span("", SPACE) for other in line.spans]
    return [first, replace(line, spans=_with(rest, label, span.text[cut:], span), body=False)]


def _with(spans: Sequence[Span], at: int, text: str, like: Span | None = None) -> tuple[Span, ...]:
    return (*spans[:at], replace(like or spans[at], text=text), *spans[at + 1 :])


def _label_at(line: CopiedLine) -> int | None:
    """Where the row's label stands, if it is long enough to be wrapped and cells are marked."""
    if not any("\t" in span.text for span in line.spans) or len(line.spans) < 3:
        return None
    long = [i for i, s in enumerate(line.spans) if s.tag.kind == "row" and len(s.text) >= _SHORTEST_CUT]
    return long[0] if long else None


def _in_prose(line: CopiedLine, change: Callable[[str], str]) -> CopiedLine:
    return replace(
        line, spans=tuple(replace(s, text=change(s.text)) if s.tag.kind == "prose" else s for s in line.spans)
    )


def _about_figures(text: str) -> str:
    return _FIGURE.sub(r" \1 ", text)
