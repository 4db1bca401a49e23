"""The forms as data."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from gouji.models.forms import load_form, other_eras

_BESIDE_THE_PROJECT = Path(__file__).parents[2] / "shared" / "seeds"
CONTRACT = Path(os.environ.get("GOUJI_SEEDS", _BESIDE_THE_PROJECT)).parent / "contract"


def test_counts_of_the_form_of_2021() -> None:
    form = load_form("2021")
    assert len(form.fields) == 200
    assert len({f.id for f in form.fields}) == 200
    assert len(form.identities) == 42
    assert len({i.id for i in form.identities}) == 42


def test_fields_are_those_of_the_contract_in_printed_order() -> None:
    if not CONTRACT.exists():
        pytest.skip("the contract is not at hand")
    form = load_form("2021")
    with (CONTRACT / "fields-2021.csv").open(encoding="utf-8") as file:
        wanted = list(csv.DictReader(file))
    assert [f.id for f in form.fields] == [w["field"] for w in wanted]
    assert [f.column.unit for f in form.fields] == [w["unit"] for w in wanted]
    headings = {s.id: s.labels[0] for s in form.sections}
    assert [headings[f.section] for f in form.fields] == [w["section"] for w in wanted]


def test_identities_name_existing_fields_and_balance_is_as_printed() -> None:
    form = load_form("2021")
    ids = {f.id for f in form.fields}
    for identity in form.identities:
        assert set(identity.left) | set(identity.right) <= ids
    balance = next(i for i in form.identities if i.id == "requests.balance.total")
    assert balance.left == ("requests.received.total", "requests.carried_in.total")
    assert balance.right == ("requests.handled.total", "requests.carried_out.total")
    outcomes = next(i for i in form.identities if i.id == "requests.handled.other.outcomes")
    assert len(outcomes.left) == 21
    assert outcomes.message.startswith("“其他”一列：")


def test_a_row_may_end_like_a_column() -> None:
    """``requests.closed.other`` is a row here; only its cells are fields."""
    form = load_form("2021")
    field = next(f for f in form.fields if f.id == "requests.closed.other.other")
    assert (field.row.id, field.column.id) == ("requests.closed.other", "other")


def test_other_eras_do_not_share_labels_with_the_form() -> None:
    form = load_form("2021")
    printed = {v for f in form.fields for v in (*f.row.labels, *f.column.labels)}
    for era in other_eras():
        assert len(era.labels) >= era.needed > 0
        assert not printed & set(era.labels)
