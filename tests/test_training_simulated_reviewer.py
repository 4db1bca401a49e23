"""The reviewer who answers with the gold, and the trial of the loop on a face and a damage nobody learnt."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_reports import made_report

from gouji.models.arithmetic import check
from gouji.models.corrections import LINES, read_corrections
from gouji.models.document import TextReading
from gouji.models.forms import load_form
from gouji.models.result import Report
from gouji.models.values import parse_value
from gouji.models.vision.ctc import Decoding
from gouji.models.vision.engine import Recognition
from gouji.models.vision.reading import Reading
from gouji.training.corrections import cell_reading, deciding
from gouji.training.corrections.cell_reading import Counts
from gouji.training.corrections.cells import NEW, PrintedFigure, printed_figures
from gouji.training.corrections.kept_cells import KeptCell, kept_cells
from gouji.training.simulated_reviewer import Reviewed, _append, _mend, read_reviewed, review, table
from gouji.training.synthesis.fonts import font_named
from gouji.training.synthesis.outlines import truetype_file
from gouji.training.synthesis.report import ReportKey


def zeros(**read: dict[str, Any]) -> Report:
    """A report of zeros, on which every identity holds; ``read``: what is other about what was read."""
    form = load_form("2021")
    none = {f.id.replace(".", "__"): {"value": Decimal(0), "raw": "0"} for f in form.fields}
    report = made_report(1, **(none | {name: none[name] | change for name, change in read.items()}))
    return report.model_copy(update={"checks": check(form, report.fields, frozenset())})


def gold(**printed: str) -> dict[str, Any]:
    raw = {f.id: printed.get(f.id.replace(".", "__"), "0") for f in load_form("2021").fields}
    values = {field: parse_value(text).value for field, text in raw.items()}
    return {"raw": raw, "fields": {f: None if v is None else float(v) for f, v in values.items()}, "must_review": []}


def test_nothing_doubtful_and_nothing_failing_is_not_looked_at() -> None:
    found = review(zeros(), gold(), "text", "a", share=0.0)
    assert found == Reviewed("text", "a", cells=200, wrong=0, offered=0, audited=0, traced=0, source=0, left=0)


def test_what_is_offered_is_mended_and_what_is_not_is_left() -> None:
    read = zeros(
        requests__received__company={"value": Decimal(3), "review": True},
        proactive__regulations__issued={"value": Decimal(4)},
    )
    found = review(read, gold(), "fax", "a", share=0.0)
    assert (found.wrong, found.offered, found.traced, found.source, found.left) == (2, 1, 0, 0, 1)


def test_a_failing_identity_leads_to_a_silent_error() -> None:
    read = zeros(requests__received__individual={"value": Decimal(3)})
    found = review(read, gold(), "fax", "a", share=0.0)
    assert (found.wrong, found.offered, found.left, found.source) == (1, 0, 0, 0)
    assert found.traced >= 7  # the six kinds of applicant and their total


def test_what_fails_in_the_source_is_looked_at_and_confirmed() -> None:
    printed = {"requests__received__individual": "3"}
    read = zeros(requests__received__individual={"value": Decimal(3), "raw": "3"})
    found = review(read, gold(**printed), "text", "a", share=0.0)
    assert found.source == 2 and found.left == 0 and found.traced > 7  # its row, and the balance of its column


def test_of_all_confident_cells_all_may_be_audited() -> None:
    found = review(zeros(proactive__regulations__issued={"value": Decimal(4)}), gold(), "fax", "a", share=1.0)
    assert (found.audited, found.left) == (200, 0)


def test_a_line_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    one = Reviewed("fax", "a", 200, 3, 9, 1, 0, 0, 1)
    _append(path, [one])
    with path.open("ab") as file:
        file.write(b'{"kind": "fax", "na')
    done = read_reviewed(path)
    _mend(path, done)
    assert done == [one] and path.read_bytes().count(b"\n") == 1
    assert "| fax | 1 | 3 of 200 | 9.0 | 1.0 | 0.0 | 10.0 | 0.0 | 1 (50.0 in 10,000) | 0 |" in table(done)


@pytest.fixture(scope="module")
def printed() -> list[PrintedFigure]:
    return list(printed_figures(NEW, ReportKey("train", 0), str(truetype_file(font_named("micro_hei")))))


def test_figures_are_cut_from_a_report_in_a_face_of_ones_own(printed: list[PrintedFigure]) -> None:
    assert 150 < len(printed) <= 200 and len({figure.field for figure in printed}) == len(printed)
    for figure in printed:
        left, top, right, bottom = figure.cell
        height, width = figure.picture.shape[:2]
        assert 0 <= left < right <= width and 0 <= top < bottom <= height
        assert figure.ink.shape[0] < bottom - top + 20
        assert figure.ink.min() < 160 < figure.ink.max()


def test_the_reviewer_of_the_trial_decides_on_what_is_offered(printed: list[PrintedFigure], tmp_path: Path) -> None:
    some = printed[:40]
    read = [Reading(figure.text, 0.999) for figure in some]
    read[0], read[1] = Reading("9", 0.999, unreadable=True), Reading(some[1].text, 0.5)
    found = list(deciding.corrections(some, read, ReportKey("train", 0), "test", "2026-01-01T00:00:00+00:00"))
    deciding.write_corrections(tmp_path, found)
    lines = list(read_corrections(tmp_path))
    assert [line.field for line in lines[:2]] == [some[0].field, some[1].field]
    assert [line.outcome for line in lines[:2]] == ["corrected", "accepted"]
    assert all(line.audited and line.chance == deciding.AUDIT_SHARE for line in lines[2:]) and len(lines) < 10
    assert all((tmp_path / (line.crop or "")).is_file() for line in lines)
    assert lines[0].after.value == parse_value(some[0].text).value and (tmp_path / LINES).is_file()


def test_wrong_and_silent_cells_are_counted() -> None:
    ink = np.full((20, 20, 3), 255, np.uint8)
    cells = [KeptCell("7", ink, Recognition(Decoding("7", (1.0,)), ()), None)] * 4
    read = [Reading("7", 0.99), Reading("1", 0.99), Reading("1", 0.6), Reading("7", 0.2, unreadable=True)]
    counts = cell_reading.count(cells, read)
    assert counts == Counts(cells=4, wrong=3, silent=1, offered=2)
    assert "| new | 4 | 7500.0 | 1 | 5000.0 |" in cell_reading.table({NEW: [counts]})


class Sure:
    """A general recogniser that reads sevens."""

    name = "sevens"

    def recognise(self, crops: list[Any]) -> list[Recognition]:
        return [Recognition(Decoding("7", (0.9,)), (TextReading("7", 0.9),)) for _ in crops]


def test_cells_are_kept_as_they_are(printed: list[PrintedFigure], tmp_path: Path) -> None:
    made = kept_cells(tmp_path / "cells" / "a.npz", lambda: printed[:5], Sure())  # type: ignore[arg-type]
    again = kept_cells(tmp_path / "cells" / "a.npz", lambda: pytest.fail("made anew"), Sure())  # type: ignore[arg-type]
    for one, other, figure in zip(made, again, printed, strict=False):
        assert (one.text, one.general, one.stroke) == (other.text, other.general, other.stroke)
        assert np.array_equal(other.ink, figure.ink) and other.text == figure.text
