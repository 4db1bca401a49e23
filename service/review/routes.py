"""The HTTP door of reviews."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import FastAPI, Header, Path, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from gouji.service import examples
from gouji.service.access.callers import caller_of
from gouji.service.errors import KEY_CODES, InvalidRequestError
from gouji.service.monitoring.metrics import Metrics
from gouji.service.review.asked import DecisionsRequest, ReviewerRequest, UndoRequest, body_of, receive, shown_name
from gouji.service.review.auditing import audit_view
from gouji.service.review.desk import ReviewDesk, Reviewer
from gouji.service.review.queue import AFTER, Queue
from gouji.service.review.views import AuditView, CellList, DecidedView, ReviewList, UndoneView, WholeReview
from gouji.service.store.records import storable
from gouji.service.store.replies import Asked
from gouji.service.store.reviews import Filter

Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="原件的 SHA-256")]
State = Annotated[Literal["open", "done", "all"], Query(description="还有要看的，还是已看完的")]
Job = Annotated[str | None, Query(pattern="^[0-9a-f]{1,32}$", description="任务编号")]
Text = Annotated[str | None, Query(max_length=200)]
Year = Annotated[int | None, Query(ge=1, le=9999, description="年度")]
After = Annotated[str | None, Query(pattern=AFTER, description="上一页的 next")]
IfMatch = Annotated[str, Header(pattern='^(W/)?"[0-9]{1,9}"$', description='所依据的版本，如 `"3"`')]
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200, description="同一个键再来一次，不重复做")]

_OPEN = {"open": True, "done": False, "all": None}
_EXAMPLE = {"decisions": [{"field": "requests.received.individual", "kind": "number", "value": 3001}], "by": "王五"}


def add_reviews(app: FastAPI, desk: ReviewDesk, metrics: Metrics) -> None:
    """Add the routes of the queue and of decisions."""
    _add_queue(app, desk)
    _add_showing(app, desk)
    _add_deciding(app, desk, metrics)
    _add_claims(app, desk)


def _add_queue(app: FastAPI, desk: ReviewDesk) -> None:
    queue = Queue(desk.store)
    refusals = examples.problem_responses("invalid_request", *KEY_CODES)

    @app.get("/reviews", summary="待复核的报告，最要紧的在前", responses=refusals)
    def list_reviews(
        state: State = "open",
        job: Job = None,
        authority: Text = None,
        year: Year = None,
        who: Text = None,
        limit: Annotated[int, Query(ge=1, le=200, description="一页几个")] = 50,
        after: After = None,
    ) -> ReviewList:
        return queue.list_reviews(_filter(state, None, job, authority, year, who), after, limit)

    @app.get("/reviews/cells", summary="待复核的单元格，最要紧的在前", responses=refusals)
    def list_cells(
        state: State = "open",
        sha256: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$", description="只要这一份的")] = None,
        job: Job = None,
        authority: Text = None,
        year: Year = None,
        who: Text = None,
        limit: Annotated[int, Query(ge=1, le=300, description="一页几个")] = 50,
        after: After = None,
    ) -> CellList:
        return queue.list_cells(_filter(state, sha256, job, authority, year, who), after, limit)

    @app.get(
        "/reviews/audit",
        summary="抽查：有把握的单元格里错的有多少",
        responses=examples.problem_responses(*KEY_CODES),
    )
    def show_audit() -> AuditView:
        return audit_view(desk.store, desk.share)


def _add_showing(app: FastAPI, desk: ReviewDesk) -> None:
    @app.get(
        "/reviews/{sha256}",
        summary="一份报告，连同全部裁定",
        description="`ETag` 是版本，保存时放进 `If-Match`。",
        responses=examples.problem_responses("not_found", "invalid_request", *KEY_CODES),
    )
    def show_review(sha256: Sha256, response: Response) -> WholeReview:
        view = desk.show(sha256)
        response.headers["ETag"] = _etag(view.version)
        return view


def _add_deciding(app: FastAPI, desk: ReviewDesk, metrics: Metrics) -> None:
    refusals = examples.problem_responses("not_found", "stale", "invalid_request", "timeout", *KEY_CODES)

    @app.post(
        "/reviews/{sha256}/decisions",
        summary="保存裁定",
        description=(
            "全存或全不存。版本已变则 412 `stale`，附 `version`、`changed`（期间改了什么）、`reread`（是否重新读过）。"
        ),
        response_class=Response,
        responses={200: {"model": DecidedView, "description": "裁定以后"}, **refusals},
        openapi_extra={"requestBody": body_of(DecisionsRequest, _EXAMPLE)},
    )
    async def decide(
        request: Request,
        sha256: Sha256,
        if_match: IfMatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        asked = await receive(request, DecisionsRequest)
        by, version = _reviewer(request, asked.by), _version(if_match)
        repeated = _asked(sha256, by, idempotency_key, asked.model_dump_json())
        reply = await run_in_threadpool(desk.decide, sha256, version, asked.decisions, by, repeated)
        for one in () if reply.repeated else asked.decisions:
            metrics.decided(one.kind, one.seconds)
        return _answer(reply.body)

    @app.post(
        "/reviews/{sha256}/undo",
        summary="撤回自己最近的一个裁定",
        description="给出 `field` 则撤回对那一格的。撤回也是一条记录，什么都不删。先前的裁定重新有效。",
        response_class=Response,
        responses={
            200: {"model": UndoneView, "description": "撤回以后"},
            **refusals,
            **examples.problem_responses("conflict"),
        },
        openapi_extra={
            "requestBody": body_of(UndoRequest, {"field": "requests.received.individual", "by": "王五"}, required=False)
        },
    )
    async def undo(
        request: Request,
        sha256: Sha256,
        if_match: IfMatch,
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        asked = await receive(request, UndoRequest)
        by, version = _reviewer(request, asked.by), _version(if_match)
        repeated = _asked(sha256, by, idempotency_key, f"undo {asked.field}" if asked.field else "undo")
        return _answer((await run_in_threadpool(desk.undo, sha256, version, by, repeated, asked.field)).body)


def _add_claims(app: FastAPI, desk: ReviewDesk) -> None:
    refusals = examples.problem_responses("not_found", "conflict", "invalid_request", "timeout", *KEY_CODES)
    body = {"requestBody": body_of(ReviewerRequest, {"by": "王五"}, required=False)}

    @app.put(
        "/reviews/{sha256}/claim",
        status_code=204,
        summary="我来看这一份",
        description="让别人看到是谁在看；30 分钟后失效，可以再来一次。",
        responses=refusals,
        openapi_extra=body,
    )
    async def claim(request: Request, sha256: Sha256) -> None:
        asked = await receive(request, ReviewerRequest)
        await run_in_threadpool(desk.claim, sha256, _reviewer(request, asked.by))

    @app.delete(
        "/reviews/{sha256}/claim", status_code=204, summary="放下这一份", responses=refusals, openapi_extra=body
    )
    async def release(request: Request, sha256: Sha256) -> None:
        asked = await receive(request, ReviewerRequest)
        await run_in_threadpool(desk.release, sha256, _reviewer(request, asked.by))


def _filter(
    state: str, sha256: str | None, job: str | None, authority: str | None, year: int | None, who: str | None
) -> Filter:
    body, name = (None if text is None else storable(text) for text in (authority, who))
    return Filter(is_open=_OPEN[state], sha256=sha256, job=job, authority=body, year=year, who=name)


def _reviewer(request: Request, by: str | None) -> Reviewer:
    """The person who is signed in, or else whom the program names."""
    caller = caller_of(request)
    named = None if by is None else shown_name(by)
    if caller.reviewer is None and named is None:
        raise InvalidRequestError("缺少 by（复核人的姓名）。请登录，或在请求正文里写明")
    if caller.reviewer is not None and named not in (None, caller.reviewer):
        raise InvalidRequestError(f"登录的是 {caller.reviewer}，不能以别人的名义裁定。请去掉 by")
    return Reviewer(caller.reviewer or named or "", caller.owner)


def _version(if_match: str) -> int:
    return int(if_match.removeprefix("W/").strip('"'))


def _asked(sha256: str, by: Reviewer, key: str | None, what: str) -> Asked | None:
    return None if key is None else Asked(json.dumps([sha256, by.name, by.key_id, key]), what)


def _answer(body: bytes) -> Response:
    return Response(body, media_type="application/json", headers={"ETag": _etag(json.loads(body)["version"])})


def _etag(version: int) -> str:
    return f'"{version}"'
