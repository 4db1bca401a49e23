"""The HTTP door of jobs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import FastAPI, Path, Query, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from gouji.models.errors import GoujiError
from gouji.service import examples
from gouji.service.access.callers import caller_of
from gouji.service.answering import server_sent_event
from gouji.service.errors import KEY_CODES
from gouji.service.exports.formats import FORMATS
from gouji.service.jobs.desk import JobDesk, remove_results
from gouji.service.jobs.uploading import receive_files
from gouji.service.jobs.views import JobList, JobView, WholeJobView
from gouji.service.names import display_name
from gouji.service.problems import problem_of
from gouji.service.settings import Settings

FormatName = Literal["jsonl", "csv", "wide-csv", "parquet", "xlsx", "xlsx-table"]
_ID = "^[0-9a-f]{1,32}$"
JobId = Annotated[str, Path(pattern=_ID, description="任务编号")]

_UPLOAD_CODES = ("invalid_request", "too_large", "timeout", "overloaded", "internal", *KEY_CODES)
_LOOK_SECONDS = 0.5
_KEEP_ALIVE_SECONDS = 10.0
_EVENT_STREAM = "text/event-stream"


def add_jobs(app: FastAPI, settings: Settings, desk: JobDesk) -> None:
    """Add the routes of jobs."""
    _add_making(app, settings, desk)
    _add_showing(app, desk)
    _add_results(app, desk)
    _add_removing(app, desk)


def _add_making(app: FastAPI, settings: Settings, desk: JobDesk) -> None:
    @app.post(
        "/jobs",
        status_code=202,
        summary="交一批文件",
        description="multipart 表单，任意多个文件字段。收妥才答复；此后即使服务中断，重启后也会读完。",
        responses=examples.problem_responses(*_UPLOAD_CODES),
        openapi_extra={"requestBody": examples.uploads_body()},
    )
    async def make_job(
        request: Request,
        response: Response,
        name: Annotated[str, Query(max_length=200, description="任务的名称，只供显示")] = "",
    ) -> JobView:
        owner, job, kept = caller_of(request).owner, "", 0
        async for upload in receive_files(request, settings.max_bytes):
            job = job or await run_in_threadpool(desk.begin, owner, display_name(name))
            await run_in_threadpool(desk.keep, job, kept, upload)
            kept += 1
        response.headers["Location"] = f"/jobs/{job}"
        return await run_in_threadpool(desk.open, job, owner)


def _add_showing(app: FastAPI, desk: JobDesk) -> None:
    unknown = examples.problem_responses("not_found", "invalid_request", *KEY_CODES)

    @app.get("/jobs", summary="任务列表，新的在前", responses=examples.problem_responses("invalid_request", *KEY_CODES))
    def list_jobs(
        request: Request,
        before: Annotated[str | None, Query(pattern=_ID, description="上一页的 next")] = None,
        limit: Annotated[int, Query(ge=1, le=100, description="一页几个")] = 20,
    ) -> JobList:
        return desk.list_jobs(caller_of(request).owner, before, limit)

    @app.get("/jobs/{job}", summary="一个任务，连同读不出的文件", responses=unknown)
    def show_job(request: Request, job: JobId) -> WholeJobView:
        return desk.show_whole(job, caller_of(request).owner)

    @app.get(
        "/jobs/{job}/events",
        summary="任务的进度（server-sent events）",
        description="`progress` 若干次，读完时 `done`，各带任务；任务没有了则是 `problem`。",
        response_class=StreamingResponse,
        responses={200: {"content": {_EVENT_STREAM: {}}, "description": "进度"}, **unknown},
    )
    async def watch_job(request: Request, job: JobId) -> Response:
        owner = caller_of(request).owner
        first = await run_in_threadpool(desk.show, job, owner)
        return StreamingResponse(_events(desk, first, owner, request.state.request_id), media_type=_EVENT_STREAM)


def _add_results(app: FastAPI, desk: JobDesk) -> None:
    @app.get(
        "/jobs/{job}/results",
        summary="任务的结果",
        description="各种格式见命令 `gouji export`。裁定代替读数（JSON 里并列）。",
        response_class=FileResponse,
        responses={
            200: {"content": {kind.media_type: {} for kind in FORMATS.values()}, "description": "结果文件"},
            **examples.problem_responses("not_found", "conflict", "invalid_request", *KEY_CODES),
        },
    )
    def results(
        request: Request,
        job: JobId,
        format: Annotated[FormatName, Query(description="格式")] = "jsonl",  # noqa: A002  (as clients call it)
        partial: Annotated[bool, Query(description="没有读完也给")] = False,
    ) -> FileResponse:
        target, kind = desk.write_results(job, caller_of(request).owner, format, partial)
        cleaning = BackgroundTask(remove_results, target)
        return FileResponse(target, media_type=kind.media_type, filename=target.name, background=cleaning)


def _add_removing(app: FastAPI, desk: JobDesk) -> None:
    @app.delete(
        "/jobs/{job}",
        status_code=204,
        summary="停下并隐藏一个任务",
        description="已读的留着，直到清除。",
        responses=examples.problem_responses("not_found", "invalid_request", *KEY_CODES),
    )
    def delete_job(request: Request, job: JobId) -> None:
        desk.delete(job, caller_of(request).owner)

    @app.post(
        "/jobs/{job}/purge",
        status_code=204,
        summary="清除一个已删除的任务",
        description="删去只属于它的文件和结果，记下是谁做的。裁定留着。不能恢复。",
        responses=examples.problem_responses("not_found", "conflict", "invalid_request", *KEY_CODES),
    )
    def purge_job(request: Request, job: JobId) -> None:
        caller = caller_of(request)
        desk.purge(job, caller.owner, caller.name)


async def _events(desk: JobDesk, view: JobView, owner: str | None, request_id: str) -> AsyncIterator[bytes]:
    """The job whenever something changed in it, until it is done."""
    told, silent = None, 0.0
    while view.state != "done":
        if view != told:
            yield server_sent_event("progress", view.model_dump_json().encode())
            told, silent = view, 0.0
        elif silent >= _KEEP_ALIVE_SECONDS:
            yield b": \n\n"
            silent = 0.0
        await asyncio.sleep(_LOOK_SECONDS)
        silent += _LOOK_SECONDS
        try:
            view = await run_in_threadpool(desk.show, view.id, owner)
        except GoujiError as error:
            yield server_sent_event("problem", problem_of(error, request_id).model_dump_json().encode())
            return
    yield server_sent_event("done", view.model_dump_json().encode())
