"""The sections behind the tables, and the sentences beside them: 二 to 六."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from gouji.training.synthesis.prose.accounts import (
    account_for_decisions,
    account_for_disputes,
    account_for_documents,
    account_for_requests,
)
from gouji.training.synthesis.prose.composition import Draft, body, chain, paragraphs, subheading
from gouji.training.synthesis.prose.numerals import in_words
from gouji.training.synthesis.prose.voice import Voice

THEMES = (
    "awareness",
    "quality",
    "timeliness",
    "interpretation",
    "platform",
    "staff",
    "requests",
    "mechanism",
)
_GLYPHS_PER_THEME = 90
"""A problem and what is done about it."""
_FEE_RULED = 2020
"""The year of 国办函〔2020〕109号; from the next one on the fee for handling requests could be charged."""

TableSection = Literal["two", "three", "four"]
_REMARKED = 0.14
"""Share of tables with a sentence before or behind them."""


def write_problems(voice: Voice, glyphs: int) -> list[Draft]:
    """五: problems, then what is done about them, theme by theme or one after the other."""
    many = max(1, min(len(THEMES), round(glyphs / _GLYPHS_PER_THEME)))
    themes = voice.draw.sample(THEMES, many)
    past = voice.some_of(("past_problems",), 0.15)
    if many > 1 and voice.chance(0.15):
        return [*map(body, past), *_theme_by_theme(voice, themes)]
    problems = [voice.write(f"problem_{theme}") for theme in themes]
    remedies = [voice.write(f"remedy_{theme}") for theme in themes]
    first = "".join(past) + _led(voice, "problems_lead", problems)
    second = _led(voice, "remedies_lead", remedies)
    if voice.chance(0.3):
        titles = voice.draw.choice(
            (("存在的主要问题", "改进情况"), ("存在问题", "改进措施"), ("主要问题", "下一步打算"))
        )
        return [subheading(f"（一）{titles[0]}"), body(first), subheading(f"（二）{titles[1]}"), body(second)]
    return [body(first + second)] if voice.chance(0.25) else [body(first), body(second)]


def _led(voice: Voice, lead: str, clauses: Sequence[str]) -> str:
    return voice.write(lead, {"two_to_five": in_words(len(clauses), counting=True)}) + chain(voice, clauses)


def _theme_by_theme(voice: Voice, themes: Sequence[str]) -> list[Draft]:
    mark = voice.draw.choice(("（{}）", "{}、", "{}."))
    drafts = [body(voice.write("problems_lead", {"two_to_five": in_words(len(themes), counting=True)}))]
    for i, theme in enumerate(themes, 1):
        number = mark.format(i if mark == "{}." else in_words(i))
        remedy = voice.draw.choice(("改进措施：", "整改情况：", "对此，将", "下一步，"))
        problem = voice.write(f"problem_{theme}")
        drafts.append(body(f"{number}{problem}。{remedy}{voice.write(f'remedy_{theme}')}。"))
    return drafts


def write_other(voice: Voice, glyphs: int) -> list[Draft]:
    """六: the fee for handling requests, anything else, or that there is nothing."""
    sentences = []
    charged = voice.situation.year > _FEE_RULED and voice.chance(0.12)
    if voice.situation.year >= _FEE_RULED and voice.chance(0.75):
        sentences.append(voice.write("fee_charged" if charged else "fee_none"))
    while sum(map(len, sentences)) < glyphs and voice.chance(0.6) and voice.expander.fresh("other_item"):
        sentences.append(voice.write("other_item"))
    if not sentences or voice.chance(0.15):
        sentences.append(voice.write("nothing_else"))
    if len(sentences) > 1 and voice.chance(0.3):
        return [body(f"{i}.{sentence}") for i, sentence in enumerate(sentences, 1)]
    return [body(text) for text in paragraphs(voice, sentences)]


def write_remarks(voice: Voice, section: TableSection) -> tuple[list[Draft], list[Draft]]:
    """Sentences before and behind the table of a section: mostly none."""
    if not voice.chance(_REMARKED):
        return [], []
    accounts: dict[TableSection, Callable[[], list[str]]] = {
        "two": lambda: account_for_documents(voice) if voice.chance(0.5) else account_for_decisions(voice),
        "three": lambda: account_for_requests(voice, detail=0.5),
        "four": lambda: account_for_disputes(voice),
    }
    note = f"note_{section}"
    sentences = accounts[section]() if voice.chance(0.7) else [voice.write(note)]
    drafts = [body("".join(sentences))] if sentences else []
    leads = drafts and drafts[0].text.endswith("：")
    return ([], drafts) if not leads and voice.chance(0.4) else (drafts, [])
