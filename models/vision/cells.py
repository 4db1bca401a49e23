"""The ink of one cell, made ready for the recogniser: its lines, or its words where it holds several numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gouji.models.vision.grid import GridCell
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Box, is_centred, union
from gouji.models.vision.ink_map import InkMap, cell_ink, may_hold_bits, scaled_to_lines, text_lines
from gouji.models.vision.segments import Rule
from gouji.models.vision.shapes import lone_stroke
from gouji.models.vision.strips import strips
from gouji.models.vision.veil import Veil

RUN_TOGETHER = 1.6
"""In ems: ink higher than this in one piece is several lines that touch, and the detector knows better."""

WORD_GAP = 1.3
"""In ems: parts of one line further apart than this are words; spaced-out labels have gaps of up to one."""

FIGURE_GAP = 0.6
"""In ems: digits further apart may be of two numbers."""

POINT = 0.25
"""In ems, the longer side of a point at most; a hyphen is longer."""

SPECK, ROUND = 0.33, 0.66
"""The same of a speck that stands alone, if its shorter side is so much of it: a hyphen is flat."""

HIGH = 0.65
"""In the height of the highest part: commas of some typefaces are half as high as a digit."""

UNEVEN = 0.4
"""In the height of the highest part: a comma below a digit's edge counts to it and reaches a third further down."""

BESIDE_RULE = 0.3
"""Of a cell's height: what looks like a dash nearer to the upper or lower side may be left of its rule."""

OUT_OF_BOX = 0.5
"""In ems: how much further the ink of a word may reach than the box in which it was detected."""

LONGEST_NUMBER = 12
"""In heights of its line: what is longer is no number, though it may be several."""

BESIDE_DIRT = 0.8
"""In em: so near to a line of dirt a digit may stand that is lost in it."""

LOST, LOST_HEIGHT, LEVEL = 0.03, 0.5, 0.15
"""Of bits beside a figure, no higher and no lower than it but for so much of its height: what their boxes cover in
square ems, and how high they stand together, of its height, from which they may be what is left of a digit."""

