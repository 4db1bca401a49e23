"""Long CSV: one row a field, with everything that was read about it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from gouji.models.result import FieldReading, Report
from gouji.service.exports.decided import decided
from gouji.service.exports.failing import failing_checks
from gouji.service.exports.headings import heading
from gouji.service.exports.text import harmless
from gouji.service.words import KINDS

ENCODING = "utf-8-sig"
"""With a byte order mark, by which Excel tells UTF-8."""

COLUMNS = (
    "文件名", "SHA-256", "机关", "年度", "版式", "字段", "部分", "行", "列", "单位", "类型", "值", "原文",
    "可信度", "待复核", "裁定人", "裁定时间", "勾稽不成立", "页", "左", "上", "右", "下", "行号", "列号",
)  # fmt: skip


def write_long_csv(reports: Iterable[Report], target: Path) -> None:
    """One row for every field of every report."""
    with target.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for report in reports:
            writer.writerows(_rows(decided(report)))


def _rows(report: Report) -> Iterator[list[object]]:
    document = [harmless(report.document.name), report.document.sha256, harmless(report.authority.value or "")]
    document += [str(report.year.value or ""), report.form.version]
    failing = failing_checks(report)
    for name, reading in report.fields.items():
        yield [
            *document,
            *_field(name, reading),
            " ".join(check.id for check in failing.get(name, ())),
            *_place(reading),
        ]


def _field(name: str, reading: FieldReading) -> list[object]:
    called = heading(name)
    decision = reading.decision
    return [
        name, called.section, called.row, called.column, reading.unit, KINDS[reading.kind],
        "" if reading.value is None else format(reading.value, "f"), harmless(reading.raw or ""),
        reading.confidence, "是" if reading.review else "",
        harmless(decision.by) if decision else "", decision.at if decision else "",
    ]  # fmt: skip


def _place(reading: FieldReading) -> list[object]:
    source = (reading.source.line, reading.source.column) if reading.source else ("", "")
    return [reading.page or "", *(reading.bbox or ("",) * 4), *source]
