"""How a report is printed: page, type, rules and breaks. Renderers honour what they can of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rules = Literal["full", "hair", "partial", "horizontal", "none"]
"""``partial``: outer frame and the lines under header and groups, some sides missing. ``horizontal``: no upright
lines."""

Breaks = Literal["between_rows", "inside_rows"]
"""Where a table may be cut by the foot of a page."""

Alignment = Literal["left", "centre", "right"]

VerticalAlignment = Literal["top", "centre", "bottom"]

Strength = Literal["plain", "stroked", "double_struck"]
"""How bold type is made from a plain font: not at all, by stroking the outlines, or by printing twice."""

TextRuns = Literal["line", "word", "glyph"]
"""What one text object of the content stream holds."""

StreamOrder = Literal["reading", "columns", "reversed"]
"""In which order text is written to the content stream; the page looks the same. ``columns``: tables column by column,
labels before values. ``reversed``: from the foot of the page up."""

RuleDrawing = Literal["lines", "boxes", "filled"]
"""Rules as stroked lines, as a stroked rectangle for each cell, or as thin filled rectangles."""

MergedText = Literal["first_part", "largest_part", "flows"]
"""Where the text of a merged cell stands that a page break cuts. ``flows``: centred as if there were no break, each
line in the part where it falls."""


@dataclass(frozen=True, slots=True)
class Look:
    """Lengths in millimetres, type sizes in points. Fonts are names of :mod:`gouji.training.synthesis.fonts`."""

    page_width: float = 210.0
    page_height: float = 297.0
    margin_left: float = 28.0
    margin_right: float = 26.0
    margin_top: float = 30.0
    margin_bottom: float = 28.0
    title_font: str = "hei"
    heading_font: str = "hei"
    body_font: str = "hei"
    table_font: str = "hei"
    title_size: float = 20.0
    body_size: float = 14.0
    table_size: float = 9.5
    line_spacing: float = 1.5
    """Leading of paragraphs, in type sizes."""
    rules: Rules = "full"
    rule_width: float = 0.18
    row_height: float = 6.5
    """Least height of a table row."""
    cell_padding: float = 1.0
    value_alignment: Alignment = "centre"
    label_alignment: Alignment = "left"
    page_numbers: Literal["none", "dashes", "plain", "of_total"] = "dashes"
    repeat_header: bool = False
    breaks: Breaks = "between_rows"
    header_shading: bool = False
    table_gap: float = 0.0
    """Space before a table; with a large one, tables start low on a page and break early."""
    table_width: float = 1.0
    """Width of tables, in widths of the text; over 1 they reach into the margins."""
    table_line_spacing: float = 1.25
    """Leading inside cells, in type sizes."""
    row_padding: float = 0.6
    """Least space above and below the lines of a cell."""
    value_position: VerticalAlignment = "centre"
    frame_width: float = 0.0
    """Width of the rules around a table; 0: that of the others."""
    open_sides: bool = False
    """No rules at the left and right edge of a table."""
    closed_cuts: bool = True
    """A rule closes a table at the foot of a page and opens it on the next."""
    missing_rules: float = 0.0
    """Share of the rules left out, from 0 to 1."""
    rule_drawing: RuleDrawing = "lines"
    merged_text: MergedText = "first_part"
    keep_header: bool = True
    """A page never ends inside a table's header or right after it."""
    value_shift: float = 0.0
    """How far the columns of values stand left of their headers, in widths of a column; below 0: right of them."""
    label_spacing: float = 0.0
    """Space between the glyphs of short column labels (结 果), in type sizes."""
    bold: Strength = "plain"
    """Of titles and headings."""
    justified: bool = True
    """Lines of running text reach to the right margin."""
    paragraph_indent: float = 2.0
    """Of the first line of running text, in type sizes."""
    heading_indent: float = 2.0
    """In type sizes."""
    heading_space: float = 1.0
    """Space over headings."""
    page_number_dash: str = "-"
    page_number_side: Literal["centre", "right", "outer"] = "centre"
    """``outer``: right on odd pages, left on even ones, as official documents have it."""
    running_header: str = ""
    """A line at the head of every page."""
    baseline_jitter: float = 0.0
    """How far lines stray up and down from where they belong."""
    text_runs: TextRuns = "line"
    stream_order: StreamOrder = "reading"
