"""Results that were written before, as files from strangers: nothing in them is taken on trust."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from pydantic import ValidationError

from gouji.models.errors import DamagedFileError, UnsupportedFormError, UnsupportedMediaError
from gouji.models.forms import VERSIONS, load_form
from gouji.models.result import SCHEMA, Decision, FieldReading, Report
from gouji.models.sources.media import decode_text

MAX_BYTES = 16 << 20
"""Of a result. One of a 30-page report has 0.2 MB; one with every number of a long document unplaced 10 MB."""

_JSON = re.compile(rb'\{\s*["}]')
_PADDING = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
"""Byte order marks, zeros of UTF-16, white space: what may stand before the first brace, and zeros behind it."""

HEAD_BYTES = 256
"""Of a file, by which a result is told."""

_LARGEST = Decimal(10) ** 15
_FINEST = -12
"""Bounds of a figure: no report prints more, and arithmetic on a few characters like 1E999999 could take all memory."""

_YEARS = range(1900, 2200)


def is_result(head: bytes) -> bool:
    """Whether a file that begins so is JSON, rather than a report: no report begins with a brace and a quote."""
    return _JSON.match(head[:HEAD_BYTES].lstrip(_PADDING).replace(b"\0", b"")) is not None


def read_result(data: bytes) -> Report:
    """A result as ``gouji extract`` writes it.

    Raises:
        UnsupportedMediaError: JSON of another kind.
        DamagedFileError: not whole, or not what the schema says.
        UnsupportedFormError: of a form that is not known.
    """
    text = decode_text(data).removeprefix("\ufeff")
    _must_be_of_schema(text)
    try:
        report = Report.model_validate_json(text)
    except ValidationError as error:
        raise _damaged(_explain(error)) from None
    _must_be_whole(report)
    return report


def _must_be_of_schema(text: str) -> None:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise DamagedFileError("JSON 不完整或有语法错误。请重新用 gouji extract 写出") from None
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        found = f"schema 是 {repr(schema)[:40]}" if schema is not None else "没有 schema"
        raise UnsupportedMediaError(
            f"这份 JSON 不是年报的结果（{found}，应是 {SCHEMA}）。请给出 gouji extract 写的文件"
        )


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = repr(".".join(str(part) for part in first["loc"])[:80])
    if first["type"] == "missing":
        return f"缺少 {place}"
    return f"{place} 的值 {repr(first['input'])[:40]} 不合格式"


def _must_be_whole(report: Report) -> None:
    version = report.form.version
    if version not in VERSIONS:
        raise UnsupportedFormError(f"结果是 {version[:20]!r} 版式的，目前只比较{'、'.join(VERSIONS)}年格式的报告")
    wanted = [field.id for field in load_form(version).fields]
    if odd := sorted(set(wanted) ^ report.fields.keys()):
        raise _damaged(f"{version} 年格式应有 {len(wanted)} 个字段，这里少了或多了 {len(odd)} 个，如 {odd[0][:80]!r}")
    for name, reading in report.fields.items():
        if not is_possible(reading) or (reading.decision and not is_possible(reading.decision)):
            raise _damaged(f"字段 {name} 的类别和数值不相符，或数值超出范围")
    year, decision = report.year.value, report.year.decision
    if any(y is not None and y not in _YEARS for y in (year, decision.value if decision else None)):
        raise _damaged(f"年份不在 {_YEARS.start} 到 {_YEARS.stop - 1} 之间")


def is_possible(reading: FieldReading | Decision) -> bool:
    """Whether there is a value exactly where the kind says so, and one that a report may print."""
    value = reading.value
    if value is None or reading.kind != "number":
        return value is None and reading.kind != "number"
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= _FINEST and abs(value) < _LARGEST


def _damaged(what: str) -> DamagedFileError:
    return DamagedFileError(f"结果文件的内容不对：{what}。请重新用 gouji extract 写出")
