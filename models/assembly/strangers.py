"""What stands beside a row's values that is not the row's: surplus values, other labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import LCSseq

from gouji.models.assembly.alignment import Step
from gouji.models.assembly.labels import Station, normalise
from gouji.models.assembly.tokens import INK, Token, TokenKind

Pairs = list[tuple[Token, Step]]
"""Tokens with what the path made of them."""

_NUMBERED = re.compile(r"\d{1,2}\s*[.．、]\s*(?=[\u4e00-\u9fff]{2})")
_ORDINAL = re.compile(r"\d{1,2}\s*[.．、]")
_OWN = 0.3
"""Likeness to the beginning of a row's label below which a text with an ordinal is another row's label."""

_LABEL_GLYPHS = 2
"""Glyphs of a fitting text that mark the end of the label cells of a row; a single one (无) may be a value."""


def strangers_of(
    row: int,
    visit: Pairs,
    values: tuple[Token, ...],
    placed: set[int],
    lines: dict[int, Pairs],
    station: Station,
) -> tuple[Token, ...]:
    """What makes it doubtful that the values are this row's: more values than it holds, or another label beside them.

    Values that stand on one line with the row's label are its own whatever follows on other lines. Of a row without
    values it is text that is no label, where they should stand.
    """
    at = dict.fromkeys(t.line for t in values) or dict.fromkeys(t.line for t, s in visit if s.fits)
    beside = [pair for line in at for pair in lines[line]]
    named = any(s.fits and s.row == row and (is_clear(t) or t.piece.place.bbox is None) for t, s in beside)
    together = len({t.line for t in values}) == 1 and named
    around = beside if together else [*beside, *visit]
    surplus = [t for t, s in around if t.kind in INK and id(t) not in placed and not _is_anothers(row, t, s, lines)]
    if station.row.row is None and values and values[0].slot is not None:
        # Ink that nobody could read, in a drawn header above rows side by side, is a part of its labels.
        surplus = [t for t in surplus if t.kind is TokenKind.VALUE or t.slot is None or t.line in at]
    foreign = [t for t, s in beside if t.kind is TokenKind.LABEL and not s.fits and is_clear(t)]
    foreign = [t for t in foreign if not _stands_before(row, t, lines[t.line]) and not _is_header(t, station)]
    another = [t for t, ordinal in _beside(values, lines) if _names_another(ordinal + t.text, station)]
    another += [] if together else _between(visit)
    return tuple(t for t in (*surplus, *foreign, *another) if id(t) not in placed)


def _between(visit: Pairs) -> list[Token]:
    """Texts before the last value that may be the label of the values: another row's, or, where none of the row's own
    stands there, one with a number of its own that fits no row."""
    last = max((i for i, (_, step) in enumerate(visit) if step.consumed), default=0)
    before = [(token, step) for token, step in visit[:last] if is_clear(token)]
    named = any(step.fits for _, step in before)
    return [token for token, step in before if step.foreign or (not (named or step.fits) and is_numbered(token.text))]


def _beside(values: Sequence[Token], lines: Mapping[int, Pairs]) -> list[tuple[Token, str]]:
    """The texts on the lines of values, each with the ordinal that stands right before it as a word of its own."""
    found = []
    for line in dict.fromkeys(v.line for v in values):
        before = ""
        for token, _ in lines[line]:
            if token.kind is TokenKind.LABEL:
                found.append((token, before))
            before = token.text if _ORDINAL.fullmatch(token.text) else ""
    return found


def _names_another(text: str, station: Station) -> bool:
    """Whether a text with an ordinal is like nothing of the row's own label, though it may be in a group's: 6.其他."""
    match = _NUMBERED.match(text)
    if match is None or station.row.row is None:
        return False
    text = normalise(text[match.end() :])
    alike = max(LCSseq.normalized_similarity(text, normalise(v)[: len(text) + 2]) for v in station.row.row.labels)
    return alike < _OWN and not any(text in normalise(v) for v in station.row.row.labels)


def _is_anothers(row: int, token: Token, step: Step, lines: dict[int, Pairs]) -> bool:
    """Whether a value on a line of a page was taken by another row, whose label stands on that line."""
    if token.piece.place.bbox is None or not step.consumed or step.row == row:
        return False
    return any(s.fits and s.row == step.row and is_clear(t) for t, s in lines[token.line])


def _is_header(token: Token, station: Station) -> bool:
    """Whether a text is a part of what stands over the columns, which is printed anew after a page break."""
    text = normalise(token.text)
    return any(text in header for header in station.headers)


def _stands_before(row: int, token: Token, line: Pairs) -> bool:
    """Whether a text of a page stands left of the row's own label, which is nearer to the values: a group's."""
    place = token.piece.place.bbox
    after = [t for t, s in line if s.fits and s.row == row and is_clear(t) and t.piece.place.bbox]
    return place is not None and any(place.right <= t.piece.left for t in after)


def mistaken_for_page_number(visit: Pairs, width: int) -> tuple[Token, ...]:
    """What was taken for a page number, in a row without values, and is as many words as the row has columns."""
    noise = tuple(t for t, _ in visit if t.kind is TokenKind.NOISE)
    return noise if len(noise) == width else ()


def is_numbered(text: str) -> bool:
    """Whether a text begins with a number of its own, as the labels of rows do: 6.其他."""
    return _NUMBERED.match(text) is not None


def is_clear(token: Token) -> bool:
    """Whether a text is long enough to speak for a row."""
    return len(normalise(token.text)) >= _LABEL_GLYPHS
