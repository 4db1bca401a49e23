"""Damaged texts: misread figures, lost cells, run-together values, reversed lines, kept layout."""

from __future__ import annotations

import random
import re
import time
from itertools import combinations, pairwise

import pytest
from comparison import silent, wrong
from shipped import classifier
from wrapping import BEFORE, FORM, WRAPS, Figures, headers, in_rows, random_figures, table_rows, wrapped

from gouji.models.assembly.assemble import Assembly, assemble
from gouji.models.assembly.contents import contents_lines
from gouji.models.assembly.doubts import out_of_order
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.labels import stations
from gouji.models.assembly.page_numbers import page_numbers
from gouji.models.assembly.placement import _numbers
from gouji.models.assembly.tokens import TokenKind, tokenize
from gouji.models.document import BBox, Line, Page, Piece, Place
from gouji.models.sources.text import read_text
from gouji.training.synthesis.gold import gold_json
from gouji.training.synthesis.kinds import KINDS
from gouji.training.synthesis.report import ReportKey, draw_report

SEEDS = range(6)


def read(text: str) -> Assembly:
    return assemble(FORM, (read_text(text),), classifier())


def zeros(**changes: str) -> Figures:
    """Zeros everywhere but in the named fields (double underscores for dots)."""
    return dict.fromkeys((f.id for f in FORM.fields), "0") | {k.replace("__", "."): v for k, v in changes.items()}


@pytest.mark.parametrize("misread", ["O", "l", "。", "〇", "2Z"])
def test_a_figure_with_a_misread_digit_keeps_its_place_and_is_asked_for(misread: str) -> None:
    row = "（一）予以公开 0 0 {} 0 0 0 0"
    text = in_rows(zeros(), random.Random(0)).replace(row.format("0"), row.format(misread))
    fields = read(text).fields
    assert fields["requests.granted.research"].kind == "text"
    assert [f for f in wrong(fields, zeros()) if f != "requests.granted.research"] == []


def test_an_ordinal_set_with_spaces_is_no_value() -> None:
    text = in_rows(zeros(), random.Random(0)).replace("3.其他 0", "3 . 其 他 0")
    assert "3 . 其 他 0" in text
    assert wrong(read(text).fields, zeros()) == []


@pytest.mark.parametrize("label", ["地方规章", "规章类"])
def test_a_short_label_in_other_words_is_known_by_its_place(label: str) -> None:
    figures = zeros(proactive__regulations__in_force="7")
    text = in_rows(figures, random.Random(0)).replace("规章 0 0 7", f"{label} 0 0 7")
    assert f"\n{label} 0 0 7" in text
    assert wrong(read(text).fields, figures) == []


def test_a_row_of_cells_shorter_than_the_others_lost_one() -> None:
    figures = zeros(
        requests__granted__individual="5", requests__granted__total="5", requests__partly_granted__other="2"
    )
    figures |= {f: "" for f, value in figures.items() if value == "0" and f.startswith("requests.")}
    text = WRAPS["with_tabs"](figures, random.Random(0))
    line = next(line for line in text.split("\n") if "予以公开" in line and "5" in line)
    lost = line.replace("5\t", "", 1)
    granted = [f for f in figures if f.startswith("requests.granted.")]
    fields = read(text.replace(line, lost)).fields
    assert all(fields[f].review for f in granted)
    assert silent(fields, {f: v for f, v in figures.items() if f not in granted}) == []


def test_cells_before_the_values_belong_to_merged_labels() -> None:
    """Totals are blank: nothing but the number of cells says that the empty ones behind a label are the label's."""
    figures = {f: "" if f.endswith(".total") else v for f, v in zeros(requests__granted__other="3").items()}
    lines = []
    for heading, _, rows in table_rows(FORM, figures):
        cells = [[*[*row.groups, row.label, "", ""][:3], *row.values] for row in rows]
        lines += [heading, *map("\t".join, cells)]
    requests = {f.id for f in FORM.fields if f.section == "requests"}
    assert requests & set(wrong(read("\n".join(lines)).fields, figures)) == set()


