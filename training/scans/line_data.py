"""Pages for the network of lines: of one size, turned over and relit, with the sides of their cells drawn as masks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from torch.utils.data import IterableDataset

from gouji.models.vision.line_segmenter import SCALE, SIDE
from gouji.training.scans.pages import ScannedPage, read_report
from gouji.training.synthesis.damage.shot import Points

HEIGHT, WIDTH = SIDE, SIDE * 3 // 4
"""Of what the network learns from, in pixels."""

ZOOM = (0.85, 1.06)
"""The page's size in that of the frame, drawn anew each time; what reaches out of it is cut."""

LINE = 2
"""Width of the drawn sides, in pixels of the masks: some 1.2 mm of A4."""

Sample = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Picture ``(1, height, width)`` in [0, 1] and masks ``(2, height / 2, width / 2)``: level sides, upright sides."""


class LineData(IterableDataset[Sample]):  # type: ignore[misc]
    """Pages in random order without end, or, for measuring, each once as it is."""

    def __init__(self, folder: Path, split: str, *, seed: int | None) -> None:
        self._paths = sorted(folder.glob(f"{split}-?????.npz"))
        self._seed = seed

    def __iter__(self) -> Iterator[Sample]:
        if self._seed is None:
            yield from (sample(page, None) for path in self._paths for page in read_report(path))
            return
        draw = np.random.default_rng(self._seed)
        while True:
            path = self._paths[draw.integers(len(self._paths))]
            pages = list(read_report(path))
            # One page a report at a time: the pages of one are alike.
            yield sample(pages[draw.integers(len(pages))], draw)


def sample(page: ScannedPage, draw: np.random.Generator | None) -> Sample:
    """A page as the network sees it; with ``draw``, changed at random."""
    pixels, across, down = page.pixels, page.across, page.down
    height, width = pixels.shape
    # As the reader scales it: of a page that is wider than high, the frame holds a part.
    fitting = min(HEIGHT / height, WIDTH / width) if height >= width else HEIGHT / width
    zoom = fitting * (draw.uniform(*ZOOM) if draw is not None else 1.0)
    room = np.array([WIDTH - zoom * width, HEIGHT - zoom * height])
    shift = room * (draw.uniform(size=2) if draw is not None else 0.0)
    small = cv2.resize(pixels, (round(width * zoom), round(height * zoom)), interpolation=cv2.INTER_AREA)
    picture = np.full((HEIGHT, WIDTH), 255, np.uint8)
    _paste(picture, small, *shift.round().astype(int).tolist())
    masks = np.stack([_drawn(across * zoom + shift), _drawn(down * zoom + shift)])
    seen: NDArray[np.float32] = (picture / 255).astype(np.float32)
    if draw is not None:
        seen, masks = _varied(seen, masks, draw)
    return np.ascontiguousarray(seen[None]), np.ascontiguousarray(masks)


def _paste(picture: NDArray[np.uint8], small: NDArray[np.uint8], left: int, top: int) -> None:
    """Lay a picture in a frame, cut at its edges."""
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + small.shape[1], picture.shape[1]), min(top + small.shape[0], picture.shape[0])
    picture[y0:y1, x0:x1] = small[y0 - top : y1 - top, x0 - left : x1 - left]


def _drawn(pieces: Points) -> NDArray[np.float32]:
    mask = np.zeros((HEIGHT // SCALE, WIDTH // SCALE), np.uint8)
    # Fixed point with four bits: sides fall between pixels.
    ends = np.round((pieces / SCALE - 0.5) * 16).astype(np.int32)
    cv2.polylines(mask, list(ends), False, 255, LINE, cv2.LINE_AA, 4)
    return (mask / 255).astype(np.float32)


def _varied(seen: NDArray[np.float32], masks: NDArray[np.float32], draw: np.random.Generator) -> Sample:
    """Turned over either way, and with other light and ink."""
    for axis in (1, 2):
        if draw.random() < 0.3:
            seen, masks = np.flip(seen, axis - 1), np.flip(masks, axis)
    low, high = draw.uniform(0, 0.3), draw.uniform(0.75, 1)
    return (low + (high - low) * seen ** np.float32(draw.uniform(0.6, 1.6))).astype(np.float32), masks


def batched(samples: Sequence[Sample]) -> Sample:
    """Samples as arrays with a leading axis."""
    return np.stack([s[0] for s in samples]), np.stack([s[1] for s in samples])
