"""The whole reader on reports printed by the tests: text layers, scans, broken tables, the project's samples."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from comparison import silent, wrong
from PIL import Image
from report_printer import Pixels, Printing, figures, images_to_pdf, print_prose, print_report, rasterise
from seeds import Seed, each_seed
from test_era import LIST_OF_2014

from gouji.models import reader as reader_module
from gouji.models.document import Document, Page, Problem
from gouji.models.errors import (
    DamagedFileError,
    GoujiError,
    InternalError,
    NoReportFoundError,
    UnsupportedFormError,
)
from gouji.models.forms import load_form
from gouji.models.reader import Reader
from gouji.models.values import parse_value
from gouji.training.accuracy import score
from gouji.training.synthesis.gold import gold_json
from gouji.training.synthesis.kinds import KINDS
from gouji.training.synthesis.report import ReportKey, draw_report

SAMPLES = Path(__file__).parents[1] / "datasets" / "samples"


PRINTINGS = {
    "full rules": Printing(),
    "hair-thin rules": Printing(rule_width=0.05),
    "one table for section two": Printing(separate_blocks=False),
    "broken between rows": Printing(break_before_row=8),
    "broken with the header repeated": Printing(break_before_row=8, repeat_header=True),
    "broken inside a row": Printing(break_inside_row=9),
    "header on the first of three pages only": Printing(start_low=True, row_height=14),
    "horizontal rules only": Printing(rules="horizontal"),
    "no rules": Printing(rules="none"),
    "no rules, broken inside a row": Printing(rules="none", break_inside_row=9),
    "small print": Printing(font_size=7),
}


@each_seed
@pytest.mark.parametrize("name", PRINTINGS)
def test_real_figures_in_a_text_layer(reader: Reader, seed: Seed, name: str) -> None:
    printed = seed.figures()
    report = reader.read(print_report(printed, PRINTINGS[name]), "a.pdf")
    assert wrong(report.fields, printed) == []
    assert report.review == ()
    assert report.unplaced == ()
    assert report.engine.ocr is None
    assert (report.authority.value, report.year.value) == ("青禾县人民政府", 2021)


@each_seed
def test_real_figures_on_a_scan(reader: Reader, seed: Seed) -> None:
    """At most one cell in a thousand wrong, which of 200 is none; nothing silent; next to nothing to review."""
    printed = seed.figures()
    scan = images_to_pdf(rasterise(print_report(printed, Printing(break_inside_row=9)), dpi=200))
    report = reader.read(scan, "a.pdf")
    assert silent(report.fields, printed) == []
    assert wrong(report.fields, printed) == []
    assert len(report.review) <= 2
    assert report.engine.ocr is not None
    assert report.year.value == 2021


@pytest.mark.parametrize("name", PRINTINGS)
def test_invented_figures_in_a_text_layer(reader: Reader, name: str) -> None:
    for seed in (1, 2):
        printed = figures(seed)
        report = reader.read(print_report(printed, PRINTINGS[name]), "a.pdf")
        assert wrong(report.fields, printed) == []
        assert report.review == ()


def test_the_big_table_over_three_pages_with_its_header_on_the_first(reader: Reader) -> None:
    printed = figures(5)
    report = reader.read(print_report(printed, Printing(start_low=True, row_height=14)), "a.pdf")
    pages = [report.fields[f].page for f in printed if f.startswith("requests")]
    assert len(set(pages)) == 3
    assert wrong(report.fields, printed) == []


def test_numbers_of_a_local_row_in_a_drawn_table_are_unplaced(reader: Reader) -> None:
    printed = {f: "" if f.startswith("requests.unable") else v for f, v in figures(5).items()}
    report = reader.read(print_report(printed, Printing(extra_row=True)), "a.pdf")
    assert len(report.unplaced) == 7
    assert all(u.page and u.bbox for u in report.unplaced)
    assert silent(report.fields, printed) == []


def image_bytes(page: Pixels, kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(page).save(buffer, kind)
    return buffer.getvalue()


def test_every_kind_of_image_gives_the_same_figures(reader: Reader) -> None:
    """One page of the report alone: what is on it is read, whatever kind of image it is."""
    printed = figures(4)
    pages = rasterise(print_report(printed, Printing(separate_blocks=False)), dpi=150)
    read = {}
    for kind in ("PNG", "TIFF", "BMP", "WEBP"):
        data = image_bytes(pages[0], kind)
        report = reader.read(data, "page")
        assert report.document.pages == 1
        read[kind] = {f: (r.kind, r.value) for f, r in report.fields.items() if r.kind == "number"}
    assert len(read["PNG"]) > 50
    assert read["PNG"] == read["TIFF"] == read["BMP"]
    assert all(parse_value(printed[f]).value == value for values in read.values() for f, (_, value) in values.items())


def test_a_page_without_the_first_table_has_absent_fields_not_zeros(reader: Reader) -> None:
    printed = figures(4)
    text = "\n".join(
        f"{label} " + " ".join(printed[f"requests.{row}.{c}"] for c in COLUMNS)
        for row, label in (
            ("received", "一、本年新收政府信息公开申请数量"),
            ("carried_in", "二、上年结转政府信息公开申请数量"),
            ("granted", "（一）予以公开"),
            ("closed.fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
            ("handled", "（七）总计"),
            ("carried_out", "四、结转下年度继续办理"),
        )
    )
    report = reader.read(text.encode(), "part.txt")
    assert report.fields["proactive.licensing.decisions"].kind == "absent"
    assert report.fields["proactive.licensing.decisions"].review
    assert report.fields["requests.received.total"].raw == printed["requests.received.total"]


COLUMNS = ("individual", "company", "research", "public_welfare", "legal_service", "other", "total")


def test_prose_without_tables_is_no_report(reader: Reader) -> None:
    paragraphs = [
        "本年度共收到政府信息公开申请 12 件，予以公开 7 件，不予公开 5 件。",
        "行政许可 30 件，行政处罚 4 件。",
    ]
    for data in (print_prose(paragraphs), "\n".join(paragraphs).encode()):
        with pytest.raises(NoReportFoundError):
            reader.read(data, "a")


def test_a_blank_page_is_no_report(reader: Reader) -> None:
    blank = np.full((1200, 900, 3), 255, np.uint8)
    with pytest.raises(NoReportFoundError):
        reader.read(image_bytes(blank, "PNG"), "a.png")


@pytest.mark.parametrize(("is_ours", "kind"), [(False, DamagedFileError), (True, InternalError)])
def test_where_no_table_is_found_and_a_page_was_not_read_it_is_told_whose_fault_that_is(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, is_ours: bool, kind: type[GoujiError]
) -> None:
    problems = (Problem(None, "open", "不完整"), Problem(1, "read", "第 2 页", is_ours), Problem(2, "read", "第 3 页"))
    opened = Document("a.pdf", "0" * 64, "application/pdf", (Page(0, (), "ocr"),), problems)
    monkeypatch.setattr(reader_module, "open_document", lambda *_: opened)
    with pytest.raises(kind, match="第 2 页"):
        reader.read(b"x", "a.pdf")


def test_rows_that_several_forms_share_do_not_make_a_report_of_this_form(reader: Reader) -> None:
    rows = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（六）其他处理"]
    text = "\n".join(f"{row} 1 0 0 0 0 0 1" for row in (*rows, "（七）总计", "四、结转下年度继续办理"))
    with pytest.raises(UnsupportedFormError):
        reader.read(text.encode(), "a.txt")


def test_a_report_of_2019_is_read_on_its_own_form(reader: Reader) -> None:
    sample = KINDS["ruled_pdf"](draw_report(ReportKey("train", 3, "2019")))
    gold = gold_json(sample.gold)
    report = reader.read(sample.data, "2019.pdf")
    assert report.form.version == "2019"
    assert "上一年项目数量" in report.form.evidence
    assert list(report.fields) == [field.id for field in load_form("2019").fields]
    assert score(report, gold).right == len(report.fields)
    statuses = {check.id: check.status for check in report.checks if check.id in gold["checks"]}
    assert statuses == gold["checks"]


def test_an_older_form_is_refused_and_never_read_as_a_newer_one(reader: Reader) -> None:
    with pytest.raises(UnsupportedFormError):
        reader.read(LIST_OF_2014.encode(), "a.txt")


@pytest.mark.parametrize("name", ["report.txt", "report.pdf", "scan.pdf"])
def test_the_samples_are_read_with_their_error_found(reader: Reader, name: str) -> None:
    gold = json.loads((SAMPLES / "gold.json").read_text(encoding="utf-8"))
    report = reader.read((SAMPLES / name).read_bytes(), name)
    assert wrong(report.fields, gold["fields"]) == []
    assert (report.authority.value, report.year.value) == (gold["authority"], gold["year"])
    assert report.review == ()
    failing = {c.id: c.cause for c in report.checks if c.status == "fail"}
    assert failing == dict.fromkeys(
        ("requests.handled.row_total", "requests.handled.total.outcomes", "requests.balance.total"), "source"
    )
