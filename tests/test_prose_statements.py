"""What sentences say of the form's figures: fields, values, and whether they say it plainly."""

from __future__ import annotations

import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.models.prose.numerals import NUMBER, amount, in_words
from gouji.models.prose.statement import Speaker, Statement
from gouji.models.prose.statements import statements

OURS = Speaker("青泽县人民政府", 2023)
RECEIVED, HANDLED = "requests.received.total", "requests.handled.total"
REVIEW, LITIGATION = "review.total", "litigation.total"


def said(sentence: str, topic: str = "") -> list[tuple[str, int, bool]]:
    found, _ = statements(sentence, OURS, topic)
    return [(s.field, int(s.value), s.plain) for s in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2023年,我县共收到政府信息公开申请41件。", [(RECEIVED, 41, True)]),
        ("收到群众申请四十一件,上年结转0件。", [(RECEIVED, 41, True), ("requests.carried_in.total", 0, True)]),
        ("共有5件政府信息公开申请进入办理程序。", [(RECEIVED, 5, True)]),
        ("青泽县人民政府共受理5件信息公开申请,均按时答复。", [(RECEIVED, 5, True)]),
        ("办结35件申请,其余6件结转2024年办理。", [(HANDLED, 35, True), ("requests.carried_out.total", 6, True)]),
        ("2022年结转至本年度办理的申请3件。", [("requests.carried_in.total", 3, True)]),
        (
            "办理申请9件,其中予以公开4件、部分公开2件、不予公开3件。",
            [
                (HANDLED, 9, True),
                ("requests.granted.total", 4, True),
                ("requests.partly_granted.total", 2, True),
                ("requests.refused.total", 3, True),
            ],
        ),
        (
            "政府信息公开行政复议3件(维持2件、纠正1件)。",
            [(REVIEW, 3, True), ("review.upheld", 2, True), ("review.corrected", 1, True)],
        ),
        ("政府信息公开行政复议、行政诉讼均为零。", [(REVIEW, 0, True), (LITIGATION, 0, True)]),
        (
            "因政府信息公开引发行政诉讼4件(直接起诉3件、复议后起诉1件)。",
            [(LITIGATION, 4, True), ("litigation.direct.total", 3, True), ("litigation.after_review.total", 1, True)],
        ),
        (
            "作出行政许可决定1,204件、行政处罚决定17件。",
            [("proactive.licensing.decisions", 1204, True), ("proactive.penalties.decisions", 17, True)],
        ),
    ],
)
def test_figures_are_linked_to_what_they_count(sentence: str, expected: list[tuple[str, int, bool]]) -> None:
    assert said(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("全年未发生因政府信息公开引发的行政复议和行政诉讼。", [REVIEW, LITIGATION]),
        ("行政复议方面,2023年未产生政府信息公开案件。", [REVIEW]),
        ("今年政府信息公开方面的行政复议没有发生。", [REVIEW]),
        ("本机关未收到政府信息公开申请。", [RECEIVED]),
        ("无上年结转申请。", ["requests.carried_in.total"]),
        ("没有公民、法人或其他组织向我县提出政府信息公开申请。", [RECEIVED]),
    ],
)
def test_none_in_words_is_zero(sentence: str, fields: list[str]) -> None:
    assert said(sentence) == [(field, 0, True) for field in fields]


@pytest.mark.parametrize(
    "sentence",
    [
        "全年收到县长信箱来信90件,办结88件。",
        "举办“政府开放日”活动8场,邀请企业代表34人次走进一线。",
        "较上年的17件下降35.3%。",
        "申请量比去年增加12件。",
        "注:一件申请涉及多项内容的,按1件统计。",
        "2023年,我县办理普通行政复议案件10件(不涉及政府信息公开),行政应诉7件次。",
        "关于信息处理费:2023年我县无符合收费条件的申请,未收取费用。",
        "全年收取政府信息公开信息处理费1.85万元,涉及申请9件。",
        "邀请律师参与答复11件次,提高答复的准确性。",
        "全年由政务公开办公室直接受理的申请有14件,内容为重大建设项目。",
        "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "没有发生逾期答复政府信息公开申请的情况。",
        "行政复议和行政诉讼共3件。",
    ],
)
def test_what_the_form_does_not_count_is_no_statement(sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "县公安局收到政府信息公开申请12件。",
        "收到政府信息公开申请30余件。",
        "收到关于征地补偿的政府信息公开申请12件。",
    ],
)
def test_what_may_be_narrower_is_not_plain(sentence: str) -> None:
    assert all(not plain for _, _, plain in said(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "收到政府信息公开申请合计11件(新收9件,结转2件)。",
        "我县共收到依申请公开件11件,其中有2件为上年结转。",
        "加上上年结转的2件,共受理政府信息公开申请11件。",
    ],
)
def test_what_was_received_with_what_was_carried_over_is_their_sum(sentence: str) -> None:
    assert ("requests.due.total", 11) in [(field, value) for field, value, _ in said(sentence)]
    assert (RECEIVED, 11) not in [(field, value) for field, value, _ in said(sentence)]


def test_a_figure_of_another_year_speaks_of_that_year() -> None:
    assert said("2021年全县收到2个依申请公开政府信息申请。") == [("year", 2021, False)]
    assert said("2023年收到申请4件,2022年为7件。") == [(RECEIVED, 4, True)]


def test_what_a_sentence_leaves_open_is_told_by_the_one_before() -> None:
    assert said("共办结12件。", topic="requests") == [(HANDLED, 12, True)]
    assert said("共办结12件。") == []


@given(st.integers(0, 9999))
def test_numbers_in_words(number: int) -> None:
    figures, places = "零一二三四五六七八九", ("", "十", "百", "千")
    written = ""
    for place, digit in reversed(list(enumerate(map(int, reversed(str(number)))))):
        written += figures[digit] + (places[place] if digit else "")
    written = written.replace("零零", "零").replace("零零", "零").rstrip("零") or "零"
    assert in_words(written) == number


@given(st.integers(0, 10**7), st.sampled_from(["件", "件次", "起"]))
def test_numbers_in_figures(number: int, unit: str) -> None:
    for written in (str(number), f"{number:,}"):
        match = NUMBER.search(f"申请{written}{unit}。")
        assert match and amount(match).value == number and amount(match).unit == unit


@pytest.mark.parametrize("written", ["9" * 16, "9" * 5000, "一" * 5000, "1." + "5" * 13])
def test_what_no_report_prints_is_no_figure(written: str) -> None:
    assert said(f"共办结{written}件。", topic="requests") == []


@given(
    st.text(
        alphabet="收到申请公开复议诉讼未发生其中含结转件起个0123456789一二十年,。;、()" + string.ascii_letters,
        max_size=60,
    )
)
def test_any_text_gives_only_figures_that_stand_in_it(text: str) -> None:
    found, _ = statements(text, OURS)
    for statement in found:
        assert isinstance(statement, Statement) and 0 <= statement.start < statement.end <= len(text)
        if statement.value and statement.field != "year" and text[statement.start : statement.end].isascii():
            digits = text[statement.start : statement.end].replace(",", "")
            assert str(statement.value) == digits or Decimal(digits) == statement.value
