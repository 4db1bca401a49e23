"""Assembly of scans: labels misread, bits of rules, figures in doubt that the identities speak for."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import classifier
from test_assembly import drawn

from gouji.models.assembly.accounts import values_left
from gouji.models.assembly.alignment import Step
from gouji.models.assembly.assemble import Assembly, _with_blanks_of, assemble
from gouji.models.assembly.counting import filled
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.labels import stations
from gouji.models.assembly.tokens import Token, TokenKind, by_line, tokenize
from gouji.models.document import BBox, Line, Page, Piece, Place, TextReading
from gouji.models.forms import load_form

FORM = load_form("2021")
LABELS = [column.labels[0] for column in FORM.sections[1].blocks[0].columns]
ROWS = [
    ["", *LABELS],
    ["一、本年新收政府信息公开申请数量", "8", "1", "0", "2", "0", "0", "11"],
    ["二、上年结转政府信息公开申请数量", "0", "0", "0", "0", "0", "0", "0"],
    ["（一）予以公开", "5", "0", "0", "2", "0", "0", "7"],
    ["1.本机关不掌握相关政府信息", "3", "1", "0", "0", "0", "0", "4"],
    ["2.没有现成信息需要另行制作", "0", "0", "0", "0", "0", "0", "0"],
    ["（七）总计", "8", "1", "0", "2", "0", "0", "11"],
    ["四、结转下年度继续办理", "0", "0", "0", "0", "0", "0", "0"],
]


def read(changed: dict[tuple[int, int], Piece], rows: list[list[str]] = ROWS) -> Assembly:
    """The rows as a scan's, with some cells read otherwise: keys are row and column."""
    lines = []
    for at, line in enumerate(drawn(rows)):
        pieces = [_as(piece, changed.get((at, column))) for column, piece in enumerate(line.pieces)]
        lines.append(replace(line, pieces=tuple(pieces)))
    return assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier())


def _as(piece: Piece, other: Piece | None) -> Piece:
    return piece if other is None else replace(other, place=piece.place, left=piece.left, right=piece.right)


def ink(text: str, sure: float, *others: tuple[str, float], unreadable: bool = False) -> Piece:
    alternatives = tuple(TextReading(*other) for other in others)
    return Piece(text, Place(0), 0, 0, sure, unreadable, alternatives)


def test_a_figure_in_doubt_is_believed_where_its_sums_hold() -> None:
    doubtful = {(1, 1): ink("8", 0.8, ("3", 0.1))}
    reading = read(doubtful).fields["requests.received.individual"]
    assert (reading.value, reading.review) == (8, False)
    assert "requests.received.row_total" in read(doubtful).used


def test_what_else_a_cell_may_be_is_told_once() -> None:
    seen = ink("8", 0.6, ("3", 0.1), ("三", 0.1), ("8", 0.05), ("3", 0.02), ("彐", 0.05))
    reading = read({(1, 1): seen}).fields["requests.received.individual"]
    told = [(a.kind, a.value, pytest.approx(a.confidence)) for a in reading.alternatives]
    assert reading.value == 8 and told == [("text", None, 0.15), ("number", 3, 0.12)]


def test_sums_choose_among_what_the_ink_may_be_and_a_person_looks() -> None:
    unread = {(1, 1): ink("3", 0.4, ("3", 0.4), ("8", 0.35), unreadable=True)}
    reading = read(unread).fields["requests.received.individual"]
    assert (reading.kind, reading.value, reading.raw, reading.review) == ("number", 8, "8", True)


def test_sums_confirm_the_readers_first_guess() -> None:
    """Which they were not sure enough of to give it; a faint guess may be at dirt, so that a person looks."""
    likely, faint = (ink("8", sure, ("8", sure), ("3", sure / 2), unreadable=True) for sure in (0.4, 0.1))
    for seen, is_sure in ((likely, True), (faint, False)):
        assembly = read({(1, 1): seen})
        reading = assembly.fields["requests.received.individual"]
        assert (reading.raw, not reading.review) == ("8", is_sure)
        assert ("requests.received.individual" in assembly.confirmed) == is_sure


