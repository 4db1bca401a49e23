"""Decisions out of a store with their pictures, and by way of Label Studio back into it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from made_reports import made_report
from numpy.typing import NDArray
from service_stubs import StubEngine

from gouji.models.corrections import read_corrections
from gouji.models.limits import Limits
from gouji.models.result import Report
from gouji.models.sources.rendering import render_page
from gouji.service.command_line import main
from gouji.service.review.asked import DecisionRequest
from gouji.service.review.desk import ReviewDesk, Reviewer
from gouji.service.review.entering import enter
from gouji.service.store import batches, documents, readings
from gouji.service.store.connection import Store, open_store, sqlite_url
from gouji.service.store.decisions import history_of
from gouji.service.store.records import EngineKey, Place

Task = dict[str, Any]

ONE, TWO, THREE = (f"requests.received.{kind}" for kind in ("individual", "company", "research"))
BOX = (0.25, 0.2, 0.5, 0.3)


class PageEngine(StubEngine):
    """Draws pages, and reads nothing."""

    def render(self, data: bytes, page_index: int, max_width: int) -> NDArray[np.uint8]:
        return render_page(data, page_index, max_width, Limits())


def page(shade: int) -> bytes:
    """A page with one black cell on it, as a file."""
    pixels = np.full((1200, 800, 3), 255, np.uint8)
    pixels[250:350, 210:390] = shade
    return bytes(cv2.imencode(".png", pixels)[1])


@dataclass(frozen=True)
class Archive:
    """A store with documents under review."""

    url: str
    store: Store
    desk: ReviewDesk

    def put(self, seed: int, keep: bool = True, **changes: dict[str, Any]) -> str:
        """A document that was read; its hash."""
        data = page(seed)
        sha256 = hashlib.sha256(data).hexdigest()
        report = made_report(seed, **{name: {"bbox": BOX} | change for name, change in changes.items()})
        document = report.document.model_copy(update={"sha256": sha256, "media_type": "image/png"})
        self.read(report.model_copy(update={"document": document}), data if keep else None)
        return sha256

    def read(self, report: Report, data: bytes | None, engine: str = "gouji 1") -> None:
        sha256, place = report.document.sha256, Place("/nowhere/a.png", "a.png", "/nowhere/a.png")
        with self.store.begin() as connection:
            documents.add_sighting(connection, sha256, 10, place)
            if data is not None:
                documents.keep_content(connection, sha256, data)
            reading = readings.add_reading(connection, sha256, EngineKey(engine, "a" * 64), report)
            enter(connection, sha256, reading, report, self.desk.share)

    def decide(self, sha256: str, field: str, kind: str, value: int | None = None, by: str = "王五") -> None:
        asked = DecisionRequest(field=field, kind=kind, value=value, note="看了原件")  # type: ignore[arg-type]
        self.desk.decide(sha256, self.desk.show_version(sha256), [asked], Reviewer(by, None), None)

    def notes(self, sha256: str, field: str) -> list[tuple[str | None, str | None, str]]:
        with self.store.look() as connection:
            return [(e.kind, e.value, e.by) for e in history_of(connection, sha256) if e.field == field]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    url = sqlite_url(tmp_path / "gouji.db")
    store = open_store(url)
    yield Archive(url, store, ReviewDesk(store, 0.0))
    store.close()


def export(archive: Archive, out: Path, *more: str) -> int:
    return main(["corrections", "export", "--store", archive.url, "--out", str(out), *more], PageEngine)


def bring_back(archive: Archive, tasks: list[Task], folder: Path, *more: str) -> int:
    file = folder / "annotated.json"
    file.write_text(json.dumps(tasks))
    return main(["corrections", "import", str(file), "--store", archive.url, *more])


DOUBTFUL = {"requests__received__individual": {"raw": "7", "value": Decimal(7), "confidence": 0.4, "review": True}}


def test_a_decided_cell_is_a_line_with_its_picture(archive: Archive, tmp_path: Path) -> None:
    sha256 = archive.put(1, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1250)
    assert export(archive, tmp_path / "out") == 0
    (line,) = read_corrections(tmp_path / "out")
    assert (line.document, line.form, line.field, line.page, line.bbox) == (sha256, "2021", ONE, 1, BOX)
    assert (line.before.kind, line.before.value, line.before.text, line.confidence) == ("number", 7, "7", 0.4)
    assert (line.after.kind, line.after.value, line.after.text) == ("number", 1250, "1250")
    assert (line.outcome, line.audited, line.chance, line.by, line.note) == (
        "corrected",
        False,
        1.0,
        "王五",
        "看了原件",
    )
    assert line.crop is not None and line.cell is not None
    png = (tmp_path / "out" / line.crop).read_bytes()
    assert line.crop == f"crops/{hashlib.sha256(png).hexdigest()}.png"
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    left, top, right, bottom = line.cell
    assert (right - left, bottom - top) == (200, 120) and left == top == 30
    cell = picture[top:bottom, left:right]
    assert cell[60, 100, 0] == 1 and cell[5, 5, 0] == 255


def test_what_was_accepted_or_audited_is_marked(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited = Archive(archive.url, archive.store, ReviewDesk(archive.store, 1.0))
    sha256 = audited.put(2, requests__received__individual={"raw": "1,250", "value": Decimal(1250)})
    audited.decide(sha256, ONE, "number", 1250)
    monkeypatch.setenv("GOUJI_AUDIT_SHARE", "0.25")
    export(archive, tmp_path / "out")
    (line,) = read_corrections(tmp_path / "out")
    assert (line.outcome, line.audited, line.chance) == ("accepted", True, 0.25)
    assert line.after.text == "1,250"


def test_only_what_holds_is_exported_and_no_heads_or_checks(archive: Archive, tmp_path: Path) -> None:
    sha256 = archive.put(3, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    archive.decide(sha256, ONE, "blank")
    archive.decide(sha256, "year", "number", 2020)
    archive.decide(sha256, TWO, "number", 5)
    archive.desk.undo(sha256, archive.desk.show_version(sha256), Reviewer("王五", None), None)
    export(archive, tmp_path / "out")
    (line,) = read_corrections(tmp_path / "out")
    assert (line.field, line.after.kind, line.after.text) == (ONE, "blank", "")


def test_before_is_what_was_decided_over_though_it_was_read_again(archive: Archive, tmp_path: Path) -> None:
    sha256 = archive.put(4, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    report = made_report(
        4, requests__received__individual={"raw": "1", "value": Decimal(1), "bbox": (0.0, 0.0, 0.1, 0.1)}
    )
    document = report.document.model_copy(update={"sha256": sha256})
    archive.read(report.model_copy(update={"document": document}), None, "gouji 2")
    export(archive, tmp_path / "out")
    (line,) = read_corrections(tmp_path / "out")
    assert (line.before.value, line.bbox) == (7, BOX)


def test_no_contents_no_picture_and_no_name_where_that_is_asked(archive: Archive, tmp_path: Path) -> None:
    sha256 = archive.put(5, keep=False, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    export(archive, tmp_path / "out", "--anonymous")
    (line,) = read_corrections(tmp_path / "out")
    assert (line.crop, line.cell, line.by, line.note) == (None, None, None, None)
    assert "王五" not in (tmp_path / "out" / "corrections.jsonl").read_text()


def test_one_job_or_what_was_decided_since_alone(archive: Archive, tmp_path: Path) -> None:
    inside, outside = archive.put(6, **DOUBTFUL), archive.put(7, **DOUBTFUL)
    with archive.store.begin() as connection:
        job = batches.add_batch(connection, "job", "一批")
        batches.add_items(connection, job, [Place("/nowhere/b.png", "b.png", "/nowhere/b.png")], sha256=inside)
    for sha256 in (inside, outside):
        archive.decide(sha256, ONE, "number", 1)
    export(archive, tmp_path / "job", "--job", job)
    assert [line.document for line in read_corrections(tmp_path / "job")] == [inside]
    export(archive, tmp_path / "since", "--since", "2001-01-01")
    assert len(list(read_corrections(tmp_path / "since"))) == 2
    export(archive, tmp_path / "later", "--since", "2999-01-01")
    assert list(read_corrections(tmp_path / "later")) == []
    assert export(archive, tmp_path / "none", "--job", "0123") == 2


def test_an_export_that_fails_leaves_the_older_one(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = archive.put(8, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    export(archive, tmp_path / "out")
    before = (tmp_path / "out" / "corrections.jsonl").read_bytes()
    archive.decide(sha256, TWO, "number", 2)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gouji.service.corrections.exporting.write_durably", full)
    for crop in (tmp_path / "out" / "crops").iterdir():
        crop.unlink()
    assert export(archive, tmp_path / "out") == 2
    assert (tmp_path / "out" / "corrections.jsonl").read_bytes() == before


def tasks_of(archive: Archive, out: Path) -> list[Task]:
    assert export(archive, out, "--format", "label-studio") == 0
    tasks: list[Task] = json.loads((out / "label-studio.json").read_text())
    return tasks


def annotated(
    task: dict[str, Any], kind: str, value: str | None, number: int = 7, at: str = "2999-01-01T00:00:00Z"
) -> Any:  # noqa: ANN401
    """The task as Label Studio exports it, with one annotation more."""
    result = [{"id": "kind", "from_name": "kind", "to_name": "cell", "type": "choices", "value": {"choices": [kind]}}]
    if value is not None:
        result.append(
            {"id": "value", "from_name": "value", "to_name": "cell", "type": "textarea", "value": {"text": [value]}}  # type: ignore[dict-item]
        )
    mine = {"id": number, "was_cancelled": False, "completed_by": 3, "updated_at": at, "result": result}
    return task | {"id": 11, "annotations": [*task["annotations"], mine]}


def test_tasks_show_the_reading_and_the_decision(archive: Archive, tmp_path: Path) -> None:
    sha256 = archive.put(9, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    (task,) = tasks_of(archive, tmp_path / "out")
    crop = task["data"]["image"].removeprefix("/data/local-files/?d=")
    assert (tmp_path / "out" / crop).is_file()
    assert task["data"]["gouji"] == {"document": sha256, "field": ONE, "page": 1}
    said = [
        {one["from_name"]: one["value"] for one in task[what][0]["result"]} for what in ("predictions", "annotations")
    ]
    assert [one["kind"]["choices"] for one in said] == [["数"], ["数"]]
    assert [one["value"]["text"] for one in said] == [["7"], ["1"]]
    box = next(one for one in task["annotations"][0]["result"] if one["from_name"] == "box")
    assert box["original_width"] == 260 and box["value"]["x"] == pytest.approx(100 * 30 / 260)
    interface = (tmp_path / "out" / "label-studio.xml").read_text()
    names = {one["from_name"] for one in task["annotations"][0]["result"]}
    assert all(f'name="{name}"' in interface for name in names) and 'value="无此格"' in interface


def test_annotations_come_back_once(archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sha256 = archive.put(10, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    (task,) = tasks_of(archive, tmp_path / "out")
    assert bring_back(archive, [task], tmp_path) == 0  # as it was: nothing new
    assert len(archive.notes(sha256, ONE)) == 1
    for _ in range(2):
        assert bring_back(archive, [annotated(task, "数", "1,234")], tmp_path) == 0
    assert archive.notes(sha256, ONE) == [("number", "1", "王五"), ("number", "1234", "Label Studio 3")]
    assert "以前导入过 1" in capsys.readouterr().err
    assert archive.desk.show(sha256).report.fields[ONE].decision is not None
    again = annotated(task, "空白", None, at="2999-01-02T00:00:00Z")
    bring_back(archive, [again], tmp_path, "--by", "赵六")
    assert archive.notes(sha256, ONE)[-1] == ("blank", None, "赵六")


def test_of_two_annotations_in_one_second_the_later_one_stays(archive: Archive, tmp_path: Path) -> None:
    sha256 = archive.put(14, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    (task,) = tasks_of(archive, tmp_path / "out")
    ours = task["annotations"][0] | {"updated_at": "2999-01-01T00:00:00.181085Z"}  # as Label Studio takes it in
    both = annotated(task | {"annotations": [ours]}, "数", "19", at="2999-01-01T00:00:00.460540Z")
    for _ in range(2):
        bring_back(archive, [both], tmp_path)
    assert [value for _, value, _ in archive.notes(sha256, ONE)] == ["1", "19"]


def test_nothing_decided_later_is_lost_to_an_annotation(archive: Archive, tmp_path: Path) -> None:
    sha256 = archive.put(11, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    (task,) = tasks_of(archive, tmp_path / "out")
    old = annotated(task, "数", "5", at="2001-01-01T00:00:00Z")
    assert bring_back(archive, [old], tmp_path) == 0
    assert archive.notes(sha256, ONE) == [("number", "1", "王五")]


@pytest.mark.parametrize(("kind", "value"), [("数", None), ("数", "十二"), ("数", "1 2"), ("别的", "1")])
def test_an_annotation_that_cannot_be_is_told_and_the_others_are_taken(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, value: str | None
) -> None:
    sha256 = archive.put(12, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    (task,) = tasks_of(archive, tmp_path / "out")
    good = annotated(task, "数", "5", number=8)
    good["data"] = task["data"] | {"gouji": {"document": sha256, "field": THREE}}
    good["annotations"] = good["annotations"][-1:]
    assert bring_back(archive, [annotated(task, kind, value), good], tmp_path) == 3
    assert archive.notes(sha256, ONE) == [("number", "1", "王五")]
    assert archive.notes(sha256, THREE) == [("number", "5", "Label Studio 3")]
    assert "没有导入：第 1 个任务" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[1]",
        "null",
        '[{"data": {}, "annotations": {}}]',
        "\x00",
        '[{"data": {"gouji": 1}, "annotations": 3}]',
    ],
)
def test_what_is_no_export_of_label_studio_is_refused(archive: Archive, tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content)
    assert main(["corrections", "import", str(tmp_path / "a.json"), "--store", archive.url]) == 2


def test_an_annotation_on_a_document_or_field_that_is_not_there_is_told(archive: Archive, tmp_path: Path) -> None:
    sha256 = archive.put(13, **DOUBTFUL)
    archive.decide(sha256, ONE, "number", 1)
    (task,) = tasks_of(archive, tmp_path / "out")
    strangers = []
    for cell in ({"document": "0" * 64, "field": ONE}, {"document": sha256, "field": "no.such"}, {"field": ONE}, None):
        strange = annotated(task, "数", "5")
        strangers.append(strange | {"data": task["data"] | {"gouji": cell}})
    assert bring_back(archive, strangers, tmp_path) == 3
    assert len(archive.notes(sha256, ONE)) == 1


def test_without_a_store_or_with_a_strange_time_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corrections", "export", "--out", str(tmp_path)]) == 2
    assert "GOUJI_STORE" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["corrections", "export", "--out", str(tmp_path), "--since", "昨天"])
    assert "2026-01-31" in capsys.readouterr().err
