"""A manuscript from what is known: headings, prose and the form's tables in the order in which a report has them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.models.forms import Form, Labels
from gouji.training.synthesis.facts import Facts
from gouji.training.synthesis.manuscript import Element, Manuscript, Paragraph, Span, Tag
from gouji.training.synthesis.prose import Prose
from gouji.training.synthesis.tables import TableHabits, draw_table_habits, section_tables
from gouji.training.synthesis.wording import Wording, draw_wording, worded_heading

_OVERVIEW: Labels = ("一、总体情况",)
_PROBLEMS: Labels = ("五、存在的主要问题及改进情况", "五、政府信息公开工作存在的主要问题及改进情况")
_OTHER: Labels = ("六、其他需要报告的事项",)


@dataclass(frozen=True, slots=True)
class Habits:
    """How an office fills in the form."""

    wording: Wording
    tables: TableHabits


def draw_habits(draw: random.Random) -> Habits:
    """The habits of one office."""
    return Habits(draw_wording(draw), draw_table_habits(draw))


def compose(form: Form, facts: Facts, prose: Prose, habits: Habits, draw: random.Random) -> Manuscript:
    """Everything printed in a report, in reading order."""
    return Manuscript(tuple(_elements(form, facts, prose, habits, draw)))


def _elements(form: Form, facts: Facts, prose: Prose, habits: Habits, draw: random.Random) -> Iterator[Element]:
    yield from (*prose.title, *prose.preface)
    yield _heading(_OVERVIEW, "overview", habits.wording)
    yield from prose.overview
    for section, remarks in zip(form.sections, (prose.two, prose.three, prose.four), strict=True):
        yield _heading(section.labels, section.id, habits.wording)
        yield from remarks.before
        yield from section_tables(section, facts.printed, habits.wording, habits.tables, draw)
        yield from remarks.after
    yield _heading(_PROBLEMS, "problems", habits.wording)
    yield from prose.problems
    yield _heading(_OTHER, "other", habits.wording)
    yield from (*prose.other, *prose.signature)


def _heading(labels: Labels, section: str, wording: Wording) -> Paragraph:
    return Paragraph("heading", (Span(worded_heading(labels, wording), Tag("section", section)),))