def test_a_stroke_equal_to_its_total_is_not_believed_for_that() -> None:
    """4 and 4 are 1 and 1 where the print has lost its slopes."""
    cells = {(4, 2): ink("1", 0.8), (4, 1): ink("0", 0.999), (4, 7): ink("1", 0.8)}
    rows = [row if row is not ROWS[4] else [row[0], "0", "1", "0", "0", "0", "0", "1"] for row in ROWS]
    alone = read(cells, rows).fields["requests.unable.not_held.company"]
    summed = read({(1, 2): ink("1", 0.8)}).fields["requests.received.company"]
    assert alone.review and not summed.review


def test_sums_write_nothing_that_was_not_read() -> None:
    unread = {(1, 1): ink("3", 0.4, ("3", 0.4), ("5", 0.35), unreadable=True)}
    reading = read(unread).fields["requests.received.individual"]
    assert reading.kind == "unread" and reading.value is None


PRINTED = ("received", "carried_in", "granted", "unable.not_held", "unable.needs_creation", "handled", "carried_out")
COLUMNS = ("individual", "company", "research", "public_welfare", "legal_service", "other", "total")
TEXTS = st.sampled_from(["0", "1", "3", "7", "8", "11", "18", "/", "1.", "O", ""])


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.tuples(st.integers(1, 7), st.integers(1, 7)),
        st.tuples(st.lists(st.tuples(TEXTS, st.floats(0.01, 1)), min_size=1, max_size=3), st.booleans()),
        max_size=20,
    )
)
def test_no_value_is_given_that_no_reader_proposed(
    cells: dict[tuple[int, int], tuple[list[tuple[str, float]], bool]],
) -> None:
    changed = {at: ink(*said[0], *said, unreadable=is_unreadable) for at, (said, is_unreadable) in cells.items()}
    fields = read(changed).fields
    for (row, name), (column, kind) in product(enumerate(PRINTED, 1), enumerate(COLUMNS, 1)):
        proposed = {text for text, _ in cells[row, column][0]} if (row, column) in cells else {ROWS[row][column]}
        reading = fields[f"requests.{name}.{kind}"]
        assert (reading.raw or "") in proposed | {""}
        assert reading.kind != "blank" or "" in proposed


def test_sums_lift_no_doubt_about_a_row() -> None:
    """Two rows that changed places add up as well."""
    rows = [row if "不掌握" not in row[0] else ["6.其他事由", *row[1:]] for row in ROWS]
    reading = read({(4, 1): ink("3", 0.8)}, rows).fields["requests.unable.not_held.individual"]
    assert reading.review


def test_a_label_that_was_badly_read_is_no_value_of_its_row() -> None:
    """Where no cells are drawn, ink that cannot be read might be a figure; words are none."""
    lines = [replace(line, separated=False, table=None) for line in drawn(ROWS)]
    misread = ink("2.没有理成信息需要另行制价", 0.5, unreadable=True)
    first, *others = lines[5].pieces
    lines[5] = replace(lines[5], pieces=(_as(first, misread), *others))
    fields = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields
    row = [fields[f.id] for f in FORM.fields if f.id.startswith("requests.unable.needs_creation.")]
    assert [(r.value, r.review) for r in row] == [(0, False)] * 7


def test_a_value_in_a_cell_beside_two_rows_is_asked_for_in_both() -> None:
    """The rule between the two was overlooked: 53 is of the second, and was taken for the first's."""
    first, second = drawn([["", "本年处理决定数量"], ["行政处罚", "53"], ["行政强制", ""]])[1:]
    label, value = first.pieces
    assert value.place.bbox is not None
    tall = replace(value, place=Place(0, replace(value.place.bbox, bottom=3 / 40)))
    lines = (replace(first, pieces=(label, tall)), replace(second, pieces=second.pieces[:1]))
    head = drawn([["第二十条第（六）项", ""], ["信息内容", "本年处理决定数量"]])[:1]
    fields = assemble(FORM, (Page(0, (*head, *lines), "ocr"),), classifier()).fields
    assert fields["proactive.penalties.decisions"].review and fields["proactive.coercion.decisions"].review


