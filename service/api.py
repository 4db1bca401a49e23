"""The HTTP door: the routes, and nothing that another module could do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response, StreamingResponse
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool

from gouji.service import examples
from gouji.service.access.gate import Gate
from gouji.service.admission import Admission
from gouji.service.answering import answer, events
from gouji.service.envelope import Envelope
from gouji.service.errors import KEY_CODES, OverloadedError
from gouji.service.jobs.desk import JobDesk
from gouji.service.jobs.routes import add_jobs
from gouji.service.messages import ReadTask, RenderTask
from gouji.service.monitoring.meter import Meter
from gouji.service.monitoring.metrics import Metrics
from gouji.service.problems import install_problem_handlers
from gouji.service.review.door import add_review
from gouji.service.settings import Settings
from gouji.service.site import add_site
from gouji.service.uploads import receive_upload
from gouji.service.version import VERSION
from gouji.service.workers import WorkerPool

_UPLOAD_CODES = ("empty_file", "too_large", "unsupported_media", "damaged_file", "encrypted_file", "invalid_request")
_WORK_CODES = ("too_many_pages", "too_many_pixels", "overloaded", "internal", "timeout", *KEY_CODES)
_REPORT_CODES = ("no_report_found", "unsupported_form")
_UPLOADS = frozenset({"/extract", "/pages", "/jobs"})
_EVENT_STREAM = "text/event-stream"


def create_app(settings: Settings, pool: WorkerPool, desk: JobDesk | None = None) -> FastAPI:
    """The service over a started pool, which it closes at its end. ``desk``: None: there is no store, so no jobs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        if desk is not None:  # before the pool: what is being read goes back into the store
            await run_in_threadpool(desk.close)
        await run_in_threadpool(pool.close)

    app = FastAPI(
        title="勾稽 Gouji",
        version=VERSION,
        description="读政府信息公开工作年度报告：三张表的 200 个数，逐个给出可信度、位置和勾稽关系。",
        docs_url=None,  # both would load scripts from another host
        redoc_url=None,
        lifespan=lifespan,
    )
    app.add_middleware(Admission, paths=_UPLOADS, limit=settings.workers + settings.queue)
    if desk is not None:
        app.add_middleware(Gate, store=desk.store)
    app.add_middleware(Envelope)
    metrics = Metrics(lambda: pool.ready, desk.waiting if desk else None)
    app.add_middleware(Meter, metrics=metrics, known=_UPLOADS)  # added last: outermost
    install_problem_handlers(app)
    _add_reading(app, settings, pool)
    _add_pages(app, settings, pool)
    _add_health(app, pool, desk)
    _add_metrics(app, metrics)
    if desk is not None:
        desk.runner.watcher = metrics
        add_jobs(app, settings, desk)
        add_review(app, settings, pool, desk.store, metrics)
    add_site(app, with_review=desk is not None)
    _complete_description(app)
    return app


def _add_reading(app: FastAPI, settings: Settings, pool: WorkerPool) -> None:
    @app.post(
        "/extract",
        summary="读一份年报",
        description=(
            "multipart 字段 `file`，或把文件内容直接作为请求正文（这时名称可用参数 `name` 给出）。"
            "文件是什么由内容决定。`Accept: text/event-stream` 时逐步报告进度。"
        ),
        response_class=Response,
        responses={
            200: examples.report_response(),
            **examples.problem_responses(*_UPLOAD_CODES, *_REPORT_CODES, *_WORK_CODES),
        },
        openapi_extra={"requestBody": examples.upload_body()},
    )
    async def extract(request: Request) -> Response:
        upload = await receive_upload(request, settings.max_bytes)
        task = ReadTask(upload.data, upload.name)
        if _EVENT_STREAM in request.headers.get("accept", ""):
            return StreamingResponse(events(pool, task, request.state.request_id), media_type=_EVENT_STREAM)
        return Response(await answer(pool, task, request), media_type="application/json")


def _add_pages(app: FastAPI, settings: Settings, pool: WorkerPool) -> None:
    @app.post(
        "/pages",
        summary="一页的图像",
        description="上传同 `/extract`。答以 WebP 图像，供核对时与表格并列。",
        response_class=Response,
        responses={
            200: {"content": {"image/webp": {}}, "description": "这一页的图像"},
            **examples.problem_responses(*_UPLOAD_CODES, *_WORK_CODES),
        },
        openapi_extra={"requestBody": examples.upload_body()},
    )
    async def pages(
        request: Request,
        page: Annotated[int, Query(ge=1, le=100_000, description="第几页，从 1 起")] = 1,
        width: Annotated[int, Query(ge=100, le=4000, description="图像最大宽度，像素")] = 1200,
    ) -> Response:
        upload = await receive_upload(request, settings.max_bytes)
        image = await answer(pool, RenderTask(upload.data, page - 1, width), request)
        return Response(image, media_type="image/webp")


def _add_metrics(app: FastAPI, metrics: Metrics) -> None:
    @app.get("/metrics", summary="指标（Prometheus）", response_class=Response)
    def show_metrics() -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _add_health(app: FastAPI, pool: WorkerPool, desk: JobDesk | None) -> None:
    @app.get("/healthz", summary="服务是否活着")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", summary="服务是否可以读文件", responses=examples.problem_responses("overloaded"))
    def readyz() -> dict[str, str]:
        if not pool.ready:
            raise OverloadedError("读取进程还没有准备好。请稍后再试")
        if desk is not None:
            desk.must_answer()
        return {"status": "ready"}


def _complete_description(app: FastAPI) -> None:
    """Add what the framework leaves out: the type of problems, and the example with its nulls."""
    describe: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        description = describe()
        description["components"]["schemas"].update(examples.PROBLEM_SCHEMA)
        answer = description["paths"]["/extract"]["post"]["responses"]["200"]
        answer["content"]["application/json"]["example"] = examples.REPORT.model_dump(mode="json")
        return description

    app.openapi = openapi  # type: ignore[method-assign]
