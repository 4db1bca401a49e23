"""Copies as they arrive: several kinds of damage together, in the strengths that go together."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from gouji.training.synthesis.damage import photograph as camera
from gouji.training.synthesis.damage.bending import creases
from gouji.training.synthesis.damage.copying import fax as sent_by_fax
from gouji.training.synthesis.damage.light import uneven_light
from gouji.training.synthesis.damage.paper import bleed_through, punch_holes, speckle
from gouji.training.synthesis.damage.placement import crop_edges, resampled, rotated
from gouji.training.synthesis.damage.seal import seal
from gouji.training.synthesis.damage.sensor import compressed, defocused, grained, platen_lines, toned
from gouji.training.synthesis.damage.shot import BLACK, WHITE, Damage, Shot, generator
from gouji.training.synthesis.damage.signature import signature
from gouji.training.synthesis.damage.texture import as_rgb, grey

Composite = Callable[[Shot, random.Random], Shot]
"""Damages a page by a recipe that draws its own strengths. The same shot and state of the draws give the same bytes."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """What a scanner does to every page, as ranges. ``blur``: deviation in pixels at 200 dpi. ``black``, ``white``:
    grey values of full ink and of clean paper. ``noise``: deviation in grey values. ``quality`` of the JPEG.
    ``grey_share``: of pages scanned without colour."""

    blur: tuple[float, float]
    black: tuple[float, float]
    white: tuple[float, float]
    noise: tuple[float, float]
    quality: tuple[int, int]
    grey_share: float


CAREFUL = Scanner((0.3, 0.5), (0, 20), (246, 255), (1.0, 2.5), (85, 95), grey_share=0.25)
OFFICE = Scanner((0.4, 0.9), (10, 60), (226, 255), (2.0, 7.0), (60, 80), grey_share=0.5)

OFFICE_EXTRAS: tuple[tuple[Damage, float, tuple[int, ...]], ...] = (
    (bleed_through, 0.2, (1, 2)),
    (creases, 0.1, (1, 2)),
    (seal, 0.3, (2, 3, 4)),
    (signature, 0.12, (1, 2, 3)),
    (punch_holes, 0.15, (1, 2, 3)),
    (speckle, 0.3, (1, 2)),
    (uneven_light, 0.6, (1, 2)),
)
"""What is now and then seen on an office's scan: how often, at which levels; in the order in which it happens."""


def clean_scan(shot: Shot, draw: random.Random) -> Shot:
    """A good scanner, used with care: 200 to 300 dpi, at most 0.5 degrees of skew, noise of deviation 1 to 2.5, JPEG
    of quality 85 to 95, one in four in greys."""
    shot = resampled(shot, min(shot.dpi, draw.uniform(200, 300)))
    shot = rotated(shot, draw.uniform(-0.5, 0.5), WHITE)
    return _scanned(shot, CAREFUL, draw)


def office_scan(shot: Shot, draw: random.Random) -> Shot:
    """A multifunction printer in an office: 150 to 200 dpi, skew up to 1.5 degrees (one in four up to 2.5), some of
    ``OFFICE_EXTRAS``, noise of deviation 2 to 7, JPEG of quality 60 to 80, half of them in greys."""
    shot = resampled(shot, min(shot.dpi, draw.choice((150, 150, 180, 200, 200))))
    for damage, share, levels in OFFICE_EXTRAS:
        if draw.random() < share:
            shot = damage(shot, draw.choice(levels), draw)
    most = 2.5 if draw.random() < 0.25 else 1.5
    shot = rotated(shot, draw.uniform(-most, most), WHITE if draw.random() < 0.7 else BLACK)
    if draw.random() < 0.15:
        shot = crop_edges(shot, draw.choice((1, 2)), draw)
    shot = _scanned(shot, OFFICE, draw)
    return platen_lines(shot, draw.choice((1, 2, 3)), draw) if draw.random() < 0.15 else shot


def fax(shot: Shot, draw: random.Random) -> Shot:
    """A fax of a sheet fed a little askew, at levels 1 to 5, the worst seldom; some bear a seal."""
    if draw.random() < 0.25:
        shot = seal(shot, draw.choice((1, 2, 3)), draw)
    shot = rotated(shot, draw.uniform(-1.2, 1.2), WHITE)
    return sent_by_fax(shot, draw.choices((1, 2, 3, 4, 5), (3, 4, 4, 2, 1))[0], draw)


def photograph(shot: Shot, draw: random.Random) -> Shot:
    """A photograph at levels 1 to 4, of sheets that are stamped or folded now and then."""
    if draw.random() < 0.3:
        shot = seal(shot, draw.choice((2, 3, 4)), draw)
    if draw.random() < 0.25:
        shot = creases(shot, draw.choice((2, 3)), draw)
    return camera.photograph(shot, draw.choices((1, 2, 3, 4), (1, 3, 3, 2))[0], draw)


def _scanned(shot: Shot, scanner: Scanner, draw: random.Random) -> Shot:
    """Through a scanner's optics, sensor and JPEG."""
    pixels = defocused(shot, draw.uniform(*scanner.blur)).pixels
    colour = draw.random() >= scanner.grey_share
    if not colour:
        pixels = as_rgb(grey(pixels))
    pixels = toned(pixels, draw.uniform(*scanner.black), draw.uniform(*scanner.white))
    pixels = grained(pixels, draw.uniform(*scanner.noise), generator(draw), 0.3 if colour else 0.0)
    return replace(shot, pixels=compressed(pixels, draw.randint(*scanner.quality)))


COMPOSITES: dict[str, Composite] = {
    "clean_scan": clean_scan,
    "office_scan": office_scan,
    "fax": fax,
    "photograph": photograph,
}
"""Recipes by name."""
