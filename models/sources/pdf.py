"""A PDF to pages of lines. Each page is decided on its own: its text layer, its picture, or both."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from gouji.models.document import BBox, Line, Page, Problem
from gouji.models.errors import DamagedFileError, GoujiError
from gouji.models.limits import Limits
from gouji.models.progress import Progress
from gouji.models.sources.memory import is_out_of_memory
from gouji.models.sources.page_reading import read_picture
from gouji.models.sources.pdf_drawing import Drawing, read_drawing, refuse_large
from gouji.models.sources.pdf_file import is_complete, load_page, opened, render
from gouji.models.sources.pdf_lines import layer_lines, moved_lines, unruled_lines
from gouji.models.sources.pdf_objects import TooComplexPageError
from gouji.models.sources.pdf_regions import in_reading_order, inside, picture_regions
from gouji.models.sources.pdf_text import TextLayer, is_garbage, read_layer
from gouji.models.sources.pdf_view import page_view
from gouji.models.sources.second_reading import with_second_reading
from gouji.models.vision.image_reader import ImageReader

_LOG = logging.getLogger(__name__)
_SCAN_COVERAGE = 0.7
"""Of the page covered by images: where so much is, and few glyphs, the page is a scan with a stamp or page number."""
_FEW_GLYPHS = 100


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one page gave."""

    page: Page
    problems: tuple[Problem, ...] = ()


def read_pdf(
    data: bytes, limits: Limits, images: ImageReader, progress: Progress
) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The pages of a PDF in order, and what went wrong on single ones.

    Raises:
        DamagedFileError: it cannot be opened, even after repair, or none of its pages can.
        EncryptedFileError: it asks for a password.
        TooManyPagesError: found before any page is read.
        TooManyPixelsError: a page that must be read as a picture is too large.
        MemoryError: there is too little for one of them.
    """
    with opened(data, limits) as document:
        readings = []
        for index in range(len(document)):
            readings.append(_read_page(document, index, limits, images))
            progress("read", index + 1, len(document))
    problems = tuple(problem for reading in readings for problem in reading.problems)
    if sum(problem.stage == "open" for problem in problems) == len(readings):
        raise DamagedFileError("这个 PDF 的每一页都无法打开；请重新下载或重新生成后再提交")
    if not is_complete(data):
        problems = (Problem(None, "open", "文件末尾不完整，已修复后读取，可能缺少内容"), *problems)
    return tuple(reading.page for reading in readings), problems


def _read_page(document: PdfDocument, index: int, limits: Limits, images: ImageReader) -> _Reading:
    try:
        page = load_page(document, index)
    except PdfiumError:
        _LOG.warning("page %d could not be loaded", index + 1)
        return _unread(index, "open", "已损坏，无法打开")
    try:
        return _read_open_page(page, index, limits, images)
    except (GoujiError, MemoryError):
        raise
    except TooComplexPageError as error:
        return _unread(index, "read", f"的{error}，没有读取；请换用扫描件或重新生成的文件")
    except Exception as error:
        if is_out_of_memory(error):
            raise MemoryError(str(error)) from error
        _LOG.exception("page %d could not be read", index + 1)
        return _unread(index, "read", f"读取失败（{type(error).__name__}）", is_ours=True)
    finally:
        page.close()


def _unread(index: int, stage: str, reason: str, *, is_ours: bool = False) -> _Reading:
    """A page of which nothing is known but why."""
    return _Reading(Page(index, (), "ocr"), (Problem(index, stage, f"第 {index + 1} 页{reason}", is_ours),))


def _read_open_page(page: PdfPage, index: int, limits: Limits, images: ImageReader) -> _Reading:
    view = page_view(page)
    drawing = read_drawing(page, view)
    layer = read_layer(page, drawing, view)
    if not layer.visible and not layer.hidden and not drawing.images and not drawing.paths:
        return _Reading(Page(index, (), "text_layer"))
    if _needs_picture(layer, drawing):
        return _read_as_picture(page, index, layer, drawing, limits, images)
    return _read_as_text(page, index, layer, drawing, limits, images)


def _needs_picture(layer: TextLayer, drawing: Drawing) -> bool:
    """Whether what the text layer shows is not, or cannot be trusted to be, what the page shows."""
    if len(layer.hidden) >= len(layer.visible) or is_garbage(layer.visible):
        return True
    covered = sum(image.area for image in drawing.images) / (layer.view.width * layer.view.height)
    return covered >= _SCAN_COVERAGE and len(layer.visible) < _FEW_GLYPHS


def _read_as_picture(
    page: PdfPage, index: int, layer: TextLayer, drawing: Drawing, limits: Limits, images: ImageReader
) -> _Reading:
    refuse_large((image.pixels for image in drawing.images), limits)
    seen, problems = read_picture(render(page, limits), index, images)
    hidden = () if is_garbage(layer.hidden) else layer.hidden
    lines, unruled = (with_second_reading(either, hidden, layer.view) for either in (seen.lines, seen.unruled))
    return _Reading(replace(seen, lines=lines, unruled=unruled), problems)


def _read_as_text(
    page: PdfPage, index: int, layer: TextLayer, drawing: Drawing, limits: Limits, images: ImageReader
) -> _Reading:
    """The text layer, with what stands in pictures of text pasted between."""
    view = layer.view
    upright = read_drawing(page, view) if view.turns else drawing
    regions = picture_regions(upright.images, layer.visible, view)
    if regions:
        refuse_large((image.pixels for image in drawing.images), limits)
    glyphs = [glyph for glyph in layer.visible if not any(inside(glyph.middle, region) for region in regions)]
    lines = layer_lines(glyphs, upright.rules, view, index)
    is_drawn = not regions and any(line.table is not None for line in lines)
    unruled = unruled_lines(glyphs, upright.rules, view, index) if is_drawn else ()
    problems: tuple[Problem, ...] = ()
    for region in regions:
        place = view.shown(*region)
        found, failed = _read_region(page, index, place, limits, images)
        lines = in_reading_order(lines, found, place)
        problems += failed
    return _Reading(Page(index, lines, "text_layer", unruled), problems)


def _read_region(
    page: PdfPage, index: int, place: BBox, limits: Limits, images: ImageReader
) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    found, problems = read_picture(render(page, limits, place), index, images)
    return moved_lines(found.lines, place), problems
