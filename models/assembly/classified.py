"""What the classifier says of each text, as scores for the rows of a form: in the same measure as string matching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gouji.models.assembly.labels import LabelScores, Station
from gouji.models.assembly.tokens import Token, TokenKind
from gouji.models.classifier.glyphs import IS_VALUE, ON_PAGE
from gouji.models.classifier.label_set import NOTHING, LabelSet, Part, PartKind, label_set
from gouji.models.classifier.token_classifier import Labelling
from gouji.models.forms import Block

_AWAY = 0.5
"""Weight of a header label away from the head of its table: repeated headers are there, and prove less."""

WEIGHT = 0.5
"""Weight of the classifier beside string matching: both together are at least as good as either."""

_VALUES: tuple[PartKind, ...] = ("value", "local_value")
_UNLIKE = 0.3
"""Probability of being a value, or part of nothing, below which ink is a part of a label."""


class PartScores:
    """Sums the probabilities of the labels that speak for each row of one form."""

    def __init__(self, rows: Sequence[Station]) -> None:
        labels = label_set()
        self._labels = _table([list(_own_label(row)) for row in rows], labels)
        self._parts = _table([list(_parts(row)) for row in rows], labels)
        self._headers = _table([list(_headers(row)) for row in rows], labels)
        begins = np.zeros((len(labels), 1), np.float32)
        begins[1::2] = 1.0
        self._begins = begins * self._parts

    def score(self, labelling: Labelling, matched: LabelScores) -> LabelScores:
        """Scores of the tokens for each row: the glyphs expected to be of the row less the others.

        ``matched``: scores of the same tokens by string matching. A text that is of a row opens it where it is as like
        the beginning of its label as any part: the first glyph, which the classifier goes by, may have been lost. Minus
        infinity for tokens of which no glyph was labelled.
        """
        start, hold = np.full((2, *matched.start.shape), -np.inf, np.float32)
        named = np.zeros_like(start)
        numbers, first, counts = _labelled(labelling)
        if not len(numbers):
            return LabelScores(start, hold, named)
        lengths = counts[:, None]
        named[numbers] = np.add.reduceat(labelling.probabilities @ self._labels, first, axis=0)
        own = np.add.reduceat(labelling.probabilities @ self._parts, first, axis=0)
        # A row may begin behind the end of what stands beside it: 其他2.申请人逾期, in one line of two narrow columns.
        begins = np.maximum.reduceat(labelling.probabilities @ self._begins, first, axis=0)
        begins = np.maximum(begins, _beginning(matched, numbers, lengths))
        begins = np.maximum(begins, _first_seen(own / lengths, labelling.glyphs.types[first]))
        headers = 2 * np.add.reduceat(labelling.probabilities @ self._headers, first, axis=0) - lengths
        start[numbers] = 2 * own * begins - lengths
        hold[numbers] = np.maximum(2 * own - lengths, np.where(headers > 0, headers * _AWAY, headers))
        return LabelScores(start, hold, named)


def with_labels_known(tokens: Sequence[Token], labelling: Labelling) -> tuple[Token, ...]:
    """The tokens, with ink that OCR could not make out as labels where the classifier knows it for a part of one."""
    labels = label_set()
    values = [n for kind in _VALUES for n in (labels.begins(Part(kind)), labels.goes_on(Part(kind)))]
    numbers, first, lengths = _labelled(labelling)
    if not len(numbers):
        return tuple(tokens)
    other = labelling.probabilities[:, [NOTHING, *values]].sum(axis=1)
    known = set(numbers[np.add.reduceat(other, first) < _UNLIKE * lengths].tolist())
    return tuple(
        replace(token, kind=TokenKind.LABEL) if token.kind is TokenKind.UNREADABLE and i in known else token
        for i, token in enumerate(tokens)
    )


def _labelled(labelling: Labelling) -> tuple[NDArray[np.integer], NDArray[np.intp], NDArray[np.float32]]:
    """The tokens that have labelled glyphs: their numbers, the first glyph of each, and how many it has."""
    owners = labelling.glyphs.tokens
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    return owners[first], first, np.diff(first, append=len(owners)).astype(np.float32)


def joined(matched: LabelScores, classified: LabelScores, weight: float = WEIGHT) -> LabelScores:
    """Both in one. ``weight``: of the classifier, in [0, 1].

    What string matching is not asked about, values and texts too long for a label, and what the classifier is not
    shown, running text, keep the score of string matching.
    """
    start, hold = _mean(matched.start, classified.start, weight), _mean(matched.hold, classified.hold, weight)
    return LabelScores(start, hold, classified.named if weight else matched.named)


def _mean(matched: NDArray[np.float32], classified: NDArray[np.float32], weight: float) -> NDArray[np.float32]:
    known = np.isfinite(matched) & np.isfinite(classified)
    both = matched.copy()
    both[known] = (1 - weight) * matched[known] + weight * classified[known]
    return both


def _beginning(matched: LabelScores, numbers: NDArray[np.integer], lengths: NDArray[np.float32]) -> NDArray[np.float32]:
    """How like texts are to the beginning of each row's label, in parts of how like they are to any part; in [0, 1]."""
    start, hold = (np.maximum(score[numbers] + lengths, 0) for score in (matched.start, matched.hold))
    return np.where(hold > 0, np.minimum(start / np.maximum(hold, 1), 1), 0)


