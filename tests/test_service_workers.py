"""Worker processes: bounded in time and memory, replaced when they end, never left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from service_stubs import REFUSALS, make_broken, make_greedy, make_stub

from gouji.models.errors import ConfigurationError, GoujiError, InternalError, ReadingTimeoutError, TooLargeError
from gouji.service.messages import ReadTask, RenderTask
from gouji.service.process import Bounds
from gouji.service.workers import WorkerPool

MIB = 1 << 20


def started(seconds: float) -> WorkerPool:
    pool = WorkerPool(make_stub, 1, Bounds(timeout_seconds=seconds, memory_bytes=400 * MIB))
    pool.start()
    pool.wait_until_ready()
    return pool


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = started(60)  # which no busy machine reaches
    yield pool
    pool.close()


@pytest.fixture
def hurried_pool() -> Iterator[WorkerPool]:
    pool = started(2)
    yield pool
    pool.close()


def worker_pid(pool: WorkerPool) -> int:
    answer = pool.submit(ReadTask(b"ok", "a.txt")).result(timeout=20)
    return int(json.loads(answer)["document"]["sha256"])


def test_a_task_is_answered_with_the_report(pool: WorkerPool) -> None:
    report = json.loads(pool.submit(ReadTask(b"ok", "年报.txt")).result(timeout=20))
    assert report["document"]["name"] == "年报.txt"
    assert report["schema"] == "gouji.report/1"


def test_models_are_loaded_once_and_the_process_stays(pool: WorkerPool) -> None:
    assert worker_pid(pool) == worker_pid(pool) != os.getpid()


def test_progress_crosses_the_border(pool: WorkerPool) -> None:
    steps: list[tuple[str, int, int]] = []
    pool.submit(ReadTask(b"ok", "a"), lambda *step: steps.append(step)).result(timeout=20)
    assert steps == [("open", 0, 1), ("read", 1, 1)]


def test_a_hanging_worker_is_stopped_in_time_and_replaced(hurried_pool: WorkerPool) -> None:
    before = worker_pid(hurried_pool)
    with pytest.raises(ReadingTimeoutError, match="2 秒"):
        hurried_pool.submit(ReadTask(b"hang", "a")).result(timeout=30)  # the stub hangs for 60
    assert worker_pid(hurried_pool) != before
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_a_page_to_be_shown_does_not_wait_for_documents_to_be_read(pool: WorkerPool) -> None:
    done: list[str] = []
    tasks = [("read", ReadTask(b"wait 0.2", "a"))] * 3 + [("shown", RenderTask(b"ok", 0, 100))]
    futures = [(pool.submit(task), name) for name, task in tasks]
    for future, name in futures:
        future.add_done_callback(lambda _, name=name: done.append(name))
    for future, _ in futures:
        future.result(timeout=20)
    assert done.index("shown") <= 1


@pytest.mark.parametrize("code", [0, 1, 137])
def test_a_worker_that_dies_is_a_fault_of_ours_and_replaced(pool: WorkerPool, code: int) -> None:
    with pytest.raises(InternalError):
        pool.submit(ReadTask(b"die %d" % code, "a")).result(timeout=20)
    assert worker_pid(pool)


def test_a_worker_killed_while_idle_is_replaced(pool: WorkerPool) -> None:
    os.kill(worker_pid(pool), signal.SIGKILL)
    time.sleep(0.2)
    assert worker_pid(pool)


@pytest.mark.parametrize("order", [b"grow", b"reserve"])
def test_memory_is_bounded(pool: WorkerPool, order: bytes) -> None:
    with pytest.raises(TooLargeError, match="内存"):
        pool.submit(ReadTask(order, "a")).result(timeout=20)
    assert worker_pid(pool)


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_refusals_keep_their_class_and_message(pool: WorkerPool, code: str) -> None:
    with pytest.raises(REFUSALS[code], match=code):
        pool.submit(ReadTask(b"refuse " + code.encode(), "a")).result(timeout=20)


def test_a_refusal_that_cannot_be_pickled_arrives_all_the_same(pool: WorkerPool) -> None:
    before = worker_pid(pool)
    with pytest.raises(InternalError):
        pool.submit(ReadTask(b"raise", "a")).result(timeout=20)
    with pytest.raises(GoujiError, match="一二"):
        pool.submit(ReadTask(b"awkward", "a")).result(timeout=20)
    assert worker_pid(pool) == before


def test_pages_are_rendered(pool: WorkerPool) -> None:
    image = pool.submit(RenderTask(b"ok", 1, 120)).result(timeout=20)
    assert image[:4] == b"RIFF" and image[8:12] == b"WEBP"


def test_cancelling_stops_a_running_task_and_a_waiting_one(pool: WorkerPool) -> None:
    running, waiting = (pool.submit(ReadTask(b"hang", "a")) for _ in range(2))
    time.sleep(0.2)
    assert running.cancel() and waiting.cancel()
    assert worker_pid(pool)  # within 20 s, where the stub hangs for 60
    with pytest.raises(CancelledError):
        running.result()


def test_closing_stops_what_runs_and_refuses_what_waits() -> None:
    pool = WorkerPool(make_stub, 1, Bounds(30, 400 * MIB))
    pool.start()
    pid = worker_pid(pool)
    futures = [pool.submit(ReadTask(b"hang", "a")) for _ in range(2)]
    time.sleep(0.2)
    began = time.monotonic()
    pool.close()
    assert time.monotonic() - began < 15
    for future in futures:
        with pytest.raises(InternalError, match="停止"):
            future.result(timeout=1)
    with pytest.raises(InternalError, match="停止"):
        pool.submit(ReadTask(b"ok", "a")).result(timeout=1)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_engine_that_cannot_be_made_is_told_at_the_start_and_to_every_task() -> None:
    pool = WorkerPool(make_broken, 1, Bounds(5, 400 * MIB))
    pool.start()
    with pytest.raises(ConfigurationError, match="模型目录不存在"):
        pool.wait_until_ready()
    assert not pool.ready
    with pytest.raises(ConfigurationError, match="模型目录不存在"):
        pool.submit(ReadTask(b"ok", "a")).result(timeout=20)
    pool.close()


def test_models_that_do_not_fit_are_told_as_a_setting() -> None:
    pool = WorkerPool(make_greedy, 1, Bounds(5, 400 * MIB))
    pool.start()
    with pytest.raises(ConfigurationError, match="GOUJI_MEMORY_MIB"):
        pool.wait_until_ready()
    pool.close()


PARENT = """
import sys, time
from service_stubs import make_stub
from gouji.service.messages import ReadTask
from gouji.service.process import Bounds
from gouji.service.workers import WorkerPool
if __name__ == "__main__":
    pool = WorkerPool(make_stub, 1, Bounds(30, 1 << 30))
    pool.start()
    print(int(__import__("json").loads(pool.submit(ReadTask(b"ok", "a")).result())["document"]["sha256"]), flush=True)
    pool.submit(ReadTask(b"hang", "a"))
    time.sleep(30)
"""


def test_no_orphans_when_the_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        time.sleep(0.2)
        parent.kill()
        parent.stdout.close()
    assert gone_within(worker, 3)


def gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_workers_do_not_import_http() -> None:
    code = "import sys, gouji.service.worker, gouji.service.command_line; print(*sys.modules)"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"fastapi", "starlette", "uvicorn", "cv2", "onnxruntime"} & set(imported)
