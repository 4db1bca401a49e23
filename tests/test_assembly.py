"""From wrapped text to fields: what is decidable is right, and what is not is asked."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from wrapping import FORM, WRAPS, Figures, in_rows, random_figures, wrapped

from gouji.models.arithmetic import check
from gouji.models.assembly.assemble import Assembly, assemble
from gouji.models.sources.text import read_text
from gouji.models.values import parse_value

SEEDS = range(12)
_FIGURE = re.compile(r"[\d.]+")
_ROW = re.compile(r"\D.*?( [\d.]+){7}")


def read(text: str) -> Assembly:
    return assemble(FORM, (read_text(text),))


def wrong(assembly: Assembly, figures: Figures) -> list[str]:
    wanted = {f: parse_value(text) for f, text in figures.items()}
    return [f for f, w in wanted.items() if (assembly.fields[f].kind, assembly.fields[f].value) != (w.kind, w.value)]


def silent(assembly: Assembly, figures: Figures) -> list[str]:
    return [f for f in wrong(assembly, figures) if not assembly.fields[f].review]


@pytest.mark.parametrize("name", WRAPS)
def test_every_wrap_of_full_tables_is_read_without_a_question(name: str) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        figures = random_figures(rng)
        assembly = read(WRAPS[name](figures, rng))
        assert wrong(assembly, figures) == []
        assert not any(reading.review for reading in assembly.fields.values())
        assert {c.status for c in check(FORM, assembly.fields, assembly.used)} == {"pass"}


@pytest.mark.parametrize("name", ["with_tabs", "one_cell_per_line", "as_markdown"])
def test_separated_blank_cells_stay_blank(name: str) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        figures = random_figures(rng, blank_zeros=True)
        assert wrong(read(WRAPS[name](figures, rng)), figures) == []


def test_blank_cells_are_seen_where_values_stand_in_columns() -> None:
    """The one line of the last table shows no columns; its blanks are asked for. Those of the big table are seen."""
    for seed in SEEDS:
        rng = random.Random(seed)
        figures = {f: "" if v == "0" and rng.random() < 0.5 else v for f, v in random_figures(rng).items()}
        assembly = read(WRAPS["in_columns"](figures, rng))
        requests = {f.id for f in FORM.fields if f.section == "requests"}
        assert silent(assembly, figures) == []
        assert set(wrong(assembly, figures)) & requests == set()


def lose_a_value(text: str, rng: random.Random) -> str:
    return _change_row(text, rng, lambda values: values.pop(rng.randrange(len(values))))


def run_two_together(text: str, rng: random.Random) -> str:
    def join(values: list[str]) -> None:
        at = rng.randrange(len(values) - 1)
        values[at : at + 2] = [values[at] + values[at + 1]]

    return _change_row(text, rng, join)


def lose_a_label(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])
    lines[at] = " ".join(_FIGURE.findall(re.sub(r"^.*[^\d. ]", "", lines[at])))
    return "\n".join(lines)


def add_a_local_row(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])
    lines.insert(at + 1, "其中涉及征地补偿 1 0 0 0 0 0 1")
    return "\n".join(lines)


def swap_two_rows(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    a, b = rng.sample([i for i, line in enumerate(lines) if _ROW.fullmatch(line)], 2)
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def lose_a_row(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    del lines[rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])]
    return "\n".join(lines)


def strew_page_numbers(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(3):
        at = rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])
        lines.insert(at + rng.choice([0, 1]), str(rng.randint(2, 9)))
    return "\n".join(lines)


def _change_row(text: str, rng: random.Random, change: Callable[[list[str]], object]) -> str:
    lines = text.split("\n")
    at = rng.choice([i for i, line in enumerate(lines) if _ROW.fullmatch(line)])
    words = lines[at].split(" ")
    label = [w for w in words if not _FIGURE.fullmatch(w)]
    values = [w for w in words if _FIGURE.fullmatch(w)]
    change(values)
    lines[at] = " ".join(label + values)
    return "\n".join(lines)


DAMAGES = [
    lose_a_value,
    run_two_together,
    lose_a_label,
    add_a_local_row,
    swap_two_rows,
    lose_a_row,
    strew_page_numbers,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_no_damage_makes_a_silent_error(damage: Callable[[str, random.Random], str]) -> None:
    for seed in range(30):
        rng = random.Random(seed)
        figures = random_figures(rng)
        assert silent(read(damage(in_rows(figures, rng), rng)), figures) == []


def test_a_lost_cell_goes_where_the_identities_leave_one_place_and_is_asked_for() -> None:
    figures = {f.id: "0" for f in FORM.fields}
    for row in ("received", "granted", "handled"):
        figures |= {f"requests.{row}.{c}": v for c, v in {"individual": "7", "company": "3", "total": "10"}.items()}
    text = in_rows(figures, random.Random(0)).replace(
        "一、本年新收政府信息公开申请数量 7 3 0 0 0 0 10", "一、本年新收政府信息公开申请数量 7 0 0 0 0 10"
    )
    assembly = read(text)
    reviewed = {f for f, reading in assembly.fields.items() if reading.review}
    assert reviewed == {"requests.received.company"}
    assert assembly.fields["requests.received.company"].kind == "blank"
    assert wrong(assembly, figures) == ["requests.received.company"]
    assert "requests.balance.company" in assembly.used


def test_a_lost_cell_that_could_be_anywhere_is_asked_for_everywhere() -> None:
    figures = {f.id: "0" for f in FORM.fields}
    row = "（一）予以公开 0 0 0 0 0 0 0"
    text = in_rows(figures, random.Random(0))
    assert row in text
    assembly = read(text.replace(row, row[:-2]))
    assert {f for f, r in assembly.fields.items() if r.review} == {
        f.id for f in FORM.fields if f.row.id == "requests.granted"
    }


def test_numbers_of_a_local_row_are_unplaced_not_dropped() -> None:
    rng = random.Random(3)
    figures = random_figures(rng)
    assembly = read(add_a_local_row(in_rows(figures, rng), rng))
    assert [t.text for t in assembly.unplaced] == ["1", "0", "0", "0", "0", "0", "1"]
    assert wrong(assembly, figures) == []


def test_page_numbers_and_ordinals_are_not_data() -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        figures = random_figures(rng)
        assembly = read(wrapped(figures, rng))
        assert assembly.unplaced == ()
        assert wrong(assembly, figures) == []


def test_placeholders_stay_placeholders() -> None:
    figures = {f.id: "/" if f.column.id == "other" else "0" for f in FORM.fields}
    assembly = read(in_rows(figures, random.Random(0)))
    assert wrong(assembly, figures) == []
    assert assembly.fields["requests.granted.other"].raw == "/"


def test_the_row_of_a_table_without_values_is_not_zero() -> None:
    figures = {f.id: "" if f.section == "disputes" else "0" for f in FORM.fields}
    assembly = read(in_rows(figures, random.Random(0)))
    assert {assembly.fields[f.id].kind for f in FORM.fields if f.section == "disputes"} == {"blank"}
