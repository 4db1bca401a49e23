"""The command ``gouji``. Imports little at its top: every worker process imports this module again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gouji.service.messages import EngineMaker
    from gouji.service.settings import Settings
    from gouji.service.workers import WorkerPool

FAULT = 1
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, make_engine: EngineMaker | None = None) -> int:
    """Run the command and return its exit code. ``make_engine`` takes the place of the real reader in tests."""
    from gouji.models.errors import GoujiError, InternalError
    from gouji.service.arguments import USAGE_ERROR, make_parser
    from gouji.service.logs import log_to_stderr

    parser = make_parser()
    chosen = parser.parse_args(arguments)
    log_to_stderr()
    run = _COMMANDS.get(chosen.command)
    if run is None:
        parser.print_help(sys.stderr)
        return USAGE_ERROR
    try:
        return run(chosen, make_engine)
    except GoujiError as error:
        print(f"gouji：{error}", file=sys.stderr)
        return FAULT if isinstance(error, InternalError) else USAGE_ERROR
    except KeyboardInterrupt:
        print("gouji：已中断", file=sys.stderr)
        return INTERRUPTED


def _extract(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    from gouji.service.extraction import extract, plan
    from gouji.service.settings import load_settings

    destinations = plan(chosen.files, chosen.out, chosen.debug_images)
    settings = load_settings(workers=chosen.workers)
    settings = settings.model_copy(update={"workers": min(settings.workers, len(destinations))})
    with _workers(settings, make_engine) as pool:
        return extract(destinations, pool, settings)


def _compare(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    from gouji.service.comparison import compare, plan
    from gouji.service.settings import load_settings

    comparison = plan((chosen.first, *chosen.others), chosen.out, table=chosen.table)
    settings = load_settings(workers=chosen.workers)
    if not comparison.reports:
        return compare(comparison, None, settings)
    settings = settings.model_copy(update={"workers": min(settings.workers, len(comparison.reports))})
    with _workers(settings, make_engine) as pool:
        return compare(comparison, pool, settings)


def _batch(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    from gouji.service.batch.command import run_batch

    return run_batch(chosen, make_engine)


def _keys(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    from gouji.service.access.command import run_keys

    return run_keys(chosen)


def _corrections(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    from gouji.service.corrections.command import run_corrections

    return run_corrections(chosen, make_engine)


def _export(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    from gouji.service.exports.command import run_export

    return run_export(chosen)


def _rollup(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    from gouji.service.exports.command import run_rollup

    return run_rollup(chosen)


def _serve(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    from gouji.service.settings import load_settings

    settings = load_settings(host=chosen.host, port=chosen.port, workers=chosen.workers)
    with _workers(settings, make_engine) as pool:
        return _serve_http(settings, pool)


@contextmanager
def _workers(settings: Settings, make_engine: EngineMaker | None) -> Iterator[WorkerPool]:
    """Worker processes with their engines loaded, and closed whatever happens."""
    from gouji.service.workers import make_pool

    pool = make_pool(settings, make_engine)
    pool.start()
    try:
        pool.wait_until_ready()
        yield pool
    finally:
        pool.close()


def _serve_http(settings: Settings, pool: WorkerPool) -> int:
    import uvicorn

    from gouji.service.api import create_app
    from gouji.service.jobs.desk import open_desk
    from gouji.service.logs import log_as_json

    app = create_app(settings, pool, open_desk(settings, pool))
    log_as_json()
    config = uvicorn.Config(
        app, settings.host, settings.port, log_config=None, access_log=False, timeout_graceful_shutdown=5
    )
    server = uvicorn.Server(config)
    server.run()
    return 0 if server.started else 2


_COMMANDS = {
    "extract": _extract,
    "compare": _compare,
    "serve": _serve,
    "batch": _batch,
    "export": _export,
    "rollup": _rollup,
    "keys": _keys,
    "corrections": _corrections,
}
