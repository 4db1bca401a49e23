"""Calibrated confidence: curves, the threshold they give, and how they are learnt."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_arithmetic import FORM, fields

from gouji.models.assembly.assemble import Assembly
from gouji.models.calibration.calibration import SUREST, Calibration, Curve, Price, shipped
from gouji.models.calibration.evidence import KINDS, evidence_of
from gouji.models.confidence import CHOSEN, SILENT_PER_10000
from gouji.training.calibration import fit
from gouji.training.calibration.judge import calibration_error, report, silent
from gouji.training.calibration.records import Cell, Record, load, write

PRICES = (Price(0.5, 20.0, 1.0), Price(0.9, 2.0, 3.0), Price(0.99, 0.5, 9.0))


def calibration(curve: Curve) -> Calibration:
    return Calibration(dict.fromkeys(KINDS, curve), PRICES)


@pytest.mark.parametrize(("target", "threshold"), [(100, 0.5), (2, 0.9), (1, 0.99), (0, 0.99)])
def test_the_threshold_is_the_lowest_that_keeps_to_the_target(target: float, threshold: float) -> None:
    assert calibration(Curve((0.0, 1.0), (0.0, 1.0))).threshold(target) == threshold


@given(st.floats(0, 1), st.floats(0, 1))
def test_every_shipped_curve_rises_and_claims_no_certainty(one: float, other: float) -> None:
    for kind in KINDS:
        low, high = (shipped().curves[kind].at(certainty) for certainty in sorted((one, other)))
        assert 0 <= low <= high <= SUREST


def test_a_stricter_target_costs_more_review() -> None:
    prices = shipped().prices
    for a, b in pairwise(prices):
        assert a.threshold < b.threshold
        assert a.silent >= b.silent
        assert a.review <= b.review


def test_what_has_no_value_is_for_review_however_sure_that_is() -> None:
    read = fields(review__upheld="?", review__total="5")
    done = calibration(Curve((0.0,), (0.9999,))).applied(read, dict.fromkeys(read, KINDS[0]), 0.95)
    assert done["review.upheld"].review
    assert not done["review.total"].review
    assert done["review.total"].confidence == 0.9999


def test_evidence_tells_source_kind_and_what_the_identities_say() -> None:
    read = fields(review__upheld="1", review__total="2", litigation__direct__other="", requests__received__other="?")
    used, confirmed, chosen = map(
        frozenset, (["litigation.after_review.row_total"], ["litigation.direct.upheld"], ["review.upheld"])
    )
    told = evidence_of(FORM, Assembly(read, 0, 0, (), used, confirmed, chosen, dict.fromkeys(read, "ocr"), ()))
    assert told["litigation.direct.upheld"] == "ocr/number/confirmed"
    assert told["review.total"] == "ocr/number/contradicted"
    assert told["review.upheld"] == "ocr/number/chosen"
    assert told["litigation.direct.total"] == "ocr/number/alone", "a sum over a blank proves no 0"
    assert told["requests.granted.total"] == "ocr/number/borne_out"
    assert told["litigation.direct.other"] == "ocr/nothing/unseen", "no drawn cell shows that it is blank"
    drawn = read | {
        "litigation.direct.other": read["litigation.direct.other"].model_copy(update={"bbox": (0, 0, 1, 1)})
    }
    assembly = Assembly(drawn, 0, 0, (), used, confirmed, chosen, dict.fromkeys(read, "ocr"), ())
    assert evidence_of(FORM, assembly)["litigation.direct.other"] == "ocr/nothing/borne_out"
    assert told["litigation.after_review.total"] == "ocr/number/alone", "an identity that served proves nothing"
    assert told["requests.received.other"] == "ocr/unclear/alone"
    assert set(told.values()) <= set(KINDS)


def test_a_figure_that_the_sums_chose_stays_for_review() -> None:
    threshold = shipped().threshold(SILENT_PER_10000)
    assert shipped().curves["ocr/number/chosen"].at(CHOSEN) < threshold


def _made(seed: int, cells: int) -> list[Record]:
    """Cells that are right half as far from certain as they are said to be."""
    draw = random.Random(seed)
    sure = [draw.choice((0.6, 0.8, 0.95, 0.99)) for _ in range(cells)]
    drawn = (Cell("ocr/number/alone", s, True, draw.random() < (1 + s) / 2) for s in sure)
    return [Record("fax", f"{seed}", tuple(drawn))]


def test_curves_learn_how_often_readings_are_right() -> None:
    curves = fit.curves(_made(1, 20_000))
    for certainty in (0.6, 0.8, 0.95):
        assert curves["ocr/number/alone"].at(certainty) == pytest.approx((1 + certainty) / 2, abs=0.01)
    assert curves["ocr/number/borne_out"] == curves["ocr/number/alone"], "too few of its own"
    learnt = Calibration(curves, tuple(fit.prices(_made(1, 20_000), curves)))
    assert learnt.prices[0].silent == pytest.approx(825, abs=60)
    cells = np.array([(learnt.curves[c.evidence].at(c.certainty), c.right, 0) for c in _made(2, 20_000)[0].cells])
    assert calibration_error(cells) < 0.01


def test_nothing_wrong_among_few_is_not_taken_for_never_wrong() -> None:
    few = [Record("fax", "a", tuple(Cell("ocr/number/alone", 0.7, True, True) for _ in range(50)))]
    assert 0.9 < fit.curves(few)["ocr/number/alone"].at(0.7) < 0.995


def test_a_handful_of_doubtful_cells_is_not_drowned_by_thousands_that_are_sure() -> None:
    kind = "text_layer/number/contradicted"
    sure = [Cell(kind, 0.999, True, True)] * 4000
    doubtful = [Cell(kind, 0.5, True, i % 2 == 0) for i in range(20)]
    curve = fit.curves([Record("k", "r", (*sure, *doubtful))])[kind]
    assert curve.at(0.5) < 0.7
    assert curve.at(0.999) > 0.998


def test_errors_and_silence_are_counted() -> None:
    cells = np.array([(0.9, 1, 0), (0.9, 0, 0), (0.5, 0, 1), (0.5, 1, 1)])
    assert silent(cells) == 2500
    assert calibration_error(cells) == pytest.approx(0.2)


def test_records_are_kept_and_judged(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    for record in (*_made(1, 50), *_made(2, 50), *_made(1, 50)):
        write(record, path)
    records = load([path])
    assert [r.name for r in records] == ["1", "2"]
    assert records == [*_made(1, 50), *_made(2, 50)]
    assert report(records, calibration(Curve((0.0,), (0.9,))), 0.95).splitlines()[-1].startswith("| fax | 2 |")


def test_a_doubt_about_how_a_cell_stands_stays_one_however_often_it_was_groundless() -> None:
    kind = "ocr/nothing/alone"
    curve = fit.curves([Record("k", "r", (Cell(kind, 0.5, True, True),) * 900 + (Cell(kind, 0.9, True, True),) * 900)])[
        kind
    ]
    assert curve.at(0.5) <= fit.MOST < curve.at(0.9)
    assert shipped().curves["ocr/nothing/unseen"].at(0.6) == pytest.approx(0.6)
    assert shipped().threshold(SILENT_PER_10000) > fit.MOST


def test_what_is_less_certain_than_all_that_was_seen_is_believed_less() -> None:
    kind = "ocr/number/borne_out"
    curve = fit.curves([Record("k", "r", (Cell(kind, 0.97, True, True),) * 500)])[kind]
    assert curve.at(0.97) > 0.99
    assert curve.at(0.3) < 0.5


def test_a_curve_is_made_by_the_command(tmp_path: Path) -> None:
    for record in _made(1, 500):
        write(record, tmp_path / "r.jsonl")
    fit.main([str(tmp_path / "r.jsonl"), "--out", str(tmp_path / "curves.json")])
    data = json.loads((tmp_path / "curves.json").read_text())
    assert set(data["curves"]) == set(KINDS)
    assert data["files"] == {"fax": 1}
