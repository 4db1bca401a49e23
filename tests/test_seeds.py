"""The five real reports: every figure, every status, nothing silent, and nothing that hangs on their very text."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from comparison import silent, wrong
from seeds import Seed, each_seed
from shipped import classifier
from wrapping import WRAPS

from gouji.models.arithmetic import check
from gouji.models.assembly.assemble import Assembly, assemble
from gouji.models.forms import load_form
from gouji.models.result import FieldReading
from gouji.models.sources.text import read_text
from gouji.models.title import read_title

FORM = load_form("2021")
MOST_REVIEWED = 3
"""Cells a report that may be offered for review beyond those that must be."""


def read(text: str) -> Assembly:
    return assemble(FORM, (read_text(text),), classifier())


@each_seed
def test_figures_statuses_year_and_authority(seed: Seed) -> None:
    assembly = read(seed.text)
    fields = assembly.fields
    assert set(wrong(fields, seed.figures())) <= seed.must_review
    reviewed = {f for f, reading in fields.items() if reading.review}
    assert seed.must_review <= reviewed
    assert len(reviewed - seed.must_review) <= MOST_REVIEWED
    statuses = {c.id: c.status for c in check(FORM, fields, assembly.used)}
    assert {c: statuses[c] for c in seed.gold["checks"]} == seed.gold["checks"]
    authority, year = read_title((read_text(seed.text),))
    assert year.value == seed.gold["year"]
    assert authority.value is not None
    assert seed.gold["authority"] in authority.value
    assert len(authority.value) <= len(seed.gold["authority"]) + 12


@each_seed
@pytest.mark.parametrize("factor", [3, 17])
def test_other_figures_in_the_same_text(seed: Seed, factor: int) -> None:
    """Each figure multiplied where it stands: the identities hold as before, the digits and widths are others."""
    lines = [list(line) for line in seed.text.split("\n")]
    figures = dict.fromkeys(seed.figures(), "")
    for name, reading in sorted(read(seed.text).fields.items(), key=lambda item: _place(item[1]), reverse=True):
        if reading.kind == "number" and reading.source and reading.value is not None and reading.raw:
            text = str(reading.value * factor)
            start = reading.source.column - 1
            lines[reading.source.line - 1][start : start + len(reading.raw)] = text
            figures[name] = text
    again = read("\n".join("".join(line) for line in lines)).fields
    assert set(wrong(again, figures)) <= seed.must_review
    assert all(again[f].review for f in seed.must_review)


def _place(reading: FieldReading) -> tuple[int, int]:
    return (reading.source.line, reading.source.column) if reading.source else (0, 0)


@each_seed
@pytest.mark.parametrize("name", WRAPS)
def test_wrapped_another_way(seed: Seed, name: str) -> None:
    """The seed's figures printed by another hand: nothing silent, and all right where every cell leaves a trace."""
    figures = seed.figures()
    fields = read(WRAPS[name](figures, random.Random(seed.name))).fields
    assert silent(fields, figures) == []
    if name in {"with_tabs", "one_cell_per_line", "as_markdown"}:
        assert wrong(fields, figures) == []


@each_seed
def test_a_mistyped_total_is_found_and_returned_as_printed(seed: Seed) -> None:
    """A total that the author got wrong is returned as printed, and its identities fail with the source as cause."""
    figures = {f: v or "0" for f, v in seed.figures().items()}
    figures["requests.handled.total"] = str(Decimal(figures["requests.handled.total"]) + 900)
    assembly = read(WRAPS["in_rows"](figures, random.Random(1)))
    assert assembly.fields["requests.handled.total"].value == Decimal(figures["requests.handled.total"])
    failing = {c.id: c.cause for c in check(FORM, assembly.fields, assembly.used) if c.status == "fail"}
    assert failing.get("requests.handled.row_total") == "source"
    assert failing.get("requests.balance.total") == "source"


@each_seed
def test_a_seed_without_its_first_lines_reads_the_same(seed: Seed) -> None:
    shifted = replace(seed, text="\n\n附件：\n" + seed.text)
    assert wrong(read(shifted.text).fields, seed.figures()) == wrong(read(seed.text).fields, seed.figures())
