"""What one sentence says of the form's figures.

A figure speaks of the field that the words before it name, or, where there are none, those behind it. What it counts is
told by the nearest noun: 收到申请 is a field, 收到留言 is none. A statement is plain where its clause holds nothing but
words that are known not to change what is counted.
"""

from __future__ import annotations

from dataclasses import replace

from gouji.models.prose.denials import denials
from gouji.models.prose.figures import figures
from gouji.models.prose.passage import Passage
from gouji.models.prose.shared import said_of_all
from gouji.models.prose.statement import Speaker, Statement
from gouji.models.prose.vocabulary import items


def statements(sentence: str, speaker: Speaker, topic: str = "") -> tuple[list[Statement], str]:
    """The statements of a sentence (NFKC, without white space), and the topic it ends on.

    ``topic``: the one that the sentence before it ended on, "" where a paragraph begins.
    """
    passage = Passage(sentence, tuple(items(sentence, speaker.year)), speaker, topic)
    counted = list(figures(passage))
    found = [*counted, *said_of_all(passage, counted), *denials(passage)]
    return [replace(s, plain=s.plain and not passage.is_of_others(s.start)) for s in found], passage.last_topic
