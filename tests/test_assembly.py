"""From wrapped text to fields: what is decidable is right, and what is not is asked."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from comparison import silent, wrong
from shipped import classifier
from wrapping import FORM, WRAPS, Figures, in_rows, random_figures, wrapped

from gouji.models.arithmetic import check
from gouji.models.assembly.assemble import Assembly, assemble
from gouji.models.document import BBox, Line, Page, Piece, Place
from gouji.models.errors import TooLargeError
from gouji.models.sources.text import read_text

SEEDS = range(12)
_FIGURE = re.compile(r"[\d.]+")
_ROW = re.compile(r"\D.*?( [\d.]+){7}")


def read(text: str) -> Assembly:
    return assemble(FORM, (read_text(text),), classifier())


@pytest.mark.parametrize("name", WRAPS)
def test_every_wrap_of_full_tables_is_read_without_a_question(name: str) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        figures = random_figures(rng)
        assembly = read(WRAPS[name](figures, rng))
        assert wrong(assembly.fields, figures) == []
        assert not any(reading.review for reading in assembly.fields.values())
        assert {c.status for c in check(FORM, assembly.fields, assembly.used)} == {"pass"}


@pytest.mark.parametrize("name", ["with_tabs", "one_cell_per_line", "as_markdown"])
def test_separated_blank_cells_stay_blank(name: str) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        figures = random_figures(rng, blank_zeros=True)
        assert wrong(read(WRAPS[name](figures, rng)).fields, figures) == []


def test_blank_cells_are_seen_where_values_stand_in_columns() -> None:
    """The one line of the last table shows no columns; its blanks are asked for. Those of the big table are seen."""
    for seed in SEEDS:
        rng = random.Random(seed)
        figures = {f: "" if v == "0" and rng.random() < 0.5 else v for f, v in random_figures(rng).items()}
        assembly = read(WRAPS["in_columns"](figures, rng))
        requests = {f.id for f in FORM.fields if f.section == "requests"}
        assert silent(assembly.fields, figures) == []
        assert set(wrong(assembly.fields, figures)) & requests == set()


def lose_a_value(text: str, rng: random.Random) -> str:
    return _change_row(text, rng, lambda values: values.pop(rng.randrange(len(values))))


def run_two_together(text: str, rng: random.Random) -> str:
    def join(values: list[str]) -> None:
        at = rng.randrange(len(values) - 1)
        values[at : at + 2] = [values[at] + values[at + 1]]

    return _change_row(text, rng, join)


def lose_a_label(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])
    lines[at] = " ".join(_FIGURE.findall(re.sub(r"^.*[^\d. ]", "", lines[at])))
    return "\n".join(lines)


def add_a_local_row(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])
    lines.insert(at + 1, "其中涉及征地补偿 1 0 0 0 0 0 1")
    return "\n".join(lines)


def swap_two_rows(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    a, b = rng.sample([i for i, line in enumerate(lines) if _ROW.fullmatch(line)], 2)
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def lose_a_row(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    del lines[rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])]
    return "\n".join(lines)


def strew_page_numbers(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(3):
        at = rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])
        lines.insert(at + rng.choice([0, 1]), str(rng.randint(2, 9)))
    return "\n".join(lines)


def _change_row(text: str, rng: random.Random, change: Callable[[list[str]], object]) -> str:
    lines = text.split("\n")
    at = rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])
    words = lines[at].split(" ")
    label = [w for w in words if not _FIGURE.fullmatch(w)]
    values = [w for w in words if _FIGURE.fullmatch(w)]
    change(values)
    lines[at] = " ".join(label + values)
    return "\n".join(lines)


DAMAGES = [
    lose_a_value,
    run_two_together,
    lose_a_label,
    add_a_local_row,
    swap_two_rows,
    lose_a_row,
    strew_page_numbers,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_no_damage_makes_a_silent_error(damage: Callable[[str, random.Random], str]) -> None:
    for seed in range(30):
        rng = random.Random(seed)
        figures = random_figures(rng)
        assert silent(read(damage(in_rows(figures, rng), rng)).fields, figures) == []


def test_a_lost_cell_goes_where_the_identities_leave_one_place_and_is_asked_for() -> None:
    figures = {f.id: "0" for f in FORM.fields}
    for row in ("received", "granted", "handled"):
        figures |= {f"requests.{row}.{c}": v for c, v in {"individual": "7", "company": "3", "total": "10"}.items()}
    text = in_rows(figures, random.Random(0)).replace(
        "一、本年新收政府信息公开申请数量 7 3 0 0 0 0 10", "一、本年新收政府信息公开申请数量 7 0 0 0 0 10"
    )
    assembly = read(text)
    reviewed = {f for f, reading in assembly.fields.items() if reading.review}
    assert reviewed == {"requests.received.company"}
    assert assembly.fields["requests.received.company"].kind == "blank"
    assert wrong(assembly.fields, figures) == ["requests.received.company"]
    assert "requests.balance.company" in assembly.used


def test_a_lost_cell_that_could_be_anywhere_is_asked_for_everywhere() -> None:
    figures = {f.id: "0" for f in FORM.fields}
    row = "（一）予以公开 0 0 0 0 0 0 0"
    text = in_rows(figures, random.Random(0))
    assert row in text
    assembly = read(text.replace(row, row[:-2]))
    assert {f for f, r in assembly.fields.items() if r.review} == {
        f.id for f in FORM.fields if f.row.id == "requests.granted"
    }


def test_numbers_of_a_local_row_are_unplaced_not_dropped() -> None:
    rng = random.Random(3)
    figures = random_figures(rng)
    assembly = read(add_a_local_row(in_rows(figures, rng), rng))
    assert [t.text for t in assembly.unplaced] == ["1", "0", "0", "0", "0", "0", "1"]
    assert wrong(assembly.fields, figures) == []


def test_page_numbers_and_ordinals_are_not_data() -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        figures = random_figures(rng)
        assembly = read(wrapped(figures, rng))
        assert assembly.unplaced == ()
        assert wrong(assembly.fields, figures) == []


def test_placeholders_stay_placeholders() -> None:
    figures = {f.id: "/" if f.column.id == "other" else "0" for f in FORM.fields}
    assembly = read(in_rows(figures, random.Random(0)))
    assert wrong(assembly.fields, figures) == []
    assert assembly.fields["requests.granted.other"].raw == "/"


def test_the_row_of_a_table_without_values_is_not_zero() -> None:
    figures = {f.id: "" if f.section == "disputes" else "0" for f in FORM.fields}
    assembly = read(in_rows(figures, random.Random(0)))
    assert {assembly.fields[f.id].kind for f in FORM.fields if f.section == "disputes"} == {"blank"}


def zeros(**changes: str) -> Figures:
    """Figures of zeros but for some cells, named with double underscores for dots."""
    return {f.id: "0" for f in FORM.fields} | {name.replace("__", "."): text for name, text in changes.items()}


def drawn(cells: list[list[str]]) -> tuple[Line, ...]:
    """A table with drawn cells; a space in a cell's text parts two words of it."""
    lines = []
    for row, texts in enumerate(cells):
        pieces = []
        for column, text in enumerate(texts):
            box = BBox(column / 10, row / 40, (column + 1) / 10, (row + 1) / 40)
            for i, word in enumerate(text.split(" ")):
                pieces.append(Piece(word, Place(0, box), column / 10 + i / 100, column / 10 + (i + 1) / 100))
        lines.append(Line(tuple(pieces), separated=True, table=0))
    return tuple(lines)


