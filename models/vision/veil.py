"""Ink fainter than the print, such as a seal over it: lifted off, so that what is printed beneath can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.coloured import without_colour
from gouji.models.vision.grid import Grid, GridCell
from gouji.models.vision.image_reader import Image
from gouji.models.vision.ink import Box, Mask, component_sides, lightest_around, square
from gouji.models.vision.ink_map import InkMap, as_rows
from gouji.models.vision.marks import DARK, components, in_seals, is_lone, only, shares, without_specks

FAINT = 0.66
"""Of the print's usual depth: what nowhere reaches it is not of the print. Hairlines of glyphs stay, being near."""

NEAR = 0.12
"""In ems: how far from dark ink fainter ink still belongs to it, as the thin arches of a 0 do."""

SEEN = 0.3
"""In ems, the longer side of a faint mark that may keep a cell from being read."""

GLYPH = (0.4, 1.2)
"""In ems, the heights of components by which the depth of the print is measured."""

FEWEST_GLYPHS = 12
"""So many it takes to measure it."""

AROUND = 8
"""In ems: how far around a table its ink is looked at. Twice as far as the paper, so that nothing changes inside."""

POINT_BESIDE = 0.4
"""In ems: how far from a digit a point may stand. Dark spots further from any stroke are those of a seal."""

INSIDE, DOTS = 0.25, 0.01
"""In ems and square ems: how far inside a cell no bits of its rules are, and how much of what lies there may be as dark
as print where there is none: the thinnest digit has three times as much."""

REST = 0.75
"""Share of a faint mark that lies where coloured ink was taken off, from which it is what was left of that."""

GLYPH_BESIDE = 0.6
"""In ems: a faint mark as high as a glyph and so near to the print may be one of it."""


@dataclass(frozen=True)
class Veil:
    """``mask``: the faint ink in and around a table. ``dots``: what in it is as dark as print. ``marks``: its
    components, ``of_seals``: which of them are strokes of a seal; ``told``: which of these are so by their colour, too.
    ``beneath``: the ink there without it. All in pixels of the page."""

    mask: Mask
    dots: Mask
    marks: NDArray[np.int32]
    of_seals: NDArray[np.bool_]
    told: NDArray[np.bool_]
    beneath: InkMap

    def covers(self, cell: GridCell) -> bool:
        """Whether any of it lies in the cell."""
        inside = self.mask[int(cell.top) : int(cell.bottom) + 1, int(cell.left) : int(cell.right) + 1]
        return bool(inside.any())

    def is_of_a_seal(self, cell: GridCell, em: float) -> bool:
        """Whether all of it that reaches into the cell are strokes of a seal, over no figure of thin strokes."""
        left, top, right, bottom = self.marks.T
        inside = (right > cell.left) & (left < cell.right) & (bottom > cell.top) & (top < cell.bottom)
        edge = INSIDE * em
        rows = slice(int(cell.top + edge), int(cell.bottom - edge) + 1)
        dots = self.dots[rows, int(cell.left + edge) : int(cell.right - edge) + 1]
        return bool(self.of_seals[inside].all()) and cv2.countNonZero(dots) <= DOTS * em * em

    def with_more(self, other: Veil) -> Veil:
        """With another that was found beneath this one: of its marks those are of this one that lie where it lay."""
        rest = np.array([_share(other.mask, self.mask, box) >= REST for box in other.marks.tolist()], np.bool_)
        return Veil(
            mask=np.asarray(cv2.bitwise_or(self.mask, other.mask), np.uint8),
            dots=np.asarray(cv2.bitwise_or(self.dots, other.dots), np.uint8),
            marks=np.concatenate([self.marks, other.marks]),
            of_seals=np.concatenate([self.of_seals, other.of_seals | rest]),
            told=np.concatenate([self.told, other.told]),
            beneath=other.beneath,
        )

    def may_be_print(self, box: Box, em: float) -> bool:
        """Whether a faint mark stands beside the ink in the box as a glyph of it would."""
        left, top, right, bottom = self.marks[~self.told].T
        near = (right >= box.left - GLYPH_BESIDE * em) & (left <= box.right + GLYPH_BESIDE * em)
        shared = np.minimum(bottom, box.bottom) - np.maximum(top, box.top)
        in_line = shared >= 0.6 * np.maximum(bottom - top, box.bottom - box.top)
        return bool((near & in_line & (right - left <= GLYPH[1] * em)).any())


def find_veil(ink: InkMap, image: Image, grid: Grid) -> Veil | None:
    """The ink that lies over the print of a table, coloured or faint; None where there is none, or too little print to
    tell. ``image``: as given."""
    coloured = without_colour(ink, image, grid)
    if coloured is None:
        return _faint(ink, grid, _dark(ink, image, grid))
    closed = cv2.morphologyEx(coloured.mask, cv2.MORPH_CLOSE, square(NEAR * ink.em))
    labels, marks, numbers = components(closed, SEEN * ink.em)
    of_seals = in_seals(marks, ink.em)
    if not of_seals.any():  # the fringes that a lens gives to print, say
        return _faint(ink, grid, _dark(ink, image, grid))
    mask = np.asarray(cv2.bitwise_and(coloured.mask, only(labels, numbers)), np.uint8)
    dots, dark = coloured.dots.copy(), _dark(coloured.ink, coloured.picture, grid)
    if dark is not None:
        dots[ink.around(grid, AROUND)] &= dark
    own = Veil(mask, dots, marks, of_seals, of_seals, coloured.ink)
    faint = _faint(coloured.ink, grid, dark)
    return own if faint is None else own.with_more(faint)


