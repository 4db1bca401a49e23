"""一、总体情况: a summary, then the five parts, headed in one of several ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from gouji.training.synthesis.prose.accounts import (
    account_for_decisions,
    account_for_disputes,
    account_for_documents,
    account_for_requests,
)
from gouji.training.synthesis.prose.composition import Draft, body, chain, paragraphs, subheading
from gouji.training.synthesis.prose.numerals import in_words
from gouji.training.synthesis.prose.voice import Voice

Part = Literal["disclosure", "requests", "management", "platform", "oversight"]
PARTS: tuple[Part, ...] = get_args(Part)

_Headings = Literal["own_line", "run_in", "numbered", "ordinal", "none"]
_WEIGHTS = {"disclosure": 0.32, "requests": 0.2, "management": 0.15, "platform": 0.16, "oversight": 0.17}
"""Share of each part in the length of the section."""
_GLYPHS_WITHOUT_PARTS = 260
"""Below this length some authors do not divide the section."""
_NUMBERS = ("一是", "①", "（1）")
_ROUNDS = 2
"""How often the things done of one part may be gone through in a long report."""


def write_overview(voice: Voice, glyphs: int) -> list[Draft]:
    """The section, about as many glyphs long. A short one may lack the summary or the headings."""
    headings = _draw_headings(voice, glyphs)
    drafts = [] if voice.chance(0.25) or glyphs < 150 else [body(_summary(voice, headings))]
    for number, part in enumerate(PARTS, 1):
        sentences = _sentences(voice, part, round(glyphs * _WEIGHTS[part]), numbered=headings != "ordinal")
        if sentences:
            drafts += _headed(voice, headings, number, part, sentences)
    return drafts


def _draw_headings(voice: Voice, glyphs: int) -> _Headings:
    if glyphs < _GLYPHS_WITHOUT_PARTS and voice.chance(0.5):
        return "none"
    return voice.draw.choices(("own_line", "run_in", "numbered", "ordinal", "none"), (0.45, 0.3, 0.1, 0.1, 0.05))[0]


def _summary(voice: Voice, headings: _Headings) -> str:
    text = voice.write("summary")
    return text if headings == "none" or voice.chance(0.4) else text + voice.write("transition")


def _headed(voice: Voice, headings: _Headings, number: int, part: Part, sentences: Sequence[str]) -> list[Draft]:
    texts = paragraphs(voice, sentences)
    if headings == "none":
        return [body(text) for text in texts]
    heading = voice.write(f"{part}_heading")
    if headings == "own_line":
        return [subheading(f"（{in_words(number)}）{heading}"), *(body(text) for text in texts)]
    opening = {
        "run_in": f"（{in_words(number)}）{heading}。",
        "numbered": f"{number}.{heading}。",
        "ordinal": f"{in_words(number)}是{heading}。",
    }[headings]
    return [body(opening + texts[0]), *(body(text) for text in texts[1:])]


def _sentences(voice: Voice, part: Part, glyphs: int, numbered: bool) -> list[str]:
    """Figures and things done of one part, to about a length; what is said of the tables is never cut."""
    openings: dict[Part, Callable[[], list[str]]] = {
        "disclosure": lambda: _disclosure(voice, glyphs),
        "requests": lambda: _requests(voice),
    }
    sentences = openings[part]() if part in openings else []
    if part == "oversight" and voice.chance(0.12):
        sentences += account_for_disputes(voice)
    doings = _doings(voice, part, glyphs - sum(map(len, sentences)), 0 if sentences else 1, numbered)
    return doings + sentences if voice.chance(0.5) else sentences + doings


def _disclosure(voice: Voice, glyphs: int) -> list[str]:
    sentences = (
        [voice.write("disclosure_figures") for _ in range(1 + min(glyphs // 250, 4))] if voice.chance(0.9) else []
    )
    if voice.chance(0.45):
        sentences += account_for_documents(voice)
    if voice.chance(0.35):
        sentences += account_for_decisions(voice)
    return sentences


def _requests(voice: Voice) -> list[str]:
    sentences = account_for_requests(voice) if voice.chance(0.92) else []
    return sentences + account_for_disputes(voice) if voice.chance(0.45) else sentences


def _doings(voice: Voice, part: Part, glyphs: int, least: int, numbered: bool) -> list[str]:
    """Things done, at most once in a numbered chain."""
    rule = f"{part}_item"
    sentences: list[str] = []
    written = 0
    left = _ROUNDS * voice.expander.fresh(rule)
    while left > 0 and (written < glyphs or len(sentences) < least):
        many = min(voice.draw.choice((1, 1, 1, 2, 2, 3, 4)), left, 1 + max(glyphs - written, 0) // 50)
        sentences.append(chain(voice, [voice.write(rule) for _ in range(many)], numbered))
        numbered = numbered and not sentences[-1].startswith(_NUMBERS)
        written += len(sentences[-1])
        left -= many
    return sentences
