"""How like a piece of text is to the labels of a form: evidence that alignment works with, beside the classifier's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from gouji.models.forms import Block, Form, PrintedRow, Section

_NOT_GLYPHS = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]")
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]{1,2}|\d{1,2})(?=[\u4e00-\u9fff])")

_EXPLANATION = re.compile(r"(?<=[^（(])[（(](?:[^（(）)]{2,}|[件个条项次份人])[）)]?$")
"""What a label explains in brackets at its end, or the unit that it counts in; an ordinal is neither."""

_LONGEST_LABEL = 90
"""Glyphs. The longest label of a form with its groups has some 60; longer text is prose."""

_STRAY = 1.0
"""What an unmatched glyph takes away, in matched glyphs: a prose line holds more unmatched glyphs than matched."""

_OWN = 0.8
"""Share of a text's glyphs that are in a row's own label where the text is of it."""

_SLACK = 2
"""Glyphs beyond its own length within which a text must match the beginning of a label to start a row."""

_AWAY = 0.5
"""Weight of a header label away from the head of its table: repeated headers are there, and prove less."""


@dataclass(frozen=True, slots=True)
class Station:
    """A printed row of the form as a stop on the way through the document.

    ``starts``: texts whose beginning opens the row; ``holds``: texts of which any part may stand in it; ``headers``:
    labels of the section's headers, which may be repeated; ``chains``: the row's label with its groups. All normalised.
    """

    row: PrintedRow
    block: Block
    section: Section
    starts: tuple[str, ...]
    holds: tuple[str, ...]
    headers: tuple[str, ...]
    chains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelScores:
    """For each text and station, in matched glyphs less unmatched ones; shape ``(texts, stations)``.

    ``start``: the text opens the row. ``hold``: it is part of the row, its groups, or its headers. ``named``: glyphs of
    the text that the classifier expects to be of the row's own label; nothing where it was not asked.
    """

    start: NDArray[np.float32]
    hold: NDArray[np.float32]
    named: NDArray[np.float32]

    def of(self, texts: Sequence[int]) -> LabelScores:
        """The scores of these texts, in this order."""
        chosen = list(texts)
        return LabelScores(self.start[chosen], self.hold[chosen], self.named[chosen])


def normalise(text: str) -> str:
    """Only ideographs, digits and letters, half-width: variants in punctuation and spacing become one."""
    return _NOT_GLYPHS.sub("", unicodedata.normalize("NFKC", text))


def spellings(text: str) -> tuple[str, ...]:
    """A text normalised, and without what it explains in brackets at its end."""
    return _dedupe((normalise(text), normalise(_EXPLANATION.sub("", text))))


def is_of_own_label(text: str, station: Station) -> bool:
    """Whether a text is of a row's own label, not of its group's; never of rows side by side, which have none."""
    glyphs = normalise(text)
    own = [normalise(label) for label in station.row.row.labels] if station.row.row else []
    return any(LCSseq.similarity(glyphs, label) >= _OWN * len(glyphs) > 1 for label in own)


def stations(form: Form) -> tuple[Station, ...]:
    """The printed rows of a form in order, each with the texts that speak for it."""
    return tuple(
        _station(row, block, section, first_of_block=row is block.printed_rows[0])
        for section in form.sections
        for block in section.blocks
        for row in block.printed_rows
    )


def _station(row: PrintedRow, block: Block, section: Section, *, first_of_block: bool) -> Station:
    headers = _headers(block)
    whole, chains = _chains(row)
    if not first_of_block:
        return Station(row, block, section, chains, whole, headers, whole)
    first_of_section = block is section.blocks[0]
    headings = [*block.labels, *(section.labels if first_of_section else ())]
    openings = tuple(_dedupe(v for h in (*headings, *headers) for v in _forms(h)))
    return Station(row, block, section, (*chains, *openings), (*whole, *openings), headers, whole)


def _headers(block: Block) -> tuple[str, ...]:
    """Every label above the columns of a block; and those of one line joined, as narrow header cells run together."""
    labels = [*block.corner]
    for column in block.columns:
        labels += [v for group in column.groups for v in group] + list(column.labels)
    joined = "".join(column.labels[0] for column in block.columns)
    if block.side_by_side:
        labels += [v for row in block.rows for group in (*row.groups, row.labels) for v in group]
        labels += ["".join(row.labels[0] for row in block.rows)]
        joined *= len(block.rows)
    return _dedupe(normalise(v) for v in (*labels, joined))


def _chains(row: PrintedRow) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A row's label with all its groups before it; and the same, then with fewer groups, then without its ordinal."""
    if row.row is None:
        return (), ()
    parts = [*row.row.groups, row.row.labels]
    chains = [["".join(map(normalise, choice)) for choice in product(*parts[first:])] for first in range(len(parts))]
    bare = [v for label in row.row.labels for v in _forms(label)]
    return _dedupe(chains[0]), _dedupe([*(t for chain in chains for t in chain), *bare])