def _dark(ink: InkMap, image: Image, grid: Grid) -> Mask | None:
    """The ink in and around a table that is as dark as its print; None where there is too little print to tell."""
    area = ink.around(grid, AROUND)
    depth = _depth(image[area], ink.em)
    usual = _usual_depth(ink, depth, area, grid)
    if usual is None:
        return None
    return np.asarray(cv2.bitwise_and(ink.mask[area], np.asarray(depth >= FAINT * usual, np.uint8) * 255), np.uint8)


def _share(marks: Mask, under: Mask, box: Sequence[int]) -> float:
    """Share of the pixels of marks in a box that lie under others."""
    left, top, right, bottom = box
    inside = marks[top:bottom, left:right] > 0
    return float((under[top:bottom, left:right][inside] > 0).mean()) if inside.any() else 0.0


def _faint(ink: InkMap, grid: Grid, dark: Mask | None) -> Veil | None:
    """The ink in a table that is fainter than its print. ``dark``: what is as dark, in and around the table."""
    if dark is None:
        return None
    area = ink.around(grid, AROUND)
    printed = ink.mask[area]
    strokes = without_specks(dark, SEEN * ink.em)
    around = cv2.dilate(strokes, square(POINT_BESIDE * ink.em))
    kept = cv2.dilate(cv2.bitwise_and(dark, around), square(NEAR * ink.em))
    left = cv2.bitwise_and(printed, cv2.bitwise_not(kept))
    # Pale ink is broken up by noise: its bits are one mark where they all but touch.
    closed = cv2.morphologyEx(left, cv2.MORPH_CLOSE, square(NEAR * ink.em))
    labels, marks, numbers = components(closed, SEEN * ink.em)
    share = shares(labels, dark, left)[numbers]
    is_print = (share >= DARK) & is_lone(marks, ink.em)
    faint = np.zeros_like(ink.mask)
    faint[area] = cv2.bitwise_and(only(labels, numbers[~is_print]), left)
    if not faint[int(grid.top) : int(grid.bottom) + 1, int(grid.left) : int(grid.right) + 1].any():
        return None
    # A speck beside a stroke may be a point, be it ever so faint.
    kept |= cv2.bitwise_and(cv2.bitwise_and(left, cv2.bitwise_not(faint[area])), around)
    marks, share = marks[~is_print], share[~is_print]
    of_seals = (share < DARK) & in_seals(marks, ink.em)
    dots = np.zeros_like(ink.mask)
    dots[area] = cv2.bitwise_and(faint[area], dark)
    none = np.zeros_like(of_seals)
    return Veil(faint, dots, marks + _corner(area), of_seals, none, _without(ink, faint[area], kept, area))


def _corner(area: tuple[slice, slice]) -> NDArray[np.int32]:
    """What is added to the sides of boxes in an area for those on the page."""
    rows, columns = area
    return np.array([columns.start, rows.start] * 2, np.int32)


def _depth(image: Image, em: float) -> NDArray[np.uint8]:
    """How much darker than the paper each pixel is, by its lightest colour: red ink is light in red."""
    red, green, blue = cv2.split(image)
    light = cv2.max(cv2.max(red, green), blue)
    return np.asarray(cv2.subtract(lightest_around(light, em), light), np.uint8)


def _usual_depth(ink: InkMap, depth: NDArray[np.uint8], area: tuple[slice, slice], grid: Grid) -> float | None:
    """The median, over the glyphs of the table, of the depth of the darkest pixel. ``depth``: in the area."""
    found = ink.within(grid.left, grid.top, grid.right, grid.bottom)
    glyphs = [box for box in found if GLYPH[0] * ink.em <= box.height <= GLYPH[1] * ink.em]
    if len(glyphs) < FEWEST_GLYPHS:
        return None
    sides = (as_rows(glyphs) - _corner(area)).clip(0).tolist()
    return float(np.median([depth[top:bottom, left:right].max() for left, top, right, bottom in sides]))


def _without(ink: InkMap, faint: Mask, kept: Mask, area: tuple[slice, slice]) -> InkMap:
    """The ink of an area without the faint marks, and without what is left of them around."""
    lifted = cv2.bitwise_and(cv2.dilate(faint, square(ink.em)), cv2.bitwise_not(kept))
    image, mask = ink.image.copy(), np.zeros_like(ink.mask)
    image[area][lifted > 0] = np.median(image[::8, ::8].reshape(-1, 3), axis=0)
    mask[area] = cv2.bitwise_and(ink.mask[area], cv2.bitwise_not(lifted))
    return replace(ink, boxes=component_sides(mask[area]) + _corner(area), mask=mask, image=image)
