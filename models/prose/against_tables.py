"""A figure, a per cent or a year of a sentence, beside what the tables print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gouji.models.arithmetic import EMPTY_KINDS, KNOWN_KINDS
from gouji.models.confidence import CERTAIN
from gouji.models.forms import Form
from gouji.models.prose.sentences import Sentence
from gouji.models.prose.shares import Share
from gouji.models.prose.statement import YEAR, Statement
from gouji.models.prose.sums import terms
from gouji.models.result import Cause, FieldReading, ProseCheck, Side, Status

SAID = {
    "pass": "正文与表格一致",
    "fail": "正文说{said}，表中为{printed}",
    "doubtful": "正文说{said}，表中为{printed}；正文所指范围可能不同，或表中的数待核对",
    "incomplete": "正文说{said}，表中为空白，可能漏填",
    "unassessable": "正文说{said}，表中有单元格未能读出、缺失或不是数字，无法核对",
}
"""What a check says, by its status. ``said`` and ``printed`` are figures."""


def check_statement(
    form: Form, fields: Mapping[str, FieldReading], statement: Statement, sentence: Sentence
) -> ProseCheck:
    """A figure beside the field that it speaks of, or the sum of fields."""
    ids = terms(statement.field, form)
    read = [fields[f] for f in ids]
    printed = _printed(read)
    status = _status(read, printed, statement)
    if (
        status == "fail"
        and statement.repeats
        and _printed([fields[f] for f in terms(statement.repeats, form)]) != (statement.value)
    ):
        # The figure that it takes over is contradicted already, and its own was never printed.
        status = "doubtful"
    return ProseCheck(
        id=f"narrative.{statement.field}",
        status=status,
        cause=_cause(read, sentence.token_at(statement.start).piece.confidence) if status == "fail" else None,
        blanks_as_zero=status == "pass" and any(r.kind in EMPTY_KINDS for r in read),
        used_in_reading=False,
        left=Side(fields=ids, value=printed),
        right=Side(fields=(), value=statement.value),
        difference=None if printed is None else printed - statement.value,
        message=SAID[status].format(said=f"{statement.value:f}", printed=f"{printed or 0:f}"),
        quoted=sentence.quoted(statement.start),
    )


def check_year(statement: Statement, sentence: Sentence, year: Decimal | None) -> ProseCheck:
    """A sentence that gives figures for another year than the report's."""
    return ProseCheck(
        id=f"narrative.{YEAR}",
        status="doubtful",
        cause=None,
        blanks_as_zero=False,
        used_in_reading=False,
        left=Side(fields=(), value=year),
        right=Side(fields=(), value=statement.value),
        difference=None if year is None else year - statement.value,
        message=f"这句话说的是{statement.value}年，报告是{year}年的；可能是旧文未改",
        quoted=sentence.quoted(statement.start),
    )


def check_share(form: Form, fields: Mapping[str, FieldReading], share: Share, sentence: Sentence) -> ProseCheck | None:
    """A per cent beside that of the tables: doubtful at most, since what it is of is seldom said. None where the form
    does not have its fields or prints none of what it could be of."""
    ids = terms(share.field, form)
    part = _printed([fields[f] for f in ids])
    wholes = [terms(whole, form) for whole in share.wholes]
    known = {named: whole for named in wholes if named and (whole := _printed([fields[f] for f in named]))}
    if not ids or part is None or not known:
        return None
    found = {named: (100 * part / whole).quantize(share.value) for named, whole in known.items()}
    unit = Decimal(1).scaleb(int(share.value.as_tuple().exponent))
    # Authors cut digits off, and mend one so that the shares make 100.
    named, nearest = min(found.items(), key=lambda of: abs(of[1] - share.value))
    holds = abs(nearest - share.value) <= unit
    return ProseCheck(
        id="narrative.share",
        status="pass" if holds else "doubtful",
        cause=None,
        blanks_as_zero=False,
        used_in_reading=False,
        left=Side(fields=(*ids, *named), value=nearest),
        right=Side(fields=(), value=share.value),
        difference=nearest - share.value,
        message=f"正文的百分比与表格一致（{nearest}%）" if holds else f"正文说占{share.value}%，按表格为{nearest}%",
        quoted=sentence.quoted(share.start),
    )


def _printed(read: Sequence[FieldReading]) -> Decimal | None:
    """The sum of fields with blanks as 0; None where one is not known."""
    is_known = all(r.kind in KNOWN_KINDS for r in read)
    return sum((r.value or Decimal(0) for r in read), Decimal(0)) if is_known else None


def _status(read: Sequence[FieldReading], printed: Decimal | None, statement: Statement) -> Status:
    """A sentence contradicts plainly what is surely printed; against a figure that a person is to look at it is in
    doubt."""
    if printed is None:
        return "unassessable"
    if printed == statement.value or abs(printed - statement.value) < statement.within:
        return "pass"
    if not statement.plain or any(r.review for r in read):
        return "doubtful"
    if any(r.kind in EMPTY_KINDS for r in read) and printed < statement.value:
        return "incomplete"
    return "fail"


def _cause(read: Sequence[FieldReading], said: float) -> Cause:
    """A table and a sentence that were both read without doubt contradict each other on the page.

    ``said``: confidence in [0, 1] of the text in which the figure stands.
    """
    return "source" if said >= CERTAIN and all(r.confidence >= CERTAIN for r in read) else "undetermined"