def _forms(label: str) -> tuple[str, ...]:
    """A label with its ordinal and without it, since ordinals get lost."""
    text = normalise(label)
    return text, _ORDINAL.sub("", text)


def _dedupe(texts: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for t in texts if t))  # type: ignore[attr-defined]


class LabelMatcher:
    """Scores texts against the rows of one form. Holds the candidates flattened, so that one C call scores a page."""

    def __init__(self, rows: Sequence[Station]) -> None:
        self._size = len(rows)
        self._starts = _Candidates([s.starts for s in rows])
        self._holds = _Candidates([s.holds for s in rows])
        self._headers = _Candidates([s.headers for s in rows])

    def score(self, texts: Sequence[str]) -> LabelScores:
        """Scores of each text for each row; of its spellings, the best."""
        spelt = [spellings(t) or ("",) for t in texts]
        whole, bare = [s[0] for s in spelt], [s[-1] for s in spelt]
        scores = self._score(whole)
        if bare == whole:
            return scores
        other = self._score(bare)
        return LabelScores(np.maximum(scores.start, other.start), np.maximum(scores.hold, other.hold), scores.named)

    def _score(self, normal: Sequence[str]) -> LabelScores:
        unique = list(dict.fromkeys(t for t in normal if 0 < len(t) <= _LONGEST_LABEL))
        index = {t: i for i, t in enumerate(unique)}
        rows = [index.get(t, len(unique)) for t in normal]
        start = self._starts.best(unique, prefix=True)
        headers = self._headers.best(unique)
        hold = np.maximum(self._holds.best(unique), np.where(headers > 0, headers * _AWAY, headers))
        nothing = np.full((1, self._size), -np.inf, np.float32)
        named = np.zeros((len(normal), self._size), np.float32)
        return LabelScores(np.vstack([start, nothing])[rows], np.vstack([hold, nothing])[rows], named)


class _Candidates:
    """Texts of several rows in one list, each with the number of its row."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._texts = list(dict.fromkeys(t for row in texts for t in row))
        position = {t: i for i, t in enumerate(self._texts)}
        self._rows = [np.array([position[t] for t in row], dtype=np.intp) for row in texts]

    def best(self, queries: Sequence[str], *, prefix: bool = False) -> NDArray[np.float32]:
        """Best score of each query among the texts of each row; shape ``(queries, rows)``."""
        if not queries:
            return np.zeros((0, len(self._rows)), np.float32)
        matched = self._prefix_matches(queries) if prefix else cdist(queries, self._texts, scorer=LCSseq.similarity)
        length = np.array([len(q) for q in queries])[:, None]
        score = matched - _STRAY * (length - matched)
        columns = [score[:, row].max(axis=1) if row.size else np.full(len(queries), -np.inf) for row in self._rows]
        return np.stack(columns, axis=1).astype(np.float32)

    def _prefix_matches(self, queries: Sequence[str]) -> NDArray[np.int64]:
        """Glyphs of each query found in order at the beginning of each text. Queries of one length share one call."""
        matched = np.zeros((len(queries), len(self._texts)), np.int64)
        for length in {len(q) for q in queries}:
            which = [i for i, q in enumerate(queries) if len(q) == length]
            beginnings = [t[: length + _SLACK] for t in self._texts]
            matched[which] = cdist([queries[i] for i in which], beginnings, scorer=LCSseq.similarity)
        return matched
