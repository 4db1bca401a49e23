"""Lines of pieces to a sequence of tokens: labels, values, empty cells. The aligner reads this sequence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import takewhile

from gouji.models.assembly.contents import contents_lines
from gouji.models.assembly.page_numbers import page_numbers
from gouji.models.document import BBox, Line, Origin, Page, Piece, Place, Position, TextReading
from gouji.models.values import is_value, plain

_WORDED_PAGE_NUMBER = re.compile(r"第\d{1,3}页(?:[,/]?共\d{1,3}页)?")
_PAGE_NUMBER = re.compile(r"-+[1-9]\d{0,2}-+|\d{1,3}/\d{1,3}页?")
_PAGE_NUMBER_WIDTH = 0.12
"""Of the page: dashes and figures that are farther apart stand in three columns."""
_FAX = re.compile(r"\b(FROM|FAX|TO)\b *(NO)?[.:：]")
"""Of the line with sender, receiver and page that a fax machine prints at the head of each page."""
_DASH = re.compile(r"-+")
_GLUED = re.compile(
    r"(?P<label>.*[\u4e00-\u9fff”\"）)])(?<!第)(?<!增(?=[/／]))"
    r"(?P<value>\d[\d,]*(?:\.\d+)?|[/／]|[-－—–]{1,2})"
)
"""Not 第2页, and not the header 本年增/减 where it is broken."""
_STROKE = re.compile(r"[1lI|丨/\\-]?")
_UPRIGHTS = 4
"""Strokes on a line from which they are bits of the uprights of a table."""
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
_HEAD, _HEADS, _SURELY = re.compile("[\u4e00-\u9fff](?<![一二三十口日目曰工])"), 3, 0.9
"""An ideograph unlike any figure or dash; and in how many cells of a line one is read, and how surely, from which they
are labels set one glyph a line."""
_WORDS = 4
"""Ideographs from which ink that was badly read is words all the same, and no value."""
_SPECKED = re.compile(r"[.,·'’`‘:;]?[0-9][0-9,.]*[.,·'’`‘:;]?")
"""A figure with a speck that OCR took for a point: no ordinal where no text follows it."""
_ROW_OF_ZEROS = re.compile(r"(?P<label>.*?)(?P<zeros>(?<!\d)(?:0{7}|0{15}))")
"""A row of seven cells or fifteen, all 0, copied without anything between: no number has a 0 before it."""
_SPLIT = re.compile(r"\S+")
_MISREAD = re.compile(r"[0-9OoQ〇lI丨ZSbBg]+")
"""A figure of which OCR took digits for letters like them: it is there, and not a number."""
_MISREAD_BESIDE = re.compile(r"[0-9OoQ〇。lI丨|ZSbBg]+")
"""The same on a line with values."""


_BROKEN = re.compile("不适?|适用?|用")
"""A part of 不适用 that a narrow cell broke."""


class TokenKind(Enum):
    """What a token can be to the aligner."""

    LABEL = "label"
    VALUE = "value"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NOISE = "noise"


INK = (TokenKind.VALUE, TokenKind.UNREADABLE)
"""What may be a value: one that was read, and ink that was not."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its place in the document: page, line (running number over all pages) and cell of that line.

    ``slot`` is the number of the cell on its line, None where the line has no cells. ``origin``: of its page.
    ``searched``, ``beside``: whether all that is printed on its line is known, and what of other lines stands at its
    height, see :class:`~gouji.models.document.Line`.
    """

    kind: TokenKind
    text: str
    piece: Piece
    line: int
    slot: int | None
    table: tuple[int, int] | None
    origin: Origin
    searched: bool = False
    beside: tuple[Place, ...] = ()


def is_inked(cell: Sequence[Token]) -> bool:
    """Whether anything is printed in a cell."""
    return any(token.kind is not TokenKind.EMPTY for token in cell)


def by_line(tokens: Iterable[Token]) -> dict[int, list[Token]]:
    """The tokens of each line, by its number."""
    lines: dict[int, list[Token]] = {}
    for token in tokens:
        lines.setdefault(token.line, []).append(token)
    return lines


def tokenize(pages: Sequence[Page]) -> tuple[Token, ...]:
    """Tokens of all pages in reading order. The table of contents is left out, and page numbers told by counting."""
    left_out = page_numbers(pages) | contents_lines(pages)
    lines = [(page, line) for page in pages for i, line in enumerate(page.lines) if (page.index, i) not in left_out]
    return tuple(t for number, (page, line) in enumerate(lines) for t in _line_tokens(line, number, page))


def _line_tokens(line: Line, number: int, page: Page) -> Iterator[Token]:
    table = None if line.table is None else (page.index, line.table)
    if table is None and _is_noise(line.pieces, page.origin):
        yield from (Token(TokenKind.NOISE, p.text, p, number, None, table, page.origin) for p in line.pieces)
        return
    misread = _MISREAD_BESIDE if any(is_value(p.text) for p in line.pieces) else _MISREAD
    ordinals, heads = _ordinals(line), _heads(line)
    if page.origin == "ocr" and table is None:
        line = replace(line, pieces=tuple(_despecked(line.pieces)))
    if page.origin == "text":
        line = replace(line, pieces=tuple(_with_broken(line.pieces)))
    for at, (slot, piece) in enumerate(_slotted(line)):
        is_label = at in ordinals if slot is None else at in heads or (slot == 0 and _is_unread_label(piece))
        kinds = [(TokenKind.LABEL, piece)] if is_label else _split(piece, misread)
        if page.origin == "text" and (zeros := _ROW_OF_ZEROS.fullmatch(piece.text)):
            kinds = _with_zeros(piece, zeros)
        about = page.origin, line.searched, line.beside
        yield from (Token(kind, p.text, p, number, slot, table, *about) for kind, p in kinds)


def _is_unread_label(piece: Piece) -> bool:
    """Whether ink in the first cell of a line, where labels stand, was read as words, though badly."""
    return piece.unreadable and _IDEOGRAPH.search(piece.text) is not None


def _heads(line: Line) -> set[int]:
    """The cells of a drawn line that are parts of column labels set one glyph a line."""
    heads = {at for at, p in enumerate(line.pieces) if p.confidence >= _SURELY and _HEAD.fullmatch(p.text)}
    return heads if len(heads) >= _HEADS else set()


def _is_noise(pieces: Sequence[Piece], origin: Origin) -> bool:
    """Whether a line outside tables is a page number or, on a scan, bits of rules or a fax machine's own line."""
    return _is_page_number(pieces) or (origin == "ocr" and (_are_rules(pieces) or _is_of_a_fax(pieces)))


