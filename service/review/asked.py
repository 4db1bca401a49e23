"""What clients may ask of a review, checked before anything is done."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from gouji.service.errors import InvalidRequestError
from gouji.service.names import visible
from gouji.service.uploads import bounded, in_time

MAX_BODY_BYTES = 256 << 10
"""Of a request: decisions on all 200 fields, with notes, have 60 KiB."""

BODY_SECONDS = 30.0

MAX_NAME, MAX_NOTE = 60, 2000

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME)]
DecidedKind = Literal["number", "blank", "placeholder", "text", "unread", "absent", "source"]
M = TypeVar("M", bound=BaseModel)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DecisionRequest(_Asked):
    """A decision on a field of the form, ``authority``, ``year``, or ``check:<id>`` (``source``: the page is wrong).

    ``value``: a figure for ``number``, the name for ``authority``, else null. ``seconds`` that the person looked at it.
    """

    field: str = Field(min_length=1, max_length=200)
    kind: DecidedKind
    value: Decimal | Annotated[str, StringConstraints(max_length=MAX_NOTE)] | None = None
    note: str | None = Field(default=None, max_length=MAX_NOTE)
    seconds: float | None = Field(default=None, ge=0, le=86400)


class DecisionsRequest(_Asked):
    """Decisions made together. ``by``: the reviewer, where nobody is signed in."""

    decisions: list[DecisionRequest] = Field(min_length=1, max_length=300)
    by: Name | None = None


class ReviewerRequest(_Asked):
    """Who does it, where nobody is signed in."""

    by: Name | None = None


class UndoRequest(ReviewerRequest):
    """What is taken back: the latest decision on ``field`` where it is named, else the latest of all."""

    field: str | None = Field(default=None, min_length=1, max_length=200)


class SessionRequest(_Asked):
    """A reviewer's name, and the API key where keys are configured."""

    name: Name
    key: str | None = Field(default=None, max_length=200)


async def receive(request: Request, kind: type[M]) -> M:
    """The JSON of a request. Nothing at all is an empty object.

    Raises:
        InvalidRequestError: it is not what it should be; the message says what and where.
        ReadingTimeoutError: it did not arrive in time.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    refusal = InvalidRequestError(f"请求正文超过 {MAX_BODY_BYTES >> 10} KiB。请分几次送")
    async with in_time(request, BODY_SECONDS):
        body = b"".join([chunk async for chunk in bounded(request, MAX_BODY_BYTES, refusal)])
    if body and media != "application/json":
        raise InvalidRequestError("请求正文应是 JSON（Content-Type: application/json）")
    try:
        return kind.model_validate_json(body or b"{}")
    except ValidationError as error:
        raise InvalidRequestError(_explain(error)) from None


def shown_name(name: str) -> str:
    """A reviewer's name on one line. Raises InvalidRequestError where nothing of it can be seen."""
    seen = visible(name).strip()
    if not seen:
        raise InvalidRequestError("请给出复核人的姓名")
    return seen


def body_of(kind: type[BaseModel], example: dict[str, Any], required: bool = True) -> dict[str, Any]:
    """The request body for the description of the API."""
    schema = kind.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    return {"required": required, "content": {"application/json": {"schema": schema, "example": example}}}


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(map(str, first["loc"]))[:80]
    if first["type"] == "json_invalid":
        return "请求正文不是完整的 JSON"
    if first["type"] == "missing":
        return f"缺少 {place}"
    if first["type"] == "extra_forbidden":
        return f"没有 {place} 这一项"
    return f"{place or '正文'} 的值 {repr(first['input'])[:60]} 不能用（{first['msg']}）"
