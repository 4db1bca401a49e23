"""The prose against the tables: each figure that a sentence states, beside what the table prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from gouji.models.confidence import CERTAIN
from gouji.models.forms import Form
from gouji.models.places import locate
from gouji.models.prose.sentences import Sentence
from gouji.models.prose.statements import Speaker, Statement, statements
from gouji.models.prose.sums import terms
from gouji.models.result import Cause, Check, FieldReading, Quotation, Side, Status

_EMPTY = frozenset({"blank", "placeholder"})
_SAID = {
    "pass": "正文与表格一致",
    "fail": "正文说{said}，表中为{printed}",
    "doubtful": "正文说{said}，表中为{printed}；正文所指范围可能不同",
    "incomplete": "正文说{said}，表中为空白，可能漏填",
    "unassessable": "正文说{said}，表中有单元格未能读出、缺失或不是数字，无法核对",
}


def check_prose(
    form: Form, fields: Mapping[str, FieldReading], prose: Iterable[Sentence], speaker: Speaker
) -> tuple[Check, ...]:
    """The statements of the prose as checks of the result, ``narrative.<field>``, in their order; a second one on the
    same field has ``#2`` behind its id."""
    seen = Counter[str]()
    checks = []
    for sentence, statement in _stated(prose, speaker):
        ids = terms(statement.field, form)
        if ids:
            seen[statement.field] += 1
            number = f"#{seen[statement.field]}" if seen[statement.field] > 1 else ""
            checks.append(_check(f"narrative.{statement.field}{number}", statement, sentence, ids, fields))
    return tuple(checks)


def _stated(prose: Iterable[Sentence], speaker: Speaker) -> Iterator[tuple[Sentence, Statement]]:
    topic = ""
    for sentence in prose:
        found, topic = statements(sentence.text, speaker, "" if sentence.opens else topic)
        yield from ((sentence, statement) for statement in found)


def _check(
    id: str, statement: Statement, sentence: Sentence, ids: tuple[str, ...], fields: Mapping[str, FieldReading]
) -> Check:
    read = [fields[f] for f in ids]
    token = sentence.token_at(statement.start)
    is_known = all(r.kind == "number" or r.kind in _EMPTY for r in read)
    printed = sum((r.value or Decimal(0) for r in read), Decimal(0)) if is_known else None
    status = _status(read, printed, statement)
    return Check(
        id=id,
        status=status,
        cause=_cause(read, token.piece.confidence) if status == "fail" else None,
        blanks_as_zero=status == "pass" and any(r.kind in _EMPTY for r in read),
        used_in_reading=False,
        left=Side(fields=ids, value=printed),
        right=Side(fields=(), value=statement.value),
        difference=None if printed is None else printed - statement.value,
        message=_SAID[status].format(said=f"{statement.value:f}", printed=f"{printed or 0:f}"),
        quoted=Quotation.model_validate({"text": sentence.text, **locate(token.piece.place)}),
    )


def _status(read: list[FieldReading], printed: Decimal | None, statement: Statement) -> Status:
    if printed is None:
        return "unassessable"
    if printed == statement.value:
        return "pass"
    if any(r.kind in _EMPTY for r in read) and printed < statement.value:
        return "incomplete" if statement.plain else "doubtful"
    return "fail" if statement.plain else "doubtful"


def _cause(read: list[FieldReading], said: float) -> Cause:
    """A table and a sentence that were both read without doubt contradict each other on the page.

    ``said``: confidence in [0, 1] of the text in which the figure stands.
    """
    if any(r.review for r in read):
        return "reading"
    return "source" if said >= CERTAIN and all(r.confidence >= CERTAIN for r in read) else "undetermined"
