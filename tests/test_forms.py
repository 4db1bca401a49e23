"""The forms as data."""

from __future__ import annotations

import csv
import os
import random
from decimal import Decimal
from pathlib import Path

import pytest
from wrapping import in_rows, random_figures

from gouji.models.arithmetic import check
from gouji.models.era import Era, era_of
from gouji.models.forms import VERSIONS, Form, Labels, Row, load_form, other_eras
from gouji.models.result import FieldReading
from gouji.models.sources.text import read_text

_BESIDE_THE_PROJECT = Path(__file__).parents[2] / "shared" / "seeds"
CONTRACT = Path(os.environ.get("GOUJI_SEEDS", _BESIDE_THE_PROJECT)).parent / "contract"

PARTS = ("individual", "company", "research", "public_welfare", "legal_service", "other")
DISPUTES = ("review", "litigation.direct", "litigation.after_review")
OUTCOMES_OF_2019 = (
    "requests.granted",
    "requests.partly_granted",
    "requests.refused.state_secret",
    "requests.refused.prohibited_by_law",
    "requests.refused.security_and_stability",
    "requests.refused.third_party_rights",
    "requests.refused.internal_affairs",
    "requests.refused.deliberative_process",
    "requests.refused.enforcement_files",
    "requests.refused.administrative_inquiry",
    "requests.unable.not_held",
    "requests.unable.needs_creation",
    "requests.unable.still_unclear",
    "requests.not_processed.petition",
    "requests.not_processed.repeated",
    "requests.not_processed.publication",
    "requests.not_processed.excessive",
    "requests.not_processed.reconfirmation",
    "requests.closed",
)


@pytest.mark.parametrize(("version", "fields", "identities"), [("2019", 198, 40), ("2021", 200, 42)])
def test_counts(version: str, fields: int, identities: int) -> None:
    form = load_form(version)
    assert form.version == version
    assert len(form.fields) == len({f.id for f in form.fields}) == fields
    assert len(form.identities) == len({i.id for i in form.identities}) == identities


@pytest.mark.parametrize("version", VERSIONS)
def test_fields_are_those_of_the_contract_in_printed_order(version: str) -> None:
    form = load_form(version)
    wanted = _contract(version)
    assert [f.id for f in form.fields] == [w["field"] for w in wanted]
    assert [f.column.unit for f in form.fields] == [_unit(w["unit"]) for w in wanted]
    headings = {s.id: s.labels[0] for s in form.sections}
    assert [headings[f.section] for f in form.fields] == [w["section"] for w in wanted]


@pytest.mark.parametrize("version", VERSIONS)
def test_first_labels_are_those_of_the_contract(version: str) -> None:
    wanted = [(_joined(w["block"], w["row_label"]), w["column_label"]) for w in _contract(version)]
    assert _printed_labels(load_form(version)) == wanted


@pytest.mark.parametrize("version", VERSIONS)
def test_identities_name_existing_fields_and_balance_is_as_printed(version: str) -> None:
    form = load_form(version)
    ids = {f.id for f in form.fields}
    for identity in form.identities:
        assert set(identity.left) | set(identity.right) <= ids
    balance = next(i for i in form.identities if i.id == "requests.balance.total")
    assert balance.left == ("requests.received.total", "requests.carried_in.total")
    assert balance.right == ("requests.handled.total", "requests.carried_out.total")


def test_outcomes_of_the_form_of_2021() -> None:
    outcomes = next(i for i in load_form("2021").identities if i.id == "requests.handled.other.outcomes")
    assert len(outcomes.left) == 21
    assert outcomes.message.startswith("“其他”一列：")


def test_identities_of_the_form_of_2019() -> None:
    """Their terms, written down once more by the contract's words."""
    received, carried_in, handled, carried_out = (
        f"requests.{row}" for row in ("received", "carried_in", "handled", "carried_out")
    )
    rows = (received, carried_in, *OUTCOMES_OF_2019, handled, carried_out)
    results = ("upheld", "corrected", "other", "pending")
    columns = (*PARTS, "total")
    wanted = {f"{r}.row_total": ({f"{r}.{p}" for p in PARTS}, {f"{r}.total"}) for r in rows}
    wanted |= {f"{handled}.{c}.outcomes": ({f"{r}.{c}" for r in OUTCOMES_OF_2019}, {f"{handled}.{c}"}) for c in columns}
    wanted |= {
        f"requests.balance.{c}": ({f"{received}.{c}", f"{carried_in}.{c}"}, {f"{handled}.{c}", f"{carried_out}.{c}"})
        for c in columns
    }
    wanted |= {f"{r}.row_total": ({f"{r}.{c}" for c in results}, {f"{r}.total"}) for r in DISPUTES}
    identities = load_form("2019").identities
    assert len(wanted) == 23 + 7 + 7 + 3
    assert {i.id: (set(i.left), set(i.right)) for i in identities} == wanted
    assert all(len(set(i.left)) == len(i.left) for i in identities)
    assert next(i for i in identities if i.id == "requests.closed.row_total").message.startswith(
        "“（六）其他处理”一行："
    )


