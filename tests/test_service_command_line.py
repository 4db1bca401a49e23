"""The command line: exit codes, where results go, what is said. And the real service, started once."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_stubs import REFUSALS, make_broken, make_dying, make_faulty, make_stub

from gouji.models.errors import ConfigurationError
from gouji.models.result import Report
from gouji.service import extraction, output
from gouji.service.command_line import main
from gouji.service.examples import REPORT
from gouji.service.messages import EngineMaker
from gouji.service.output import output_names, write_durably
from gouji.service.settings import load_settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GOUJI_")]:
        monkeypatch.delenv(name)


def write(name: str, content: str) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(content)
    return name


def test_one_file_goes_to_standard_output_and_nothing_else(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["extract", write("年报.txt", "ok")], make_stub) == 0
    out, err = capsysbinary.readouterr()
    report = Report.model_validate_json(out)
    assert report.document.name == "年报.txt"
    assert out.decode() == report.to_json() + "\n"
    assert err == b""


def test_progress_is_shown_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["extract", write("年报.txt", "ok")], make_stub) == 0
    out, err = capsys.readouterr()
    assert "年报.txt：读取 1/1" in err and err.endswith("\r\033[K")
    assert json.loads(out)


def test_several_files_need_a_directory(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", write("a.txt", "ok"), write("b.txt", "ok")], make_stub) == 2
    assert "--out" in capsys.readouterr().err


def test_results_are_named_by_stem_and_collisions_by_full_name() -> None:
    files = [write(name, "ok") for name in ("a.pdf", "x/a.pdf", "a.txt", "b.txt")]
    assert main(["extract", *files, "--out", "new/out", "--workers", "2"], make_stub) == 0
    assert sorted(p.name for p in Path("new/out").iterdir()) == [
        "a-2.pdf.json", "a.pdf.json", "a.txt.json", "b.json",
    ]  # fmt: skip
    assert json.loads(Path("new/out/b.json").read_text())["document"]["name"] == "b.txt"


def test_pages_are_drawn_with_what_was_read() -> None:
    files = [write("a.pdf", "ok"), write("b.pdf", "refuse damaged_file")]
    assert main(["extract", *files, "--out", "out", "--debug-images", "drawn"], make_stub) == 3
    pages = sorted({f"a-{field.page}.png" for field in REPORT.fields.values() if field.bbox})
    assert pages and sorted(p.name for p in Path("drawn").iterdir()) == pages
    assert Path("drawn", pages[0]).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (["a.pdf"], ["a.json"]),
        (["A.pdf", "a.txt"], ["A.pdf.json", "a.txt.json"]),
        (["x/a.pdf", "y/a.pdf", "z/a.pdf"], ["a.pdf.json", "a-2.pdf.json", "a-3.pdf.json"]),
        (["a.pdf", "b/a.pdf", "a-2.pdf.x"], ["a.pdf.json", "a-2.pdf.json", "a-2.pdf-2.x.json"]),
    ],
)
def test_names_never_collide(inputs: list[str], expected: list[str]) -> None:
    assert output_names([Path(i) for i in inputs]) == expected


def test_some_refused_and_the_others_written(capfd: pytest.CaptureFixture[str]) -> None:
    files = [write(f"{code}.pdf", f"refuse {code}") for code in sorted(REFUSALS)]
    files = [*files[:3], write("good.pdf", "ok"), *files[3:], write("fault.pdf", "die 9"), write("last.pdf", "ok")]
    assert main(["extract", *files, "--out", "out"], make_stub) == 3
    assert sorted(p.name for p in Path("out").iterdir()) == ["good.json", "last.json"]
    out, err = capfd.readouterr()
    refusals = [line for line in err.splitlines() if re.match(r"\w+\.pdf: ", line)]
    assert [line.split(": ")[:2] for line in refusals] == [
        *([f"{code}.pdf", code] for code in sorted(REFUSALS)), ["fault.pdf", "internal"],
    ]  # fmt: skip
    assert out == ""


def test_bounds_of_time_and_size_are_refusals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GOUJI_TIMEOUT_SECONDS", "0.5")
    monkeypatch.setenv("GOUJI_MAX_BYTES", "10")
    files = [write("slow.txt", "hang"), write("big.txt", "x" * 11), write("ok.txt", "ok")]
    assert main(["extract", *files, "--out", "out"], make_stub) == 3
    err = capsys.readouterr().err
    assert "slow.txt: timeout: " in err and "big.txt: too_large: " in err
    assert Path("out/ok.json").exists()


def test_a_file_that_does_not_exist_stops_everything_before_it_begins(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", write("a.txt", "ok"), "没有.pdf", "--out", "out"], make_stub) == 2
    assert "没有.pdf" in capsys.readouterr().err
    assert not Path("out").exists()
    assert main(["extract", "."], make_stub) == 2


def test_only_files_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe")
    Path("folder").mkdir()
    for path in ("/dev/zero", "pipe", "folder"):
        assert main(["extract", path], make_stub) == 2
        assert f"不是普通文件：{path}" in capsys.readouterr().err


@pytest.mark.parametrize("becomes", ["gone", "folder", "larger"])
def test_a_file_that_changes_meanwhile_is_refused_and_the_others_are_read(
    becomes: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [write(name, "ok") for name in ("a.txt", "b.txt", "c.txt")]
    content = extraction.read_file

    def changed(source: Path, max_bytes: int) -> bytes:
        if source.name == "b.txt":
            source.unlink()
            if becomes == "folder":
                source.mkdir()
            elif becomes == "larger":
                source.write_text("x" * 2000)
        return content(source, max_bytes)

    monkeypatch.setattr(extraction, "read_file", changed)
    monkeypatch.setenv("GOUJI_MAX_BYTES", "1000")
    assert main(["extract", *files, "--out", "out"], make_stub) == 3
    (line,) = capsys.readouterr().err.splitlines()
    code = {"gone": "not_found", "folder": "damaged_file", "larger": "too_large"}[becomes]
    assert line.startswith(f"b.txt: {code}: ")
    assert sorted(path.name for path in Path("out").iterdir()) == ["a.json", "c.json"]


def test_refusals_name_the_path_as_given_on_one_line_each() -> None:
    files = [write("x/a.txt", "raise"), write("y/a.txt", "refuse damaged_file"), write("y/b\nc.txt", "die 9")]
    process = start("extract", *files, "--out", "out")
    lines = process.communicate(timeout=60)[1].decode().splitlines()
    assert process.returncode == 3
    refusals = [line for line in lines if re.match(r"[xy]/", line)]
    assert [line.split(": ")[:2] for line in refusals] == [
        ["x/a.txt", "internal"], ["y/a.txt", "damaged_file"], ["y/bc.txt", "internal"],
    ]  # fmt: skip
    logged = [line for line in lines if line not in refusals]
    assert all(line.startswith("ERROR gouji.") for line in logged)
    assert any("Traceback" in line and "秘密的内部细节" in line for line in logged)


def test_no_older_result_stands_for_a_file_that_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    write("out/a.json", "old")
    write("out/other.json", "old")
    files = [write("a.txt", "refuse damaged_file"), write("b.txt", "ok")]
    assert main(["extract", *files, "--out", "out"], make_stub) == 3
    assert sorted(path.name for path in Path("out").iterdir()) == ["b.json", "other.json"]
    Path("out/a.json").mkdir()
    assert main(["extract", *files, "--out", "out"], make_stub) == 3
    assert "删不掉" in capsys.readouterr().err


def test_a_result_never_takes_the_place_of_an_input(capsys: pytest.CaptureFixture[str]) -> None:
    files = [write("out/a.json", "ok"), write("b.txt", "ok")]
    assert main(["extract", *files, "--out", "out"], make_stub) == 2
    assert "覆盖" in capsys.readouterr().err
    assert Path("out/a.json").read_text() == "ok"


@pytest.mark.parametrize("make", [make_dying, make_faulty])
@pytest.mark.parametrize("command", [["extract", "a.txt"], ["serve", "--port", "0"]])
def test_a_worker_that_cannot_start_is_told_as_a_fault(
    make: EngineMaker, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write("a.txt", "ok")
    assert main(command, make) == 1
    assert "没能启动" in capsys.readouterr().err


def test_weights_that_are_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", write("a.txt", "ok")], make_broken) == 2
    assert "模型目录不存在" in capsys.readouterr().err
    assert main(["serve", "--port", "0"], make_broken) == 2


@pytest.mark.parametrize("arguments", [["extract"], ["nonsense"], ["extract", "a", "--nonsense"], []])
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(arguments, make_stub)
    except SystemExit as error:
        code = int(error.code or 0)
    assert code == 2
    assert "gouji" in capsys.readouterr().err


def test_settings_that_cannot_be(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GOUJI_PORT", "abc")
    monkeypatch.setenv("GOUJI_MEMORY_MIB", "1")
    assert main(["extract", write("a.txt", "ok")], make_stub) == 2
    err = capsys.readouterr().err
    assert "GOUJI_PORT 的值 'abc'" in err and "65535" in err
    assert "GOUJI_MEMORY_MIB 的值 '1'" in err and "256" in err
    monkeypatch.undo()
    with pytest.raises(ConfigurationError, match="GOUJI_WORKERS"):
        load_settings(workers=0)


def test_settings_reach_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_MAX_PAGES", "7")
    monkeypatch.setenv("GOUJI_DETECTION_MODEL", "somewhere")
    monkeypatch.setenv("GOUJI_CLASSIFIER_MODEL", "elsewhere")
    settings = load_settings(workers=2, port=None)
    assert settings.classifier_model == Path("elsewhere")
    assert settings.limits().max_pages == 7
    assert settings.ocr().detection_model == "somewhere"
    assert settings.ocr().threads == max(1, (os.cpu_count() or 1) // 2)


def test_without_the_weights_of_the_classifier_nothing_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("GOUJI_CLASSIFIER_MODEL", str(tmp_path))
    for command in (["extract", write("a.txt", "ok")], ["serve", "--port", "0"]):
        assert main(command) == 2
        assert "缺少表格标签分类模型" in capsys.readouterr().err


def test_a_result_is_whole_or_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    target = Path("a.json").absolute()
    target.write_text("old")
    monkeypatch.setattr(output.os, "fsync", _full)
    with pytest.raises(OSError, match="full"):
        write_durably(target, b"new")
    assert target.read_text() == "old"
    assert list(target.parent.iterdir()) == [target]
    monkeypatch.undo()
    write_durably(target, b"new")
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _full(handle: int) -> None:
    raise OSError(28, "disk full")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_result_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/a.json").mkdir(parents=True)
    assert main(["extract", write("a.txt", "ok"), "--out", "out"], make_stub) == 2
    assert "a.json" in capsys.readouterr().err


STUB_COMMAND = """
import sys
from gouji.service.command_line import main
from gouji.service.examples import REPORT
from service_stubs import make_stub
sys.exit(main(sys.argv[1:], make_stub))
"""


def start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", STUB_COMMAND, *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment, preexec_fn=_heed_interrupts)


def _heed_interrupts() -> None:
    """Where the tests were started in the background, interrupts are ignored, and so they would be here."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(p) for t in listed.parent.parent.iterdir() for p in (t / "children").read_text().split()]


