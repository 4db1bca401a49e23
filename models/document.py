"""A file that was opened: its pages, and on each the lines of text with their places.

Every source (text, PDF, image) ends here, and assembly begins here. Nothing below knows of forms.

Coordinates of a :class:`BBox` are fractions of the page as a viewer shows it (page rotation and EXIF orientation
applied), origin top left, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class BBox:
    """An upright rectangle in fractions of the page: each coordinate in [0, 1], left <= right, top <= bottom."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file without pages: line and column from 1, the column in characters of the decoded file."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: on a page (``page_index`` from 0, ``bbox``) or in a text (``position``).

    ``given``: the same box on the page as delivered, where ``bbox`` is on the page turned upright and made flat.
    """

    page_index: int
    bbox: BBox | None = None
    position: Position | None = None
    given: BBox | None = None


@dataclass(frozen=True, slots=True)
class TextReading:
    """One way to read a piece, with the probability in [0, 1] that it is the right one."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stands together: a whole cell of a table, or a word of a line that has no cells.

    ``text`` is as printed, with line breaks inside a cell removed; ``""`` is a cell that is there and empty.
    ``left`` and ``right`` are the horizontal extent, in fractions of the page width, or, for text, in columns of a
    fixed-width font (full-width glyphs count two). ``confidence`` in [0, 1] is the reader's own, that ``text`` is what
    is printed. ``unreadable``: there is ink, and no reading of it can be trusted; ``text`` is then what was guessed.
    ``alternatives``: other readings, most probable first; all of them where none can be trusted. ``glyphs``: left and
    right end of each character of ``text``, in the unit of ``left``, where the source knows them; empty where not.
    ``veiled``: faint ink, of a seal say, lies over it.
    """

    text: str
    place: Place
    left: float
    right: float
    confidence: float = 1.0
    unreadable: bool = False
    alternatives: tuple[TextReading, ...] = ()
    glyphs: tuple[tuple[float, float], ...] = ()
    veiled: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces that stand side by side, from left to right.

    ``separated``: the pieces are the cells of one row of a table, empty ones included, so that which of them is empty
    is known. Otherwise they are words, and an empty cell leaves no trace. ``table``: number of the table on the page
    that the row belongs to, from 0; None outside tables and where tables are not drawn. A cell that spans several rows
    stands in the first of them. ``searched``: all ink of a picture in line with the pieces is in them or ``beside``
    them, so that where no piece stands nothing is printed; False where that is not known. ``beside``: places of pieces
    of other lines that stand at its height, by which one may be the other's.
    """

    pieces: tuple[Piece, ...]
    separated: bool = False
    table: int | None = None
    searched: bool = False
    beside: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong on one page while the rest could be read. ``page_index`` is None for the whole file.

    ``is_ours``: a fault of the program, not of the file.
    """

    page_index: int | None
    stage: str
    message: str
    is_ours: bool = False


Origin = Literal["text", "text_layer", "ocr"]
"""Where text came from: a text file, in which cells may have been lost in copying; the text layer of a PDF, in which
everything printed is there; or OCR, which overlooks lone digits."""


@dataclass(frozen=True, slots=True)
class Page:
    """Lines in reading order. A text file is one page.

    ``unruled``: the lines as they are without the cells that the page's rules draw or that were seen where none are
    drawn, which may mislead where rules are missing; empty where the cells are sure, or nothing else is known.
    """

    index: int
    lines: tuple[Line, ...]
    origin: Origin
    unruled: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file opened and its pages read to lines."""

    name: str
    sha256: str
    media_type: str
    pages: tuple[Page, ...]
    problems: tuple[Problem, ...] = ()
