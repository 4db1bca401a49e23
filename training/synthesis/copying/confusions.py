"""Glyphs as OCR and careless conversion change them: look-alikes, lost and doubled glyphs, width."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from gouji.training.synthesis.copying.lines import SPACE, CopiedLine
from gouji.training.synthesis.manuscript import Span

_GROUPS = (
    "已己巳", "日曰目", "未末", "土士", "人入八", "大太犬", "天夭", "千干于", "牛午", "申甲由田", "白自", "不木本",
    "公分么", "办力为", "收牧", "开井", "行衍", "政攻", "许讦", "可司", "规现", "件伴", "处外", "理埋", "予子矛",
    "请清情", "信倍", "息思", "转砖", "结洁", "维推", "持特", "纠纤", "尚向", "审宙", "复夏", "议仪", "诉许", "讼松",
    "其具", "他池", "无元天", "法泣", "掌常", "现规", "成戊", "需雷", "补朴", "内肉", "容客", "仍扔", "明朋", "确硝",
    "举学", "报板", "投没", "类粪", "重里", "出山", "版板", "物牧", "逾愈", "期朝", "缴激", "纳钠", "费贵", "总息",
    "计汁讨", "科料", "研妍", "机杌", "构枸", "社杜", "会合", "益盖", "组姐", "织积", "律津", "服报", "务夯", "商南",
    "业亚", "企仝", "然燃", "章童", "制刷", "废发", "止正", "效敌", "强弹", "罚罸", "性姓", "金全", "额颌",
)  # fmt: skip
_LOOK_ALIKES = {g: tuple(other for other in group if other != g) for group in _GROUPS for g in group}

_DIGITS = {"0": "OoQ〇。", "1": "lI|丨", "2": "Z", "5": "S", "6": "b", "8": "B", "9": "g"}
"""What digits are read as that is no digit: a person sees at once that something is wrong."""

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def confuse(lines: Sequence[CopiedLine], level: int, draw: random.Random) -> list[CopiedLine]:
    """Labels and prose as a bad OCR gives them: one glyph in 400 wrong at level 1, one in 12 at level 5.

    Values are never changed into other values: they may become full-width, and few have a digit read as a letter.
    """
    rate = (1 / 400, 1 / 150, 1 / 60, 1 / 25, 1 / 12)[level - 1]
    return [replace(line, spans=tuple(_confused(span, rate, draw) for span in line.spans)) for line in lines]


def is_confused(printed: str, copied: str) -> bool:
    """Whether a copied value no longer says what was printed, beyond the width of its glyphs."""
    return copied not in (printed, printed.translate(_FULL_WIDTH))


def _confused(span: Span, rate: float, draw: random.Random) -> Span:
    if span.tag == SPACE or not span.text:
        return span
    if span.tag.kind in ("value", "local_value"):
        return replace(span, text=_confused_value(span.text, rate, draw))
    # How many glyphs are wrong is drawn once: a draw for each glyph of a report takes too long.
    expected = len(span.text) * rate
    count = int(expected) + (draw.random() < expected % 1)
    text = span.text
    for _ in range(count):
        at = draw.randrange(len(text))
        text = text[:at] + _wrong(text[at], draw) + text[at + 1 :]
        if not text:
            return span
    return replace(span, text=text)


def _wrong(glyph: str, draw: random.Random) -> str:
    """The look-alike where there is one; else the glyph is lost, doubled or, rarely, another."""
    alike = _LOOK_ALIKES.get(glyph)
    if alike and draw.random() < 0.7:
        return draw.choice(alike)
    return draw.choice(("", glyph * 2, glyph, draw.choice("口日丶一〔〕·*")))


def _confused_value(text: str, rate: float, draw: random.Random) -> str:
    if draw.random() < rate:
        return text.translate(_FULL_WIDTH)
    at = draw.randrange(len(text))
    if text[at] in _DIGITS and draw.random() < rate / 4:
        return text[:at] + draw.choice(_DIGITS[text[at]]) + text[at + 1 :]
    return text
