"""Kinds of files: how a report of the archive reaches its reader."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from gouji.training.synthesis.copying.copy import CopyRecipe, copy_text
from gouji.training.synthesis.copying.decidability import TooAmbiguousError
from gouji.training.synthesis.copying.recipes import draw_damaged, draw_plain, worn
from gouji.training.synthesis.copying.wear import WEARS
from gouji.training.synthesis.damage.composites import COMPOSITES, Composite
from gouji.training.synthesis.damage.kinds import DAMAGES
from gouji.training.synthesis.damage.shot import Damage, Points, Shot
from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.gold import Gold, GoldCell
from gouji.training.synthesis.looks import draw_look
from gouji.training.synthesis.manuscript import Manuscript, Paragraph, Table
from gouji.training.synthesis.pages.raster import images_to_pdf, rasterise
from gouji.training.synthesis.pages.typeset import typeset
from gouji.training.synthesis.printed import PlacedCell, PrintedReport
from gouji.training.synthesis.report import Report

LEVELS = (1, 2, 3, 4, 5)
"""Of wear and damage: from hardly visible to the worst that a person can just read."""

_SCANNED_AT = 250.0
"""Dots per inch at which pages are rendered for copies that choose their own, lower, resolution."""
_DAMAGED_AT = 200.0
"""Dots per inch of pages that bear one damage at one level."""
_TRIES = 20
"""Copies drawn until one is found of which it can be worked out what it decides."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of the archive with its gold. ``suffix``: of the file's name, with the dot."""

    kind: str
    data: bytes
    suffix: str
    gold: Gold


Kind = Callable[[Report], Sample]


def printed_pdf(kind: str, ruled: bool, report: Report) -> Sample:
    """A PDF with a text layer, with or without rules."""
    printed = _printed(report, kind, ruled)
    return Sample(kind, printed.pdf, ".pdf", _page_gold(report, _corners(printed)))


def text_copy(kind: str, recipe: Callable[[random.Random], CopyRecipe], report: Report) -> Sample:
    """A text file. Copies that leave too much open are drawn anew."""
    for attempt in range(_TRIES):
        draw = stream(report.key.name, kind, attempt)
        try:
            copy = copy_text(report.form, report.manuscript, report.facts.printed, recipe(draw), draw)
        except TooAmbiguousError:
            continue
        return Sample(kind, copy.text.encode(), ".txt", Gold(report, copy.texts, copy.undecided, {}))
    raise TooAmbiguousError(f"{report.key.name}: {_TRIES} copies of kind {kind} leave too much open")


def damaged_copy(kind: str, damage: Composite, report: Report) -> Sample:
    """As :func:`image_copy`, of a report without its running text: what a damage does is seen on the tables."""
    return image_copy(kind, damage, _DAMAGED_AT, replace(report, manuscript=_without_prose(report.manuscript)))


def _without_prose(manuscript: Manuscript) -> Manuscript:
    running = ("subheading", "body", "signature")
    # A block's label may stand over its table as a line of text.
    kept = (e for e in manuscript.elements if isinstance(e, Table) or e.style not in running or _is_label(e))
    return Manuscript(tuple(kept))


def _is_label(paragraph: Paragraph) -> bool:
    return any(span.tag.kind != "prose" for span in paragraph.spans)


def image_copy(kind: str, damage: Composite, dpi: float, report: Report) -> Sample:
    """Pictures of the pages in a PDF without a text layer."""
    printed = _printed(report, kind, ruled=None)
    draw = stream(report.key.name, kind)
    shots = [damage(shot, draw) for shot in shots_of(printed, dpi)]
    cells = {
        cell.field: GoldCell(cell.page_index + 1, _fractions(shots[cell.page_index], at))
        for cell, at in _numbered(printed.cells)
    }
    pdf = images_to_pdf([shot.pixels for shot in shots], dpi, quality=92)
    return Sample(kind, pdf, ".pdf", _page_gold(report, cells))


def shots_of(printed: PrintedReport, dpi: float) -> list[Shot]:
    """The pages as pictures, with the corners of the value cells on each."""
    return [
        Shot(pixels, _quads([c for c in printed.cells if c.page_index == index], pixels.shape[1], pixels.shape[0]), dpi)
        for index, pixels in enumerate(rasterise(printed, dpi))
    ]


def _printed(report: Report, kind: str, ruled: bool | None) -> PrintedReport:
    """``ruled`` None: as most reports are, mostly with rules."""
    draw = stream(report.key.name, "look", kind)
    look = draw_look(draw, report.key.split)
    if ruled is True and look.rules == "none":
        look = replace(look, rules="full")
    elif ruled is False:
        look = replace(look, rules="none", header_shading=False)
    return typeset(report.manuscript, look)


def _page_gold(report: Report, cells: dict[str, GoldCell]) -> Gold:
    return Gold(report, report.facts.printed, frozenset(), cells)


def _corners(printed: PrintedReport) -> dict[str, GoldCell]:
    return {
        c.field: GoldCell(c.page_index + 1, tuple(map(tuple, _quads([c], 1, 1)[0].tolist()))) for c in printed.cells
    }


def _quads(cells: Sequence[PlacedCell], width: float, height: float) -> Points:
    boxes = [(c.bbox.left, c.bbox.top, c.bbox.right, c.bbox.bottom) for c in cells]
    quads = [((x, y), (right, y), (right, bottom), (x, bottom)) for x, y, right, bottom in boxes]
    return np.array(quads, np.float64).reshape(-1, 4, 2) * (width, height)


def _numbered(cells: Sequence[PlacedCell]) -> list[tuple[PlacedCell, int]]:
    """Each cell with its number on its page."""
    seen: dict[int, int] = {}
    numbered = []
    for cell in cells:
        at = seen.get(cell.page_index, 0)
        seen[cell.page_index] = at + 1
        numbered.append((cell, at))
    return numbered


def _fractions(shot: Shot, at: int) -> tuple[tuple[float, float], ...]:
    return tuple((float(x) / shot.width, float(y) / shot.height) for x, y in shot.quads[at])


def _at_level(damage: Damage, level: int) -> Composite:
    return lambda shot, draw: damage(shot, level, draw)


def _worn_kinds() -> dict[str, Kind]:
    names = [f"text:{wear}:{level}" for wear in (*WEARS, "confusion") for level in LEVELS]
    return {name: partial(text_copy, name, partial(worn, *_wear_and_level(name))) for name in names}


def _wear_and_level(name: str) -> tuple[str, int]:
    _, wear, level = name.split(":")
    return wear, int(level)


def _damaged_kinds() -> dict[str, Kind]:
    return {
        f"image:{name}:{level}": partial(damaged_copy, f"image:{name}:{level}", _at_level(damage, level))
        for name, damage in DAMAGES.items()
        for level in LEVELS
    }


NAMED: dict[str, Kind] = {
    "ruled_pdf": partial(printed_pdf, "ruled_pdf", True),
    "unruled_pdf": partial(printed_pdf, "unruled_pdf", False),
    "text": partial(text_copy, "text", draw_plain),
    "damaged_text": partial(text_copy, "damaged_text", draw_damaged),
    **{name: partial(image_copy, name, composite, _SCANNED_AT) for name, composite in COMPOSITES.items()},
}
"""The eight kinds by which the reader is measured."""

KINDS: dict[str, Kind] = {**NAMED, **_worn_kinds(), **_damaged_kinds()}
"""All kinds: the named ones, each wear of text and each damage to images at each level (``image:skew:3``)."""
