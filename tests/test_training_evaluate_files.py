"""Files measured beside their gold, from a folder and from an archive of one."""

from __future__ import annotations

import json
import re
import tarfile
from pathlib import Path

import pytest

from gouji.training import evaluate_files

SAMPLES = Path(__file__).parents[1] / "datasets" / "samples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample's text twice: with its gold, and with a gold of which one cell is another."""
    gold = json.loads((SAMPLES / "gold.json").read_text(encoding="utf-8"))
    for name, changed in (("plain_text-001", {}), ("other_text-001", {"requests.received.individual": "999999"})):
        (tmp_path / f"{name}.txt").write_bytes((SAMPLES / "report.txt").read_bytes())
        beside = {"must_review": [], "failing_checks": [], **gold, "fields": gold["fields"] | changed}
        (tmp_path / f"{name}.gold.json").write_text(json.dumps(beside), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("is_packed", [False, True], ids=["folder", "archive"])
def test_files_are_measured_beside_their_gold_by_kind(
    folder: Path, is_packed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    source = folder
    if is_packed:
        source = folder / "texts.tar.xz"
        with tarfile.open(source, "w:xz") as archive:
            for path in sorted(folder.glob("*_text-*")):
                archive.add(path, path.name)
    evaluate_files.main([str(source), "--processes", "1", "--show", "3"])
    said = capsys.readouterr().out
    assert re.search(r"\| other_text \| 1 \|", said) and re.search(r"\| plain_text \| 1 \|", said)
    assert re.search(r"^other_text-001\.txt: .*requests\.received\.individual", said, re.M)
    assert not re.search(r"^plain_text-001\.txt:", said, re.M)
