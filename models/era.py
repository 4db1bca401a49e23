"""Which form a report is printed on: told from its labels, never from its year."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.models.assembly.labels import normalise
from gouji.models.document import Page
from gouji.models.errors import UnsupportedFormError
from gouji.models.forms import Form, other_eras

_ENOUGH = 2
"""Labels of the form that decide for it against traces of another (prose that quotes last year's table, say)."""


def evidence_of(form: Form, pages: Sequence[Page]) -> tuple[str, ...]:
    """Labels in the document that tell this form from others.

    Raises:
        UnsupportedFormError: they tell another era.
    """
    text = normalise("".join(piece.text for page in pages for line in page.lines for piece in line.pieces))
    found = tuple(label for label in form.evidence if normalise(label) in text)
    if len(found) < _ENOUGH:
        for era in other_eras():
            printed = [label for label in era.labels if normalise(label) in text]
            if len(printed) >= era.needed:
                raise UnsupportedFormError(
                    f"这是按{era.name}编制的报告（见“{'”“'.join(printed[:3])}”），目前只读取{form.version}年格式"
                    f"（{form.basis}）的报告"
                )
    return found
