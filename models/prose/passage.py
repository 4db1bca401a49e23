"""A sentence with the words found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from gouji.models.prose.bodies import is_of_others, own_names
from gouji.models.prose.scope import is_left_out, speaks_of_disclosure
from gouji.models.prose.statement import Speaker
from gouji.models.prose.sums import DISPUTES
from gouji.models.prose.vocabulary import Item, strange

_OUTCOME = re.compile(r"requests\.(?:partly_granted|refused|unable|not_processed|closed|carried|handled)|not_held")
_APPLICANT = re.compile(r"requests\.received\.(?!total)")


def names(part: Iterable[Item], kind: str) -> list[str]:
    """The names of the items of a kind, in their order, each once."""
    return list(dict.fromkeys(i.name for i in part if i.kind == kind))


def until(part: Iterable[Item], *kinds: str) -> list[Item]:
    """The items before the first of these kinds."""
    return list(takewhile(lambda i: i.kind not in kinds, part))


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence (NFKC, without white space). ``topic``: of the sentence before, "" where a paragraph begins."""

    text: str
    items: tuple[Item, ...]
    speaker: Speaker
    topic: str

    @property
    def last_topic(self) -> str:
        """What the next sentence may go on speaking of."""
        topics = [i.name for i in self.items if i.kind == "topic"]
        own = [topic for topic in topics if topic != "other"]
        if own and (own[-1] not in DISPUTES or self.is_of_disclosure):
            return own[-1]
        return "" if topics else self.topic

    @property
    def is_of_disclosure(self) -> bool:
        """Whether it or the one before speaks of the disclosure of information."""
        return speaks_of_disclosure(self.text) or self.topic in ("requests", *DISPUTES)

    def has_topic(self, name: str) -> bool:
        """Whether it speaks of something."""
        return any(i.kind == "topic" and i.name == name for i in self.items)

    @property
    def lists_outcomes(self) -> bool:
        """Whether it says what became of requests."""
        return any(i.kind == "measure" and _OUTCOME.match(i.name) for i in self.items)

    @property
    def divides_requests(self) -> bool:
        """Whether requests are spoken of, though they may not be named: by what became of them, or by who applied."""
        applicants = {i.name for i in self.items if i.kind == "measure" and _APPLICANT.match(i.name)}
        return self.lists_outcomes or len(applicants) > 1

    def strange(self, part: Sequence[Item], start: int, end: int) -> str:
        """What it says between two offsets besides some items, neutral words and the name of its own body."""
        own = [Item("mark", "own", *span) for span in own_names(self.text, self.speaker.authority or "")]
        return strange(self.text, [*part, *own], start, end)

    def is_of_others(self, offset: int) -> bool:
        """Whether what stands before an offset gives what follows to another body than the report's, or what stands
        about it leaves it out of the report."""
        return is_left_out(self.text, offset) or is_of_others(self.text[:offset], self.speaker.authority or "")
