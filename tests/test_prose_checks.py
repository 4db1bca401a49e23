"""The prose against the tables, from whole reports: statuses, causes and places."""

from __future__ import annotations

from pathlib import Path

import pytest
from seeds import Seed, seeds

from gouji.models.assembly.tokens import Token, TokenKind
from gouji.models.document import Piece, Place, Position
from gouji.models.forms import load_form
from gouji.models.prose.checks import check_prose
from gouji.models.prose.sentences import Sentence
from gouji.models.prose.statement import Speaker
from gouji.models.reader import Reader
from gouji.models.result import ProseCheck, Report

SAMPLES = Path(__file__).parents[1] / "datasets" / "samples"
HEADING = "一、总体情况"
OURS = Speaker(None, 2023)
PIECE = Piece("", Place(0, position=Position(1, 1)), 0, 0)
TOKEN = Token(TokenKind.LABEL, "", PIECE, 0, None, None, "text")


def with_prose(reader: Reader, *paragraphs: str) -> Report:
    """The sample with other prose in its first section."""
    lines = (SAMPLES / "report.txt").read_text(encoding="utf-8").split("\n")
    first = next(i for i, line in enumerate(lines) if line.strip().startswith(HEADING))
    second = next(i for i, line in enumerate(lines) if line.strip().startswith("二、主动公开"))
    return reader.read("\n".join([*lines[: first + 1], *paragraphs, *lines[second:]]).encode(), "report.txt")


def of_prose(report: Report) -> dict[str, ProseCheck]:
    return {c.id: c for c in report.checks if isinstance(c, ProseCheck)}


@pytest.fixture(scope="module")
def printed(reader: Reader) -> dict[str, int]:
    report = reader.read((SAMPLES / "report.txt").read_bytes(), "report.txt")
    return {field: int(r.value) for field, r in report.fields.items() if r.value is not None}


def test_a_contradiction_is_found_quoted_and_placed(reader: Reader, printed: dict[str, int]) -> None:
    received = printed["requests.received.total"]
    report = with_prose(
        reader, f"本年度共收到政府信息公开申请{received}件。", f"我们全年收到政府信息公开申请{received + 3}件。"
    )
    checks = of_prose(report)
    agrees, contradicts = checks["narrative.requests.received.total"], checks["narrative.requests.received.total#2"]
    assert (agrees.status, agrees.cause) == ("pass", None)
    assert (contradicts.status, contradicts.cause, contradicts.difference) == ("fail", "source", -3)
    assert contradicts.left.fields == ("requests.received.total",) and contradicts.right.fields == ()
    assert contradicts.quoted.text.startswith("我们全年收到") and contradicts.quoted.source
    assert contradicts.quoted.source.column == len("我们全年收到政府信息公开申请") + 1
    assert contradicts.quoted.source.line == agrees.quoted.source.line + 1  # type: ignore[union-attr]
    assert "requests.received.total" not in report.review


def test_a_sentence_wrapped_over_lines_is_one(reader: Reader, printed: dict[str, int]) -> None:
    received = printed["requests.received.total"]
    checks = of_prose(
        with_prose(reader, "2023年，我们依法办理。全年共收到政府信息公", f"开申请 {received + 1}", "件，均已答复。")
    )
    assert checks["narrative.requests.received.total"].status == "fail"


def test_what_may_be_narrower_is_doubtful(reader: Reader) -> None:
    checks = of_prose(with_prose(reader, "政务公开科收到政府信息公开申请9731件。"))
    assert checks["narrative.requests.received.total"].status == "doubtful"


def test_against_a_figure_that_is_to_be_looked_at_nothing_is_plain(reader: Reader) -> None:
    text = (SAMPLES / "report.txt").read_text(encoding="utf-8")
    report = reader.read(text.encode(), "report.txt")
    field = report.fields["requests.received.total"].model_copy(update={"review": True})
    sentence = Sentence("全年共收到政府信息公开申请9731件。", tuple((TOKEN, 0) for _ in range(19)), True)
    (check,) = check_prose(load_form("2021"), report.fields | {"requests.received.total": field}, [sentence], OURS)
    assert (check.status, check.cause) == ("doubtful", None)


def test_a_sum_that_the_form_does_not_print(reader: Reader, printed: dict[str, int]) -> None:
    total = printed["litigation.direct.total"] + printed["litigation.after_review.total"]
    checks = of_prose(with_prose(reader, f"因政府信息公开引发行政诉讼{total}件。"))
    check = checks["narrative.litigation.total"]
    assert check.status == "pass"
    assert check.left.fields == ("litigation.direct.total", "litigation.after_review.total")


