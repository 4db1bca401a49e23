"""The parent's side of one worker process: start it, give it a task, bound it, kill it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from gouji.models.errors import ConfigurationError, GoujiError, InternalError, ReadingTimeoutError, TooLargeError
from gouji.models.progress import Progress, silent
from gouji.service.messages import Answer, EngineMaker, Fault, Message, Ready, Refusal, Step, Task, raised
from gouji.service.worker import OUT_OF_MEMORY, run_worker

logger = logging.getLogger(__name__)

_TICK_SECONDS = 0.05  # memory grows by some 100 MB between two looks at it
_START_SECONDS = 300.0  # loading takes 2 s; a model named by its hub name may have to be downloaded first
_NOT_STARTED = "读取进程没能启动，原因已记入日志；请检查安装是否完整、内存是否够用"
_CONTEXT = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks of the service


class CancelledTaskError(Exception):
    """Whoever wanted the answer has gone."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one task may cost: wall-clock seconds and resident bytes of its process."""

    timeout_seconds: float
    memory_bytes: int


class WorkerProcess:
    """One worker process at a time. Used by one thread; after any violent end the next use starts a fresh process."""

    def __init__(self, make_engine: EngineMaker, bounds: Bounds) -> None:
        self._make_engine = make_engine
        self._bounds = bounds
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    def ensure_started(self, cancelled: Callable[[], bool]) -> None:
        """Have a live process with its engine loaded.

        Raises:
            ConfigurationError: the engine cannot be loaded as configured.
            InternalError: the process died.
            CancelledTaskError: ``cancelled()`` became true.
        """
        if self._process is not None and self._process.is_alive():
            return
        self.stop()
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(
            target=run_worker, args=(theirs, self._make_engine, self._bounds.memory_bytes), daemon=True
        )
        process.start()
        theirs.close()  # so that the death of the process ends the pipe
        self._process, self._connection = process, ours
        try:
            self._converse(_START_SECONDS, silent, cancelled)
        except (ReadingTimeoutError, TooLargeError):  # there is no document yet that could be at fault
            raise ConfigurationError(self._cannot_load()) from None
        except InternalError:
            self.stop()
            raise InternalError(_NOT_STARTED) from None
        except Exception:
            self.stop()
            raise

    def perform(self, task: Task, progress: Progress, cancelled: Callable[[], bool]) -> bytes:
        """Do one task and return its answer.

        Raises:
            GoujiError: the document was refused, or a bound was reached.
            CancelledTaskError: ``cancelled()`` became true; the process was killed.
        """
        self.ensure_started(cancelled)
        assert self._connection is not None
        try:
            self._connection.send(task)
        except OSError:
            raise self._dead() from None
        return self._converse(self._bounds.timeout_seconds, progress, cancelled)

    def stop(self) -> None:
        """End the process, if there is one, and wait for it."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None and connection is not None:
            process.kill()
            process.join()
            process.close()
            connection.close()

    def _converse(self, seconds: float, progress: Progress, cancelled: Callable[[], bool]) -> bytes:
        """Listen until the task (or the start) ends one way or another."""
        deadline = time.monotonic() + seconds
        while True:
            message = self._hear()
            match message:
                case Answer(payload):
                    return payload
                case Ready():
                    return b""
                case Step(stage, done, total):
                    progress(stage, done, total)
                case Refusal():
                    raise raised(message)
                case Fault(trace):
                    logger.error("a worker failed:\n%s", trace)
                    raise InternalError("读取时出了内部错误，已记入日志；请把这份文件和错误编号告诉维护者")
            self._enforce(deadline, seconds, cancelled)

    def _hear(self) -> Message | None:
        assert self._connection is not None
        try:
            if not self._connection.poll(_TICK_SECONDS):
                return None
            message: Message = self._connection.recv()
        except (EOFError, OSError):
            raise self._dead() from None
        return message

    def _enforce(self, deadline: float, seconds: float, cancelled: Callable[[], bool]) -> None:
        if cancelled():
            self.stop()
            raise CancelledTaskError
        if time.monotonic() > deadline:
            self.stop()
            raise ReadingTimeoutError(f"读这份文件超过了时限 {seconds:g} 秒，已停止。请减少页数，或请管理员调高时限")
        assert self._process is not None
        if _resident_bytes(self._process.pid) > self._bounds.memory_bytes:
            self.stop()
            raise TooLargeError(OUT_OF_MEMORY)

    def _cannot_load(self) -> str:
        memory = self._bounds.memory_bytes >> 20
        return f"模型装不下：内存上限 {memory} MiB 太小，或 {_START_SECONDS:g} 秒内没有装好。请调高 GOUJI_MEMORY_MIB"

    def _dead(self) -> GoujiError:
        process = self._process
        code = None
        if process is not None:
            process.join(1)
            code = process.exitcode
        self.stop()
        logger.error("a worker died, exit code %s", code)
        return InternalError("读取进程意外终止，已换上新的。请再试一次；若仍如此，请把这份文件告诉维护者")


def _resident_bytes(pid: int | None) -> int:
    """Resident memory of a process; 0 where the system does not tell (then only the kernel's limit holds)."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
