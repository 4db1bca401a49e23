"""What a reading and its checks are called in Chinese, wherever people are told: in tables, workbooks, on a terminal.

The page has its own, longer, in ``static/words.js``.
"""

from __future__ import annotations

from gouji.models.forms import Column, Row
from gouji.models.result import Cause, Kind, Status

KINDS: dict[Kind, str] = {
    "number": "数",
    "blank": "空白",
    "placeholder": "占位符",
    "text": "文字",
    "unread": "未读出",
    "absent": "无此格",
}
"""What stands in a cell."""

STATUSES: dict[Status, str] = {
    "pass": "成立",
    "fail": "不成立",
    "incomplete": "有空白，不能断定",
    "empty": "全为空白",
    "unassessable": "有格读不出，无法核对",
    "doubtful": "说法可能更窄，存疑",
}
"""Whether what was read fulfils a check."""

CAUSES: dict[Cause | None, str] = {
    "source": "原件如此",
    "reading": "读取可能有误",
    "undetermined": "原件还是读取有误，尚不能断定",
    None: "",
}
"""Why a check fails."""


def row_name(row: Row) -> str:
    """A row with its innermost group, which says what it is about: 3.其他 alone does not."""
    return " ".join([g[0] for g in row.groups[-1:]] + [row.labels[0]])


def column_name(column: Column) -> str:
    """A column by its label."""
    return column.labels[0]
