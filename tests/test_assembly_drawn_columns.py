"""Rows of a scan whose cells are too many or too few stand under those of their neighbours."""

from __future__ import annotations

from dataclasses import replace

from gouji.models.assembly.drawn_columns import in_drawn_columns, stand_aside
from gouji.models.assembly.evidence import RowEvidence
from gouji.models.assembly.tokens import Token, TokenKind
from gouji.models.document import BBox, Piece, Place

WIDTH = 3


def token(text: str, left: float, right: float, page: int = 0, kind: TokenKind = TokenKind.VALUE) -> Token:
    piece = Piece(text=text, place=Place(page, BBox(left, 0.1, right, 0.2)), left=left, right=right)
    return Token(kind, text, piece, line=0, slot=None, table=None, origin="ocr")


def row(*tokens: Token, cells: bool = True) -> RowEvidence:
    slots = tuple((one,) for one in tokens) if cells else None
    return RowEvidence(
        station=0, label_match=1.0, named=0.0, values=tokens, slots=slots, strangers=(), headers=(), texts=(),
        origin="ocr", side_by_side=False, apart=False, searched=False,
    )  # fmt: skip


def whole(shift: float = 0.0) -> RowEvidence:
    return row(*(token("0", 0.4 + 0.2 * i + shift, 0.6 + 0.2 * i + shift) for i in range(WIDTH)))


FIGURES = [token("4", 0.4, 0.6), token("0", 0.61, 0.79), token("", 0.8, 1.0, kind=TokenKind.EMPTY)]


def test_a_mark_left_of_the_first_column_pushes_nothing_on() -> None:
    marked = row(token("1", 0.3, 0.32, kind=TokenKind.UNREADABLE), *FIGURES, cells=False)
    cells = in_drawn_columns(marked, WIDTH, [whole(), whole(0.002)])
    assert cells is not None
    assert [cell[0].text for cell in cells] == ["4", "0", ""]


def test_too_few_rows_show_no_columns_nor_do_rows_of_another_page_or_shape() -> None:
    marked = row(token("", 0.3, 0.39), *FIGURES)
    other = row(*(replace(t, piece=replace(t.piece, place=Place(1, t.piece.place.bbox))) for t in FIGURES))
    assert in_drawn_columns(marked, WIDTH, [whole()]) is None
    assert in_drawn_columns(marked, WIDTH, [whole(), other]) is None
    assert in_drawn_columns(marked, WIDTH, [whole(), whole(0.15), whole(-0.15)]) is None


def test_a_column_without_a_cell_or_with_two_figures_is_left_open() -> None:
    assert in_drawn_columns(row(*FIGURES[:2]), WIDTH, [whole(), whole()]) is None
    doubled = row(*FIGURES, token("7", 0.62, 0.7))
    assert in_drawn_columns(doubled, WIDTH, [whole(), whole()]) is None


def test_an_empty_cell_over_several_columns_is_that_of_each() -> None:
    """Where blanks stand side by side, uprights between them are not always seen. A figure there may be of either."""
    around = [whole(), whole(0.002)]
    blank = row(token("4", 0.4, 0.6), token("", 0.6, 1.0, kind=TokenKind.EMPTY))
    cells = in_drawn_columns(blank, WIDTH, around)
    assert cells is not None
    assert [cell[0].text for cell in cells] == ["4", "", ""]
    assert in_drawn_columns(row(token("4", 0.4, 0.6), token("5", 0.6, 1.0)), WIDTH, around) is None


def test_texts_have_no_drawn_columns() -> None:
    marked = replace(row(token("", 0.3, 0.39), *FIGURES), origin="text")
    assert in_drawn_columns(marked, WIDTH, [whole(), whole()]) is None


def test_cells_enough_that_stand_beside_their_columns_are_told() -> None:
    """One was not seen, and a bit of another was taken for it."""
    around = [whole(), whole(0.002)]
    shifted = row(token("4", 0.4, 0.6), token("", 0.56, 0.6, kind=TokenKind.EMPTY), token("0", 0.6, 0.8))
    assert shifted.slots is not None
    assert stand_aside(shifted.slots, WIDTH, around)
    assert not stand_aside(whole(0.003).slots or (), WIDTH, around)
    assert not stand_aside(shifted.slots, WIDTH, [whole()]), "one row shows no columns"
    cells = in_drawn_columns(shifted, WIDTH, around, lacking=True)
    assert cells is not None
    assert [[t.text for t in cell] for cell in cells] == [["4"], ["0"], []]


def test_rows_with_an_empty_cell_among_their_values_show_no_columns() -> None:
    """A mark beside the label and a blank make as many values as columns, of which one is another."""
    marked = row(
        token("1", 0.2, 0.4), token("4", 0.4, 0.6), token("", 0.6, 0.8, kind=TokenKind.EMPTY), token("7", 0.8, 1.0)
    )
    sliver = row(
        token("4", 0.4, 0.6), token("", 0.6, 0.65, kind=TokenKind.EMPTY), token("0", 0.65, 0.8), token("7", 0.8, 1.0)
    )
    mine = row(token("9", 0.4, 0.6), token("", 0.3, 0.4, kind=TokenKind.EMPTY), *FIGURES[1:])
    assert in_drawn_columns(mine, WIDTH, [marked, marked]) is None
    assert in_drawn_columns(mine, WIDTH, [sliver, sliver]) is not None
