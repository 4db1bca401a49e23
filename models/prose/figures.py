"""Statements in figures: 收到申请 20 件, 其中予以公开 5 件."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.models.prose.clauses import Clause, clauses
from gouji.models.prose.linking import named_by
from gouji.models.prose.passage import Passage, names
from gouji.models.prose.series import series
from gouji.models.prose.statement import YEAR, Statement
from gouji.models.prose.sums import DISPUTES
from gouji.models.prose.vocabulary import LOOSE_UNITS, PEOPLE

_ON_TIME = re.compile(
    "已?(?:在?(?:法定|规定)?(?:时限|期限)内|按[时期]|及时|如期|准时)(?:依法)?(?:作出)?(?:办结|答复|办理|办复|回复)(?:申请)?的?"
)
"""What was late may not be counted."""
_NOT_ONE = re.compile("[也都均]?(?:未|没)有")
_BODIES = re.compile("县|区|乡|镇|街道|村|社区|部门|单位|机关|科(?!研)|处(?![理罚置])|局|所(?![需有涉属])")
_OF_BODIES = ("个", "家", "")
_FORMER = re.compile("[由从自]$")
"""Before a figure that became another: 由 3 件降为 1 件."""
_SINCE = re.compile("(?<!一年)(?<!今年)(?<!本年)(?<!年初)以来")
"""What was counted over more than the year."""
_PART_OF_YEAR = re.compile(
    r"(?:[上下]半年|[一二三四前]季度|截[至止](?:20\d\d年)?(?:[1-9]|1[01])月|\d月?[-—~至到](?:[1-9]|1[01])月)[^;。]*$"
)


def figures(passage: Passage) -> Iterator[Statement]:
    """The statements of a sentence's figures, in their order."""
    spoken = list[str]()
    shared = series(passage)
    compares = False
    for clause in clauses(passage):
        number = clause.number
        # 分别减少 3 件和 1 件: what is joined to a difference is one.
        is_joined = bool(clause.before) and all(i.kind == "join" for i in clause.before)
        compares = _compares(clause) or (compares and is_joined)
        if compares or _is_rule(clause):
            continue
        if _is_of_other_year(clause):
            yield from _other_year(clause)
            continue
        strange = clause.strange
        is_named = clause.topics in (["requests"], ["normative_documents"], ["regulations"])
        is_loose = number.unit in PEOPLE or (number.unit in LOOSE_UNITS and not is_named)
        is_exact = not strange and number.name != "about" and not is_loose
        before = passage.text[: number.start]
        is_exact &= not _ON_TIME.fullmatch(clause.said_before)
        is_exact &= not (_SINCE.search(before) or _PART_OF_YEAR.search(before) or _follows_other_year(clause))
        value = number.value / 10_000 if number.unit == "元" else number.value
        if number in shared:
            named = [(field, clause.speaks_of_disclosure(field)) for field in shared[number]]
        elif strange and not (clause.topics or clause.measures):
            continue
        else:
            named = list(named_by(clause, spoken))
        for field, is_plain in named:
            spoken.append(field)
            yield Statement(field, value, is_plain and is_exact, number.start, number.end, within=number.within)


def _compares(clause: Clause) -> bool:
    """Whether a figure is another year's or a difference; 较上年的 30 件减少到 28 件 ends on the year's own."""
    marks = [i.name for i in clause.before if i.kind == "mark" and i.name in ("past", "change", "reach")]
    became = bool(_FORMER.search(clause.said_before)) and "reach" in names(clause.behind, "mark")
    return became or (bool(marks) and marks[-1] != "reach")


def _is_rule(clause: Clause) -> bool:
    """一件申请涉及多项内容的,按1件统计 says how is counted, and not how many; 一件未有 that there is none; and
    9 个县区收到 counts who counts."""
    text = clause.passage.text
    behind = clause.number.end
    if _NOT_ONE.match(text, behind) or (clause.number.unit in _OF_BODIES and _BODIES.match(text, behind)):
        return True
    counted = re.search("按.{0,3}$", text[: clause.number.start]) and "计" in text[clause.number.end :][:6]
    return bool(counted) or text.startswith(("注", "一件"))


def _is_of_other_year(clause: Clause) -> bool:
    years = [i.value for i in clause.before if i.kind == "year"]
    return bool(years) and clause.passage.speaker.year not in (None, years[-1])


def _follows_other_year(clause: Clause) -> bool:
    """Whether the sentence has named no year before a figure but others."""
    years = {i.value for i in clause.earlier if i.kind == "year"}
    compares = any(i.kind == "mark" and i.name in ("past", "change", "reach") for i in clause.earlier)
    return bool(years) and not compares and clause.passage.speaker.year not in (None, *years)


def _other_year(clause: Clause) -> Iterator[Statement]:
    """A sentence on another year, as one that was left over from an earlier report: it compares nothing, and says
    nothing of the report's own year."""
    items = clause.passage.items
    compares = any(i.kind == "mark" and i.name in ("past", "change", "reach", "none") for i in items)
    years = {i.value for i in items if i.kind == "year"}
    is_own_matter = not {"requests", *DISPUTES}.isdisjoint(clause.topics)
    if len(years) == 1 and is_own_matter and not compares and not clause.strange:
        yield Statement(YEAR, years.pop(), False, clause.number.start, clause.number.end)
