"""Sentences to paragraphs: chains of numbered points, paragraphs of bearable length, and their styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouji.training.synthesis.manuscript import Paragraph, ParagraphStyle, Span, Tag
from gouji.training.synthesis.prose.numerals import in_words
from gouji.training.synthesis.prose.voice import Voice

_PARAGRAPH_GLYPHS = (120, 420)
"""Bounds between which an author breaks a paragraph."""


_WAYS = ("plain", "semicolons", "first_is", "circled", "brackets")
_WAY_SHARES = (0.25, 0.15, 0.48, 0.04, 0.08)


@dataclass(frozen=True, slots=True)
class Draft:
    """A paragraph whose claims are not settled yet."""

    style: ParagraphStyle
    text: str


def body(text: str) -> Draft:
    """A paragraph of running text."""
    return Draft("body", text)


def subheading(text: str) -> Draft:
    """A heading inside a section."""
    return Draft("subheading", text)


def printed(draft: Draft, text: str) -> Paragraph:
    """A draft with its settled text."""
    return Paragraph(draft.style, (Span(text, Tag("title" if draft.style == "title" else "prose")),))


def chain(voice: Voice, clauses: Sequence[str], numbered: bool = True) -> str:
    """Clauses as one or several sentences; from two on they may be numbered."""
    if len(clauses) < 2:
        return f"{clauses[0]}。"
    ways, shares = (_WAYS, _WAY_SHARES) if numbered else (_WAYS[:2], _WAY_SHARES[:2])
    way = voice.draw.choices(ways, shares)[0]
    if way == "first_is":
        stop = voice.draw.choice("；。；")
        return stop.join(f"{in_words(i)}是{clause}" for i, clause in enumerate(clauses, 1)) + "。"
    if way == "circled":
        return "；".join(f"{chr(0x2460 + i)}{clause}" for i, clause in enumerate(clauses)) + "。"
    if way == "brackets":
        return "；".join(f"（{i}）{clause}" for i, clause in enumerate(clauses, 1)) + "。"
    return ("。" if way == "plain" else "；").join(clauses) + "。"


def paragraphs(voice: Voice, sentences: Sequence[str]) -> list[str]:
    """Sentences in order, joined to paragraphs. At least one paragraph, maybe empty."""
    limit = voice.draw.randint(*_PARAGRAPH_GLYPHS)
    texts = [""]
    for sentence in sentences:
        if texts[-1] and len(texts[-1]) + len(sentence) > limit:
            texts.append("")
        texts[-1] += sentence
    return texts
