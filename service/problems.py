"""Every error as ``application/problem+json`` (RFC 9457), with the codes of the contract."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from gouji.models.errors import GoujiError
from gouji.service.errors import STATUS, TITLES, RateLimitedError, StaleError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 10
"""When a client that was turned away may ask again: about the time of a scanned report."""

_HTTP_DETAILS = {
    404: "没有这个地址。可用的地址见 /openapi.json",
    405: "这个地址不接受这种请求方法。可用的方法见 /openapi.json",
}


class Problem(BaseModel):
    """An error (RFC 9457). ``code`` is stable; ``detail`` says in Chinese what was found and what to do."""

    model_config = ConfigDict(extra="allow")  # RFC 9457, 3.2: a kind of problem may tell more

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str
    code: str
    request_id: str


def make_problem(code: str, detail: str, request_id: str, status: int | None = None) -> Problem:
    """The problem that stands for one refusal. ``status`` only where the code's own does not fit."""
    return Problem(
        type=f"urn:gouji:problem:{code}",
        title=TITLES.get(code, TITLES["internal"]),
        status=status or STATUS.get(code, 500),
        detail=detail,
        instance=f"urn:gouji:request:{request_id}",
        code=code,
        request_id=request_id,
    )


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that carries a problem."""
    sent = dict(headers or {})
    if problem.status in (429, 503):
        sent.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
    if problem.status == 401:
        sent["WWW-Authenticate"] = "Bearer"
    body = json.dumps(problem.model_dump(), ensure_ascii=False)
    return Response(body, problem.status, sent, MEDIA_TYPE)


def problem_of(error: Exception, request_id: str) -> Problem:
    """What to tell of an exception; of an unknown one nothing but the request id, the rest goes to the log."""
    if isinstance(error, GoujiError) and error.code in STATUS:
        problem = make_problem(error.code, str(error), request_id)
        return problem.model_copy(update=dict(error.members)) if isinstance(error, StaleError) else problem
    logger.error("request %s failed", request_id, exc_info=error)
    detail = f"服务内部出错，已记入日志。请再试一次；若仍如此，请把编号 {request_id} 告诉管理员"
    return make_problem("internal", detail, request_id)


def response_of(error: Exception, request_id: str) -> Response:
    """The answer that tells of an exception."""
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, RateLimitedError) else None
    return problem_response(problem_of(error, request_id), headers)


def install_problem_handlers(app: FastAPI) -> None:
    """Have every exception answered as a problem."""
    app.add_exception_handler(GoujiError, _handle)
    app.add_exception_handler(HTTPException, _handle_http)
    app.add_exception_handler(RequestValidationError, _handle_validation)


def _handle(request: Request, error: Exception) -> Response:
    return response_of(error, request.state.request_id)


def _handle_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "not_found" if error.status_code == 404 else "invalid_request"
    detail = _HTTP_DETAILS.get(error.status_code, "请求有误")
    problem = make_problem(code, detail, request.state.request_id, error.status_code)
    headers = {"Allow": _methods(request)} if error.status_code == 405 else error.headers
    return problem_response(problem, headers)


def _methods(request: Request) -> str:
    """All methods of an address: the framework names those of the first of its routes only."""
    fitting = (route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE)
    return ", ".join(sorted({method for route in fitting for method in getattr(route, "methods", None) or ()}))


def _handle_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    detail = "；".join(_explain(e) for e in error.errors())
    return problem_response(make_problem("invalid_request", detail, request.state.request_id))


def _explain(error: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
    if error["type"] == "missing":
        return f"缺少参数 {name}"
    bounds = {"ge": "不小于", "gt": "大于", "le": "不大于", "lt": "小于"}
    allowed = "、".join(f"{bounds[k]} {v}" for k, v in error.get("ctx", {}).items() if k in bounds)
    found = repr(error["input"])[:60]
    return f"参数 {name} 的值 {found} 不能用，应是{allowed or _allowed(error)}"


def _allowed(error: Mapping[str, Any]) -> str:
    """What fits, where it is no bound."""
    if error["type"] == "literal_error":
        return str(error["ctx"]["expected"]).replace(" or ", ", ").replace("'", "")
    if error["type"] == "string_too_long":
        return f"不超过 {error['ctx']['max_length']} 个字"
    return {"bool_parsing": "true 或 false", "string_pattern_mismatch": "本服务给出的编号"}.get(error["type"], "整数")
