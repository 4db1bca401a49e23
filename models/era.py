"""Which form a report is printed on: told from its labels, never from its year."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.fuzz import partial_ratio

from gouji.models.assembly.labels import normalise
from gouji.models.document import Page
from gouji.models.errors import UnsupportedFormError
from gouji.models.forms import Form, other_eras

_ENOUGH = 2
"""Labels of the form that decide for it against traces of another (prose that quotes last year's table, say)."""

_ALIKE = 80.0
"""Per cent of likeness from which a label counts as found: it may be misread, or broken by what stands beside it."""


def evidence_of(form: Form, pages: Sequence[Page]) -> tuple[str, ...]:
    """Labels in the document that tell this form from others.

    Raises:
        UnsupportedFormError: they tell another era.
    """
    text = normalise("".join(piece.text for page in pages for line in page.lines for piece in line.pieces))
    found = tuple(label for label in form.evidence if _is_in(label, text))
    if len(found) < _ENOUGH:
        for era in other_eras():
            printed = [label for label in era.labels if _is_in(label, text)]
            if len(printed) >= era.needed:
                raise UnsupportedFormError(
                    f"这是按{era.name}编制的报告（见“{'”“'.join(printed[:3])}”），目前只读取{form.version}年格式"
                    f"（{form.basis}）的报告"
                )
    return found


def require_evidence(form: Form, evidence: Sequence[str]) -> None:
    """Rows of a report alone do not tell its form: most of them are in the forms of several eras.

    Raises:
        UnsupportedFormError: there is no evidence.
    """
    if not evidence:
        raise UnsupportedFormError(
            f"找到了年度报告的表格，但没有{form.version}年格式特有的栏目（如“{form.evidence[0]}”），不能断定是哪一年的格式；"
            "请提供报告全文"
        )


def _is_in(label: str, text: str) -> bool:
    wanted = normalise(label)
    return wanted in text or partial_ratio(wanted, text, score_cutoff=_ALIKE) > 0
