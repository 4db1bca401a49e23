"""Doubtful figures of scans, and what the identities of the form say of them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.models.assembly.joint import Ink, believed, most_probable
from gouji.models.forms import load_form

FORM = load_form("2021")
KINDS = ("individual", "company", "research", "public_welfare", "legal_service", "other")
ROW = [*(f"requests.received.{kind}" for kind in KINDS), "requests.received.total"]


def inks(*texts: str, sure: float = 0.99) -> dict[str, Ink]:
    """The first row of the form, each cell with one text."""
    return {field: Ink(((text, sure),)) for field, text in zip(ROW, texts, strict=True)}


def test_a_sum_that_holds_makes_its_terms_surer() -> None:
    row = inks("12", "3", "0", "0", "0", "1", "16") | {ROW[0]: Ink((("12", 0.8), ("72", 0.1)))}
    value, sure = most_probable(believed(FORM, row)[ROW[0]])
    assert value == 12 and sure > 0.98


def test_a_sum_chooses_among_what_the_ink_may_be() -> None:
    row = inks("12", "3", "0", "0", "0", "1", "16") | {ROW[0]: Ink((("72", 0.6), ("12", 0.3)))}
    value, sure = most_probable(believed(FORM, row)[ROW[0]])
    assert value == 12 and sure > 0.9


def test_what_no_reader_saw_is_never_the_answer() -> None:
    row = inks("12", "3", "0", "0", "0", "1", "16") | {ROW[0]: Ink((("72", 0.5), ("17", 0.4)))}
    value, sure = most_probable(believed(FORM, row)[ROW[0]])
    assert value in (Decimal(72), Decimal(17), None)
    assert value is None or sure < 0.9


def test_one_figure_alone_and_its_total_prove_each_other_less() -> None:
    lone = inks("4", "0", "0", "0", "0", "0", "4") | {ROW[0]: Ink((("4", 0.8),))}
    several = inks("4", "3", "0", "0", "0", "0", "7") | {ROW[0]: Ink((("4", 0.8),))}
    (_, alone), (_, together) = (most_probable(believed(FORM, row)[ROW[0]]) for row in (lone, several))
    assert alone < together


def test_a_cell_of_which_nothing_is_known_keeps_the_sum_from_proving_much() -> None:
    known = inks("12", "3", "0", "0", "0", "1", "16") | {ROW[0]: Ink((("12", 0.8),))}
    (_, without), (_, beside) = (
        most_probable(believed(FORM, row)[ROW[0]]) for row in (known | {ROW[1]: Ink(())}, known)
    )
    assert without < beside


def test_identities_with_a_cell_that_was_not_found_say_nothing() -> None:
    row = inks("12", "3", "0", "0", "0", "1", "16")
    del row[ROW[3]]
    assert believed(FORM, row) == {}


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(["0", "1", "7", "12", "", "/", "x"]), st.floats(0, 0.4)), max_size=2),
        min_size=7,
        max_size=7,
    )
)
def test_beliefs_are_probabilities_over_what_was_read(cells: list[list[tuple[str, float]]]) -> None:
    row = {field: Ink(tuple(texts)) for field, texts in zip(ROW, cells, strict=True)}
    read = {Decimal(0), Decimal(1), Decimal(7), Decimal(12), None}
    for belief in believed(FORM, row).values():
        assert abs(sum(belief.values()) - 1) < 1e-6
        assert set(belief) <= read
