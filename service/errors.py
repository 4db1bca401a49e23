"""Refusals that only a door can make, and the HTTP status of every code of the contract."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.models.errors import GoujiError


class InvalidRequestError(GoujiError):
    """The request itself is wrong: a parameter, the form of the upload, the method."""

    code = "invalid_request"


class NotFoundError(GoujiError):
    """There is nothing at this address."""

    code = "not_found"


class OverloadedError(GoujiError):
    """As many documents as allowed are being read or wait already."""

    code = "overloaded"


class UnauthorisedError(GoujiError):
    """Keys are configured, and none that fits was sent."""

    code = "unauthorised"


class ForbiddenError(GoujiError):
    """The key may not do this."""

    code = "forbidden"


class RateLimitedError(GoujiError):
    """The key was used as often as it may. ``seconds``: when it may be used again."""

    code = "rate_limited"

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class ConflictError(GoujiError):
    """What is asked for does not fit the state that things are in."""

    code = "conflict"


class StaleError(GoujiError):
    """What was changed had changed already. ``members``: what the problem tells beside its message."""

    code = "stale"

    def __init__(self, message: str, members: Mapping[str, object]) -> None:
        super().__init__(message)
        self.members = members


KEY_CODES = ("unauthorised", "forbidden", "rate_limited")
"""What a request may be told wherever a key is needed."""

STATUS = {
    "empty_file": 400,
    "unauthorised": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "stale": 412,
    "too_large": 413,
    "too_many_pages": 413,
    "too_many_pixels": 413,
    "unsupported_media": 415,
    "damaged_file": 422,
    "encrypted_file": 422,
    "no_report_found": 422,
    "unsupported_form": 422,
    "invalid_request": 422,
    "rate_limited": 429,
    "overloaded": 503,
    "internal": 500,
    "timeout": 504,
}
"""HTTP status by code. A code that is not here is a fault of ours: 500."""

TITLES = {
    "empty_file": "文件是空的",
    "unauthorised": "需要密钥",
    "forbidden": "没有这个权限",
    "rate_limited": "用得太频繁",
    "not_found": "没有这个地址",
    "conflict": "与现状不符",
    "stale": "别人先改过了",
    "too_large": "文件太大",
    "too_many_pages": "页数太多",
    "too_many_pixels": "图像太大",
    "unsupported_media": "不支持这种文件",
    "damaged_file": "文件已损坏",
    "encrypted_file": "文件有密码",
    "no_report_found": "没有找到年报的表格",
    "unsupported_form": "暂不支持这一版式的年报",
    "invalid_request": "请求有误",
    "overloaded": "服务繁忙",
    "internal": "服务内部出错",
    "timeout": "读取超时",
}
"""What each code is called, for people."""
