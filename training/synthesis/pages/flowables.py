"""A renderer with reportlab's platypus: its line breaks, its row heights and its page breaks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Manuscript, Paragraph, Table
from gouji.training.synthesis.pages.flowing_table import FlowingTable, flowing_table
from gouji.training.synthesis.pages.flowing_text import FlowingText, flowing, paragraph_style
from gouji.training.synthesis.pages.marks import MM_PER_POINT
from gouji.training.synthesis.pages.recording import Recorder, RecordingCanvas
from gouji.training.synthesis.printed import PrintedReport


def print_with_flowables(manuscript: Manuscript, look: Look) -> PrintedReport:
    """Print a manuscript. The same manuscript and look give the same bytes.

    Tables wider than the text, filled or missing rules, type made bold, shifted columns and the order of the content
    stream are not honoured, and rows are cut only where one is higher than a page. A cell that a page breaks cuts is
    the first part that holds text.
    """
    size = (look.page_width / MM_PER_POINT, look.page_height / MM_PER_POINT)
    frame = _frame(look)
    recorder, out = Recorder(look), io.BytesIO()
    document = BaseDocTemplate(out, pagesize=size, pageTemplates=[PageTemplate(frames=[frame])], invariant=1)

    def canvas(*arguments: Any, **settings: Any) -> RecordingCanvas:  # noqa: ANN401
        made = RecordingCanvas(*arguments, **settings)
        made.recorder = recorder
        return made

    document.build(list(_story(manuscript, look, frame)), canvasmaker=canvas)
    cells = tuple(recorder.whole_cells())
    texts = tuple(sorted(recorder.texts, key=lambda text: text.page_index))
    return PrintedReport(out.getvalue(), (size,) * recorder.pages, texts, cells, tuple(recorder.frames))


def _frame(look: Look) -> Frame:
    points = (
        length / MM_PER_POINT
        for length in (
            look.margin_left,
            look.margin_bottom,
            look.page_width - look.margin_left - look.margin_right,
            look.page_height - look.margin_top - look.margin_bottom,
        )
    )
    return Frame(*points, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def _story(manuscript: Manuscript, look: Look, frame: Frame) -> Iterator[FlowingText | FlowingTable]:
    for element in manuscript.elements:
        if isinstance(element, Paragraph):
            yield flowing(element.spans, paragraph_style(element, look))
        elif isinstance(element, Table):
            yield flowing_table(element, look, frame._width, frame._height)
