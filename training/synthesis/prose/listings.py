"""Clauses that list several figures: kinds of applicants, channels, outcomes, rows, results."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from gouji.training.synthesis.prose.figures import APPLICANTS, REFUSALS, RESULTS, UNABLE, KnownFigures
from gouji.training.synthesis.prose.ledger import Ledger

RECEIVED = "requests.received.total"
OUTCOMES = (
    ("outcome_granted", "requests.granted.total"),
    ("outcome_partly", "requests.partly_granted.total"),
    ("outcome_refused", "requests.refused.total"),
    ("outcome_unable", "requests.unable"),
    ("outcome_not_processed", "requests.not_processed"),
    ("outcome_closed", "requests.closed"),
)
"""The rule that names each group of outcomes, and its figure."""
_ROWS = {"requests.refused.total": ("requests.refused", REFUSALS), "requests.unable": ("requests.unable", UNABLE)}
_ZERO_LISTED = 0.06
"""Share of lists of outcomes that name those of which there are none."""
_WRONG_SUMS = 0.08
"""Share of breakdowns by channel that do not add up."""

Term = Callable[[str, Mapping[str, str]], str]
"""Expands a rule with some slots bound."""


class Listings:
    """Each method gives a clause, with the comma or bracket that joins it to a sentence, or nothing."""

    def __init__(self, known: KnownFigures, ledger: Ledger, term: Term, draw: random.Random) -> None:
        self._known = known
        self._ledger = ledger
        self._write = term
        self._draw = draw

    def _term(self, rule: str) -> str:
        return self._write(rule, {})

    def kinds(self) -> str:
        """Applicants by kind."""
        ids = [a for a in APPLICANTS if self._known.values.get(f"requests.received.{a}", 0) > 0]
        if not ids:
            return ""
        pieces = [self._piece(f"kind_{a}", f"requests.received.{a}") for a in ids]
        if len(pieces) == 1 and self._draw.random() < 0.5:
            return f"，均为{self._term(f'kind_{ids[0]}')}" if ids[0] in ("individual", "company") else ""
        return f"，{self._draw.choice(('其中', '其中：', '包括', '按申请人分，'))}{self._join(pieces)}"

    def channels(self) -> str:
        """Figures by channel: parts of what was received, which should add up to it."""
        counts = self._split(int(self._known.values[RECEIVED]))
        if not counts:
            return ""
        terms = [self._term("channel") for _ in counts]
        return f"，{self._draw.choice(('其中', '其中', '包括'))}{self._join(self._parts(terms, counts))}"

    def subjects(self) -> str:
        """What the requests were about, sometimes with figures for each subject."""
        counts = self._split(int(self._known.values[RECEIVED]))
        terms = [self._term("subject") for _ in range(len(counts) or 2)]
        if counts and self._draw.random() < 0.4:
            return f"，其中{self._join([f'涉及{part}' for part in self._parts(terms, counts)])}"
        return f"，{self._draw.choice(('', '内容'))}主要涉及{'、'.join(terms)}{self._draw.choice(('', '等方面'))}"

    def _parts(self, terms: Sequence[str], counts: Sequence[int]) -> list[str]:
        pairs = zip(terms, counts, strict=True)
        return [f"{term}{self._ledger.part(RECEIVED, Decimal(count))}件" for term, count in pairs]

    def _split(self, total: int) -> list[int]:
        """A total in two to four parts, none of them 0; now and then they do not add up. Empty if it is too small."""
        many = self._draw.randint(2, 4)
        if total <= many:
            return []
        cuts = [0, *sorted(self._draw.sample(range(1, total), many - 1)), total]
        counts = [b - a for a, b in pairwise(cuts)]
        if self._draw.random() < _WRONG_SUMS:
            counts[-1] = max(counts[-1] - 1, 1)
        return counts

    def outcomes(self) -> str:
        """The outcomes as a clause of their own."""
        listed = self.outcome_list() if self._known.positive(field for _, field in OUTCOMES) else ""
        return f"，{self._draw.choice(('其中', '其中', '其中：', '包括'))}{listed}" if listed else ""

    def outcome_list(self) -> str:
        """How many requests came to which outcome."""
        least = 0 if self._draw.random() < _ZERO_LISTED else 1
        shown = [pair for pair in OUTCOMES if self._known.values.get(pair[1], -1) >= least]
        return self._join([self._piece(rule, field) + self._detail(field) for rule, field in shown])

    def _detail(self, field: str) -> str:
        """Rows of an outcome, in brackets behind it."""
        rows = _ROWS.get(field)
        return self.rows(*rows, bracketed=1.0) if rows and self._draw.random() < 0.2 else ""

    def rows(self, group: str, rows: Iterable[str], bracketed: float = 0.4) -> str:
        """The rows of a group of outcomes of which there are any."""
        shown = [row for row in rows if self._known.values.get(f"{group}.{row}.total", 0) > 0]
        pieces = [self._piece(f"row_{row}", f"{group}.{row}.total") for row in shown]
        if not pieces:
            return ""
        return f"（{self._join(pieces)}）" if self._draw.random() < bracketed else f"，其中{self._join(pieces)}"

    def lawsuits(self) -> str:
        """How lawsuits came to court, or how they ended."""
        if self._draw.random() < 0.6:
            return self.results("litigation")
        ids = [r for r in ("direct", "after_review") if self._known.values.get(f"litigation.{r}.total", 0) > 0]
        pieces = [self._piece(f"route_{r}", f"litigation.{r}.total") for r in ids]
        return f"，其中{self._join(pieces)}" if pieces else ""

    def results(self, group: str) -> str:
        """How reviews or lawsuits ended."""
        shown = [r for r in RESULTS if self._known.values.get(f"{group}.{r}", 0) > 0]
        pieces = [self._piece(f"result_{r}", f"{group}.{r}") for r in shown]
        if not pieces:
            return ""
        return f"（{self._join(pieces)}）" if self._draw.random() < 0.2 else f"，其中{self._join(pieces)}"

    def _piece(self, rule: str, field: str) -> str:
        return f"{self._term(rule)}{self._ledger.whole(field)}件"

    def _join(self, pieces: Sequence[str]) -> str:
        return self._draw.choice(("、", "，", "、", "；") if len(pieces) > 2 else ("、", "，")).join(pieces)
