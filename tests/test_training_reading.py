"""Measuring how well reports are read: real ones wrapped again, and two ways compared on the same files."""

import json
from pathlib import Path

import pytest

from gouji.training.accuracy import Score
from gouji.training.evaluate_reader import main as evaluate
from gouji.training.paired import read_counts, table
from gouji.training.rewrapped import RealReport, read_folder, rewrapped
from gouji.training.synthesis.gold import gold_json
from gouji.training.synthesis.kinds import KINDS
from gouji.training.synthesis.report import ReportKey, draw_report


def real_report(folder: Path) -> RealReport:
    """A folder with one text and its gold, read."""
    sample = KINDS["text"](draw_report(ReportKey("train", 5)))
    (folder / "one.txt").write_bytes(sample.data)
    (folder / "one.gold.json").write_text(json.dumps(gold_json(sample.gold)), encoding="utf-8")
    return read_folder(folder)[0]


def test_a_report_wrapped_again_keeps_its_figures_and_its_prose(tmp_path: Path) -> None:
    real = real_report(tmp_path)
    first, second = rewrapped(real, 0), rewrapped(real, 1)
    wanted = {f: "" if v is None else str(v) for f, v in real.gold["fields"].items()}
    assert first.facts.printed == second.facts.printed == wanted
    assert first.facts.year == real.gold["year"]
    assert first.manuscript != second.manuscript, "each has labels of its own"
    sentence = " ".join(max(real.text.splitlines(), key=len).split())
    assert any(getattr(e, "text", "") == sentence for e in first.manuscript.elements)


def counts(right: int, asked: int) -> Score:
    return Score(files=1, cells=200, right=right, decidable=200, decidable_right=right, review=asked)


def written(path: Path, scores: list[Score]) -> Path:
    entries = [{"kind": "text", "name": f"{i}.txt", "score": _fields(s)} for i, s in enumerate(scores)]
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return path


def _fields(score: Score) -> dict[str, int]:
    return dict(zip(Score.__slots__, score.counts(), strict=True))


def test_a_difference_on_every_report_is_one_and_a_difference_on_one_is_none(tmp_path: Path) -> None:
    before = read_counts(written(tmp_path / "a.jsonl", [counts(190, 9)] * 20))
    better = read_counts(written(tmp_path / "b.jsonl", [counts(191, 8)] * 20))
    (row,) = table(before, better).splitlines()[2:]
    assert "| 95.000 → 95.500 % | +0.500 (+0.500 to +0.500) | 0 → 0 | 9.00 → 8.00 | -1.00 (-1.000 to -1.000) |" in row
    once = read_counts(written(tmp_path / "c.jsonl", [counts(200, 9), *[counts(190, 9)] * 19]))
    assert "+0.250 (+0.000 to " in table(before, once)


def test_the_evaluation_writes_the_counts_of_each_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "reports.jsonl"
    evaluate(["--kinds", "text", "--count", "2", "--processes", "1", "--reports", str(out)])
    scores = read_counts(out)["text"]
    assert len(scores) == 2
    assert all(score.files == 1 and score.cells == 200 for score in scores.values())
    assert "| text | 2 |" in capsys.readouterr().out
