"""Kinds of files: how a report of the archive reaches its reader."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from gouji.training.synthesis.copying.copy import CopyRecipe, TextCopy, copy_lines, copy_text
from gouji.training.synthesis.copying.decidability import TooAmbiguousError
from gouji.training.synthesis.copying.from_pages import PAGE_WAYS
from gouji.training.synthesis.copying.recipes import draw_damaged, draw_plain, worn
from gouji.training.synthesis.copying.wear import WEARS
from gouji.training.synthesis.damage.composites import COMPOSITES, Composite
from gouji.training.synthesis.damage.kinds import DAMAGES
from gouji.training.synthesis.damage.shot import Damage, Points
from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.gold import Gold
from gouji.training.synthesis.looks import draw_look
from gouji.training.synthesis.manuscript import Manuscript, Paragraph, Table
from gouji.training.synthesis.pages.flowables import print_with_flowables
from gouji.training.synthesis.pages.raster import images_to_pdf
from gouji.training.synthesis.pages.typeset import typeset
from gouji.training.synthesis.printed import PrintedReport
from gouji.training.synthesis.report import Report
from gouji.training.synthesis.shooting import corners_on, gold_cells, page_tokens, shots_of, unshot

LEVELS = (1, 2, 3, 4, 5)
"""Of wear and damage: from hardly visible to the worst that a person can just read."""

_SCANNED_AT = 300.0
"""Dots per inch at which pages are rendered for copies that choose their own, lower, resolution."""
_DAMAGED_AT = 200.0
"""Dots per inch of pages that bear one damage at one level."""
_STORED_QUALITY = 92
"""Of the JPEG that holds a page: its own damage is done before."""
_FLOWABLES = 1 / 3
"""Share of the reports printed with reportlab, which breaks lines and pages its own way; it is always installed, where
a browser may not be, and what a seed gives must not depend on that."""
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
    return Sample(kind, printed.pdf, ".pdf", _page_gold(report, printed, unshot(printed)))


def text_copy(kind: str, recipe: Callable[[random.Random], CopyRecipe], report: Report) -> Sample:
    """A text file. Copies that leave too much open are drawn anew; of a report of blanks there may be no other."""
    for attempt in range(_TRIES):
        draw = stream(report.key.name, kind, attempt)
        drawn, thorough = recipe(draw), attempt + 1 < _TRIES
        try:
            copy = copied(report, drawn, draw, thorough)
        except TooAmbiguousError:
            continue
        return Sample(
            kind, copy.text.encode(), ".txt", Gold(report, copy.texts, copy.undecided, {}, copy.tokens, copy.unsettled)
        )
    raise AssertionError("the last try is bounded")


def copied(report: Report, recipe: CopyRecipe, draw: random.Random, thorough: bool = True) -> TextCopy:
    """A report as text, from its manuscript or off its printed pages, as the recipe's way says."""
    form, printed = report.form, report.facts.printed
    if recipe.way not in PAGE_WAYS:
        return copy_text(form, report.manuscript, printed, recipe, draw, thorough=thorough)
    pages = typeset(report.manuscript, draw_look(draw, report.key.split))
    return copy_lines(form, PAGE_WAYS[recipe.way](pages), printed, recipe, draw, thorough=thorough)


def damaged_copy(kind: str, damage: Composite, report: Report) -> Sample:
    """As :func:`image_copy`, of a report without its running text: what a damage does is seen on the tables."""
    return image_copy(kind, damage, _DAMAGED_AT, replace(report, manuscript=without_prose(report.manuscript)))


def without_prose(manuscript: Manuscript) -> Manuscript:
    """The title, the headings and the tables of a report."""
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
    pdf = images_to_pdf([shot.pixels for shot in shots], [shot.dpi for shot in shots], quality=_STORED_QUALITY)
    return Sample(kind, pdf, ".pdf", _page_gold(report, printed, corners_on(shots)))


def _printed(report: Report, kind: str, ruled: bool | None) -> PrintedReport:
    """``ruled`` None: as most reports are, mostly with rules."""
    draw = stream(report.key.name, "look", kind)
    look = draw_look(draw, report.key.split)
    if ruled is True and look.rules == "none":
        look = replace(look, rules="full")
    elif ruled is False:
        look = replace(look, rules="none", header_shading=False)
    # Of a stream of its own, so that the look does not hang on it.
    flows = stream(report.key.name, "renderer", kind).random() < _FLOWABLES
    return print_with_flowables(report.manuscript, look) if flows else typeset(report.manuscript, look)


def _page_gold(report: Report, printed: PrintedReport, corners: Sequence[Points]) -> Gold:
    cells, tokens = gold_cells(printed, corners), page_tokens(printed, corners)
    return Gold(report, report.facts.printed, frozenset(), cells, tokens)


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
