"""The running text of a report, and what of it was there the year before."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from editions import make_edition
from hypothesis import given
from hypothesis import strategies as st

from gouji.models.comparison.edition import Sentence
from gouji.models.comparison.prose import running_text
from gouji.models.comparison.repetition import compare_prose
from gouji.models.comparison.result import ProseComparison
from gouji.models.document import BBox, Line, Page, Piece, Place
from gouji.models.sources.pdf import read_pdf
from gouji.models.sources.text import read_text
from gouji.training.synthesis.kinds import NAMED
from gouji.training.synthesis.manuscript import Paragraph
from gouji.training.synthesis.report import Report, ReportKey, draw_report

TEXT = """某县2023年政府信息公开工作年度报告
一、总体情况
（一）主动公开情况
2023年，我县通过网站发布各类信息1268条，其中动态4
02
条，公告77条。回复留言53件；均已
办结。无。
- 1 -
（二）规范流程，做好依申请公开
主要做法如下：
1.严格按照时限办理各类申请，确保及时答复申请人并做好登记工作。
二、主动公开政府信息情况
第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 0 0
行政规范性文件 3 1 12
第二十条第（五）项
行政许可
16
二、上年结转政府信息公开申请数量\t0\t0\t0
0 0 0 1 0 0 0
五、政府信息公开工作存在的主要问题及改进情况
一是部分栏目更新不够及时，解读形式单一。
"""


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in running_text([read_text(text)])]


def test_sentences_are_told_from_tables_headings_and_page_numbers() -> None:
    assert texts(TEXT) == [
        "2023年，我县通过网站发布各类信息1268条，其中动态402条，公告77条。",
        "1.严格按照时限办理各类申请，确保及时答复申请人并做好登记工作。",
        "一是部分栏目更新不够及时，解读形式单一。",
    ]


def test_a_sentence_says_where_it_begins_and_ends() -> None:
    found = running_text([read_text("概况：略。今年公开的各类信息\n共有1268条。")])
    (only,) = found
    assert only.text == "今年公开的各类信息共有1268条。"
    assert only.begins.source is not None and only.ends.source is not None
    assert (only.begins.source.line, only.begins.source.column) == (1, 6)
    assert (only.ends.source.line, only.ends.source.column) == (2, 8)


def page(index: int, *lines: str) -> Page:
    def line(text: str, top: float) -> Line:
        place = Place(index, BBox(0.1, top, 0.9, top + 0.02))
        return Line((Piece(text, place, 0.1, 0.1 + 0.02 * len(text)),))

    return Page(index, tuple(line(text, 0.1 + 0.05 * i) for i, text in enumerate(lines)), "text_layer")


def test_running_heads_and_numbers_between_pages_break_no_sentence() -> None:
    head = "某县政府信息公开年报"
    pages = [
        page(0, head, "今年我县大力推进政务公开，全年发布的各类信息", "第 1 页 共 2 页"),
        page(1, head, "比上年有所增加，受到群众好评。", "第 2 页 共 2 页"),
    ]
    (only,) = running_text(pages)
    assert only.text == "今年我县大力推进政务公开，全年发布的各类信息比上年有所增加，受到群众好评。"
    assert (only.begins.page, only.ends.page) == (1, 2)
    assert only.begins.bbox is not None


def test_a_figure_of_a_sentence_is_no_running_head() -> None:
    pages = [page(0, "本年度全县主动公开政府信息", "12"), page(1, "条，受理政府信息公开申请", "15"), page(2, "件。")]
    (only,) = running_text(pages)
    assert only.text == "本年度全县主动公开政府信息12条，受理政府信息公开申请15件。"


def test_cells_of_a_table_are_no_prose_and_one_framed_cell_is() -> None:
    def boxed(texts: list[str]) -> Line:
        places = [Place(0, BBox(0.1 + 0.4 * i, 0.1, 0.4 + 0.4 * i, 0.2)) for i in range(len(texts))]
        return Line(tuple(Piece(t, p, 0.1, 0.4) for t, p in zip(texts, places, strict=True)), separated=True, table=0)

    said = "本年度我县没有发生收费情况，也没有减免。"
    assert running_text([replace(page(0), lines=(boxed(["说明", said]),))]) == ()
    assert [s.text for s in running_text([replace(page(0), lines=(boxed([said]),))])] == [said]


def written(report: Report) -> set[str]:
    """The sentences of a made-up report as its author wrote them."""
    bodies = (e for e in report.manuscript.elements if isinstance(e, Paragraph) and e.style in ("body", "subheading"))
    clauses = (re.findall(r"[^。！？；]*[。！？；]", "".join(s.text for s in body.spans)) for body in bodies)
    return {"".join(c.split()) for found in clauses for c in found if len(re.findall("[\u4e00-\u9fff]", c)) >= 8}


@pytest.mark.parametrize("kind", ["text", "unruled_pdf"])
def test_the_prose_of_made_up_reports_is_found(kind: str) -> None:
    wanted = found = 0
    for index in range(4):
        report = draw_report(ReportKey("train", index))
        data = NAMED[kind](report).data
        pages = [read_text(data.decode())] if kind == "text" else _pdf_pages(data)
        told = {sentence.text for sentence in running_text(pages)}
        wanted += len(written(report))
        found += len(written(report) & told)
        assert len(told - written(report)) <= 2
    assert found >= 0.98 * wanted > 100


def _pdf_pages(data: bytes) -> tuple[Page, ...]:
    from gouji.models.limits import Limits
    from gouji.models.progress import silent

    return read_pdf(data, Limits(), None, silent)[0]  # type: ignore[arg-type]  # no page needs OCR


def prose(text: str) -> tuple[Sentence, ...]:
    found = make_edition(prose=text).prose
    assert found is not None
    return found


def compared(earlier: str, later: str) -> ProseComparison:
    return compare_prose(prose(earlier), prose(later))


def test_changed_figures_are_told_from_no_change() -> None:
    found = compared("全年发布信息1,268条。\n认真落实条例。", "认真 落实条例。\n全年发布信息 1300.5 条。\n新开了专栏。")
    assert (found.unchanged, found.figures_changed, found.later_sentences, found.share) == (1, 1, 3, 0.6667)


@pytest.mark.parametrize(
    ("earlier", "later", "unchanged", "figures_changed"),
    [
        ("截至2022年底共有三家。", "截至２０２２年底共有三家。", 1, 0),
        ("二〇二二年工作有序。", "二〇二三年工作有序。", 0, 1),
        ("办结率98.5%。", "办结率100%。", 0, 1),
        ("办结率98.5%。", "办结率985%。", 0, 1),
        ("共收到三件。", "共收到四件。", 0, 0),
    ],
)
def test_what_counts_as_repeated(earlier: str, later: str, unchanged: int, figures_changed: int) -> None:
    found = compared(earlier, later)
    assert (found.unchanged, found.figures_changed) == (unchanged, figures_changed)


def test_repeated_sentences_that_follow_one_another_are_one_passage() -> None:
    found = compared("甲。\n乙1。\n丙。\n丁。", "新。\n甲。\n乙2。\n丁。\n丙。\n丁。")
    assert [(p.sentences, p.unchanged, p.figures_changed, p.later.text) for p in found.passages] == [
        (2, 1, 1, "甲。乙2。"), (1, 1, 0, "丁。"), (2, 2, 0, "丙。丁。"),
    ]  # fmt: skip
    first = found.passages[0]
    assert first.earlier.text == "甲。乙1。"
    assert first.earlier.begins.source is not None and first.later.ends.source is not None
    assert (first.earlier.begins.source.line, first.later.ends.source.line) == (1, 3)


def test_of_equal_places_the_least_changed_is_taken() -> None:
    found = compared("公开1条。\n甲。\n公开2条。", "公开2条。")
    assert (found.unchanged, found.figures_changed) == (1, 0)


def test_a_report_without_prose_has_no_share() -> None:
    assert compared("甲。", "").share is None
    assert compared("", "甲。").share == 0


@given(
    st.lists(st.sampled_from(["甲。", "乙1。", "乙2。", "丙。"])), st.lists(st.sampled_from(["甲。", "乙2。", "丁。"]))
)
def test_every_sentence_is_counted_once(earlier: list[str], later: list[str]) -> None:
    found = compared("\n".join(earlier), "\n".join(later))
    known = {re.sub(r"\d", "#", s) for s in earlier}
    repeated = sum(re.sub(r"\d", "#", s) in known for s in later)
    assert found.unchanged + found.figures_changed == repeated == sum(p.sentences for p in found.passages)
    assert "".join(p.later.text for p in found.passages) == "".join(
        s for s in later if re.sub(r"\d", "#", s) in known
    )  # fmt: skip


def test_a_text_made_to_cost_time_costs_little() -> None:
    many = prose("\n".join(["公开若干条信息。"] * 20_000))
    began = time.process_time()
    assert compare_prose(many, many).share == 1
    assert time.process_time() - began < 5
