"""XLSX like the printed form: one sheet a report, and a first sheet that lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.models.errors import ConfigurationError
from gouji.models.result import Check, Report
from gouji.service.exports.decided import decided
from gouji.service.exports.failing import failing_checks
from gouji.service.exports.figure_cells import MAX_TEXT, figure_style, write_figure, write_note, write_text
from gouji.service.exports.printed_form import FormCell, PrintedForm, printed_form
from gouji.service.exports.sheet_names import SheetNames
from gouji.service.exports.styles import Styles, make_styles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MAX_REPORTS = 500
"""Sheets of one workbook. Excel knows no limit but memory; a workbook of so many opens in some seconds."""

_TOP = 2  # lines above the tables: what the report is, and what the colours mean
_COLUMN_WIDTH = 6.5  # characters: three Chinese glyphs
_LINE_POINTS = 13.0
_A4 = 9  # by Excel's list of papers
_INDEX = ("机关", "年度", "版式", "待复核", "勾稽不成立", "文件名", "工作表")
_LEGEND = "黄：待复核　橙：所在勾稽关系不成立（见批注）　蓝：已裁定"


def write_workbook(reports: Iterable[Report], target: Path) -> None:
    """A workbook of at most MAX_REPORTS reports.

    Raises:
        ConfigurationError: there are more.
    """
    from xlsxwriter import Workbook

    with Workbook(str(target), _OPTIONS) as workbook:
        styles, names = make_styles(workbook), SheetNames()
        index = workbook.add_worksheet(names.take("目录"))
        _begin_index(index, styles)
        for number, report in enumerate(map(decided, reports), 1):
            if number > MAX_REPORTS:
                raise ConfigurationError(f"结果超过 {MAX_REPORTS} 份，一份一张工作表放不下。请用 --format xlsx-table")
            name = names.take(f"{report.authority.value or '机关未读出'} {report.year.value or ''}")
            failing = failing_checks(report)
            _draw(workbook.add_worksheet(name), report, failing, styles)
            _list(index, number, report, name, styles)


_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""What strangers wrote stays text."""


def _begin_index(sheet: Worksheet, styles: Styles) -> None:
    for column, title in enumerate(_INDEX):
        write_text(sheet, 0, column, title, styles.head)
    for column, width in enumerate((36, 8, 8, 8, 12, 40, 34)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _list(sheet: Worksheet, row: int, report: Report, name: str, styles: Styles) -> None:
    write_text(sheet, row, 0, report.authority.value or "", styles.text)
    write_text(sheet, row, 1, str(report.year.value or ""), styles.text)
    write_text(sheet, row, 2, report.form.version, styles.text)
    sheet.write_number(row, 3, len(report.review), styles.text)
    sheet.write_number(row, 4, sum(check.status == "fail" for check in report.checks), styles.text)
    write_text(sheet, row, 5, report.document.name, styles.text)
    target = name.replace("'", "''")
    sheet.write_url(row, 6, f"internal:'{target}'!A1", styles.link, name)


def _draw(sheet: Worksheet, report: Report, failing: Mapping[str, Sequence[Check]], styles: Styles) -> None:
    form = printed_form(report.form.version)
    sheet.set_column(0, form.columns - 1, _COLUMN_WIDTH)
    _merge(sheet, FormCell(0, 0, 1, form.columns, "title", _title(report)), 0, styles)
    sheet.set_row(0, 2 * _LINE_POINTS)
    sheet.merge_range(1, 0, 1, form.columns - 1, "", styles.text)
    write_text(sheet, 1, 0, f"{_LEGEND}　文件：{report.document.name}", styles.text)
    for row, points in enumerate(_heights(form), _TOP):
        sheet.set_row(row, points)
    for cell in form.cells:
        if cell.field is None:
            _merge(sheet, cell, _TOP, styles)
        else:
            _draw_figure(sheet, cell, report, failing.get(cell.field, ()), styles)
    sheet.set_portrait()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _title(report: Report) -> str:
    year = f"{report.year.value}年" if report.year.value else ""
    return f"{report.authority.value or '（机关未读出）'}{year}政府信息公开工作年度报告"


def _draw_figure(sheet: Worksheet, cell: FormCell, report: Report, failing: Sequence[Check], styles: Styles) -> None:
    assert cell.field is not None
    reading = report.fields[cell.field]
    style = figure_style(styles, reading, failing)
    row = cell.row + _TOP
    if cell.width > 1:
        sheet.merge_range(row, cell.column, row, cell.column + cell.width - 1, "", style)
    write_figure(sheet, row, cell.column, reading, style)
    write_note(sheet, row, cell.column, cell.field, reading, failing)


def _merge(sheet: Worksheet, cell: FormCell, top: int, styles: Styles) -> None:
    style = {"title": styles.section if top else styles.title, "head": styles.head}.get(cell.role, styles.label)
    row, text = cell.row + top, cell.text[:MAX_TEXT]
    if cell.height * cell.width > 1:
        last_row, last_column = row + cell.height - 1, cell.column + cell.width - 1
        sheet.merge_range(row, cell.column, last_row, last_column, "", style)
    write_text(sheet, row, cell.column, text, style)


def _heights(form: PrintedForm) -> list[float]:
    """Points of each row of the grid, by how often its labels wrap; Excel does not fit merged cells itself."""
    lines = [1.0] * form.rows
    for cell in form.cells:
        if cell.height == 1 and cell.text:
            glyphs = max(1, int(cell.width * _COLUMN_WIDTH / 2))
            lines[cell.row] = max(lines[cell.row], -(-len(cell.text) // glyphs))
    return [count * _LINE_POINTS + 3 for count in lines]
