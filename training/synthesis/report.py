"""A report drawn from a seed: its figures, faults, prose, manuscript and look."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gouji.models.forms import Form, load_form
from gouji.training.synthesis.composing import compose, draw_habits
from gouji.training.synthesis.draws import Split, stream
from gouji.training.synthesis.facts import Facts, Statement
from gouji.training.synthesis.faults import draw_faults
from gouji.training.synthesis.figures import draw_figures
from gouji.training.synthesis.manuscript import Manuscript
from gouji.training.synthesis.notation import draw_notation, write_figures
from gouji.training.synthesis.prose import Authority, Prose, invent_authority, write_prose
from gouji.training.synthesis.prose.figures import Figures

YEARS: Mapping[str, tuple[int, int]] = {"2019": (2019, 2020), "2021": (2021, 2025)}
"""First and last year in which a form was in use."""


@dataclass(frozen=True, slots=True)
class ReportKey:
    """Names one report of the archive for good: the same key gives the same report."""

    split: Split
    index: int
    form: str = "2021"

    @property
    def name(self) -> str:
        """For files and draws."""
        return f"{self.split}-{self.form}-{self.index:06d}"


@dataclass(frozen=True, slots=True)
class Report:
    """A report as its author finished it, and everything that is known about it."""

    key: ReportKey
    form: Form
    facts: Facts
    statements: tuple[Statement, ...]
    manuscript: Manuscript


Writer = Callable[[Figures, Authority, int, random.Random, Split], Prose]
"""Writes the running text of a report, given its figures, body, year, a stream of draws and the split."""


def draw_report(key: ReportKey, write: Writer = write_prose) -> Report:
    """The report of that key. ``write``: its running text, where it is not to be the archive's own."""
    form = load_form(key.form)
    authority = invent_authority(stream(key.name, "authority"))
    year = stream(key.name, "year").randint(*YEARS[key.form])
    figures = draw_figures(form, authority.rank, stream(key.name, "figures"))
    filled, faults = draw_faults(form, figures, stream(key.name, "faults"))
    printed = write_figures(form, filled, draw_notation(stream(key.name, "notation")))
    prose = write(filled, authority, year, stream(key.name, "prose"), key.split)
    facts = Facts(form.version, prose.authority, year, printed, faults)
    habits = draw_habits(stream(key.name, "habits"))
    manuscript = compose(form, facts, prose, habits, stream(key.name, "composing"))
    return Report(key, form, facts, prose.statements, manuscript)