def test_interrupting_leaves_nothing_behind() -> None:
    process = start("extract", write("a.txt", "hang"))
    workers = wait_for(lambda: [p for p in children(process.pid) if b"spawn_main" in cmdline(p)])
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert all(not cmdline(worker) for worker in workers)


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def wait_for(look: object, seconds: float = 60) -> list[int]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():  # type: ignore[operator]
            return found  # type: ignore[no-any-return]
        time.sleep(0.05)
    raise AssertionError("waited in vain")


@pytest.fixture
def service() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start("serve", "--port", str(port))
    wait_for(lambda: _answers(port))
    yield process, port
    process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def _answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/readyz")[0] == 200
    except ConnectionRefusedError:
        return False


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_the_real_service(service: tuple[subprocess.Popen[bytes], int]) -> None:
    process, port = service
    assert ask(port, "POST", "/extract", b"ok")[0] == 200
    status, body = ask(port, "POST", "/extract", b"x" * (65 << 20))  # refused, and yet heard
    assert (status, json.loads(body)["code"]) == (413, "too_large")
    gone = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    gone.request("POST", "/extract", b"hang")
    time.sleep(0.3)
    gone.close()  # a client that hangs up frees the worker
    started = time.monotonic()
    assert ask(port, "POST", "/extract", b"ok")[0] == 200
    assert time.monotonic() - started < 30  # the stub hangs for 60
    workers = [p for p in children(process.pid) if b"spawn_main" in cmdline(p)]
    process.terminate()
    process.wait(timeout=60)
    assert workers and all(not cmdline(worker) for worker in workers)