def drawn_table(values: list[str]) -> Assembly:
    """The big table with its first row as given and zeros in the others."""
    rows = [
        ["一、本年新收政府信息公开申请数量", *values],
        ["二、上年结转政府信息公开申请数量", *["0"] * 7],
        ["（一）予以公开", *["0"] * 7],
    ]
    return assemble(FORM, (Page(0, drawn(rows), "text_layer"),), classifier())


def received(assembly: Assembly) -> list[tuple[str, str | None]]:
    return [(r.kind, r.raw) for f, r in assembly.fields.items() if f.startswith("requests.received")]


def test_two_words_in_one_drawn_cell_do_not_shift_the_row_over_a_blank_one() -> None:
    found = received(drawn_table(["4 5", "", "0", "0", "0", "", "45"]))
    assert found[0] == ("unread", None)
    assert [kind for kind, _ in found] == ["unread", "blank", "number", "number", "number", "blank", "number"]


def test_a_missing_rule_between_two_cells_leaves_two_words_for_two_cells() -> None:
    found = received(drawn_table(["4 5", "0", "0", "0", "0", "9"]))
    assert found == [("number", t) for t in ("4", "5", "0", "0", "0", "0", "9")]


@pytest.mark.parametrize("text", ["其他", "总计", "无", "见附件"])
def test_a_text_in_a_value_cell_is_text_and_moves_nothing(text: str) -> None:
    assembly = drawn_table([text, "1", "2", "3", "4", "5", "15"])
    assert received(assembly) == [("text", text), *(("number", t) for t in ("1", "2", "3", "4", "5", "15"))]
    assert assembly.fields["requests.received.individual"].review


