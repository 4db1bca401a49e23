"""A small report for renderers: stacked headers, merged cells over many rows, blank cells, signs that need escapes."""

from __future__ import annotations

from gouji.training.synthesis.manuscript import Cell, Manuscript, Paragraph, ParagraphStyle, Span, Table, Tag

APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
PROSE = "本年度，我机关共收到申请41件（含结转3件），予以公开12件；办结40件，A&B <公司>除外。"


def sample_report(rows: int = 24) -> Manuscript:
    """A manuscript whose second table has ``rows`` rows beside one merged cell: more than a page holds."""
    return Manuscript(
        (
            _paragraph("title", "某某县2023年政府信息公开工作年度报告"),
            _paragraph("heading", "一、总体情况"),
            Paragraph("body", (Span(PROSE, Tag("prose")), Span("41件", Tag("prose", "x")), Span(PROSE, Tag("prose")))),
            _short_table(),
            _paragraph("subheading", "（一）申请"),
            _long_table(rows),
            _paragraph("signature", "2024年1月10日"),
        )
    )


def _paragraph(style: ParagraphStyle, text: str) -> Paragraph:
    return Paragraph(style, (Span(text, Tag("title" if style == "title" else "section", text)),))


def _short_table() -> Table:
    values = (("0", "", "1,203"), ("251000元", "—", "减4"))
    return Table(
        (3.0, 2.0, 2.0, 2.0),
        1,
        (
            Cell(0, 0, "信息内容", Tag("corner")),
            *(Cell(0, i + 1, text, Tag("column", text)) for i, text in enumerate(("制发件数", "废止件数", "有效件数"))),
            *(Cell(r + 1, 0, text, Tag("row", text)) for r, text in enumerate(("规章", "行政规范性文件"))),
            *(Cell(r + 1, c + 1, values[r][c], Tag("value", f"short.{r}.{c}")) for r in range(2) for c in range(3)),
        ),
    )


def _long_table(rows: int) -> Table:
    cells = [
        Cell(0, 0, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", Tag("corner"), 2, 2),
        Cell(0, 2, "申请人情况", Tag("column_group", "申请人情况"), 1, 7),
        *(Cell(1, 2 + i, text, Tag("column", text), stacked=True) for i, text in enumerate(APPLICANTS)),
        Cell(2, 0, "三、本年度办理结果", Tag("row_group", "三"), rows, 1, True),
    ]
    for row in range(rows):
        label = f"{row + 1}.属于三类内部事务信息，涉及<第三方>&过程性信息"
        cells.append(Cell(2 + row, 1, label, Tag("row", f"r{row}")))
        for column in range(7):
            text = "" if (row * 7 + column) % 5 == 0 else str((row * 37 + column * 11) % 100 // 9)
            cells.append(Cell(2 + row, 2 + column, text, Tag("value", f"long.{row}.{column}")))
    return Table((1.0, 5.0, *[1.0] * 7), 2, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
