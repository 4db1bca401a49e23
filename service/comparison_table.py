"""A comparison as a table in Chinese, for reading on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from gouji.models.comparison.edition import Spot
from gouji.models.comparison.result import Change, Comparison, Pair, Passage, ProseComparison, Standing
from gouji.models.result import Check
from gouji.service.forms import view_form
from gouji.service.names import visible
from gouji.service.words import CAUSES, KINDS, STATUSES

_QUOTED = 60
"""Characters of a passage that are shown; all of it is in the JSON."""

_NAMED = 24
"""Characters of a row's label that are shown: enough to tell every row."""


def as_table(comparison: Comparison) -> str:
    """The whole comparison, ending with a line break. Control characters of strangers' files are left out."""
    return "".join(f"{visible(line)}\n" for line in _lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    heads = [["", "年份", "机关", "格式", "文件"]]
    for number, document in enumerate(comparison.documents, start=1):
        year = "？" if document.year is None else str(document.year)
        heads.append([str(number), year, document.authority or "？", document.form, document.file])
    yield from _aligned(heads)
    for warning in comparison.warnings:
        yield f"注意：{warning.message}"
    for pair in comparison.pairs:
        yield ""
        yield from _pair(comparison, pair)


def _pair(comparison: Comparison, pair: Pair) -> Iterator[str]:
    earlier, later = (_called(comparison, at) for at in (pair.earlier, pair.later))
    names = _names(comparison.documents[pair.later].form)
    yield f"== {earlier} → {later} =="
    yield from _checks(pair, names)
    yield from _changes(pair, names, earlier, later)
    if pair.prose is None:
        yield f"正文：没有比较。{pair.prose_reason}"
    else:
        yield from _prose(pair.prose)


def _called(comparison: Comparison, at: int) -> str:
    year = comparison.documents[at].year
    return f"第{at + 1}份" if year is None else f"{year}年"


def _names(form: str) -> dict[str, str]:
    """What to call each field."""
    return {field.id: f"{_cut(field.row, _NAMED)} / {field.column}" for field in view_form(form).fields}


def _cut(text: str, characters: int) -> str:
    return f"{text[:characters]}…" if len(text) > characters else text


def _checks(pair: Pair, names: Mapping[str, str]) -> Iterator[str]:
    counts = [(word, sum(check.status == status for check in pair.checks)) for status, word in STATUSES.items()]
    said = "，".join(f"{count} 项{word}" for word, count in counts if count)
    yield f"跨年勾稽关系：{said or '没有核对'}"
    for check in pair.checks:
        if check.status not in ("pass", "empty"):
            yield f"  {STATUSES[check.status]}：{_explained(check, names)}"
    for left_out in pair.left_out:
        if left_out.what == "checks":
            yield f"  未核对 {len(left_out.ids)} 项：{left_out.reason}"


def _explained(check: Check, names: Mapping[str, str]) -> str:
    if check.cause is not None:
        return f"{check.message}（{CAUSES[check.cause]}）"
    return f"{names[check.left.fields[0]]}，{check.message}"


def _changes(pair: Pair, names: Mapping[str, str], earlier: str, later: str) -> Iterator[str]:
    """The fields that differ; the others are counted."""
    rows = [
        [names[field], _standing(change.earlier), _standing(change.later), _difference(change), _doubt(change)]
        for field, change in pair.changes.items()
        if change.review or (change.earlier.kind, change.earlier.value) != (change.later.kind, change.later.value)
    ]
    yield f"变化：{len(pair.changes)} 个共有的栏目中，下列 {len(rows)} 个有变化或待复核"
    if rows:
        yield from _aligned([["栏目", earlier, later, "增减", ""], *rows], indent="  ", right=(1, 2, 3))
    for left_out in pair.left_out:
        if left_out.what != "checks":
            yield f"  另有 {len(left_out.ids)} 个栏目没有比较：{left_out.reason}"


def _standing(standing: Standing) -> str:
    if standing.value is not None:
        return f"{_number(standing.value)}{standing.unit if standing.unit not in ('件', '项') else ''}"
    shown = KINDS[standing.kind]
    return f"{shown}「{standing.raw}」" if standing.raw else shown


def _difference(change: Change) -> str:
    if change.difference is None:
        return "—"
    return f"+{_number(change.difference)}" if change.difference > 0 else _number(change.difference)


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _doubt(change: Change) -> str:
    """What is to be known of a row beside its figures."""
    decided = change.earlier.decided or change.later.decided
    return "、".join(word for word, holds in (("待复核", change.review), ("经复核", decided)) if holds)


def _prose(prose: ProseComparison) -> Iterator[str]:
    if prose.share is None:
        yield "正文：本年报告没有读到成句的正文"
        return
    repeated = prose.unchanged + prose.figures_changed
    yield (
        f"正文：{prose.later_sentences} 句中有 {repeated} 句与上年相同（{prose.share:.1%}），"
        f"其中一字未改 {prose.unchanged} 句，只改了数字或年份 {prose.figures_changed} 句"
    )
    for passage in prose.passages:
        yield f"  {_passage(passage)}"


def _passage(passage: Passage) -> str:
    where = f"{_spot(passage.earlier.begins)} → {_spot(passage.later.begins)}"
    changed = f"，{passage.figures_changed} 句改了数字" if passage.figures_changed else ""
    return f"{passage.sentences} 句{changed}（{where}）：{_cut(passage.later.text, _QUOTED)}"


def _spot(spot: Spot) -> str:
    return f"第 {spot.source.line} 行" if spot.source else f"第 {spot.page} 页"


def _aligned(rows: Sequence[Sequence[str]], *, indent: str = "", right: Iterable[int] = ()) -> Iterator[str]:
    """Rows as columns of a fixed-width font. ``right``: columns that end in line."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(_width(row[at]) for row in shown) for at in range(len(shown[0]))]
    for row in shown:
        cells = [_padded(cell, widths[at], right=at in right) for at, cell in enumerate(row)]
        yield f"{indent}{'  '.join(cells)}".rstrip()


def _padded(cell: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(cell))
    return f"{space}{cell}" if right else f"{cell}{space}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(glyph) in "WF" else 1 for glyph in text)
