"""How offices print their reports: looks drawn with the frequencies that published reports have, by estimate."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from gouji.training.synthesis.draws import Split
from gouji.training.synthesis.fonts import Family, Font, fonts_for
from gouji.training.synthesis.look import Look, Rules

_T = TypeVar("_T")

_OFFICIAL = (28.0, 26.0, 37.0, 35.0)
_WORD_PROCESSOR = (31.8, 31.8, 25.4, 25.4)
_NARROW = (20.0, 20.0, 20.0, 20.0)
"""Margins left, right, top and bottom in millimetres: of GB/T 9704, of the usual word processors, of web printouts."""

_BOLD = 600
"""Weight from which a face is bold."""

_RUNNING_HEADERS = ("政府信息公开工作年度报告", "政务公开", "政府信息公开年报")


def draw_look(draw: random.Random, split: Split, system: bool = False) -> Look:
    """A look. ``system``: also with fonts installed on this machine, see :func:`~.fonts.fonts_for`."""
    look = _type(_paper(draw), draw, split, system)
    return _stream(_breaks(_cells(_rules(look, draw), draw), draw), draw)


def _of(draw: random.Random, weighted: Sequence[tuple[_T, float]]) -> _T:
    """One of the values, each with its weight."""
    return draw.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def _paper(draw: random.Random) -> Look:
    width, height = _of(draw, (((210.0, 297.0), 95), ((297.0, 210.0), 3), ((184.0, 260.0), 1), ((215.9, 279.4), 1)))
    margins = _of(draw, ((_OFFICIAL, 40), (_WORD_PROCESSOR, 35), (_NARROW, 25)))
    left, right, top, bottom = (max(14.0, margin + draw.uniform(-4, 4)) for margin in margins)
    return Look(
        page_width=width,
        page_height=height,
        margin_left=left,
        margin_right=right,
        margin_top=top,
        margin_bottom=bottom,
        page_numbers=_of(draw, (("dashes", 45), ("none", 28), ("plain", 20), ("of_total", 7))),
        page_number_dash=_of(draw, (("-", 50), ("—", 40), ("–", 10))),
        page_number_side=_of(draw, (("centre", 70), ("outer", 20), ("right", 10))),
        running_header=draw.choice(_RUNNING_HEADERS) if draw.random() < 0.04 else "",
    )


def _type(look: Look, draw: random.Random, split: Split, system: bool) -> Look:
    body_size = _of(draw, ((16.0, 45), (14.0, 20), (12.0, 20), (15.0, 8), (10.5, 7)))
    text: tuple[Family, ...] = _of(
        draw, ((("song",), 50), (("fang", "song"), 30), (("hei",), 12), (("kai", "song"), 8))
    )
    fonts = fonts_for(split, system)
    regular = [font for font in fonts if font.weight < _BOLD]
    title = _font(draw, ("song", "hei"), fonts)
    heading = _font(draw, ("hei",) if draw.random() < 0.7 else text, fonts)
    # A bold face is not made bolder.
    is_bold = max(title.weight, heading.weight) >= _BOLD
    return replace(
        look,
        title_font=title.name,
        heading_font=heading.name,
        body_font=_font(draw, text, regular).name,
        table_font=_font(draw, text if draw.random() < 0.6 else ("song", "hei", "kai"), regular).name,
        title_size=max(body_size + 2, _of(draw, ((22.0, 60), (18.0, 25), (16.0, 15)))),
        body_size=body_size,
        table_size=_of(draw, ((10.5, 35), (9.0, 25), (12.0, 17), (10.0, 10), (11.0, 5), (7.5, 4), (8.0, 4))),
        line_spacing=draw.uniform(1.4, 2.0),
        table_line_spacing=draw.uniform(1.15, 1.45),
        bold="plain" if is_bold else _of(draw, (("plain", 45), ("stroked", 47), ("double_struck", 8))),
        justified=draw.random() < 0.85,
        heading_indent=_of(draw, ((2.0, 75), (0.0, 25))),
        heading_space=_of(draw, ((0.0, 55), (2.0, 25), (5.0, 20))),
        paragraph_indent=_of(draw, ((2.0, 95), (0.0, 5))),
    )


def _font(draw: random.Random, families: Sequence[Family], fonts: Sequence[Font]) -> Font:
    """A font of one of the families, or any where there is none of them."""
    return draw.choice([font for font in fonts if font.family in families] or list(fonts))


def _rules(look: Look, draw: random.Random) -> Look:
    kinds: tuple[tuple[Rules, float], ...] = (("full", 83), ("hair", 6), ("horizontal", 4), ("partial", 4), ("none", 3))
    rules = _of(draw, kinds)
    return replace(
        look,
        rules=rules,
        rule_width=draw.uniform(0.12, 0.35),
        frame_width=draw.uniform(0.35, 0.6) if draw.random() < 0.12 else 0.0,
        open_sides=draw.random() < (0.5 if rules == "partial" else 0.04),
        missing_rules=draw.uniform(0.02, 0.2) if draw.random() < 0.04 else 0.0,
        rule_drawing=_of(draw, (("lines", 45), ("filled", 40), ("boxes", 15))),
        header_shading=draw.random() < 0.1,
    )


def _cells(look: Look, draw: random.Random) -> Look:
    width = _of(draw, ((1.0, 70), (draw.uniform(0.9, 1.0), 10), (draw.uniform(1.0, 1.12), 20)))
    return replace(
        look,
        table_width=width,
        row_height=_of(draw, ((draw.uniform(5.0, 8.0), 75), (draw.uniform(8.0, 12.0), 20), (0.0, 5))),
        cell_padding=draw.choice((0.2, 0.8, 1.0, 1.9)),
        row_padding=draw.uniform(0.2, 1.2),
        value_alignment=_of(draw, (("centre", 88), ("right", 7), ("left", 5))),
        value_position=_of(draw, (("centre", 88), ("top", 8), ("bottom", 4))),
        label_alignment=_of(draw, (("left", 65), ("centre", 33), ("right", 2))),
        label_spacing=draw.uniform(0.3, 1.0) if draw.random() < 0.06 else 0.0,
        value_shift=draw.uniform(-0.4, 0.4) if draw.random() < 0.04 else 0.0,
        baseline_jitter=draw.uniform(0.05, 0.3) if draw.random() < 0.05 else 0.0,
    )


def _breaks(look: Look, draw: random.Random) -> Look:
    return replace(
        look,
        table_gap=draw.uniform(5.0, 90.0) if draw.random() < 0.15 else 0.0,
        repeat_header=draw.random() < 0.1,
        breaks=_of(draw, (("inside_rows", 50), ("between_rows", 50))),
        merged_text=_of(draw, (("first_part", 55), ("flows", 25), ("largest_part", 20))),
        keep_header=draw.random() < 0.6,
        closed_cuts=draw.random() < 0.85,
    )


def _stream(look: Look, draw: random.Random) -> Look:
    return replace(
        look,
        text_runs=_of(draw, (("line", 60), ("word", 20), ("glyph", 20))),
        stream_order=_of(draw, (("reading", 88), ("columns", 8), ("reversed", 4))),
    )
