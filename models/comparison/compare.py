"""Reports of one body over the years: put in order, and each compared with the one before it."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.models.arithmetic import check_identity
from gouji.models.comparison.authorities import differ_plainly
from gouji.models.comparison.changes import changes
from gouji.models.comparison.chronology import chronological, relations
from gouji.models.comparison.edition import Edition
from gouji.models.comparison.repetition import compare_prose
from gouji.models.comparison.result import (
    ComparedDocument,
    Comparison,
    LeftOut,
    Pair,
    ProseComparison,
    Relation,
)
from gouji.models.comparison.warnings import warnings
from gouji.models.decisions import decided, decided_authority, decided_year
from gouji.models.forms import EARLIER, load_form
from gouji.models.result import Check, Report

_APART = "两份报告不是相邻两年的，跨年勾稽关系不适用"
_NO_SUCH_FIELD = "上年报告的格式没有所需的栏目"
_ONLY_EARLIER, _ONLY_LATER = "只有上年报告的格式有这些栏目", "只有本年报告的格式有这些栏目"


def compare(editions: Sequence[Edition]) -> Comparison:
    """Compare two or more reports of one body.

    Raises:
        IncomparableError: they have no order in time.
    """
    order = chronological([decided_year(e.report) for e in editions], [e.file for e in editions])
    ordered = [editions[at] for at in order]
    related = relations([decided_year(e.report) for e in ordered])
    return Comparison(
        documents=tuple(_document(e) for e in ordered),
        warnings=tuple(warnings(ordered, related, reordered=list(order) != sorted(order))),
        pairs=tuple(_pair(ordered, at, relation) for at, relation in enumerate(related)),
    )


def _document(edition: Edition) -> ComparedDocument:
    report = edition.report
    return ComparedDocument(
        file=edition.file,
        name=report.document.name,
        sha256=report.document.sha256,
        year=decided_year(report),
        authority=decided_authority(report).value,
        form=report.form.version,
    )


def _pair(ordered: Sequence[Edition], at: int, relation: Relation) -> Pair:
    earlier, later = ordered[at], ordered[at + 1]
    checks, omitted = _checks(earlier.report, later.report, relation)
    prose, reason = _prose(earlier, later)
    return Pair(
        earlier=at,
        later=at + 1,
        years=relation,
        checks=checks,
        left_out=(*omitted, *_fields_left_out(earlier.report, later.report)),
        changes=changes(earlier.report, later.report),
        prose=prose,
        prose_reason=reason,
    )


def _checks(earlier: Report, later: Report, relation: Relation) -> tuple[tuple[Check, ...], list[LeftOut]]:
    """The identities between two reports, and those that do not apply."""
    identities = load_form(later.form.version).across_years
    if relation == "apart":
        return (), [LeftOut(what="checks", ids=tuple(i.id for i in identities), reason=_APART)]
    terms = {f: decided(r) for f, r in later.fields.items()}
    terms |= {f"{EARLIER}{f}": decided(r) for f, r in earlier.fields.items()}
    possible = [i for i in identities if all(f in terms for f in (*i.left, *i.right))]
    binding = relation == "consecutive" and _is_one_series(earlier, later)
    checks = tuple(check_identity(i, terms, binding=binding) for i in possible)
    missing = tuple(i.id for i in identities if i not in possible)
    return checks, [LeftOut(what="checks", ids=missing, reason=_NO_SUCH_FIELD)] if missing else []


def _is_one_series(earlier: Report, later: Report) -> bool:
    """Whether years and bodies are beyond doubt: only then can a broken chain be the source's fault."""
    doubted = any(report.year.review and report.year.decision is None for report in (earlier, later))
    return not doubted and not differ_plainly(decided_authority(earlier), decided_authority(later))


def _fields_left_out(earlier: Report, later: Report) -> list[LeftOut]:
    before = tuple(f for f in earlier.fields if f not in later.fields)
    after = tuple(f for f in later.fields if f not in earlier.fields)
    left_out = [
        LeftOut(what="earlier_fields", ids=before, reason=_ONLY_EARLIER),
        LeftOut(what="later_fields", ids=after, reason=_ONLY_LATER),
    ]
    return [part for part in left_out if part.ids]


def _prose(earlier: Edition, later: Edition) -> tuple[ProseComparison | None, str | None]:
    if earlier.prose is None or later.prose is None:
        results = "、".join(e.file for e in (earlier, later) if e.prose is None)
        return None, f"{results} 是结果文件，里面没有正文；要比较正文，请给出报告文件本身（PDF、图像或文本）"
    return compare_prose(earlier.prose, later.prose), None