def test_a_row_cut_behind_its_ordinal_keeps_its_values() -> None:
    """Nothing stands behind its label in the second part but empty cells."""
    figures = zeros(requests__not_processed__repeated__other="3", requests__not_processed__repeated__total="3")
    text = WRAPS["with_tabs"](figures, random.Random(0))
    line = next(line for line in text.split("\n") if "重复申请" in line)
    at = line.index("重复申请")
    before, values = line[:at], line[at + len("重复申请") :]
    rest = "\t" * before.count("\t") + "重复申请" + "\t" * values.count("\t")
    assert wrong(read(text.replace(line, f"{before}{values}\n{rest}")).fields, figures) == []


def test_a_row_among_blanks_that_lost_a_cell_is_asked_for() -> None:
    """Rows without any value say as well in which cell the values begin: those left are too few."""
    sums = ("received", "granted", "handled")
    figures = dict.fromkeys(zeros(), "") | {
        f"requests.{row}.{f}": "1" for row in sums for f in ("legal_service", "total")
    }
    lines = []
    for heading, _, rows in table_rows(FORM, figures):
        lines += [heading, *("\t".join([*[*(row.groups or [""]), row.label, ""][:3], *row.values]) for row in rows)]
    line = next(line for line in lines if "总计" in line and line.endswith("1"))
    fields = read("\n".join(lines).replace(line, line[:-5] + line[-4:])).fields
    assert fields["requests.handled.legal_service"].review
    assert fields["requests.handled.other"].review


def test_several_pairs_of_values_run_together_in_one_row() -> None:
    figures = zeros()
    text = in_rows(figures, random.Random(0)).replace("（一）予以公开 0 0 0 0 0 0 0", "（一）予以公开 00 0 00 0 0")
    assert wrong(read(text).fields, figures) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_that_came_bottom_up_are_turned_round(seed: int) -> None:
    """Twelve lines of the big table, with labels in pieces: whatever is cut, nothing is silently another's."""
    rng = random.Random(seed)
    figures = random_figures(rng)
    lines = in_rows(figures, rng).split("\n")
    first = next(i for i, line in enumerate(lines) if "国家秘密" in line)
    lines[first : first + 12] = lines[first : first + 12][::-1]
    assert wrong(read("\n".join(lines)).fields, figures) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_wrapped_lines_that_came_bottom_up_make_no_silent_error(seed: int) -> None:
    rng = random.Random(seed)
    figures = random_figures(rng)
    lines = wrapped(figures, rng).split("\n")
    first = rng.randrange(len(lines) - 30)
    lines[first : first + 30] = lines[first : first + 30][::-1]
    assert silent(read("\n".join(lines)).fields, figures) == []


def test_a_row_of_the_offices_own_gives_its_cells_to_no_other() -> None:
    """The row before it lost its tabs and has no values: its own cells are not to be seen."""
    figures = zeros() | {f: "" for f in zeros() if f.startswith("requests.refused.administrative_inquiry.")}
    lines = []
    for heading, _, rows in table_rows(FORM, figures):
        lines += [heading, *("\t".join([*["", "", *row.groups, row.label][-3:], *row.values]) for row in rows)]
    at = next(i for i, line in enumerate(lines) if "行政查询事项" in line)
    lines[at : at + 1] = ["8.属于行政查询事项", "\t\t9.按规定转交其他机关办理" + "\t0" * 7]
    assert silent(read("\n".join(lines)).fields, figures) == []


def test_values_apart_from_their_label_are_asked_for_where_the_next_row_is_missing() -> None:
    """They may be the next row's, whose label was lost."""
    figures = zeros() | {f: "" for f in zeros() if f.startswith("requests.closed.other.")}
    figures |= {"requests.handled.individual": "3", "requests.handled.total": "3"}
    lines = []
    for line in in_rows(figures, random.Random(0)).split("\n"):
        label, *values = re.split(r" (?=[\d.]+(?: |$))", line)
        lines += [*([label] if "总计" not in label else []), *([" ".join(values)] if values else [])]
    fields = read("\n".join(lines)).fields
    assert [f for f in silent(fields, figures) if f.startswith("requests.")] == []


