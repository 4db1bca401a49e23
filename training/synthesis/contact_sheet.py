"""A picture of every kind of damage at every level, to be looked at by a person.

``python -m gouji.training.synthesis.contact_sheet OUT.png`` draws a page of a generated report.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np

from gouji.training.synthesis.damage.composites import COMPOSITES
from gouji.training.synthesis.damage.kinds import DAMAGES
from gouji.training.synthesis.damage.shot import Pixels, Shot
from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.pages.typeset import typeset
from gouji.training.synthesis.report import ReportKey, draw_report
from gouji.training.synthesis.shooting import shots_of

SAMPLE = ReportKey("train", 7)
"""The report that is shown."""

COLUMNS = 5
"""Pictures in a row: a kind's five levels."""

CROP_MM = (74.0, 52.0)
"""Width and height of the part of the page that is shown large, in millimetres."""

CROP = (592, 416)
"""The same on the sheet, in pixels: 8 to the millimetre, as 200 dpi."""

WHOLE_WIDTH = 300
"""Pixels across the small picture of the whole page."""

LABEL = 26
GAP = 8
OUTLINE = (0, 150, 0)


def contact_sheet(shots: Mapping[str, Shot], columns: int = COLUMNS, outlined: bool = False) -> Pixels:
    """A grid of pictures (height, width, 3), each with its label, the region about the middle quad at the same zoom
    everywhere, and the whole page; where ``outlined``, with the quads drawn on both. In the order of the mapping, row
    by row."""
    tiles = [_tile(label, _outlined(shot) if outlined else shot) for label, shot in shots.items()]
    blank = np.full_like(tiles[0], 255)
    rows = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    return np.concatenate([np.concatenate(row + [blank] * (columns - len(row)), axis=1) for row in rows], axis=0)


def _tile(label: str, shot: Shot) -> Pixels:
    """One picture of the grid."""
    tile = np.full((CROP[1] + LABEL + GAP, CROP[0] + WHOLE_WIDTH + 3 * GAP, 3), 235, np.uint8)
    cv2.putText(tile, label, (GAP, LABEL - 8), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 1, cv2.LINE_AA)
    tile[LABEL : LABEL + CROP[1], GAP : GAP + CROP[0]] = _crop(shot)
    whole = _whole(shot)
    left = 2 * GAP + CROP[0]
    tile[LABEL : LABEL + whole.shape[0], left : left + whole.shape[1]] = whole
    return tile


def _crop(shot: Shot) -> Pixels:
    """The region about the middle quad, or about the middle of the page where there are none."""
    middle = shot.quads[len(shot.quads) // 2].mean(axis=0) if len(shot.quads) else (shot.width / 2, shot.height / 2)
    size = (round(CROP_MM[0] * shot.per_mm), round(CROP_MM[1] * shot.per_mm))
    part = cv2.getRectSubPix(shot.pixels, size, (float(middle[0]), float(middle[1])))
    result: Pixels = cv2.resize(part, CROP, interpolation=cv2.INTER_CUBIC)
    return result


def _whole(shot: Shot) -> Pixels:
    """The whole page, small, within the height and width that are free."""
    scale = min(WHOLE_WIDTH / shot.width, CROP[1] / shot.height)
    size = (max(1, round(shot.width * scale)), max(1, round(shot.height * scale)))
    small: Pixels = cv2.resize(shot.pixels, size, interpolation=cv2.INTER_AREA)
    return small


def _outlined(shot: Shot) -> Shot:
    """With its quads drawn on it, a pixel wide."""
    pixels = shot.pixels.copy()
    corners = list(np.round((shot.quads - 0.5) * 16).astype(np.int32))
    cv2.polylines(pixels, corners, True, OUTLINE, 1, cv2.LINE_AA, 4)
    return replace(shot, pixels=pixels)


def sample_page(key: ReportKey = SAMPLE, dpi: float = 200) -> Shot:
    """The page of a report of the archive that holds most value cells, with the quads of its cells and texts."""
    printed = typeset(draw_report(key).manuscript, Look(table_font="song", body_font="song"))
    fullest, _ = Counter(cell.page_index for cell in printed.cells).most_common(1)[0]
    return shots_of(printed, dpi)[fullest]


def all_kinds(page: Shot) -> dict[str, Shot]:
    """The page under every kind of damage at every level, then five draws of each composite."""
    shots = {
        f"{name} {level}": damage(page, level, stream("contact sheet", name, level))
        for name, damage in DAMAGES.items()
        for level in range(1, 6)
    }
    for name, composite in COMPOSITES.items():
        for index in range(1, 6):
            shots[f"composite {name}, draw {index}"] = composite(
                page, stream("contact sheet", "composite", name, index)
            )
    return shots


def main() -> None:
    """Writes the sheet to the file named on the command line."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m gouji.training.synthesis.contact_sheet OUT.png (or .jpg)")
    sheet = contact_sheet(all_kinds(sample_page()))
    if not cv2.imwrite(sys.argv[1], cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR)):
        raise SystemExit(f"{sys.argv[1]}: could not be written")


if __name__ == "__main__":
    main()
