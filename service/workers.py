"""The worker processes that both doors share: a queue, and one supervising thread for each process."""

from __future__ import annotations

import contextlib
import itertools
import logging
import queue
import threading
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field
from functools import partial

from gouji.models.errors import GoujiError, InternalError
from gouji.models.progress import Progress, silent
from gouji.service.messages import EngineMaker, RenderTask, Task
from gouji.service.process import Bounds, CancelledTaskError, WorkerProcess
from gouji.service.settings import Settings
from gouji.service.worker import load_engine

logger = logging.getLogger(__name__)

_SHOWING, _READING, _CLOSING = range(3)  # what is done first


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """A task and its future, which stays cancellable to the end: cancelling kills the process."""

    task: Task
    progress: Progress
    future: Future[bytes] = field(default_factory=Future)

    def succeed(self, answer: bytes) -> None:
        self._settle(partial(self.future.set_result, answer))

    def fail(self, error: Exception) -> None:
        self._settle(partial(self.future.set_exception, error))

    def _settle(self, settle: partial[None]) -> None:
        with contextlib.suppress(InvalidStateError):  # cancelled in this very moment: nobody waits
            settle()


class WorkerPool:
    """Reads and renders in worker processes, one task at a time in each, in the order of asking; but pages to be shown,
    which take a fraction of a second and for which somebody waits, go before documents to be read."""

    def __init__(self, make_engine: EngineMaker, workers: int, bounds: Bounds) -> None:
        self._jobs: queue.PriorityQueue[tuple[int, int, _Job | None]] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._closing = threading.Event()
        self._door = threading.Lock()
        self._starts: list[Future[None]] = [Future() for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._supervise, args=(WorkerProcess(make_engine, bounds), start), daemon=True)
            for start in self._starts
        ]

    def start(self) -> None:
        """Start the processes; they load in the background."""
        for thread in self._threads:
            thread.start()

    def wait_until_ready(self) -> None:
        """Block until every process has loaded its engine.

        Raises:
            ConfigurationError: the engine cannot be loaded as configured.
            InternalError: a process died at its start.
        """
        for start in self._starts:
            start.result()

    @property
    def ready(self) -> bool:
        """Whether some process has loaded its engine and its supervisor is at work."""
        started = any(s.done() and not s.cancelled() and s.exception() is None for s in self._starts)
        return started and any(t.is_alive() for t in self._threads) and not self._closing.is_set()

    def submit(self, task: Task, progress: Progress = silent) -> Future[bytes]:
        """Queue a task. The future's result is the answer; it fails with a GoujiError.

        ``progress`` is called in a thread of ours. Cancelling the future stops the task wherever it is. A pool that was
        closed fails every task at once.
        """
        job = _Job(task, progress)
        with self._door:
            if self._closing.is_set():
                job.fail(_stopping())
            else:
                self._put(_SHOWING if isinstance(task, RenderTask) else _READING, job)
        return job.future

    def close(self) -> None:
        """Stop every process, also in the middle of a task, and wait for them."""
        with self._door:  # so that every task is before the ends, and is attended to
            self._closing.set()
            for _ in self._threads:
                self._put(_CLOSING, None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def _put(self, rank: int, job: _Job | None) -> None:
        self._jobs.put((rank, next(self._numbers), job))

    def _supervise(self, process: WorkerProcess, start: Future[None]) -> None:
        try:
            process.ensure_started(self._closing.is_set)
            start.set_result(None)
        except Exception as error:
            start.set_exception(error)
        while (job := self._jobs.get()[2]) is not None:
            if self._closing.is_set():
                job.fail(_stopping())
            else:
                self._attend(job, process)
                self._replace_dead(process)
        process.stop()

    def _attend(self, job: _Job, process: WorkerProcess) -> None:
        def cancelled() -> bool:
            return self._closing.is_set() or job.future.cancelled()

        if job.future.cancelled():
            return
        try:
            job.succeed(process.perform(job.task, job.progress, cancelled))
        except CancelledTaskError:
            job.fail(_stopping())
        except GoujiError as error:
            job.fail(error)
        except Exception:
            logger.exception("supervising a worker failed")
            process.stop()
            job.fail(InternalError("读取时出了内部错误，已记入日志"))

    def _replace_dead(self, process: WorkerProcess) -> None:
        """A killed process is replaced at once, not when the next request waits for it."""
        try:
            process.ensure_started(self._closing.is_set)
        except CancelledTaskError:
            return
        except Exception:
            logger.exception("a worker could not be replaced; the next task tries again")


def _stopping() -> InternalError:
    return InternalError("服务正在停止，这份文件没有读完")


def make_pool(settings: Settings, make_engine: EngineMaker | None = None) -> WorkerPool:
    """The pool that the settings describe. ``make_engine`` defaults to the real reader."""
    return WorkerPool(engine_maker(settings, make_engine), settings.workers, bounds_of(settings))


def engine_maker(settings: Settings, make_engine: EngineMaker | None = None) -> EngineMaker:
    """What makes the engine inside a worker: ``make_engine``, or what makes the real reader."""
    reader = (settings.limits(), settings.ocr(), settings.classifier_model, settings.silent_per_10000)
    return make_engine or partial(load_engine, *reader)


def bounds_of(settings: Settings) -> Bounds:
    """What one task may cost by the settings."""
    return Bounds(settings.timeout_seconds, settings.memory_mib << 20)
