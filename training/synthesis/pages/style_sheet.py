"""The style sheet that prints a look, as far as a browser can."""

from __future__ import annotations

import random
from collections.abc import Iterator

from gouji.training.synthesis.fonts import font_named
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.outlines import truetype_file

_HAIR = 0.05
"""Widest hair rule, in millimetres."""

_FALLBACK = "hei"
"""Prints what another font has no glyph for."""

_ALIGN = {"left": "left", "centre": "center", "right": "right"}
_POSITION = {"top": "top", "centre": "middle", "bottom": "bottom"}


def style_sheet(look: Look, draw: random.Random) -> str:
    """CSS. ``draw`` decides what a look leaves open: how cells are bordered, how text breaks and is spaced."""
    return "\n".join((*_fonts(look), *_pages(look), *_texts(look), *_tables(look, draw), *_borders(look, draw)))


def _fonts(look: Look) -> Iterator[str]:
    for name in sorted({look.title_font, look.heading_font, look.body_font, look.table_font, _FALLBACK}):
        address = truetype_file(font_named(name)).as_uri()
        yield f'@font-face {{ font-family: "{name}"; src: url("{address}"); }}'


def _pages(look: Look) -> Iterator[str]:
    margins = f"{look.margin_top}mm {look.margin_right}mm {look.margin_bottom}mm {look.margin_left}mm"
    type_ = f'font: 10.5pt "{look.body_font}", "{_FALLBACK}"'
    yield f"@page {{ size: {look.page_width}mm {look.page_height}mm; margin: {margins};"
    if look.running_header:
        yield f'@top-center {{ content: "{_quoted(look.running_header)}"; {type_}; }}'
    yield "}"
    number = _number(look)
    for page, side in _sides(look) if number else ():
        yield f"@page{page} {{ @bottom-{side} {{ content: {number}; {type_}; }} }}"


def _number(look: Look) -> str:
    if look.page_numbers == "dashes":
        dash = _quoted(look.page_number_dash)
        return f'"{dash} " counter(page) " {dash}"'
    if look.page_numbers == "of_total":
        return '"第 " counter(page) " 页 共 " counter(pages) " 页"'
    return "counter(page)" if look.page_numbers == "plain" else ""


def _sides(look: Look) -> tuple[tuple[str, str], ...]:
    if look.page_number_side == "outer":
        return ((":left", "left"), (":right", "right"))
    return (("", "center" if look.page_number_side == "centre" else "right"),)


def _texts(look: Look) -> Iterator[str]:
    yield f'body {{ margin: 0; font: {look.body_size}pt/{look.line_spacing} "{look.body_font}", "{_FALLBACK}"; }}'
    yield "a { color: black; text-decoration: none; }"
    yield "p { margin: 0; overflow-wrap: anywhere; orphans: 1; widows: 1; }"
    yield f'.title {{ font-family: "{look.title_font}", "{_FALLBACK}"; font-size: {look.title_size}pt;'
    yield " text-align: center; margin-bottom: 0.5em; }"
    yield f'.heading {{ font-family: "{look.heading_font}", "{_FALLBACK}"; text-indent: {look.heading_indent}em;'
    yield f" margin-top: {look.heading_space}mm; }}"
    yield ".heading, .subheading { break-after: avoid; }"
    yield f".subheading, .body {{ text-indent: {look.paragraph_indent}em; }}"
    yield ".body { text-align: justify; }" if look.justified else ""
    yield ".signature { text-align: right; }"


def _tables(look: Look, draw: random.Random) -> Iterator[str]:
    width = min(look.table_width, 1.0)
    yield f"table {{ width: {width:.2%}; margin: {look.table_gap}mm auto 2mm; table-layout: fixed;"
    yield f' font: {look.table_size}pt/{look.table_line_spacing} "{look.table_font}", "{_FALLBACK}"; text-indent: 0; }}'
    yield f"td {{ position: relative; height: {look.row_height}mm; box-sizing: border-box; text-align: center;"
    yield f" padding: {look.row_padding}mm {look.cell_padding}mm; vertical-align: middle; overflow-wrap: anywhere;"
    yield f" word-break: {draw.choice(('normal', 'normal', 'break-all'))};"
    yield f" letter-spacing: {draw.choice((0, 0, 0, 0.02, 0.05))}em; orphans: 1; widows: 1; }}"
    # A narrow column holds a glyph all the same.
    yield ".stacked { padding-left: 0; padding-right: 0; letter-spacing: 0; }"
    yield f".corner, .row, .local_row, .row_group {{ text-align: {_ALIGN[look.label_alignment]}; }}"
    yield ".stacked { text-align: center; }"
    yield f".value, .local_value {{ text-align: {_ALIGN[look.value_alignment]};"
    yield f" vertical-align: {_POSITION[look.value_position]}; }}"
    # Of its own size: else its second part, after a page break, is as high as the whole.
    yield ".place { position: absolute; inset: 0; contain: size; }"
    yield f"thead {{ display: {'table-header-group' if look.repeat_header else 'table-row-group'}; }}"
    yield "tr { break-inside: avoid; }" if look.breaks == "between_rows" else ""
    yield "thead tr { break-after: avoid; }" if look.keep_header else ""
    yield "thead td { background: #ddd; print-color-adjust: exact; }" if look.header_shading else ""


def _borders(look: Look, draw: random.Random) -> Iterator[str]:
    width = min(look.rule_width, _HAIR) if look.rules == "hair" else look.rule_width
    rule, frame = f"{width}mm solid black", f"{look.frame_width or width}mm solid black"
    is_apart = look.rules in {"full", "hair"} and not look.open_sides and draw.random() < 0.25
    yield f"table {{ border-collapse: {'separate' if is_apart else 'collapse'}; border-spacing: 0; }}"
    if look.rules in {"full", "hair"}:
        yield f"td {{ border: {rule}; }}"
    elif look.rules == "horizontal":
        yield f"td {{ border-top: {rule}; border-bottom: {rule}; }}"
    elif look.rules == "partial":
        yield f"thead {{ border-bottom: {rule}; }} .row_group, .block {{ border-top: {rule}; }}"
    if look.rules in {"full", "hair", "partial"}:
        sides = f"border-top: {frame}; border-bottom: {frame};"
        yield f"table {{ {sides} }}" if look.open_sides else f"table {{ border: {frame}; }}"
    if look.open_sides:
        yield ".first { border-left: none; } .last { border-right: none; }"


def _quoted(text: str) -> str:
    """Inside a string of CSS, inside an element of HTML."""
    return "".join(f"\\{ord(c):x} " if c in '"\\<>&\n' else c for c in text)