def _is_of_a_fax(pieces: Sequence[Piece]) -> bool:
    """Whether a line says who sent a fax; its telephone numbers are no figures of the page."""
    return _FAX.search(" ".join(piece.text for piece in pieces)) is not None


def _are_rules(pieces: Sequence[Piece]) -> bool:
    """Whether a line is of bits of upright rules, which are read as ones: of a row of ones, one would be the total."""
    texts = [plain(piece.text) for piece in pieces]
    return texts.count("1") >= _UPRIGHTS and all(_STROKE.fullmatch(text) for text in texts)


def _despecked(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The words of a scanned line, figures with specks behind its last text as ink that was not read."""
    text = max((at for at, piece in enumerate(pieces) if _IDEOGRAPH.search(piece.text)), default=-1)
    for at, piece in enumerate(pieces):
        if at > text and len(pieces) > 1 and not is_value(piece.text) and _SPECKED.fullmatch(piece.text):
            guess = TextReading(piece.text.strip(".,·'’`‘:;"), piece.confidence)
            yield replace(piece, unreadable=True, alternatives=(guess,))
        else:
            yield piece


def _with_broken(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The words of a line, the parts of 不适用 as ink that was not read: one of several cells, or two of its glyphs."""
    alike = Counter(piece.text for piece in pieces if _BROKEN.fullmatch(piece.text))
    yield from (replace(p, unreadable=True) if alike[p.text] * len(p.text) > 1 else p for p in pieces)


def _ordinals(line: Line) -> set[int]:
    """Words that number what follows, where spaces stand between glyphs: 3 . 其 他."""
    return {
        at
        for at, (piece, following, third) in enumerate(zip(line.pieces, line.pieces[1:], line.pieces[2:], strict=False))
        if re.fullmatch(r"\d{1,2}", plain(piece.text))
        and re.fullmatch("[.、]", plain(following.text))
        and re.match("[\u4e00-\u9fff]", third.text)
    }


def _is_page_number(pieces: Sequence[Piece]) -> bool:
    """A page number in one piece, with its words, or as a figure between two dashes beside it; more pieces are a row of
    values."""
    texts = [plain(piece.text) for piece in pieces]
    if _WORDED_PAGE_NUMBER.fullmatch("".join(texts)):
        return True
    if len(texts) == 3:
        figure = _DASH.fullmatch(texts[0]) and _DASH.fullmatch(texts[2]) and texts[1].strip("0").isdigit()
        return bool(figure) and _stand_together(pieces)
    return len(texts) == 1 and _PAGE_NUMBER.fullmatch(texts[0]) is not None


def _stand_together(pieces: Sequence[Piece]) -> bool:
    """Whether pieces on a page are nearer to one another than columns are. Widths in a text say less."""
    return pieces[0].place.bbox is None or pieces[-1].right - pieces[0].left <= _PAGE_NUMBER_WIDTH


def _slotted(line: Line) -> Iterator[tuple[int | None, Piece]]:
    """The pieces of a line with the number of their cell. Pieces with one box stand in one cell.

    A line of a single cell separates nothing: its words are read as those of a line without cells.
    """
    slot = -1
    slots: list[int] = []
    box: BBox | None = None
    for piece in line.pieces:
        if piece.place.bbox is None or piece.place.bbox != box:
            slot += 1
        box = piece.place.bbox
        slots.append(slot)
    separated = line.separated and slot > 0
    yield from ((s if separated else None, p) for s, p in zip(slots, line.pieces, strict=True))


def _split(piece: Piece, misread: re.Pattern[str]) -> Iterator[tuple[TokenKind, Piece]]:
    """A piece that holds several values, or a label with a value at its end, is as many tokens."""
    if piece.unreadable:
        are_words = len(_IDEOGRAPH.findall(piece.text)) >= _WORDS
        yield TokenKind.LABEL if are_words else TokenKind.UNREADABLE, piece
    elif not plain(piece.text):
        yield TokenKind.EMPTY, piece
    elif is_value(piece.text) or misread.fullmatch(piece.text):
        yield TokenKind.VALUE, piece
    else:
        yield from _split_words(piece)


def _with_zeros(piece: Piece, zeros: re.Match[str]) -> Iterator[tuple[TokenKind, Piece]]:
    if zeros["label"]:
        yield TokenKind.LABEL, _part(piece, 0, zeros.end("label"))
    yield from ((TokenKind.VALUE, _part(piece, at, at + 1)) for at in range(zeros.start("zeros"), zeros.end()))


def _split_words(piece: Piece) -> Iterator[tuple[TokenKind, Piece]]:
    words = list(_SPLIT.finditer(piece.text))
    values = len(list(takewhile(lambda word: is_value(word[0]), reversed(words))))
    if values:
        if label := words[: len(words) - values]:
            yield from _unglued(_part(piece, label[0].start(), label[-1].end()))
        yield from ((TokenKind.VALUE, _part(piece, w.start(), w.end())) for w in words[len(words) - values :])
        return
    yield from _unglued(piece)


def _unglued(piece: Piece) -> Iterator[tuple[TokenKind, Piece]]:
    """A label, and the value that stands at its end without a space."""
    glued = _GLUED.fullmatch(piece.text)
    if glued and is_value(glued["value"]):
        yield TokenKind.LABEL, _part(piece, 0, glued.end("label"))
        yield TokenKind.VALUE, _part(piece, glued.start("value"), glued.end("value"))
        return
    yield TokenKind.LABEL, piece


def _part(piece: Piece, start: int, end: int) -> Piece:
    """A part of a piece; its extent is taken in proportion, its cell stays that of the whole."""
    width = (piece.right - piece.left) / max(len(piece.text), 1)
    place = piece.place
    if place.position is not None:
        place = replace(place, position=Position(place.position.line, place.position.column + start))
    return replace(
        piece,
        text=piece.text[start:end],
        place=place,
        left=piece.left + start * width,
        right=piece.left + end * width,
        glyphs=piece.glyphs[start:end],
        alternatives=(),
    )
