"""The folder that a batch writes to: its database (unless another is set), its lock, its list of failures."""

from __future__ import annotations

import csv
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gouji.models.errors import ConfigurationError
from gouji.models.result import Report
from gouji.service.exports.long_table import ENCODING
from gouji.service.exports.text import harmless
from gouji.service.output import replaced_durably
from gouji.service.settings import Settings
from gouji.service.store import batches
from gouji.service.store.connection import Store, open_store, sqlite_url

KIND = "folder"
DATABASE = "gouji.db"
FAILURES = "失败.csv"
_MARKER = ".gouji-batch"
_COLUMNS = ("文件", "SHA-256", "代码", "说明", "试过几次", "时间")


def is_destination(folder: Path) -> bool:
    """Whether a batch writes, or wrote, to a folder."""
    return (folder / _MARKER).is_file()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make a folder the destination of this process's batch, and of no other at the same time.

    Raises:
        ConfigurationError: it cannot be made or written to, or another batch is at work on it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _MARKER).open("a") as marker:
            try:
                fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ConfigurationError(f"另一个 gouji batch 正在用目录 {folder}。请等它结束") from None
            yield
    except OSError as error:
        raise ConfigurationError(f"目录 {folder} 不能用：{error.strerror or error}") from None


@contextmanager
def open_batch(folder: Path, settings: Settings) -> Iterator[tuple[Store, str]]:
    """The store of a destination, and the id of its batch."""
    store = open_store(settings.store or sqlite_url(folder / DATABASE))
    try:
        with store.begin() as connection:
            batch = batches.batch_named(connection, KIND, str(folder.resolve()))
        yield store, batch
    finally:
        store.close()


def results_of(folder: Path, settings: Settings) -> Iterator[Report]:
    """Every result of the batch of a destination, decisions beside readings."""
    with open_batch(folder, settings) as (store, batch):
        yield from batches.reports(store, batch)


def write_failures(store: Store, batch: str, folder: Path) -> Path:
    """Write the list of what could not be read, and why; an empty one where everything could."""
    target = folder / FAILURES
    with replaced_durably(target) as temporary, temporary.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for row in batches.failed(store, batch):
            told = (row.place, row.sha256 or "", row.code, row.message, row.attempts, row.failed_at)
            writer.writerow([harmless(str(cell)) for cell in told])
    return target
