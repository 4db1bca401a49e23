"""What is dark on a page: the mask of ink, and its connected components."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gouji.models.vision.grid import Grid, GridCell
from gouji.models.vision.image_reader import Image

Mask = NDArray[np.uint8]
"""Shape ``(height, width)``; 255 where something is, 0 elsewhere."""

NEIGHBOURHOOD = 60
"""The window for the local background is the page's shorter side by this: about two lines of text."""

CONTRAST = 18
"""Grey levels darker than the local mean that make ink: hair-thin rules reach 40 and more, paper and JPEG noise 10."""

NOISE = 4.0
"""In standard deviations of the page's noise: what text must be darker by. Rules need not, noise draws no lines."""

PAPER = 4
"""In ems: how far around a pixel its paper is sought."""

QUARTER = 4
"""Paper is sought on a picture so many times smaller; parts of a page begin at multiples of it, to be alike."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright box in pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """x and y of the middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all; there must be one."""
    some = tuple(boxes)
    return Box(
        min(box.left for box in some),
        min(box.top for box in some),
        max(box.right for box in some),
        max(box.bottom for box in some),
    )


def darkest_colour(image: Image) -> NDArray[np.uint8]:
    """The darkest of the three colours of each pixel, in which ink of any colour shows."""
    red, green, blue = cv2.split(np.ascontiguousarray(image))
    return np.asarray(cv2.min(cv2.min(red, green), blue), np.uint8)


def lightest_around(picture: NDArray[np.uint8], em: float) -> NDArray[np.uint8]:
    """The lightest spot around each pixel, which is paper; of each colour, where there are several."""
    small = cv2.resize(picture, None, fx=1 / QUARTER, fy=1 / QUARTER, interpolation=cv2.INTER_AREA)
    side = max(3, round(PAPER * em / QUARTER)) | 1
    lightest = cv2.blur(cv2.dilate(small, np.ones((side, side), np.uint8)), (side, side))
    height, width = picture.shape[:2]
    return np.asarray(cv2.resize(lightest, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def square(reach: float) -> Mask:
    """A kernel that reaches so many pixels to each side, one at least."""
    side = 2 * max(1, round(reach)) + 1
    return np.ones((side, side), np.uint8)


def ink_mask(image: Image, noise: float = 0.0) -> Mask:
    """The ink of a page, by its contrast with the local mean; with its noise given, only what that does not explain."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    window = max(15, min(grey.shape) // NEIGHBOURHOOD) | 1
    contrast = max(CONTRAST, NOISE * noise)
    mask: Mask = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, contrast)
    return mask


def noise_level(image: Image) -> float:
    """The standard deviation of the grey levels about their local mean, by the median, so that print does not count."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    difference = cv2.absdiff(grey, cv2.blur(grey, (5, 5)))
    return 1.48 * float(np.median(difference))


def components(mask: Mask) -> list[Box]:
    """Boxes of the connected components (8 neighbours)."""
    return [Box(*sides) for sides in component_sides(mask).tolist()]


def component_sides(mask: Mask) -> NDArray[np.int32]:
    """The same as rows left, top, right, bottom: ``(n, 4)``."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, width, height = stats[1:, :4].T
    return np.stack([left, top, left + width, top + height], 1)


def is_centred(box: Box, area: Grid | GridCell) -> bool:
    """Whether the middle of the box lies in a table or a cell."""
    x, y = box.centre
    return area.left <= x <= area.right and area.top <= y <= area.bottom
