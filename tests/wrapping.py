"""The tests' own printer of reports as badly wrapped text: figures of any report in many ways to wrap them.

The sentences are ours. Figures are drawn at random, consistent by construction, or taken from a gold file.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gouji.models.forms import Block, Form, PrintedRow, load_form

FORM = load_form("2021")
Figures = dict[str, str]
"""Field id to what is printed in its cell, "" for an empty one."""

TITLE = "某某县人民政府2023年政府信息公开工作年度报告"
BEFORE = [
    TITLE,
    "本报告依照有关规定编制，由六个部分组成，所列数据自2023年1月1日起至2023年12月31日止。",
    "一、总体情况",
    "全年通过网站发布各类信息 1268 条，其中动态 402 条，公告 77 条，回复留言 53 件。",
]
AFTER = [
    "五、存在的主要问题及改进情况",
    "主要问题：一是部分栏目更新不够及时；二是解读形式单一。下一步将完善制度，计划培训 3 次。",
    "六、其他需要报告的事项",
    "无。",
]


def random_figures(rng: random.Random, *, blank_zeros: bool = False) -> Figures:
    """A report whose identities hold. ``blank_zeros``: zeros are left blank, as some offices do."""
    values: dict[str, int | str] = {f.id: 0 for f in FORM.fields}
    for field in FORM.fields[:9]:
        values[field.id] = rng.choice([0, 0, 3, 17, 402, 20811])
    values["proactive.fees.amount"] = rng.choice(["0", "381", "105.95", "3034.562617"])
    parts = ["individual", "company", "research", "public_welfare", "legal_service", "other"]
    outcomes = [f.row.id for f in FORM.fields if f.section == "requests" and f.column.id == "total"][2:23]
    for part in parts:
        for row in rng.sample(outcomes, 4):
            values[f"{row}.{part}"] = rng.choice([0, 0, 1, 2, 14, 120])
        handled = sum(int(values[f"{row}.{part}"]) for row in outcomes)
        values[f"requests.handled.{part}"] = handled
        out = rng.choice([0, 0, 1, 5])
        carried_in = rng.randint(0, min(3, handled + out))
        values[f"requests.carried_out.{part}"] = out
        values[f"requests.carried_in.{part}"] = carried_in
        values[f"requests.received.{part}"] = handled + out - carried_in
    for row in ["received", "carried_in", "handled", "carried_out"]:
        values[f"requests.{row}.total"] = sum(int(values[f"requests.{row}.{p}"]) for p in parts)
    for row in outcomes:
        values[f"{row}.total"] = sum(int(values[f"{row}.{p}"]) for p in parts)
    for row in ["review", "litigation.direct", "litigation.after_review"]:
        for column in ["upheld", "corrected", "other", "pending"]:
            values[f"{row}.{column}"] = rng.choice([0, 0, 0, 1, 8])
        values[f"{row}.total"] = sum(int(values[f"{row}.{c}"]) for c in ["upheld", "corrected", "other", "pending"])
    printed = {f: str(v) for f, v in values.items()}
    return {f: "" if blank_zeros and v == "0" else v for f, v in printed.items()}


@dataclass(frozen=True)
class Row:
    """One printed row: its groups where they begin, its label, its values."""

    groups: tuple[str, ...]
    label: str
    values: tuple[str, ...]


def table_rows(form: Form, figures: Figures) -> Iterator[tuple[str, Block, list[Row]]]:
    """For each block: the headings before it, and its rows."""
    for section in form.sections:
        heading = section.labels[0]
        for block in section.blocks:
            seen: set[str] = set()
            rows = [_row(printed, figures, seen) for printed in block.printed_rows]
            yield heading, block, rows
            heading = ""


def _row(printed: PrintedRow, figures: Figures, seen: set[str]) -> Row:
    values = tuple(figures[f.id] for f in printed.fields)
    if printed.row is None:
        return Row((), "", values)
    fresh = tuple(g[0] for g in printed.row.groups if g[0] not in seen)
    seen.update(fresh)
    return Row(fresh, printed.row.labels[0], values)


def headers(block: Block) -> list[str]:
    """Header texts of a block in reading order."""
    if block.side_by_side:
        names = [c.labels[0] for c in block.columns]
        return ["行政复议", "行政诉讼", *names, "未经复议直接起诉", "复议后起诉", *names, *names]
    if len(block.columns) == 7:
        names = [c.labels[0] for c in block.columns]
        return [block.corner[0], "申请人情况", names[0], "法人或其他组织", names[6], *names[1:6]]
    return [*block.labels, *block.corner, *(c.labels[0] for c in block.columns)]


def in_rows(figures: Figures, rng: random.Random) -> str:
    """Each row on one line, words apart by spaces, as pdftotext writes a simple page."""
    lines = list(BEFORE)
    for heading, block, rows in table_rows(FORM, figures):
        lines += [heading, *headers(block)]
        lines += [" ".join((*r.groups, r.label, *filter(None, r.values))) for r in rows]
    return "\n".join(lines + AFTER)


def wrapped(figures: Figures, rng: random.Random) -> str:
    """Labels broken anywhere, values between their parts, headers one glyph per line, page numbers in between."""
    lines = list(BEFORE)
    for heading, block, rows in table_rows(FORM, figures):
        lines += [heading]
        for header in headers(block):
            lines += list(header) if len(header) <= 4 and rng.random() < 0.7 else _broken(header, rng)
        for row in rows:
            if rng.random() < 0.1:
                lines += ["", f"- {rng.randint(2, 9)} -", ""]
            lines += _wrapped_row(row, rng)
    return "\n".join(lines + AFTER)


def _wrapped_row(row: Row, rng: random.Random) -> list[str]:
    groups = [part for group in row.groups for part in _broken(group, rng)]
    label = _broken(row.label, rng) if row.label else [""]
    values = " ".join(filter(None, row.values))
    at = rng.randint(0, len(label) - 1)
    if rng.random() < 0.5:
        label[at] = f"{label[at]} {values}".strip()
    else:
        label.insert(at + 1, values)
    return [*groups, *label]


def _broken(label: str, rng: random.Random) -> list[str]:
    width = rng.randint(5, 14)
    return [label[i : i + width] for i in range(0, len(label), width)]


def with_tabs(figures: Figures, rng: random.Random) -> str:
    """Cells apart by tabs, spanned cells dropped, rows padded on the right to one width."""
    lines = list(BEFORE)
    for heading, block, rows in table_rows(FORM, figures):
        lines += [heading, "\t".join(headers(block))]
        cells = [[*r.groups, *([r.label] if r.label else []), *r.values] for r in rows]
        width = max(map(len, cells))
        lines += ["\t".join(c + [""] * (width - len(c))) for c in cells]
    return "\n".join(lines + AFTER)


def one_cell_per_line(figures: Figures, rng: random.Random) -> str:
    """A cell a line behind a tab, a blank line after each row."""
    lines = list(BEFORE)
    for heading, block, rows in table_rows(FORM, figures):
        lines += [heading, ""]
        for row in [headers(block), *([*r.groups, r.label, *r.values] for r in rows)]:
            lines += [f"\t{cell}" for cell in row] + [""]
    return "\n".join(lines + AFTER)


def one_word_per_line(figures: Figures, rng: random.Random) -> str:
    """A word a line and nothing else."""
    return "\n".join(in_rows(figures, rng).split())


def glued(figures: Figures, rng: random.Random) -> str:
    """The label and its first value without a space."""
    lines = list(BEFORE)
    for heading, block, rows in table_rows(FORM, figures):
        lines += [heading, *headers(block)]
        lines += ["".join((*r.groups, r.label)) + " ".join(filter(None, r.values)) for r in rows]
    return "\n".join(lines + AFTER)


def backwards(figures: Figures, rng: random.Random) -> str:
    """The lines of the page that holds the big table in reverse order."""
    lines = in_rows(figures, rng).split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("一、本年新收"))
    end = next(i for i, line in enumerate(lines) if line.startswith("四、结转"))
    lines[start : end + 1] = lines[start : end + 1][::-1]
    return "\n".join(lines)


def in_columns(figures: Figures, rng: random.Random) -> str:
    """Values under one another, as pdftotext -layout keeps them."""
    lines = list(BEFORE)
    for heading, block, rows in table_rows(FORM, figures):
        lines += [heading, *headers(block)]
        for row in rows:
            label = "".join((*row.groups, row.label))
            values = "".join(f"{v:>7}" for v in row.values)
            lines.append(label + " " * (110 - display_width(label)) + values)
    return "\n".join(lines + AFTER)


def display_width(text: str) -> int:
    """Columns of a fixed-width font."""
    return sum(2 if unicodedata.east_asian_width(glyph) in "WF" else 1 for glyph in text)


def as_markdown(figures: Figures, rng: random.Random) -> str:
    """Tables of Markdown."""
    lines = [f"# {BEFORE[0]}", *BEFORE[1:]]
    for heading, block, rows in table_rows(FORM, figures):
        head = headers(block)
        lines += [f"## {heading}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
        lines += [f"| {' | '.join([*r.groups, *([r.label] if r.label else []), *r.values])} |" for r in rows]
    return "\n".join(lines + AFTER)


WRAPS: dict[str, Callable[[Figures, random.Random], str]] = {
    wrap.__name__: wrap
    for wrap in (
        in_rows,
        wrapped,
        with_tabs,
        one_cell_per_line,
        one_word_per_line,
        glued,
        backwards,
        in_columns,
        as_markdown,
    )
}
