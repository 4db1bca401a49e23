"""What Label Studio exported, as it comes from strangers: checked, and told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from gouji.models.errors import ConfigurationError
from gouji.models.result import Kind
from gouji.models.values import parse_value
from gouji.service.corrections.label_studio import KIND, OWN, VALUE
from gouji.service.errors import InvalidRequestError
from gouji.service.files import read_file
from gouji.service.names import display_path, visible
from gouji.service.review.asked import MAX_NAME
from gouji.service.words import KINDS

MAX_FILE_BYTES = 256 << 20
"""Label Studio itself takes 200 MB."""

_KIND_OF: dict[str, Kind] = {title: kind for kind, title in KINDS.items()}


class _Result(BaseModel):
    from_name: str = ""
    value: dict[str, Any] = Field(default_factory=dict)


class _Annotation(BaseModel):
    id: int | str | None = None
    unique_id: str | None = Field(default=None, max_length=100)
    was_cancelled: bool | None = False
    result: list[_Result] = Field(default_factory=list, max_length=100)
    updated_at: datetime | None = None
    created_at: datetime | None = None
    completed_by: int | dict[str, Any] | None = None


class _Cell(BaseModel):
    document: str = Field(pattern=r"^[0-9a-f]{64}$")
    field: str = Field(min_length=1, max_length=200)


class _Task(BaseModel):
    data: dict[str, Any]
    annotations: list[_Annotation] = Field(default_factory=list, max_length=1000)


@dataclass(frozen=True, slots=True)
class Annotation:
    """What somebody said of a cell in Label Studio. ``key`` tells it from all others there; ``at``: when, in UTC, ""
    where Label Studio does not say."""

    document: str
    field: str
    key: str
    at: str
    by: str
    kind: Kind
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Refused:
    """An annotation that cannot be taken: of which cell, and why."""

    where: str
    reason: str


def read_annotations(file: Path) -> Iterator[Annotation | Refused]:
    """The annotations of an export, in its order, those that were skipped in Label Studio left out.

    Raises:
        ConfigurationError: it cannot be read, or is no export of Label Studio.
    """
    try:
        content = read_file(file, MAX_FILE_BYTES)
        tasks = TypeAdapter(list[_Task]).validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "全文"
        message = f"不是 Label Studio 导出的 JSON：{display_path(file)}（{place}：{first['msg']}）。请用 JSON 格式导出"
        raise ConfigurationError(message) from None
    for number, task in enumerate(tasks, start=1):
        yield from _annotations(task, f"第 {number} 个任务")


def _annotations(task: _Task, where: str) -> Iterator[Annotation | Refused]:
    try:
        cell = _Cell.model_validate(task.data.get(OWN))
    except ValidationError:
        yield Refused(where, f"data.{OWN} 里没有文件和字段：不是由 gouji corrections export 导出的任务")
        return
    for annotation in task.annotations:
        if not annotation.was_cancelled:
            try:
                yield _annotation(annotation, cell)
            except InvalidRequestError as error:
                yield Refused(f"{where}（{visible(cell.field)}）", str(error))


def _annotation(given: _Annotation, cell: _Cell) -> Annotation:
    key = given.unique_id or ("" if given.id is None else str(given.id))
    if not key:
        raise InvalidRequestError("标注没有编号（id）")
    kind = _kind(given)
    return Annotation(cell.document, cell.field, visible(key)[:100], _at(given), _by(given), kind, _value(given, kind))


def _kind(given: _Annotation) -> Kind:
    said = [choice for one in given.result if one.from_name == KIND for choice in _texts(one, "choices")]
    if len(said) != 1 or said[0] not in _KIND_OF:
        raise InvalidRequestError(f"应选一种：{'、'.join(_KIND_OF)}")
    return _KIND_OF[said[0]]


def _value(given: _Annotation, kind: Kind) -> Decimal | None:
    said = [text for one in given.result if one.from_name == VALUE for text in _texts(one, "text") if text.strip()]
    if kind != "number":
        return None
    read = parse_value(said[0]) if len(said) == 1 else None
    if read is None or read.kind != "number":
        raise InvalidRequestError(f"选了“{KINDS['number']}”，要填一个数，填的是 {'、'.join(said)[:40]!r}")
    return read.value


def _texts(one: _Result, name: str) -> list[str]:
    found = one.value.get(name)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _at(given: _Annotation) -> str:
    moment = given.updated_at or given.created_at
    if moment is None:
        return ""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds")  # who corrects at once does so within a second


def _by(given: _Annotation) -> str:
    who = given.completed_by
    if isinstance(who, dict):
        name = str(who.get("email") or who.get("username") or who.get("id") or "")
    else:
        name = "" if who is None else str(who)
    return f"Label Studio {visible(name)}".strip()[:MAX_NAME]
