"""The shape of the paper: found from lines that should be straight, and taken out."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from gouji.models.vision.sides import Sides, ridges, side_rules
from gouji.models.vision.surface import Surface, find_surface

HEIGHT, WIDTH, SCALE = 1400, 1000, 2.0
MIDDLE = np.array([WIDTH / 2, HEIGHT / 2])
ROWS, COLUMNS = np.linspace(300, 1100, 13), np.linspace(200, 800, 6)

PAPER = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)

Places = NDArray[np.float64]


def bent(points: Places) -> Places:
    """Where a camera held askew sees places of a page that lifts on the right."""
    x, y = points[:, 0] - WIDTH / 2, points[:, 1] - HEIGHT / 2
    depth = 1 + 1.2e-4 * x - 0.8e-4 * y
    turned = np.stack([x + 0.06 * y, y - 0.06 * x - 22 * np.exp(-(((x - 500) / 300) ** 2))], 1) / depth[:, None]
    return np.asarray(turned + MIDDLE)


def skewed(points: Places) -> Places:
    turn = np.array([[1, 0.1], [-0.1, 1]])
    return np.asarray((points - MIDDLE) @ turn + MIDDLE)


def as_it_is(points: Places) -> Places:
    return points


def level(y: float) -> Places:
    return np.stack([np.linspace(200, 800, 40), np.full(40, y)], 1)


def upright(x: float) -> Places:
    return np.stack([np.full(40, x), np.linspace(300, 1100, 40)], 1)


def field(lines: list[Places]) -> NDArray[np.float32]:
    mask = np.zeros((int(HEIGHT / SCALE), int(WIDTH / SCALE)), np.uint8)
    ends = [np.round((line / SCALE - 0.5) * 16).astype(np.int32) for line in lines]
    cv2.polylines(mask, ends, False, 255, 2, cv2.LINE_AA, 4)
    return np.asarray(mask / 255, np.float32)


def seen(shape: object, uprights: bool = True) -> Sides:
    across = [shape(level(y)) for y in ROWS]  # type: ignore[operator]
    down = [shape(upright(x)) for x in COLUMNS] if uprights else []  # type: ignore[operator]
    return Sides(field(across), field(down), SCALE)


def straightness(surface: Surface, lines: list[Places], axis: int) -> float:
    return max(float(np.ptp(surface.to_flat(line)[:, axis])) for line in lines)


@pytest.mark.parametrize("shape", [bent, skewed])
def test_lines_that_a_page_bends_are_straight_on_the_flat_page(shape: object) -> None:
    surface = find_surface(seen(shape), [], PAPER)
    assert surface is not None
    levels, uprights = [shape(level(y)) for y in ROWS], [shape(upright(x)) for x in COLUMNS]  # type: ignore[operator]
    assert max(float(np.ptp(line[:, 1])) for line in levels) > 30
    assert straightness(surface, levels, 1) < 5
    assert straightness(surface, uprights, 0) < 5


def test_the_flat_page_is_as_large_as_the_picture_showed_it() -> None:
    surface = find_surface(seen(bent), [], PAPER)
    assert surface is not None
    flat = surface.to_flat(np.concatenate([bent(level(y)) for y in ROWS]))
    assert np.ptp(flat[:, 1]) == pytest.approx(800, rel=0.1)
    assert np.ptp(flat[:, 0]) == pytest.approx(600, rel=0.1)


def test_what_stands_on_the_flat_page_is_found_again_in_the_picture() -> None:
    surface = find_surface(seen(bent), [], PAPER)
    assert surface is not None
    places = bent(np.concatenate([level(y) for y in ROWS]))
    assert surface.to_picture(surface.to_flat(places)) == pytest.approx(places, abs=0.5)


def picture_of(lines: list[Places]) -> NDArray[np.uint8]:
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    cv2.polylines(picture, [line.astype(np.int32) for line in lines], False, (0, 0, 0), 3)
    return picture


def test_a_picture_is_drawn_flat() -> None:
    surface = find_surface(seen(bent), [], PAPER)
    assert surface is not None
    flat = surface.flat(picture_of([bent(level(y)) for y in ROWS]))
    (rows,) = np.nonzero(flat[:, 420:580, 0].mean(axis=1) < 100)
    assert len(np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)) == len(ROWS)


def test_what_one_look_leaves_another_takes_out() -> None:
    first = find_surface(seen(skewed), [], PAPER)
    second = find_surface(seen(bent), [], PAPER)
    assert first is not None and second is not None
    both = first.then(second)
    places = skewed(np.concatenate([level(y) for y in ROWS]))
    assert both.to_flat(places) == pytest.approx(second.to_flat(first.to_flat(places)), abs=0.01)
    assert both.to_picture(both.to_flat(places)) == pytest.approx(places, abs=1)


def test_a_short_upright_that_strays_shears_no_page() -> None:
    sides = seen(skewed, uprights=False)
    stray = np.stack([np.linspace(500, 512, 20), np.linspace(400, 480, 20)], 1)
    surface = find_surface(Sides(sides.across, field([stray]), SCALE), [], PAPER)
    assert surface is not None
    assert straightness(surface, [skewed(upright(x)) for x in COLUMNS], 0) < 30


def test_a_page_that_lies_flat_is_left_as_it_is() -> None:
    assert find_surface(seen(as_it_is), [], PAPER) is None
    assert find_surface(Sides(field([]), field([]), SCALE), [], PAPER) is None


def test_a_line_less_straight_than_the_others_bends_no_page() -> None:
    uneven = level(ROWS[5]) + np.stack([np.zeros(40), np.where(np.arange(40) < 20, -0.9, 0.9)], 1)
    lines = [level(y) for y in np.delete(ROWS, 5)]
    sides = Sides(field([*lines, uneven]), field([upright(x) for x in COLUMNS]), SCALE)
    assert find_surface(sides, [], PAPER) is None


@pytest.mark.parametrize("aside", [5.0, 8.0, 14.0])
def test_columns_of_a_body_beside_those_of_its_head_bend_no_page(aside: float) -> None:
    head = [line[:20] for line in map(upright, COLUMNS[1:])]
    body = [np.add(line[19:], (aside, 0)) for line in map(upright, COLUMNS[1:])]
    sides = Sides(field([level(y) for y in ROWS]), field([upright(COLUMNS[0]), *head, *body]), SCALE)
    assert find_surface(sides, [], PAPER) is None


def test_level_lines_alone_turn_the_page_both_ways() -> None:
    surface = find_surface(seen(skewed, uprights=False), [], PAPER)
    assert surface is not None
    assert straightness(surface, [skewed(upright(x)) for x in COLUMNS], 0) < 25


def test_lines_of_text_tell_where_there_is_no_table() -> None:
    texts = [skewed(level(y))[[0, -1]] for y in ROWS]
    surface = find_surface(Sides(field([]), field([]), SCALE), texts, PAPER)
    assert surface is not None
    assert straightness(surface, texts, 1) < 5


def test_a_line_that_strays_bends_no_page() -> None:
    sides = seen(skewed)
    stray = skewed(np.stack([np.linspace(250, 750, 40), np.linspace(310, 390, 40)], 1))
    surface = find_surface(Sides(np.maximum(sides.across, field([stray])), sides.down, SCALE), [], PAPER)
    assert surface is not None
    assert straightness(surface, [skewed(level(y)) for y in ROWS[2:]], 1) < 8


def test_lines_that_cross_bend_a_page_no_further_than_paper_goes() -> None:
    crossed = [
        level(500) + (0, 1) * np.linspace(-300, 300, 40)[:, None],
        level(600) - (0, 1) * np.linspace(-300, 300, 40)[:, None],
    ]
    sides = Sides(field(crossed), field([]), SCALE)
    surface = find_surface(sides, [], PAPER)
    if surface is not None:
        corners = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], float)
        area = cv2.contourArea(surface.to_flat(corners).astype(np.float32))
        assert 0.4 * WIDTH * HEIGHT < area < 2.5 * WIDTH * HEIGHT


def test_ridges_follow_a_line_and_leave_blots_out() -> None:
    mask = field([level(700)])
    mask[100:160, 100:180] = 1
    (ridge,) = ridges(mask)
    assert ridge[:, 1] == pytest.approx(350, abs=0.6)


def test_sides_are_lines_with_small_breaks_closed() -> None:
    across = field([level(y) for y in (400, 412, 900)])
    across[:, 250:254] = 0
    sides = Sides(across, field([upright(500)]), SCALE)
    rules = side_rules(sides)
    levels = sorted((round(r.y0), round(r.x0), round(r.x1)) for r in rules if r.y0 == r.y1)
    assert [y for y, _, _ in levels] == pytest.approx([400, 412, 900], abs=2)
    assert all((x0, x1) == pytest.approx((200, 800), abs=6) for _, x0, x1 in levels)
    assert [round(r.x0) for r in rules if r.x0 == r.x1] == pytest.approx([500], abs=2)


def test_a_page_of_300_dpi_and_more_is_looked_at_again_as_any_other() -> None:
    """OpenCV moves no more than 32,767 places in a row; a page has a place for every 16 pixels of both sides."""
    surface = find_surface(seen(bent), [], PAPER)
    assert surface is not None
    places = np.tile(bent(level(ROWS[3])), (2000, 1))
    found = surface.to_picture(surface.to_flat(places))
    assert len(found) == 80_000 and found == pytest.approx(places, abs=0.5)


def test_where_nothing_is_drawn_a_page_lies_as_its_text_runs() -> None:
    """The network sees level sides on a sheet that lies askew; rules that are drawn are believed."""

    def askew(points: Places) -> Places:
        return np.asarray((points - MIDDLE) @ np.array([[1, 0.04], [-0.04, 1]]) + MIDDLE)

    sides = Sides(field([level(y) for y in ROWS]), field([]), SCALE)
    texts = [askew(level(y)[:14]) for y in (350, 420, 630, 840)]
    by_text, by_rules = (find_surface(sides, texts, page) for page in (PAPER, picture_of([level(y) for y in ROWS])))
    assert by_text is not None
    turned = [askew(level(y)) for y in ROWS]
    assert max(float(np.ptp(line[:, 1])) for line in turned) > 20
    assert straightness(by_text, turned, 1) < 0.6 * max(float(np.ptp(line[:, 1])) for line in turned)
    assert by_rules is None or straightness(by_rules, [level(y) for y in ROWS], 1) < 6


@pytest.mark.parametrize("shade", [242, 255], ids=["shown through", "not drawn"])
def test_what_shows_through_from_the_back_shows_how_a_page_runs(shade: int) -> None:
    """Sides that are drawn, however faintly, outweigh a few lines of text; those that nothing shows do not."""

    def aslant(points: Places) -> Places:
        return (points + skewed(points)) / 2

    rng, levels = np.random.default_rng(1), [aslant(level(y)) for y in ROWS]
    picture = np.full((HEIGHT, WIDTH), 255, np.uint8)
    lines = [line.astype(np.int32) for line in (*levels, *(aslant(upright(x)) for x in COLUMNS))]
    cv2.polylines(picture, lines, False, (shade,), 3)
    noisy = np.clip(picture + rng.normal(-6, 1.5, picture.shape), 0, 255).astype(np.uint8)
    surface = find_surface(seen(aslant), [level(y) for y in ROWS[:3]], np.stack([noisy] * 3, 2))
    follows = surface is not None and straightness(surface, levels, 1) < 10
    assert follows == (shade < 255)
