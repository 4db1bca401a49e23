"""The figures of one sentence beside each other."""

from __future__ import annotations

from gouji.models.confidence import CERTAIN
from gouji.models.forms import Form
from gouji.models.prose.additions import Addition
from gouji.models.prose.sentences import Sentence
from gouji.models.prose.sums import terms
from gouji.models.result import Cause, ProseCheck, Side, Status

_SAID = {
    "pass": "{parts}={sum}，与正文所说相符",
    "fail": "{parts}={sum}，正文却说{total}",
    "doubtful": "{parts}={sum}，正文却说{total}；各项可能不全或有重叠",
}


def check_addition(form: Form, addition: Addition, sentence: Sentence) -> ProseCheck:
    """The parts of a figure beside it, all of one sentence: both sides' values are the sentence's, and not the
    tables'."""
    status: Status = "pass" if addition.holds else "fail" if addition.plain else "doubtful"
    parts = "+".join(f"{part:f}" for part in addition.parts)
    return ProseCheck(
        id="narrative.sum",
        status=status,
        cause=_cause(addition, sentence) if status == "fail" else None,
        blanks_as_zero=False,
        used_in_reading=False,
        left=Side(fields=tuple(f for name in addition.fields for f in terms(name, form)), value=addition.sum),
        right=Side(fields=terms(addition.field, form), value=addition.value),
        difference=addition.sum - addition.value,
        message=_SAID[status].format(parts=parts, sum=f"{addition.sum:f}", total=f"{addition.value:f}"),
        quoted=sentence.quoted(addition.start),
    )


def _cause(addition: Addition, sentence: Sentence) -> Cause:
    """A sentence that was read without doubt contradicts itself on the page."""
    places = (addition.start, *addition.places)
    is_certain = all(sentence.token_at(at).piece.confidence >= CERTAIN for at in places)
    return "source" if is_certain else "undetermined"
