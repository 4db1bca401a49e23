"""What ``gouji export`` and ``gouji rollup`` take. Imports nothing that writes a format: every command loads this."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_SOURCES = "结果：JSON、JSON Lines 文件，放它们的目录，或 gouji batch 的目录"
FORMAT_TITLES = {
    "jsonl": "一行一份结果的 JSON",
    "csv": "长表，一行一个字段",
    "wide-csv": "宽表，一行一份年报",
    "parquet": "宽表，供程序读",
    "xlsx": "与原表同样的 Excel，一份一张工作表",
    "xlsx-table": "Excel 宽表，一行一份年报",
}
"""The formats by name, and what each is, in Chinese."""


def add_exports(commands: Any) -> None:  # noqa: ANN401  (argparse keeps the type to itself)
    """Add both to the commands of ``gouji``."""
    kinds = "；".join(f"{name} {title}" for name, title in FORMAT_TITLES.items())
    exporting = commands.add_parser(
        "export", help="把结果导出成表格", description=f"把结果导出成一个文件。格式：{kinds}。"
    )
    exporting.add_argument("results", nargs="+", type=Path, metavar="结果", help=_SOURCES)
    exporting.add_argument("--format", required=True, choices=list(FORMAT_TITLES), metavar="格式", help="见上")
    exporting.add_argument("--out", required=True, type=Path, metavar="文件", help="写到这个文件")
    rollup = commands.add_parser(
        "rollup", help="把各单位的结果逐项相加", description="逐项相加，列出缺数的，与上级的年报比较，写出 CSV。"
    )
    rollup.add_argument("results", nargs="+", type=Path, metavar="结果", help=_SOURCES)
    rollup.add_argument("--parent", type=Path, metavar="结果", help="上级年报的结果")
    rollup.add_argument("--out", type=Path, metavar="文件", help="写到这个文件；省去则写到标准输出")
