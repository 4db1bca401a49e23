"""Decisions in place of readings: comparing, rolling up, exporting, the prose, the causes of failures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from editions import make_edition
from made_reports import decision, made_report

from gouji.models.comparison.compare import compare
from gouji.models.result import AuthorityDecision, ProseCheck, Report
from gouji.service.exports.decided import decided
from gouji.service.exports.rollup import roll_up
from gouji.service.exports.wide_row import wide_row

FIELD = "requests.received.total"
BY = {"by": "王五", "at": "2026-01-02T03:04:05Z"}


def named(report: Report, name: str | None) -> Report:
    said = AuthorityDecision(kind="text" if name else "absent", value=name, **BY)
    return report.model_copy(update={"authority": report.authority.model_copy(update={"decision": said})})


def test_reports_are_compared_under_the_name_that_was_decided() -> None:
    earlier, later = make_edition(2022, authority="青禾县人民政府"), make_edition(2023, authority="青木县财政局")
    assert "authority_differs" in [w.code for w in compare([earlier, later]).warnings]
    corrected = later.model_copy(update={"report": named(later.report, "青禾县人民政府")})
    compared = compare([earlier, corrected])
    assert [w.code for w in compared.warnings] == [] and compared.documents[1].authority == "青禾县人民政府"
    unnamed = later.model_copy(update={"report": named(later.report, None)})
    assert [w.code for w in compare([earlier, unnamed]).warnings] == ["authority_unknown"]


def test_a_rollup_tells_bodies_apart_by_the_names_that_were_decided() -> None:
    same = [named(made_report(n), "甲县") for n in (1, 2)]
    assert any("甲县" in note and "2 份" in note for note in roll_up(same).notes)
    assert not any("份不同的年报" in note for note in roll_up([made_report(1), made_report(2)]).notes)


def test_a_row_of_an_export_has_the_name_that_was_decided_and_says_so() -> None:
    row = wide_row(named(made_report(1), "甲县"))
    assert row.authority == "甲县" and row.notes.decided == ["authority"]


def test_the_result_keeps_the_form_of_the_contract() -> None:
    content = named(made_report(1), "甲县").model_dump(mode="json")["authority"]
    assert content["decision"] == {"kind": "text", "value": "甲县", **BY, "note": None}
    assert Report.model_validate_json(named(made_report(1), "甲县").to_json()).authority.decision is not None


def prose(status: str, printed: int, stated: int, **more: Any) -> ProseCheck:  # noqa: ANN401
    return ProseCheck.model_validate(
        {
            "id": f"narrative.{FIELD}", "status": status, "cause": "source" if status == "fail" else None,
            "blanks_as_zero": False, "used_in_reading": False, "left": {"fields": [FIELD], "value": printed},
            "right": {"fields": [], "value": stated}, "difference": printed - stated, "message": "…",
            "quoted": {"text": "收到5件", "page": 1, "bbox": [0, 0, 1, 1]}, **more,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "value", "kind", "after", "cause"),
    [
        ("fail", 5, "number", "pass", None),
        ("fail", 6, "number", "fail", "source"),
        ("doubtful", 5, "number", "pass", None),
        ("doubtful", 6, "number", "doubtful", None),  # it may speak of something narrower
        ("pass", 6, "number", "doubtful", None),
        ("unassessable", 5, "number", "pass", None),
        ("fail", None, "unread", "unassessable", None),
        ("fail", None, "blank", "incomplete", None),
    ],
)
def test_the_prose_is_compared_with_the_decided_figures(
    before: str, value: int | None, kind: str, after: str, cause: str | None
) -> None:
    said = decision(0).model_copy(update={"value": None if value is None else Decimal(value), "kind": kind})
    report = made_report(1, requests__received__total={"value": Decimal(7), "decision": said})
    report = report.model_copy(update={"checks": (*report.checks, prose(before, 7, 5))})
    check = decided(report).checks[-1]
    assert isinstance(check, ProseCheck) and (check.status, check.cause) == (after, cause)
    assert check.left.value == (0 if kind == "blank" else value)
    assert check.difference == (None if check.left.value is None else check.left.value - 5) and check.message != "…"


def test_prose_about_cells_that_nobody_decided_stays_as_it_was() -> None:
    report = made_report(1, requests__granted__total={"decision": decision(3)})
    said = prose("doubtful", 7, 5)
    assert decided(report.model_copy(update={"checks": (said,)})).checks[-1] == said


def test_a_failure_over_decided_cells_is_laid_at_the_door_of_the_source() -> None:
    doubtful = {"confidence": 0.3, "review": True, "value": Decimal(900)}
    report = made_report(1, requests__granted__total=doubtful)
    cause = {c.id: c.cause for c in report.checks}["requests.granted.row_total"]
    sure = made_report(1, requests__granted__total=doubtful | {"decision": decision(900)})
    assert cause == "reading"
    assert {c.id: c.cause for c in decided(sure).checks}["requests.granted.row_total"] == "source"
    assert decided(sure).fields["requests.granted.total"].confidence == 0.3
