"""A manuscript printed: pages, and where on them every text and every value cell stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gouji.models.document import BBox
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Manuscript, Tag


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A run of text on one line of a page. ``bbox`` holds its ink, in fractions of the page."""

    text: str
    tag: Tag
    page_index: int
    bbox: BBox


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """The cell of a value, empty or not. A cell cut by the foot of a page is the part that holds its text."""

    field: str
    page_index: int
    bbox: BBox


@dataclass(frozen=True, slots=True)
class PlacedFrame:
    """What a page shows of any cell of a table: a label's or a value's, whole or what a page break leaves of it.

    Its sides are where rules run, or would, if there were any.
    """

    page_index: int
    bbox: BBox


@dataclass(frozen=True, slots=True)
class PrintedReport:
    """A PDF with a text layer. ``page_sizes``: (width, height) in points. Texts and cells in reading order.

    ``frames``: of all cells; none from a renderer that does not tell them.
    """

    pdf: bytes
    page_sizes: tuple[tuple[float, float], ...]
    texts: tuple[PlacedText, ...]
    cells: tuple[PlacedCell, ...]
    frames: tuple[PlacedFrame, ...] = ()


Renderer = Callable[[Manuscript, Look], PrintedReport]
"""Prints a manuscript. The same manuscript and look give the same pages."""
