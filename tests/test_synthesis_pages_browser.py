"""The Chromium renderer: what it says of its pages is held against the PDF. Skipped where no Chromium is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from placement import complaints
from printed_sample import sample_report

from gouji.training.synthesis.draws import SPLITS, stream
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.looks import draw_look
from gouji.training.synthesis.manuscript import Tag
from gouji.training.synthesis.pages.browser import print_with_browser, renderer
from gouji.training.synthesis.pages.chromium import Browser, chromium
from gouji.training.synthesis.pages.link_marks import marks
from gouji.training.synthesis.pages.markup import marked_up
from gouji.training.synthesis.printed import Renderer

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium is installed")

PLAIN = Look(title_font="micro_hei", heading_font="micro_hei", body_font="micro_hei", table_font="mono_hei")
LOOKS = {
    "plain": PLAIN,
    "cut rows": replace(PLAIN, breaks="inside_rows", table_gap=70.0, table_size=12.0, rules="partial"),
    "header again": replace(PLAIN, repeat_header=True, breaks="inside_rows", header_shading=True, open_sides=True),
    "no rules": replace(PLAIN, rules="none", value_alignment="right", page_numbers="of_total", running_header="政务"),
}


@pytest.fixture(scope="module")
def print_pages() -> Iterator[Renderer]:
    with Browser() as browser:
        yield renderer(browser)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_places_are_those_of_the_pdf(look: Look, print_pages: Renderer) -> None:
    manuscript = sample_report()
    assert complaints(manuscript, print_pages(manuscript, look)) == []


@pytest.mark.parametrize("number", range(6))
def test_any_look_can_be_printed(number: int, print_pages: Renderer) -> None:
    look = draw_look(stream("browser", number), SPLITS[number % len(SPLITS)])
    manuscript = sample_report(18 + number)
    assert complaints(manuscript, print_pages(manuscript, look)) == []


def test_page_numbers_are_told_from_the_text(print_pages: Renderer) -> None:
    printed = print_pages(sample_report(60), PLAIN)
    numbers = [text.text for text in printed.texts if text.tag == Tag("page_number")]
    assert numbers == [f"- {i + 1} -" for i in range(len(printed.page_sizes))]
    assert len(numbers) > 2


def test_no_link_is_left(print_pages: Renderer) -> None:
    with pdfium.PdfDocument(print_pages(sample_report(3), PLAIN).pdf) as document:
        assert [list(marks(document, page)) for page in document] == [[]] * len(document)


def test_the_same_report_is_printed_to_the_same_bytes(print_pages: Renderer) -> None:
    manuscript = sample_report(3)
    assert print_pages(manuscript, PLAIN) == print_with_browser(manuscript, PLAIN)


def test_signs_of_the_markup_are_escaped() -> None:
    html = marked_up(sample_report(3), replace(PLAIN, running_header='"</style><b>')).html
    assert "A&amp;B &lt;公司&gt;" in html
    assert html.count("</style>") == 1
