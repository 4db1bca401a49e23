"""The archive on disk and its measure: the same bytes for the same seed, gold where it belongs, true scores."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest

from gouji.models.reader import Reader
from gouji.training.accuracy import Score, score, table
from gouji.training.severity import by_damage, draw
from gouji.training.synthesis.archive import chosen, main
from gouji.training.synthesis.damage.kinds import DAMAGES
from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.gold import gold_json
from gouji.training.synthesis.kinds import KINDS, NAMED
from gouji.training.synthesis.looks import draw_look
from gouji.training.synthesis.manifest import digest
from gouji.training.synthesis.pages.typeset import typeset
from gouji.training.synthesis.report import ReportKey, draw_report
from gouji.training.synthesis.shooting import corners_on, page_tokens, shots_of

SCORER = Path(__file__).parents[2] / "shared" / "score.py"
DARK = 140
"""Grey value below which a pixel is ink, on pages that are not darkened."""


@pytest.mark.parametrize("kind", ["text", "damaged_text", "ruled_pdf", "image:photocopy:2"])
def test_the_same_seed_gives_the_same_file_and_gold(kind: str) -> None:
    first, second = (KINDS[kind](draw_report(ReportKey("train", 3))) for _ in range(2))
    assert first.data == second.data
    assert gold_json(first.gold) == gold_json(second.gold)
    assert first.gold.tokens == second.gold.tokens


@pytest.mark.parametrize("damage", ["skew", "curl", "photograph", "quarter_turn", "resolution"])
def test_ink_of_values_lies_within_their_gold_after_damage(damage: str) -> None:
    report = draw_report(ReportKey("train", 17))
    printed = typeset(report.manuscript, draw_look(stream("look"), "train"))
    shots = shots_of(printed, 150)
    fullest = max(range(len(shots)), key=lambda i: sum(c.page_index == i for c in printed.cells))
    shots[fullest] = DAMAGES[damage](shots[fullest], 2, stream(damage))
    tokens = [t for t in page_tokens(printed, corners_on(shots)) if t.page == fullest + 1 and t.tag.kind == "value"]
    assert len(tokens) > 5
    grey = cv2.cvtColor(shots[fullest].pixels, cv2.COLOR_RGB2GRAY)
    for token in tokens:
        mask = np.zeros_like(grey)
        corners = np.array(token.corners) * (grey.shape[1], grey.shape[0])
        cv2.fillConvexPoly(mask, np.round(corners).astype(np.int32), 1)
        assert grey[mask == 1].min() < DARK, token


def test_all_named_kinds_and_each_level_are_there() -> None:
    assert len(NAMED) == 8
    assert len(chosen("image:skew:*")) == 5
    with pytest.raises(SystemExit, match="no kind"):
        chosen("image:nothing")


def test_the_command_writes_files_with_their_gold_once(tmp_path: Path) -> None:
    arguments = [str(tmp_path), "--kinds", "text,ruled_pdf", "--count", "2", "--processes", "1"]
    main(arguments)
    written = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert sorted(written) == [
        "ruled_pdf-00000.gold.json",
        "ruled_pdf-00000.pdf",
        "ruled_pdf-00001.gold.json",
        "ruled_pdf-00001.pdf",
        "text-00000.gold.json",
        "text-00000.txt",
        "text-00001.gold.json",
        "text-00001.txt",
    ]
    gold = json.loads((tmp_path / "ruled_pdf-00000.gold.json").read_text())
    assert len(gold["fields"]) == len(gold["cells"]) == 200
    assert len(gold["checks"]) == 42
    main(arguments)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == written


@pytest.mark.parametrize("kind", ["text", "damaged_text"])
def test_the_measure_is_that_of_the_seeds(kind: str, reader: Reader) -> None:
    if not SCORER.exists():
        pytest.skip("the seeds' own scorer is not at hand")
    theirs = load(SCORER)
    for index in range(4):
        sample = KINDS[kind](draw_report(ReportKey("train", 40 + index)))
        gold = gold_json(sample.gold)
        result = reader.read(sample.data, "a.txt")
        said = theirs.score_one(json.loads(result.model_dump_json()), gold)
        ours = score(result, gold)
        assert (ours.cells, ours.right, ours.silent, ours.review) == tuple(
            said[name] for name in ("cells", "right", "silent", "review")
        )
        assert ours.heads == said["year"] + said["authority"]


def test_a_cause_is_right_where_the_cells_are(reader: Reader) -> None:
    samples = (KINDS["text"](draw_report(ReportKey("train", index))) for index in range(60))
    sample, gold = next((s, g) for s in samples if (g := gold_json(s.gold))["failing_checks"])
    result = reader.read(sample.data, "a.txt")
    counts = score(result, gold)
    assert counts.causes_told == counts.causes_right > 0
    (field, *_) = next(c for c in result.checks if c.id in gold["failing_checks"]).left.fields
    misread = gold | {"fields": gold["fields"] | {field: (gold["fields"][field] or 0) + 1}}
    assert score(result, misread).causes_right < counts.causes_right


def test_a_refused_file_has_nothing_right() -> None:
    gold = gold_json(KINDS["text"](draw_report(ReportKey("train", 1))).gold)
    counts = score(None, gold)
    assert (counts.refused, counts.right, counts.silent, counts.cells) == (1, 0, 0, 200)
    assert "| all | 1 | 0.000 % |" in table({"text": counts})


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_accuracy_is_drawn_against_severity() -> None:
    counts = {f"image:skew:{level}": Score(files=1, cells=200, right=200 - level, silent=1) for level in (1, 5)}
    levels = by_damage(counts | {"text": Score()})
    assert list(levels) == ["skew"]
    (panel, *_) = draw(levels).axes
    (line,) = panel.get_lines()
    assert list(line.get_ydata()) == [99.5, 97.5]
    assert [text.get_text() for text in panel.texts] == ["1", "1"]


def test_this_version_makes_the_reports_that_the_manifest_vouches_for() -> None:
    """Where the generator was changed on purpose, the manifest is to be written anew."""
    vouched = json.loads((Path(__file__).parents[1] / "datasets" / "archive" / "manifest.json").read_text())
    assert vouched["sha256"]["validation"]["2021"]["text"] == digest("text", "validation", "2021")
