"""What the classifier says of each text, as scores for the rows of a form: in the same measure as string matching."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gouji.models.assembly.labels import LabelScores, Station
from gouji.models.classifier.label_set import LabelSet, Part, label_set
from gouji.models.classifier.token_classifier import Labelling
from gouji.models.forms import Block

_AWAY = 0.5
"""Weight of a header label away from the head of its table: repeated headers are there, and prove less."""


class PartScores:
    """Sums the probabilities of the labels that speak for each row of one form."""

    def __init__(self, rows: Sequence[Station]) -> None:
        labels = label_set()
        self._parts = _table([list(_parts(row)) for row in rows], labels)
        self._headers = _table([list(_headers(row)) for row in rows], labels)
        begins = np.zeros(len(labels), np.float32)
        begins[1::2] = 1.0
        self._begins = begins[:, None] * self._parts

    def score(self, labelling: Labelling, count: int) -> LabelScores:
        """Scores of ``count`` tokens for each row, in expected glyphs of the row less those that are not."""
        rows = self._parts.shape[1]
        owners = labelling.glyphs.tokens
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        numbers = owners[first]
        lengths = np.diff(first, append=len(owners)).astype(np.float32)[:, None]
        own = np.add.reduceat(labelling.probabilities @ self._parts, first, axis=0)
        with_headers = own + np.add.reduceat(labelling.probabilities @ self._headers, first, axis=0)
        begins = labelling.probabilities[first] @ self._begins
        start, hold, headers = (np.full((count, rows), -np.inf, np.float32) for _ in range(3))
        start[numbers] = 2 * own * begins - lengths
        hold[numbers] = 2 * own - lengths
        headers[numbers] = 2 * with_headers - lengths
        return LabelScores(start, np.maximum(hold, np.where(headers > 0, headers * _AWAY, headers)))


def _table(parts: Sequence[Sequence[Part]], labels: LabelSet) -> NDArray[np.float32]:
    """1 where a label belongs to one of a row's parts; shape ``(labels, rows)``."""
    table = np.zeros((len(labels), len(parts)), np.float32)
    for row, own in enumerate(parts):
        for part in own:
            table[[labels.begins(part), labels.goes_on(part)], row] = 1.0
    return table


def _parts(station: Station) -> Iterator[Part]:
    """What opens or holds a row: its label, its groups, and what stands over its block if it is the first there."""
    row, block, section = station.row.row, station.block, station.section
    if row is not None:
        yield Part("row", row.id)
        yield from (Part("row_group", group[0]) for group in row.groups)
    if station.row is block.printed_rows[0]:
        yield from _openings(station)
        if block is section.blocks[0]:
            yield Part("section", section.id)


def _openings(station: Station) -> Iterator[Part]:
    block = station.block
    yield from (Part("block", label) for label in block.labels[:1])
    yield from _columns(block, station.section.id)
    if block.corner:
        yield Part("corner")


def _headers(station: Station) -> Iterator[Part]:
    """Header cells, where they are not among the row's own parts."""
    if station.row is not station.block.printed_rows[0]:
        yield from _columns(station.block, station.section.id)
        if station.block.corner:
            yield Part("corner")


def _columns(block: Block, section: str) -> Iterator[Part]:
    for column in block.columns:
        yield Part("column", f"{section}.{column.id}")
        yield from (Part("column_group", group[0]) for group in column.groups)
    if block.side_by_side:
        for row in block.rows:
            yield Part("row", row.id)
            yield from (Part("column_group", group[0]) for group in row.groups)
