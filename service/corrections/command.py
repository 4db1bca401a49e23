"""What ``gouji corrections`` does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import closing

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from gouji.models.errors import ConfigurationError
from gouji.service.corrections.annotations import read_annotations
from gouji.service.corrections.arguments import LABEL_STUDIO
from gouji.service.corrections.cropping import PAGE_WIDTH, DrawPage, Pictured, pictured
from gouji.service.corrections.decided_cells import Wanted, count_documents, decided_documents
from gouji.service.corrections.exporting import Written, write_export
from gouji.service.corrections.importing import Imported, take_in
from gouji.service.errors import NotFoundError
from gouji.service.extraction import ALL_READ, SOME_REFUSED, make_folder
from gouji.service.messages import EngineMaker, RenderTask
from gouji.service.review.asked import MAX_NAME, shown_name
from gouji.service.review.contents import content_of
from gouji.service.review.desk import ReviewDesk
from gouji.service.review.entering import catch_up
from gouji.service.settings import Settings, load_settings
from gouji.service.store.connection import Store, open_store
from gouji.service.store.schema import batches
from gouji.service.workers import WorkerPool, make_pool

_NO_STORE = "请用 --store 或 GOUJI_STORE 指定结果库：裁定存在那里"
_WIPE = "\r\033[K"  # back to the beginning of the terminal's line, and clear it


def run_corrections(chosen: argparse.Namespace, make_engine: EngineMaker | None) -> int:
    """Export or import. Returns the exit code.

    Raises:
        ConfigurationError: no store is set, or something cannot be read or written.
    """
    settings = load_settings(store=chosen.store)
    if settings.store is None:
        raise ConfigurationError(_NO_STORE)
    try:
        with closing(open_store(settings.store)) as store:
            if chosen.action == "import":
                return _import(chosen, store, settings)
            return _export(chosen, store, settings, make_engine)
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())[:200]
        raise ConfigurationError(f"数据库出错，已停下（{reason}）。排除后再运行一次") from None


def _export(chosen: argparse.Namespace, store: Store, settings: Settings, make_engine: EngineMaker | None) -> int:
    make_folder(chosen.out)
    wanted = Wanted(chosen.job, chosen.since, settings.audit_share, chosen.anonymous)
    _must_be_there(store, chosen.job)
    total = count_documents(store, wanted)
    pool = make_pool(settings.model_copy(update={"workers": 1}), make_engine)
    pool.start()
    done = 0

    def watch(written: Written) -> None:
        nonlocal done
        done += 1
        _show(f"导出：{done}/{total} 份文件，{written.cells} 格")

    try:
        pool.wait_until_ready()
        written = write_export(_documents(store, wanted, pool, settings), chosen.format, chosen.out, watch)
    finally:
        pool.close()
        _show("")
    left = "没有写出" if chosen.format == LABEL_STUDIO else "没有图片"
    bare = f"；另有 {written.bare} 格不在页面上，或原件不在库里，{left}" if written.bare else ""
    print(f"已写出 {written.cells} 格（{total} 份文件）：{chosen.out}{bare}", file=sys.stderr)
    return ALL_READ


def _must_be_there(store: Store, job: str | None) -> None:
    with store.look() as connection:
        found = job is None or connection.scalar(select(batches.c.id).where(batches.c.id == job)) is not None
    if not found:
        raise ConfigurationError(f"结果库里没有编号为 {job} 的任务。任务的编号见 GET /jobs")


def _documents(store: Store, wanted: Wanted, pool: WorkerPool, settings: Settings) -> Iterator[list[Pictured]]:
    for document in decided_documents(store, wanted):
        try:
            data = content_of(store, document.sha256, settings.max_bytes)
        except NotFoundError:
            yield [Pictured(line) for line in document.corrections]
            continue
        yield pictured(document.corrections, _drawing(data, pool))


def _drawing(data: bytes, pool: WorkerPool) -> DrawPage:
    return lambda page_index: pool.submit(RenderTask(data, page_index, PAGE_WIDTH, lossless=True)).result()


def _import(chosen: argparse.Namespace, store: Store, settings: Settings) -> int:
    by = None if chosen.by is None else shown_name(chosen.by)[:MAX_NAME]
    annotations = list(read_annotations(chosen.file))
    catch_up(store, settings.audit_share)

    def watch(imported: Imported) -> None:
        done = imported.decided + imported.same + imported.known + imported.older + len(imported.refused)
        _show(f"导入：{done}/{len(annotations)}")

    imported = take_in(ReviewDesk(store, settings.audit_share), annotations, by, watch)
    _show("")
    for refused in imported.refused:
        print(f"没有导入：{refused.where}：{refused.reason}", file=sys.stderr)
    print(
        f"导入裁定 {imported.decided} 条；与现有裁定相同 {imported.same}，以前导入过 {imported.known}，"
        f"此后另有裁定 {imported.older}，没能导入 {len(imported.refused)}",
        file=sys.stderr,
    )
    return SOME_REFUSED if imported.refused else ALL_READ


def _show(text: str) -> None:
    if sys.stderr.isatty():
        print(f"{_WIPE}{text}", end="", file=sys.stderr, flush=True)
