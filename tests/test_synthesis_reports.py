"""Generated reports: consistent before they are spoilt, the same for the same seed, complete in every shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from gouji.models.forms import Form, load_form
from gouji.models.values import parse_value
from gouji.training.synthesis.draws import SPLITS, stream
from gouji.training.synthesis.facts import FaultKind, Rank
from gouji.training.synthesis.faults import draw_faults, spoil
from gouji.training.synthesis.figures import draw_figures
from gouji.training.synthesis.gold import statuses
from gouji.training.synthesis.manuscript import Cell, Manuscript, Table
from gouji.training.synthesis.notation import Notation, draw_notation, write_figures
from gouji.training.synthesis.report import ReportKey, draw_report
from gouji.training.synthesis.tables import TableHabits, section_tables
from gouji.training.synthesis.wording import Wording, draw_wording, worded

FORMS = ("2019", "2021")
KEYS = [ReportKey(split, index, form) for form in FORMS for split in SPLITS for index in (0, 1, 2)]


def tables_of(manuscript: Manuscript) -> list[Table]:
    return [element for element in manuscript.elements if isinstance(element, Table)]


def values_of(manuscript: Manuscript) -> Iterator[Cell]:
    return (cell for table in tables_of(manuscript) for cell in table.cells if cell.tag.kind == "value")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rank", get_args(Rank))
def test_identities_hold_where_nothing_was_spoilt(form: str, rank: Rank) -> None:
    loaded = load_form(form)
    for index in range(20):
        figures = draw_figures(loaded, rank, stream("figures", index))
        assert list(figures) == [f.id for f in loaded.fields]
        for identity in loaded.identities:
            assert sum(figures[f] for f in identity.left) == sum(figures[f] for f in identity.right), identity.id


def test_bodies_differ_in_size() -> None:
    received = [
        int(draw_figures(load_form("2021"), rank, stream("size", rank, i))["requests.received.total"])
        for rank in ("village", "province")
        for i in range(20)
    ]
    assert min(received[:20]) == 0
    assert max(received[:20]) <= 1
    assert min(received[20:]) >= 1500
    assert max(received[20:]) > 5000


@pytest.mark.parametrize("kind", get_args(FaultKind))
def test_a_fault_names_the_fields_it_changed(kind: FaultKind) -> None:
    form = load_form("2021")
    for index in range(20):
        draw = stream("faults", kind, index)
        figures = draw_figures(form, "city", draw)
        filled, faults = spoil(form, figures, (kind,), draw)
        changed = tuple(f for f in filled if filled[f] != figures[f])
        assert sorted(changed) == sorted(faults[0].fields if faults else ())


def test_a_mistyped_total_breaks_an_identity_it_is_in() -> None:
    form = load_form("2021")
    for index in range(40):
        draw = stream("mistyped", index)
        filled, faults = spoil(form, draw_figures(form, "county", draw), ("mistyped_total",), draw)
        if not faults:
            continue
        known = statuses(form, write_figures(form, filled, Notation()))
        failing = [i for i in form.identities if known[i.id] == "fail"]
        assert failing
        assert all(set(faults[0].fields) & {*i.left, *i.right} for i in failing)


def test_missing_details_are_incomplete_and_never_fail() -> None:
    form = load_form("2021")
    for index in range(20):
        draw = stream("missing", index)
        filled, _ = spoil(form, draw_figures(form, "city", draw), ("detail_not_filled",), draw)
        known = set(statuses(form, write_figures(form, filled, Notation())).values())
        assert "fail" not in known
        assert known & {"incomplete", "empty"}


def test_most_reports_are_without_fault() -> None:
    form = load_form("2021")
    figures = draw_figures(form, "county", stream("some"))
    faulty = sum(bool(draw_faults(form, figures, stream("share", index))[1]) for index in range(400))
    assert 60 < faulty < 160


def test_notation_keeps_the_figures() -> None:
    form = load_form("2019")
    for index in range(60):
        draw = stream("notation", index)
        figures = draw_figures(form, "city", draw)
        printed = write_figures(form, figures, draw_notation(draw))
        for field, text in printed.items():
            value = parse_value(text)
            assert value.kind != "text", text
            assert (value.value or Decimal(0)) == figures[field]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_every_field_has_one_cell_and_tables_have_no_holes(key: ReportKey) -> None:
    report = draw_report(key)
    printed = {cell.tag.id: cell.text for cell in values_of(report.manuscript)}
    assert printed == dict(report.facts.printed)
    assert sum(1 for _ in values_of(report.manuscript)) == len(report.form.fields)
    for table in tables_of(report.manuscript):
        covered = [
            (row, column)
            for c in table.cells
            for row in range(c.row, c.row + c.rows)
            for column in range(c.column, c.column + c.columns)
        ]
        assert len(covered) == len(set(covered)) == table.rows * len(table.widths)


@pytest.mark.parametrize("key", KEYS[:6], ids=lambda key: key.name)
def test_the_same_seed_gives_the_same_report(key: ReportKey) -> None:
    assert draw_report(key) == draw_report(key)
    assert draw_report(key) != draw_report(replace(key, index=key.index + 100))


def test_sections_stand_in_the_order_of_the_report() -> None:
    report = draw_report(ReportKey("train", 5))
    sections = [s.tag.id for e in report.manuscript.elements if not isinstance(e, Table) for s in e.spans
                if s.tag.kind == "section"]  # fmt: skip
    assert sections == ["overview", "proactive", "requests", "disputes", "problems", "other"]


def test_shapes_of_blocks() -> None:
    form = load_form("2021")
    section = form.sections[0]
    printed = dict.fromkeys((f.id for f in form.fields), "0")
    shapes = {
        shape: [type(e).__name__ for e in section_tables(section, printed, Wording(), TableHabits(shape), stream())]
        for shape in ("separate", "one_table", "titled")
    }
    assert shapes["separate"] == ["Table"] * 4
    assert shapes["one_table"] == ["Table"]
    assert shapes["titled"] == ["Paragraph", "Table"] * 4


def test_local_rows_belong_to_no_field() -> None:
    form = load_form("2021")
    printed = dict.fromkeys((f.id for f in form.fields), "7")
    (table,) = section_tables(form.sections[1], printed, Wording(), TableHabits(local_rows=2), stream("local"))
    assert isinstance(table, Table)
    assert sum(cell.tag.kind == "local_row" for cell in table.cells) == 2
    assert sum(cell.tag.kind == "local_value" for cell in table.cells) == 14
    assert sum(cell.tag.kind == "value" for cell in table.cells) == 175


def test_wordings_vary_and_the_plain_one_is_the_form() -> None:
    labels = all_labels(load_form("2021"))
    assert [worded(label, Wording()) for label in labels] == [label[0] for label in labels]
    said = {worded(labels[12], draw_wording(stream("wording", index))) for index in range(300)}
    assert len(said) > 3


def all_labels(form: Form) -> list[tuple[str, ...]]:
    return [row.labels for section in form.sections for block in section.blocks for row in block.rows]


def test_statements_know_how_they_stand_to_the_tables() -> None:
    relations = set()
    for index in range(120):
        report = draw_report(ReportKey("train", index))
        for statement in report.statements:
            relations.add(statement.relation)
            if statement.relation == "agrees" and statement.field in report.facts.printed:
                value = parse_value(report.facts.printed[statement.field]).value or Decimal(0)
                assert statement.value == value, statement
    assert relations == {"agrees", "contradicts", "narrower", "wider"}
