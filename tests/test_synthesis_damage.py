"""Damage to page images: points go where the pixels go, levels mean something, the same draws give the same bytes."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.training.synthesis.contact_sheet import contact_sheet, sample_page
from gouji.training.synthesis.damage import bending
from gouji.training.synthesis.damage.composites import COMPOSITES
from gouji.training.synthesis.damage.kinds import DAMAGES
from gouji.training.synthesis.damage.paper import bleed_through
from gouji.training.synthesis.damage.placement import resampled, rotated, turned_by_quarters
from gouji.training.synthesis.damage.shot import WHITE, Pixels, Points, Shot
from gouji.training.synthesis.damage.warp import found

GEOMETRIC = ("skew", "resolution", "photograph", "curl", "quarter_turn", "crop_edges", "creases")
IN_PLACE = tuple(name for name in DAMAGES if name not in (*GEOMETRIC, "fax"))
WITHOUT_DRAWS = ("jpeg", "resolution")
LEVELS = range(1, 6)
MARK = 10
"""Pixels along a side of a mark."""

CLOSE = 1.5
"""Pixels that a mark may be from where its quad says."""

QUARTER = 0.25
"""Pixels that all of them may be off together: a mistaken origin of pixels would be half a pixel."""


def marked_page(width: int = 827, height: int = 1169, dpi: float = 100) -> Shot:
    """A white page (A4) with black squares, a quad around each."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    corners = [(x, y) for x in range(90, width - 80, 92) for y in range(95, height - 85, 120)]
    for x, y in corners:
        pixels[y : y + MARK, x : x + MARK] = 0
    square = np.array([(0, 0), (MARK, 0), (MARK, MARK), (0, MARK)])
    return Shot(pixels, np.array([square + corner for corner in corners], np.float64), dpi)


def printed_page() -> Shot:
    """A small page with a table of rules and numbers."""
    pixels = np.full((600, 420, 3), 255, np.uint8)
    quads = []
    for row in range(12):
        for column in range(4):
            left, top = 40 + 80 * column, 60 + 36 * row
            cv2.rectangle(pixels, (left, top), (left + 80, top + 36), (0, 0, 0), 1)
            cv2.putText(pixels, str(7 * row + column), (left + 26, top + 25), 0, 0.6, (0, 0, 0), 2)
            quads.append([(left, top), (left + 80, top), (left + 80, top + 36), (left, top + 36)])
    return Shot(pixels, np.array(quads, np.float64), 100)


def distances(shot: Shot) -> Points:
    """Pixels between the middle of each quad and the middle of the dark that is found around it."""
    missed = []
    for quad in shot.quads:
        x, y = quad.mean(axis=0)
        reach = 1.2 * np.ptp(quad[:, 0]) + 2
        top, left = max(0, int(y - reach)), max(0, int(x - reach))
        part = shot.pixels[top : int(y + reach) + 1, left : int(x + reach) + 1].mean(axis=2)
        dark = np.median(part) - part
        dark[dark < 0.4 * dark.max()] = 0
        rows, columns = np.mgrid[0 : part.shape[0], 0 : part.shape[1]] + 0.5
        missed.append((left + np.average(columns, weights=dark) - x, top + np.average(rows, weights=dark) - y))
    result: Points = np.hypot(*np.array(missed).T)
    return result


