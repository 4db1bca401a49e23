"""Doubt that comes of how rows stand to one another, and columns that only several rows or pages show."""

from __future__ import annotations

from dataclasses import replace

from shipped import classifier
from test_assembly import drawn
from test_assembly_placed import FIRST, FORM, NAMES, PITCH, label, read, row_of, run_together, word
from test_assembly_scans import ROWS, ink
from test_assembly_scans import read as read_scan

from gouji.models.assembly.assemble import assemble
from gouji.models.document import BBox, Line, Page, Piece, Place
from gouji.models.result import FieldReading


def scan(lines: list[Line]) -> dict[str, FieldReading]:
    return assemble(FORM, (Page(0, tuple(lines), "ocr"),), classifier()).fields


def test_a_cell_that_reaches_over_the_next_row_is_asked_for() -> None:
    """The rule between two cells was overlooked: 5 and 7 in one make another figure."""
    lines = list(drawn(ROWS))
    last = lines[2].pieces[-1]
    box, below = last.place.bbox, lines[3].pieces[-1].place.bbox
    assert box is not None and below is not None
    both = replace(last, text="57", place=replace(last.place, bbox=replace(box, bottom=below.bottom)))
    changed = [*lines[:2], replace(lines[2], pieces=(*lines[2].pieces[:-1], both)), *lines[3:]]
    whole, joined = (scan(some)["requests.carried_in.total"] for some in (lines, changed))
    assert (whole.review, joined.review) == (False, True)
    assert scan(changed)["requests.granted.total"].review
    assert not scan(changed)["requests.carried_in.individual"].review


def test_a_dash_in_the_header_is_not_the_figure_that_was_read_with_its_label() -> None:
    rows = [["行政许可", "4"], ["行政处罚", "16"], ["行政强制", "3"]]
    words = [[("第二十条第（八）项", 0.2), ("-", 0.7)], [("信息内容本年收费金额行政事业性收费346元", 0.2)]]
    beneath = [Line(tuple(word(text, at, 40 + number) for text, at in line)) for number, line in enumerate(words)]
    fee = scan([*drawn(rows), *beneath])["proactive.fees.amount"]
    assert fee.kind != "placeholder" or fee.review


def broken_headers() -> tuple[list[Line], list[Line]]:
    """The names over the columns, the first of their lines on one page and the others on the next."""
    parts = [name.split("/") for name in NAMES]
    levels = [[(c, own[level]) for c, own in enumerate(parts) if len(own) > level] for level in range(3)]
    return [run_together(55, levels[0])], [
        _on_second(run_together(2 + at, level)) for at, level in enumerate(levels[1:])
    ]


def _on_second(line: Line) -> Line:
    return Line(tuple(replace(piece, place=Place(1, piece.place.bbox)) for piece in line.pieces))


def test_names_of_columns_that_a_page_breaks_in_two_show_where_these_are() -> None:
    above, below = broken_headers()
    first = [Line((label("三、收到和处理政府信息公开申请情况", 50),)), *above]
    rows = [
        ("一、本年新收政府信息公开申请数量", "5"),
        ("二、上年结转政府信息公开申请数量", "0"),
        ("（一）予以公开", "3"),
    ]
    second = [*below, *(_on_second(row_of(10 + 4 * at, text, {6: value})) for at, (text, value) in enumerate(rows))]
    fields = read(first, Page(1, tuple(second), "text_layer")).fields
    totals = [fields[f"requests.{row}.total"] for row in ("received", "carried_in", "granted")]
    assert [(total.raw, total.review) for total in totals] == [("5", False), ("0", False), ("3", False)]


def test_a_speck_beside_the_table_is_no_column() -> None:
    """Six columns are filled in and the totals left out; with a speck they would be seven, all by one to the right."""
    lines = [_searched(row_of(4 + 4 * at, row[0], dict.fromkeys(range(6), "0"))) for at, row in enumerate(ROWS[1:])]
    name, *figures = lines[5].pieces
    speck = _narrow(word("1", FIRST - PITCH, 24))
    lines[5] = replace(lines[5], pieces=(name, speck, *figures))
    fields = scan(lines)
    for row in ("carried_in", "granted"):
        first, total = fields[f"requests.{row}.individual"], fields[f"requests.{row}.total"]
        assert (first.review or first.raw == "0") and (total.review or not total.raw), row


def _searched(line: Line) -> Line:
    """A line of figures no wider than digits are, on which nothing else is printed."""
    return replace(line, pieces=(line.pieces[0], *map(_narrow, line.pieces[1:])), searched=True)


def _narrow(piece: Piece) -> Piece:
    middle = (piece.left + piece.right) / 2
    box = piece.place.bbox
    assert box is not None
    place = Place(0, BBox(middle - 0.005, box.top, middle + 0.005, box.bottom))
    return replace(piece, place=place, left=middle - 0.005, right=middle + 0.005)


def test_dirt_in_a_blank_among_blanks_is_no_zero_that_sums_confirm() -> None:
    """An office that leaves blanks for nothing: 0 = blank + 0 holds, and so it does without the dirt."""
    rows = [
        [row[0], *("" if at < 7 and value == "0" else value for at, value in enumerate(row[1:], 1))] for row in ROWS
    ]
    like_a_zero = {(2, 3): ink("Bn", 0.2, ("0", 0.7), unreadable=True)}
    reading = read_scan(like_a_zero, [ROWS[0], *rows[1:]]).fields["requests.carried_in.research"]
    assert reading.review and reading.value is None
    among_zeros = read_scan(like_a_zero).fields["requests.carried_in.research"]
    assert among_zeros.raw == "0"
