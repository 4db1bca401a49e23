"""Running text from whole documents that others wrote as templates: wording that no rule of ours has.

A document is a list of paragraphs for each section, in the language of :mod:`templates`, with the signs of its slots.
``{n}`` to ``{n4}`` are numbers of no field, of so many digits; ``{y}``, ``{y-1}`` and ``{o}`` the year, the one
before and the body. A paragraph is printed where the report's figures allow what it says.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from gouji.training.synthesis.draws import Split
from gouji.training.synthesis.prose.authorities import Authority
from gouji.training.synthesis.prose.claims import last_year, speakable
from gouji.training.synthesis.prose.composition import Draft, body, printed
from gouji.training.synthesis.prose.expansion import Expander, Filler
from gouji.training.synthesis.prose.figures import Figures, KnownFigures, known_figures
from gouji.training.synthesis.prose.ledger import Ledger
from gouji.training.synthesis.prose.situation import Situation, draw_situation
from gouji.training.synthesis.prose.templates import Alternative, Grammar, field_aliases, parse_alternative, slots_of
from gouji.training.synthesis.prose.writing import Prose, Remarks

_CONTRADICTED = 0.5
"""Share of reports in which one statement differs from the tables."""
_DENYING = 0.2
"""Share of those in which the statement is that there was none."""
_CARRIED_IN = "requests.carried_in.total"


@dataclass(frozen=True, slots=True)
class Document:
    """Paragraphs by section, as they were written."""

    id: str
    overview: tuple[Alternative, ...]
    problems: tuple[Alternative, ...]
    other: tuple[Alternative, ...]

    def write(self, figures: Figures, authority: Authority, year: int, draw: random.Random, _: Split) -> Prose:
        """The running text of a report with these figures; in every other one, one statement is wrong."""
        title = Draft("title", f"{authority.name}{year}年政府信息公开工作年度报告")
        known = known_figures(figures)
        contradictions = int(draw.random() < _CONTRADICTED)
        denied = self._denied(known, draw) if contradictions and draw.random() < _DENYING else None
        situation = draw_situation(authority, year, draw)
        ledger = Ledger(known, last_year(known, {}, draw), draw)
        fillers = {**_names(situation), **_claims(known, ledger, draw)}
        expander = Expander(Grammar({}), draw, fillers, speakable(known), ())
        sections = [
            [body(expander.write(p)) for p in paragraphs if _fits(p, known, denied)]
            for paragraphs in (self.overview, self.problems, self.other)
        ]
        texts = [draft.text for section in sections for draft in section]
        settled, statements = ledger.settle(texts, contradictions, situation.style)
        numbered = iter(settled)
        overview, problems, other = (tuple(printed(d, next(numbered)) for d in section) for section in sections)
        return Prose(
            authority=authority.name,
            title=(printed(title, title.text),),
            preface=(),
            overview=overview,
            two=Remarks(),
            three=Remarks(),
            four=Remarks(),
            problems=problems,
            other=other,
            signature=(),
            statements=statements,
        )

    def _denied(self, known: KnownFigures, draw: random.Random) -> str | None:
        """A field of which the document can say that there was none though there was some."""
        paragraphs = (*self.overview, *self.problems, *self.other)
        able = sorted({s.argument for p in paragraphs for s in slots_of(p.template) if s.name == "0"})
        positive = known.positive(able)
        return draw.choice(positive) if positive else None


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a TOML file. Raises ValueError where a template is none."""
    for content in tomllib.loads(path.read_text(encoding="utf-8"))["document"]:
        overview, problems, other = (_paragraphs(content.get(s, ())) for s in ("overview", "problems", "other"))
        yield Document(content["id"], overview, problems, other)


def _paragraphs(sources: Iterable[str]) -> tuple[Alternative, ...]:
    return tuple(parse_alternative(source, field_aliases()) for source in sources)


def _fits(paragraph: Alternative, known: KnownFigures, denied: str | None) -> bool:
    """Whether what a paragraph says of none and of some is so, but for what is denied."""
    if not paragraph.needs <= speakable(known):
        return False
    slots = list(slots_of(paragraph.template))
    if any(s.name == "0" and known.values[s.argument] and s.argument != denied for s in slots):
        return False
    return not any(s.name in ("!", "=") and s.argument == denied for s in slots)


def _claims(known: KnownFigures, ledger: Ledger, draw: random.Random) -> Mapping[str, Filler]:
    def part(field: str) -> str:
        return ledger.part(field, Decimal(draw.randint(1, int(known.values[field]) - 1)))

    def more(field: str) -> str:
        return ledger.more(field, known.values[field] + known.values[_CARRIED_IN])

    return {"=": ledger.whole, "!": ledger.whole, "0": ledger.zero, "~": part, "+": more, **_incidental(draw)}


def _incidental(draw: random.Random) -> Mapping[str, Filler]:
    def of(digits: int) -> Filler:
        return lambda _: str(draw.randrange(max(10 ** (digits - 1), 1), 10**digits))

    return {f"n{digits if digits > 1 else ''}": of(digits) for digits in (1, 2, 3, 4)}


def _names(situation: Situation) -> Mapping[str, Filler]:
    year, name = situation.year, situation.authority.name
    return {"y": lambda _: str(year), "y-1": lambda _: str(year - 1), "o": lambda _: name}
