"""What people are told about a reading, in Chinese."""

from __future__ import annotations

from gouji.models.result import Cause, Kind

KINDS: dict[Kind, str] = {
    "number": "数",
    "blank": "空白",
    "placeholder": "占位符",
    "text": "文字",
    "unread": "未读出",
    "absent": "无此格",
}
"""What stands in a cell."""

CAUSES: dict[Cause | None, str] = {
    "source": "原件如此",
    "reading": "可能是读取有误",
    "undetermined": "原因未定",
    None: "",
}
"""Why an identity fails."""
