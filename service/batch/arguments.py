"""What ``gouji batch`` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_DESCRIPTION = """读很多文件，结果存进目录里的数据库（gouji.db），用 gouji export 导出。
中断或断电后再运行同一条命令，就从停下的地方继续；内容相同的文件只读一次。
读不出的文件列在目录里的 失败.csv。隐藏文件、缩略图缓存等系统文件不算。"""


def add_batch(commands: Any, epilog: str) -> None:  # noqa: ANN401  (argparse keeps the type to itself)
    """Add it to the commands of ``gouji``."""
    batch = commands.add_parser("batch", help="读成批的文件，可断可续", description=_DESCRIPTION, epilog=epilog)
    batch.add_argument(
        "sources", nargs="+", metavar="来源",
        help="目录、文件、ZIP 或 tar 压缩包、通配（年报/**/*.pdf），或远程地址（s3://…，需另装 s3fs 等）",
    )  # fmt: skip
    batch.add_argument("--out", required=True, type=Path, metavar="目录", help="结果存到这个目录")
    batch.add_argument("--workers", type=int, metavar="个数", help="同时读几份（缺省 1，或 GOUJI_WORKERS）")
    batch.add_argument(
        "--engine", choices=["local", "ray"], default="local", metavar="引擎",
        help="local 本机的进程（缺省）；ray Ray 集群（RAY_ADDRESS 指定，不指定则用本机），需安装 gouji[ray]",
    )  # fmt: skip
    batch.add_argument("--refresh", action="store_true", help="程序版本或模型变了的，重新读")
    batch.add_argument("--retry-failed", action="store_true", help="以前失败的再试一次")
