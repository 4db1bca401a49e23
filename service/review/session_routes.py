"""The HTTP door of signing in."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from gouji.service import examples
from gouji.service.access.gate import COOKIE, must_come_from_us, session_token
from gouji.service.review.asked import SessionRequest, body_of, receive, shown_name
from gouji.service.review.signing_in import Door
from gouji.service.review.views import SessionView
from gouji.service.store.sessions import LASTS, csrf_of


def add_sessions(app: FastAPI, door: Door) -> None:
    """Add the routes of signing in."""

    @app.post(
        "/session",
        status_code=201,
        summary="复核人登录",
        description="姓名，设了密钥时还要密钥（权限 `review`）。答以 HttpOnly 的 cookie；`csrf` 供以后每个改动的请求。",
        responses=examples.problem_responses("invalid_request", "unauthorised", "forbidden", "timeout"),
        openapi_extra={"requestBody": body_of(SessionRequest, {"name": "王五", "key": "gouji_3f0c1b2a9d8e_…"})},
    )
    async def sign_in(request: Request, response: Response) -> SessionView:
        asked = await receive(request, SessionRequest)
        name = shown_name(asked.name)
        token = await run_in_threadpool(door.enter, name, asked.key)
        response.set_cookie(
            COOKIE, token, max_age=int(LASTS.total_seconds()), path="/", httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return SessionView(name=name, csrf=csrf_of(token))

    @app.get("/session", summary="谁登录着", responses=examples.problem_responses("unauthorised"))
    def who(request: Request) -> SessionView:
        token = session_token(request.headers)
        return SessionView(name=door.who(token).name, csrf=csrf_of(token or ""))

    @app.delete("/session", status_code=204, summary="退出", responses=examples.problem_responses("forbidden"))
    def sign_out(request: Request, response: Response) -> None:
        if token := session_token(request.headers):
            must_come_from_us(request.headers)
            door.leave(token)
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