def test_a_sum_within_a_sentence_that_does_not_add_up(reader: Reader) -> None:
    check = of_prose(with_prose(reader, "全年收到信件14封。上年结转3件、新收申请87件,合计91件。"))["narrative.sum"]
    assert (check.status, check.cause, check.difference) == ("fail", "source", -1)
    assert check.left.fields == ("requests.carried_in.total", "requests.received.total") and check.left.value == 90
    assert check.right.value == 91 and check.quoted.text.startswith("上年结转")
    holds = of_prose(with_prose(reader, "上年结转3件、新收申请87件,合计90件。"))["narrative.sum"]
    assert (holds.status, holds.cause, holds.difference) == ("pass", None, 0)


def test_a_per_cent_beside_the_tables(reader: Reader, printed: dict[str, int]) -> None:
    part, whole = printed["requests.granted.total"], printed["requests.handled.total"]
    right = round(100 * part / whole, 1)
    checks = of_prose(
        with_prose(
            reader, f"予以公开{part}件,占办结总数的{right}%。", f"予以公开{part}件,占办结总数的{right + 1:.1f}%。"
        )
    )
    assert (checks["narrative.share"].status, checks["narrative.share#2"].status) == ("pass", "doubtful")
    assert checks["narrative.share"].left.fields == ("requests.granted.total", "requests.handled.total")


def test_a_figure_that_is_taken_over_is_contradicted_once(reader: Reader, printed: dict[str, int]) -> None:
    received = printed["requests.received.total"]
    wrong = of_prose(with_prose(reader, f"收到政府信息公开申请{received + 1}件,均由商业企业提出。"))
    assert wrong["narrative.requests.received.total"].status == "fail"
    assert wrong["narrative.requests.received.company"].status == "doubtful"
    right = of_prose(with_prose(reader, f"收到政府信息公开申请{received}件,均由商业企业提出。"))
    assert right["narrative.requests.received.company"].status == "fail"


def test_a_rounded_figure_agrees_with_what_it_was_rounded_from(reader: Reader, printed: dict[str, int]) -> None:
    received = printed["requests.received.total"]
    assert received > 9
    about = received // 10 * 10
    checks = of_prose(
        with_prose(reader, f"收到政府信息公开申请{about}余件。", f"收到政府信息公开申请{about + 20}余件。")
    )
    assert checks["narrative.requests.received.total"].status == "pass"
    assert checks["narrative.requests.received.total#2"].status == "doubtful"


def test_a_heading_says_what_the_sentence_under_it_is_on(reader: Reader) -> None:
    under = of_prose(with_prose(reader, "（二）政府信息公开行政复议情况", "全年发生行政复议97件。"))
    alone = of_prose(with_prose(reader, "（二）法治建设情况", "全年发生行政复议97件。"))
    assert (under["narrative.review.total"].status, alone["narrative.review.total"].status) == ("fail", "doubtful")


def test_sentences_of_lines_that_came_bottom_up(reader: Reader, printed: dict[str, int]) -> None:
    received = printed["requests.received.total"]
    lines = [
        "一是畅通渠道。我们依法受理政府信息公开申",
        f"请{received + 1}件，均已登记。",
        "二是规范答复。我们逐件审核，依法作出答复，",
        "没有超期。",
        "三是强化监督。我们定期自查，发现问题立即整",
        "改到位。",
    ]
    check = of_prose(with_prose(reader, *lines[::-1]))["narrative.requests.received.total"]
    assert check.status == "fail" and check.quoted.text == f"我们依法受理政府信息公开申请{received + 1}件,均已登记。"
    assert of_prose(with_prose(reader, *lines))["narrative.requests.received.total"].status == "fail"


def test_the_tables_are_no_prose(reader: Reader) -> None:
    for name in ("report.txt", "report.pdf"):
        report = reader.read((SAMPLES / name).read_bytes(), name)
        assert all(c.status == "pass" for c in of_prose(report).values()), name


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)
def test_real_reports_contradict_themselves_only_where_they_do(reader: Reader, seed: Seed) -> None:
    told = set(seed.gold.get("narrative_conflicts", ()))
    checks = of_prose(reader.read(seed.text.encode(), "a.txt"))
    contradicted = {c.id.removeprefix("narrative.").partition("#")[0] for c in checks.values() if c.status == "fail"}
    assert contradicted == told


def test_only_checks_of_the_prose_are_quoted(reader: Reader) -> None:
    report = with_prose(reader, "本年度共收到政府信息公开申请9731件。")
    plain = Report.model_validate_json(report.to_json())
    assert plain == report
    assert {isinstance(c, ProseCheck) for c in plain.checks if c.id.startswith("narrative.")} == {True}
    assert not any(isinstance(c, ProseCheck) for c in plain.checks if not c.id.startswith("narrative."))