@pytest.mark.parametrize(
    ("order", "doubted"), [((1, 0), {1}), ((0, 1), set()), ((1, 2), set())], ids=["backwards", "forwards", "both full"]
)
def test_values_right_before_an_earlier_row_without_any_are_asked_for(
    order: tuple[int, ...], doubted: set[int]
) -> None:
    """Read upwards they are that row's."""
    stops = stations(FORM)
    first = next(at for at, stop in enumerate(stops) if stop.row.fields[0].id == "requests.received.individual")
    values = tokenize((read_text("7 2 9"),))
    rows = [
        RowEvidence(
            first + at, 1.0, 1.0, values if at else (), None, (), (), (), "text", side_by_side=False, apart=True
        )
        for at in order
    ]
    assert out_of_order(rows, stops) == {first + at for at in doubted}


def test_one_column_that_stands_unevenly_is_not_as_many_as_the_form_has() -> None:
    """Totals alone, each a little to the left or right: seven places are not seven columns."""
    figures = {f: "2" if f.startswith("requests.") and f.endswith(".total") else "" for f in zeros()}
    names = [c.labels[0] for c in FORM.sections[1].blocks[0].columns]
    lines = ["三、收到和处理政府信息公开申请情况", " " * 30 + "".join(name.rjust(16 - len(name)) for name in names)]
    rows = [row for heading, _, rows in table_rows(FORM, figures) if "申请情况" in heading for row in rows]
    for at, row in enumerate(rows):
        label = "".join((*row.groups, row.label))[-20:]
        lines.append(label + " " * (140 - 2 * len(label) + at % 7) + "2")
    assert silent(read("\n".join(lines)).fields, figures) == []


def test_headers_set_apart_say_where_the_columns_of_a_text_are() -> None:
    figures = {f.id: "" for f in FORM.fields}
    rows = [("一、本年新收政府信息公开申请数量", 6), ("二、上年结转政府信息公开申请数量", 3)]
    names = [c.labels[0] for c in FORM.sections[1].blocks[0].columns]
    head = " " * 40 + "".join(name.rjust(16 - len(name)) for name in names)
    body = [label.ljust(40 - len(label)) + " " * (16 * column + 15) + "4" for label, column in rows]
    fields = read("\n".join(["三、收到和处理政府信息公开申请情况", head, *body])).fields
    found = {f for f in figures if fields[f].kind == "number"}
    assert found == {"requests.received.total", "requests.carried_in.public_welfare"}


def test_zeros_taken_twice_for_one_row_confirm_no_blank_elsewhere() -> None:
    figures = zeros()
    text = in_rows(figures, random.Random(0))
    row = "（一）予以公开 0 0 0 0 0 0 0"
    moved = (
        text.replace(row, "（一）予以公开") + f"\n{row.replace('（一）予以公开', '二、上年结转政府信息公开申请数量')}"
    )
    assert silent(read(moved).fields, figures) == []


def test_a_report_whose_cells_are_all_blank_names_its_rows() -> None:
    assembly = read(in_rows({f.id: "" for f in FORM.fields}, random.Random(0)))
    assert assembly.rows_named > len(FORM.fields) // 14
    assert all(reading.review for reading in assembly.fields.values())


def test_a_row_of_zeros_behind_an_unknown_explanation_is_not_called_blank() -> None:
    figures = zeros()
    row = "6.属于四类过程性信息"
    text = in_rows(figures, random.Random(0)).replace(row, f"{row}（讨论记\n录、过程稿、磋商信函、请示", 1)
    assert silent(read(text).fields, figures) == []


