"""The reportlab renderer: what it says of its pages is held against the PDF."""

from __future__ import annotations

from dataclasses import replace

import pytest
from placement import complaints
from printed_sample import sample_report

from gouji.models.document import BBox
from gouji.training.synthesis.draws import SPLITS, stream
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.looks import draw_look
from gouji.training.synthesis.manuscript import Tag
from gouji.training.synthesis.pages.flowables import print_with_flowables

PLAIN = Look(title_font="micro_hei", heading_font="micro_hei", body_font="micro_hei", table_font="mono_hei")
LOOKS = {
    "plain": PLAIN,
    "cut rows": replace(PLAIN, breaks="inside_rows", table_gap=70.0, table_size=12.0, rules="partial"),
    "header again": replace(PLAIN, repeat_header=True, header_shading=True, rules="horizontal", open_sides=True),
    "no rules": replace(PLAIN, rules="none", value_alignment="right", page_numbers="of_total", running_header="政务"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_places_are_those_of_the_pdf(look: Look) -> None:
    manuscript = sample_report()
    assert complaints(manuscript, print_with_flowables(manuscript, look)) == []


@pytest.mark.parametrize("number", range(12))
def test_any_look_can_be_printed(number: int) -> None:
    look = draw_look(stream("flowables", number), SPLITS[number % len(SPLITS)])
    manuscript = sample_report(18 + number)
    assert complaints(manuscript, print_with_flowables(manuscript, look)) == []


def test_a_table_runs_over_pages_and_numbers_stand_on_each() -> None:
    printed = print_with_flowables(sample_report(60), PLAIN)
    assert len(printed.page_sizes) > 2
    numbers = [text for text in printed.texts if text.tag == Tag("page_number")]
    assert [text.text for text in numbers] == [f"- {i + 1} -" for i in range(len(printed.page_sizes))]


def test_a_repeated_header_stands_on_every_page_of_its_table() -> None:
    printed = print_with_flowables(sample_report(60), replace(PLAIN, repeat_header=True))
    pages = [text.page_index for text in printed.texts if text.text == "申请人情况"]
    assert len(pages) > 2
    assert len(set(pages)) == len(pages)


def test_the_same_report_is_printed_to_the_same_bytes() -> None:
    assert print_with_flowables(sample_report(), PLAIN) == print_with_flowables(sample_report(), PLAIN)


def test_a_shifted_place_is_noticed() -> None:
    """The check itself: it has to see a box that is a millimetre off."""
    manuscript = sample_report(3)
    printed = print_with_flowables(manuscript, PLAIN)
    first, *others = printed.texts
    box = first.bbox
    moved = replace(first, bbox=BBox(box.left + 0.005, box.top, box.right + 0.005, box.bottom))
    assert complaints(manuscript, replace(printed, texts=(moved, *others)))
    assert complaints(manuscript, replace(printed, cells=printed.cells[1:]))
