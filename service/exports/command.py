"""What ``gouji export`` and ``gouji rollup`` do."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from gouji.models.errors import ConfigurationError
from gouji.models.result import Report
from gouji.service.exports.formats import FORMATS, export
from gouji.service.exports.long_table import ENCODING
from gouji.service.exports.results import read_results
from gouji.service.exports.rollup import roll_up
from gouji.service.exports.rollup_table import write_rollup
from gouji.service.output import write_durably

_T = TypeVar("_T")


def run_export(chosen: argparse.Namespace) -> int:
    """Write one file of the results and say on standard error how many are in it."""
    count = _writing(chosen.out, lambda: export(read_results(chosen.results), FORMATS[chosen.format], chosen.out))
    print(f"已写出 {count} 份：{chosen.out}", file=sys.stderr)
    return 0


def run_rollup(chosen: argparse.Namespace) -> int:
    """Write the sums; what casts doubt on the set goes to standard error."""
    parent = None if chosen.parent is None else _only(chosen.parent)
    rollup = roll_up(read_results(chosen.results), parent)
    buffer = io.StringIO(newline="")
    write_rollup(rollup, buffer)
    for note in rollup.notes:
        print(f"注意：{' '.join(note.split())}", file=sys.stderr)
    if chosen.out is None:
        sys.stdout.buffer.write(buffer.getvalue().encode())
    else:
        _writing(chosen.out, lambda: write_durably(chosen.out, buffer.getvalue().encode(ENCODING)))
    return 0


def _only(place: Path) -> Report:
    reports = list(read_results([place]))
    if len(reports) != 1:
        raise ConfigurationError(f"--parent 应是一份结果，{place} 里有 {len(reports)} 份")
    return reports[0]


def _writing(target: Path, write: Callable[[], _T]) -> _T:
    try:
        return write()
    except OSError as error:
        raise ConfigurationError(f"写不出 {target}（{error.strerror}）。请检查目录是否存在、是否可写") from None
