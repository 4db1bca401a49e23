"""Statements of the contract on the result as a whole, on the samples."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from shipped import classifier

from gouji.models.forms import load_form
from gouji.models.reader import Reader
from gouji.models.result import Report

SAMPLES = Path(__file__).parents[1] / "datasets" / "samples"


@pytest.fixture(scope="module", params=["report.txt", "report.pdf", "scan.pdf"])
def report(request: pytest.FixtureRequest, reader: Reader) -> Report:
    return reader.read((SAMPLES / request.param).read_bytes(), request.param)


def test_all_fields_are_there_in_the_order_of_the_form(report: Report) -> None:
    assert list(report.fields) == [f.id for f in load_form("2021").fields]


def test_the_list_of_reviews_is_exactly_what_is_flagged(report: Report) -> None:
    flagged = [f for f, r in report.fields.items() if r.review]
    heads = [name for name in ("authority", "year") if getattr(report, name).review]
    assert list(report.review) == heads + flagged


def test_what_was_read_has_a_place(report: Report) -> None:
    for reading in report.fields.values():
        if report.document.media_type == "text/plain":
            assert reading.source is not None
            assert (reading.page, reading.bbox) == (None, None)
        else:
            assert reading.source is None
            assert reading.page is not None
            assert 1 <= reading.page <= report.document.pages
            assert reading.bbox is not None
            left, top, right, bottom = reading.bbox
            assert 0 <= left < right <= 1
            assert 0 <= top < bottom <= 1


def test_places_in_a_text_point_at_the_figure(reader: Reader) -> None:
    text = (SAMPLES / "report.txt").read_text(encoding="utf-8")
    lines = text.split("\n")
    for reading in reader.read(text.encode(), "a").fields.values():
        assert reading.source is not None
        assert reading.raw is not None
        start = reading.source.column - 1
        assert lines[reading.source.line - 1][start : start + len(reading.raw)] == reading.raw


def test_document_form_and_engine(report: Report) -> None:
    data = (SAMPLES / report.document.name).read_bytes()
    assert report.document.sha256 == hashlib.sha256(data).hexdigest()
    assert report.form.version == "2021"
    assert "本年制发件数" in report.form.evidence
    assert report.engine.gouji
    assert (report.engine.ocr is not None) == (report.document.name == "scan.pdf")
    assert report.engine.classifier == classifier().name


def test_the_json_is_that_of_the_contract(report: Report) -> None:
    plain = json.loads(report.to_json())
    assert plain["schema"] == "gouji.report/1"
    assert set(plain) == {
        "schema", "document", "form", "authority", "year", "fields", "checks", "review", "unplaced", "problems",
        "engine",
    }  # fmt: skip
    field = plain["fields"]["requests.received.individual"]
    assert set(field) == {
        "value", "kind", "raw", "unit", "confidence", "review", "page", "bbox", "source", "alternatives", "suggestion",
        "decision",
    }  # fmt: skip
    assert isinstance(field["value"], int)
    check = plain["checks"][0]
    assert set(check) == {
        "id", "status", "cause", "blanks_as_zero", "used_in_reading", "left", "right", "difference", "message"
    }  # fmt: skip
    assert set(check["left"]) == {"fields", "value"}


def test_fees_keep_their_decimals(reader: Reader) -> None:
    text = (SAMPLES / "report.txt").read_text(encoding="utf-8")
    gold = json.loads((SAMPLES / "gold.json").read_text(encoding="utf-8"))
    fee = gold["fields"]["proactive.fees.amount"]
    result = json.loads(reader.read(text.replace(fee, "3034.562617").encode(), "a").to_json())
    field = result["fields"]["proactive.fees.amount"]
    assert (field["value"], field["raw"], field["unit"]) == (3034.562617, "3034.562617", "万元")


def test_the_name_of_a_file_decides_nothing(reader: Reader) -> None:
    data = (SAMPLES / "report.pdf").read_bytes()
    report = reader.read(data, "照片.jpg")
    assert report.document.media_type == "application/pdf"
    assert report.document.name == "照片.jpg"
    assert report.fields == reader.read(data, "年报.pdf").fields
