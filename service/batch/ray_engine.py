"""A Ray cluster as the engine of a batch (``gouji[ray]``): the same worker process on every node, Ray's scheduling.

A Ray task passes its document to a worker process of ours beside it, so that time and memory are bounded, and a deadly
document ends, just as on one machine. What Ray retries is only what was lost with a node.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import cache
from typing import Any

from gouji.models.errors import ConfigurationError, GoujiError, InternalError
from gouji.service.messages import Answer, EngineMaker, ReadTask, Refusal, raised
from gouji.service.process import Bounds
from gouji.service.settings import Settings
from gouji.service.workers import WorkerPool, bounds_of, engine_maker

_NODE_LOSSES = 5
"""Nodes that may be lost one after another under one document."""

_IN_HAND = 2
"""Documents by processor of the cluster that are under way: one being read, one to be read next."""


def read_document(maker: bytes, bounds: Bounds, data: bytes, name: str) -> Answer | Refusal:
    """Read one document: the task, on some node. ``maker``: the engine's maker, pickled."""
    try:
        return Answer(_worker(maker, bounds).submit(ReadTask(data, name)).result())
    except GoujiError as error:
        return Refusal(type(error), str(error))


@cache
def _worker(maker: bytes, bounds: Bounds) -> WorkerPool:
    """The worker process beside a process of Ray's, which does many tasks: models are loaded once."""
    pool = WorkerPool(pickle.loads(maker), 1, bounds)
    pool.start()
    pool.wait_until_ready()
    return pool


class RayEngine:
    """The cluster that this process is connected to."""

    def __init__(self, ray: Any, settings: Settings, make_engine: EngineMaker | None) -> None:  # noqa: ANN401
        settings = settings.model_copy(update={"threads": settings.threads or 1})  # a task is given one processor
        self._ray = ray
        self._read = ray.remote(num_cpus=1, max_retries=_NODE_LOSSES)(read_document)
        self._maker = pickle.dumps(engine_maker(settings, make_engine))
        self._bounds = bounds_of(settings)

    @property
    def width(self) -> int:
        """Documents to be in hand at once: by what the cluster has now."""
        return max(1, _IN_HAND * int(self._ray.cluster_resources().get("CPU", 1)))

    def submit(self, data: bytes, name: str) -> Future[bytes]:
        """Read a document on some node."""
        answer: Future[bytes] = Future()
        done = self._read.remote(self._maker, self._bounds, data, name).future()
        done.add_done_callback(lambda ended: _pass_on(ended, answer))
        return answer


@contextmanager
def ray_engine(settings: Settings, make_engine: EngineMaker | None) -> Iterator[RayEngine]:
    """The cluster at RAY_ADDRESS; where that is not set, one of this machine alone, for as long as this lasts.

    Raises:
        ConfigurationError: Ray is not installed, or there is no cluster.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    try:
        import ray
    except ImportError:
        raise ConfigurationError("没有安装 Ray。请安装 gouji[ray]") from None
    try:
        ray.init(include_dashboard=None if "RAY_ADDRESS" in os.environ else False, log_to_driver=False)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise ConfigurationError(f"连不上 Ray 集群：{' '.join(str(error).split())[:200]}") from None
    try:
        yield RayEngine(ray, settings, make_engine)
    finally:
        ray.shutdown()


def _pass_on(ended: Future[Answer | Refusal], answer: Future[bytes]) -> None:
    if answer.cancelled():
        return
    try:
        message = ended.result()
    except Exception as error:  # a node, or all of them, lost once too often
        answer.set_exception(InternalError(f"集群没能读这份文件（{type(error).__name__}）"))
        return
    if isinstance(message, Answer):
        answer.set_result(message.payload)
    else:
        answer.set_exception(raised(message))
