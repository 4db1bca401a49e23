"""Lines of a document to the fields of a form: the stages of assembly in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from gouji.models import confidence
from gouji.models.arithmetic import evaluate
from gouji.models.assembly.above import values_behind_labels
from gouji.models.assembly.alignment import OUTSIDE, Aligner, Step
from gouji.models.assembly.evidence import RowEvidence, gather
from gouji.models.assembly.explanations import without_explanations
from gouji.models.assembly.labels import LabelMatcher, Station, stations
from gouji.models.assembly.left_over import doubted, local_rows, rows_without
from gouji.models.assembly.order import restore_order
from gouji.models.assembly.placement import place
from gouji.models.assembly.readings import absent, row_readings, with_confidence
from gouji.models.assembly.scored import Scored
from gouji.models.assembly.selection import Choice, choose
from gouji.models.assembly.tokens import Token, TokenKind, tokenize
from gouji.models.document import Page
from gouji.models.errors import TooLargeError
from gouji.models.forms import Form, load_form
from gouji.models.result import FieldReading

_FOUND = 0.6
"""Share of a label from which a row counts as found when it is asked whether there is a report at all."""

_MOST_TOKENS = 60_000
"""Words and cells of one document; a long report copied one glyph per line has 30,000."""

_SHORT = 20
"""Glyphs of a text that can be the label of a local row; prose lines are longer."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """What was read of a form. ``rows_named``: printed rows found by their label; ``rows_found``: those of them with
    cells or values beside it.

    ``unplaced``: numbers inside the tables that belong to no field. ``used``: ids of identities that served to place.
    ``moved``: values were taken to stand above their labels.
    """

    fields: dict[str, FieldReading]
    rows_found: int
    rows_named: int
    unplaced: tuple[Token, ...]
    used: frozenset[str]
    moved: bool


def assemble(form: Form, pages: Sequence[Page]) -> Assembly:
    """Read the fields of a form from the lines of a document.

    Where fields stay doubtful, pages are tried without the cells that their rules draw: rules may be missing. And a
    text whose values seem to stand above their labels, as if they did not: nothing but the figures tells. A page
    is read in the way that leaves less in doubt.
    """
    best = _assembled(form, pages)
    if best.moved and pages[0].origin == "text":
        best = min(best, _assembled(form, pages, as_it_stands=True), key=lambda other: _doubt(form, other))
    for at, page in enumerate(pages):
        # Identities that fail over certain cells are the author's: a second reading would cost its time for nothing.
        if not page.unruled or not (best.unplaced or any(reading.review for reading in best.fields.values())):
            continue
        others = (*pages[:at], replace(page, lines=page.unruled, unruled=()), *pages[at + 1 :])
        other = _assembled(form, others)
        if _doubt(form, other) < _doubt(form, best):
            best, pages = other, others
    return best


def _doubt(form: Form, assembly: Assembly) -> int:
    """How much of a reading is open: fields for review, figures left over, and identities that do not hold."""
    failed = sum(evaluate(i, assembly.fields).status == "fail" for i in form.identities)
    return sum(reading.review for reading in assembly.fields.values()) + len(assembly.unplaced) + failed


def _assembled(form: Form, pages: Sequence[Page], *, as_it_stands: bool = False) -> Assembly:
    matcher, aligner, stops = _engine(form.version)
    text = restore_order(_scored(tokenize(pages), matcher), aligner)
    text = without_explanations(text)
    moved = text if as_it_stands else values_behind_labels(text, aligner)
    is_moved, text = moved is not text, moved
    tokens, steps = text.tokens, aligner.align(text.tokens, text.scores)
    visits = doubted(gather(tokens, steps, stops), text, steps, stops)
    rows, repeated = _one_visit_per_row(visits)
    fields = [[f.id for f in stops[row.station].row.fields] for row in rows]
    blocks = [stops[row.station].block for row in rows]
    choices = choose(form, place(rows, blocks, [len(ids) for ids in fields]), fields)
    readings = _readings(form, choices, stops, repeated)
    taken_once = sum(len(v.values) for v in visits) == sum(len(r.values) for r in rows)
    unplaced = tuple(_unplaced(tokens, steps, choices))
    local = local_rows(text, steps, stops)
    left = _left(tokens, steps, visits, rows, unplaced, local)
    complete = taken_once and not left
    whole = _full_blocks(choices, stops) if complete else frozenset()
    readings |= _doubtful_rows(form, choices, stops, readings, whole)
    blank = {r.station for r in rows if not r.values and r.slots is None}
    readings |= _doubted(rows_without(left, blank, tokens, steps, stops), stops, readings)
    confirmed, holding = _confirmed_blanks(form, choices, stops, readings) if complete else ({}, frozenset())
    return Assembly(
        fields=readings | confirmed,
        rows_named=sum(r.label_match >= _FOUND for r in rows),
        rows_found=sum(r.label_match >= _FOUND and bool(r.slots or r.values) for r in rows),
        unplaced=unplaced,
        used=frozenset(i for c in choices for i in c.used) | holding,
        moved=is_moved,
    )


def _scored(tokens: tuple[Token, ...], matcher: LabelMatcher) -> Scored:
    """The tokens with what each says, if they are not more than any report has: each costs some 0.1 ms to align."""
    if len(tokens) > _MOST_TOKENS:
        raise TooLargeError(f"文件里有 {len(tokens)} 处文字，最多允许 {_MOST_TOKENS} 处；请只提供年度报告本身")
    return Scored(tokens, matcher.score([t.text if t.kind is TokenKind.LABEL else "" for t in tokens]))


@cache
def _engine(version: str) -> tuple[LabelMatcher, Aligner, tuple[Station, ...]]:
    stops = stations(load_form(version))
    return LabelMatcher(stops), Aligner(stops), stops


def _one_visit_per_row(visits: Sequence[RowEvidence]) -> tuple[tuple[RowEvidence, ...], frozenset[int]]:
    """The fullest visit of each row, and the rows that another visit has with other values."""
    best: dict[int, RowEvidence] = {}
    for visit in visits:
        known = best.get(visit.station)
        if known is None or (len(visit.values), visit.label_match) > (len(known.values), known.label_match):
            best[visit.station] = visit
    repeated = {v.station for v in visits if v.values and _is_rival(v, best[v.station])}
    return tuple(best[row] for row in sorted(best)), frozenset(repeated)


def _is_rival(visit: RowEvidence, best: RowEvidence) -> bool:
    """Whether a visit of a row has other values; not where only the other one bears the row's label."""
    nameless = visit.label_match == 0 and best.label_match >= _FOUND
    return not nameless and [t.text for t in visit.values] != [t.text for t in best.values]


