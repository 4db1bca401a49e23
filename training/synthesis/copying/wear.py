"""What happens to the lines of a copied text: page breaks, reversed pages, labels far from their rows, lost cells."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from gouji.training.synthesis.copying.lines import SPACE, CopiedLine, split
from gouji.training.synthesis.copying.typesetting import cut_rows, spaced_figures, spaced_glyphs
from gouji.training.synthesis.manuscript import Span, Tag

Lines = list[CopiedLine]
Wear = Callable[[Sequence[CopiedLine], int, random.Random], Lines]
"""Lines damaged at a level from 1, hardly noticed, to 5, the worst that was seen."""

_BLANK = CopiedLine(())


def page_breaks(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> Lines:
    """Feet of pages between lines, also within a row: every 60 lines at level 1, every 12 at level 5."""
    every = (60, 45, 30, 20, 12)[level - 1]
    page, worn = draw.randint(1, 3), []
    until = draw.randint(every // 2, every)
    form = draw.choice(("- {} -", "— {} —", "-{}-", "第 {} 页", "－{}－", "\f"))
    for line in lines:
        worn.append(line)
        until -= 1
        if until <= 0:
            number = CopiedLine((Span(form.format(page), Tag("page_number")),))
            worn += [_BLANK, number, _BLANK] if form != "\f" else [_BLANK, _BLANK, _BLANK]
            page, until = page + 1, every
    return worn


def reversed_pages(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> Lines:
    """Runs of lines bottom up: one of 8 lines at level 1, five of 40 at level 5, shorter where lines are few.

    Runs do not overlap: pages are reversed once.
    """
    worn = list(lines)
    part = len(worn) // level
    length = min(8 * level, part)
    for first in range(0, level * part, part):
        start = first + draw.randrange(part - length + 1)
        worn[start : start + length] = worn[start : start + length][::-1]
    return worn


def moved_labels(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> Lines:
    """Labels taken out of their rows and put down 10 to 60 lines away, as many as the level."""
    worn = list(lines)
    for _ in range(level):
        places = [i for i, line in enumerate(worn) if line.body and line.spans and line.spans[0].tag.kind == "row"]
        if not places:
            break
        at = draw.choice(places)
        label, *rest = worn[at].spans
        rest = rest[1:] if rest and rest[0].tag == SPACE else rest
        worn[at] = replace(worn[at], spans=tuple(rest))
        target = max(0, min(len(worn), at + draw.choice((-1, 1)) * draw.randint(10, 60)))
        worn.insert(target, CopiedLine((label,)))
    return worn


def lost_cells(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> Lines:
    """Values that the copy lost, with what set them apart: as many as the level."""
    worn = list(lines)
    for _ in range(level):
        places = [(i, j) for i, line in enumerate(worn) for j, span in enumerate(line.spans) if _is_value(span)]
        if not places:
            break
        i, j = draw.choice(places)
        row = worn[i].row
        spans = worn[i].spans
        before = j - 1 if j and spans[j - 1].tag == SPACE else j
        worn[i] = replace(worn[i], spans=spans[:before] + spans[j + 1 :])
        worn = [replace(line, explicit=False) if line.row == row else line for line in worn]
    return worn


def run_together(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> Lines:
    """Neighbouring values with nothing between them: as many pairs as the level."""
    worn = list(lines)
    for _ in range(level):
        places = [(i, j) for i, line in enumerate(worn) for j in range(1, len(line.spans) - 1) if _is_between(line, j)]
        if not places:
            break
        i, j = draw.choice(places)
        row = worn[i].row
        worn[i] = replace(worn[i], spans=worn[i].spans[:j] + worn[i].spans[j + 1 :])
        worn = [replace(line, explicit=False) if line.row == row else line for line in worn]
    return worn


def tabs_lost(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> Lines:
    """Marks between cells become single spaces, empty cells vanish: in a tenth of the rows to all of them."""
    share = (0.1, 0.25, 0.5, 0.75, 1.0)[level - 1]
    worn: Lines = []
    for line in lines:
        marked = any("\t" in span.text or "|" in span.text for span in line.spans)
        if marked and draw.random() < share:
            kept = [span for span in line.spans if span.text and span.tag != SPACE]
            line = replace(line, spans=_spaced(kept), explicit=line.explicit and not line.body)
        worn.append(line)
    lossy = {line.row for line in worn if line.body and not line.explicit}
    return [replace(line, explicit=False) if line.row in lossy else line for line in worn]


def broken_lines(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> Lines:
    """Labels and sentences broken into lines of 40 glyphs at level 1, of 4 at level 5."""
    width = (40, 24, 14, 8, 4)[level - 1]
    worn: Lines = []
    for line in lines:
        if line.explicit and line.body:
            worn.append(line)
            continue
        worn += _broken(line, width)
    return worn


def blank_lines(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> Lines:
    """Empty lines between lines: after one in ten at level 1, after each at level 5."""
    share = (0.1, 0.3, 0.5, 0.8, 1.0)[level - 1]
    return [worn for line in lines for worn in ((line, _BLANK) if draw.random() < share else (line,))]


def lost_labels(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> Lines:
    """Labels of rows that the copy lost, the values standing: as many as the level."""
    worn = list(lines)
    for _ in range(level):
        places = [
            i for i, line in enumerate(worn) if line.spans and line.spans[0].tag.kind == "row" and _has_value(line)
        ]
        if not places:
            break
        at = draw.choice(places)
        worn[at] = replace(worn[at], spans=worn[at].spans[1:])
    return worn


def _broken(line: CopiedLine, width: int) -> Lines:
    """Values stay behind the last piece of what they stand behind."""
    pieces: list[list[Span]] = [[]]
    for span in line.spans:
        if span.tag.kind in ("value", "local_value", "space"):
            pieces[-1].append(span)
            continue
        first, *others = split(span, width)
        if pieces[-1]:
            pieces.append([])
        pieces[-1].append(first)
        pieces += [[other] for other in others]
    return [replace(line, spans=tuple(piece)) for piece in pieces]


def _spaced(spans: Sequence[Span]) -> tuple[Span, ...]:
    result: list[Span] = []
    for span in spans:
        result += [Span(" ", SPACE), span] if result else [span]
    return tuple(result)


def _is_value(span: Span) -> bool:
    return span.tag.kind == "value" and bool(span.text)


def _has_value(line: CopiedLine) -> bool:
    return any(_is_value(span) for span in line.spans)


def _is_between(line: CopiedLine, at: int) -> bool:
    """Whether a mark stands between two values."""
    spans = line.spans
    return spans[at].tag == SPACE and _is_value(spans[at - 1]) and _is_value(spans[at + 1])


WEARS: dict[str, Wear] = {
    wear.__name__: wear
    for wear in (
        page_breaks,
        reversed_pages,
        moved_labels,
        lost_cells,
        run_together,
        tabs_lost,
        broken_lines,
        blank_lines,
        lost_labels,
        spaced_figures,
        spaced_glyphs,
        cut_rows,
    )
}
"""All kinds of wear by name."""
