from __future__ import annotations

from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.models.vision.ctc import best_path, n_best
from gouji.models.vision.glyphs import BLANK, LOOK_ALIKE_WEIGHT, ValueAlphabet, canonical, may_be_value

CHARACTERS = (BLANK, "a", "b")


def steps(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32)


def collapse(path: tuple[int, ...]) -> str:
    return "".join(CHARACTERS[column] for column, _ in groupby(path) if column)


def test_repeats_are_one_glyph_unless_a_blank_parts_them() -> None:
    decoding = best_path(steps((0.1, 0.9, 0), (0.2, 0.8, 0), (1, 0, 0), (0.3, 0.7, 0), (0, 0, 1)), CHARACTERS)
    assert decoding.text == "aab"
    assert decoding.glyph_confidences == pytest.approx((0.9, 0.7, 1.0))
    assert decoding.confidence == pytest.approx(0.7)


def test_nothing_but_blanks_is_no_text() -> None:
    decoding = best_path(steps((0.9, 0.1, 0)), CHARACTERS)
    assert (decoding.text, decoding.confidence) == ("", 0.0)


@given(st.lists(st.tuples(*[st.integers(1, 9)] * 3), min_size=1, max_size=5))
@settings(max_examples=60)
def test_n_best_sums_over_all_alignments(weights: list[tuple[int, int, int]]) -> None:
    probabilities = steps(*[tuple(w / sum(row) for w in row) for row in weights])
    expected: dict[str, float] = {}
    for path in product(range(3), repeat=len(probabilities)):
        chance = float(np.prod([probabilities[step, column] for step, column in enumerate(path)]))
        expected[collapse(path)] = expected.get(collapse(path), 0.0) + chance
    found = n_best(probabilities, CHARACTERS, count=1000, width=1000)
    assert {reading.text: reading.confidence for reading in found} == pytest.approx(expected, rel=1e-4)
    assert [r.confidence for r in found] == sorted((r.confidence for r in found), reverse=True)


def test_a_narrow_beam_finds_the_best_of_a_clear_output() -> None:
    (best, *_) = n_best(steps((0.1, 0.8, 0.1), (0.9, 0.05, 0.05), (0.1, 0.8, 0.1)), CHARACTERS, count=2, width=3)
    assert best.text == "aa"


def test_look_alikes_count_towards_the_glyph_they_look_like() -> None:
    alphabet = ValueAlphabet((BLANK, "0", "O", "国", "－"))
    folded = alphabet.fold(steps((0.1, 0.3, 0.4, 0.1, 0.1)))[0]
    column = alphabet.characters.index
    assert folded[0] == pytest.approx(0.1)
    assert folded[column("0")] == pytest.approx(0.3 + LOOK_ALIKE_WEIGHT * 0.4)
    assert folded[column("-")] == pytest.approx(0.1)
    assert folded.sum() < 1


def test_what_may_be_a_value() -> None:
    assert all(map(may_be_value, ["0", "O", "1,250", "－3", "減4", "251000元", "不适用", "一", "l2"]))
    assert not any(map(may_be_value, ["", " ", "总计", "1.属于国家秘密", "规章"]))
    assert canonical("ＯO１l－總") == "0011-總"
