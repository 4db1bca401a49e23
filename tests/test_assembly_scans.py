"""Assembly of scans: labels misread, bits of rules, figures in doubt that the identities speak for."""

from __future__ import annotations

from dataclasses import replace

from shipped import classifier
from test_assembly import drawn

from gouji.models.assembly.assemble import Assembly, assemble
from gouji.models.assembly.tokens import TokenKind, tokenize
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


def test_sums_choose_among_what_the_ink_may_be_and_a_person_looks() -> None:
    unread = {(1, 1): ink("3", 0.4, ("3", 0.4), ("8", 0.35), unreadable=True)}
    reading = read(unread).fields["requests.received.individual"]
    assert (reading.kind, reading.value, reading.raw, reading.review) == ("number", 8, "8", True)


def test_sums_write_nothing_that_was_not_read() -> None:
    unread = {(1, 1): ink("3", 0.4, ("3", 0.4), ("5", 0.35), unreadable=True)}
    reading = read(unread).fields["requests.received.individual"]
    assert reading.kind == "unread" and reading.value is None


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
    # With a line too few between the labels, which of the rows is meant is open.
    fields = read({}, [row for at, row in enumerate(garbled) if at != 3]).fields
    assert any(r.review for f, r in fields.items() if f.startswith(("requests.carried_in.", "requests.granted.")))


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
