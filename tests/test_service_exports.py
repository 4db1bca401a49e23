"""Exports: what is in the files, as other programs read them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_reports import decision, made_report

from gouji.models.errors import ConfigurationError
from gouji.models.forms import VERSIONS, load_form
from gouji.models.result import Report
from gouji.service.command_line import main
from gouji.service.exports import workbook
from gouji.service.exports.arguments import FORMAT_TITLES
from gouji.service.exports.decided import decided
from gouji.service.exports.formats import FORMATS, export
from gouji.service.exports.headings import headings
from gouji.service.exports.printed_form import printed_form
from gouji.service.exports.sheet_names import MAX_UNITS, SheetNames
from gouji.service.exports.text import harmless

FIELD = "requests.received.individual"
TOTAL = "requests.received.total"


def wide(tmp_path: Path, *reports: Report) -> list[dict[str, str]]:
    export(reports, FORMATS["wide-csv"], tmp_path / "wide.csv")
    with (tmp_path / "wide.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def long(tmp_path: Path, *reports: Report) -> dict[str, dict[str, str]]:
    export(reports, FORMATS["csv"], tmp_path / "long.csv")
    with (tmp_path / "long.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["字段"]: row for row in csv.DictReader(file)}


def parquet(tmp_path: Path, *reports: Report) -> list[dict[str, object]]:
    export(reports, FORMATS["parquet"], tmp_path / "wide.parquet")
    rows: list[dict[str, object]] = pq.read_table(tmp_path / "wide.parquet").to_pylist()
    return rows


def sheets(tmp_path: Path, kind: str, *reports: Report) -> openpyxl.Workbook:
    export(reports, FORMATS[kind], tmp_path / "out.xlsx")
    return openpyxl.load_workbook(tmp_path / "out.xlsx")


def title(field: str) -> str:
    return next(h.text for h in headings() if h.id == field)


def place(version: str, field: str) -> str:
    """The cell of a field on the sheet of a report."""
    cell = next(c for c in printed_form(version).cells if c.field == field)
    return f"{openpyxl.utils.get_column_letter(cell.column + 1)}{cell.row + 3}"


def blank_and_others() -> Report:
    return made_report(
        1,
        requests__received__individual={"kind": "blank", "value": None, "raw": ""},
        requests__received__company={"kind": "placeholder", "value": None, "raw": "/"},
        requests__received__research={"kind": "unread", "value": None, "raw": None, "review": True},
        requests__received__other={"kind": "text", "value": None, "raw": '=HYPERLINK("http://x")', "review": True},
        proactive__fees__amount={"value": Decimal("251000.5"), "unit": "元"},
    )


def test_json_lines_are_the_results_themselves(tmp_path: Path) -> None:
    reports = [made_report(1), made_report(2, requests__received__total={"decision": decision(7)})]
    assert export(reports, FORMATS["jsonl"], tmp_path / "r.jsonl") == 2
    assert [Report.model_validate_json(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()] == reports


def test_the_long_table_has_every_field_and_what_was_read(tmp_path: Path) -> None:
    report = blank_and_others()
    rows = long(tmp_path, report)
    assert list(rows) == [field.id for field in load_form("2021").fields]
    assert (tmp_path / "long.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    row = rows[FIELD]
    assert (row["类型"], row["值"], row["行"], row["列"]) == ("空白", "", "一、本年新收政府信息公开申请数量", "自然人")
    assert rows["requests.received.company"]["原文"] == "/"
    assert rows["requests.received.research"]["待复核"] == "是"
    assert (rows["proactive.fees.amount"]["值"], rows["proactive.fees.amount"]["单位"]) == ("251000.5", "元")
    assert rows["requests.granted.total"]["勾稽不成立"].split() == [
        c.id
        for c in report.checks
        if c.status == "fail" and "requests.granted.total" in (*c.left.fields, *c.right.fields)
    ]


def test_blank_placeholder_unread_and_text_stay_apart_in_wide_tables(tmp_path: Path) -> None:
    report = blank_and_others()
    (row,), (typed,) = wide(tmp_path, report), parquet(tmp_path, report)
    assert all(row[title(f"requests.received.{c}")] == "" for c in ("individual", "company", "research", "other"))
    assert (row["占位符"], row["未读出"], row["文字"]) == (
        "requests.received.company", "requests.received.research", "requests.received.other",
    )  # fmt: skip
    assert typed[FIELD] is None and typed["notes.placeholder"] == ["requests.received.company"]
    assert typed[TOTAL] == float(report.fields[TOTAL].value or 0)
    assert typed["notes.other_unit"] == ["proactive.fees.amount=元"] == row["单位与表不同"].split()


def test_wide_tables_hold_reports_on_all_forms(tmp_path: Path) -> None:
    rows = wide(tmp_path, made_report(1), made_report(1, "2019"))
    texts = [h.text for h in headings()]
    assert len(set(texts)) == len(texts)
    assert [row["版式"] for row in rows] == ["2021", "2019"]
    only_2019 = title("proactive.procurement.projects")
    assert rows[0][only_2019] == "" and rows[1][only_2019] != ""
    assert pq.read_schema(make(tmp_path, "parquet")).names == pq.read_schema(make(tmp_path, "parquet", "2019")).names


def make(tmp_path: Path, kind: str, version: str = "2021") -> Path:
    target = tmp_path / f"{version}.{kind}"
    export([made_report(1, version)], FORMATS[kind], target)
    return target


def test_a_figure_that_a_double_cannot_hold_is_not_rounded(tmp_path: Path) -> None:
    value = Decimal("12345678901234567891")
    report = made_report(1, requests__received__individual={"value": value})
    (typed,) = parquet(tmp_path, report)
    assert typed[FIELD] is None and typed["notes.oversized"] == [f"{FIELD}={value}"]
    sheet = sheets(tmp_path, "xlsx", report).worksheets[1]
    assert sheet[place("2021", FIELD)].value == str(value)


def test_decisions_stand_in_place_of_readings_everywhere_but_in_json(tmp_path: Path) -> None:
    report = made_report(
        1, requests__received__individual={"review": True, "kind": "unread", "value": None, "decision": decision(7)}
    )
    assert wide(tmp_path, report)[0][title(FIELD)] == "7"
    assert wide(tmp_path, report)[0]["已裁定"] == FIELD and wide(tmp_path, report)[0]["待复核"] == ""
    assert parquet(tmp_path, report)[0][FIELD] == 7.0
    assert (long(tmp_path, report)[FIELD]["值"], long(tmp_path, report)[FIELD]["裁定人"]) == ("7", "王五")
    cell = sheets(tmp_path, "xlsx", report).worksheets[1][place("2021", FIELD)]
    assert cell.value == 7 and "王五" in cell.comment.text


def test_identities_are_evaluated_again_over_decisions() -> None:
    terms = {f"requests__granted__{c}": {"value": Decimal(1)} for c in ("individual", "company", "research")}
    terms |= {f"requests__granted__{c}": {"value": Decimal(0)} for c in ("public_welfare", "legal_service", "other")}
    report = made_report(1, **terms, requests__granted__total={"value": Decimal(8), "decision": decision(3)})
    status = {c.id: c.status for c in report.checks}["requests.granted.row_total"]
    again = {c.id: c.status for c in decided(report).checks}["requests.granted.row_total"]
    assert (status, again) == ("fail", "pass")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_sheet_has_every_field_once_and_no_cell_over_another(version: str) -> None:
    form = printed_form(version)
    covered = [
        (row, column)
        for cell in form.cells
        for row in range(cell.row, cell.row + cell.height)
        for column in range(cell.column, cell.column + cell.width)
    ]
    assert len(covered) == len(set(covered)) == form.rows * form.columns  # nothing twice, and no holes
    figures = [cell.field for cell in form.cells if cell.field]
    assert sorted(figures) == sorted(f.id for f in load_form(version).fields)


def test_the_sheet_is_laid_out_like_the_printed_form(tmp_path: Path) -> None:
    sheet = sheets(tmp_path, "xlsx", made_report(3)).worksheets[1]
    merged = {str(r): sheet[str(r).split(":")[0]].value for r in sheet.merged_cells.ranges}
    texts = {text: where for where, text in merged.items()}
    assert texts["法人或其他组织"] == "J20:N20"
    assert texts["三、本年度办理结果"] == "A24:A45"
    assert texts["（三）不予公开"] == "B26:B33"
    assert texts["行政复议"] == "A48:E49"
    assert sheet["A1"].value == "第3县人民政府2024年政府信息公开工作年度报告"


def test_doubt_is_coloured_and_failing_identities_are_noted(tmp_path: Path) -> None:
    report = made_report(
        1,
        requests__received__individual={"review": True},
        requests__carried_in__individual={"value": Decimal(10**6)},
    )
    book = sheets(tmp_path, "xlsx", report)
    sheet = book.worksheets[1]
    doubtful, failing = (sheet[place("2021", f"requests.{row}.individual")] for row in ("received", "carried_in"))
    assert doubtful.fill.fgColor.rgb == "FFFFEB9C" and "待复核" in doubtful.comment.text
    assert failing.fill.fgColor.rgb == "FFF8CBAD" and "各类申请人之和（1000" in failing.comment.text
    assert [c.value for c in book.worksheets[0][2]][3:5] == [1, sum(c.status == "fail" for c in report.checks)]
    table = sheets(tmp_path, "xlsx-table", report).worksheets[0]
    column = next(c.column for c in table[1] if c.value == title("requests.carried_in.individual"))
    assert table.cell(2, column).value == 10**6 and "各类申请人之和" in table.cell(2, column).comment.text


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    report = blank_and_others()
    report = report.model_copy(
        update={"document": report.document.model_copy(update={"name": "=1+1.pdf"}),
                "authority": report.authority.model_copy(update={"value": "@SUM(1)"})}
    )  # fmt: skip
    for kind in ("xlsx", "xlsx-table"):
        cells = [c for sheet in sheets(tmp_path, kind, report) for row in sheet.iter_rows() for c in row]
        assert not [c for c in cells if c.data_type == "f"]
        assert any(c.value == '=HYPERLINK("http://x")' for c in cells) or kind == "xlsx-table"
        assert any(c.value == "=1+1.pdf" for c in cells)
    assert long(tmp_path, report)["requests.received.other"]["原文"].startswith("'=")
    assert wide(tmp_path, report)[0]["机关"] == "'@SUM(1)"


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1", "'=1"), ("+cmd", "'+cmd"), ("-4", "-4"), ("-", "-"), ("＝1", "'＝1"), ("-4+A1", "'-4+A1"), ("县", "县")],
)
def test_beginnings_of_formulas_are_defused_in_csv(text: str, cell: str) -> None:
    assert harmless(text) == cell


@given(st.lists(st.text(max_size=60), max_size=12))
def test_names_of_sheets_are_what_excel_takes(wanted: list[str]) -> None:
    names = SheetNames()
    taken = [names.take(text) for text in wanted]
    assert len({name.casefold() for name in taken}) == len(taken)
    for name in taken:
        assert 0 < len(name.encode("utf-16-le", "surrogatepass")) // 2 <= MAX_UNITS
        assert not set(name) & set("[]:*?/\\") and name.strip("'") == name and name.casefold() != "history"


def test_more_reports_than_a_workbook_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_REPORTS", 2)
    with pytest.raises(ConfigurationError, match="xlsx-table"):
        export(map(made_report, range(3)), FORMATS["xlsx"], tmp_path / "a.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["jsonl", "csv", "wide-csv", "parquet", "xlsx-table"])
def test_reports_are_taken_one_at_a_time(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.service.exports.wide_table._ROWS_AT_ONCE", 4)
    alive: list[int] = []

    class Counted:
        def __init__(self) -> None:
            alive.append(1)

        def __del__(self) -> None:
            alive.pop()

    most = 0

    def reports() -> Iterator[Report]:
        nonlocal most
        for seed in range(12):
            report = made_report(seed)
            object.__setattr__(report, "__pydantic_private__", {"counted": Counted()})
            most = max(most, len(alive))
            yield report

    export(reports(), FORMATS[kind], tmp_path / "out")
    assert most <= 6


def test_the_command_describes_exactly_the_formats_there_are() -> None:
    assert list(FORMAT_TITLES) == list(FORMATS)


def test_the_command_exports_files_and_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r/a.json").write_text(made_report(1).to_json())
    (tmp_path / "b.jsonl").write_text("".join(made_report(s).to_json(indent=None) + "\n" for s in (2, 3)))
    out = tmp_path / "o.csv"
    assert (
        main(["export", str(tmp_path / "r"), str(tmp_path / "b.jsonl"), "--format", "wide-csv", "--out", str(out)]) == 0
    )
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 4
    assert "3 份" in capsys.readouterr().err


def test_what_is_no_result_is_refused_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(made_report(1).to_json(indent=None) + "\n{}\n")
    out = tmp_path / "o.csv"
    assert main(["export", str(bad), "--format", "csv", "--out", str(out)]) == 2
    assert "bad.jsonl 第 2 行" in capsys.readouterr().err
    assert not out.exists()
    assert main(["export", str(tmp_path / "none"), "--format", "csv", "--out", str(out)]) == 2
    assert main(["export", str(tmp_path), "--format", "csv", "--out", str(tmp_path / "no/o.csv")]) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda r: r["fields"].pop(FIELD), FIELD),
        (lambda r: r["fields"][FIELD].update(value="1E999999"), FIELD),
        (lambda r: r["fields"][FIELD].update(value=[1]), FIELD),
        (lambda r: r["fields"][FIELD].update(kind="blank"), FIELD),
        (lambda r: r["fields"][FIELD].update(suggestion={"value": "1E999999", "reason": "x"}), FIELD),
        (
            lambda r: r["fields"][FIELD].update(
                alternatives=[{"kind": "number", "value": "1E-999999", "confidence": 0}]
            ),
            FIELD,
        ),
        (lambda r: r["fields"][FIELD].update(bbox=[0, 0, float("nan"), 1]), "bbox"),
        (lambda r: r["checks"][0].update(difference="1E999999"), "勾稽关系"),
        (lambda r: r.pop("schema"), "没有 schema"),
        (lambda r: r["form"].update(version="2014"), "2019、2021"),
    ],
)
@pytest.mark.parametrize("command", ["export", "rollup"])
def test_results_of_strangers_are_read_strictly(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    change: Callable[[dict[str, Any]], object],
    said: str,
) -> None:
    content = json.loads(made_report(1).to_json())
    change(content)
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(content))
    options = ["--format", "csv"] if command == "export" else []
    assert main([command, str(bad), *options, "--out", str(tmp_path / "o")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "bad.json" in line and said in line
