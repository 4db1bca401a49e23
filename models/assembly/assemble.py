"""Lines of a document to the fields of a form: the stages of assembly in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from gouji.models.arithmetic import evaluate
from gouji.models.assembly.above import values_behind_labels
from gouji.models.assembly.accounts import unplaced_values, values_left
from gouji.models.assembly.alignment import Aligner
from gouji.models.assembly.apart import CountedOff, counted_off, not_borne_out
from gouji.models.assembly.blanks import after_blanks, confirmed_blanks
from gouji.models.assembly.classified import WEIGHT, PartScores, joined, with_labels_known
from gouji.models.assembly.counting import counted, filled
from gouji.models.assembly.doubts import (
    PlacedRows,
    beside_other_text,
    doubtful_rows,
    failing_rows,
    less_sure,
    less_sure_fields,
    nearer_another,
    out_of_order,
    run_together,
)
from gouji.models.assembly.doubts_of_cells import contradicted, misplaced_fields, misplaced_rows
from gouji.models.assembly.evidence import RowEvidence, gather
from gouji.models.assembly.explanations import without_explanations
from gouji.models.assembly.habits import by_habit
from gouji.models.assembly.labels import LabelMatcher, Station, stations
from gouji.models.assembly.left_over import beside_own_label, doubted, local_rows, rows_shifted, rows_without
from gouji.models.assembly.look_alikes import look_alikes
from gouji.models.assembly.order import restore_order
from gouji.models.assembly.placement import place
from gouji.models.assembly.prose_lines import prose_lines
from gouji.models.assembly.readings import absent, row_readings
from gouji.models.assembly.scored import Scored
from gouji.models.assembly.second_thoughts import second_thoughts
from gouji.models.assembly.selection import Choice, choose
from gouji.models.assembly.tokens import Token, TokenKind, tokenize
from gouji.models.assembly.unnamed import told_by_neighbours
from gouji.models.classifier.token_classifier import TokenClassifier
from gouji.models.document import Origin, Page
from gouji.models.errors import TooLargeError
from gouji.models.forms import Form, load_form
from gouji.models.result import FieldReading

_FOUND = 0.6
"""Share of a label from which a row counts as found when it is asked whether there is a report at all."""

_RIVAL = 20
"""Fields more in doubt with which a way to read a text still speaks against another: values moved by a row change a
few, and leave others as they are."""

_MOST_TOKENS = 60_000
"""Words and cells of one document; a long report copied one glyph per line has 30,000."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """What was read of a form. ``rows_named``: printed rows found by their label; ``rows_found``: those of them with
    cells or values beside it.

    ``unplaced``: numbers inside the tables that belong to no field. ``used``: ids of identities that served to place.
    ``confirmed``: fields with the readers' first guess, which only the identities made sure; ``chosen``: those whose
    figure they chose among what else the ink may be. ``origins``: where each field's row came from. ``prose``: the
    lines outside the tables in reading order, None for each run of lines between them.
    """

    fields: dict[str, FieldReading]
    rows_found: int
    rows_named: int
    unplaced: tuple[Token, ...]
    used: frozenset[str]
    confirmed: frozenset[str]
    chosen: frozenset[str]
    origins: dict[str, Origin]
    prose: tuple[tuple[Token, ...] | None, ...]


def assemble(form: Form, pages: Sequence[Page], classifier: TokenClassifier, weight: float = WEIGHT) -> Assembly:
    """Read the fields of a form from the lines of a document. ``weight``: of the classifier beside string matching.

    Where fields stay doubtful, pages are tried without the cells that their rules draw: rules may be missing. A page
    is read in the way that leaves less in doubt.
    """
    best = _read(form, pages, classifier, weight)
    for at, page in enumerate(pages):
        # Identities that fail over certain cells are the author's: a second reading would cost its time for nothing.
        if not page.unruled or not _is_open(best):
            continue
        others = (*pages[:at], replace(page, lines=page.unruled, unruled=()), *pages[at + 1 :])
        other = _read(form, others, classifier, weight)
        if _doubt(form, other) < _doubt(form, best):
            best, pages = _with_blanks_of(form, other, best), others
    return best


def _with_blanks_of(form: Form, assembly: Assembly, other: Assembly) -> Assembly:
    """A reading of the pages, as sure as another reading of them of what both call blank, for one may see its empty
    cell; less sure where the other has ink at the height of the row's figures: a thin one may be overlooked among words
    that a drawn cell holds."""
    empty = {
        f: other.fields[f]
        for f, reading in assembly.fields.items()
        if reading.kind == other.fields[f].kind == "blank" and reading.confidence < other.fields[f].confidence
    }
    rows = {field.id: stop.row.fields for stop in _engine(form.version).stops for field in stop.row.fields}
    inked = [
        f
        for f, reading in assembly.fields.items()
        if reading.kind == "blank" and other.fields[f].kind in ("number", "unread")
        if _is_level(other.fields[f], [assembly.fields[own.id] for own in rows[f]])
    ]
    return replace(assembly, fields=assembly.fields | empty | less_sure_fields(inked, assembly.fields))


def _is_level(reading: FieldReading, row: Sequence[FieldReading]) -> bool:
    """Whether it stands at the height of a row's figures, or these do not show where that is. What stands nowhere is a
    row of which nothing could be placed."""
    boxes = [own.bbox for own in row if own.kind == "number" and own.bbox and own.page == reading.page]
    if reading.bbox is None or not boxes:
        return reading.bbox is not None
    return reading.bbox[1] < max(box[3] for box in boxes) and reading.bbox[3] > min(box[1] for box in boxes)


def _doubt(form: Form, assembly: Assembly) -> int:
    """How much of a reading is open: fields for review, figures left over, and identities that do not hold."""
    failed = sum(evaluate(i, assembly.fields).status == "fail" for i in form.identities)
    return sum(reading.review for reading in assembly.fields.values()) + len(assembly.unplaced) + failed


def _read(form: Form, pages: Sequence[Page], classifier: TokenClassifier, weight: float) -> Assembly:
    """Read the lines in their order. A text is also read in other ways that its figures allow: with values that stand
    above their labels, and with values that stand apart from them; as it came, and with lines turned round."""
    engine = _engine(form.version)
    scored = _scored(form, tokenize(pages), classifier, weight)
    text = without_explanations(restore_order(scored, engine.aligner))
    moved = values_behind_labels(text, engine.aligner)
    if pages[0].origin != "text":
        return _assembled(form, moved)
    ways = [_assembled(form, text)]
    if moved is not text:
        ways.append(_assembled(form, moved, values_above=True))
    as_it_came = without_explanations(scored)
    texts = (text,) if as_it_came.tokens == text.tokens else (text, as_it_came)
    if moved is not text or len(texts) > 1 or _is_open(ways[0]):
        counted = (counted_off(t, form, engine.stops, engine.aligner) for t in texts)
        ways += [_assembled(form, told.text, told=told) for told in counted if told]
    return _agreed(form, ways)


def _is_open(assembly: Assembly) -> bool:
    return bool(assembly.unplaced) or any(reading.review for reading in assembly.fields.values())


def _agreed(form: Form, ways: Sequence[Assembly]) -> Assembly:
    """Of several ways to read a text the one that leaves least in doubt; less sure where another that leaves hardly
    more reads something else."""
    doubts = [_doubt(form, way) for way in ways]
    best = ways[doubts.index(min(doubts))]
    rivals = [way for way, doubt in zip(ways, doubts, strict=True) if doubt <= min(doubts) + _RIVAL]
    open_fields = [f for f, r in best.fields.items() if any(_differ(r, rival.fields[f]) for rival in rivals)]
    return replace(best, fields=best.fields | less_sure_fields(open_fields, best.fields))


def _differ(one: FieldReading, other: FieldReading) -> bool:
    return (one.kind, one.value) != (other.kind, other.value)


def _assembled(form: Form, text: Scored, *, values_above: bool = False, told: CountedOff | None = None) -> Assembly:
    engine = _engine(form.version)
    stops = engine.stops
    tokens, steps = text.tokens, engine.aligner.align(text.tokens, text.scores)
    local = local_rows(text, steps, stops)
    visits = doubted(gather(tokens, steps, stops), tokens, steps, stops, local)
    rows, repeated = _one_visit_per_row(visits)
    rows = told_by_neighbours(counted(filled(rows, tokens, stops), tokens, stops), tokens, steps, stops)
    fields = [[f.id for f in stops[row.station].row.fields] for row in rows]
    blocks = [stops[row.station].block for row in rows]
    choices = choose(form, place(rows, blocks, [len(ids) for ids in fields]), fields)
    readings = _readings(form, choices, stops, repeated)
    unplaced = tuple(unplaced_values(tokens, steps, choices))
    left = values_left(tokens, steps, visits, rows, unplaced, local)
    held = {id(t) for row in rows for t in row.values}
    complete = not left and all(id(t) in held for visit in visits for t in visit.values)
    placed = PlacedRows(form, stops, choices)
    page_ends = sorted({t.line for t in tokens if t.kind is TokenKind.NOISE})
    readings |= less_sure(placed, doubtful_rows(placed, readings, page_ends, complete=complete), readings)
    either = after_blanks(placed)
    readings |= less_sure(placed, out_of_order(visits, stops) | either, readings)
    elsewhere = run_together(placed) | nearer_another(placed) | misplaced_rows(placed, tokens)
    readings |= less_sure(placed, elsewhere, readings)
    readings |= less_sure_fields(misplaced_fields(placed), readings)
    if values_above:
        readings |= less_sure(placed, beside_other_text(rows, text), readings)
    if told:
        readings |= less_sure(placed, not_borne_out(placed, readings, told), readings)
    moved = rows_shifted(left, placed.rows, failing_rows(placed, readings), tokens, steps, stops)
    moved |= rows_without(left, placed.blank(), tokens, steps, stops)
    moved |= beside_own_label(unplaced, placed.rows, tokens, steps, stops)
    readings |= less_sure(placed, moved, readings)
    blank, holding = confirmed_blanks(placed, either, readings) if complete else ({}, frozenset())
    readings |= by_habit(readings, placed.scanned(), placed.placings(readings))
    thoughts = second_thoughts(placed, readings)
    settled = readings | blank | thoughts.readings
    settled |= less_sure_fields(contradicted(placed, settled), settled)
    return Assembly(
        fields=settled | look_alikes(placed, settled),
        rows_named=sum(r.label_match >= _FOUND for r in rows),
        rows_found=sum(r.label_match >= _FOUND and bool(r.slots or r.values) for r in rows),
        unplaced=unplaced,
        used=frozenset(i for c in choices for i in c.used) | holding | thoughts.identities,
        confirmed=thoughts.confirmed,
        chosen=thoughts.chosen,
        origins=dict.fromkeys(readings, _commonest(tokens)) | placed.origins(),
        prose=tuple(prose_lines(tokens, steps)),
    )


def _scored(form: Form, tokens: tuple[Token, ...], classifier: TokenClassifier, weight: float) -> Scored:
    """The tokens with what each says, if they are not more than any report has: each costs some 0.1 ms to align."""
    if len(tokens) > _MOST_TOKENS:
        raise TooLargeError(f"文件里有 {len(tokens)} 处文字，最多允许 {_MOST_TOKENS} 处；请只提供年度报告本身")
    engine, labelling = _engine(form.version), classifier.label(tokens)
    tokens = with_labels_known(tokens, labelling) if weight else tokens
    matched = engine.matcher.score([t.text if t.kind is TokenKind.LABEL else "" for t in tokens])
    return Scored(tokens, joined(matched, engine.parts.score(labelling, matched), weight))


@dataclass(frozen=True, slots=True)
class _Engine:
    """What reading one form takes: its rows, what tells how well a text fits each, and what aligns them."""

    stops: tuple[Station, ...]
    matcher: LabelMatcher
    parts: PartScores
    aligner: Aligner


@cache
def _engine(version: str) -> _Engine:
    stops = stations(load_form(version))
    return _Engine(stops, LabelMatcher(stops), PartScores(stops), Aligner(stops))


def _commonest(tokens: Sequence[Token]) -> Origin:
    return Counter(token.origin for token in tokens).most_common(1)[0][0] if tokens else "text"


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
