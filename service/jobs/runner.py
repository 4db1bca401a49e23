"""Reads what jobs have waiting, in the background, with the processes that answer requests.

Of several services on one store only one reads; when it ends another takes over.
"""

from __future__ import annotations

import fcntl
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from gouji.service.batch.engine import BatchEngine
from gouji.service.batch.run import Run
from gouji.service.batch.sources import Content
from gouji.service.batch.watching import Unwatched, Watcher
from gouji.service.errors import NotFoundError
from gouji.service.review.entering import catch_up
from gouji.service.settings import AUDIT_SHARE
from gouji.service.store import documents, jobs
from gouji.service.store.connection import Store
from gouji.service.store.records import EngineKey, Item

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 2.0  # how soon jobs are seen that another service took in
_PAUSE_SECONDS = 30.0  # after something went wrong that a file is not to blame for
_QUEUE_SECONDS = 900.0  # a store of a million documents is gone over in some seconds
_LOCK = 4702112  # any number but the store's own


class JobRunner:
    """A thread that reads; started and closed once. ``watcher`` may be set, and is told of every file done.

    ``audit_share`` of the confident cells of what is read is reviewed all the same.
    """

    def __init__(self, store: Store, engine: BatchEngine, key: EngineKey, audit_share: float = AUDIT_SHARE) -> None:
        self.watcher: Watcher = Unwatched()
        self._audit_share = audit_share
        self._store = store
        self._engine = engine
        self._key = key
        self._queue_due = 0.0
        self._closing = threading.Event()
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin with what waits already."""
        self._thread.start()

    def wake(self) -> None:
        """There is something new to read."""
        self._wanted.set()

    def close(self) -> None:
        """Stop; what is being read goes back and waits for the next start."""
        self._closing.set()
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join()

    def _serve(self) -> None:
        while not self._closing.is_set():
            pause = _LOOK_SECONDS
            try:
                with _only_one(self._store) as mine:
                    while mine and not self._closing.is_set():
                        self._keep_queue()
                        self._read()
                        self._rest(_LOOK_SECONDS)
            except Exception:
                logger.exception("reading jobs stopped and will be taken up again")
                pause = _PAUSE_SECONDS
            self._closing.wait(pause)

    def _read(self) -> None:
        run = Run(self._store, self._engine, self._key, self.watcher, self._closing.is_set, self._audit_share)
        run.read(self._contents())

    def _keep_queue(self) -> None:
        """Have the queue of reviews hold what it should, now and then: other versions, too, may write to the store."""
        if time.monotonic() >= self._queue_due:
            catch_up(self._store, self._audit_share, self._closing.is_set)
            self._queue_due = time.monotonic() + _QUEUE_SECONDS

    def _contents(self) -> Iterator[tuple[Item, Content]]:
        for item in jobs.waiting(self._store):
            with self._store.look() as connection:
                data = None if item.sha256 is None else documents.content_of(connection, item.sha256)
            yield item, data if data is not None else NotFoundError("文件的内容已被清除。请重新上传")

    def _rest(self, seconds: float) -> None:
        self._wanted.wait(seconds)
        self._wanted.clear()


@contextmanager
def _only_one(store: Store) -> Iterator[bool]:
    """Whether this is the one that reads; it ends with the process, however that dies."""
    only = _locked_database if store.engine.dialect.name == "postgresql" else _locked_file
    with only(store) as mine:
        yield mine


@contextmanager
def _locked_database(store: Store) -> Iterator[bool]:
    with store.engine.connect() as connection:
        mine = bool(connection.scalar(text(f"SELECT pg_try_advisory_lock({_LOCK})")))
        connection.commit()  # the lock belongs to the session: no transaction stays open
        yield mine
        if mine:
            connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))


@contextmanager
def _locked_file(store: Store) -> Iterator[bool]:
    with Path(f"{store.engine.url.database}.jobs").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