def _readings(
    form: Form, choices: Sequence[Choice], stops: Sequence[Station], repeated: frozenset[int]
) -> dict[str, FieldReading]:
    readings: dict[str, FieldReading] = {}
    for choice in choices:
        station = choice.placement.evidence.station
        readings |= row_readings(choice, stops[station].row.fields, repeated=station in repeated)
    return {f.id: readings.get(f.id) or absent(f) for f in form.fields}


def _full_blocks(choices: Sequence[Choice], stops: Sequence[Station]) -> frozenset[int]:
    """Blocks, by their identity, all of whose rows have as many values as columns."""
    full = {
        row.station
        for row in (c.placement.evidence for c in choices)
        if len(row.values) == len(stops[row.station].row.fields)
    }
    return frozenset(
        id(stop.block) for stop in stops if all(at in full for at, s in enumerate(stops) if s.block is stop.block)
    )


def _doubtful_rows(
    form: Form,
    choices: Sequence[Choice],
    stops: Sequence[Station],
    readings: dict[str, FieldReading],
    whole: frozenset[int],
) -> dict[str, FieldReading]:
    """Rows that may have taken another's values, or a neighbour's cell.

    In a text, those with values on other lines than their label that do not add up, and those beside a row in doubt
    while sums over rows do not hold: one row that took its neighbour's values pushes the next ones on. Not in blocks
    that are ``whole`` where nothing is left over: values pushed on leave one row without and others over. And those on
    more lines than most rows, and not each on its own: a page may have set them at several heights, in another order.
    On a scan,
    those that do not add up and have no drawn cells: a digit that was overlooked moves the others by a column.
    """
    rows = [c.placement.evidence for c in choices]
    own = [{f.id for f in stops[row.station].row.fields} for row in rows]
    failing = [{*i.left, *i.right} for i in form.identities if evaluate(i, readings).status == "fail"]
    lines = [len({t.line for t in row.values}) for row in rows]
    usual = next((count for count, _ in Counter(count for count in lines if count).most_common(1)), 1)
    scattered = {at for at, row in enumerate(rows) if row.origin == "text" and usual < lines[at] < len(row.values)}
    apart = {
        at
        for at, row in enumerate(rows)
        if row.origin == "text" and row.apart and id(stops[row.station].block) not in whole
    }
    full = [row.searched and len(row.values) == len(ids) for row, ids in zip(rows, own, strict=True)]
    loose = {at for at, row in enumerate(rows) if row.origin == "ocr" and row.slots is None and not full[at]}
    doubted = scattered | {at for at in apart | loose if any(own[at] >= terms for terms in failing)}
    broken = {f for terms in failing for f in terms}
    pushed = [at for at in apart if own[at] & broken]
    reviewed = {at for at, ids in enumerate(own) if any(readings[f].review for f in ids)}
    while more := {at for at in pushed if {at - 1, at + 1} & (doubted | reviewed)} - doubted:
        doubted |= more
    return _doubted({rows[at].station for at in doubted}, stops, readings)


