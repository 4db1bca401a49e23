"""What reads the files of a batch."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from gouji.service.messages import ReadTask
from gouji.service.settings import Settings
from gouji.service.store.records import EngineKey
from gouji.service.version import VERSION
from gouji.service.workers import WorkerPool


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


def engine_key(settings: Settings) -> EngineKey:
    """Under what readings are kept: this version, and the settings that change what is read (no limit does)."""
    chosen = [settings.detection_model, settings.recognition_model, str(settings.classifier_model or "")]
    return EngineKey(f"gouji {VERSION}", hashlib.sha256(json.dumps(chosen).encode()).hexdigest())
