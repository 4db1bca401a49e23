"""The formats that results are exported to, and the writing of one such file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from gouji.models.result import Report
from gouji.service.exports.long_table import write_long_csv
from gouji.service.exports.wide_table import write_parquet, write_wide_csv
from gouji.service.exports.workbook import write_workbook
from gouji.service.exports.workbook_table import write_workbook_table
from gouji.service.output import replaced_durably

Writer = Callable[[Iterable[Report], Path], None]
"""Writes reports, each taken once and not kept where the format permits, to a file that may be there already."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file."""

    name: str
    suffix: str
    media_type: str
    write: Writer


def _write_json_lines(reports: Iterable[Report], target: Path) -> None:
    """One result a line, as the contract has it: decisions beside readings."""
    with target.open("w", encoding="utf-8") as file:
        for report in reports:
            file.write(report.to_json(indent=None) + "\n")


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS = {
    kind.name: kind
    for kind in (
        Format("jsonl", ".jsonl", "application/jsonl", _write_json_lines),
        Format("csv", ".csv", "text/csv; charset=utf-8", write_long_csv),
        Format("wide-csv", ".csv", "text/csv; charset=utf-8", write_wide_csv),
        Format("parquet", ".parquet", "application/vnd.apache.parquet", write_parquet),
        Format("xlsx", ".xlsx", _XLSX, write_workbook),
        Format("xlsx-table", ".xlsx", _XLSX, write_workbook_table),
    )
}
"""By the name that is asked for; ``arguments.FORMAT_TITLES`` says what each is."""


def export(reports: Iterable[Report], kind: Format, target: Path) -> int:
    """Write the reports to a file, which is whole or not there, and say how many they were.

    Raises:
        ConfigurationError: a report is none, or the format cannot hold so many.
        OSError: it cannot be written.
    """
    count = 0

    def counted() -> Iterable[Report]:
        nonlocal count
        for report in reports:
            count += 1
            yield report

    with replaced_durably(target) as temporary:
        kind.write(counted(), temporary)
    return count
