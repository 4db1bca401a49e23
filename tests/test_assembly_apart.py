"""Texts whose values stand apart from their labels: pages of labels and pages of figures, columns read downwards."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from comparison import silent, wrong
from shipped import classifier
from wrapping import AFTER, BEFORE, FORM, Figures, Row, headers, random_figures, table_rows

from gouji.models.assembly.assemble import Assembly, assemble
from gouji.models.sources.text import read_text

COLUMNS = [column.labels[0] for column in FORM.sections[1].blocks[0].columns]
ROWS = 25
Written = Callable[[Sequence[Row]], list[str]]


def read(lines: Sequence[str]) -> Assembly:
    return assemble(FORM, (read_text("\n".join(lines)),), classifier())


def labels_first(rows: Sequence[Row]) -> list[str]:
    return [*COLUMNS, *(row.label for row in rows), *(" ".join(row.values) for row in rows)]


def values_first(rows: Sequence[Row]) -> list[str]:
    return [*COLUMNS, *(" ".join(row.values) for row in rows), *(row.label for row in rows)]


def one_figure_a_line(rows: Sequence[Row]) -> list[str]:
    return [*COLUMNS, *(row.label for row in rows), *(value for row in rows for value in row.values)]


def read_down(rows: Sequence[Row]) -> list[str]:
    columns = zip(COLUMNS, zip(*(row.values for row in rows), strict=True), strict=True)
    return [*(row.label for row in rows), *(text for name, column in columns for text in (name, *column))]


def above_their_labels(rows: Sequence[Row]) -> list[str]:
    """The first row on one line, as where a label fits its cell; the others below their values."""
    first, *others = rows
    beside = f"{first.label} {' '.join(first.values)}"
    return [*COLUMNS, beside, *(text for row in others for text in (" ".join(row.values), row.label))]


WAYS: list[Written] = [labels_first, values_first, one_figure_a_line, read_down, above_their_labels]


def report(figures: Figures, write: Written, cut: int = 14) -> list[str]:
    """A report whose table of requests is written in a way of its own, on two pages: the first has ``cut`` rows."""
    lines = [*BEFORE]
    for heading, block, rows in table_rows(FORM, figures):
        own = len(rows) == ROWS
        lines += [heading] if own else [heading, *headers(block)]
        lines += [*write(rows[:cut]), "- 1 -", *write(rows[cut:])] if own else []
        lines += [] if own else [" ".join((*row.groups, row.label, *row.values)) for row in rows]
    return [*lines, *AFTER]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("write", WAYS)
def test_values_apart_from_their_labels_are_told_by_counting(write: Written, seed: int) -> None:
    figures = random_figures(random.Random(seed))
    fields = read(report(figures, write)).fields
    assert wrong(fields, figures) == []
    assert sum(reading.review for reading in fields.values()) <= 7


@pytest.mark.parametrize("write", WAYS)
def test_a_figure_lost_among_values_apart_is_never_silent(write: Written) -> None:
    """All that follow it on its page would be moved by one."""
    figures = random_figures(random.Random(4))
    lines = report(figures, write)
    changed = [at for at, line in enumerate(lines) if line == "0" or line.startswith("0 0 0")]
    for at in random.Random(0).sample(changed, 3):
        fields = read([*lines[:at], lines[at][2:], *lines[at + 1 :]]).fields
        assert silent(fields, figures) == []


def test_what_columns_read_down_say_is_asked_for_where_no_sum_tells() -> None:
    """Six figures for two rows of three columns, one a line: across or down."""
    names = ["规章", "行政规范性文件", "本年制发件数", "本年废止件数", "现行有效件数"]
    figures = random_figures(random.Random(1)) | {
        f"proactive.{row}.{column}": value
        for row, values in (("regulations", "358"), ("normative_documents", "279"))
        for column, value in zip(("issued", "repealed", "in_force"), values, strict=True)
    }
    lines = report(figures, labels_first)
    start = next(at for at, line in enumerate(lines) if line.startswith("规章"))
    down = read([*lines[: start - 3], *names, "3", "2", "5", "7", "8", "9", *lines[start + 2 :]])
    assert silent(down.fields, figures) == []


def test_ways_to_read_a_text_that_leave_equally_little_open_speak_against_one_another() -> None:
    """Two rows, then the headers and the figures of each column: turned round, they make rows of another order."""
    figures = random_figures(random.Random(1)) | {"proactive.normative_documents.issued": "24"}
    lines = report(figures, labels_first)
    start = next(at for at, line in enumerate(lines) if line.startswith("规章"))
    columns = [
        text
        for name, column in (("本年制发件数", "issued"), ("本年废止件数", "repealed"), ("现行有效件数", "in_force"))
        for text in (
            name,
            figures[f"proactive.regulations.{column}"],
            figures[f"proactive.normative_documents.{column}"],
        )
    ]
    fields = read([*lines[: start - 3], "规章", "行政规范性文件", *columns, *lines[start + 2 :]]).fields
    assert silent(fields, figures) == []
