"""Reports copied as text: what still can be decided in them, and what cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.models.forms import load_form
from gouji.training.synthesis.copying.confusions import is_confused
from gouji.training.synthesis.copying.copy import CopyRecipe, _lines, copy_lines, copy_text
from gouji.training.synthesis.copying.decidability import CopiedRow, Decided, TooAmbiguousError, decide
from gouji.training.synthesis.copying.from_pages import PAGE_WAYS
from gouji.training.synthesis.copying.lines import SPACE, CopiedLine, split
from gouji.training.synthesis.copying.recipes import draw_damaged, draw_plain, worn
from gouji.training.synthesis.copying.ways import WAYS, display_width
from gouji.training.synthesis.copying.wear import WEARS
from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.kinds import copied
from gouji.training.synthesis.look import Look
from gouji.training.synthesis.manuscript import Span, Table
from gouji.training.synthesis.pages.typeset import typeset
from gouji.training.synthesis.report import ReportKey, draw_report

FORM = load_form("2021")
ROWS = [tuple(f.id for f in p.fields) for s in FORM.sections for b in s.blocks for p in b.printed_rows]
ZEROS = dict.fromkeys((f.id for f in FORM.fields), "0")


def row_of(field: str) -> tuple[str, ...]:
    return next(row for row in ROWS if field in row)


def decided(truth: dict[str, str], copied: dict[str, tuple[str, ...]]) -> Decided:
    """What is decided where the named rows (by their first field) kept these texts, and the others are whole."""
    rows = [
        CopiedRow(row, copied.get(row[0], tuple(truth[f] for f in row)), explicit=row[0] not in copied) for row in ROWS
    ]
    return decide(FORM, rows, truth)


def received(*values: str) -> dict[str, str]:
    """Zeros but for one row of requests and what it carries into the totals."""
    rows = ("requests.received", "requests.granted", "requests.handled")
    return ZEROS | {f: v for r in rows for f, v in zip(row_of(f"{r}.individual"), values, strict=True)}


def test_identities_say_which_cell_was_lost_but_not_what_was_in_it() -> None:
    truth = received("7", "0", "0", "0", "2", "0", "9")
    result = decided(truth, {"requests.received.individual": ("7", "0", "0", "0", "2", "9")})
    assert result.undecided == {"requests.received.other"}
    assert result.texts["requests.received.legal_service"] == "2"
    assert result.texts["requests.received.total"] == "9"


def test_a_row_without_identities_is_open_as_a_whole() -> None:
    truth = ZEROS | {"proactive.regulations.in_force": "3810"}
    result = decided(truth, {"proactive.regulations.issued": ("0", "3810")})
    assert result.undecided == set(row_of("proactive.regulations.issued"))


def test_any_of_seven_zeros_may_be_the_lost_one() -> None:
    result = decided(ZEROS, {"requests.granted.individual": ("0",) * 6})
    assert result.undecided == set(row_of("requests.granted.individual"))


def test_a_whole_row_and_an_empty_one_are_decided() -> None:
    assert not decided(ZEROS, {"requests.granted.individual": ("0",) * 7}).undecided
    empty = decided(ZEROS, {"requests.granted.individual": ()})
    assert not empty.undecided
    assert empty.texts["requests.granted.total"] == ""


def test_figures_run_together_are_parted_by_the_identities() -> None:
    truth = received("12", "3", "0", "0", "0", "0", "15")
    result = decided(truth, {"requests.received.individual": ("123", "0", "0", "0", "0", "15")})
    assert not result.undecided
    assert result.texts["requests.received.company"] == "3"


def test_what_the_source_itself_breaks_is_not_taken_for_decided() -> None:
    truth = received("7", "0", "0", "0", "2", "0", "9") | {"requests.received.legal_service": "2"}
    truth |= {"requests.received.company": "2", "requests.received.other": "0", "requests.received.total": "11"}
    result = decided(truth, {"requests.received.individual": ("7", "2", "0", "0", "2", "11")})
    assert not result.undecided
    assert result.unsettled == set(row_of("requests.received.individual"))


@pytest.mark.parametrize("way", WAYS)
def test_a_plain_copy_holds_every_figure(way: str) -> None:
    for index in range(4):
        report = draw_report(ReportKey("train", index))
        printed = report.facts.printed
        copy = copy_text(report.form, report.manuscript, printed, CopyRecipe(way), stream(way, index))
        assert all(copy.texts[f] == printed[f] for f in printed if f not in copy.undecided)
        assert all(copy.texts[f] for f in copy.unsettled)
        if all(printed.values()):
            assert not copy.undecided


@pytest.mark.parametrize("wear", [*WEARS, "confusion"])
@pytest.mark.parametrize("level", [1, 3, 5])
def test_tokens_stand_where_they_say(wear: str, level: int) -> None:
    report = draw_report(ReportKey("train", 11))
    recipe = worn(wear, level, stream("recipe", wear, level))
    try:
        copy = copied(report, recipe, stream("copy", wear, level))
    except TooAmbiguousError:
        pytest.skip("this copy leaves too much open, as the archive would find")
    lines = copy.text.split("\n")
    assert copy.tokens
    for token in copy.tokens:
        assert token.line is not None
        assert token.column is not None
        assert lines[token.line - 1][token.column - 1 :].startswith(token.text)


@pytest.mark.parametrize("wear", WEARS)
def test_wear_changes_the_text_and_more_so_at_higher_levels(wear: str) -> None:
    report = draw_report(ReportKey("train", 11))
    way = worn(wear, 1, stream("way", wear)).way
    plain, light, heavy = (
        copied(report, CopyRecipe(way, wears), stream("same")).text for wears in ((), ((wear, 1),), ((wear, 5),))
    )
    assert plain != light or wear in ("broken_lines", "tabs_lost", "spaced_glyphs")
    assert plain != heavy


def test_lost_cells_are_lost() -> None:
    report = draw_report(ReportKey("train", 11))
    kept = copy_text(report.form, report.manuscript, report.facts.printed, CopyRecipe("in_rows"), stream("a"))
    lost = copy_text(
        report.form, report.manuscript, report.facts.printed, CopyRecipe("in_rows", (("lost_cells", 3),)), stream("a")
    )
    values = [sum(token.tag.kind == "value" for token in copy.tokens) for copy in (kept, lost)]
    assert values[0] - values[1] == 3


def test_a_misread_figure_is_to_be_asked_for() -> None:
    report = draw_report(ReportKey("train", 11))
    for index in range(30):
        recipe = CopyRecipe("in_rows", confusion=5)
        copy = copy_text(report.form, report.manuscript, report.facts.printed, recipe, stream("confusion", index))
        printed = report.facts.printed
        odd = {t.tag.id for t in copy.tokens if t.tag.kind == "value" and is_confused(printed[t.tag.id], t.text)}
        assert odd <= copy.undecided
        if odd:
            return
    pytest.fail("no figure was ever misread")


def test_recipes_are_drawn_the_same_for_the_same_seed() -> None:
    for draw_recipe in (draw_plain, draw_damaged):
        assert draw_recipe(stream("r")) == draw_recipe(stream("r"))
        assert len({draw_recipe(stream("r", i)) for i in range(30)}) > 8


@pytest.mark.parametrize("way", PAGE_WAYS)
def test_text_taken_off_pages_holds_every_figure_and_the_feet(way: str) -> None:
    for index in range(3):
        report = draw_report(ReportKey("train", 30 + index))
        printed = report.facts.printed
        lines = PAGE_WAYS[way](typeset(report.manuscript, Look(page_numbers="dashes")))
        copy = copy_lines(report.form, lines, printed, CopyRecipe(way), stream(way, index))
        assert all(copy.texts[f] == printed[f] for f in printed if f not in copy.undecided)
        assert "- 2 -" in copy.text


def test_what_stands_on_one_line_of_the_page_comes_out_as_one_line() -> None:
    report = draw_report(ReportKey("train", 30))
    lines = PAGE_WAYS["page_lines"](typeset(report.manuscript, Look()))
    carried = [line.text for line in lines if line.text.startswith("四、结转下")]
    values = [report.facts.printed[f] for f in row_of("requests.carried_out.individual")]
    assert [line.split()[1:] for line in carried] == [[value for value in values if value]]


def test_pages_are_reversed_once() -> None:
    lines = [CopiedLine((Span(str(number), SPACE),)) for number in range(300)]
    for level in range(1, 6):
        numbers = [int(line.text) for line in WEARS["reversed_pages"](lines, level, stream("reversed", level))]
        moved = [n for at, n in enumerate(numbers) if n != at]
        assert sorted(numbers) == list(range(300))
        assert 0 < len(moved) <= level * 8 * level


def test_headers_stand_over_their_columns_in_a_kept_layout() -> None:
    report = draw_report(ReportKey("train", 30))
    table = next(e for e in report.manuscript.elements if isinstance(e, Table) and len(e.widths) > 7)
    last = next(c for c in table.cells if c.row < table.header_rows and c.column == len(table.widths) - 1)
    rows = [line for line in WAYS["padded"](table, 0, stream("padded")) if line.spans]
    values = max(display_width(line.text) for line in rows if line.body)
    header = next(line for line in rows if line.text.endswith(last.text))
    assert abs(display_width(header.text) - values) < 16


def test_a_figure_cut_into_two_lines_is_to_be_asked_for() -> None:
    report = draw_report(ReportKey("train", 11))
    field = next(f for f in row_of("requests.received.total") if len(report.facts.printed[f]) > 1)
    lines = []
    for line in _lines(report.manuscript, CopyRecipe("in_rows"), stream("cut")):
        at = next((i for i, span in enumerate(line.spans) if span.tag.kind == "value" and span.tag.id == field), None)
        if at is None:
            lines.append(line)
            continue
        first, second = split(line.spans[at], 1)[:2]
        lines += [replace(line, spans=(*line.spans[:at], first)), replace(line, spans=(second, *line.spans[at + 1 :]))]
    copy = copy_lines(report.form, lines, report.facts.printed, CopyRecipe("in_rows"), stream("cut"))
    assert field in copy.undecided


def test_values_of_a_row_out_of_order_may_be_read_or_asked_for() -> None:
    """Lines of a page part a row whose figures stand at several heights: nothing says which column each is in."""
    report = draw_report(ReportKey("train", 11))
    fields = row_of("requests.received.total")
    lines = []
    for line in _lines(report.manuscript, CopyRecipe("in_rows"), stream("jumbled")):
        values = [span for span in line.spans if span.tag.kind == "value" and span.tag.id in fields]
        if values:
            lines.append(replace(line, spans=(values[-1],)))
            line = replace(line, spans=tuple(span for span in line.spans if span is not values[-1]))
        lines.append(line)
    copy = copy_lines(report.form, lines, report.facts.printed, CopyRecipe("in_rows"), stream("jumbled"))
    assert set(fields) <= copy.unsettled
    assert {f: copy.texts[f] for f in fields} == {f: report.facts.printed[f] for f in fields}


def test_full_width_zeros_that_ran_together_are_cut_as_half_width_ones_are() -> None:
    fields = tuple(f.id for f in FORM.fields if f.row.id == "requests.received")
    row = CopiedRow(fields, ("００", "０", "０", "０", "０", "０"), explicit=False)
    others = [
        CopiedRow(own, ("０",) * len(own), explicit=False)
        for own in (tuple(f.id for f in p.fields) for s in FORM.sections for b in s.blocks for p in b.printed_rows)
        if own != fields
    ]
    decided = decide(FORM, [row, *others], {f.id: "０" for f in FORM.fields})
    assert {decided.texts[f] for f in fields} == {"０"}
    assert not decided.undecided
