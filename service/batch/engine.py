"""What reads the files of a batch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from gouji.service.messages import EngineMaker, ReadTask
from gouji.service.settings import Settings
from gouji.service.store.records import EngineKey
from gouji.service.version import VERSION
from gouji.service.workers import WorkerPool, make_pool

_IN_HAND = 2
"""Documents by worker that are under way: one being read, one to be read next."""


class BatchEngine(Protocol):
    """Reads documents one by one, each on its own, so that a result does not depend on its company."""

    @property
    def width(self) -> int:
        """Documents to be in hand at once, so that no reader waits."""
        ...

    def submit(self, data: bytes, name: str) -> Future[bytes]:
        """Read a document. The future's result is its JSON; it fails with a GoujiError.

        ``internal`` and ``timeout`` say that the reader died or hung over it, ConfigurationError that there is no
        reader to be had.
        """
        ...


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """The worker processes of this machine."""

    pool: WorkerPool
    width: int

    def submit(self, data: bytes, name: str) -> Future[bytes]:
        """Read a document in a worker process."""
        return self.pool.submit(ReadTask(data, name))


@contextmanager
def local_engine(settings: Settings, make_engine: EngineMaker | None) -> Iterator[LocalEngine]:
    """The worker processes that the settings describe, for as long as this lasts.

    Raises:
        ConfigurationError: the reader cannot be loaded as configured.
    """
    pool = make_pool(settings, make_engine)
    pool.start()
    try:
        pool.wait_until_ready()
        yield LocalEngine(pool, _IN_HAND * settings.workers)
    finally:
        pool.close()


def engine_key(settings: Settings) -> EngineKey:
    """Under what readings are kept: this version, and the settings that change what is read (no limit does)."""
    chosen = [
        settings.detection_model,
        settings.recognition_model,
        str(settings.classifier_model or ""),
        settings.silent_per_10000,
    ]
    if settings.figure_model is not None:  # only then: readings that are kept stay known
        chosen.append(str(settings.figure_model))
    return EngineKey(f"gouji {VERSION}", hashlib.sha256(json.dumps(chosen).encode()).hexdigest())
