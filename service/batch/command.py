"""What ``gouji batch`` does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from gouji.models.errors import ConfigurationError
from gouji.service.batch.destination import locked, open_batch, write_failures
from gouji.service.batch.engine import BatchEngine, engine_key, local_engine
from gouji.service.batch.ray_engine import ray_engine
from gouji.service.batch.run import Run, put_in
from gouji.service.batch.sources import contents, search
from gouji.service.batch.watching import Progress
from gouji.service.extraction import ALL_READ, SOME_REFUSED
from gouji.service.messages import EngineMaker
from gouji.service.settings import Settings, load_settings
from gouji.service.store import batches
from gouji.service.store.connection import Store
from gouji.service.store.records import Counts, EngineKey

ENGINES: dict[str, Callable[[Settings, EngineMaker | None], AbstractContextManager[BatchEngine]]] = {
    "local": local_engine,
    "ray": ray_engine,
}
"""What reads a batch, by the name that is asked for."""


def run_batch(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    """Find, read, write down; then list what could not be read. Returns the exit code."""
    settings = load_settings(workers=chosen.workers)
    key = engine_key(settings)
    folder: Path = chosen.out
    try:
        with locked(folder), open_batch(folder, settings) as (store, batch):
            _ask_again(store, batch, key, chosen)
            put_in(store, batch, search(chosen.sources, folder.resolve()), key)
            try:
                _read(store, batch, key, chosen.engine, settings, make_engine)
            finally:
                failures = write_failures(store, batch, folder)
            return _tell(_counts(store, batch), failures)
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())[:200]
        raise ConfigurationError(f"数据库出错，已停下（{reason}）。排除后再运行一次，会从停下的地方继续") from None


def _ask_again(store: Store, batch: str, key: EngineKey, chosen: argparse.Namespace) -> None:
    with store.begin() as connection:
        if chosen.refresh:
            batches.ask_again(connection, batch, key)
        if chosen.retry_failed:
            batches.retry_failed(connection, batch)


def _read(
    store: Store, batch: str, key: EngineKey, kind: str, settings: Settings, make_engine: EngineMaker | None
) -> None:
    counts = _counts(store, batch)
    if not counts.waiting:
        return
    settings = settings.model_copy(update={"workers": min(settings.workers, counts.waiting)})
    progress = Progress(counts)
    try:
        with ENGINES[kind](settings, make_engine) as engine:
            run = Run(store, engine, key, progress, audit_share=settings.audit_share)
            run.read(contents(batches.waiting(store, batch), settings.max_bytes))
    finally:
        progress.end()


def _counts(store: Store, batch: str) -> Counts:
    with store.look() as connection:
        return batches.count(connection, batch)


def _tell(counts: Counts, failures: Path) -> int:
    listed = f"，列在 {failures}" if counts.failed else ""
    print(
        f"共 {counts.total} 个文件：读出 {counts.read}（其中待复核 {counts.to_review}），失败 {counts.failed}{listed}",
        file=sys.stderr,
    )
    return SOME_REFUSED if counts.failed else ALL_READ
