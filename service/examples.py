"""Small examples for the description of the API: a request, a result and every error."""

from __future__ import annotations

from typing import Any

from gouji.models.result import Report
from gouji.service.errors import STATUS
from gouji.service.problems import MEDIA_TYPE, Problem, make_problem

_DETAILS = {
    "empty_file": "收到的文件是空的（0 字节）。请检查文件后重新上传",
    "not_found": "没有这个地址。可用的地址见 /openapi.json",
    "unauthorised": "需要有效的密钥。请在请求头 Authorization 里写 Bearer 和密钥；密钥向管理员索取",
    "forbidden": "这个密钥不能做这件事（需要 jobs）。请向管理员索取合适的密钥",
    "rate_limited": "这个密钥每分钟最多 60 次。请 3 秒后再试",
    "conflict": "还有 12 份没有读完。请等读完再取，或加参数 partial=true 先取已读完的",
    "stale": "王五刚改过这份报告。请看过改动后再保存",
    "too_large": "文件超过大小上限 64 MiB。请压缩或拆分后再上传",
    "too_many_pages": "文件有 3000 页，上限 200 页。请只上传年报本身",
    "too_many_pixels": "图像有 50000×50000 像素，上限 60000000 像素。请降低扫描分辨率",
    "unsupported_media": "这是 ZIP 文件，不能读。请上传 PDF、图像或文本",
    "damaged_file": "PDF 已损坏，修复后仍打不开。请重新导出或下载",
    "encrypted_file": "PDF 需要密码才能打开。请去掉密码后再上传",
    "no_report_found": "读完了全部 3 页，没有找到年报的表格。请检查是不是政府信息公开工作年度报告",
    "unsupported_form": "这是按2014年政府信息公开情况统计表编制的报告，目前只读取2019年、2021年格式的报告",
    "invalid_request": "参数 page 的值 '0' 不能用，应是不小于 1",
    "overloaded": "正在处理和等候的文件已到上限 17 份。请 10 秒后再试",
    "internal": "服务内部出错，已记入日志。请再试一次；若仍如此，请把编号 5f1c9e0ab2d47733 告诉管理员",
    "timeout": "读这份文件超过了时限 120 秒，已停止。请减少页数，或请管理员调高时限",
}

_PLACE: dict[str, Any] = {"page": 4, "bbox": [0.42, 0.545, 0.48, 0.57], "source": None}

_REPORT: dict[str, Any] = {
    "schema": "gouji.report/1",
    "document": {"name": "年报.pdf", "sha256": "0" * 64, "media_type": "application/pdf", "pages": 6},
    "form": {"version": "2021", "evidence": ["本年制发件数", "现行有效件数"]},
    "authority": {"value": "某县人民政府", "confidence": 0.98, "review": False, **_PLACE, "decision": None},
    "year": {"value": 2024, "confidence": 0.99, "review": False, **_PLACE, "decision": None},
    "fields": {
        "requests.received.individual": {
            "value": 3001, "kind": "number", "raw": "3001", "unit": "件", "confidence": 0.9991, "review": False,
            **_PLACE, "alternatives": [{"kind": "number", "value": 3007, "confidence": 0.0006}],
            "suggestion": None, "decision": None,
        }
    },
    "checks": [
        {
            "id": "requests.balance.total", "status": "fail", "cause": "source", "blanks_as_zero": False,
            "used_in_reading": False,
            "left": {"fields": ["requests.received.total", "requests.carried_in.total"], "value": 12},
            "right": {"fields": ["requests.handled.total", "requests.carried_out.total"], "value": 11},
            "difference": 1,
            "message": "本年新收与上年结转之和（12）不等于办理结果总计与结转下年度之和（11）",
        }
    ],
    "review": [],
    "unplaced": [{"text": "3810", **_PLACE}],
    "problems": [],
    "engine": {"gouji": "0.1.0", "ocr": "PP-OCRv6_small", "classifier": "gouji-labels-1"},
}  # fmt: skip
REPORT = Report.model_validate(_REPORT)
"""A result with one of its 200 fields."""

_REQUEST_ID = "5f1c9e0ab2d47733"


def upload_body() -> dict[str, Any]:
    """The request body of an upload, for OpenAPI."""
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary", "description": "一份年报：PDF、图像或文本"}},
    }
    return {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": form, "example": {"file": "@年报.pdf"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }


def uploads_body() -> dict[str, Any]:
    """The request body of a job, for OpenAPI."""
    file = {"type": "string", "format": "binary"}
    files = {"type": "array", "minItems": 1, "items": file, "description": "年报：PDF、图像或文本"}
    form = {"type": "object", "required": ["files"], "properties": {"files": files}, "additionalProperties": False}
    return {"required": True, "content": {"multipart/form-data": {"schema": form, "example": {"files": ["@年报.pdf"]}}}}


def report_response() -> dict[str, Any]:
    """The answer of a reading, for OpenAPI."""
    events = 'event: progress\ndata: {"stage": "read", "done": 1, "total": 6}\n\nevent: result\ndata: {…}\n\n'
    return {
        "model": Report,
        "description": "读出的年报，`gouji.report/1`",
        "content": {
            "application/json": {},
            "text/event-stream": {
                "schema": {"type": "string", "description": "progress 若干次，最后是 result 或 problem"},
                "example": events,
            },
        },
    }


def problem_responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The errors with these codes, for OpenAPI: by status, one example for each code."""
    responses: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        problem = make_problem(code, _DETAILS[code], _REQUEST_ID)
        content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
        response = responses.setdefault(STATUS[code], {"description": problem.title, "content": {MEDIA_TYPE: content}})
        response["content"][MEDIA_TYPE]["examples"][code] = {"summary": problem.title, "value": problem.model_dump()}
    return responses


PROBLEM_SCHEMA = {"Problem": Problem.model_json_schema()}
"""To be put among the components of the description."""
