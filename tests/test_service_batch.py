"""``gouji batch``: every file has one result or one listed failure, whatever happens meanwhile."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import fsspec
import pytest
from made_reports import made_report
from stand_in import make_files, make_stand_in
from stores import postgresql_url, store_url

from gouji.models.errors import ConfigurationError
from gouji.models.result import Report
from gouji.service.batch import archives, engine, members, run, sources
from gouji.service.batch.destination import is_destination, locked, results_of
from gouji.service.command_line import main
from gouji.service.settings import load_settings

__all__ = ["postgresql_url", "store_url"]  # fixtures


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GOUJI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("STAND_IN_LOG", str(tmp_path / "log"))


def write(name: str, content: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def batch(*arguments: str) -> int:
    return main(["batch", *arguments, "--out", "out"], make_stand_in)


def failures(out: str = "out") -> dict[str, str]:
    with Path(out, "失败.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["文件"].removeprefix(f"{Path.cwd()}/"): row["代码"] for row in csv.DictReader(file)}


def results(out: str = "out") -> dict[str, Report]:
    reports = list(results_of(Path(out), load_settings()))
    by_hash = {report.document.sha256: report for report in reports}
    assert len(by_hash) == len(reports)
    return by_hash


def names(out: str = "out") -> list[str]:
    return sorted(report.document.name for report in results(out).values())


def readings() -> list[str]:
    return sorted(Path("log").read_text().splitlines()) if Path("log").exists() else []


def test_every_file_has_a_result_or_a_listed_failure(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/a.txt", "report 1")
    write("in/sub/b.txt", "report 2")
    write("in/sub/bad.txt", "refuse damaged_file")
    write("in/.DS_Store", "x")
    assert batch("in") == 3
    assert names() == ["a.txt", "b.txt"] and failures() == {"in/sub/bad.txt": "damaged_file"}
    assert "共 3 个文件：读出 2" in capsys.readouterr().err
    assert next(iter(results().values())).fields == made_report(1).fields


def test_a_content_is_read_once_under_whatever_names_and_never_again() -> None:
    for name in ("in/a.txt", "in/b.txt", "in/c/d.txt"):
        write(name, "report 1")
    assert batch("in") == 0
    write("in/later.txt", "report 1")
    assert batch("in") == 0
    assert readings() == ["report 1"] and names() == ["a.txt"]


def test_a_changed_file_is_read_and_an_unchanged_one_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    write("in/a.txt", "report 1")
    write("in/b.txt", "report 2")
    batch("in")
    write("in/b.txt", "report 33")
    opened: list[str] = []
    plain = sources._plain

    def noted(container: str, max_bytes: int) -> sources.Content:
        opened.append(container)
        return plain(container, max_bytes)

    monkeypatch.setattr(sources, "_plain", noted)
    batch("in")
    assert [Path(container).name for container in opened] == ["b.txt"]
    assert sorted(r.authority.value or "" for r in results().values()) == ["第1县人民政府", "第33县人民政府"]


def test_a_new_version_reads_again_only_when_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    write("in/a.txt", "report 1")
    write("in/bad.txt", "refuse damaged_file")
    batch("in")
    monkeypatch.setattr(engine, "VERSION", "9.9")
    batch("in")
    assert len(readings()) == 2
    batch("in", "--refresh")
    assert len(readings()) == 4
    batch("in", "--refresh")
    assert len(readings()) == 4 and names() == ["a.txt"]


def test_failures_are_tried_again_only_when_asked_to() -> None:
    write("in/bad.txt", "refuse damaged_file")
    for expected, more in ((1, ()), (1, ()), (2, ("--retry-failed",)), (2, ())):
        assert batch("in", *more) == 3
        assert len(readings()) == expected and failures() == {"in/bad.txt": "damaged_file"}


def test_a_file_that_kills_or_hangs_its_reader_is_tried_twice_and_takes_nothing_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GOUJI_TIMEOUT_SECONDS", "0.5")
    for name, content in (("a", "report 1"), ("b", "die"), ("c", "report 2"), ("d", "hang"), ("e", "report 3")):
        write(f"in/{name}.txt", content)
    assert batch("in", "--workers", "2") == 3
    assert names() == ["a.txt", "c.txt", "e.txt"]
    assert failures() == {"in/b.txt": "internal", "in/d.txt": "timeout"}
    assert readings().count("die") == readings().count("hang") == run.ATTEMPTS


def test_when_everything_fails_for_no_fault_of_its_own_the_rest_waits(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "FAULTS_IN_A_ROW", 2)
    for number in range(6):
        write(f"in/{number}.txt", "die" + " " * number)
    write("in/z.txt", "report 1")
    assert batch("in") == 1
    assert "--retry-failed" in capfd.readouterr().err
    assert len(failures()) < 6
    monkeypatch.setattr(run, "FAULTS_IN_A_ROW", 20)
    assert batch("in") == 3
    assert len(failures()) == 6 and names() == ["z.txt"]


def test_a_batch_has_its_folder_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/a.txt", "report 1")
    with locked(Path("out")):
        assert batch("in") == 2
    assert "正在用目录" in capsys.readouterr().err


def test_the_destination_may_lie_in_the_source() -> None:
    write("in/a.txt", "report 1")
    for _ in range(2):
        assert main(["batch", "in", "--out", "in/out"], make_stand_in) == 0
    assert names("in/out") == ["a.txt"] and is_destination(Path("in/out"))


def test_sources_that_are_not_there_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for source in ("none", "*.pdf", "nostore://x", "memory://nothing", "zip://a::file://b"):
        assert batch(source) == 2
        assert source.split("://")[0] in capsys.readouterr().err


def test_patterns_and_single_files() -> None:
    for name in ("in/a.txt", "in/b.dat", "in/sub/c.txt", "d.txt"):
        write(name, f"report {ord(Path(name).stem)}")
    assert batch("in/**/*.txt", "d.txt") == 0
    assert names() == ["a.txt", "c.txt", "d.txt"]


def test_links_and_pipes_are_listed_and_not_followed() -> None:
    write("secret/s.txt", "report 9")
    write("in/a.txt", "report 1")
    Path("in/link.txt").symlink_to(Path("secret/s.txt").resolve())
    Path("in/folder").symlink_to(Path("secret").resolve())
    os.mkfifo("in/pipe")
    assert batch("in") == 3
    assert failures() == dict.fromkeys(("in/link.txt", "in/folder", "in/pipe"), "invalid_request")
    assert readings() == ["report 1"]
    Path("in/link.txt").unlink()
    write("in/link.txt", "report 2")  # what was refused and is a file now is read
    batch("in")
    assert names() == ["a.txt", "link.txt"] and "in/link.txt" not in failures()


def test_names_of_strangers_are_shown_harmlessly(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/=cmd|x <script>alert(1)</script>.txt".replace("/script", ":script"), "refuse damaged_file")
    Path(os.fsdecode(b"in/\xff\xfe.txt")).write_text("report 1")
    write("in/line\nbreak.txt", "report 2")
    assert batch("in") == 3
    assert len(names()) == 2
    assert main(["export", "out", "--format", "wide-csv", "--out", "o.csv"]) == 0


def zipped(name: str, files: dict[str, str]) -> None:
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)


def tarred(name: str, mode: str, files: dict[str, str]) -> None:
    with tarfile.open(name, mode) as archive:
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content.encode()))


FILES = {"./x/a.txt": "report 1", "x/b.txt": "refuse damaged_file", "x/.hidden": "x", "__MACOSX/x/a.txt": "x"}


@pytest.mark.parametrize("name", ["n.zip", "n.tar", "n.tar.gz", "n.tgz", "n.tar.bz2", "n.tar.xz"])
def test_archives_are_entered_and_never_unpacked(name: str) -> None:
    Path("in").mkdir()
    if name.endswith("zip"):
        zipped(f"in/{name}", FILES)
    else:
        tarred(f"in/{name}", f"w:{name.removeprefix('n.tar').strip('.')}" if "tgz" not in name else "w:gz", FILES)
    for _ in range(2):
        assert batch("in") == 3
    assert names() == ["a.txt"] and failures() == {f"in/{name}!/x/b.txt": "damaged_file"}
    assert len(readings()) == 2
    assert sorted(p.name for p in Path().rglob("*") if p.suffix == ".txt") == []


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_paths_that_lead_out_of_an_archive_are_refused(kind: str) -> None:
    inside = {"../../x.txt": "report 1", "/etc/x.txt": "report 2", "a\\..\\..\\x.txt": "report 3", "ok.txt": "report 4"}
    zipped("a.zip", inside) if kind == "zip" else tarred("a.tar", "w", inside)
    assert batch(f"a.{kind}") == 3
    assert set(failures().values()) == {"invalid_request"} and len(failures()) == 3
    assert names() == ["ok.txt"]


def test_links_and_devices_in_archives_are_refused() -> None:
    with tarfile.open("a.tar", "w") as archive:
        for name, kind in (("s", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("c", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    with zipfile.ZipFile("a.zip", "w") as zip_archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        zip_archive.writestr(link, "/etc/passwd")
    assert batch("a.tar", "a.zip") == 3
    assert set(failures()) == {"a.tar!/s", "a.tar!/h", "a.tar!/c", "a.zip!/link"} and not readings()


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "FREE_BYTES", 1 << 20)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 50)
    zeros = "\0" * (20 << 20)
    zipped("ratio.zip", {"a": zeros})
    tarred("ratio.tar.gz", "w:gz", {"a": zeros})
    zipped("many.zip", {f"{n}.txt": "report 1" for n in range(60)})
    assert batch("ratio.zip", "ratio.tar.gz", "many.zip") == 3
    bombs = ("ratio.zip", "ratio.tar.gz", "ratio.tar.gz!/a", "many.zip")
    assert failures() == dict.fromkeys(bombs, "too_large")
    assert readings() == ["report 1"]


def test_a_member_is_never_expanded_beyond_the_limit_whatever_its_size_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_MAX_BYTES", "1000")
    zipped("a.zip", {"big.txt": "x" * 5000, "ok.txt": "report 1"})
    content = Path("a.zip").read_bytes().replace((5000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    Path("a.zip").write_bytes(content)
    tarred("a.tar", "w", {"big.txt": "x" * 5000})
    assert batch("a.zip", "a.tar") == 3
    assert failures()["a.tar!/big.txt"] == "too_large"
    assert failures()["a.zip!/big.txt"] in ("too_large", "damaged_file") and names() == ["ok.txt"]


def test_a_broken_archive_gives_what_it_can_and_is_listed_until_it_is_whole() -> None:
    tarred("a.tar", "w", {"1.txt": "report 1", "2.txt": "report 2"})
    whole = Path("a.tar").read_bytes()
    for cut in (1024, 1024 + 300):  # between two files, where the library sees nothing wrong; inside one
        Path("a.tar").write_bytes(whole[:cut])
        assert batch("a.tar") == 3
        assert names() == ["1.txt"] and failures()["a.tar"] == "damaged_file"
    Path("a.tar").write_bytes(whole)
    assert batch("a.tar") == 0
    assert names() == ["1.txt", "2.txt"] and failures() == {}
    zipped("b.zip", {"1.txt": "report 1"})
    Path("b.zip").write_bytes(Path("b.zip").read_bytes().replace(b"PK\x01\x02", b"PK\x01\x03"))
    assert batch("b.zip") == 3 and failures()["b.zip"] == "damaged_file"


def test_files_that_only_look_like_archives_are_files() -> None:
    write("a.zip", "report 1")
    zipped("b.docx", {"word.xml": "x"})
    Path("c.txt").write_text("report 2")
    assert batch("a.zip", "b.docx", "c.txt") == 3
    assert names() == ["a.zip", "c.txt"] and set(failures()) == {"b.docx"}


def test_chinese_names_of_zips_from_windows() -> None:
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.writestr("XXXX.txt", "report 1")
    Path("a.zip").write_bytes(Path("a.zip").read_bytes().replace(b"XXXX", "年报".encode("gb18030")))
    assert batch("a.zip") == 0 and names() == ["年报.txt"]


def test_an_archive_may_hold_one_name_twice() -> None:
    tarred("a.tar", "w", {"a.txt": "report 1"})
    with tarfile.open("a.tar", "a") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = 8
        archive.addfile(info, io.BytesIO(b"report 2"))
    assert batch("a.tar") == 0
    assert len(results()) == 2


def test_remote_stores() -> None:
    files = fsspec.filesystem("memory")
    try:
        zipped("z.zip", {"in.txt": "report 3"})
        for name, content in (
            ("a.txt", b"report 1"),
            ("sub/b.txt", b"report 2"),
            ("z.zip", Path("z.zip").read_bytes()),
        ):
            files.pipe(f"/bucket/{name}", content)
        for _ in range(2):
            assert batch("memory://bucket") == 0
        assert names() == ["a.txt", "b.txt", "in.txt"] and len(readings()) == 3
        assert main(["batch", "memory://bucket/sub/*.txt", "--out", "other"], make_stand_in) == 0
        assert names("other") == ["b.txt"]
    finally:
        files.rm("/bucket", recursive=True)


def test_a_decision_survives_reading_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from made_reports import decision

    from gouji.service.batch.destination import open_batch
    from gouji.service.store.decisions import add_decision

    write("in/a.txt", "report 1")
    batch("in")
    (sha256,) = results()
    with open_batch(Path("out"), load_settings()) as (store, _), store.begin() as connection:
        add_decision(connection, sha256, "requests.received.total", decision(5))
    monkeypatch.setattr(engine, "VERSION", "9.9")
    batch("in", "--refresh")
    assert results()[sha256].fields["requests.received.total"].decision == decision(5)


def test_a_store_that_fails_midway_stops_the_batch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(5):
        write(f"in/{number}.txt", f"report {number}")
    keep = run.Run._keep

    def full(self: run.Run, *more: object) -> None:
        with self.store.begin() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1")
            connection.exec_driver_sql("CREATE TABLE more (x)")
        keep(self, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(run.Run, "_keep", full)
    assert batch("in") == 2
    assert "数据库出错" in capsys.readouterr().err
    monkeypatch.undo()


COMMAND = """
import sys
from gouji.service.command_line import main
from stand_in import make_stand_in
sys.exit(main(sys.argv[1:], make_stand_in))
"""


def start(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    settings = {"PYTHONPATH": f"{Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}", **environment}
    command = [sys.executable, "-c", COMMAND, *arguments]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | settings)


def killed_and_undisturbed(count: int, kills: int, store_url: str, seed: int = 0) -> tuple[int, int]:
    """Run a batch that is killed so often, and one that is not, and compare; times killed at work, and readings."""
    make_files(Path("in"), count, seed)
    draw, hits = random.Random(seed), 0
    settings = {"GOUJI_TIMEOUT_SECONDS": "0.5"}
    begin = ["batch", "in", "--workers", "2", "--out"]
    assert start(*begin, "calm", **settings, STAND_IN_LOG="/dev/null").wait(timeout=300) == 3
    settings["GOUJI_STORE"] = store_url
    for _ in range(kills):
        process = start(*begin, "out", **settings)
        time.sleep(draw.uniform(0.8, 2.8))
        hits += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert start(*begin, "out", **settings).wait(timeout=300) == 3
    calm_failures, calm = failures("calm"), results("calm")
    os.environ["GOUJI_STORE"] = store_url
    try:
        assert results("out") == calm
    finally:
        del os.environ["GOUJI_STORE"]
    assert failures("out") == calm_failures
    distinct = {path.read_text() for path in Path("in").iterdir()}
    assert len(calm) == sum(text.startswith("report") for text in distinct)
    assert len(calm_failures) == sum(not p.read_text().startswith("report") for p in Path("in").iterdir())
    return hits, len(readings())


def test_killed_at_any_instant_and_started_again_nothing_is_lost_or_twice(store_url: str) -> None:
    hits, read = killed_and_undisturbed(150, 3, store_url)
    assert hits >= 2
    assert read <= 150 + 3 * 5 + 4  # what was in hand at each kill is read again, and no more


def test_a_killed_batch_leaves_no_worker_behind() -> None:
    write("in/hang.txt", "hang")
    process = start("batch", "in", "--out", "out", STAND_IN_LOG=str(Path("log").resolve()))
    end = time.monotonic() + 20
    while not readings() and time.monotonic() < end:
        time.sleep(0.05)
    listed = Path(f"/proc/{process.pid}/task").iterdir()
    workers = [int(pid) for task in listed for pid in (task / "children").read_text().split()]
    process.kill()
    process.wait()
    time.sleep(0.5)
    assert workers and not [pid for pid in workers if _alive(pid)]


def _alive(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_results_of_a_batch_can_be_exported(capsys: pytest.CaptureFixture[str]) -> None:
    write("in/a.txt", "report 1")
    batch("in")
    assert main(["export", "out", "--format", "jsonl", "--out", "r.jsonl"]) == 0
    assert json.loads(Path("r.jsonl").read_text())["document"]["name"] == "a.txt"


def test_nothing_readable_at_a_destination_is_no_surprise() -> None:
    with pytest.raises(ConfigurationError):
        list(sources.search(["none"], Path("out")))