def test_a_row_of_the_office_s_own_is_not_taken_for_the_next_one() -> None:
    figures = zeros()
    figures |= {f: "" for f in figures if f.startswith("requests.closed.not_supplemented")}
    text = in_rows(figures, random.Random(0)).replace("（六）其他处理", "6.其他 0 0 0 0 0 0 0\n（六）其他处理")
    assert "\n6.其他 0 0 0 0 0 0 0\n（六）其他处理 1.申请人无正当理由" in text
    assert silent(read(text).fields, figures) == []


@pytest.mark.parametrize("gap", ["", "   "])
def test_nor_does_a_blank_row_before_it_take_its_values(gap: str) -> None:
    """Its ordinal may stand apart from its label, as all do then."""
    figures = {**zeros(), **{f: "3" for f in zeros() if f.endswith((".individual", ".total"))}}
    figures |= {f: "" for f in figures if f.startswith("requests.not_processed.reconfirmation")}
    lines = in_rows(figures, random.Random(0)).split("\n")
    lines.insert(next(i for i, line in enumerate(lines) if line.startswith("（六）其他处理")), "6.其他 0 0 0 0 0 0 0")
    text = re.sub(r"(\d\.)(?=[\u4e00-\u9fff])", rf"\1{gap}", "\n".join(lines))
    assert silent(read(text).fields, figures) == []


def test_rows_that_take_their_neighbours_values_are_asked_for() -> None:
    """Values stand above their labels at the end of the table, below them before it: which begins where is not said."""
    figures = random_figures(random.Random(3))
    lines = in_rows(figures, random.Random(0)).split("\n")
    for start in ("3.其他", "（七）总计", "四、结转"):
        at = next(i for i, line in enumerate(lines) if line.startswith(start))
        label, values = lines[at].split(" ", 1)
        lines[at : at + 1] = [values, label]
    assert silent(read("\n".join(lines)).fields, figures) == []


def test_values_that_stand_above_their_labels_belong_to_them() -> None:
    figures = random_figures(random.Random(3))
    rows = re.compile(r"(?m)^((?:\d\.|[^\d\s-]).*?)((?: [\d,./-]+){7})$")
    text, count = rows.subn(r"\2\n\1", in_rows(figures, random.Random(0)))
    assert count > 20
    assert wrong(read(text).fields, figures) == []


def test_numbers_of_pages_alone_on_their_lines_are_no_values() -> None:
    figures = zeros(proactive__fees__amount="")
    lines = in_rows(figures, random.Random(0)).split("\n")
    for page, at in enumerate(range(5, len(lines), 15), start=1):
        lines.insert(at, str(page))
    assembly = read("\n".join(lines))
    assert wrong(assembly.fields, figures) == []
    assert assembly.unplaced == ()
    assert not any(r.review for f, r in assembly.fields.items() if f != "proactive.fees.amount")


def test_what_the_author_got_wrong_is_no_doubt_where_every_row_is_full() -> None:
    figures = zeros(requests__granted__total="4")
    text = "\n".join(in_rows(figures, random.Random(0)).split()).replace("、\n", "、")
    fields = read(text).fields
    assert wrong(fields, figures) == []
    assert not any(fields[f].review for f in figures if f.startswith("requests."))


@pytest.mark.parametrize("label", ["（七）总计（件）", "（七）小计"])
def test_the_total_is_known_by_a_variant_of_its_label(label: str) -> None:
    fields = read(in_rows(zeros(), random.Random(0)).replace("（七）总计", label)).fields
    assert not any(fields[f].review for f in fields if f.startswith("requests.handled."))


def test_rows_of_blanks_between_rows_of_figures_are_blank() -> None:
    figures = zeros()
    blank = {f: "" for f in figures if f.startswith(("requests.refused.", "proactive.regulations."))}
    text = in_rows(figures | blank, random.Random(0))
    fields = read(text).fields
    assert wrong(fields, figures | blank) == []
    assert not any(fields[f].review for f in blank)


