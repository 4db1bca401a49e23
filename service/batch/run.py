"""A batch read to its end: what waits in the store is read and written down, each in one transaction.

Killed at any instant, the next run finds everything that was written down, and reads the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field

from sqlalchemy import Connection

from gouji.models.errors import ConfigurationError, GoujiError, InternalError
from gouji.models.result import Report
from gouji.service.batch.engine import BatchEngine
from gouji.service.batch.found import Entered, Found, Refused
from gouji.service.batch.sources import Content
from gouji.service.batch.watching import Watcher
from gouji.service.review.entering import enter, enter_known
from gouji.service.settings import AUDIT_SHARE
from gouji.service.store import batches, documents, readings, reviews
from gouji.service.store.connection import Store
from gouji.service.store.records import EngineKey, Failure, Item

ATTEMPTS = 2
"""Readings of a file that kills or hangs its reader, before it is listed."""

FAULTS_IN_A_ROW = 20
"""Files one after another that fail for no fault of theirs, before the run stops: something else is broken then."""

_OUR_FAULTS = frozenset({"internal"})
_WORTH_ANOTHER_TRY = frozenset({"internal", "timeout"})
_ITEMS_AT_ONCE = 500
_LOOK_SECONDS = 0.2  # how soon it is seen that somebody wants to stop


@dataclass(slots=True)
class _UnderWay:
    """A content being read, and the items that wait for it."""

    sha256: str
    data: bytes
    items: list[Item]
    attempts: int = 1


def put_in(store: Store, batch: str, found: Iterable[Found], key: EngineKey) -> None:
    """Put what a search finds into a batch; done again, it changes only what changed."""
    some: list[Found] = []
    for one in found:
        some.append(one)
        if len(some) >= _ITEMS_AT_ONCE:
            _put_in(store, batch, some, key)
            some = []
    _put_in(store, batch, some, key)


def _put_in(store: Store, batch: str, some: list[Found], key: EngineKey) -> None:
    with store.begin() as connection:
        for one in some:
            if isinstance(one, Refused):
                batches.add_refused(connection, batch, one.place, one.failure, key)
            elif isinstance(one, Entered):
                batches.forget_refused(connection, batch, one.place)
            else:
                batches.add_items(connection, batch, [one])


@dataclass(slots=True)
class Run:
    """One going over of what waits in a store.

    ``watcher`` is told of every file that is done. Once ``stopping()`` is true, what is in hand goes back and waits.
    ``audit_share`` of the confident cells of what is read is reviewed all the same.
    """

    store: Store
    engine: BatchEngine
    key: EngineKey
    watcher: Watcher
    stopping: Callable[[], bool] = lambda: False
    audit_share: float = AUDIT_SHARE
    _under_way: dict[Future[bytes], _UnderWay] = field(default_factory=dict)
    _faults: int = 0

    def read(self, contents: Iterable[tuple[Item, Content]]) -> None:
        """Read every content and write down what became of it; the same content only once.

        Raises:
            ConfigurationError: there is no reader to be had.
            InternalError: one file after another fails for no fault of its own. What is left waits for the next run.
        """
        try:
            for item, content in contents:
                self._take(item, content)
                while len(self._under_way) >= self.engine.width and not self.stopping():
                    self._finish_some()
                if self.stopping():
                    return
            while self._under_way and not self.stopping():
                self._finish_some()
        finally:
            for future in self._under_way:
                future.cancel()

    def _take(self, item: Item, content: Content) -> None:
        if isinstance(content, GoujiError):
            self._not_had(item, content)
            return
        sha256 = hashlib.sha256(content).hexdigest()
        for reading in self._under_way.values():
            if reading.sha256 == sha256:
                reading.items.append(item)
                return
        if not self._known(item, sha256, len(content)):
            self._submit(_UnderWay(sha256, content, [item]))

    def _known(self, item: Item, sha256: str, size: int) -> bool:
        """Settle an item whose content was read, or failed at, before; or that is no longer wanted."""
        with self.store.look() as connection:  # most are new: nothing is written for that
            if self._outcome(connection, sha256) == (None, None):
                return False
        with self.store.begin() as connection:
            if not batches.any_left(connection, [item.id]):
                return True  # purged meanwhile
            reading, failure = self._outcome(connection, sha256)
            if reading is None and failure is None:
                return False
            documents.add_sighting(connection, sha256, size, item.place)
            batches.settle(connection, item.id, "read" if reading else "failed", sha256, reading, failure)
            if reading is not None and reviews.is_held(connection, sha256):
                enter_known(connection, sha256, self.audit_share)
        self.watcher.repeated(item, failed=reading is None)
        return True

    def _outcome(self, connection: Connection, sha256: str) -> tuple[int | None, int | None]:
        """The reading of a content, or else the failure at it."""
        reading = readings.find_reading(connection, sha256, self.key)
        return reading, None if reading else readings.find_failure(connection, sha256, self.key)

    def _submit(self, reading: _UnderWay) -> None:
        self._under_way[self.engine.submit(reading.data, reading.items[0].place.name)] = reading

    def _finish_some(self) -> None:
        done, _ = wait(self._under_way, _LOOK_SECONDS, FIRST_COMPLETED)
        for future in done:
            self._finish(self._under_way.pop(future), future)

    def _finish(self, reading: _UnderWay, future: Future[bytes]) -> None:
        try:
            answer = future.result()
            report = Report.model_validate_json(answer)
        except ConfigurationError:
            raise
        except GoujiError as error:
            self._not_read(reading, error)
        else:
            self._faults = 0
            self._keep(reading, report, answer)

    def _not_had(self, item: Item, error: GoujiError) -> None:
        self._fail([item], None, _failure(error, 1))
        self._count_fault(error)

    def _not_read(self, reading: _UnderWay, error: GoujiError) -> None:
        if error.code in _WORTH_ANOTHER_TRY and reading.attempts < ATTEMPTS:
            reading.attempts += 1
            self._submit(reading)
            return
        self._fail(reading.items, reading, _failure(error, reading.attempts))
        self._count_fault(error)

    def _count_fault(self, error: GoujiError) -> None:
        self._faults = self._faults + 1 if error.code in _OUR_FAULTS else 0
        if self._faults >= FAULTS_IN_A_ROW:
            raise InternalError(
                f"接连 {self._faults} 份都因内部错误读不出，已停下（{error}）。其余还没有读：排除原因后再运行一次，"
                "并加 --retry-failed"
            )

    def _keep(self, reading: _UnderWay, report: Report, answer: bytes) -> None:
        with self.store.begin() as connection:
            if not batches.any_left(connection, [item.id for item in reading.items]):
                return  # purged meanwhile
            self._see(connection, reading)
            kept = readings.add_reading(connection, reading.sha256, self.key, report, answer)
            for item in reading.items:
                batches.settle(connection, item.id, "read", reading.sha256, kept, None)
            if reviews.is_held(connection, reading.sha256):  # not deleted meanwhile
                enter(connection, reading.sha256, kept, report, self.audit_share)
        for item in reading.items:
            self.watcher.read(item, to_review=bool(report.review))

    def _fail(self, items: list[Item], reading: _UnderWay | None, failure: Failure) -> None:
        sha256 = reading.sha256 if reading else None
        with self.store.begin() as connection:
            if not batches.any_left(connection, [item.id for item in items]):
                return  # purged meanwhile
            if reading:
                self._see(connection, reading)
            kept = readings.add_failure(connection, sha256, self.key, failure)
            for item in items:
                batches.settle(connection, item.id, "failed", sha256, None, kept)
        for item in items:
            self.watcher.failed(item, failure)

    def _see(self, connection: Connection, reading: _UnderWay) -> None:
        for item in reading.items:
            documents.add_sighting(connection, reading.sha256, len(reading.data), item.place)


def _failure(error: GoujiError, attempts: int) -> Failure:
    return Failure(error.code, " ".join(str(error).split()), attempts)
