"""How an author writes numbers: plain, with separators, full-width, in Chinese, in units of ten thousand."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_LARGEST_IN_WORDS = 9999
_TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """The habits of one author. ``in_words``: the share of small counts written in Chinese."""

    separators: bool = False
    full_width: bool = False
    spaced: bool = False
    ten_thousands: bool = False
    in_words: float = 0.0


def draw_number_style(draw: random.Random) -> NumberStyle:
    """Habits at the rates at which they are met: most authors write plain digits."""
    return NumberStyle(
        separators=draw.random() < 0.06,
        full_width=draw.random() < 0.02,
        spaced=draw.random() < 0.04,
        ten_thousands=draw.random() < 0.4,
        in_words=0.3 if draw.random() < 0.03 else 0.0,
    )


def say(value: Decimal, style: NumberStyle, draw: random.Random) -> str:
    """A number, 0 or more, in a style. Nothing is rounded: the text says exactly the value."""
    whole = value == value.to_integral_value()
    if style.in_words and whole and 0 < value <= 99 and draw.random() < style.in_words:
        return in_words(int(value), counting=True)
    if style.ten_thousands and whole and value >= _TEN_THOUSAND and value % 100 == 0:
        text = f"{(value / _TEN_THOUSAND).normalize():f}万"
    else:
        text = f"{value:,f}" if style.separators else f"{value:f}"
    if style.full_width:
        text = text.translate(_FULL_WIDTH)
    return f" {text} " if style.spaced else text


def in_words(number: int, counting: bool = False) -> str:
    """A whole number from 0 to 9999 in Chinese. ``counting``: before a measure word, where 2 is 两."""
    if not 0 <= number <= _LARGEST_IN_WORDS:
        raise ValueError(f"{number} is not from 0 to {_LARGEST_IN_WORDS}")
    if number == 2 and counting:
        return "两"
    if number == 0:
        return _DIGITS[0]
    text = ""
    digits = [int(glyph) for glyph in str(number)]
    for i, digit in enumerate(digits):
        place = len(digits) - 1 - i
        if digit:
            text += _DIGITS[digit] + _PLACES[place]
        elif text and not text.endswith(_DIGITS[0]) and any(digits[i:]):
            text += _DIGITS[0]
    return text.removeprefix("一") if 10 <= number < 20 else text


def year_in_words(year: int) -> str:
    """二〇二四 for 2024."""
    return "".join("〇" if glyph == "0" else _DIGITS[int(glyph)] for glyph in str(year))
