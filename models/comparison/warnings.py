"""What a reader of a comparison should bear in mind before trusting it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.models.comparison.authorities import differ_plainly
from gouji.models.comparison.edition import Edition
from gouji.models.comparison.result import ComparisonWarning, Relation, WarningCode
from gouji.models.decisions import decided_authority, decided_year


def warnings(
    ordered: Sequence[Edition], related: Sequence[Relation], *, reordered: bool
) -> Iterator[ComparisonWarning]:
    """All warnings, those on the order first. ``related``: how each report stands to the next."""
    yield from _of_order(ordered, reordered)
    for at, relation in enumerate(related):
        yield from _of_pair(ordered, at, relation)


def _of_order(ordered: Sequence[Edition], reordered: bool) -> Iterator[ComparisonWarning]:
    unknown = [at for at, e in enumerate(ordered) if decided_year(e.report) is None]
    if unknown:
        files = "、".join(ordered[at].file for at in unknown)
        yield _warning("order_as_given", unknown, f"{files} 没有读出年份：按给出的顺序比较，当作与前后相邻年份的报告")
    if reordered:
        yield _warning("reordered", range(len(ordered)), "给出的顺序与年份不符，已按年份排列")
    for at, edition in enumerate(ordered):
        year = edition.report.year
        if year.value is not None and year.review and year.decision is None:
            yield _warning("year_doubtful", [at], f"{edition.file} 的年份（{year.value}）读得没有把握，请核对")


def _of_pair(ordered: Sequence[Edition], at: int, relation: Relation) -> Iterator[ComparisonWarning]:
    earlier, later = (ordered[i].report for i in (at, at + 1))
    both = (at, at + 1)
    if relation == "apart":
        years = f"{decided_year(earlier) or '？'} 年和 {decided_year(later) or '？'} 年"
        yield _warning("years_apart", both, f"{years}不是相邻年份：只比较变化和正文，不核对跨年勾稽关系")
    bodies = [decided_authority(report) for report in (earlier, later)]
    if differ_plainly(*bodies):
        names = " 与 ".join(str(body.value) for body in bodies)
        yield _warning("authority_differs", both, f"两份报告的机关不同（{names}），请确认是同一机关的报告")
    elif any(body.value is None for body in bodies):
        yield _warning("authority_unknown", both, "有报告没有读出机关名称，请确认是同一机关的报告")
    if earlier.form.version != later.form.version:
        forms = f"{earlier.form.version} 年和 {later.form.version} 年"
        yield _warning("forms_differ", both, f"两份报告分别用{forms}的格式：只比较两种格式都有的栏目")
    if all(ordered[i].prose is not None for i in both) and (earlier.engine.ocr or later.engine.ocr):
        yield _warning(
            "prose_recognised", both, "有报告是扫描件：正文中误识的字会使重复的句子没有认出，重复的比例可能偏低"
        )


def _warning(code: WarningCode, documents: Sequence[int], message: str) -> ComparisonWarning:
    return ComparisonWarning(code=code, documents=tuple(documents), message=message)
