"""Writes the running text of a report."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.training.synthesis.draws import Split
from gouji.training.synthesis.facts import Rank, Statement
from gouji.training.synthesis.manuscript import Paragraph
from gouji.training.synthesis.prose.authorities import Authority
from gouji.training.synthesis.prose.composition import Draft, printed
from gouji.training.synthesis.prose.figures import Figures, known_figures
from gouji.training.synthesis.prose.front import write_preface, write_signature, write_title
from gouji.training.synthesis.prose.overview import write_overview
from gouji.training.synthesis.prose.remainder import TableSection, write_other, write_problems, write_remarks
from gouji.training.synthesis.prose.situation import draw_situation
from gouji.training.synthesis.prose.voice import Voice, find_voice

_GLYPHS_PER_PAGE = 620
"""A page of A4 in the usual type."""
_PAGES: dict[Rank, tuple[float, float]] = {
    "village": (0.4, 1.3),
    "town": (0.5, 2.0),
    "department": (0.7, 3.0),
    "county": (1.2, 3.5),
    "city": (1.8, 5.0),
    "province": (3.0, 6.5),
    "ministry": (2.0, 6.0),
}
"""Least and most pages of prose by rank."""
_OVERVIEW, _PROBLEMS, _OTHER = 0.66, 0.2, 0.1
"""Shares of the sections in the length; the rest is the preface's."""
_CONTRADICTIONS = (0, 1, 2, 3)
_CONTRADICTION_WEIGHTS = (0.85, 0.1, 0.035, 0.015)


@dataclass(frozen=True, slots=True)
class Remarks:
    """Sentences beside the table of a section: mostly none."""

    before: tuple[Paragraph, ...] = ()
    after: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """The running text of a report, without the headings of its sections. ``authority``: as the title names it.

    ``statements``: in the order of the text.
    """

    authority: str
    title: tuple[Paragraph, ...]
    preface: tuple[Paragraph, ...]
    overview: tuple[Paragraph, ...]
    two: Remarks
    three: Remarks
    four: Remarks
    problems: tuple[Paragraph, ...]
    other: tuple[Paragraph, ...]
    signature: tuple[Paragraph, ...]
    statements: tuple[Statement, ...]

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """All of it in printed order, tables left out."""
        yield from (*self.title, *self.preface, *self.overview)
        for remarks in (self.two, self.three, self.four):
            yield from (*remarks.before, *remarks.after)
        yield from (*self.problems, *self.other, *self.signature)


def write_prose(
    figures: Figures,
    authority: Authority,
    year: int,
    draw: random.Random,
    split: Split,
    pages: float | None = None,
    contradictions: int | None = None,
    previous: Figures | None = None,
) -> Prose:
    """The running text of a report whose tables hold these figures.

    ``pages``: length at which to aim; drawn by rank where it is None. ``contradictions``: how many statements differ
    from the tables, less where the text has fewer statements; drawn where it is None, mostly 0. ``previous``: last
    year's figures; made up where they are missing.
    """
    if contradictions is None:
        contradictions = draw.choices(_CONTRADICTIONS, _CONTRADICTION_WEIGHTS)[0]
    glyphs = _GLYPHS_PER_PAGE * (draw.uniform(*_PAGES[authority.rank]) if pages is None else pages)
    given = {field: Decimal(value) for field, value in (previous or {}).items() if value is not None}
    situation = draw_situation(authority, year, draw)
    voice = find_voice(situation, known_figures(figures), given, split, contradictions, draw)
    return _settled(voice, _drafts(voice, glyphs), contradictions)


def _drafts(voice: Voice, glyphs: float) -> list[list[Draft]]:
    """The drafts of every part, in printed order."""
    sections: tuple[TableSection, ...] = ("two", "three", "four")
    opening = [write_title(voice), write_preface(voice), write_overview(voice, round(glyphs * _OVERVIEW))]
    remarks = [drafts for section in sections for drafts in write_remarks(voice, section)]
    closing = [write_problems(voice, round(glyphs * _PROBLEMS)), write_other(voice, round(glyphs * _OTHER))]
    return [*opening, *remarks, *closing, write_signature(voice)]


def _settled(voice: Voice, parts: Sequence[Sequence[Draft]], contradictions: int) -> Prose:
    texts = [draft.text for part in parts for draft in part]
    settled, statements = voice.ledger.settle(texts, contradictions, voice.situation.style)
    numbered = iter(settled)
    done = [tuple(printed(draft, next(numbered)) for draft in part) for part in parts]
    return Prose(
        authority=voice.situation.authority.name,
        title=done[0],
        preface=done[1],
        overview=done[2],
        two=Remarks(done[3], done[4]),
        three=Remarks(done[5], done[6]),
        four=Remarks(done[7], done[8]),
        problems=done[9],
        other=done[10],
        signature=done[11],
        statements=statements,
    )
