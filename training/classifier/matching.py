"""The baseline: labels by how like a text is to the printed labels of the forms, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from gouji.models.assembly.labels import normalise
from gouji.models.assembly.tokens import INK, Token
from gouji.models.classifier.glyphs import Glyphs
from gouji.models.classifier.label_set import NOTHING, Part, PartKind, label_set
from gouji.models.forms import VERSIONS, Block, Section, load_form

_ALIKE = 70.0
"""Per cent by which a text must be like a label."""


def matched(tokens: Sequence[Token], glyphs: Glyphs) -> NDArray[np.int32]:
    """A label for each glyph: that of the printed label which its token is most like."""
    labels = np.zeros(len(glyphs), np.int32)
    own = label_set()
    starts = np.flatnonzero(np.diff(glyphs.tokens, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(glyphs)], strict=True):
        token = tokens[glyphs.tokens[start]]
        part = Part("value") if token.kind in INK else _nearest(normalise(token.text))
        if part is not None:
            labels[start], labels[start + 1 : end] = own.begins(part), own.goes_on(part)
        else:
            labels[start:end] = NOTHING
    return labels


def _nearest(text: str) -> Part | None:
    texts, parts = _printed()
    found = process.extractOne(text, texts, scorer=fuzz.ratio, score_cutoff=_ALIKE) if text else None
    return None if found is None else parts[found[2]]


@cache
def _printed() -> tuple[tuple[str, ...], tuple[Part, ...]]:
    """Every label of the forms with all its ways to be printed."""
    pairs = dict.fromkeys(
        (normalise(text), part)
        for version in VERSIONS
        for section in load_form(version).sections
        for part, texts in _of_section(section)
        for text in texts
    )
    return tuple(text for text, _ in pairs), tuple(part for _, part in pairs)


def _of_section(section: Section) -> Iterator[tuple[Part, Sequence[str]]]:
    yield Part("section", section.id), section.labels
    for block in section.blocks:
        yield from ((Part("block", label), (label,)) for label in block.labels[:1])
        yield Part("corner"), block.corner
        for column in block.columns:
            yield Part("column", f"{section.id}.{column.id}"), column.labels
            yield from ((Part("column_group", group[0]), group) for group in column.groups)
        yield from _of_rows(block)


def _of_rows(block: Block) -> Iterator[tuple[Part, Sequence[str]]]:
    kind: PartKind = "column_group" if block.side_by_side else "row_group"
    for row in block.rows:
        yield Part("row", row.id), row.labels
        yield from ((Part(kind, group[0]), group) for group in row.groups)
