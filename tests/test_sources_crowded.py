"""Pages of a PDF on which there is more than any report has: read in time, or told to be unread."""

from __future__ import annotations

import time

import numpy as np
import pytest
from report_printer import figures, images_to_pdf, print_report
from source_stubs import LIMITS, RecordingReader, silent

from gouji.models.document import Page, Problem
from gouji.models.errors import DamagedFileError, TooManyPixelsError
from gouji.models.limits import Limits
from gouji.models.sources import pdf
from gouji.models.sources.pdf import read_pdf
from gouji.models.sources.pdf_drawing import PageImage
from gouji.models.sources.pdf_regions import picture_regions
from gouji.models.sources.pdf_view import View
from gouji.models.sources.rendering import render_page

SECONDS = 6.0
"""Of the processor that a page may take on a slow machine; each takes one to three."""

_HEAD = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    b"/Resources << /XObject << /I 5 0 R >> /Font << /F 6 0 R >> >> >>",
)
_IMAGE = b"<< /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(content: bytes) -> bytes:
    """A PDF of one page: its content, the image ``/I`` and the font ``/F``."""
    objects = (*_HEAD, _stream(b"<< /Length %d >>" % len(content), content), _stream(_IMAGE, b"0"), _FONT)
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, thing) for number, thing in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Size 7 /Root 1 0 R >>\n%%EOF"


def _stream(head: bytes, content: bytes) -> bytes:
    return head + b"\nstream\n" + content + b"\nendstream"


def spots(count: int) -> list[tuple[int, int]]:
    """Points of a page that lie apart."""
    return [(5 + 5 * (i % 110), 5 + 5 * (i // 110 % 160)) for i in range(count)]


def images(count: int) -> bytes:
    return b"".join(b"q 1 0 0 1 %d %d cm /I Do Q\n" % spot for spot in spots(count))


def strokes(count: int) -> bytes:
    """Short ones that touch nothing, two segments each."""
    return b"".join(b"%d %d m %d %d l\n" % (x, y, x + 4, y) for x, y in spots(count // 2)) + b"S"


def glyphs(count: int) -> bytes:
    rows = b"".join(b"1 0 0 1 5 %d Tm (%s) Tj\n" % (5 + i % 800, b"1234567890" * 40) for i in range(count // 400))
    return b"BT /F 1 Tf " + rows + b"ET"


def white_on_fills(count: int) -> bytes:
    fills = b"".join(b"%d %d 4 4 re f\n" % spot for spot in spots(count // 2))
    return fills + b"1 g BT /F 1 Tf " + b"".join(b"1 0 0 1 %d %d Tm (1) Tj\n" % s for s in spots(count // 2)) + b"ET"


def read(data: bytes) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    return read_pdf(data, LIMITS, RecordingReader(), silent)


@pytest.mark.parametrize("content", [images(50_000), strokes(90_000), glyphs(90_000), white_on_fills(30_000)])
def test_a_crowded_page_is_read_in_time(content: bytes) -> None:
    started = time.process_time()
    pages, problems = read(one_page(content))
    assert time.process_time() - started < SECONDS
    assert len(pages) == 1 and not problems


@pytest.mark.parametrize(
    ("content", "of"), [(images(100_000), "对象"), (strokes(200_000), "线条"), (glyphs(200_000), "文字")]
)
def test_beyond_that_a_page_is_told_to_be_unread(content: bytes, of: str) -> None:
    started = time.process_time()
    pages, (problem,) = read(one_page(content))
    assert time.process_time() - started < SECONDS
    assert pages[0].lines == () and (problem.page_index, problem.stage) == (0, "read")
    assert of in problem.message and "第 1 页" in problem.message


def test_a_page_with_too_many_objects_is_not_shown() -> None:
    with pytest.raises(DamagedFileError, match="第 1 页"):
        render_page(one_page(images(60_001)), 0, 100, LIMITS)


def test_a_page_is_shown_within_the_limit_of_pixels_that_holds_for_reading() -> None:
    data = images_to_pdf([np.tile(np.array([[[0], [255]]], np.uint8), (800, 400, 3))], 100)
    assert render_page(data, 0, 300, LIMITS).shape[1] == 300
    with pytest.raises(TooManyPixelsError):
        render_page(data, 0, 300, Limits(max_pixels=600_000))


def test_a_fault_on_one_page_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    data = print_report(figures(3))
    whole, _ = read(data)
    assert len(whole) > 1
    original = pdf.layer_lines

    def faulty(*arguments: object) -> object:
        if arguments[-1] == 0:
            raise ZeroDivisionError
        return original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf, "layer_lines", faulty)
    pages, (problem,) = read(data)
    assert (problem.page_index, problem.stage) == (0, "read")
    assert pages[0].lines == () and pages[1:] == whole[1:]


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("std::bad_alloc")])
def test_a_lack_of_memory_is_no_fault_of_the_page(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def faulty(*_: object) -> None:
        raise error

    monkeypatch.setattr(pdf, "read_drawing", faulty)
    with pytest.raises(MemoryError):
        read(one_page(b""))


def test_strips_of_a_picture_are_one_whatever_their_order() -> None:
    strips = [PageImage(100, y, 500, y + 10, 1, 1) for y in range(100, 600, 11)]
    bridged = [PageImage(100, 100, 200, 500, 1, 1), PageImage(400, 100, 500, 500, 1, 1)]
    view = View(np.eye(2, 3), 595, 842)
    assert picture_regions(strips[::-1], (), view) == [(100, 100, 500, 605)]
    assert picture_regions([*bridged, PageImage(100, 450, 500, 460, 1, 1)], (), view) == [(100, 100, 500, 500)]