def test_a_speck_in_a_header_is_not_taken_for_the_figure_below() -> None:
    rows = [["信息内容", "本年收费金额（单位：万元）", "-"], ["行政事业性收费", "3.5"]]
    lines = list(drawn([["第二十条第（八）项", "", ""], *rows]))
    head, speck = lines[1].pieces[1], lines[1].pieces[2]
    in_head = replace(speck, place=head.place, left=head.right - 0.01, right=head.right)
    lines[1] = replace(lines[1], pieces=(*lines[1].pieces[:2], in_head))
    fee = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields["proactive.fees.amount"]
    assert fee.raw == "3.5" or fee.review


def test_a_figure_with_a_speck_is_no_blank() -> None:
    """Where no cells are drawn, 0. behind a label is ink; an ordinal stands before one."""
    lines = [replace(line, separated=False, table=None, searched=True) for line in drawn(ROWS)]
    specked = ink("0.", 0.6)
    first, second, *others = lines[5].pieces
    lines[5] = replace(lines[5], pieces=(first, _as(second, specked), *others))
    read = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields
    reading = read["requests.unable.needs_creation.individual"]
    assert reading.kind != "blank" and (reading.review or reading.value == 0)
    assert read["requests.unable.needs_creation.company"].value == 0


def test_bits_of_uprights_are_no_row_of_ones() -> None:
    def line(*texts: str) -> Line:
        boxes = [BBox(0.1 * at, 0.5, 0.1 * at + 0.01, 0.52) for at in range(len(texts))]
        return Line(tuple(Piece(t, Place(0, b), b.left, b.right) for t, b in zip(texts, boxes, strict=True)))

    def kinds(*texts: str) -> set[TokenKind]:
        return {token.kind for token in tokenize((Page(0, (line(*texts),), "ocr"),))}

    assert kinds("1", "1", "-", "1", "1", "1") == {TokenKind.NOISE}
    assert kinds("1", "1", "1", "1", "0", "0", "4") == {TokenKind.VALUE}


def test_rows_are_told_by_counting_between_those_with_known_labels() -> None:
    lines = [
        *ROWS[:4],
        ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）", *"0000000"],
        ["1.属于国家秘密", *"0000000"],
    ]
    garbled = [row if at not in (2, 4) else ["乀 亠", *row[1:]] for at, row in enumerate(lines)]
    fields = read({}, garbled).fields
    for row in ("requests.carried_in", "requests.partially_granted"):
        assert not any(r.review for f, r in fields.items() if f.startswith(f"{row}.")), row
    # A row of the office's own in the place of the form's is none of it.
    own = [row if at != 2 else ["本省自行增设之类别", *row[1:]] for at, row in enumerate(lines)]
    fields = read({}, own).fields
    assert all(r.review for f, r in fields.items() if f.startswith("requests.carried_in."))
    # With a line too few between the labels, which of the rows is meant is open.
    fields = read({}, [row for at, row in enumerate(garbled) if at != 3]).fields
    assert any(r.review for f, r in fields.items() if f.startswith(("requests.carried_in.", "requests.granted.")))


def _evidence(station: int, line: list[Token], label_match: float, strangers: tuple[Token, ...] = ()) -> RowEvidence:
    """A row with the last seven cells of a line."""
    cells = tuple((token,) for token in line[-7:])
    values = tuple(t for cell in cells for t in cell)
    return RowEvidence(station, label_match, 0.0, values, cells, strangers, (), (), "ocr", False, False)


def _garbled(piece: Piece) -> Piece:
    return replace(piece, confidence=0.2) if piece.text == "女梁" else piece


