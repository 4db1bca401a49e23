"""``gouji compare``: inputs of both kinds, exit codes, what is refused, the table."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editions import make_report
from service_stubs import make_broken, make_stub

from gouji.models.comparison import stored
from gouji.models.comparison.result import Comparison
from gouji.service.command_line import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GOUJI_")]:
        monkeypatch.delenv(name)


def result(
    year: int | None,
    changes: dict[str, str] | None = None,
    authority: str = "青禾县人民政府",
    review: tuple[str, ...] = (),
) -> str:
    path = Path(f"{year}.json")
    path.write_text(make_report(year, changes, authority=authority, review=review).to_json(), encoding="utf-8")
    return str(path)


def altered(name: str, change: Callable[[dict[str, Any]], object]) -> str:
    """A result file that is not as ``gouji extract`` writes it."""
    content = json.loads(make_report(2023).to_json())
    change(content)
    Path(name).write_text(json.dumps(content), encoding="utf-8")
    return name


def test_results_are_compared_without_any_worker(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    files = [result(2022, {"requests.carried_out.total": "7"}), result(2023)]
    assert main(["compare", *files], make_broken) == 0
    out, err = capsysbinary.readouterr()
    comparison = Comparison.model_validate_json(out)
    assert [document.file for document in comparison.documents] == files
    (failed,) = [check for check in comparison.pairs[0].checks if check.status == "fail"]
    assert failed.id == "cross_year.requests.carried_in.total"
    assert out.decode() == comparison.to_json() + "\n"
    assert err == b""


def test_figures_come_through_a_result_as_they_were(capsys: pytest.CaptureFixture[str]) -> None:
    files = [result(2022, {"proactive.fees.amount": "3034.562617"}), result(2023, {"proactive.fees.amount": "0.1"})]
    assert main(["compare", *files]) == 0
    change = json.loads(capsys.readouterr().out)["pairs"][0]["changes"]["proactive.fees.amount"]
    assert change["earlier"]["value"] == 3034.562617
    assert change["difference"] == -3034.462617


def test_the_comparison_is_written_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", result(2022), result(2023), "--out", "new/c.json"]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(Path("new/c.json").read_text())["schema"] == "gouji.comparison/1"
    assert main(["compare", "2022.json", "2023.json", "--out", "new/c.json", "--table"]) == 0
    assert "跨年勾稽关系：9 项成立" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_the_bytes_are_decides(encoding: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("2023.pdf").write_bytes(make_report(2023).to_json().encode(encoding))
    assert main(["compare", result(2022), "2023.pdf"], make_broken) == 0
    assert json.loads(capsys.readouterr().out)["documents"][1]["file"] == "2023.pdf"


def test_reports_are_read_by_the_workers(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("2022", "2023"):
        Path(f"{name}.json").write_text(f"year {name}")  # text, whatever the name says
    assert main(["compare", "2023.json", "2022.json", result(2024), "--workers", "2"], make_stub) == 0
    comparison = Comparison.model_validate_json(capsys.readouterr().out)
    assert [document.file for document in comparison.documents] == ["2022.json", "2023.json", "2024.json"]
    assert [warning.code for warning in comparison.warnings] == ["reordered"]
    read, stored_one = comparison.pairs
    assert read.prose is not None and read.prose.share == 1
    assert stored_one.prose is None


def test_any_refusal_refuses_the_comparison(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.pdf").write_text("refuse damaged_file")
    Path("b.pdf").write_text("refuse no_report_found")
    Path("old.json").write_text("old")
    assert main(["compare", "a.pdf", result(2022), "b.pdf", "--out", "old.json"], make_stub) == 3
    out, err = capsys.readouterr()
    assert [line.split(": ")[:2] for line in err.splitlines()] == [
        ["a.pdf", "damaged_file"],
        ["b.pdf", "no_report_found"],
    ]
    assert out == ""
    assert not Path("old.json").exists()


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda r: r.update(schema="gouji.comparison/1"), "unsupported_media", "gouji.comparison/1"),
        (lambda r: r.pop("schema"), "unsupported_media", "没有 schema"),
        (lambda r: r.pop("year"), "damaged_file", "缺少 'year'"),
        (lambda r: r["fields"]["review.total"].update(kind="nonsense"), "damaged_file", "nonsense"),
        (lambda r: r["fields"].pop("review.total"), "damaged_file", "review.total"),
        (lambda r: r["fields"].update({"\x1b[2Jx": r["fields"]["review.total"]}), "damaged_file", "201 个|1 个"),
        (lambda r: r["fields"]["review.total"].update(value=None), "damaged_file", "review.total"),
        (lambda r: r["fields"]["review.total"].update(kind="blank"), "damaged_file", "review.total"),
        (lambda r: r["fields"]["review.total"].update(value="1E999999"), "damaged_file", "review.total"),
        (lambda r: r["fields"]["review.total"].update(value="1E-999999"), "damaged_file", "review.total"),
        (
            lambda r: r["fields"]["review.total"].update(
                decision={"kind": "number", "value": None, "by": "", "at": ""}
            ),
            "damaged_file",
            "review.total",
        ),
        (lambda r: r["year"].update(value=10**30), "damaged_file", "年份"),
        (lambda r: r["form"].update(version="2014"), "unsupported_form", "2014"),
        (lambda r: r["form"].update(version="../../x"), "unsupported_form", "2019、2021"),
    ],
)
def test_results_of_strangers_are_checked(
    change: Callable[[dict[str, Any]], object], code: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", result(2022), altered("x.json", change)]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"x.json: {code}: ")
    assert re.search(said, line)
    assert "\x1b" not in line


@pytest.mark.parametrize("content", ['{"schema": "gouji.report/1", ', '{"a": ' + "9" * 5000 + "}", '{"a":' * 100_000])
def test_json_that_is_not_whole(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.json").write_text(content)
    assert main(["compare", result(2022), "x.json"]) == 3
    assert "x.json: damaged_file: JSON" in capsys.readouterr().err


def test_a_result_has_a_bound_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.json").write_text('{"a": "' + "x" * stored.MAX_BYTES + '"}')
    assert main(["compare", result(2022), "x.json"]) == 3
    assert "x.json: too_large: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2022.json"], "gouji compare"),
        (["2022.json", "没有.json"], "没有.json"),
        (["2022.json", "."], "不是普通文件"),
        (["2022.json", "2023.json", "--out", "2022.json"], "覆盖"),
        (["2022.json", "2023.json", "--out", "."], "不是普通文件"),
        (["2022.json", "2023.json", "--out", "/dev/null"], "不是普通文件"),
        (["2022.json", "2022.json"], "年份相同"),
    ],
)
def test_wrong_usage(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    result(2022), result(2023)
    try:
        code = main(["compare", *arguments], make_stub)
    except SystemExit as error:
        code = int(error.code or 0)
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert said in err


def test_the_table_says_what_is_to_be_known(capsys: pytest.CaptureFixture[str]) -> None:
    earlier = {"requests.carried_out.total": "7", "proactive.regulations.in_force": "10", "review.other": "/"}
    later = {"proactive.regulations.in_force": "", "review.total": "3"}
    files = [
        result(2022, earlier, authority="青禾县\x1b[31m人民政府"),
        result(2023, later, authority="白杨县人民政府", review=("review.total",)),
    ]
    assert main(["compare", *files, "--table"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "两份报告的机关不同" in out
    assert "7 项成立，1 项不成立，1 项有空白，不能断定" in out
    assert "规章 / 现行有效件数，有空白单元格" in out
    assert re.search(r"行政复议 / 总计 +0 +3 +\+3  待复核\n", out)
    assert re.search(r"行政复议 / 其他结果 +占位符「/」 +0 +—\n", out)
    assert "正文：没有比较。2022.json、2023.json 是结果文件" in out


def test_columns_of_the_table_end_in_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["compare", result(2022, {"review.total": "12345"}), result(2023, {"review.other": "1"}), "--table"]) == 0
    )
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  行政复议")]
    assert len(rows) == 2
    assert len({sum(2 if glyph >= "\u2e80" else 1 for glyph in row) for row in rows}) == 1


@pytest.mark.parametrize("years", [(2021, 2023), (None, 2023)])
def test_years_that_do_not_follow_are_said(years: tuple[int | None, int], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", *(result(year) for year in years), "--table"]) == 0
    out = capsys.readouterr().out
    assert ("不是相邻年份" if years[0] else "没有读出年份") in out
    assert ("未核对 9 项" in out) == (years[0] is not None)
