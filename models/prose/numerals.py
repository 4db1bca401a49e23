"""Numbers in sentences: in figures and in Chinese, with what they count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_UNITS = "件次|人次|名|位|家(?!单位|部门)|人(?![均民大])|件(?!套)|起|宗|例|项|笔|桩|份|条"
_UNITS += "|部(?![门委分队署])|个(?!工作日|月|别|人|体|百分点|方面|部分|问题|环节)"
_IN_WORDS = "件次|件|起|宗|例|桩"
"""Units behind a number in words: 一次 and 一个 are words of their own."""
_WORDS = "零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟"

_END = r"(?=$|[，。；、,;)）])"

NUMBER = re.compile(
    rf"(?<![\d.〔\-A-Za-z])(?P<digits>\d{{1,3}}(?:,\d{{3}}){{1,4}}(?!\d)|\d{{1,15}}(?!\d))(?P<decimals>\.\d{{1,12}}(?!\d))?(?P<scale>[万亿]?)(?P<about>余|多)?"
    rf"(?P<unit>{_UNITS}|元)"
    rf"|(?<![{_WORDS}])(?P<words>[{_WORDS}]{{1,15}})(?P<scale2>万?)(?P<about2>余|多)?(?P<unit2>{_IN_WORDS})"
    rf"|(?<=[为是:共计数有])(?P<bare>\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,15}}|零){_END}"
    rf"|(?<=[讼议请诉])零(?=[诉复申案起受]|{_END})|零(?=(?:政府信息公开)?(?:申请|行政复议|复议|行政诉讼|诉讼))"
)
"""A number with what it counts; without, only where a word that says so stands before it and a sign behind it. At most
15 digits: what is longer is no figure."""

_FIGURES = {**{glyph: value for value, glyph in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_FIGURES |= {glyph: value for value, glyph in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
_PLACES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_SCALES = {None: 1, "": 1, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the word for what it counts, "" where there is none. ``about``: more or less. ``within``: by how
    much it may be off, 0 for one that is exact: 12.04 万 is 120,400 within 100, 30 余 30 within 10."""

    value: Decimal
    unit: str
    about: bool
    within: Decimal


def amount(match: re.Match[str]) -> Amount:
    """What :data:`NUMBER` matched."""
    about = bool(match["about"] or match["about2"])
    if match["words"]:
        value, scale = Decimal(in_words(match["words"])), _SCALES[match["scale2"]]
    else:
        bare = "0" if match["bare"] == "零" else match["bare"]
        value = Decimal((match["digits"] or bare or "0").replace(",", "") + (match["decimals"] or ""))
        scale = _SCALES[match["scale"]]
    unit = match["unit"] or match["unit2"] or ""
    is_rounded = about or (scale > 1 and unit != "元")
    return Amount(value * scale, unit, about, _place(value, about=about) * scale if is_rounded else Decimal(0))


def _place(value: Decimal, *, about: bool) -> Decimal:
    """The worth of the last place of a number: of 30 余 that of the 3, of 12.04 万 that of the 4."""
    exponent = (value.normalize() if about and value else value).as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def in_words(text: str) -> int:
    """A number below 10,000 in Chinese: 一百零三 is 103, 二〇 is 20."""
    if not any(glyph in _PLACES for glyph in text):
        return int("".join(str(_FIGURES[glyph]) for glyph in text))
    total, figure = 0, 0
    for glyph in text:
        if glyph in _PLACES:
            total += (figure or 1) * _PLACES[glyph]
            figure = 0
        else:
            figure = _FIGURES[glyph]
    return total + figure