def test_a_drawn_row_that_lost_a_cell_has_no_certain_blank() -> None:
    """Cropped at the right: which cell is missing only the arithmetic could say, and of zeros it says nothing."""
    assembly = drawn_table(["0", "0", "0", "0", "0", "0"])
    cells = [r for f, r in assembly.fields.items() if f.startswith("requests.received")]
    assert all(r.review for r in cells)
    assert "blank" not in {r.kind for r in cells}


@pytest.mark.parametrize(
    ("changes", "printed", "on_its_own_line"),
    [
        (
            {"proactive__regulations__repealed": "/", "proactive__regulations__in_force": "3"},
            "规章 0 / 3",
            "规章\n0 / 3",
        ),
        (
            {f"requests__granted__{c}": "-" for c in ("individual", "company", "research", "public_welfare")},
            "（一）予以公开 - - - - 0 0 0",
            "（一）予以公开\n- - - - 0 0 0",
        ),
    ],
)
def test_a_row_of_values_is_no_page_number(changes: dict[str, str], printed: str, on_its_own_line: str) -> None:
    figures = zeros(**changes)
    text = in_rows(figures, random.Random(0))
    assert printed in text
    assert wrong(read(text.replace(printed, on_its_own_line)).fields, figures) == []


@pytest.mark.parametrize(("before", "after"), [("", "\t"), ("\t", ""), ("| ", " | |"), ("", " ")])
def test_separators_that_separate_nothing_change_nothing(before: str, after: str) -> None:
    rng = random.Random(5)
    figures = random_figures(rng)
    lines = in_rows(figures, rng).split("\n")
    text = "\n".join(f"{before}{line}{after}" if line[-1:].isdigit() else line for line in lines)
    assert wrong(read(text).fields, figures) == []


def test_bare_bars_separate_cells() -> None:
    rng = random.Random(5)
    figures = random_figures(rng, blank_zeros=True)
    assert wrong(read(WRAPS["with_tabs"](figures, rng).replace("\t", "|")).fields, figures) == []


def test_an_explanation_in_brackets_is_no_other_label() -> None:
    figures = zeros(proactive__penalties__decisions="20811")
    text = in_rows(figures, random.Random(0)).replace("行政处罚 20811", "行政处罚（含简易程序） 20811")
    assembly = read(text)
    assert wrong(assembly.fields, figures) == []
    assert not assembly.fields["proactive.penalties.decisions"].review


def test_a_header_repeated_after_the_second_row_does_not_hide_it() -> None:
    rng = random.Random(6)
    figures = random_figures(rng)
    text = in_rows(figures, rng)
    block = FORM.sections[1].blocks[0]
    repeated = "\n".join([*(c.labels[0] for c in block.columns), "（一）予以公开"])
    assert (
        wrong(read(text.replace("三、本年度办理结果 （一）予以公开", f"三、本年度办理结果 {repeated}")).fields, figures)
        == []
    )


def test_the_end_of_a_wrapped_number_is_asked_for() -> None:
    figures = zeros(requests__granted__individual="128", requests__granted__total="128")
    text = in_rows(figures, random.Random(0)).replace(
        "（一）予以公开 128 0 0 0 0 0 128", "（一）予以公开 12 0 0 0 0 0 128\n8"
    )
    assert silent(read(text).fields, figures) == []


