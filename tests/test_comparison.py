"""Reports over the years: order, chained identities, changes, warnings."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise, permutations

import pytest
from editions import make_edition
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.models.comparison.chronology import chronological, relations
from gouji.models.comparison.compare import compare
from gouji.models.comparison.edition import Edition
from gouji.models.comparison.result import Comparison, Pair
from gouji.models.errors import IncomparableError
from gouji.models.forms import EARLIER, load_form
from gouji.models.result import Check, Decision

IN_FORCE = "cross_year.proactive.regulations.in_force"
CARRIED = "cross_year.requests.carried_in.total"


def regulations(issued: str, repealed: str, in_force: str) -> dict[str, str]:
    columns = {"issued": issued, "repealed": repealed, "in_force": in_force}
    return {f"proactive.regulations.{column}": text for column, text in columns.items()}


def pair(earlier: Edition, later: Edition) -> Pair:
    (only,) = compare([earlier, later]).pairs
    return only


def one(compared: Pair, name: str) -> Check:
    return next(check for check in compared.checks if check.id == name)


def codes(comparison: Comparison) -> list[str]:
    return [warning.code for warning in comparison.warnings]


def test_all_identities_hold_between_reports_that_follow() -> None:
    earlier = make_edition(2022, regulations("3", "1", "10") | {"requests.carried_out.total": "4"})
    later = make_edition(2023, regulations("5", "2", "13") | {"requests.carried_in.total": "4"})
    compared = pair(earlier, later)
    assert len(compared.checks) == 9
    assert {check.status for check in compared.checks} == {"pass"}
    assert compared.left_out == ()
    check = one(compared, IN_FORCE)
    assert check.left.fields == ("proactive.regulations.in_force", "proactive.regulations.repealed")
    assert check.right.fields == ("proactive.regulations.issued", "earlier:proactive.regulations.in_force")
    assert (check.left.value, check.right.value, check.difference) == (15, 15, 0)
    assert not check.used_in_reading


@pytest.mark.parametrize(
    ("before", "now", "status", "cause", "blanks_as_zero"),
    [
        ("10", ("5", "2", "13"), "pass", None, False),
        ("10", ("5", "2", "14"), "fail", "source", False),
        ("10", ("3", "", "13"), "pass", None, True),
        ("10", ("5", "/", "13"), "incomplete", None, False),
        # The known terms say more than the one with the blank: whatever it held, the sum would only grow.
        ("10", ("5", "", "16"), "fail", "source", False),
        ("", ("5", "2", "13"), "incomplete", None, False),
        ("", ("", "", ""), "empty", None, False),
        ("?", ("5", "2", "13"), "unassessable", None, False),
        ("10", ("5", "x", "13"), "unassessable", None, False),
        ("无", ("5", "2", "13"), "unassessable", None, False),
    ],
)
def test_statuses_follow_the_rules_of_the_contract(
    before: str, now: tuple[str, str, str], status: str, cause: str | None, blanks_as_zero: bool
) -> None:
    check = one(
        pair(make_edition(2022, regulations("0", "0", before)), make_edition(2023, regulations(*now))), IN_FORCE
    )
    assert (check.status, check.cause, check.blanks_as_zero) == (status, cause, blanks_as_zero)
    assert (check.left.value is None) == (status == "unassessable")


@settings(max_examples=25)
@given(*[st.integers(0, 40)] * 3, st.integers(-3, 3))
def test_what_is_in_force_follows_from_the_year_before(before: int, issued: int, repealed: int, error: int) -> None:
    now = max(before + issued - repealed + error, 0)
    later = regulations(str(issued), str(repealed), str(now))
    check = one(pair(make_edition(2022, regulations("0", "0", str(before))), make_edition(2023, later)), IN_FORCE)
    assert (check.status == "pass") == (now == before + issued - repealed)
    assert check.difference == now - (before + issued - repealed)


def test_a_failing_check_says_both_figures() -> None:
    compared = pair(make_edition(2022, {"requests.carried_out.total": "7"}), make_edition(2023))
    check = one(compared, CARRIED)
    assert (check.left.value, check.right.value, check.difference) == (0, 7, -7)
    assert check.right.fields == (f"{EARLIER}requests.carried_out.total",)
    assert "总计" in check.message and "（0）" in check.message and "（7）" in check.message


def test_the_cause_is_the_source_only_where_nothing_is_in_doubt() -> None:
    def cause(earlier: Edition, later: Edition) -> str | None:
        return one(pair(earlier, later), CARRIED).cause

    carried = {"requests.carried_out.total": "7"}
    sure, later = make_edition(2022, carried), make_edition(2023)
    assert cause(sure, later) == "source"
    assert cause(make_edition(2022, carried, review=("requests.carried_out.total",)), later) == "reading"
    assert cause(sure, make_edition(2023, review=("year",))) == "undetermined"
    assert cause(sure, make_edition(2023, authority="青禾县财政局")) == "undetermined"
    assert cause(sure, make_edition(None)) == "undetermined"


def test_a_decision_takes_the_place_of_the_reading() -> None:
    carried = "requests.carried_in.total"
    earlier, later = make_edition(2022), make_edition(2023, {carried: "?"}, review=(carried, "year"))
    assert one(pair(earlier, later), CARRIED).status == "unassessable"
    by = {"by": "王", "at": "2024-01-01T00:00:00Z"}
    fields = dict(later.report.fields)
    fields[carried] = fields[carried].model_copy(update={"decision": Decision(kind="number", value=Decimal(3), **by)})
    year = later.report.year.model_copy(update={"decision": Decision(kind="number", value=Decimal(2023), **by)})
    report = later.report.model_copy(update={"fields": fields, "year": year})
    compared = pair(earlier, later.model_copy(update={"report": report}))
    check = one(compared, CARRIED)
    assert (check.status, check.cause, check.left.value) == ("fail", "source", 3)
    change = compared.changes[carried]
    assert (change.later.decided, change.later.value, change.later.raw, change.review) == (True, 3, "?", False)
    assert change.difference == 3


def test_changes_are_those_of_numbers_of_one_unit() -> None:
    earlier = make_edition(2022, {"review.total": "4", "review.other": "", "proactive.fees.amount": "12"})
    later = make_edition(2023, {"review.total": "1", "review.other": "2"}, review=("review.pending",))
    fields = dict(later.report.fields)
    fee = fields["proactive.fees.amount"].model_copy(update={"unit": "元"})
    report = later.report.model_copy(update={"fields": fields | {"proactive.fees.amount": fee}})
    changes = pair(earlier, later.model_copy(update={"report": report})).changes
    assert len(changes) == 200
    assert changes["review.total"].difference == -3
    assert (changes["review.other"].difference, changes["review.other"].earlier.kind) == (None, "blank")
    assert changes["proactive.fees.amount"].difference is None
    assert [field for field, change in changes.items() if change.review] == ["review.pending"]


def test_forms_of_two_eras_are_compared_in_what_both_have() -> None:
    earlier = make_edition(2020, {"requests.carried_out.total": "2"}, form="2019")
    comparison = compare([earlier, make_edition(2021)])
    (compared,) = comparison.pairs
    assert len(compared.checks) == 7
    assert one(compared, CARRIED).status == "fail"
    assert len(compared.changes) == 172
    assert [(part.what, len(part.ids)) for part in compared.left_out] == [
        ("checks", 2), ("earlier_fields", 26), ("later_fields", 28),
    ]  # fmt: skip
    assert codes(comparison) == ["forms_differ"]
    assert len(pair(make_edition(2019, form="2019"), earlier).checks) == 7


def test_reports_are_ordered_by_their_years() -> None:
    for order in permutations((2021, 2022, 2023)):
        comparison = compare([make_edition(year) for year in order])
        assert [document.year for document in comparison.documents] == [2021, 2022, 2023]
        assert [(p.earlier, p.later, p.years) for p in comparison.pairs] == [
            (0, 1, "consecutive"), (1, 2, "consecutive"),
        ]  # fmt: skip
        assert codes(comparison) == ([] if order == (2021, 2022, 2023) else ["reordered"])


def test_years_apart_are_compared_but_not_chained() -> None:
    comparison = compare([make_edition(2021, prose="全年共收到群众来信若干件。"), make_edition(2023, prose="")])
    (compared,) = comparison.pairs
    assert (compared.years, compared.checks, len(compared.changes)) == ("apart", (), 200)
    assert [(part.what, len(part.ids)) for part in compared.left_out] == [("checks", 9)]
    assert compared.prose is not None
    assert codes(comparison) == ["years_apart"]


def test_two_reports_of_one_year_are_refused() -> None:
    with pytest.raises(IncomparableError, match=r"第 1 份（2023\.json，2023 年）和第 3 份"):
        compare([make_edition(2023), make_edition(2022), make_edition(2023)])


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ((2022, None), ("assumed",)),
        ((None, None), ("assumed",)),
        ((2021, None, 2023), ("assumed", "assumed")),
        ((2021, None, 2024), ("apart", "apart")),
        ((2020, 2021, None), ("consecutive", "assumed")),
        ((2020, 2022, None), ("apart", "assumed")),
    ],
)
def test_an_unknown_year_is_taken_from_the_order_given(
    years: tuple[int | None, ...], expected: tuple[str, ...]
) -> None:
    comparison = compare([make_edition(year) for year in years])
    assert tuple(p.years for p in comparison.pairs) == expected
    assert codes(comparison)[0] == "order_as_given"
    assert [document.year for document in comparison.documents] == list(years)


@pytest.mark.parametrize("years", [(2023, None, 2022), (2022, None, 2023), (None, 2023, 2022)])
def test_an_order_that_cannot_be_is_refused(years: tuple[int | None, ...]) -> None:
    with pytest.raises(IncomparableError, match="排不下"):
        compare([make_edition(year) for year in years])


@given(st.lists(st.integers(2008, 2030), min_size=2, max_size=6, unique=True))
def test_known_years_always_have_an_order(years: list[int]) -> None:
    order = chronological(years, ["x"] * len(years))
    ordered = [years[at] for at in order]
    assert ordered == sorted(years)
    gaps = [later - earlier for earlier, later in pairwise(ordered)]
    assert [relation == "consecutive" for relation in relations(ordered)] == [gap == 1 for gap in gaps]


@pytest.mark.parametrize(
    ("first", "second", "review", "warned"),
    [
        ("青禾县人民政府", "青禾县人民政府办公室", (), []),
        ("青禾县", "某省青禾县人民政府", (), []),
        ("青禾县人民政府", "青禾县财政局", (), ["authority_differs"]),
        ("青禾县东城街道", "青禾县西城街道", (), ["authority_differs"]),
        ("青禾县财政局", "青采县财政局", ("authority",), []),
        ("青禾县财政局", None, (), ["authority_unknown"]),
    ],
)
def test_bodies_that_differ_plainly_are_told(
    first: str, second: str | None, review: tuple[str, ...], warned: list[str]
) -> None:
    editions = [make_edition(2022, authority=first), make_edition(2023, authority=second, review=review)]
    assert codes(compare(editions)) == warned


def test_a_doubtful_year_and_recognised_prose_are_told() -> None:
    scanned = make_edition(2023, review=("year",), ocr="PP-OCR", prose="")
    assert codes(compare([make_edition(2022, prose=""), scanned])) == ["year_doubtful", "prose_recognised"]
    assert codes(compare([make_edition(2022), scanned])) == ["year_doubtful"]


def test_without_the_report_itself_there_is_no_prose_and_a_reason() -> None:
    compared = pair(make_edition(2022), make_edition(2023, prose=""))
    assert compared.prose is None
    assert compared.prose_reason is not None and "2022.json" in compared.prose_reason
    assert "2023.json" not in compared.prose_reason


@pytest.mark.parametrize("version", ["2019", "2021"])
def test_chained_identities_are_of_fields_of_the_form(version: str) -> None:
    form = load_form(version)
    ids = {field.id for field in form.fields}
    for identity in form.across_years:
        assert identity.id.removeprefix("cross_year.") in identity.left
        assert {f.removeprefix(EARLIER) for f in (*identity.left, *identity.right)} <= ids
        assert any(f.startswith(EARLIER) for f in identity.right)


def test_a_comparison_is_written_as_plain_json() -> None:
    comparison = compare([make_edition(2022, prose="全年共收到来信12件。"), make_edition(2023, prose="无。")])
    text = comparison.to_json()
    assert Comparison.model_validate_json(text) == comparison
    assert '"schema": "gouji.comparison/1"' in text
