"""The ink of a page without its rules: which of it lies in a box, and how it forms lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.grid import Grid, GridCell
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import (
    QUARTER,
    Box,
    Mask,
    component_sides,
    components,
    ink_mask,
    is_centred,
    noise_level,
    union,
)
from gouji.models.vision.rule_pixels import pixels_of_rules
from gouji.models.vision.rules import Rules

GLYPH_FILL = 0.92
"""Height of the ink of a line of Chinese text, in ems."""

FIGURE_FILL = 0.75
"""The same of a line of figures."""

USUAL_EM = 1 / 55
"""Of the page's shorter side (10.8 pt on A4): taken where a page has no line of text to measure."""

NOISY = 11.0
"""Grey levels of noise from which on only marks some 45 levels darker than the paper are seen: a faint one is not."""

SPECK = 0.15
"""In ems, the longer side of a mark that is dirt: a hyphen is 0.3 em long, and points stand beside digits only."""

SHARED = 0.3
"""In ems, the longer side of what counts as a mark in a cell of ink that reaches out of it."""

BITS = 1.5e-5
"""Of the square of the page's shorter side: what the boxes of bits cover that may be a figure. A whole digit on A4 at
200 dpi covers eight times as much."""

RULE_WIDTH, RULE_HEIGHT = 0.6, 0.3
"""Of a cell's width, and in ems: a stroke as long and as flat is a rule. A dash in the narrowest columns is a half."""

FEWEST_LINES = 3
"""Lines of several glyphs that a table must have for its own em: fewer may be headings."""

USUAL = 0.3
"""Share of a table's lines that are lower than its print: seals make others higher, nothing makes them low."""

FAINTLY = 0.25
"""Of the height of a detected line: lower ink does not show how high its print is."""

ONE_GLYPH = 1.15
"""In ems, the height that parts of one glyph (三, 二, 言) may have together."""