@pytest.mark.parametrize(
    ("version", "field", "cell"),
    [
        ("2019", "requests.closed.other", ("requests.closed", "other")),
        ("2021", "requests.closed.other.other", ("requests.closed.other", "other")),
    ],
)
def test_a_row_may_end_like_a_column(version: str, field: str, cell: tuple[str, str]) -> None:
    """``requests.closed.other`` is a row in the form of 2021, and a field in that of 2019."""
    found = next(f for f in load_form(version).fields if f.id == field)
    assert (found.row.id, found.column.id) == cell


def test_other_eras_do_not_share_labels_with_the_form() -> None:
    printed = _all_labels(load_form("2021"))
    for era in other_eras():
        assert len(era.labels) >= era.needed > 0
        assert not printed & set(era.labels)


@pytest.mark.parametrize(("version", "other"), [("2019", "2021"), ("2021", "2019")])
def test_evidence_is_printed_by_its_form_and_not_by_the_other(version: str, other: str) -> None:
    """Evidence may be the beginning of a label: long ones are cut short or broken."""
    own, foreign = _all_labels(load_form(version)), _all_labels(load_form(other))
    for label in load_form(version).evidence:
        assert any(label in printed for printed in own)
        assert not any(label in printed for printed in foreign)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_page_of_labels_is_told_by_all_the_evidence_of_its_form(version: str) -> None:
    page = read_text("\n".join(sorted(_first_labels(load_form(version)))))
    assert era_of((page,)) == Era(load_form(version), load_form(version).evidence)


def test_a_whole_report_of_2021_is_read_on_its_form() -> None:
    text = in_rows(random_figures(random.Random(0)), random.Random(0))
    assert era_of((read_text(text),)).form.version == "2021"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("proactive.licensing.change", "-4", None),
        ("proactive.licensing.previous_items", "-4", "项数为负数"),
        ("proactive.procurement.projects", "2.5", "项数含小数"),
        ("proactive.procurement.amount", "105.25", None),
        ("requests.closed.other", "-1", "件数为负数"),
    ],
)
def test_counts_are_not_below_zero_and_changes_may_be(field: str, value: str, said: str | None) -> None:
    form = load_form("2019")
    readings = {f.id: _reading("0") for f in form.fields} | {field: _reading(value)}
    checks = [c for c in check(form, readings, frozenset()) if c.id.startswith("domain.")]
    assert [(c.id, c.message.split("（")[0]) for c in checks] == ([(f"domain.{field}", said)] if said else [])


def _contract(version: str) -> list[dict[str, str]]:
    if not CONTRACT.exists():
        pytest.skip("the contract is not at hand")
    with (CONTRACT / f"fields-{version}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _unit(wanted: str) -> str:
    """The contract's unit; none where it leaves it to what is printed."""
    return "" if wanted.startswith("as printed") else wanted


def _joined(*labels: str) -> str:
    return "/".join(label for label in labels if label)


def _printed_labels(form: Form) -> list[tuple[str, str]]:
    """Of each field: its row's label with those over it, and its column's. 申请人情况 is over all columns of 三."""
    found = []
    for section in form.sections:
        for block in section.blocks:
            title = block.labels[0] if block.labels else ""
            for row in block.printed_rows:
                for field in row.fields:
                    over = [g[0] for g in field.column.groups if g[0] != "申请人情况"]
                    found.append((_joined(title, _with_groups(field.row)), _joined(*over, field.column.labels[0])))
    return found


def _with_groups(row: Row) -> str:
    return _joined(*(group[0] for group in row.groups), row.labels[0])


def _label_sets(form: Form) -> list[Labels]:
    found: list[Labels] = []
    for block in (b for s in form.sections for b in s.blocks):
        found += [block.labels, block.corner]
        for row in block.rows:
            found += [*row.groups, row.labels]
        for column in block.columns:
            found += [*column.groups, column.labels]
    return [labels for labels in found if labels]


def _all_labels(form: Form) -> set[str]:
    return {label for labels in _label_sets(form) for label in labels}


def _first_labels(form: Form) -> set[str]:
    return {labels[0] for labels in _label_sets(form)}


def _reading(value: str) -> FieldReading:
    return FieldReading.model_validate(
        {"value": Decimal(value), "kind": "number", "raw": value, "unit": "", "confidence": 1.0, "review": False}
    )
