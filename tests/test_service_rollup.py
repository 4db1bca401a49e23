"""Roll-ups: exact sums, and nothing that is missing taken for 0."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from made_reports import decision, made_report

from gouji.models.result import Report
from gouji.service.command_line import main
from gouji.service.exports.rollup import MAX_NAMED, FieldSum, roll_up

FIELD = "requests.received.individual"


def sum_of(reports: list[Report], field: str = FIELD, parent: Report | None = None) -> FieldSum:
    return next(s for s in roll_up(reports, parent).sums if s.heading.id == field)


def test_sums_are_of_what_was_printed_and_decided() -> None:
    reports = [
        made_report(1, requests__received__individual={"value": Decimal(3)}),
        made_report(2, requests__received__individual={"value": Decimal(4), "review": True}),
        made_report(3, requests__received__individual={"value": Decimal(500), "decision": decision(5)}),
    ]
    entry = sum_of(reports)
    assert (entry.total, entry.counted, entry.doubtful, entry.missing.total()) == (12, 3, 1, 0)


def test_what_is_missing_is_said_and_not_taken_for_zero() -> None:
    kinds = ("blank", "placeholder", "unread", "absent", "text")
    reports = [made_report(i, requests__received__individual={"kind": k, "value": None}) for i, k in enumerate(kinds)]
    entry = sum_of([*reports, made_report(9, requests__received__individual={"value": Decimal(2)})])
    assert (entry.total, entry.counted) == (2, 1)
    assert dict(entry.missing) == dict.fromkeys(kinds, 1)
    assert entry.named[0] == "第0县人民政府"


def test_money_is_added_in_one_unit_and_never_across_unknown_ones() -> None:
    amounts = [("2.5", "万元"), ("251000", "元"), ("7", "")]
    reports = [
        made_report(i, proactive__fees__amount={"value": Decimal(v), "unit": unit})
        for i, (v, unit) in enumerate(amounts)
    ]
    entry = sum_of(reports, "proactive.fees.amount")
    assert (entry.total, entry.unit, entry.counted) == (Decimal("27.6"), "万元", 2)
    assert dict(entry.missing) == {"other_unit": 1}
    assert dict(sum_of([made_report(1, requests__received__individual={"unit": "元"})]).missing) == {"other_unit": 1}


def test_reports_on_another_form_are_missing_where_it_has_no_such_field() -> None:
    reports = [made_report(1), made_report(1, "2019")]
    assert sum_of(reports).counted == 2
    entry = sum_of(reports, "proactive.regulations.issued")
    assert (entry.counted, dict(entry.missing)) == (1, {"other_form": 1})
    assert "proactive.procurement.projects" not in {s.heading.id for s in roll_up([made_report(1)]).sums}


def test_the_parent_is_compared_and_left_out_of_the_sum() -> None:
    parent = made_report(100, requests__received__individual={"value": Decimal(10)})
    child = made_report(1, requests__received__individual={"value": Decimal(4)})
    rollup = roll_up([child, parent, child], parent)
    entry = next(s for s in rollup.sums if s.heading.id == FIELD)
    assert (rollup.reports, entry.total, entry.parent, entry.difference) == (1, 4, 10, 6)
    assert len([n for n in rollup.notes if "同一份文件" in n]) == 2


def test_doubts_about_the_set_are_said() -> None:
    one, other = made_report(1), made_report(2)
    twice = other.model_copy(update={"authority": one.authority})
    older = made_report(3).model_copy(update={"year": one.year.model_copy(update={"value": 2001})})
    notes = roll_up([one, twice, older]).notes
    assert any("第1县人民政府 2024 有 2 份" in n for n in notes) and any("2001、2024" in n for n in notes)


def test_names_are_bounded_and_counts_are_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count = MAX_NAMED + 5
    lines = [
        made_report(i, requests__received__individual={"kind": "blank", "value": None}).to_json(indent=None)
        for i in range(count)
    ]
    (tmp_path / "all.jsonl").write_text("\n".join(lines))
    assert main(["rollup", str(tmp_path / "all.jsonl"), "--out", str(tmp_path / "sum.csv")]) == 0
    with (tmp_path / "sum.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(r for r in csv.DictReader(file) if r["字段"] == FIELD)
    assert (row["合计"], row["计入份数"], row["空白"]) == ("", "0", str(count))
    assert row["缺数的机关"].endswith(f"等 {count} 家")