@dataclass(frozen=True)
class InkMap:
    """Components of ink as rows ``left, top, right, bottom`` of shape ``(n, 4)``, the size of an em in pixels, the
    mask they come from, and the page with its rules painted over. ``noisy``: faint strokes may have been lost."""

    boxes: NDArray[np.int32]
    em: float
    mask: Mask
    image: Image
    noisy: bool = False

    @cached_property
    def _middles(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """x and y of the middle of each component: every cell and every word of a page is looked up by them."""
        left, top, right, bottom = self.boxes.T
        return (left + right) / 2, (top + bottom) / 2

    def within(self, left: float, top: float, right: float, bottom: float) -> list[Box]:
        """The components whose middle lies in the box."""
        x, y = self._middles
        inside = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
        return [Box(*row) for row in self.boxes[inside].tolist()]

    def around(self, grid: Grid, reach: float) -> tuple[slice, slice]:
        """The rows and columns of pixels in a table and so many ems around it."""
        height, width = self.mask.shape
        top, left = (max(0, int(edge - reach * self.em)) // QUARTER * QUARTER for edge in (grid.top, grid.left))
        bottom, right = min(height, int(grid.bottom + reach * self.em)), min(width, int(grid.right + reach * self.em))
        return slice(top, bottom), slice(left, right)


def ink_map(image: Image, rules: Rules, grids: Sequence[Grid], lines: Sequence[Box], tolerance: float) -> InkMap:
    """The ink of a page whose tables and detected lines of text are known.

    ``tolerance``: pixels by which a rule may lie beside the side of the cell that it draws.
    """
    noise = noise_level(image)
    mask = ink_mask(image, noise)
    drawn = pixels_of_rules(rules, grids, mask, tolerance)
    mask = np.asarray(cv2.bitwise_and(mask, cv2.bitwise_not(drawn)), np.uint8)
    boxes = component_sides(mask)
    clean = image.copy()
    clean[drawn > 0] = np.median(image[::8, ::8].reshape(-1, 3), axis=0)
    unscaled = InkMap(boxes, 0.0, mask, clean, noise > NOISY)
    return replace(unscaled, em=_em(unscaled, lines))


def scaled_to(ink: InkMap, grid: Grid, lines: Sequence[Box]) -> InkMap:
    """The same map with the em of a table, which is mostly set smaller than the text around it."""
    own = [line for line in lines if is_centred(line, grid)]
    heights = _heights(ink, own)
    if len(heights) >= FEWEST_LINES:
        return replace(ink, em=float(np.quantile(heights, USUAL)) / GLYPH_FILL)
    figures = [union(found).height for line in own if (found := ink.within(*_sides(line)))]
    # A row of figures at the head of a page, say: they show it as well, if not as exactly.
    return replace(ink, em=min(ink.em, median(figures) / FIGURE_FILL)) if len(figures) >= FEWEST_LINES else ink


def scaled_to_lines(ink: InkMap, lines: Sequence[Box]) -> InkMap:
    """The same map with the em of some lines, where one of them is of several glyphs."""
    heights = _heights(ink, lines)
    return replace(ink, em=median(heights) / GLYPH_FILL) if heights else ink


def _em(ink: InkMap, lines: Sequence[Box]) -> float:
    """The usual height of the detected lines' ink, as an em."""
    heights = _heights(ink, lines)
    return median(heights) / GLYPH_FILL if heights else min(ink.image.shape[:2]) * USUAL_EM


def _heights(ink: InkMap, lines: Sequence[Box]) -> list[int]:
    """Of the ink in the lines that are of several glyphs; not of specks where print is too faint to be ink."""
    inside = [(line, ink.within(*_sides(line))) for line in lines if line.width > 2 * line.height]
    heights = [(line, union(found).height) for line, found in inside if found]
    return [height for line, height in heights if height >= FAINTLY * line.height]


def cell_ink(ink: InkMap, cell: GridCell, tolerance: float) -> list[Box]:
    """The components in a cell, without specks and what is left of its rules. Empty: nothing is printed there.

    Where there are none, ink that lies in it and hangs together with ink of other cells, as a figure beneath a seal or
    on a rule that runs aslant does, is taken as far as it lies in the cell.
    """
    found = ink.within(cell.left, cell.top, cell.right, cell.bottom)
    own = [
        box
        for box in found
        if max(box.width, box.height) > max(2.0, SPECK * ink.em)
        and not _is_remnant(box, cell, tolerance)
        and not _reaches_out(box, cell, ink.em)
        and not _is_rule(box, cell, ink.em)
    ]
    return own or _shared_ink(ink, cell, tolerance)


def may_hold_bits(ink: InkMap, cell: GridCell, tolerance: float) -> bool:
    """Whether specks in a cell without other ink may be what is left of a figure: of its size together."""
    found = ink.within(cell.left, cell.top, cell.right, cell.bottom)
    bits = [box for box in found if not _is_remnant(box, cell, tolerance)]
    return bool(sum(box.width * box.height for box in bits) >= BITS * min(ink.mask.shape) ** 2)


def _is_rule(box: Box, cell: GridCell, em: float) -> bool:
    """Whether a stroke runs through most of a cell: what is left of a rule, and no dash."""
    return box.width > RULE_WIDTH * (cell.right - cell.left) and box.height <= RULE_HEIGHT * em


def _reaches_out(box: Box, cell: GridCell, em: float) -> bool:
    """Whether ink goes on far beyond a cell, as a seal does, or the desk around a page."""
    across = box.left < cell.left - em or box.right > cell.right + em
    return across or box.top < cell.top - em or box.bottom > cell.bottom + em


def _shared_ink(ink: InkMap, cell: GridCell, tolerance: float) -> list[Box]:
    """Ink inside a cell, well within its sides, of components that reach out of it."""
    left, top = int(cell.left + tolerance), int(cell.top + tolerance)
    inside = ink.mask[top : int(cell.bottom - tolerance), left : int(cell.right - tolerance)]
    boxes = components(np.ascontiguousarray(inside)) if inside.size else []
    moved = [Box(left + box.left, top + box.top, left + box.right, top + box.bottom) for box in boxes]
    marks = [box for box in moved if max(box.width, box.height) > SHARED * ink.em]
    return [box for box in marks if not _is_rule(box, cell, ink.em)]


def text_lines(boxes: Sequence[Box], em: float) -> list[list[Box]]:
    """Components as lines of text, top to bottom. Parts of one glyph that stand apart are one line."""
    bands: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: box.top):
        if bands and box.top < max(other.bottom for other in bands[-1]):
            bands[-1].append(box)
        else:
            bands.append([box])
    glyph = _glyph_size(bands, em)
    lines: list[list[Box]] = []
    for band in bands:
        if lines and union([*lines[-1], *band]).height <= ONE_GLYPH * glyph:
            lines[-1] = [*lines[-1], *band]
        else:
            lines.append(band)
    return lines


def _glyph_size(bands: Sequence[Sequence[Box]], em: float) -> float:
    """The height that a glyph of these lines may have: where they are one glyph wide it is their width, else the page's
    em; a digit is higher than wide."""
    width = max((union(band).width for band in bands), default=0)
    return max(min(width / GLYPH_FILL, 1.3 * em), FIGURE_FILL * em) if width < 1.6 * em else em


def _is_remnant(box: Box, cell: GridCell, tolerance: float) -> bool:
    """A bit that lies along one of the cell's borders, no further from it than the rule itself may be."""
    beside = box.right <= cell.left + tolerance or box.left >= cell.right - tolerance
    above = box.bottom <= cell.top + tolerance or box.top >= cell.bottom - tolerance
    return beside or above


def as_rows(boxes: Sequence[Box]) -> NDArray[np.int32]:
    """Boxes as rows ``left, top, right, bottom``."""
    return np.array([_sides(box) for box in boxes], np.int32).reshape(-1, 4)


def _sides(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom
