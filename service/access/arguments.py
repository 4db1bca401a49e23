"""What ``gouji keys`` takes."""

from __future__ import annotations

import argparse
from typing import Any

_SCOPES = {
    "extract": "读一份",
    "jobs": "任务",
    "purge": "清除已删除的任务",
    "review": "复核库里的全部报告",
    "metrics": "指标",
}
_MAX_PER_MINUTE = 1_000_000


def add_keys(commands: Any) -> None:  # noqa: ANN401  (argparse keeps the type to itself)
    """Add it to the commands of ``gouji``."""
    keys = commands.add_parser("keys", help="管理接口的密钥", description="管理接口的密钥，存在 GOUJI_STORE 里。")
    actions = keys.add_subparsers(title="操作", dest="action", metavar="操作", required=True)
    adding = actions.add_parser("add", help="新建一个，显示一次")
    adding.add_argument("name", metavar="名称", help="给谁用的")
    kinds = "、".join(f"{scope} {title}" for scope, title in _SCOPES.items())
    adding.add_argument(
        "--scope", nargs="+", required=True, choices=list(_SCOPES), metavar="权限", help=f"可以做什么：{kinds}"
    )
    adding.add_argument("--per-minute", type=_rate, metavar="次数", help="每分钟最多几次；缺省不限")
    actions.add_parser("list", help="列出全部，不显示密钥")
    revoking = actions.add_parser("revoke", help="作废一个，立即生效")
    revoking.add_argument("id", metavar="编号")


def _rate(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) <= _MAX_PER_MINUTE:
        return int(text)
    raise argparse.ArgumentTypeError(f"应是 1 到 {_MAX_PER_MINUTE} 的整数，不是 {text!r}")
