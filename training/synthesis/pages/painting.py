"""Sheets to a PDF: the operators that draw them, in the order in which a producer would write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gouji.training.synthesis.look import Look, StreamOrder, TextRuns
from gouji.training.synthesis.pages.marks import (
    DOUBLE_STRIKE,
    MM_PER_POINT,
    STROKE,
    Box,
    Glyph,
    Rule,
    Shade,
    Sheet,
    TextLine,
)
from gouji.training.synthesis.pages.pdf_file import Page, pdf_file
from gouji.training.synthesis.pages.typefaces import Subset, Typeface


@dataclass(frozen=True, slots=True)
class _Written:
    """A font as the file names it."""

    number: int
    codes: Mapping[str, int]


def painted(sheets: Sequence[Sheet], look: Look) -> bytes:
    """The PDF of the sheets."""
    used: dict[Typeface, set[str]] = {}
    for sheet in sheets:
        for line in sheet.lines:
            for glyph in line.glyphs():
                used.setdefault(glyph.face, set()).add(glyph.text)
    fonts: list[tuple[Typeface, Subset]] = [
        (face, face.subset(frozenset(glyphs))) for face, glyphs in sorted(used.items(), key=lambda item: item[0].name)
    ]
    written = {face: _Written(i, subset.codes) for i, (face, subset) in enumerate(fonts)}
    width, height = look.page_width / MM_PER_POINT, look.page_height / MM_PER_POINT
    pages = [Page(width, height, _content(sheet, look, height, written)) for sheet in sheets]
    return pdf_file(pages, fonts)


def _content(sheet: Sheet, look: Look, height: float, fonts: Mapping[Typeface, _Written]) -> bytes:
    operators = [_drawing(drawing, height) for drawing in sheet.drawings]
    for line in _ordered(sheet.lines, look.stream_order):
        operators += _text(line, height, fonts, look.text_runs)
    return "\n".join(operators).encode()


def _ordered(lines: Sequence[TextLine], order: StreamOrder) -> list[TextLine]:
    if order == "columns":
        return sorted(lines, key=lambda line: (line.block, line.column))
    if order == "reversed":
        # What stands on one line of the page keeps its order.
        return sorted(lines, key=lambda line: -round(line.baseline))
    return list(lines)


def _drawing(drawing: Rule | Box | Shade, height: float) -> str:
    if isinstance(drawing, Rule):
        x0, x1 = drawing.x0 / MM_PER_POINT, drawing.x1 / MM_PER_POINT
        y0, y1 = height - drawing.y0 / MM_PER_POINT, height - drawing.y1 / MM_PER_POINT
        return f"{drawing.width / MM_PER_POINT:.3f} w {x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S"
    place = drawing.place
    x, y = place.left / MM_PER_POINT, height - place.bottom / MM_PER_POINT
    size = f"{(place.right - place.left) / MM_PER_POINT:.2f} {(place.bottom - place.top) / MM_PER_POINT:.2f}"
    if isinstance(drawing, Box):
        return f"{drawing.width / MM_PER_POINT:.3f} w {x:.2f} {y:.2f} {size} re S"
    return f"{drawing.grey:.2f} g {x:.2f} {y:.2f} {size} re f 0 g"


def _text(line: TextLine, height: float, fonts: Mapping[Typeface, _Written], runs: TextRuns) -> Iterator[str]:
    """One text object for each run of a line, or two where it is printed twice."""
    y = height - line.baseline / MM_PER_POINT
    shifts = (0.0, DOUBLE_STRIKE * line.type.size) if line.type.strength == "double_struck" else (0.0,)
    for shift in shifts:
        for run in _runs(line, runs):
            font = fonts[run[0].face]
            codes = "".join(f"{font.codes[glyph.text]:04X}" for glyph in run)
            state = f"/F{font.number} {line.type.size:.2f} Tf"
            if line.spacing and len(run) > 1:
                state += f" {line.spacing / MM_PER_POINT:.4f} Tc"
            if line.type.strength == "stroked":
                # Round joins: others leave spikes far outside of the outline.
                state += f" 2 Tr 1 j {STROKE * line.type.size:.3f} w"
            operators = f"BT {state} {run[0].x / MM_PER_POINT + shift:.2f} {y:.2f} Td <{codes}> Tj"
            # Both outlive the text object.
            reset = (" 0 Tc" if " Tc" in state else "") + (" 0 Tr" if " Tr" in state else "")
            yield f"{operators}{reset} ET"


def _runs(line: TextLine, runs: TextRuns) -> Iterator[list[Glyph]]:
    """The glyphs of a line in groups of one font that are written together."""
    for _, glyphs in groupby(line.glyphs(), key=lambda glyph: glyph.face.name):
        group = list(glyphs)
        if runs == "line":
            yield group
            continue
        run: list[Glyph] = []
        for glyph in group:
            if run and (runs == "glyph" or glyph.text.isascii() != run[-1].text.isascii()):
                yield run
                run = []
            run.append(glyph)
        if run:
            yield run