def test_a_row_whose_label_is_under_a_seal_has_the_cells_of_its_line() -> None:
    rows = [
        ["", "1.申请人无正当理由逾期不补正", *"1000001"],
        ["", "2.申请人逾期未按收费通知要求", *"0200002"],
        ["女梁", "他", *"0030003"],
        ["", "（七）总计", *"1230006"],
    ]
    stops = stations(FORM)
    first = next(n for n, stop in enumerate(stops) if stop.row.fields[0].id.startswith("requests.closed.not_supp"))

    def read_on(rows: list[list[str]]) -> dict[int, list[str]]:
        page = [replace(line, pieces=tuple(map(_garbled, line.pieces))) for line in drawn(rows)]
        tokens = tokenize((Page(0, tuple(page), "ocr"),))
        lines = list(by_line(tokens).values())
        known = [_evidence(first, lines[0], 1), _evidence(first + 1, lines[1], 0.7, tuple(lines[0][-7:]))]
        known.append(_evidence(first + 3, lines[-1], 1))
        found = filled(known, tokens, stops)
        assert len(rows) < 4 or not any(row.strangers for row in found)
        return {row.station - first: [t.text for t in row.values] for row in found}

    assert read_on(rows) == {0: list("1000001"), 1: list("0200002"), 2: list("0030003"), 3: list("1230006")}
    assert 2 not in read_on([*rows[:2], rows[3]])  # no line for it
    assert 2 not in read_on([*rows[:2], rows[2], rows[2], rows[3]])  # one too many
    assert 2 not in read_on([*rows[:2], [*rows[2][:4], "其他情形", *rows[2][5:]], rows[3]])  # text in a value cell
    assert 2 not in read_on([*rows[:2], ["", "本省自行增设之类别", *rows[2][2:]], rows[3]])  # another row


def test_a_value_of_a_row_that_no_field_took_is_left_over() -> None:
    tokens = tokenize((Page(0, tuple(drawn([ROWS[1]])), "ocr"),))
    row = _evidence(0, list(tokens), 1)
    steps = [Step(0, -1, consumed=t.kind is TokenKind.VALUE, fits=t.kind is TokenKind.LABEL) for t in tokens]
    assert values_left(tokens, steps, [row], [row], (), set()) == set()
    assert values_left(tokens, steps, [row], [row], tokens[-1:], set()) == {len(tokens) - 1}


def test_slivers_between_columns_do_not_hide_where_the_columns_are() -> None:
    """Bits of uprights beside the labels, and uprights seen twice: cells without a figure, in most rows."""
    lines = [_with_slivers(line, number) for number, line in enumerate(drawn(ROWS[1:]))]
    fields = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields
    assert [fields[f"requests.received.{c}"].value for c in ("individual", "public_welfare", "total")] == [8, 2, 11]
    assert [fields[f"requests.granted.{c}"].value for c in ("individual", "public_welfare", "total")] == [5, 2, 7]
    assert not any(r.review for f, r in fields.items() if f.startswith(("requests.received.", "requests.granted.")))


def _with_slivers(line: Line, number: int) -> Line:
    """The last fifth of other cells in each row as cells of their own."""
    pieces: list[Piece] = []
    for at, piece in enumerate(line.pieces):
        if at == 0 or (at + number) % 2:
            pieces.append(piece)
            continue
        box = piece.place.bbox
        assert box is not None
        edge = box.right - 0.2 * (box.right - box.left)
        main, rest = replace(box, right=edge), replace(box, left=edge)
        pieces.append(replace(piece, place=replace(piece.place, bbox=main), right=edge))
        pieces.append(replace(piece, text="", place=replace(piece.place, bbox=rest), left=edge))
    return replace(line, pieces=tuple(pieces))


def test_a_value_beside_the_empty_cell_under_its_header_is_asked_for() -> None:
    """The header's cell and the rows' were cut apart at other places."""
    head = [["第二十条第（五）项"], ["信息内容", "本年处理决定数量", "", ""], ["行政许可", "", "", "2"]]
    lines = [*drawn(head), *drawn(ROWS)]
    read = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields["proactive.licensing.decisions"]
    assert (read.value, read.review) == (2, True)


def test_a_bit_of_a_header_takes_no_place_in_a_whole_row_below_it() -> None:
    head = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
    figures = ["2", "1", "0", "0", "3", "4", "0", "0", "1", "5", "0", "0", "6", "0", "6"]
    lines = drawn([["行政复议", "1", "行政诉讼"], head, figures])
    words = Line((Piece("印", Place(0, BBox(0.1, 0.01, 0.12, 0.02)), 0.1, 0.12, 0.2, unreadable=True),))
    for above in ((), (words,)):
        fields = assemble(FORM, (Page(0, (*above, *lines), "ocr"),), classifier()).fields
        row = [fields[f.id] for f in FORM.fields if f.id.startswith(("review.", "litigation."))]
        assert [(r.raw, r.review) for r in row] == [(figure, False) for figure in figures]