def _doubted(
    stations: Iterable[int], stops: Sequence[Station], readings: dict[str, FieldReading]
) -> dict[str, FieldReading]:
    """The readings of these rows, less sure."""
    fields = [f.id for at in stations for f in stops[at].row.fields]
    return {f: with_confidence(readings[f], readings[f].confidence * confidence.STRANGERS) for f in fields}


def _left(
    tokens: Sequence[Token],
    steps: Sequence[Step],
    visits: Sequence[RowEvidence],
    rows: Sequence[RowEvidence],
    unplaced: Sequence[Token],
    local: set[int],
) -> set[int]:
    """Numbers of the values inside the tables that no row has: left over on the way, or of a visit that was not taken.

    Those of rows that the form does not have are not among them.
    """
    chosen = {id(row) for row in rows}
    passed = {id(t) for visit in visits if id(visit) not in chosen for t in visit.values} | {id(t) for t in unplaced}
    pairs = enumerate(zip(tokens, steps, strict=True))
    return {i for i, (t, s) in pairs if (s.stray or id(t) in passed) and t.line not in local}


def _confirmed_blanks(
    form: Form, choices: Sequence[Choice], stops: Sequence[Station], readings: dict[str, FieldReading]
) -> tuple[dict[str, FieldReading], frozenset[str]]:
    """Cells of rows without any value that the identities do not miss: blank rather than lost. And those identities.

    A copy loses cells, or lines: not all cells beside a label, where it has any beside others. Any other cell is
    confirmed only where an identity holds with it as nothing.
    """
    rows = [c.placement.evidence for c in choices if not c.placement.empties_known and not c.placement.evidence.values]
    held = any(c.placement.evidence.values for c in choices)
    empty = [stops[row.station] for row in rows if row.origin == "text"]
    without = {f.id for stop in empty for f in stop.row.fields}
    status = {i: evaluate(i, readings).status for i in form.identities}
    missed = {f for i, s in status.items() if s not in ("pass", "empty") for f in (*i.left, *i.right)}
    served = [i for i, s in status.items() if s == "pass" and without & {*i.left, *i.right}]
    beside = [stop.row.fields for stop in empty if held and stop.row.row and len(stop.row.fields) > 1]
    whole = {f.id for fields in beside if not missed & {f.id for f in fields} for f in fields}
    confirmed = {f for i in served for f in (*i.left, *i.right)} & without | whole
    surer = confidence.BLANK_ROW_CONFIRMED / confidence.BLANK_ROW["text"]
    sure = {f: with_confidence(readings[f], readings[f].confidence * surer) for f in confirmed}
    return sure, frozenset(i.id for i in served)


def _unplaced(tokens: Sequence[Token], steps: Sequence[Step], choices: Sequence[Choice]) -> Iterator[Token]:
    """Values inside the tables that no field took."""
    placed = {t.piece.place for c in choices if c.way for cell in c.way.cells for t in cell if len(cell) == 1}
    tables = {t.table for t, s in zip(tokens, steps, strict=True) if s.row != OUTSIDE and t.table is not None}
    rowlike = _rowlike_lines(tokens)
    last = max((s.row for s in steps), default=OUTSIDE)
    for token, step in zip(tokens, steps, strict=True):
        if token.kind is not TokenKind.VALUE or token.piece.place in placed:
            continue
        inside = step.row != OUTSIDE or 0 <= step.after < last
        if token.table in tables or (inside and token.line in rowlike):
            yield token


def _rowlike_lines(tokens: Sequence[Token]) -> set[int]:
    """Lines that are rows of a table rather than prose: more values than texts, or values behind one short text."""
    found = set()
    for line, group in groupby(tokens, key=lambda t: t.line):
        inked = [t for t in group if t.kind in (TokenKind.LABEL, TokenKind.VALUE)]
        labels = [t for t in inked if t.kind is TokenKind.LABEL]
        one_short = len(labels) == 1 and labels[0] is inked[0] and len(labels[0].text) <= _SHORT
        if len(inked) > 2 * len(labels) or one_short:
            found.add(line)
    return found
