"""The order of reports in time, and which of them are of consecutive years."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from gouji.models.comparison.result import Relation
from gouji.models.errors import IncomparableError


def chronological(years: Sequence[int | None], names: Sequence[str]) -> tuple[int, ...]:
    """Indices of the reports, earliest first. The order given serves where a year is not known.

    Raises:
        IncomparableError: two have one year, or the order given contradicts the years that are known.
    """
    known = [(year, at) for at, year in enumerate(years) if year is not None]
    said = [
        f"第 {at} 份（{name}，{year} 年）" for at, (name, year) in enumerate(zip(names, years, strict=True), start=1)
    ]
    for (year, at), (following, other) in pairwise(sorted(known)):
        if year == following:
            raise IncomparableError(
                f"{said[at]}和{said[other]}年份相同，不能比较；每个年份请只给一份（年份若是印错或读错，请先更正）"
            )
    if len(known) == len(years):
        return tuple(at for _, at in sorted(known))
    for (year, at), (following, other) in pairwise(known):
        if following - year < other - at:
            raise IncomparableError(
                "有的报告没有读出年份，只能按给出的顺序比较，"
                f"而{said[at]}和{said[other]}之间的年份排不下；请按年份先后给出文件"
            )
    return tuple(range(len(years)))


def relations(years: Sequence[int | None]) -> tuple[Relation, ...]:
    """How each report stands to the next one. ``years``: in the order of :func:`chronological`."""
    return tuple(_relation(years, at) for at in range(len(years) - 1))


def _relation(years: Sequence[int | None], at: int) -> Relation:
    """By the nearest years known on both sides: there may be as many between them as there are reports, or more."""
    before = next((i for i in range(at, -1, -1) if years[i] is not None), None)
    after = next((i for i in range(at + 1, len(years)) if years[i] is not None), None)
    if before is None or after is None:
        return "assumed"
    first, last = years[before], years[after]
    assert first is not None and last is not None
    if last - first > after - before:
        return "apart"
    return "consecutive" if after - before == 1 else "assumed"
