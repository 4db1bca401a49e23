"""What the command line takes, explained in Chinese."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from gouji.service.access.arguments import add_keys
from gouji.service.batch.arguments import add_batch
from gouji.service.corrections.arguments import add_corrections
from gouji.service.exports.arguments import add_exports
from gouji.service.version import VERSION

USAGE_ERROR = 2

_EXIT_CODES = """退出码：0 全部读完；1 程序自身出错；2 用法、设置有误或文件不能用；130 被中断；
3 有文件被拒绝（其余照常写出；被拒绝的若在输出目录里有以前的结果，则删去）。
设置用环境变量，如 GOUJI_TIMEOUT_SECONDS=300、GOUJI_MAX_PAGES=500，见 README。"""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    def __init__(self, **options: object) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Exit with the code of the contract."""
        self.exit(USAGE_ERROR, f"{self.prog}：用法有误（{message}）。用 {self.prog} --help 看说明\n")


def make_parser() -> argparse.ArgumentParser:
    """The parser of ``gouji``."""
    parser = _Parser(prog="gouji", description="勾稽：读政府信息公开工作年度报告的三张表。", epilog=_EXIT_CODES)
    parser.add_argument("--version", action="version", version=f"gouji {VERSION}", help="显示版本")
    commands = parser.add_subparsers(title="命令", dest="command", metavar="命令", parser_class=_Parser)
    _add_extract(commands)
    _add_compare(commands)
    _add_serve(commands)
    add_batch(commands, _EXIT_CODES)
    add_exports(commands)
    add_corrections(commands)
    add_keys(commands)
    return parser


def _add_extract(commands: argparse._SubParsersAction[_Parser]) -> None:
    extract = commands.add_parser(
        "extract", help="读文件，写出 JSON", description="读年报，写出 JSON 结果。", epilog=_EXIT_CODES
    )
    extract.add_argument("files", nargs="+", type=Path, metavar="文件", help="PDF、图像或文本")
    extract.add_argument("--out", type=Path, metavar="目录", help="结果写到这个目录；一个文件时可省，写到标准输出")
    extract.add_argument(
        "--debug-images", type=Path, metavar="目录", help="另把每页画上读出的格子和数，写到这个目录（红色为待复核）"
    )
    extract.add_argument("--workers", type=int, metavar="个数", help="同时读几份（缺省 1，或 GOUJI_WORKERS）")


_COMPARE_EPILOG = """退出码：0 比较完成（有勾稽关系不成立也是 0）；1 程序自身出错；
2 用法、设置有误，文件不能用，或几份报告不能相互比较；3 有文件被拒绝，因此没有比较；130 被中断。"""


def _add_compare(commands: argparse._SubParsersAction[_Parser]) -> None:
    compare = commands.add_parser(
        "compare",
        help="比较同一机关历年的年报",
        description="比较同一机关历年的年报：跨年勾稽关系、各栏变化、与上年重复的正文。按报告的年份排列。",
        epilog=_COMPARE_EPILOG,
    )
    compare.add_argument("first", type=Path, metavar="文件", help="年报（PDF、图像或文本），或 gouji extract 写的结果")
    compare.add_argument("others", nargs="+", type=Path, metavar="文件", help="另外的年份，一份或几份")
    compare.add_argument("--out", type=Path, metavar="文件", help="比较结果（JSON）写到这个文件；缺省写到标准输出")
    compare.add_argument("--table", action="store_true", help="在终端上显示中文表格，代替标准输出上的 JSON")
    compare.add_argument("--workers", type=int, metavar="个数", help="同时读几份（缺省 1，或 GOUJI_WORKERS）")


def _add_serve(commands: argparse._SubParsersAction[_Parser]) -> None:
    serve = commands.add_parser(
        "serve", help="启动网页和接口", description="启动网页和 HTTP 接口。", epilog=_EXIT_CODES
    )
    serve.add_argument("--host", metavar="地址", help="监听的地址（缺省 127.0.0.1，或 GOUJI_HOST）")
    serve.add_argument("--port", type=int, metavar="端口", help="监听的端口（缺省 8000，或 GOUJI_PORT）")
    serve.add_argument("--workers", type=int, metavar="个数", help="读取进程的个数（缺省 1，或 GOUJI_WORKERS）")