ROOM_LEFT = 0.6
"""Of a cell's width: text is wrapped only behind lines that are longer."""


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell with the strips to be read. ``words``: the box of each strip, where each may be a number of its own.

    ``stroke``: the placeholder that the ink has the shape of, if any; ``strokes``: that of each word. ``parts``: in how
    many parts it stands side by side, line by line. ``stacked``: lines stand one above the other though the first left
    room for more, as two numbers do where the rule between them is missing. ``noisy``: the page is, so that a faint
    mark may be unseen, or there is a speck that may be what is left of one. ``uneven``: its parts are not as high as
    each other, not in line or not side by side, as the digits of a number are. ``veiled``: faint ink lies in it that
    may be what was read; without strips, strokes of a seal and nothing else. ``beneath``: the same cell without the
    faint ink that lies in it, if any does and something is left without it. ``beside_rule``: what looks like a dash
    stands so near to the upper or lower side that it may be a bit of its rule. ``crossed``: a line of dirt ran through
    what is printed or so near to it that a digit may have gone with it, or through a cell in which nothing is printed.
    ``beside_bits``: bits stand beside what is printed that may be another digit, broken up.
    """

    cell: GridCell
    strips: tuple[Image, ...]
    words: tuple[Box, ...] = ()
    stroke: str | None = None
    parts: int = 0
    stacked: bool = False
    noisy: bool = False
    uneven: bool = False
    veiled: bool = False
    beneath: PrintedCell | None = None
    strokes: tuple[str | None, ...] = ()
    beside_rule: bool = False
    crossed: bool = False
    beside_bits: bool = False

    @property
    def lies_beneath(self) -> bool:
        """Whether faint ink lies over what is printed, as that of a seal."""
        return self.veiled or self.beneath is not None


def printed_cells(
    ink: InkMap,
    veil: Veil | None,
    cells: Sequence[GridCell],
    tolerance: float,
    words: Sequence[Box],
    dirt: Sequence[Rule],
) -> list[PrintedCell]:
    """As :func:`printed_cell`, for the cells of a table over which faint ink may lie and lines of dirt may run."""
    printed = [printed_cell(ink, cell, tolerance, words) for cell in cells]
    if veil is not None:
        # Dashes are thin, and so faint: where a table has some, one may lie beneath a seal.
        has_dashes = any(one.stroke for one in printed if not veil.covers(one.cell))
        printed = [_veiled_cell(one, ink, veil, tolerance, words, may_be_empty=not has_dashes) for one in printed]
    return [replace(one, crossed=True) if _is_crossed(one.cell, ink, dirt, tolerance) else one for one in printed]


def _veiled_cell(
    printed: PrintedCell, ink: InkMap, veil: Veil, tolerance: float, words: Sequence[Box], *, may_be_empty: bool
) -> PrintedCell:
    cell = printed.cell
    if not veil.covers(cell):
        return printed
    beneath = printed_cell(veil.beneath, cell, tolerance, words)
    left = cell_ink(veil.beneath, cell, tolerance)
    if may_be_empty and not left and veil.is_of_a_seal(cell, ink.em):
        return replace(beneath, veiled=True)
    if not beneath.strips or beneath.words or veil.may_be_print(union(left), ink.em):
        return replace(printed, veiled=True)
    return replace(printed, beneath=beneath)


def _is_crossed(cell: GridCell, ink: InkMap, dirt: Sequence[Rule], tolerance: float) -> bool:
    """Whether a line of dirt runs through the cell, not far from its ink."""
    through = [
        (line.x0 + line.x1) / 2
        for line in dirt
        if line.y0 < cell.bottom and line.y1 > cell.top and line.x1 > cell.left and line.x0 < cell.right
    ]
    boxes = cell_ink(ink, cell, tolerance) if through else []
    printed = union(boxes) if boxes else None
    room = BESIDE_DIRT * ink.em
    return any(printed is None or printed.left - room < x < printed.right + room for x in through)


def printed_cell(ink: InkMap, cell: GridCell, tolerance: float, words: Sequence[Box]) -> PrintedCell:
    """What is printed in a cell. ``words``: the text lines that were detected on the page."""
    boxes = cell_ink(ink, cell, tolerance)
    if not boxes or (len(boxes) == 1 and _is_speck(boxes[0], ink.em)):
        return PrintedCell(cell, (), noisy=bool(boxes) or ink.noisy or may_hold_bits(ink, cell, tolerance))
    lines = _without_dirt(text_lines(boxes, ink.em), ink.em)
    parts = [_parts(line, 0) for line in lines]
    if len(lines) == 1 and len(split := _parts(lines[0], WORD_GAP * ink.em)) > 1:
        each = tuple(strips(ink.image, [word], ink.em)[0] for word in split)
        return PrintedCell(cell, each, tuple(split), strokes=tuple(_stroke(ink, word) for word in split))
    found = tuple(strips(ink.image, _line_boxes(lines, cell, ink.em, words), ink.em))
    stroke = _stroke(ink, union(boxes)) if len(lines) == 1 else None
    stacked = len(lines) > 1 and union(lines[0]).width < ROOM_LEFT * (cell.right - cell.left)
    uneven = len(lines) == 1 and (_is_uneven(parts[0]) or len(_parts(lines[0], FIGURE_GAP * ink.em)) > 1)
    return PrintedCell(
        cell,
        found,
        stroke=stroke,
        parts=sum(map(len, parts)),
        stacked=stacked,
        uneven=uneven,
        beside_rule=stroke is not None and stroke != "/" and not _is_at_middle(union(boxes), cell),
        beside_bits=len(lines) == 1
        and _has_bits_beside(union(lines[0]), ink.within(cell.left, cell.top, cell.right, cell.bottom), ink.em),
    )


def _has_bits_beside(printed: Box, bits: Sequence[Box], em: float) -> bool:
    """Whether bits at the height of a figure, left or right of it where its next digit would be, may be that digit."""
    slack = LEVEL * printed.height
    level = [bit for bit in bits if printed.top - slack <= bit.top and bit.bottom <= printed.bottom + slack]
    left = [bit for bit in level if printed.left - em < bit.left and bit.right <= printed.left]
    right = [bit for bit in level if printed.right <= bit.left and bit.right < printed.right + em]
    return any(
        sum(bit.width * bit.height for bit in side) >= LOST * em * em
        and union(side).height >= LOST_HEIGHT * printed.height
        for side in (left, right)
    )


def _is_at_middle(box: Box, cell: GridCell) -> bool:
    """Whether a dash stands as high in its cell as those of most print do."""
    _, y = box.centre
    return BESIDE_RULE <= (y - cell.top) / (cell.bottom - cell.top) <= 1 - BESIDE_RULE


def _without_dirt(lines: list[list[Box]], em: float) -> list[list[Box]]:
    """The lines but for points on a line of their own: those of print stand beside digits. A single line also but for
    specks as far from all else on it as words are."""
    lines = [line for line in lines if not _is_point(union(line), em)] or lines
    if len(lines) > 1:
        return lines
    words = _parts(lines[0], WORD_GAP * em)
    specks = [word for word in words if _is_speck(word, em)]
    return [[box for box in lines[0] if box not in specks]] if len(specks) < len(words) else lines


def _is_point(box: Box, em: float) -> bool:
    return max(box.width, box.height) <= POINT * em


def _is_speck(box: Box, em: float) -> bool:
    longer, shorter = max(box.width, box.height), min(box.width, box.height)
    return _is_point(box, em) or (longer <= SPECK * em and shorter >= ROUND * longer)


def printed_row(ink: InkMap, words: Sequence[Box]) -> list[PrintedCell]:
    """The words of one line, outside tables. Short ones may be numbers and are cut out along their ink, as in cells.

    A number in ink that forms no line of its own is as doubtful as one of uneven digits.
    """
    own = scaled_to_lines(ink, words)
    return [_printed_word(own, word) for word in words]


def _printed_word(ink: InkMap, word: Box) -> PrintedCell:
    cell = GridCell(0, 0, 1, 1, word.left, word.top, word.right, word.bottom)
    held = holds(word, ink.within(word.left, word.top, word.right, word.bottom), ink.em)
    if held:
        printed = printed_cell(ink, cell, 0.0, ())
        if printed.words or (len(printed.strips) == 1 and word.width <= LONGEST_NUMBER * word.height):
            return printed
    return PrintedCell(cell, (ink.image[word.top : word.bottom, word.left : word.right],), uneven=True)


def holds(word: Box, boxes: Sequence[Box], em: float) -> bool:
    """Whether a word's ink lies in its box: a rule below it, or a stroke through it, is none of its own."""
    around = union((word, *boxes))
    return max(around.width - word.width, around.height - word.height) <= OUT_OF_BOX * em


def _is_uneven(parts: Sequence[Box]) -> bool:
    """Whether the higher parts of a line end at different heights; points and dashes beside them may."""
    highest = max(part.height for part in parts)
    high = [part for part in parts if part.height > HIGH * highest]
    tops, bottoms = [part.top for part in high], [part.bottom for part in high]
    return max(max(tops) - min(tops), max(bottoms) - min(bottoms)) > UNEVEN * highest


def _line_boxes(lines: Sequence[Sequence[Box]], cell: GridCell, em: float, words: Sequence[Box]) -> list[Box]:
    """The boxes of the lines; where lines run together, those of the detector, if it found more of them."""
    own = [union(line) for line in lines]
    if all(box.height <= RUN_TOGETHER * em for box in own):
        return own
    inside = [word for word in words if is_centred(word, cell) and word.height <= RUN_TOGETHER * em]
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
