"""The prose against the tables and against itself, as checks of the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from gouji.models.forms import Form
from gouji.models.prose.against_tables import check_share, check_statement, check_year
from gouji.models.prose.sentences import Sentence
from gouji.models.prose.statement import YEAR, Speaker
from gouji.models.prose.statements import read_sentence
from gouji.models.prose.sums import DISPUTES, terms
from gouji.models.prose.within import check_addition
from gouji.models.result import FieldReading, ProseCheck

OF_NO_FIELD = ("sum", "share", YEAR)
"""What checks of the prose are of beside fields of the form and their sums."""


def check_prose(
    form: Form, fields: Mapping[str, FieldReading], prose: Iterable[Sentence], speaker: Speaker
) -> tuple[ProseCheck, ...]:
    """What the prose says as checks of the result, in its order: ``narrative.<field>`` of a figure of the form,
    ``narrative.sum`` of figures in one sentence, ``narrative.share`` of a per cent, ``narrative.year`` of a figure of
    another year. A second one has ``#2`` behind its id."""
    seen = Counter[str]()
    checks = []
    for check in _checks(form, fields, prose, speaker):
        seen[check.id] += 1
        number = f"#{seen[check.id]}" if seen[check.id] > 1 else ""
        checks.append(check.model_copy(update={"id": f"{check.id}{number}"}))
    return tuple(checks)


def _checks(
    form: Form, fields: Mapping[str, FieldReading], prose: Iterable[Sentence], speaker: Speaker
) -> Iterator[ProseCheck]:
    topic = ""
    year = None if speaker.year is None else Decimal(speaker.year)
    for sentence in prose:
        before = _topic_of(sentence.heading, speaker) if sentence.opens else topic
        told = read_sentence(sentence.text, speaker, before)
        topic = told.topic
        for statement in told.statements:
            if statement.field == YEAR:
                yield check_year(statement, sentence, year)
            elif terms(statement.field, form):
                yield check_statement(form, fields, statement, sentence)
        yield from (check_addition(form, addition, sentence) for addition in told.additions)
        of_shares = (check_share(form, fields, share, sentence) for share in told.shares)
        yield from (check for check in of_shares if check)


def _topic_of(heading: str, speaker: Speaker) -> str:
    """The disputes that a heading names. Below one on 依申请公开 other things are counted too."""
    topic = read_sentence(heading, speaker).topic
    return topic if topic in DISPUTES else ""