def test_an_empty_sliver_is_no_column() -> None:
    figures = ["2", "1", "0", "0", "3", "4", "0", "", "1", "5", "0", "0", "6", "0", "6"]
    head = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3
    lines = drawn([["行政复议", "行政诉讼"], head, [*figures[:10], "", *figures[10:]]])
    pieces = list(lines[2].pieces)
    sliver = pieces[10]
    pieces[10] = replace(sliver, right=sliver.left + (sliver.right - sliver.left) / 4)
    page = Page(0, (*lines[:2], replace(lines[2], pieces=tuple(pieces))), "ocr")
    fields = assemble(FORM, (page,), classifier()).fields
    row = [fields[f.id] for f in FORM.fields if f.id.startswith(("review.", "litigation."))]
    assert [r.raw or "" for r in row] == figures
    assert not any(r.review for r in row if r.raw)


WITH_CELLS_BESIDE = [
    [row[0], *(part for value in row[1:] for part in (value, ""))] if at else row for at, row in enumerate(ROWS)
]
"""Each column seen as two: figures stand at the left of wide cells, with an upright seen beside them."""


def test_inked_cells_as_many_as_columns_are_the_rows_own() -> None:
    fields = read({}, WITH_CELLS_BESIDE).fields
    for row in ROWS[1:3]:
        name = {"一": "received", "二": "carried_in"}[row[0][0]]
        values = [reading.raw for field, reading in fields.items() if field.startswith(f"requests.{name}.")]
        assert values == row[1:]


@pytest.mark.parametrize("cells", [["8", "1", "0", "2", "0"], ["", "1", "0", "2", "0"]], ids=["inked", "one blank"])
def test_a_row_with_cells_too_few_is_asked_for(cells: list[str]) -> None:
    fields = read({}, [ROWS[0], [ROWS[1][0], *cells], *ROWS[2:]]).fields
    assert all(reading.review for field, reading in fields.items() if field.startswith("requests.received."))


def test_cells_beside_a_part_of_their_labels_cell_are_asked_for() -> None:
    """A label's cell of two rows, the rule between them overlooked: the cells beside it may be of either."""
    lines = list(drawn(ROWS))
    label, *values = lines[4].pieces
    box = label.place.bbox
    assert box is not None
    tall = replace(label, place=Place(0, replace(box, bottom=box.bottom + box.bottom - box.top)))
    assembly = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier())
    lines[4] = replace(lines[4], pieces=(tall, *values))
    doubted = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier())
    row = [f for f in assembly.fields if f.startswith("requests.unable.not_held.")]
    assert not any(assembly.fields[f].review for f in row) and all(doubted.fields[f].review for f in row)


def test_a_group_label_over_several_rows_is_no_reason_to_ask_for_its_first() -> None:
    """The ordinal of a row's label stands in a cell of its own, read as a figure; left of it a group's cell."""
    lines = list(drawn([["（四）无法提供", "1", *row] if row is ROWS[4] else ["", "", *row] for row in ROWS]))
    group, *others = lines[4].pieces
    box = group.place.bbox
    assert box is not None
    tall = replace(group, place=Place(0, replace(box, bottom=box.bottom + 2 * (box.bottom - box.top))))
    lines[4] = replace(lines[4], pieces=(tall, *others))
    fields = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields
    assert not any(fields[f].review for f in fields if f.startswith("requests.unable.not_held."))


def test_a_digit_that_looks_like_a_commoner_one_is_asked_for_though_sums_hold() -> None:
    """8 + 0 = 8 also where both are 0, in a print in which readers waver between the two elsewhere."""
    eights = {(2, 1): ink("8", 0.96, ("0", 0.1)), (2, 7): ink("8", 0.96, ("0", 0.1))}
    wavering = {(5, column): ink("0", 0.6, ("8", 0.3)) for column in range(1, 5)}
    alone, among = (read(cells).fields["requests.carried_in.total"] for cells in (eights, eights | wavering))
    assert (alone.raw, among.raw) == ("8", "8")
    assert among.review and not alone.review
    nothing = {(7, 3): ink("", 0.0, unreadable=True)}
    zero = read(eights | wavering | nothing).fields["requests.unable.needs_creation.individual"]
    assert (zero.raw, zero.review) == ("0", False)


