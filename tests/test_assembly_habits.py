"""Lone blanks and strokes among cells that are filled in otherwise."""

from __future__ import annotations

from gouji.models.assembly.habits import by_habit
from gouji.models.result import FieldReading


def read(*texts: str, sure: float = 0.995) -> dict[str, FieldReading]:
    kinds = {"": "blank", "/": "placeholder"}
    return {
        f"f{at}": FieldReading.model_validate(
            {
                "value": None if text in kinds else int(text),
                "kind": kinds.get(text, "number"),
                "raw": text,
                "unit": "件",
                "confidence": sure,
                "review": False,
            }
        )
        for at, text in enumerate(texts)
    }


def rows(readings: dict[str, FieldReading], width: int) -> list[list[list[str]]]:
    fields = list(readings)
    return [[fields[at : at + width] for at in range(0, len(fields), width)]]


def test_a_lone_blank_or_stroke_among_figures_is_doubted() -> None:
    for odd in ("", "/"):
        readings = read(*["0"] * 10, odd, *["0"] * 10)
        found = by_habit(readings, rows(readings, 7), {})
        assert list(found) == ["f10"] and found["f10"].review and found["f10"].confidence < 0.9


def test_a_row_left_out_as_a_whole_is_not() -> None:
    readings = read(*["0"] * 14, *[""] * 7, *["0"] * 14)
    assert not any(r.review for r in by_habit(readings, rows(readings, 7), {}).values())


def test_an_office_that_leaves_blanks_for_nothing_is_believed() -> None:
    readings = read(*(["3", "", "", "", "", "", "3"] * 4))
    assert not any(r.review for r in by_habit(readings, rows(readings, 7), {}).values())


def test_few_cells_show_no_habit() -> None:
    readings = read("0", "", "0")
    assert by_habit(readings, rows(readings, 3), {}) == {}


def test_a_stroke_among_strokes_is_surer_and_a_blank_among_blanks_is_not() -> None:
    readings = read(*(["3", "/", "/", "/", "/", "/", "3"] * 4), sure=0.8)
    found = by_habit(readings, rows(readings, 7), {})
    assert all(found[f"f{at}"].confidence > 0.95 for at in (1, 8, 26))
    ones = read(*(["1", "/", "/", "1", "1", "1", "1"] * 4), sure=0.8)
    assert by_habit(ones, rows(ones, 7), {})["f1"].confidence < 0.8
    blanks = read(*(["3", "", "", "", "", "", "3"] * 4), sure=0.8)
    assert by_habit(blanks, rows(blanks, 7), {})["f1"].confidence == 0.8


def test_a_stroke_is_no_surer_than_that_its_cell_is_the_fields() -> None:
    readings = read(*(["3", "/", "/", "/", "/", "/", "3"] * 4), sure=0.4)
    found = by_habit(readings, rows(readings, 7), {"f1": 0.5})
    assert found["f1"].confidence == 0.5 and found["f2"].confidence > 0.8


def test_strokes_alone_in_their_row_are_sure_in_whatever_order_they_stand() -> None:
    readings = read(*["/"] * 28, sure=0.5)
    found = by_habit(readings, rows(readings, 7), dict.fromkeys(readings, 0.6))
    assert found["f8"].confidence > 0.8
