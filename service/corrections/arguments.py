"""What ``gouji corrections`` takes. Imports nothing heavy: every command loads this."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

JSON_LINES, LABEL_STUDIO = "jsonl", "label-studio"

_STORE = "结果库的地址，如 sqlite:////var/lib/gouji/gouji.db；缺省用 GOUJI_STORE"
_EXIT_CODES = "退出码：0 完成；2 用法、设置有误或文件不能用；3 有标注没能导入（其余已导入）；130 被中断。"


def add_corrections(commands: Any) -> None:  # noqa: ANN401  (argparse keeps the type to itself)
    """Add it to the commands of ``gouji``."""
    corrections = commands.add_parser(
        "corrections", help="导出、导入复核的裁定", description="复核的裁定：导出作训练数据，或经 Label Studio 往返。"
    )
    actions = corrections.add_subparsers(title="操作", dest="action", metavar="操作", required=True)
    exporting = actions.add_parser(
        "export", help="导出裁定过的单元格，带图片", description="导出裁定过的单元格：一行一格的 JSON，图片在 crops/。"
    )
    exporting.add_argument("--store", metavar="地址", help=_STORE)
    exporting.add_argument("--out", required=True, type=Path, metavar="目录", help="写到这个目录")
    exporting.add_argument(
        "--format",
        choices=[JSON_LINES, LABEL_STUDIO],
        default=JSON_LINES,
        metavar="格式",
        help="jsonl（缺省）：corrections.jsonl；label-studio：Label Studio 的任务和标注界面",
    )
    exporting.add_argument("--job", metavar="编号", help="只要这个任务里的文件")
    exporting.add_argument("--since", type=_moment, metavar="时间", help="只要此后的裁定，如 2026-01-31（UTC）")
    exporting.add_argument("--anonymous", action="store_true", help="不写复核人和备注")
    importing = actions.add_parser(
        "import",
        help="把 Label Studio 导出的标注导入为裁定",
        description="把 Label Studio 导出的 JSON 导入为裁定。同一标注导入多次只记一次；此后又有人裁定的不覆盖。",
        epilog=_EXIT_CODES,
    )
    importing.add_argument("file", type=Path, metavar="文件", help="Label Studio 导出的 JSON")
    importing.add_argument("--store", metavar="地址", help=_STORE)
    importing.add_argument("--by", metavar="姓名", help="复核人；缺省用标注人的邮箱或编号")


def _moment(text: str) -> str:
    """As times are stored."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"应是日期或时间，如 2026-01-31 或 2026-01-31T08:00:00，不是 {text!r}"
        ) from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="seconds")