def test_a_figure_that_an_upright_cuts_in_two_is_asked_for() -> None:
    """Dirt on the glass ran through the cell: 0.10 would stand for 0.1088."""
    head = [["第二十条第（八）项", ""], ["信息内容", "本年收费金额（单位：万元）"]]
    for cells, is_sure in ((["0.1088", ""], True), (["0.10", "88"], False), (["0", ".1088"], False)):
        lines = drawn([*head, ["行政事业性收费", *cells]])
        fee = assemble(FORM, (Page(0, lines, "ocr"),), classifier()).fields["proactive.fees.amount"]
        assert fee.raw in cells and fee.review != is_sure


def test_a_narrow_cell_beside_an_empty_one_may_have_lost_a_digit() -> None:
    """A line of dirt runs through the column of companies: 15 less its 1, which stood in the line, is 5."""
    lines = list(drawn(ROWS))
    for at in range(1, len(lines)):
        pieces = list(lines[at].pieces)
        box = pieces[2].place.bbox
        assert box is not None
        middle = box.left + 0.35 * (box.right - box.left)
        sides = (box.left, middle), (middle, box.right)
        empty, narrow = (
            replace(pieces[2], text=text, place=Place(0, replace(box, left=a, right=b)), left=a, right=b)
            for text, (a, b) in zip(("", pieces[2].text), sides, strict=True)
        )
        pieces[2:3] = [empty, narrow]
        lines[at] = replace(lines[at], pieces=tuple(pieces))
    fields = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields
    assert fields["requests.granted.individual"].value == 5
    assert all(r.review for f, r in fields.items() if f.endswith(".company") and r.kind == "number")


def test_a_count_with_a_point_is_asked_for() -> None:
    speck = {(3, 1): ink("5.0", 0.999), (3, 7): ink("7.5", 0.999)}
    fields = read(speck).fields
    assert (fields["requests.granted.individual"].review, fields["requests.granted.total"].review) == (False, True)


@pytest.mark.parametrize(
    ("row", "sure", "veiled", "asked"),
    [
        pytest.param("granted", 0.999, True, True, id="beneath a seal"),
        pytest.param("granted", 0.999, False, False, id="plainly read"),
        pytest.param("granted", 0.985, False, False, id="one sum speaks against it"),
        pytest.param("received", 0.985, False, True, id="two sums do"),
        pytest.param("received", 0.999, False, False, id="plainly read, and two sums do"),
    ],
)
def test_a_figure_that_sums_speak_against_is_asked_for_where_it_may_be_misread(
    row: str, sure: float, veiled: bool, asked: bool
) -> None:
    at = {"received": 1, "granted": 3}[row]
    reading = read({(at, 1): replace(ink("4", sure), veiled=veiled)}).fields[f"requests.{row}.individual"]
    assert (reading.raw, reading.review) == ("4", asked)


@pytest.mark.parametrize("moved", [0.0, 0.1], ids=["in line", "a column on"])
def test_a_row_whose_cells_are_not_under_those_of_the_others_is_asked_for(moved: float) -> None:
    """Where a table is drawn without rules, a cell that is none pushes the others on."""
    lines = list(drawn(ROWS))
    label, *values = lines[4].pieces
    pushed = []
    for piece in values:
        box = piece.place.bbox
        assert box is not None
        at = replace(box, left=box.left + moved, right=box.right + moved)
        pushed.append(replace(piece, place=Place(0, at), left=piece.left + moved, right=piece.right + moved))
    lines[4] = replace(lines[4], pieces=(label, *pushed))
    fields = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields
    row = [reading.review for field, reading in fields.items() if field.startswith("requests.unable.not_held.")]
    assert row == [moved > 0] * 7