def test_a_row_of_the_office_s_own_leaves_its_neighbours_in_no_doubt() -> None:
    figures = zeros(requests__unable__not_held__other="2", requests__unable__not_held__total="2")
    text = in_rows(figures, random.Random(0)).replace("（四）无法提供", "9.其他情形 0 0 0 0 0 0 0\n（四）无法提供")
    assembly = read(text)
    assert len(assembly.unplaced) == 7
    assert not any(assembly.fields[f].review for f in figures if f.startswith("requests.refused."))


def test_a_row_is_asked_for_where_a_label_that_was_moved_stands_before_its_values() -> None:
    text = in_rows(zeros(), random.Random(0))
    row, other = "2.其他法律行政法规禁止公开", "4.无正当理由大量反复申请"
    assert f"{row} 0 0 0 0 0 0 0\n" in text
    text = text.replace(f"{other} 0", "0").replace(f"{row} 0 0 0 0 0 0 0", f"{row}\n{other}\n0 0 0 0 0 0 0")
    fields = read(text).fields
    taken = [r for f, r in fields.items() if f.startswith("requests.refused.prohibited_by_law.")]
    assert all(reading.review or reading.raw == "0" for reading in taken)


@pytest.mark.parametrize("values_beside", [1, 2])
def test_an_explanation_over_several_lines_is_part_of_its_row(values_beside: int) -> None:
    figures = zeros(requests__refused__internal_affairs__individual="3", requests__refused__internal_affairs__total="3")
    lines = ["5.属于三类内部事务信息（人事", "管理、后勤管理、内部工作流", "程）"]
    lines[values_beside] += " 3 0 0 0 0 0 3"
    text = in_rows(figures, random.Random(0))
    row = "5.属于三类内部事务信息 3 0 0 0 0 0 3"
    assert row in text
    fields = read(text.replace(row, "\n".join(lines))).fields
    assert [f for f in wrong(fields, figures) if "internal_affairs" in f] == []
    assert silent(fields, figures) == []


