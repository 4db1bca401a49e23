"""Which checks fail, by the fields they go over."""

from __future__ import annotations

from gouji.models.result import Check, Report


def failing_checks(report: Report) -> dict[str, list[Check]]:
    """The checks that fail, by each field on either side of them."""
    failing: dict[str, list[Check]] = {}
    for check in report.checks:
        if check.status == "fail":
            for name in (*check.left.fields, *check.right.fields):
                failing.setdefault(name, []).append(check)
    return failing
