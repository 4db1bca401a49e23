"""Rows of texts that lost their labels."""

from __future__ import annotations

import random
import re

import pytest
from comparison import silent, wrong
from shipped import classifier
from wrapping import FORM, Figures, in_rows, random_figures

from gouji.models.assembly.assemble import Assembly, assemble
from gouji.models.sources.text import read_text

COLUMNS = [column.id for column in FORM.sections[1].blocks[0].columns]
RAN_TOGETHER = dict(zip(COLUMNS, "1101216", strict=True))


def read(text: str) -> Assembly:
    return assemble(FORM, (read_text(text),), classifier())


def without_label(figures: Figures, start: str) -> list[str]:
    """Lines of a report, one of which has its values alone."""
    lines = in_rows(figures, random.Random(0)).split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(start))
    lines[at] = re.search(r" ([\d. ]+)$", lines[at])[1]
    return lines


def reviewed(assembly: Assembly, row: str) -> bool:
    return any(reading.review for field, reading in assembly.fields.items() if field.startswith(f"{row}."))


@pytest.mark.parametrize("start", ["3.危及", "一、本年新收", "四、结转"])
@pytest.mark.parametrize("joint", [" ", "\n"], ids=["in a line", "one a line"])
def test_a_row_without_its_label_is_told_by_the_rows_beside_it(start: str, joint: str) -> None:
    figures = random_figures(random.Random(1))
    lines = without_label(figures, start)
    text = re.sub(r"(?<=\d) (?=\d)|(?<=\d) $", joint, "\n".join(lines)) if joint != " " else "\n".join(lines)
    fields = read(text).fields
    assert wrong(fields, figures) == []
    assert not any(reading.review for field, reading in fields.items() if field.startswith("requests."))


def test_not_where_the_office_has_a_row_of_its_own_there() -> None:
    figures = random_figures(random.Random(1))
    lines = without_label(figures, "3.危及")
    at = next(i for i, line in enumerate(lines) if line.startswith("4.保护"))
    lines.insert(at, "其他不予公开的情形")
    assert reviewed(read("\n".join(lines)), "requests.refused.security_and_stability")


def test_nor_where_a_row_s_worth_of_values_is_left_over() -> None:
    """Which of them is the form's, and which is the office's own, nothing says."""
    figures = random_figures(random.Random(1))
    lines = without_label(figures, "3.危及")
    at = next(i for i, line in enumerate(lines) if line.startswith("4.保护"))
    lines.insert(at, "5 0 0 0 0 0 5")
    assert silent(read("\n".join(lines)).fields, figures) == []
    assert reviewed(read("\n".join(lines)), "requests.refused.security_and_stability")


def test_values_below_the_label_of_a_row_of_the_office_s_own_are_not_those_of_the_row_after_it() -> None:
    figures = {f.id: "" for f in FORM.fields} | {"requests.received.individual": "3", "requests.received.total": "3"}
    lines = in_rows(figures, random.Random(0)).split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("（五）不予处理"))
    lines[at:at] = ["4.其他", *"0000000"]
    assert [f for f in silent(read("\n".join(lines)).fields, figures) if "petition" in f] == []


def test_zeros_run_together_are_read_where_nothing_else_can_be_meant() -> None:
    """No number begins with two zeros; that 13 are two numbers, only the number of columns says."""
    figures = dict.fromkeys((f.id for f in FORM.fields), "0")
    row = "3.危及“三安全一稳定” "
    text = in_rows(figures, random.Random(0)).replace(f"{row}0 0 0 0 0 0 0", f"{row}0 0 00 0 0 0")
    assert f"{row}0 0 00 0 0 0" in text
    fields = read(text).fields
    assert wrong(fields, figures) == []
    assert not any(reading.review for field, reading in fields.items() if field.startswith("requests."))


def test_a_row_that_a_page_number_cuts_is_no_scattered_one() -> None:
    figures = random_figures(random.Random(1))
    lines = in_rows(figures, random.Random(0)).split("\n")
    at = next(i for i, line in enumerate(lines) if re.fullmatch(r" (\d+ ){14}\d+", line))
    values = lines[at].split()
    lines[at : at + 1] = [" ".join(values[:7]), "第 12 页", " ".join(values[7:])]
    fields = read("\n".join(lines)).fields
    assert wrong(fields, figures) == []
    assert not any(reading.review for field, reading in fields.items() if field.startswith(("review.", "litigation.")))


def test_page_numbers_in_other_digits_than_the_figures_are_told_by_counting() -> None:
    """All figures stand alone on their lines, as the numbers of pages do."""
    figures = random_figures(random.Random(1))
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    lines = in_rows(figures, random.Random(0)).split("\n")
    text = "\n".join(
        re.sub(r" (?=[\d.])", "\n", line).translate(wide) if re.search(r" [\d.]+$", line) else line for line in lines
    ).split("\n")
    places = [i for i, line in enumerate(text) if re.search("二、上年|类过程|四、结转", line)]
    for number, at in reversed(list(enumerate(places, 1))):
        text.insert(at, str(number))
    fields = read("\n".join(text)).fields
    assert wrong(fields, figures) == []
    assert not any(reading.review for field, reading in fields.items() if field.startswith("requests."))


def test_a_row_that_adds_up_only_if_a_figure_is_two_is_asked_for() -> None:
    """Its total could as well be what was lost."""
    zeros = dict.fromkeys((f.id for f in FORM.fields), "0")
    row = "3.危及“三安全一稳定” "
    for values, asked in (("11 0 1 2 1 6", True), ("11 0 1 2 1", True), ("1 1 0 1 2 1 6", False)):
        text = in_rows(zeros, random.Random(0)).replace(f"{row}0 0 0 0 0 0 0", f"{row}{values}")
        assert f"{row}{values}" in text
        assert reviewed(read(text), "requests.refused.security_and_stability") == asked
    figures = zeros | {f"requests.refused.security_and_stability.{c}": v for c, v in RAN_TOGETHER.items()}
    text = in_rows(zeros, random.Random(0)).replace(f"{row}0 0 0 0 0 0 0", f"{row}11 0 1 2 1 6")
    assert [f for f in silent(read(text).fields, figures) if "security" in f] == []
