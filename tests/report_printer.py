"""The tests' own printer of reports: figures to a PDF with a text layer, and from there to scans.

It shares nothing with the product: labels and order are written down here once more, after the form of 2021.
"""

from __future__ import annotations

import ctypes
import io
import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Literal

import mplfonts
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from fpdf import FPDF
from fpdf.enums import TextMode
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

APPLICANTS = ("individual", "company", "research", "public_welfare", "legal_service", "other", "total")
APPLICANT_LABELS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
OUTCOME_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")

# (title of the block, headings of its columns, rows of (label, fields))
_ISSUED = ("本年制发件数", "本年废止件数", "现行有效件数")
_DECISIONS = ("本年处理决定数量",)
BLOCKS = (
    (
        "第二十条第（一）项",
        _ISSUED,
        (
            ("规章", tuple(f"proactive.regulations.{c}" for c in ("issued", "repealed", "in_force"))),
            ("行政规范性文件", tuple(f"proactive.normative_documents.{c}" for c in ("issued", "repealed", "in_force"))),
        ),
    ),
    ("第二十条第（五）项", _DECISIONS, (("行政许可", ("proactive.licensing.decisions",)),)),
    (
        "第二十条第（六）项",
        _DECISIONS,
        (("行政处罚", ("proactive.penalties.decisions",)), ("行政强制", ("proactive.coercion.decisions",))),
    ),
    ("第二十条第（八）项", ("本年收费金额（单位：万元）",), (("行政事业性收费", ("proactive.fees.amount",)),)),
)