def test_values_below_labels_of_two_lines_are_not_taken_for_those_of_the_next_row() -> None:
    figures = random_figures(random.Random(4))
    lines = []
    for line in in_rows(figures, random.Random(0)).split("\n"):
        label, *values = line.split(" ")
        wraps = len(values) == 7 and len(label) > 8
        lines += [label[: len(label) // 2], label[len(label) // 2 :], " ".join(values)] if wraps else [line]
    fields = read("\n".join(lines)).fields
    assert silent(fields, figures) == []
    assert len(wrong(fields, figures)) < 10


def test_values_above_labels_beside_a_glyph_of_a_merged_cell_are_not_silently_the_row_befores() -> None:
    one, other, both = ("individual", "total"), ("other", "total"), ("individual", "other")
    named = {f"requests__refused__internal_affairs__{c}": "1" for c in one}
    named |= {f"requests__refused__deliberative_process__{c}": "1" for c in other}
    named |= {f"requests__{row}__{c}": "1" for row in ("received", "handled") for c in both}
    figures = zeros(**named, requests__received__total="2", requests__handled__total="2")
    lines: list[str] = []
    for line in in_rows(figures, random.Random(0)).split("\n"):
        label, *values = line.split(" ")
        beside = next((glyph for part, glyph in BESIDE.items() if part in label), "")
        lines += [beside + " ".join(values), label] if len(values) == 7 else [line]
    assert silent(read("\n".join(lines)).fields, figures) == []


BESIDE = {"第三方": "三 ", "内部事务": "公开 ", "过程性": "办 ", "执法案卷": "结 "}


def test_values_that_stand_under_one_another_by_the_lengths_of_labels_are_in_no_columns() -> None:
    """A file of the archive, in whose lines of four glyphs values stood at seven places by chance."""
    sample = KINDS["text:broken_lines:5"](draw_report(ReportKey("test", 17)))
    gold = gold_json(sample.gold)
    fields = read(sample.data.decode()).fields
    assert [f for f in gold["must_review"] if not fields[f].review] == []
    assert [f for f in gold["unsettled"] if not fields[f].review and fields[f].raw != gold["raw"][f]] == []


@pytest.mark.parametrize(
    "hostile",
    [
        "（一）予以公开 " + "0" * 400,
        "（一）予以公开 " + "12000" * 80,
        "9" * 8000,
        "|a|\n" * 3 + "|a" + "\t" * 100_000 + "b|",
    ],
    ids=["zeros", "digits", "one figure", "white space"],
)
def test_what_no_report_holds_takes_no_time(hostile: str) -> None:
    lines = wrapped(random_figures(random.Random(1)), random.Random(1)).split("\n")
    row = next(number for number, line in enumerate(lines) if "予以公开" in line)
    began = time.process_time()
    read("\n".join([*lines[:row], hostile, *lines[row + 1 :]]))
    assert time.process_time() - began < 15


def test_looking_for_the_numbers_of_pages_takes_no_time() -> None:
    page = read_text("1\n" * 20_000)
    began = time.process_time()
    assert page_numbers((page,)) == frozenset()
    assert time.process_time() - began < 5


def test_looking_for_tables_of_contents_takes_no_time() -> None:
    page = read_text("目录\n一、总体情况 1\n" * 30_000)
    began = time.process_time()
    assert contents_lines((page,)) == frozenset()
    assert time.process_time() - began < 5


def test_of_a_run_of_digits_only_numbers_without_a_leading_zero_are_made() -> None:
    for digits, parts in (("1203", 2), ("0012", 3), ("0012", 4), ("102030", 3), ("7", 1)):
        cuts = combinations(range(1, len(digits)), parts - 1)
        every = [[digits[a:b] for a, b in pairwise((0, *cut, len(digits)))] for cut in cuts]
        kept = [tuple(way) for way in every if not any(len(p) > 1 and p.startswith("0") for p in way)]
        assert list(_numbers(digits, parts)) == kept


def test_the_first_figure_glued_to_its_label_is_no_part_of_it() -> None:
    piece = Piece("规章0 0 7", Place(0, BBox(0.1, 0.1, 0.9, 0.12)), 0.1, 0.9)
    tokens = tokenize((Page(0, (Line((piece,)),), "text_layer"),))
    assert [(token.kind, token.text) for token in tokens] == [
        (TokenKind.LABEL, "规章"),
        *((TokenKind.VALUE, figure) for figure in "007"),
    ]


@pytest.mark.parametrize("dots", ["……………………", ". . . . . . . . ", "\t"], ids=["leaders", "points", "tabs"])
def test_the_pages_of_a_table_of_contents_are_no_figures(dots: str) -> None:
    headings = ["一、总体情况", "二、主动公开政府信息情况", "四、政府信息公开行政复议、行政诉讼情况"]
    contents = [f"{heading}{dots}{page}" for page, heading in enumerate(headings, start=11)]
    tokens = tokenize((read_text("\n".join(["目 录", *contents, "一、总体情况", "行政许可 12"])),))
    assert [token.text for token in tokens if token.kind is TokenKind.VALUE] == ["12"]


@pytest.mark.parametrize("stroke", ["-", "—", "——"])
def test_a_row_filled_in_with_strokes_is_no_line_of_contents(stroke: str) -> None:
    row = f"二、上年结转政府信息公开申请数量 {' '.join([stroke] * 6)} 0"
    entry = "三、收到和处理政府信息公开申请情况------------5"
    tokens = tokenize((read_text(f"{row}\n{entry}"),))
    assert [token.text for token in tokens if token.kind is TokenKind.VALUE] == [*[stroke] * 6, "0"]


def test_rows_without_values_are_doubted_where_values_are_left_over() -> None:
    """Columns of values behind the labels, as some extractors put them: nothing says whose they are."""
    figures = zeros(requests__granted__individual="3", requests__granted__total="3")
    figures |= {f"requests.{r}.{who}": "3" for r in ("received", "handled") for who in ("individual", "total")}
    lines = in_rows(figures, random.Random(0)).split("\n")
    first, last = (next(i for i, line in enumerate(lines) if name in line) for name in ("（一）予以公开", "（七）总计"))
    bare = [line.rstrip("03 ") for line in lines[first:last]]
    values = [value for line in lines[first:last] for value in line.split(" ")[-7:]]
    assert silent(read("\n".join([*lines[:first], *bare, *values, *lines[last:]])).fields, figures) == []


def test_values_behind_several_labels_may_be_any_of_theirs() -> None:
    figures = dict.fromkeys((f.id for f in FORM.fields), "")
    for row in ("received", "handled", "not_processed.petition"):
        figures |= {f.id: "0" for f in FORM.fields if f.id.startswith(f"requests.{row}.")}
        figures |= {f"requests.{row}.{who}": "1" for who in ("individual", "total")}
    lines = in_rows(figures, random.Random(0)).split("\n")
    first = next(i for i, line in enumerate(lines) if "1.信访" in line)
    label, values = lines[first].rstrip("01 "), lines[first][-13:]
    moved = [*lines[:first], label, *lines[first + 1 : first + 3], "", values, *lines[first + 3 :]]
    assert silent(read("\n".join(moved)).fields, figures) == []


def test_rows_with_values_above_their_labels_are_doubted_where_the_first_are_left_over() -> None:
    figures = dict.fromkeys((f.id for f in FORM.fields), "/")
    for row in ("received", "handled"):
        figures |= {f"requests.{row}.{who}": "3" for who in ("individual", "total")}
    lines = in_rows(figures, random.Random(0)).split("\n")
    first, last = (next(i for i, line in enumerate(lines) if name in line) for name in ("一、本年新收", "四、结转"))
    rows = [line.rsplit(" ", 7) for line in lines[first : last + 1]]
    above = [part for label, *values in rows for part in (*values, label)]
    assert silent(read("\n".join([*lines[:first], *above, *lines[last + 1 :]])).fields, figures) == []


def test_rows_of_zeros_copied_without_anything_between_are_as_many_cells() -> None:
    """No number begins with a 0. Where another figure stands among them, nothing says how they part."""
    figures = zeros(requests__received__individual="1", requests__received__total="1", requests__granted__total="1")
    figures |= {"requests.granted.individual": "1"}
    text = re.sub(
        r"(?<= )[01]( [01]){6}$", lambda row: row[0].replace(" ", ""), in_rows(figures, random.Random(0)), flags=re.M
    )
    assert "一、本年新收政府信息公开申请数量 1000001" in text
    read_so = read(text.replace("数量 0000000", "数量0000000")).fields
    assert silent(read_so, figures) == []
    row = [read_so[f.id] for f in FORM.fields if f.id.startswith("requests.carried_in.")]
    assert [(reading.value, reading.raw) for reading in row] == [(0, "0")] * 7
    assert [reading.source.column for reading in row if reading.source] == list(range(17, 24))


def test_figures_with_nothing_between_them_are_one_a_column() -> None:
    """Rows of zeros tell that the text is written so; the figures of table four stand alone on a line."""
    figures = zeros(
        requests__received__individual="6",
        requests__received__total="6",
        requests__granted__individual="6",
        requests__granted__total="6",
        requests__handled__individual="6",
        requests__handled__total="6",
        review__upheld="2",
        review__total="2",
    )
    lines = [*BEFORE]
    for heading, block, rows in table_rows(FORM, figures):
        joined = "" if len(rows[0].values) in (7, 15) else " "
        lines += [heading, *headers(block), *(f"{row.label} {joined.join(row.values)}".strip() for row in rows)]
    assert "6000006" in "\n".join(lines)
    fields = read("\n".join(lines)).fields
    assert wrong(fields, figures) == []
    assert not fields["requests.received.individual"].review


def test_a_number_of_seven_digits_is_one_where_others_stand_apart() -> None:
    figures = dict.fromkeys(zeros(), "") | {"requests.received.individual": "6000006"}
    text = in_rows(figures, random.Random(0))
    assert silent(read(text).fields, figures) == []


def test_a_placeholder_that_narrow_cells_broke_is_asked_for() -> None:
    """不适 above, 用 below, in every cell: it is printed, so the row is not blank."""
    lines = in_rows(zeros(), random.Random(0)).split("\n")
    at = next(n for n, line in enumerate(lines) if "（一）予以公开 0" in line)
    lines[at : at + 1] = ["不适 " * 7, "（一）予以公开", "用 " * 7]
    fields = read("\n".join(lines)).fields
    granted = [f for f in fields if f.startswith("requests.granted.")]
    assert all(fields[f].review for f in granted)


def test_figures_beside_a_broken_placeholder_are_asked_for() -> None:
    """Of two parts one was lost, so that as many words are left as columns."""
    text = in_rows(zeros(), random.Random(0)).replace("重复申请 0 0 0 0 0 0 0", "重复申请 4 不适 不适 0 0 0 4")
    fields = read(text).fields
    assert all(fields[f].review for f in fields if f.startswith("requests.not_processed.repeated."))


@pytest.mark.parametrize(("cut", "is_asked_for"), [((5, 10), False), ((5, 5, 5), False), ((4, 11), True)])
def test_lines_of_whole_groups_of_columns_are_in_their_order(cut: tuple[int, ...], is_asked_for: bool) -> None:
    figures = zeros(review__upheld="3", review__total="3", litigation__direct__other="1", litigation__direct__total="1")
    lines = in_rows(figures, random.Random(0)).split("\n")
    at = next(n for n, line in enumerate(lines) if line.split()[:2] == ["3", "0"])
    values = iter(lines[at].split())
    lines[at : at + 1] = [" ".join(next(values) for _ in range(count)) for count in cut]
    fields = read("\n".join(lines)).fields
    assert wrong(fields, figures) == []
    assert fields["review.upheld"].review == is_asked_for


def test_a_row_cut_in_two_is_in_order_where_all_its_values_are_alike() -> None:
    text = in_rows(zeros(), random.Random(0)).replace("（一）予以公开 0 0 0 0 0 0 0", "（一）予以公开 0 0\n0 0 0 0 0")
    fields = read(text).fields
    assert wrong(fields, zeros()) == []
    assert not any(reading.review for reading in fields.values())


@pytest.mark.parametrize("foot", ["第 2 页", "第 2 页 / 共 5 页"])
def test_a_page_number_set_with_spaces_is_no_value(foot: str) -> None:
    text = in_rows(zeros(), random.Random(0)).replace(
        "一、本年新收政府信息公开申请数量", f"一、本年新收政府信\n{foot}\n息公开申请数量\n"
    )
    fields = read(text).fields
    assert wrong(fields, zeros()) == []
    assert not fields["requests.received.total"].review


def test_a_row_of_placeholders_that_lost_one_is_asked_for() -> None:
    """Which of the fifteen is missing nothing says."""
    figures = zeros() | {f: "/" for f in zeros() if f.startswith(("review.", "litigation."))}
    text = in_rows(figures, random.Random(0)).replace(" ".join("/" * 15), " ".join("/" * 14))
    fields = read(text).fields
    assert max(fields[f].confidence for f in figures if f.startswith(("review.", "litigation."))) < 0.9


def test_a_sum_that_fails_says_nothing_of_rows_that_have_all_their_values() -> None:
    """A total mistyped, values on the lines behind their labels, zeros run together in one row."""
    figures = zeros(requests__granted__individual="2", requests__granted__total="2", requests__handled__total="7")
    text = in_rows(figures, random.Random(0))
    text = re.sub(r"(?m)^(\d\.[^\d\n]+|（[一二]）[^\d\n]+) ((?:\d ){6}\d)$", r"\1\n\2", text)
    text = re.sub(r"(?m)(重复申请\n)0 0 0 0 0 0 0$", r"\g<1>0 0 0 00 0 0", text)
    assert "重复申请\n0 0 0 00 0 0" in text
    fields = read(text).fields
    assert wrong(fields, figures) == []
    assert not any(fields[f].review for f in fields if f.startswith("requests.not_processed.publication."))
