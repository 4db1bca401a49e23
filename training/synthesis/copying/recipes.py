"""Recipes for copies: a text in reading order, a badly damaged one, one kind of wear at one level."""

from __future__ import annotations

import random

from gouji.training.synthesis.copying.copy import CopyRecipe

_BY_LINES = ("in_rows", "glued", "wrapped", "glyph_lines", "padded")
"""Ways in which a row's values stand on one line: their lines may be reversed without reversing the values."""
_MARKED = ("tabbed", "barred", "cell_lines")
_FROM_PAGES = ("page_lines", "page_blocks")
_PAGE_SHARE = 0.25
"""Of texts that are taken off printed pages."""
_LINE_WIDTHS = (None, 24, 28, 32, 38, 45)


def draw_plain(draw: random.Random) -> CopyRecipe:
    """A text in reading order, with no more than feet of pages and empty lines in it."""
    way = _drawn((*_BY_LINES, *_MARKED, "word_lines"), draw)
    wears = []
    if way not in _FROM_PAGES and way != "word_lines" and draw.random() < 0.5:
        wears.append(("page_breaks", draw.randint(1, 2)))
    if way not in _MARKED and draw.random() < 0.3:
        wears.append(("blank_lines", draw.randint(1, 5)))
    return CopyRecipe(way, tuple(wears), draw.choice(_LINE_WIDTHS))


def draw_damaged(draw: random.Random) -> CopyRecipe:
    """A text with two or three kinds of wear, and OCR confusions in some."""
    way = _drawn((*_BY_LINES, "wrapped", "wrapped", *_MARKED), draw)
    possible = [name for name in _FITTING if way in _FITTING[name]]
    wears = [(name, draw.randint(1, 3)) for name in draw.sample(possible, min(len(possible), draw.randint(2, 3)))]
    order = list(_FITTING)
    confusion = draw.randint(1, 3) if draw.random() < 0.3 else 0
    return CopyRecipe(way, tuple(sorted(wears, key=lambda w: order.index(w[0]))), draw.choice(_LINE_WIDTHS), confusion)


def _drawn(ways: tuple[str, ...], draw: random.Random) -> str:
    return draw.choice(_FROM_PAGES if draw.random() < _PAGE_SHARE else ways)


def worn(wear: str, level: int, draw: random.Random) -> CopyRecipe:
    """One kind of wear at one level (``confusion`` is one of them) on a copy that it can befall."""
    if wear == "confusion":
        return CopyRecipe(draw.choice(_BY_LINES), (), draw.choice(_LINE_WIDTHS), level)
    return CopyRecipe(draw.choice(_FITTING[wear]), ((wear, level),), draw.choice(_LINE_WIDTHS))


_FITTING: dict[str, tuple[str, ...]] = {
    "cut_rows": ("tabbed",),
    "moved_labels": ("in_rows", "wrapped", *_FROM_PAGES),
    "lost_labels": ("in_rows",),
    "lost_cells": ("in_rows", "wrapped", "glyph_lines", "tabbed", *_FROM_PAGES),
    "run_together": ("in_rows", "wrapped", "glyph_lines", *_FROM_PAGES),
    "tabs_lost": ("tabbed", "barred"),
    "broken_lines": ("in_rows", "glued"),
    "reversed_pages": ("in_rows", "wrapped", "glyph_lines", *_FROM_PAGES),
    "page_breaks": (*_BY_LINES, *_MARKED),
    "spaced_figures": (*_BY_LINES, *_FROM_PAGES, *_MARKED),
    "spaced_glyphs": (*_BY_LINES, *_FROM_PAGES, *_MARKED),
    "blank_lines": (*_BY_LINES, *_FROM_PAGES),
}
"""Kinds of wear in the order in which they happen, and the ways of copying that they befall."""