RECEIVED = (
    ("requests.received", "一、本年新收政府信息公开申请数量"),
    ("requests.carried_in", "二、上年结转政府信息公开申请数量"),
)
# (label of the group, or none, rows of (id, label)): what stands beside 三、本年度办理结果
RESULTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("requests.granted", "（一）予以公开"),)),
    ("", (("requests.partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),)),
    (
        "（三）不予公开",
        (
            ("requests.refused.state_secret", "1.属于国家秘密"),
            ("requests.refused.prohibited_by_law", "2.其他法律行政法规禁止公开"),
            ("requests.refused.security_and_stability", "3.危及“三安全一稳定”"),
            ("requests.refused.third_party_rights", "4.保护第三方合法权益"),
            ("requests.refused.internal_affairs", "5.属于三类内部事务信息"),
            ("requests.refused.deliberative_process", "6.属于四类过程性信息"),
            ("requests.refused.enforcement_files", "7.属于行政执法案卷"),
            ("requests.refused.administrative_inquiry", "8.属于行政查询事项"),
        ),
    ),
    (
        "（四）无法提供",
        (
            ("requests.unable.not_held", "1.本机关不掌握相关政府信息"),
            ("requests.unable.needs_creation", "2.没有现成信息需要另行制作"),
            ("requests.unable.still_unclear", "3.补正后申请内容仍不明确"),
        ),
    ),
    (
        "（五）不予处理",
        (
            ("requests.not_processed.petition", "1.信访举报投诉类申请"),
            ("requests.not_processed.repeated", "2.重复申请"),
            ("requests.not_processed.publication", "3.要求提供公开出版物"),
            ("requests.not_processed.excessive", "4.无正当理由大量反复申请"),
            ("requests.not_processed.reconfirmation", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
    (
        "（六）其他处理",
        (
            ("requests.closed.not_supplemented", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
            ("requests.closed.fee_unpaid", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
            ("requests.closed.other", "3.其他"),
        ),
    ),
    ("", (("requests.handled", "（七）总计"),)),
)
CARRIED_OUT = ("requests.carried_out", "四、结转下年度继续办理")
DISPUTES = ("review", "litigation.direct", "litigation.after_review")

REQUEST_ROWS = (*(row for row, _ in RECEIVED), *(row for _, rows in RESULTS for row, _ in rows), CARRIED_OUT[0])
FIELDS = (
    *(field for _, _, rows in BLOCKS for _, fields in rows for field in fields),
    *(f"{row}.{applicant}" for row in REQUEST_ROWS for applicant in APPLICANTS),
    *(f"{row}.{outcome}" for row in DISPUTES for outcome in OUTCOMES),
)
"""The 200 fields in printed order."""

PROSE = {
    "一": (
        "本年度，我县把政务公开作为改进作风的抓手，全年通过门户网站发布各类信息 1286 条，回应群众来信 57 件。",
        "县政府办公室每季度检查一次各部门的公开栏目，对久未更新的逐个提醒，并组织培训 2 次，参加人员 130 余人。",
    ),
    "五": (
        "问题主要有两点：部分乡镇发布信息不够及时；个别部门对申请人的答复用语不够规范。",
        "改进办法：建立发布台账，按月核对；答复书经法制机构审核后再寄出；把公开情况列入年终考核。",
    ),
    "六": ("本年度没有向申请人收取信息处理费。除上述内容外，没有其他需要报告的事项。",),
}

FONT_FOLDER = Path(mplfonts.__file__).parent / "fonts"
FONTS = {"hei": "SimHei.ttf", "sans": "NotoSansCJKsc-Regular.otf", "serif": "NotoSerifCJKsc-Regular.otf"}
"""``hei`` is TrueType: every PDF reader sees its text layer. The others have CFF outlines: for scans."""

_MM_PER_POINT = 25.4 / 72
_LEFT, _TOP, _WIDTH, _BOTTOM = 20.0, 22.0, 170.0, 277.0
_PADDING = 1.0
_LEADING = 1.3
_UNFORMED_ROWS = ("requests.received", "requests.carried_in", "requests.handled", "requests.carried_out")


@dataclass(frozen=True)
class Printing:
    """How a report is printed. Lengths in millimetres, type in points."""

    rules: Literal["full", "horizontal", "none"] = "full"
    rule_width: float = 0.2
    font: str = "hei"
    font_size: float = 9.0
    row_height: float = 7.0
    page_numbers: bool = True
    separate_blocks: bool = True
    break_before_row: int | None = None
    """Row of the table of 三, from 0 with its three header rows, before which the page ends."""
    break_inside_row: int | None = None
    """Row of the table of 三 (of more than one line) after whose first line the page ends."""
    repeat_header: bool = False
    start_low: bool = False
    """Table 三 starts near the foot of a page, with room for its header and few rows."""
    extra_row: bool = False
    """A local row the form does not have, at the end of （四）."""
    stacked_headers: bool = True
    """Narrow header cells one glyph per line."""


@dataclass(frozen=True)
class Cell:
    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    stacked: bool = False
    centred: bool = True


@dataclass(frozen=True)
class Table:
    widths: tuple[float, ...]
    header_rows: int
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> int:
        return max(cell.row + cell.rows for cell in self.cells)


def figures(seed: int = 0) -> dict[str, str]:
    """200 figures that fulfil all identities, mostly zeros."""
    draw = random.Random(seed)
    values: dict[str, int] = {}
    details = [row for row in REQUEST_ROWS if row not in _UNFORMED_ROWS]
    for applicant in APPLICANTS[:-1]:
        for row in details:
            values[f"{row}.{applicant}"] = draw.choice((0, 0, 0, 0, 0, 1, 2, 3, 7, 10, 26, 118))
        handled = sum(values[f"{row}.{applicant}"] for row in details)
        carried_out = draw.choice((0, 0, 1, 5))
        carried_in = min(draw.choice((0, 0, 2, 4)), handled + carried_out)
        values[f"requests.handled.{applicant}"] = handled
        values[f"requests.carried_out.{applicant}"] = carried_out
        values[f"requests.carried_in.{applicant}"] = carried_in
        values[f"requests.received.{applicant}"] = handled + carried_out - carried_in
    for row in REQUEST_ROWS:
        values[f"{row}.total"] = sum(values[f"{row}.{applicant}"] for applicant in APPLICANTS[:-1])
    for row in DISPUTES:
        for outcome in OUTCOMES[:-1]:
            values[f"{row}.{outcome}"] = draw.choice((0, 0, 0, 1, 3, 12))
        values[f"{row}.total"] = sum(values[f"{row}.{outcome}"] for outcome in OUTCOMES[:-1])
    printed = {field: str(value) for field, value in values.items()}
    printed |= {field: str(draw.choice((0, 3, 17, 255, 3810))) for field in FIELDS[:10]}
    printed["proactive.fees.amount"] = draw.choice(("0", "12.5", "3034.562617"))
    return {field: printed[field] for field in FIELDS}


def print_report(
    values: Mapping[str, str], printing: Printing | None = None, *, authority: str = "青禾县人民政府", year: int = 2021
) -> bytes:
    """A PDF of the report with a text layer. ``values`` are printed as they are, ``""`` as an empty cell."""
    sheet = _Sheet(printing or Printing())
    sheet.title(f"{authority}{year}年政府信息公开工作年度报告")
    sheet.heading("一、总体情况")
    sheet.paragraphs(PROSE["一"])
    sheet.heading("二、主动公开政府信息情况")
    for table in _proactive(values, sheet.printing):
        sheet.table(table)
    if sheet.printing.start_low:
        sheet.skip_to(_BOTTOM - 80)
    sheet.heading("三、收到和处理政府信息公开申请情况")
    sheet.table(_requests(values, sheet.printing), breaks=True)
    sheet.heading("四、政府信息公开行政复议、行政诉讼情况")
    sheet.table(_disputes(values, sheet.printing))
    for number, title in (("五", "存在的主要问题及改进情况"), ("六", "其他需要报告的事项")):
        sheet.heading(f"{number}、{title}")
        sheet.paragraphs(PROSE[number])
    return sheet.output()


def print_prose(paragraphs: Sequence[str], printing: Printing | None = None) -> bytes:
    """A PDF of prose without any table."""
    sheet = _Sheet(printing or Printing())
    sheet.paragraphs(paragraphs)
    return sheet.output()


def print_table(table: Table, printing: Printing | None = None) -> bytes:
    """A PDF of one table."""
    sheet = _Sheet(printing or Printing())
    sheet.table(table)
    return sheet.output()


def rasterise(pdf: bytes, dpi: float = 200) -> list[Pixels]:
    """The pages as a viewer shows them, ``(height, width, 3)`` RGB."""
    with pdfium.PdfDocument(pdf) as document:
        return [np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]


def images_to_pdf(images: Sequence[Pixels], dpi: float = 200) -> bytes:
    """A scan: one image fills each page, and there is no text layer."""
    return _scan(images, dpi, lambda pdf, index: None)


def scan_with_hidden_text(printed: bytes, hidden: bytes | None = None, dpi: float = 200) -> bytes:
    """A scan of ``printed`` with an invisible text layer: the text of ``hidden``, a PDF of the same layout."""
    with pdfium.PdfDocument(hidden or printed) as document:
        characters = [list(_characters(page)) for page in document]

    def write(pdf: FPDF, index: int) -> None:
        pdf.text_mode = TextMode.INVISIBLE
        for text, x, y, size in characters[index]:
            pdf.set_font("hei", size=size)
            pdf.text(x * _MM_PER_POINT, y * _MM_PER_POINT, text)

    return _scan(rasterise(printed, dpi), dpi, write)


def turn_pages(pdf: bytes, *, content: int = 0, shown: int = 0) -> bytes:
    """The content of each page turned by quarter turns counterclockwise, and /Rotate set to quarter turns clockwise.

    With both alike the pages look as before.
    """
    with pdfium.PdfDocument(pdf) as document:
        for page in document:
            # The MediaBox may be inherited, where PDFium's own getter does not see it.
            width, height = page.get_size()
            for _ in range(content):
                turn = raw.FS_MATRIX(0, 1, -1, 0, height, 0)
                raw.FPDFPage_TransFormWithClip(page, turn, raw.FS_RECTF(-1e5, 1e5, 1e5, -1e5))
                width, height = height, width
            page.set_mediabox(0, 0, width, height)
            page.set_rotation(90 * shown)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _scan(images: Sequence[Pixels], dpi: float, write: Callable[[FPDF, int], None]) -> bytes:
    pdf = FPDF(unit="mm")
    pdf.set_auto_page_break(False)
    pdf.add_font("hei", fname=str(FONT_FOLDER / FONTS["hei"]))
    for index, pixels in enumerate(images):
        width, height = (side * 25.4 / dpi for side in (pixels.shape[1], pixels.shape[0]))
        pdf.add_page(format=(width, height))
        pdf.image(Image.fromarray(pixels), 0, 0, width, height)
        write(pdf, index)
    return bytes(pdf.output())


def _characters(page: pdfium.PdfPage) -> Iterator[tuple[str, float, float, float]]:
    """Characters of a page with x, baseline y (from the top, in points) and size."""
    textpage = page.get_textpage()
    height = page.get_height()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(textpage.count_chars()):
        text = textpage.get_text_range(index, 1)
        if text.strip():
            raw.FPDFText_GetCharOrigin(textpage, index, x, y)
            yield text, x.value, height - y.value, raw.FPDFText_GetFontSize(textpage, index)


def _proactive(values: Mapping[str, str], printing: Printing) -> list[Table]:
    tables, cells, row = [], [], 0
    for title, columns, rows in BLOCKS:
        cells.append(Cell(row, 0, title, columns=4))
        spans = (1, 1, 1) if len(columns) == 3 else (3,)
        starts = tuple(1 + sum(spans[:i]) for i in range(len(spans)))
        cells.append(Cell(row + 1, 0, "信息内容"))
        cells += [Cell(row + 1, c, t, columns=s) for c, t, s in zip(starts, columns, spans, strict=True)]
        for offset, (label, fields) in enumerate(rows, start=2):
            cells.append(Cell(row + offset, 0, label))
            cells += [
                Cell(row + offset, c, values[f], columns=s) for c, f, s in zip(starts, fields, spans, strict=True)
            ]
        row += 2 + len(rows)
        if printing.separate_blocks:
            tables.append(Table((44, 42, 42, 42), 2, tuple(cells)))
            cells, row = [], 0
    return tables or [Table((44, 42, 42, 42), 2, tuple(cells))]


def _requests(values: Mapping[str, str], printing: Printing) -> Table:
    stacked = printing.stacked_headers
    cells = [
        Cell(0, 0, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", rows=3, columns=3),
        Cell(0, 3, "申请人情况", columns=7),
        Cell(1, 3, APPLICANT_LABELS[0], rows=2, stacked=stacked),
        Cell(1, 4, "法人或其他组织", columns=5),
        Cell(1, 9, APPLICANT_LABELS[6], rows=2, stacked=stacked),
        *(Cell(2, 3 + i, APPLICANT_LABELS[i]) for i in range(1, 6)),
    ]
    row = 3

    def add_row(field: str, label: str, column: int) -> None:
        nonlocal row
        cells.append(Cell(row, column, label, columns=3 - column, centred=False))
        cells.extend(Cell(row, 3 + i, values.get(f"{field}.{a}", "0")) for i, a in enumerate(APPLICANTS))
        row += 1

    for field, label in RECEIVED:
        add_row(field, label, 0)
    first = row
    for group, rows in RESULTS:
        start = row
        for field, label in rows:
            add_row(field, label, 2 if group else 1)
        if printing.extra_row and group.startswith("（四）"):
            add_row("local", "4.本地另行统计的情形", 2)
        if group:
            cells.append(Cell(start, 1, group, rows=row - start))
    cells.append(Cell(first, 0, "三、本年度办理结果", rows=row - first, stacked=True))
    add_row(*CARRIED_OUT, 0)
    return Table((8, 15, 63, *[12] * 7), 3, tuple(cells))


def _disputes(values: Mapping[str, str], printing: Printing) -> Table:
    cells = [
        Cell(0, 0, "行政复议", columns=5),
        Cell(0, 5, "行政诉讼", columns=10),
        Cell(1, 5, "未经复议直接起诉", columns=5),
        Cell(1, 10, "复议后起诉", columns=5),
    ]
    for block, row in enumerate(DISPUTES):
        top, rows = (1, 2) if block == 0 else (2, 1)
        for index, (outcome, label) in enumerate(zip(OUTCOMES, OUTCOME_LABELS, strict=True)):
            column = 5 * block + index
            cells.append(Cell(top, column, label, rows=rows, stacked=printing.stacked_headers))
            cells.append(Cell(3, column, values[f"{row}.{outcome}"]))
    return Table((170 / 15,) * 15, 3, tuple(cells))


class _Sheet:
    """Writes from top to bottom, and goes on to the next page where one is full."""

    def __init__(self, printing: Printing) -> None:
        self.printing = printing
        self._pdf = FPDF(unit="mm", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.add_font("text", fname=str(FONT_FOLDER / FONTS[printing.font]))
        self._pdf.set_line_width(printing.rule_width)
        self._new_page()

    def output(self) -> bytes:
        return bytes(self._pdf.output())

    def title(self, text: str) -> None:
        self._line(text, 15.0, centred=True)
        self._y += 4

    def heading(self, text: str) -> None:
        if self._y + 25 > _BOTTOM:
            self._new_page()
        self._y += 3
        self._line(text, 12.0)
        self._y += 2

    def paragraphs(self, texts: Sequence[str]) -> None:
        for text in texts:
            for line in _wrapped("　　" + text, _WIDTH, 11.0):
                self._line(line, 11.0)

    def skip_to(self, y: float) -> None:
        if self._y > y:
            self._new_page()
        self._y = y

    def table(self, table: Table, *, breaks: bool = False) -> None:
        """Print a table; ``breaks``: it is the one that the settings break across pages."""
        tops = [0.0, *accumulate(self._heights(table))]
        done, remaining = 0.0, {cell: self._lines(cell, table) for cell in table.cells}
        while done < tops[-1] - 1e-6:
            end = self._part_end(done, tops, breaks=breaks)
            if end <= done:
                self._new_page()
                continue
            if done and self.printing.repeat_header:
                header = {cell: self._lines(cell, table) for cell in table.cells}
                self._part(table, tops, 0.0, tops[table.header_rows], header)
            self._part(table, tops, done, end, remaining)
            done = end
            if done < tops[-1] - 1e-6:
                self._new_page()
        self._y += 4

    def _part_end(self, done: float, tops: Sequence[float], *, breaks: bool) -> float:
        """How far down the table this page goes."""
        room = _BOTTOM - self._y
        if done and self.printing.repeat_header:
            room -= tops[3]
        limit = done + room
        wanted = list(self._wanted_breaks(tops)) if breaks else []
        ends = [end for end in wanted if done < end - 1e-6 and end <= limit]
        return min(ends, default=max(top for top in tops if top <= limit))

    def _wanted_breaks(self, tops: Sequence[float]) -> Iterator[float]:
        if self.printing.break_before_row is not None:
            yield tops[self.printing.break_before_row]
        if self.printing.break_inside_row is not None:
            yield tops[self.printing.break_inside_row] + 2 * _PADDING + self._leading()

    def _part(
        self, table: Table, tops: Sequence[float], start: float, end: float, remaining: dict[Cell, list[str]]
    ) -> None:
        """Print what lies between two heights of the table; texts go on in the next part where they do not fit."""
        lefts = list(accumulate(table.widths, initial=_LEFT))
        for cell in table.cells:
            top, bottom = max(tops[cell.row], start), min(tops[cell.row + cell.rows], end)
            if bottom - top < 1e-6:
                continue
            x0, x1 = lefts[cell.column], lefts[cell.column + cell.columns]
            y0, y1 = self._y + top - start, self._y + bottom - start
            self._border(x0, y0, x1, y1)
            is_last = bottom >= tops[cell.row + cell.rows] - 1e-6
            fitting = len(remaining[cell]) if is_last else int((y1 - y0 - 2 * _PADDING + 1e-6) // self._leading())
            self._cell_text(cell, remaining[cell][:fitting], x0, y0, x1, y1)
            remaining[cell] = remaining[cell][fitting:]
        self._y += end - start

    def _border(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.printing.rules == "full":
            self._pdf.rect(x0, y0, x1 - x0, y1 - y0)
        elif self.printing.rules == "horizontal":
            self._pdf.line(x0, y0, x1, y0)
            self._pdf.line(x0, y1, x1, y1)

    def _cell_text(self, cell: Cell, lines: Sequence[str], x0: float, y0: float, x1: float, y1: float) -> None:
        size, leading = self.printing.font_size, self._leading()
        self._pdf.set_font("text", size=size)
        y = (y0 + y1 - leading * len(lines)) / 2 + leading * 0.78
        for line in lines:
            x = (x0 + x1 - _text_width(line, size)) / 2 if cell.centred else x0 + _PADDING
            self._pdf.text(x, y, line)
            y += leading

    def _heights(self, table: Table) -> list[float]:
        heights = [self.printing.row_height] * table.rows
        for cell in sorted(table.cells, key=lambda c: c.rows):
            needed = len(self._lines(cell, table)) * self._leading() + 2 * _PADDING
            missing = needed - sum(heights[cell.row : cell.row + cell.rows])
            if missing > 0:
                heights[cell.row + cell.rows - 1] += missing
        return heights

    def _lines(self, cell: Cell, table: Table) -> list[str]:
        if cell.stacked:
            return list(cell.text)
        width = sum(table.widths[cell.column : cell.column + cell.columns]) - 2 * _PADDING
        return _wrapped(cell.text, width, self.printing.font_size)

    def _leading(self) -> float:
        return self.printing.font_size * _MM_PER_POINT * _LEADING

    def _line(self, text: str, size: float, *, centred: bool = False) -> None:
        leading = size * _MM_PER_POINT * 1.6
        if self._y + leading > _BOTTOM:
            self._new_page()
        self._pdf.set_font("text", size=size)
        x = _LEFT + (_WIDTH - _text_width(text, size)) / 2 if centred else _LEFT
        self._pdf.text(x, self._y + leading * 0.7, text)
        self._y += leading

    def _new_page(self) -> None:
        self._pdf.add_page()
        self._y = _TOP
        if self.printing.page_numbers:
            self._pdf.set_font("text", size=10)
            self._pdf.text(101, 288, f"- {self._pdf.page_no()} -")


def _wrapped(text: str, width: float, size: float) -> list[str]:
    lines = [""] if text else []
    for glyph in text:
        if lines[-1] and _text_width(lines[-1] + glyph, size) > width:
            lines.append("")
        lines[-1] += glyph
    return lines


def _text_width(text: str, size: float) -> float:
    """Millimetres, full-width glyphs one em, others half."""
    ems = sum(1.0 if unicodedata.east_asian_width(glyph) in "WFA" else 0.5 for glyph in text)
    return ems * size * _MM_PER_POINT
