"""The ink of one cell, made ready for the recogniser: its lines, or its words where it holds several numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouji.models.vision.grid import GridCell
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Box, union
from gouji.models.vision.ink_map import InkMap, cell_ink, text_lines
from gouji.models.vision.shapes import lone_stroke
from gouji.models.vision.strips import strips

RUN_TOGETHER = 1.6
"""In ems: ink higher than this in one piece is several lines that touch, and the detector knows better."""

WORD_GAP = 1.3
"""In ems: parts of one line further apart than this are words; spaced-out labels have gaps of up to one."""

ROOM_LEFT = 0.6
"""Of a cell's width: text is wrapped only behind lines that are longer."""


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell with the strips to be read. ``words``: the box of each strip, where each may be a number of its own.

    ``stroke``: the placeholder that the ink has the shape of, if any. ``parts``: in how many parts it stands side by
    side, line by line. ``stacked``: lines stand one above the other though the first left room for more, as two
    numbers do where the rule between them is missing. ``noisy``: the page is, so that a faint mark may be unseen.
    """

    cell: GridCell
    strips: tuple[Image, ...]
    words: tuple[Box, ...] = ()
    stroke: str | None = None
    parts: int = 0
    stacked: bool = False
    noisy: bool = False


def printed_cell(ink: InkMap, cell: GridCell, tolerance: float, words: Sequence[Box]) -> PrintedCell:
    """What is printed in a cell. ``words``: the text lines that were detected on the page."""
    boxes = cell_ink(ink, cell, tolerance)
    if not boxes:
        return PrintedCell(cell, (), noisy=ink.noisy)
    lines = text_lines(boxes, ink.em)
    parts = [_parts(line, 0) for line in lines]
    if len(lines) == 1 and len(split := _parts(lines[0], WORD_GAP * ink.em)) > 1:
        each = tuple(strips(ink.image, [word], ink.em)[0] for word in split)
        return PrintedCell(cell, each, tuple(split))
    found = tuple(strips(ink.image, _line_boxes(lines, cell, ink.em, words), ink.em))
    stroke = _stroke(ink, union(boxes)) if len(lines) == 1 else None
    stacked = len(lines) > 1 and union(lines[0]).width < ROOM_LEFT * (cell.right - cell.left)
    return PrintedCell(cell, found, stroke=stroke, parts=sum(map(len, parts)), stacked=stacked)


def _line_boxes(lines: Sequence[Sequence[Box]], cell: GridCell, em: float, words: Sequence[Box]) -> list[Box]:
    """The boxes of the lines; where lines run together, those of the detector, if it found more of them."""
    own = [union(line) for line in lines]
    if all(box.height <= RUN_TOGETHER * em for box in own):
        return own
    inside = [word for word in words if _centred(word, cell) and word.height <= RUN_TOGETHER * em]
    return sorted(inside, key=lambda word: word.centre[1]) if len(inside) > len(own) else own


def _stroke(ink: InkMap, box: Box) -> str | None:
    return lone_stroke(ink.mask[box.top : box.bottom, box.left : box.right] > 0, box, ink.em)


def _parts(line: Sequence[Box], gap: float) -> list[Box]:
    """The ink of one line from left to right, cut where it is further apart than the gap."""
    parts: list[Box] = []
    for box in sorted(line, key=lambda box: box.left):
        if parts and box.left - parts[-1].right <= gap:
            parts[-1] = union((parts[-1], box))
        else:
            parts.append(box)
    return parts


def _centred(word: Box, cell: GridCell) -> bool:
    x, y = word.centre
    return cell.left <= x <= cell.right and cell.top <= y <= cell.bottom
