"""What stands around the sections: title, preface, signature."""

from __future__ import annotations

from gouji.training.synthesis.prose.composition import Draft, body
from gouji.training.synthesis.prose.numerals import in_words, year_in_words
from gouji.training.synthesis.prose.voice import Voice

_ONE_LINE = (
    "{name}{year}年政府信息公开工作年度报告",
    "{name}{year}年度政府信息公开工作年度报告",
    "{name}{year}年政府信息公开工作报告",
    "{name}{year}年度政府信息公开工作报告",
    "{name}{year}年政府信息公开年度报告",
    "{name}关于{year}年政府信息公开工作情况的报告",
    "{name}关于{year}年度政府信息公开工作年度报告",
    "{year}年{name}政府信息公开工作年度报告",
    "{year}年度{name}政府信息公开工作报告",
    "{name}政府信息公开工作年度报告（{year}年）",
    "{name}政府信息公开工作年度报告（{year}年度）",
    "{name}政府信息公开{year}年度报告",
)
_ONE_LINE_WEIGHTS = (12, 1, 2, 2, 2, 1, 1, 2, 1, 2, 2, 1)
_TWO_LINES = (
    ("{name}", "{year}年政府信息公开工作年度报告"),
    ("{name}", "{year}年度政府信息公开工作报告"),
    ("{name}{year}年", "政府信息公开工作年度报告"),
    ("{name}", "政府信息公开工作年度报告（{year}年）"),
    ("{name}政府信息公开工作年度报告", "（{year}年度）"),
    ("{name}政府信息公开工作", "{year}年度报告"),
)
_SENTENCES = (("preface_basis", 0.95), ("preface_contents", 0.4), ("preface_period", 0.75), ("preface_copy", 0.45))


def write_title(voice: Voice) -> list[Draft]:
    """The title in one line or two."""
    if voice.chance(0.35):
        lines: tuple[str, ...] = voice.draw.choice(_TWO_LINES)
    else:
        lines = (voice.draw.choices(_ONE_LINE, _ONE_LINE_WEIGHTS)[0],)
    year = year_in_words(voice.situation.year) if voice.chance(0.03) else str(voice.situation.year)
    return [Draft("title", line.format(name=voice.situation.authority.name, year=year)) for line in lines]


def write_preface(voice: Voice) -> list[Draft]:
    """What the report rests on, what is in it, and whom to ask. A few reports have none."""
    if voice.chance(0.06):
        return []
    sentences = [voice.write(rule) for rule, share in _SENTENCES if voice.chance(share)]
    sentences += [voice.write("preface_contact")] if voice.chance(0.55) else []
    if len(sentences) > 2 and voice.chance(0.2):
        return [body("".join(sentences[:2])), body("".join(sentences[2:]))]
    return [body("".join(sentences))] if sentences else []


def write_signature(voice: Voice) -> list[Draft]:
    """Authority and date at the end, or nothing."""
    if voice.chance(0.35):
        return []
    authority = voice.situation.authority
    lines = [voice.draw.choice((authority.name, authority.full))] if voice.chance(0.9) else []
    return [Draft("signature", line) for line in [*lines, _date(voice)]]


def _date(voice: Voice) -> str:
    year, month, day = voice.situation.year + 1, voice.draw.choice((1, 1, 1, 2, 3)), voice.draw.randint(2, 28)
    if voice.chance(0.1):
        return f"{year_in_words(year)}年{in_words(month)}月{in_words(day)}日"
    return f"{year}-{month:02d}-{day:02d}" if voice.chance(0.05) else f"{year}年{month}月{day}日"
