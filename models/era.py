"""Which form a report is printed on: told from its labels, never from its year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import partial_ratio

from gouji.models.assembly.labels import normalise
from gouji.models.document import Page
from gouji.models.errors import UnsupportedFormError
from gouji.models.forms import VERSIONS, Form, load_form, other_eras

_ENOUGH = 2
"""Labels of the form that decide for it against traces of another (prose that quotes last year's table, say)."""

_ALIKE = 80.0
"""Per cent of likeness from which a label counts as found: it may be misread, or broken by what stands beside it."""

_READABLE = "、".join(f"{version}年" for version in VERSIONS)


@dataclass(frozen=True, slots=True)
class Era:
    """The form that a document is taken to be printed on, and its labels there that no other form has."""

    form: Form
    evidence: tuple[str, ...]


def era_of(pages: Sequence[Page]) -> Era:
    """The form most of whose own labels are in the document; the newest where there are none.

    Raises:
        UnsupportedFormError: they tell a form that is known by name and not read.
    """
    text = normalise("".join(piece.text for page in pages for line in page.lines for piece in line.pieces))
    eras = [Era(form, tuple(label for label in form.evidence if _is_in(label, text))) for form in _newest_first()]
    best = max(eras, key=lambda era: len(era.evidence))
    if len(best.evidence) < _ENOUGH:
        for other in other_eras():
            printed = [label for label in other.labels if _is_in(label, text)]
            if len(printed) >= other.needed:
                raise UnsupportedFormError(
                    f"这是按{other.name}编制的报告（见“{'”“'.join(printed[:3])}”），目前只读取{_READABLE}格式的报告"
                )
    return best


def _newest_first() -> list[Form]:
    return [load_form(version) for version in reversed(VERSIONS)]


def require_evidence(era: Era) -> None:
    """Rows of a report alone do not tell its form: most of them are in the forms of several eras.

    Raises:
        UnsupportedFormError: there is no evidence.
    """
    if not era.evidence:
        labels = "”“".join(form.evidence[0] for form in _newest_first())
        raise UnsupportedFormError(
            f"找到了年度报告的表格，但没有{_READABLE}格式各自特有的栏目（如“{labels}”），不能断定是哪一年的格式；"
            "请提供报告全文"
        )


def _is_in(label: str, text: str) -> bool:
    wanted = normalise(label)
    return wanted in text or partial_ratio(wanted, text, score_cutoff=_ALIKE) > 0
