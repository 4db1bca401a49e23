"""XLSX as one table: one row a report, a column for every field of every form."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.models.errors import ConfigurationError
from gouji.models.result import Report
from gouji.service.exports.decided import decided
from gouji.service.exports.failing import failing_checks
from gouji.service.exports.figure_cells import figure_style, write_figure, write_note, write_text
from gouji.service.exports.headings import headings
from gouji.service.exports.styles import Styles, make_styles
from gouji.service.exports.wide_row import HEAD_TITLES, NOTE_TITLES, wide_row

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
"""Rows of a sheet."""

MAX_NOTES = 20_000
"""Notes attached to cells of one sheet: Excel opens more slowly or not at all. The checks that fail are in a column of
their own for every report."""

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
_HEAD_POINTS = 60.0


def write_workbook_table(reports: Iterable[Report], target: Path) -> None:
    """One table of at most a million reports, in bounded memory.

    Raises:
        ConfigurationError: there are more than a sheet has rows.
    """
    from xlsxwriter import Workbook

    with Workbook(str(target), _OPTIONS) as workbook:
        styles = make_styles(workbook)
        sheet = workbook.add_worksheet("年报")
        _begin(sheet, styles)
        notes = 0
        for row, report in enumerate(map(decided, reports), 1):
            if row >= MAX_ROWS:
                raise ConfigurationError(f"结果超过 {MAX_ROWS - 1} 份，一张工作表放不下。请用 --format parquet")
            notes += _write(sheet, row, report, styles, with_notes=notes < MAX_NOTES)


def _begin(sheet: Worksheet, styles: Styles) -> None:
    titles = [*HEAD_TITLES.values(), *(h.text for h in headings()), *NOTE_TITLES.values()]
    sheet.set_row(0, _HEAD_POINTS)
    for column, title in enumerate(titles):
        write_text(sheet, 0, column, title, styles.head)
    sheet.set_column(0, len(HEAD_TITLES) - 1, 16)
    sheet.freeze_panes(1, list(HEAD_TITLES).index("year") + 1)


def _write(sheet: Worksheet, row: int, report: Report, styles: Styles, with_notes: bool) -> int:
    """Write one report and return how many cells have something to note."""
    wide, failing = wide_row(report), failing_checks(report)
    noted = 0
    for column, name in enumerate(HEAD_TITLES):
        write_text(sheet, row, column, str(getattr(wide, name) or ""), styles.text)
    for column, called in enumerate(headings(), len(HEAD_TITLES)):
        reading, checks = report.fields.get(called.id), failing.get(called.id, ())
        if reading is not None:
            write_figure(sheet, row, column, reading, figure_style(styles, reading, checks))
            noted += bool(checks)
            if checks and with_notes:
                write_note(sheet, row, column, called.id, reading, checks)
    for column, name in enumerate(NOTE_TITLES, len(HEAD_TITLES) + len(headings())):
        write_text(sheet, row, column, " ".join(getattr(wide.notes, name)), styles.text)
    return noted
