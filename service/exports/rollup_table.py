"""A roll-up as CSV."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import TextIO

from gouji.service.exports.rollup import FieldSum, Missing, Rollup
from gouji.service.exports.text import harmless
from gouji.service.words import KINDS

_MISSING: dict[Missing, str] = {
    "blank": KINDS["blank"],
    "placeholder": KINDS["placeholder"],
    "text": KINDS["text"],
    "unread": KINDS["unread"],
    "absent": KINDS["absent"],
    "other_form": "版式没有此项",
    "other_unit": "单位不明",
}
_COLUMNS = (
    "部分", "行", "列", "字段", "单位", "合计", "计入份数", "其中待复核", "缺数份数", *_MISSING.values(), "缺数的机关",
    "上级年报", "上级减合计",
)  # fmt: skip


def write_rollup(rollup: Rollup, file: TextIO) -> None:
    """One row a field."""
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    writer.writerows(map(_row, rollup.sums))


def _row(entry: FieldSum) -> list[object]:
    called = entry.heading
    missing = entry.missing.total()
    more = f" 等 {missing} 家" if missing > len(entry.named) else ""
    return [
        called.section, called.row, called.column, called.id, entry.unit, _figure(entry.total) if entry.counted else "",
        entry.counted, entry.doubtful, missing, *(entry.missing[kind] for kind in _MISSING),
        harmless("、".join(entry.named) + more), _figure(entry.parent), _figure(entry.difference),
    ]  # fmt: skip


def _figure(value: Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}"
