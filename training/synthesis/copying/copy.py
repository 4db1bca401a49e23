"""A manuscript copied as text: a way for its tables, wear, confusions; and what the result still decides."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from gouji.models.forms import Field, Form
from gouji.training.synthesis.copying.confusions import confuse, is_confused
from gouji.training.synthesis.copying.decidability import CopiedRow, Decided, decide
from gouji.training.synthesis.copying.lines import SPACE, CopiedLine, Spans, split
from gouji.training.synthesis.copying.ways import WAYS
from gouji.training.synthesis.copying.wear import WEARS
from gouji.training.synthesis.gold import Token
from gouji.training.synthesis.manuscript import Manuscript, Paragraph, Table


@dataclass(frozen=True, slots=True)
class CopyRecipe:
    """How a manuscript is copied. ``way``: name of a way for tables. ``wears``: kind and level of each wear, in order.

    ``line_width``: glyphs of a line of prose, None where paragraphs are not broken. ``confusion``: level of OCR
    confusions, 0 for none.
    """

    way: str
    wears: tuple[tuple[str, int], ...] = ()
    line_width: int | None = None
    confusion: int = 0


@dataclass(frozen=True, slots=True)
class TextCopy:
    """A text with its tags, and what it says. ``lines``: the spans of each line. ``texts``: for every field what the
    text says, "" for nothing. ``undecided``: fields for which the right answer is to ask; ``unsettled``: for which
    asking is right as well as reading."""

    lines: tuple[Spans, ...]
    texts: Mapping[str, str]
    undecided: frozenset[str]
    unsettled: frozenset[str]

    @property
    def text(self) -> str:
        """The text as a file holds it."""
        return "\n".join("".join(span.text for span in spans) for spans in self.lines)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Every span that is more than space between cells, with its place."""
        return tuple(_tokens_of(self.lines))


def copy_text(
    form: Form,
    manuscript: Manuscript,
    printed: Mapping[str, str],
    recipe: CopyRecipe,
    draw: random.Random,
    *,
    thorough: bool = True,
) -> TextCopy:
    """Copy a manuscript in one of ``WAYS``, as :func:`copy_lines` goes on from its lines."""
    return copy_lines(form, list(_lines(manuscript, recipe, draw)), printed, recipe, draw, thorough=thorough)


def copy_lines(
    form: Form,
    lines: Sequence[CopiedLine],
    printed: Mapping[str, str],
    recipe: CopyRecipe,
    draw: random.Random,
    *,
    thorough: bool = True,
) -> TextCopy:
    """Wear and confuse lines. Not ``thorough``: what they decide is worked out row by row, and more is left open.

    Raises:
        TooAmbiguousError: what the copy decides cannot be worked out.
    """
    worn = list(lines)
    for name, level in recipe.wears:
        worn = WEARS[name](worn, level, draw)
    decided = decide(form, _copied_rows(form, worn), printed, thorough=thorough)
    cut = _cut(worn)
    if not recipe.confusion:
        return _text_copy(worn, decided, cut)
    confused = confuse(worn, recipe.confusion, draw)
    return _text_copy(confused, decided, cut | frozenset(_misread(worn, confused)))


def _text_copy(lines: Sequence[CopiedLine], decided: Decided, unclear: frozenset[str]) -> TextCopy:
    undecided = decided.undecided | unclear
    return TextCopy(tuple(line.spans for line in lines), decided.texts, undecided, decided.unsettled - undecided)


def _tokens_of(lines: Sequence[Spans]) -> Iterator[Token]:
    for number, spans in enumerate(lines, start=1):
        column = 1
        for span in spans:
            if span.text and span.tag != SPACE:
                yield Token(span.text, span.tag, line=number, column=column)
            column += len(span.text)


def _lines(manuscript: Manuscript, recipe: CopyRecipe, draw: random.Random) -> Iterator[CopiedLine]:
    rows = 0
    for element in manuscript.elements:
        if isinstance(element, Table):
            yield from WAYS[recipe.way](element, rows, draw)
            rows += element.rows
        else:
            yield from _prose_lines(element, recipe.line_width)


def _prose_lines(paragraph: Paragraph, width: int | None) -> Iterator[CopiedLine]:
    if width is None or len(paragraph.text) <= width:
        yield CopiedLine(paragraph.spans)
        return
    for span in paragraph.spans:
        yield from (CopiedLine((part,)) for part in split(span, width))


def _copied_rows(form: Form, lines: Sequence[CopiedLine]) -> list[CopiedRow]:
    """What the lines hold of each row of the form."""
    row_of = {f.id: at for at, fields in enumerate(_form_rows(form)) for f in fields}
    held: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    hidden = set[int]()
    for line in lines:
        for field, text in _tokens(line):
            held[row_of[field]].append((field, text))
            if not line.explicit:
                hidden.add(row_of[field])
    return [
        _copied_row(tuple(f.id for f in fields), held[at], hidden=at in hidden)
        for at, fields in enumerate(_form_rows(form))
    ]


def _copied_row(fields: tuple[str, ...], held: Sequence[tuple[str, str]], *, hidden: bool) -> CopiedRow:
    """A row with what the lines hold of it, in their order: field and text."""
    order = [fields.index(field) for field, text in held if text]
    jumbled = any(after <= before for before, after in pairwise(order))
    return CopiedRow(fields, _seen((text for _, text in held), hidden), not hidden, jumbled)


def _cut(lines: Sequence[CopiedLine]) -> frozenset[str]:
    """Fields whose value stands in pieces on several lines: nothing in a text says that they are one figure."""
    pieces = Counter(span.tag.id for line in lines for span in line.spans if span.tag.kind == "value" and span.text)
    return frozenset(field for field, count in pieces.items() if count > 1)


def _form_rows(form: Form) -> Iterator[tuple[Field, ...]]:
    return (row.fields for section in form.sections for block in section.blocks for row in block.printed_rows)


def _seen(texts: Iterable[str], hidden: bool) -> tuple[str, ...]:
    """An empty cell is seen only where marks show it."""
    return tuple(text for text in texts if text or not hidden)


def _tokens(line: CopiedLine) -> Iterator[tuple[str, str]]:
    """Values of a line with the field of the first of those that run together."""
    spans = [span for span in line.spans if span.text or span.tag.kind == "value"]
    for together, group in groupby(spans, key=lambda span: span.tag.kind == "value" and bool(span.text)):
        members = list(group)
        if together:
            yield members[0].tag.id, "".join(span.text for span in members)
        else:
            yield from ((span.tag.id, "") for span in members if span.tag.kind == "value")


def _misread(before: Sequence[CopiedLine], after: Sequence[CopiedLine]) -> Iterator[str]:
    """Fields whose value the confusions made into something else."""
    for old, new in zip(before, after, strict=True):
        for printed, copied in zip(old.spans, new.spans, strict=True):
            if printed.tag.kind == "value" and is_confused(printed.text, copied.text):
                yield printed.tag.id