def test_a_row_with_a_label_among_its_values_is_asked_for() -> None:
    fields = read({}, [*ROWS[:4], [ROWS[4][0], "1.本机关不掌握", "3", "1", "0", "0", "0", "4"], *ROWS[5:]]).fields
    assert all(reading.review for field, reading in fields.items() if field.startswith("requests.unable.not_held."))


def test_a_glyph_behind_a_label_may_be_a_figure() -> None:
    """Zeros with a bar were read as 日, where no cells are drawn: the row is not blank for certain."""
    for seen, is_sure in (([], True), (["日", "日", "日"], False)):
        rows = [
            ["第二十条第（一）项"],
            ["信息内容", "本年制发件数"],
            ["规章", *seen],
            ["行政规范性文件", "5", "2", "8"],
        ]
        lines = (replace(line, separated=False, table=None, searched=True) for line in drawn(rows))
        fields = assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields
        blank = fields["proactive.regulations.issued"]
        assert (blank.kind, blank.confidence > 0.9) == ("blank", is_sure)


def test_a_label_that_could_not_be_read_is_no_value_of_the_row_before() -> None:
    """（七）总计 is short: what was made of it has few glyphs."""
    rows = [[*ROWS[0]], *ROWS[1:4], ["3.其他", *[""] * 7], ["", "8", *[""] * 5, "8"], ROWS[-1]]
    fields = read({(5, 0): ink("C：总n", 0.3, unreadable=True)}, rows).fields
    assert [f for f, r in fields.items() if f.startswith("requests.closed.other.") and r.kind != "blank"] == []


def test_a_blank_among_words_is_doubted_where_a_drawn_cell_had_ink() -> None:
    """A thin 1 was overlooked where the page is read by words."""

    def read_one(cell: str) -> Assembly:
        rows = [["规章", "0", "0", "0"], ["行政规范性文件", cell, "0", "83"]]
        return assemble(FORM, (Page(0, tuple(drawn(rows)), "ocr"),), classifier())

    field, others = "proactive.normative_documents.issued", "proactive.normative_documents.repealed"
    blank, inked = read_one(""), read_one("1")
    told = _with_blanks_of(FORM, blank, inked).fields
    assert (blank.fields[field].kind, blank.fields[field].review, told[field].review) == ("blank", False, True)
    assert told[others] == blank.fields[others]
    assert _with_blanks_of(FORM, blank, blank).fields == blank.fields


def test_a_blank_among_words_is_as_sure_as_the_empty_cell_that_is_drawn() -> None:
    rows = [["规章", "", "", ""], ["行政规范性文件", "", "0", "83"]]
    cells, words = (
        assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier())
        for lines in (drawn(rows), [replace(line, separated=False, table=None) for line in drawn(rows)])
    )
    field = "proactive.regulations.issued"
    assert words.fields[field].kind == cells.fields[field].kind == "blank"
    assert words.fields[field].review
    assert _with_blanks_of(FORM, words, cells).fields[field] == cells.fields[field]


def test_heads_set_one_glyph_a_line_are_labels_however_few_glyphs_a_cell_has() -> None:
    """A page may end in them; one glyph alone may be a figure that was misread."""

    def kinds(sure: float, *cells: str) -> list[TokenKind]:
        (line,) = drawn([["", *cells]])
        pieces = tuple(replace(p, unreadable=bool(p.text), confidence=sure) for p in line.pieces)
        return [t.kind for t in tokenize((Page(0, (replace(line, pieces=pieces),), "ocr"),))][1:]

    assert kinds(0.99, "结", "果", "尚", "一") == [TokenKind.LABEL] * 3 + [TokenKind.UNREADABLE]
    assert kinds(0.99, "结", "果") == [TokenKind.UNREADABLE] * 2
    assert kinds(0.5, "结", "果", "尚") == [TokenKind.UNREADABLE] * 3


def test_the_line_that_a_fax_machine_prints_holds_no_values() -> None:
    sender = Line(tuple(Piece(text, Place(0), 0, 0, 1.0) for text in ("FROM: 0667", "3807714", "P.03/03")))
    assert {t.kind for t in tokenize((Page(0, (sender,), "ocr"),))} == {TokenKind.NOISE}
