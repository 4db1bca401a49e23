"""What one sentence says of the form's figures.

A figure speaks of the field that the words before it name, or, where there are none, those behind it. What it counts is
told by the nearest noun: 收到申请 is a field, 收到留言 is none. A statement is plain where its clause holds nothing but
words that are known not to change what is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gouji.models.prose.additions import Addition, additions
from gouji.models.prose.denials import denials
from gouji.models.prose.figures import figures
from gouji.models.prose.passage import Passage
from gouji.models.prose.shared import said_of_all
from gouji.models.prose.shares import Share, shares
from gouji.models.prose.statement import Speaker, Statement
from gouji.models.prose.vocabulary import items


@dataclass(frozen=True, slots=True)
class Told:
    """All that a sentence says. ``topic``: the one it ends on, of which the next may go on speaking."""

    statements: tuple[Statement, ...]
    additions: tuple[Addition, ...]
    shares: tuple[Share, ...]
    topic: str


def read_sentence(sentence: str, speaker: Speaker, topic: str = "") -> Told:
    """What a sentence (NFKC, without white space) says.

    ``topic``: the one that the sentence or the heading before it ended on, "" where neither spoke of one.
    """
    passage = Passage(sentence, tuple(items(sentence, speaker.year)), speaker, topic)
    counted = [replace(s, plain=s.plain and not passage.is_of_others(s.start)) for s in figures(passage)]
    others = [*said_of_all(passage, counted), *denials(passage)]
    others = [replace(s, plain=s.plain and not passage.is_of_others(s.start)) for s in others]
    return Told(
        statements=(*counted, *others),
        additions=tuple(additions(passage, counted)),
        shares=tuple(shares(passage, counted)),
        topic=passage.last_topic,
    )


def statements(sentence: str, speaker: Speaker, topic: str = "") -> tuple[list[Statement], str]:
    """The statements of a sentence on fields, and the topic it ends on. See :func:`read_sentence`."""
    told = read_sentence(sentence, speaker, topic)
    return list(told.statements), told.topic
