"""The right label of every glyph that the reader sees of a file of the archive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from gouji.models.assembly.tokens import Token
from gouji.models.classifier.glyphs import GRID, Glyphs
from gouji.models.classifier.label_set import NOTHING, Part, PartKind, label_set
from gouji.models.document import BBox
from gouji.training.synthesis import gold
from gouji.training.synthesis.manuscript import Manuscript, Table, Tag

_BESIDE = 0.004
"""Fraction of the page by which ink and the box of a word may miss each other."""

_TALL = 1.6
"""A piece so much taller than the texts in it holds several lines of them."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A gold text with the labels of its first glyph and of the others."""

    text: str
    first: int
    others: int
    box: BBox | None
    at: tuple[int, int] | None

    def label(self, offset: int) -> int:
        """Of the glyph at this place of the text."""
        return self.first if not self.text[:offset].strip() else self.others


def labels_of(answer: gold.Gold, tokens: Sequence[Token], glyphs: Glyphs) -> NDArray[np.int32]:
    """For each glyph the number of its label; what belongs to no gold text is nothing."""
    texts = list(_texts(answer))
    if any(text.box for text in texts):
        return _by_place(texts, answer.tokens, tokens, glyphs)
    return _by_column(texts, tokens, glyphs)


def _by_column(texts: Sequence[_Text], tokens: Sequence[Token], glyphs: Glyphs) -> NDArray[np.int32]:
    """In a text file line and column tell which glyph it is."""
    known = {
        (text.at[0], text.at[1] + offset): text.label(offset)
        for text in texts
        if text.at
        for offset in range(len(text.text))
    }
    labels = np.zeros(len(glyphs), np.int32)
    for i, (number, offset) in enumerate(zip(glyphs.tokens, glyphs.offsets, strict=True)):
        position = tokens[number].piece.place.position
        assert position is not None
        labels[i] = known.get((position.line, position.column + int(offset)), NOTHING)
    return labels


def _by_place(
    texts: Sequence[_Text], places: Sequence[gold.Token], tokens: Sequence[Token], glyphs: Glyphs
) -> NDArray[np.int32]:
    """On pages each piece is matched with the texts whose ink stands in it."""
    on_page: dict[int, list[_Text]] = defaultdict(list)
    for text, place in zip(texts, places, strict=True):
        on_page[(place.page or 1) - 1].append(text)
    middles = {page: np.array([_middle(t.box) for t in own]) for page, own in on_page.items()}
    labels = np.zeros(len(glyphs), np.int32)
    ends = np.flatnonzero(np.diff(glyphs.tokens, append=-1)) + 1
    start = 0
    for end in ends.tolist():
        token = tokens[glyphs.tokens[start]]
        page = token.piece.place.page_index
        box = token.piece.place.bbox
        if box is not None and page in on_page:
            inside = [on_page[page][i] for i in _inside(box, middles[page], on_page[page])]
            if inside:
                labels[start:end] = _piece_labels(inside, box, glyphs, slice(start, end))
        start = end
    return labels


def _inside(box: BBox, middles: NDArray[np.float64], texts: Sequence[_Text]) -> list[int]:
    """Texts with their middle in the box; else those whose ink the middle of the box stands in."""
    x, y = middles[:, 0], middles[:, 1]
    level = (y >= box.top - _BESIDE) & (y <= box.bottom + _BESIDE)
    within = np.flatnonzero(level & (x >= box.left - _BESIDE) & (x <= box.right + _BESIDE)).tolist()
    around = (box.left + box.right) / 2
    return within or [i for i in np.flatnonzero(level).tolist() if _spans(texts[i].box, around)]


def _spans(box: BBox | None, x: float) -> bool:
    return box is not None and box.left - _BESIDE <= x <= box.right + _BESIDE


def _piece_labels(texts: Sequence[_Text], box: BBox, glyphs: Glyphs, own: slice) -> list[int]:
    """Labels of one piece's glyphs: in order where it holds several lines of text, else by where each stands."""
    height = max(t.box.bottom - t.box.top for t in texts if t.box)
    inked = [(text, at) for text in texts for at, glyph in enumerate(text.text) if not glyph.isspace()]
    count = own.stop - own.start
    if len(inked) == count:
        return [text.label(at) for text, at in inked]
    if box.bottom - box.top > _TALL * height:
        return _stretched(inked, count)
    return [_at(texts, (left + right) / 2 / GRID) for left, _, right, _ in glyphs.boxes[own].tolist()]


def _stretched(inked: Sequence[tuple[_Text, int]], count: int) -> list[int]:
    """Labels of so many glyphs that were printed as these: some were lost or read twice."""
    chosen = [inked[i * len(inked) // count] for i in range(count)]
    twice = [i > 0 and chosen[i] == chosen[i - 1] for i in range(count)]
    return [text.others if again else text.label(at) for (text, at), again in zip(chosen, twice, strict=True)]


def _at(texts: Sequence[_Text], x: float) -> int:
    """Label of the glyph that is printed at this place of a line."""
    text = min(texts, key=lambda t: _distance(t.box, x))
    assert text.box is not None
    share = (x - text.box.left) / max(text.box.right - text.box.left, 1e-6)
    return text.label(min(max(int(share * len(text.text)), 0), len(text.text) - 1))


def _distance(box: BBox | None, x: float) -> float:
    assert box is not None
    return max(box.left - x, x - box.right, 0.0)


def _middle(box: BBox | None) -> tuple[float, float]:
    assert box is not None
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _texts(answer: gold.Gold) -> Iterator[_Text]:
    whole = _manuscript_texts(answer.report.manuscript)
    labels = label_set()
    for token in answer.tokens:
        part = part_of(token.tag)
        first = others = NOTHING
        if part is not None:
            others = labels.goes_on(part)
            first = labels.begins(part) if _begins(token.text, whole.get(token.tag, ())) else others
        box = gold.GoldCell(1, token.corners).bbox if token.corners else None
        at = (token.line, token.column) if token.line is not None and token.column is not None else None
        yield _Text(token.text, first, others, box, at)


def part_of(tag: Tag) -> Part | None:
    """The part of the form that a tag of the archive stands for; None for prose and titles."""
    if tag.kind in ("title", "prose", "space"):
        return None
    kind: PartKind = tag.kind  # type: ignore[assignment]
    part = Part(kind, "" if kind == "value" else tag.id)
    return part if label_set().has(part) else Part(kind)


def _manuscript_texts(manuscript: Manuscript) -> Mapping[Tag, tuple[str, ...]]:
    texts: dict[Tag, dict[str, None]] = defaultdict(dict)
    for element in manuscript.elements:
        for piece in element.cells if isinstance(element, Table) else element.spans:
            texts[piece.tag]["".join(piece.text.split())] = None
    return {tag: tuple(own) for tag, own in texts.items()}


def _begins(text: str, wholes: Sequence[str]) -> bool:
    """Whether a text is the beginning of what it is a part of, rather than a later part on a line of its own."""
    bare = "".join(text.split())
    if any(whole.startswith(bare) for whole in wholes) or not wholes:
        return True
    if any(bare in whole for whole in wholes):
        return False
    # Misread: it begins where it is most like.
    nearest = max(wholes, key=lambda whole: fuzz.partial_ratio(bare, whole))
    alignment = fuzz.partial_ratio_alignment(bare, nearest)
    return alignment is None or alignment.dest_start == 0 or len(bare) >= len(nearest)