def test_marks_are_found_where_they_are() -> None:
    assert distances(marked_page()).max() == 0
    page = marked_page()
    assert distances(replace(page, quads=page.quads + 2.0)).min() > CLOSE


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", GEOMETRIC)
@settings(max_examples=3)
@given(seed=st.integers(0, 2**32))
def test_points_go_where_the_pixels_go(name: str, level: int, seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # Marks that lie on a fold would lose a half, which moves their middle and not their place.
        patch.setattr(bending, "FOLD_WEAR", (0.0,) * 5)
        damaged = DAMAGES[name](marked_page(), level, random.Random(seed))
    missed = distances(damaged)
    assert missed.max() < CLOSE
    assert np.median(missed) < QUARTER


@pytest.mark.parametrize("name", COMPOSITES)
@settings(max_examples=5)
@given(seed=st.integers(0, 2**32))
def test_points_stay_with_composites(name: str, seed: int) -> None:
    """Stamps, dirt and lost lines cover some of the marks."""
    assert np.quantile(distances(COMPOSITES[name](marked_page(), random.Random(seed))), 0.8) < CLOSE


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", IN_PLACE)
def test_other_kinds_leave_size_and_points(name: str, level: int) -> None:
    page = printed_page()
    damaged = DAMAGES[name](page, level, random.Random(level))
    assert damaged.pixels.shape == page.pixels.shape
    assert np.array_equal(damaged.quads, page.quads)
    assert damaged.dpi == page.dpi


@pytest.mark.parametrize("name", DAMAGES)
def test_the_same_draws_give_the_same_bytes(name: str) -> None:
    page, before = printed_page(), printed_page().pixels
    one, other, third = (DAMAGES[name](page, 4, random.Random(seed)) for seed in (1, 1, 2))
    assert one.pixels.tobytes() == other.pixels.tobytes()
    assert one.quads.tobytes() == other.quads.tobytes()
    assert name in (*WITHOUT_DRAWS, "quarter_turn") or one.pixels.tobytes() != third.pixels.tobytes()
    assert np.array_equal(page.pixels, before), "the page that was given must stay as it was"


@pytest.mark.parametrize("name", COMPOSITES)
def test_composites_repeat_themselves(name: str) -> None:
    one, other, third = (COMPOSITES[name](printed_page(), random.Random(seed)) for seed in (5, 5, 6))
    assert one.pixels.tobytes() == other.pixels.tobytes()
    assert one.pixels.tobytes() != third.pixels.tobytes()


@pytest.mark.parametrize("name", DAMAGES)
def test_there_are_five_levels(name: str) -> None:
    for level in (0, 6):
        with pytest.raises(ValueError, match="levels go from 1 to 5"):
            DAMAGES[name](printed_page(), level, random.Random(0))


def harm(name: str, level: int) -> float:
    """Mean change in grey values."""
    page = printed_page()
    changes = [
        np.abs(DAMAGES[name](page, level, random.Random(seed)).pixels.astype(int) - page.pixels).mean()
        for seed in range(4)
    ]
    return float(np.mean(changes))


# Holes move inwards with the level, and at the highest some are off this small page.
@pytest.mark.parametrize("name", [name for name in IN_PLACE if name != "punch_holes"])
def test_level_one_is_slight_and_levels_rise(name: str) -> None:
    least, middle, most = (harm(name, level) for level in (1, 3, 5))
    assert 0 < least < 5
    assert least < middle < most


@pytest.mark.parametrize("name", DAMAGES)
def test_pages_without_cells_are_damaged_too(name: str) -> None:
    damaged = DAMAGES[name](replace(printed_page(), quads=np.empty((0, 4, 2))), 4, random.Random(3))
    assert damaged.quads.shape == (0, 4, 2)
    assert damaged.pixels.dtype == np.uint8
    assert damaged.pixels.shape[2] == 3


def test_fewer_dots_make_a_smaller_image() -> None:
    damaged = DAMAGES["resolution"](resampled(printed_page(), 300), 5, random.Random(0))
    assert damaged.dpi == 96
    assert (damaged.width, damaged.height) == (round(420 * 0.96), round(600 * 0.96))
    assert np.allclose(damaged.quads, printed_page().quads * 0.96, atol=0.3)


def test_pages_of_few_dots_are_not_enlarged() -> None:
    page = printed_page()
    assert DAMAGES["resolution"](page, 1, random.Random(0)) is page


def test_a_skewed_page_grows_rather_than_lose_cells() -> None:
    page = printed_page()
    corner = np.array([[(0, 0), (9, 0), (9, 9), (0, 9)]], np.float64)
    assert rotated(page, 6, WHITE).pixels.shape == page.pixels.shape
    turned = rotated(replace(page, quads=corner), 6, WHITE)
    assert turned.width > page.width
    assert turned.quads.min() >= 0


def test_quarter_turns_lose_nothing() -> None:
    page = printed_page()
    turned = turned_by_quarters(page, 1)
    assert (turned.width, turned.height) == (page.height, page.width)
    # The upper left corner of the page is at the upper right after a turn clockwise.
    assert turned.quads[0, 0].tolist() == [page.height - page.quads[0, 0, 1], page.quads[0, 0, 0]]
    back = turned_by_quarters(turned, 3)
    assert np.array_equal(back.pixels, page.pixels)
    assert np.array_equal(back.quads, page.quads)


def test_a_fax_is_black_and_white() -> None:
    damaged = DAMAGES["fax"](printed_page(), 3, random.Random(1))
    assert set(np.unique(damaged.pixels)) == {0, 255}
    assert damaged.dpi == 204
    # Standard faxes have half as many lines: each is there twice.
    rows = damaged.pixels[..., 0]
    assert np.mean([np.array_equal(a, b) for a, b in pairwise(rows)]) > 0.45


def strokes_and_rules() -> tuple[Pixels, Pixels]:
    """A page of rules alone, and one with glyphs beside."""
    rules = np.full((600, 420), 255, np.uint8)
    for y in range(60, 500, 40):
        rules[y : y + 2, 40:380] = 0
    glyphs = rules.copy()
    for y in range(90, 490, 40):
        cv2.putText(glyphs, "148 70", (60, y), 0, 0.6, 0, 2)
    return rules, glyphs


def test_broken_rules_leave_glyphs() -> None:
    rules, both = strokes_and_rules()
    page = Shot(cv2.cvtColor(both, cv2.COLOR_GRAY2RGB), np.empty((0, 4, 2)), 100)
    damaged = DAMAGES["broken_rules"](page, 5, random.Random(0)).pixels[..., 0]
    assert np.array_equal(damaged[(rules == 255) & (both == 0)], both[(rules == 255) & (both == 0)])
    assert (damaged[rules == 0] > 128).mean() > 0.6


def test_holes_move_towards_the_table() -> None:
    blank = replace(printed_page(), pixels=np.full((600, 420, 3), 255, np.uint8))
    middles = []
    for level in LEVELS:
        damaged = DAMAGES["punch_holes"](blank, level, random.Random(0)).pixels[..., 0]
        middles.append(np.nonzero((damaged < 255).any(axis=0))[0].mean() / blank.per_mm)
    assert middles == pytest.approx([8, 10, 12, 17, 23], abs=0.7)


def test_black_print_stays_under_a_seal() -> None:
    page = printed_page()
    damaged = DAMAGES["seal"](page, 5, random.Random(2)).pixels.astype(int)
    red = (damaged[..., 0] - damaged[..., 1]) > 60
    assert red.sum() > 500
    assert damaged[(page.pixels == 0).all(axis=2)].max() < 30


def test_the_reverse_shows_through_mirrored() -> None:
    blank = replace(printed_page(), pixels=np.full((600, 420, 3), 255, np.uint8))
    reverse = blank.pixels.copy()
    reverse[200:400, 20:120] = 0
    assert np.array_equal(bleed_through(blank, 5, random.Random(0)).pixels, blank.pixels)
    seen = bleed_through(blank, 5, random.Random(0), reverse).pixels
    assert seen[300, 350].max() < 240
    assert seen[300, 70].min() == 255


def test_a_bend_that_folds_over_itself_is_refused() -> None:
    def folding(points: Points) -> Points:
        return np.stack([np.abs(points[..., 0]), points[..., 1]], axis=-1)

    with pytest.raises(ArithmeticError, match="folds over itself"):
        found(folding, np.array([[-5.0, 1.0]]), np.array([[3.0, 1.0]]))


def test_the_contact_sheet_shows_each_shot() -> None:
    page = sample_page(dpi=60)
    assert len(page.quads) > 100
    damaged = {name: DAMAGES[name](page, 3, random.Random(0)) for name in ("skew", "quarter_turn", "fax")}
    two, three = contact_sheet(damaged, columns=2), contact_sheet(damaged, columns=3)
    assert two.shape[0] == 2 * three.shape[0]
    assert two.shape[1] * 3 == three.shape[1] * 2
    assert not np.array_equal(contact_sheet(damaged, outlined=True), contact_sheet(damaged))
