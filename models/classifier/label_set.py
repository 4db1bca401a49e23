"""What a glyph can be part of: the labels of the classifier, made from the forms' data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gouji.models.forms import VERSIONS, Block, Form, Section, load_form

PartKind = Literal[
    "section",
    "block",
    "corner",
    "column_group",
    "column",
    "row_group",
    "row",
    "value",
    "local_row",
    "local_value",
    "page_number",
]
"""``local_*``: rows that an office added to the form. ``corner``: the header cell over the row labels."""

NOTHING = 0
"""Number of the label for glyphs that are part of nothing: prose, titles, marks."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form.

    ``id``: of a section or a row its id; of a column ``<section>.<column id>``; of a block or a group its label as the
    form prints it. Empty for the rest, and for headings of sections without tables.
    """

    kind: PartKind
    id: str = ""


class LabelSet:
    """Parts numbered as labels: 0 is nothing; part k begins with label 2k + 1 and goes on with 2k + 2 (BIO)."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        self._number = {part: k for k, part in enumerate(self.parts)}

    def __len__(self) -> int:
        return 2 * len(self.parts) + 1

    def begins(self, part: Part) -> int:
        """The label of the first glyph of a part.

        Raises:
            KeyError: there is no such part.
        """
        return 2 * self._number[part] + 1

    def goes_on(self, part: Part) -> int:
        """The label of the other glyphs of a part."""
        return self.begins(part) + 1

    def has(self, part: Part) -> bool:
        """Whether there is such a part."""
        return part in self._number

    def names(self) -> tuple[str, ...]:
        """Every label as text, in order: ``O``, ``B-row/requests.received``, ``I-row/requests.received``…"""
        return ("O", *(f"{mark}-{part.kind}/{part.id}" for part in self.parts for mark in "BI"))


@cache
def label_set() -> LabelSet:
    """The labels for all forms."""
    found = (part for version in VERSIONS for part in _parts(load_form(version)))
    others = (Part("section"), Part("corner"), Part("value"), Part("local_row"), Part("local_value"))
    return LabelSet(tuple(dict.fromkeys((*found, *others, Part("page_number")))))


def _parts(form: Form) -> Iterator[Part]:
    for section in form.sections:
        yield Part("section", section.id)
        for block in section.blocks:
            yield from (Part("block", label) for label in block.labels[:1])
            yield from _columns(section, block)
            yield from _rows(block)


def _columns(section: Section, block: Block) -> Iterator[Part]:
    for column in block.columns:
        yield from _groups("column_group", (group[0] for group in column.groups))
        yield Part("column", f"{section.id}.{column.id}")


def _rows(block: Block) -> Iterator[Part]:
    # Labels of rows side by side are header cells.
    kind: PartKind = "column_group" if block.side_by_side else "row_group"
    for row in block.rows:
        yield from _groups(kind, (group[0] for group in row.groups))
        yield Part("row", row.id)


def _groups(kind: PartKind, labels: Iterable[str]) -> Iterator[Part]:
    return (Part(kind, label) for label in labels)