def test_a_placeholder_that_touches_its_label_is_there() -> None:
    figures = zeros(proactive__coercion__decisions="/")
    text = in_rows(figures, random.Random(0)).replace("行政强制 /", "行政强制/")
    assert wrong(read(text).fields, figures) == []


def test_values_that_follow_all_labels_are_not_taken_for_blanks() -> None:
    rng = random.Random(7)
    figures = random_figures(rng)
    lines = in_rows(figures, rng).split("\n")
    labels = [re.sub(r"( [\d.]+)+$", "", line) for line in lines]
    values = [line[len(label) :].strip() for line, label in zip(lines, labels, strict=True)]
    assert silent(read("\n".join([*labels, *filter(None, values)])).fields, figures) == []


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(TooLargeError):
        read("1 " * 70_000)


def test_a_local_column_moves_nothing_where_headers_are_drawn() -> None:
    """A column for remarks, empty, beside totals alone: the headers say under which of the two the totals stand."""
    labels = [c.labels[0] for c in FORM.sections[1].blocks[0].columns]
    rows = [["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", *labels, "备注"]]
    rows += [
        [name, *[""] * 6, "4", ""]
        for name in ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开")
    ]
    assembly = assemble(FORM, (Page(0, drawn(rows), "text_layer"),), classifier())
    totals = [assembly.fields[f"requests.{row}.total"] for row in ("received", "carried_in", "granted")]
    assert [(t.raw, t.review) for t in totals] == [("4", False)] * 3


@pytest.mark.parametrize("searched", [True, False])
def test_blanks_of_a_scan_without_cells_are_certain_only_where_all_ink_was_read(searched: bool) -> None:
    blanks, zeros = ["4", *[""] * 5, "4"], ["0"] * 7
    rows = [
        ("一、本年新收政府信息公开申请数量", blanks),
        ("二、上年结转政府信息公开申请数量", zeros),
        ("（一）予以公开", blanks),
        ("2.重复申请", zeros),
        ("四、结转下年度继续办理", zeros),
    ]
    lines = []
    for at, (label, texts) in enumerate(rows):
        places = [(0.0, 0.2), *((0.3 + i / 10, 0.32 + i / 10) for i in range(7))]
        pieces = [
            Piece(text, Place(0, BBox(left, at / 40, right, (at + 1) / 40)), left, right)
            for text, (left, right) in zip((label, *texts), places, strict=True)
            if text
        ]
        lines.append(Line(tuple(pieces), searched=searched))
    found = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields
    received = [found[f.id] for f in FORM.fields if f.id.startswith("requests.received")]
    assert [reading.kind for reading in received] == ["number", *["blank"] * 5, "number"]
    assert [reading.review for reading in received[1:6]] == [not searched] * 5


@pytest.mark.parametrize("of_another_row", [False, True])
def test_what_stands_at_the_height_of_a_row_is_its_own_if_it_is_in_its_lines(of_another_row: bool) -> None:
    """A label of two lines with its figures beside the first."""
    total = Place(0, BBox(0.9, 0.1, 0.92, 0.125))
    label, rest = (Place(0, BBox(0.0, top, 0.2, top + 0.025)) for top in (0.1, 0.12))
    strange = Place(0, BBox(0.7, 0.11, 0.72, 0.13))
    rows = [
        Line((Piece("一、本年新收政府信息", label, 0.0, 0.2), Piece("4", total, 0.9, 0.92)), searched=True),
        Line((Piece("公开申请数量", rest, 0.0, 0.2),), searched=True, beside=(strange if of_another_row else total,)),
    ]
    columns = [c.labels[0] for c in FORM.sections[1].blocks[0].columns]
    heads = [BBox(0.3 + at / 10, 0.05, 0.36 + at / 10, 0.07) for at in range(7)]
    head = Line(
        tuple(Piece(text, Place(0, box), box.left, box.right) for text, box in zip(columns, heads, strict=True)),
        searched=True,
    )
    found = assemble(FORM, (Page(0, (head, *rows), "ocr"),), classifier()).fields
    received = [found[f"requests.received.{name}"] for name in ("individual", "company", "total")]
    assert [reading.kind for reading in received] == ["blank", "blank", "number"]
    assert [reading.review for reading in received[:2]] == [of_another_row] * 2