def _first_seen(shares: NDArray[np.floating], types: NDArray[np.integer]) -> NDArray[np.floating]:
    """For texts on pages, how little the text before is of each row: what comes first of its label opens a row.

    The lines of a text may have come bottom up, and a part that comes first may be the last. ``shares``: of each
    token's glyphs that are of each row; ``types``: of its first glyph.
    """
    seen = np.zeros_like(shares)
    text = np.flatnonzero((types & IS_VALUE) == 0)
    seen[text[1:]] = shares[text[:-1]]
    on_page = (types & ON_PAGE) != 0
    return np.where(on_page[:, None], 1 - seen, 0)


def _table(parts: Sequence[Sequence[Part]], labels: LabelSet) -> NDArray[np.float32]:
    """1 where a label belongs to one of a row's parts; shape ``(labels, rows)``."""
    table = np.zeros((len(labels), len(parts)), np.float32)
    for row, own in enumerate(parts):
        for part in own:
            table[[labels.begins(part), labels.goes_on(part)], row] = 1.0
    return table


def _own_label(station: Station) -> Iterator[Part]:
    if station.row.row is not None:
        yield Part("row", station.row.row.id)


def _parts(station: Station) -> Iterator[Part]:
    """What opens or holds a row: its label, its groups, and what stands over its block if it is the first there."""
    row, block, section = station.row.row, station.block, station.section
    yield from _own_label(station)
    if row is not None:
        yield from (Part("row_group", group[0]) for group in row.groups)
    if station.row is block.printed_rows[0]:
        yield from _openings(station)
        if block is section.blocks[0]:
            yield Part("section", section.id)


def _openings(station: Station) -> Iterator[Part]:
    yield from (Part("block", label) for label in station.block.labels[:1])
    yield from _over_columns(station.block, station.section.id)


def _headers(station: Station) -> Iterator[Part]:
    """Header cells, where they are not among the row's own parts."""
    if station.row is not station.block.printed_rows[0]:
        yield from _over_columns(station.block, station.section.id)


def _over_columns(block: Block, section: str) -> Iterator[Part]:
    if block.corner:
        yield Part("corner")
    for column in block.columns:
        yield Part("column", f"{section}.{column.id}")
        yield from (Part("column_group", group[0]) for group in column.groups)
    if block.side_by_side:
        for row in block.rows:
            yield Part("row", row.id)
            yield from (Part("column_group", group[0]) for group in row.groups)
