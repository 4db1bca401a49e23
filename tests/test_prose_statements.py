"""What sentences say of the form's figures: fields, values, and whether they say it plainly."""

from __future__ import annotations

import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.models.prose.numerals import NUMBER, amount, in_words
from gouji.models.prose.statement import Speaker, Statement
from gouji.models.prose.statements import read_sentence, statements

OURS = Speaker("青泽县人民政府", 2023)
RECEIVED, HANDLED, DUE = "requests.received.total", "requests.handled.total", "requests.due.total"
CARRIED_IN, CARRIED_OUT = "requests.carried_in.total", "requests.carried_out.total"
GRANTED, REFUSED = "requests.granted.total", "requests.refused.total"
PARTLY, NORMS = "requests.partly_granted.total", "proactive.normative_documents"
PERSON, FIRM = "requests.received.individual", "requests.received.company"
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
            "省属高校收到信息公开申请429件,办结399件,由各高校另行公布,不计入本报告。",
            [(RECEIVED, 429, False), (HANDLED, 399, False)],
        ),
        ("答复结果:公开的有73件。", [(GRANTED, 73, False)]),
        (
            "许可决定、处罚决定、强制决定分别为4件、1件、437件。",
            [
                (f"proactive.{act}.decisions", n, True)
                for act, n in (("licensing", 4), ("penalties", 1), ("coercion", 437))
            ],
        ),
        (
            "作出行政许可决定1,204件、行政处罚决定17件。",
            [("proactive.licensing.decisions", 1204, True), ("proactive.penalties.decisions", 17, True)],
        ),
        ("上年结转3件、本年新收87件,合计90件。", [(CARRIED_IN, 3, True), (RECEIVED, 87, True), (DUE, 90, True)]),
        (
            "我县收到申请20件,其中17件已按时答复,3件结转下年度。",
            [(RECEIVED, 20, True), (HANDLED, 17, True), (CARRIED_OUT, 3, True)],
        ),
        (
            "27件答复中,予以公开9件、无法提供18件。",
            [(HANDLED, 27, True), (GRANTED, 9, True), ("requests.unable.total", 18, True)],
        ),
        ("全年收到并按期办结申请9件。", [(RECEIVED, 9, True), (HANDLED, 9, True)]),
        (
            "年内办结答复88件,另有6件因在法定期限内,转至2024年度继续办理。",
            [(HANDLED, 88, True), (CARRIED_OUT, 6, True)],
        ),
        ("自然人申请的占82.8%,计48件;商业企业申请的占12.1%,计7件。", [(PERSON, 48, True), (FIRM, 7, True)]),
        (
            "依申请公开:收件5,自然人4,法律服务机构1。",
            [(RECEIVED, 5, True), (PERSON, 4, True), ("requests.received.legal_service", 1, True)],
        ),
        (
            "予以公开自然人7件、商业企业2件。",
            [("requests.granted.individual", 7, True), ("requests.granted.company", 2, True)],
        ),
        ("收到申请较2022年的35件减少到28件。", [(RECEIVED, 28, True)]),
        ("全县行政事业性收费0元。", [("proactive.fees.amount", 0, True)]),
        ("市发展改革委员会收到申请3件。", [(RECEIVED, 3, False)]),
        ("接收(本年新收)4件申请→结转下年0件。", [(RECEIVED, 4, True), (CARRIED_OUT, 0, True)]),
        ("申请处理总量(办结总数)为67件。", [(HANDLED, 67, True)]),
        ("申请答复类型:(1)予以公开,1件;(2)部分公开,2件。", [(GRANTED, 1, True), (PARTLY, 2, True)]),
        ("政府信息公开复议由5件降为2件。", [(REVIEW, 2, True)]),
        ("废止行政规范性文件8件,新发2件。", [(f"{NORMS}.repealed", 8, True), (f"{NORMS}.issued", 2, True)]),
        ("行政规范性文件方面,本年8件制发,2件废止。", [(f"{NORMS}.issued", 8, True), (f"{NORMS}.repealed", 2, True)]),
        (
            "政府信息公开复议维持1件,其他2件,总计3件。",
            [("review.upheld", 1, True), ("review.other", 2, True), (REVIEW, 3, True)],
        ),
        ("办结申请9件(含上年结转件)。", [(HANDLED, 9, True)]),
        ("申请方面,商业企业(开发商、物业公司)申请1件。", [(FIRM, 1, False)]),
        ("按时答复申请9件。", [(HANDLED, 9, False)]),
        (
            "收到申请20件,其中自然人18件、商业企业2件;上年结转1件。",
            [(RECEIVED, 20, True), (PERSON, 18, True), (FIRM, 2, True), (CARRIED_IN, 1, True)],
        ),
        (
            "收到申请20件,其中自然人18件、商业企业2件,上年结转1件。",
            [(RECEIVED, 20, True), (PERSON, 18, True), (FIRM, 2, True), (CARRIED_IN, 1, True)],
        ),
        (
            "收到申请5件,其中自然人提出2件、商业企业提出0件,上年度结转2件。",
            [(RECEIVED, 5, True), (PERSON, 2, True), (FIRM, 0, True), (CARRIED_IN, 2, True)],
        ),
        ("我局主动公开1234条,收到依申请公开5件。", [(RECEIVED, 5, True)]),
        ("收到政府信息公开申请20件,当年12件处理完毕。", [(RECEIVED, 20, True), (HANDLED, 12, True)]),
        ("收到申请17件(当面12件,其余为网络和信函),上年结转3件。", [(RECEIVED, 17, True), (CARRIED_IN, 3, True)]),
        ("申请中,以个人身份(自然人)提出的3件,以企业名义提出的2件。", [(PERSON, 3, True), (FIRM, 2, True)]),
        ("申请人为自然人的7件,为科研机构、法律服务机构及其他的合计5件。", [(PERSON, 7, True)]),
        ("本年度共对16件申请作出处理。", [(HANDLED, 16, True)]),
        ("全县共受理群众和企业的政府信息公开申请85件。", [(RECEIVED, 85, False)]),
        ("全年办结申请22件,年末待办1件。", [(HANDLED, 22, True), (CARRIED_OUT, 1, True)]),
        ("全市现有行政规范性文件10件,另废止1件。", [(f"{NORMS}.in_force", 10, True), (f"{NORMS}.repealed", 1, True)]),
        ("予以公开及部分公开数量分别是5件和0件。", [(GRANTED, 5, True), (PARTLY, 0, True)]),
        ("本年度予以公开的申请16件。", [(GRANTED, 16, True)]),
        ("不予公开申请9件,其中涉及内部事务信息、过程性信息的4件。", [(REFUSED, 9, True)]),
        ("年内清理规范性文件30件,决定保留25件、废止5件。", [(f"{NORMS}.repealed", 5, True)]),
        ("办理政府信息公开申请20件(含2022年结转3件)。", [(DUE, 20, False), (CARRIED_IN, 3, True)]),
        ("因政府信息公开被申请行政复议6件,复议机关作出其他处理2件。", [(REVIEW, 6, True)]),
        ("政府信息公开引起的行政诉讼7起,法院已审结5起。", [(LITIGATION, 7, True)]),
        (
            "政府信息公开申请收到120件,其中涉及拆迁的80件,涉及企业登记材料的30件,其他10件。",
            [(RECEIVED, 120, True)],
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
        ("全县未发生一起因政府信息公开引发的行政复议、行政诉讼案件。", [REVIEW, LITIGATION]),
        ("我县政府信息公开行政复议、行政诉讼零发生。", [REVIEW, LITIGATION]),
        ("没有发生政府信息公开行政复议、行政诉讼和投诉。", [REVIEW, LITIGATION]),
        ("未实施行政强制。", ["proactive.coercion.decisions"]),
        ("全年未收取行政事业性收费。", ["proactive.fees.amount"]),
        ("行政规范性文件方面,当年没有废止。", ["proactive.normative_documents.repealed"]),
        ("无不予公开、部分公开情形。", [REFUSED, "requests.partly_granted.total"]),
        ("上年没有结转件。", [CARRIED_IN]),
        ("没有单位或个人向我局申请公开政府信息。", [RECEIVED]),
        ("没有公民个人向我镇提交信息公开申请。", [PERSON]),
        ("依申请公开方面,企业申请没有。", [FIRM]),
        ("期末没有未办结的申请。", ["requests.carried_out.total"]),
        ("申请人中,法律服务机构没有。", ["requests.received.legal_service"]),
        ("申请人中,科研机构没有,其他也没有。", ["requests.received.research"]),
        ("全年没有登记到新申请。", [RECEIVED]),
        ("公民、法人和其他组织均未向本委申请公开政府信息。", [RECEIVED]),
        ("信息公开类行政复议一件未有。", [REVIEW]),
        ("不收取任何行政事业性费用。", ["proactive.fees.amount"]),
        ("未新收政府信息公开申请。", [RECEIVED]),
        ("年末没有处于办理期的申请。", [CARRIED_OUT]),
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
        "政府信息公开行政复议纠错率为0,行政诉讼败诉率为0。",
        "没有法人或其他组织申请。",
        "全年没有产生依申请公开收费。",
        "有2件申请因申请人撤回而终止。",
        "举办活动2场,邀请企业代表79人次走进机关。",
        "收到不予公开异议1件。",
        "自然人申请均未产生费用。",
        "标注文件353件,其中主动公开297件、依申请公开16件、不予公开12件。",
        "对75件到期“不公开”公文开展了动态评估。",
        "投诉人不服投诉举报处理而提起的行政复议45件,与信息公开无涉。",
        "因征税行为产生的复议14件、诉讼75件,不属于本报告统计范围。",
        "按区域口径,9个县区收到依申请公开,市直单位收其余。",
        "涉及许可、处罚的行政复议1件,行政诉讼2件,同政府信息公开没有关系。",
        "本局作为被申请人的行政复议案件共12件,没有属于政府信息公开的案件。",
        "上年结转和结转下年的申请都没有。",
        "全县37个行政机关新收申请。",
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
        "收到咨询类申请3件。",
        "截至6月底,收到政府信息公开申请22件。",
        "市政府收到政府信息公开申请3件。",
        "全市收到政府信息公开申请300件。",
        "自《条例》施行以来,累计收到政府信息公开申请35件。",
        "收到市政府转办的依申请公开件4件。",
        "县政府办公室(县政务公开主管部门)收到申请7件。",
        "受理政府信息公开类行政复议申请213件,维持126件。",
        "上述20件申请,予以公开率45%。",
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


@pytest.mark.parametrize(
    ("sentence", "field", "value"),
    [
        ("新收申请4件,全部由商业企业提出。", FIRM, 4),
        ("收到申请29件(申请人均为自然人)。", PERSON, 29),
        ("3件申请均予以公开。", GRANTED, 3),
        ("政府信息公开行政复议3件,复议机关均予以维持。", "review.upheld", 3),
        ("因政府信息公开被提起行政诉讼1件,系复议后起诉。", "litigation.after_review.total", 1),
        ("办理结果为不予公开1件(属于国家秘密)。", "requests.refused.state_secret.total", 1),
    ],
)
def test_what_is_said_of_all_has_the_figure_of_all(sentence: str, field: str, value: int) -> None:
    assert (field, value, True) in said(sentence)
    found, _ = statements(sentence, OURS)
    assert [s.repeats for s in found if s.field == field] != [""]


@pytest.mark.parametrize(
    "sentence",
    [
        "收到申请17件,除1件由社会公益组织提出外,均为自然人申请。",
        "收到申请17件,大多由自然人提出。",
        "收到申请17件,由自然人提出的较多。",
    ],
)
def test_what_is_said_of_the_rest_has_no_figure(sentence: str) -> None:
    assert PERSON not in [field for field, _, _ in said(sentence)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "予以公开、部分公开、不予公开的申请分别为72件、11件和8件。",
            [(GRANTED, 72), ("requests.partly_granted.total", 11), (REFUSED, 8)],
        ),
        ("政府信息公开行政复议、行政诉讼分别为3件、1件。", [(REVIEW, 3), (LITIGATION, 1)]),
        (
            "行政许可、行政处罚、行政强制均为0件。",
            [
                ("proactive.licensing.decisions", 0),
                ("proactive.penalties.decisions", 0),
                ("proactive.coercion.decisions", 0),
            ],
        ),
        ("政府信息公开行政复议、行政诉讼年度总数各为3件、1件。", [(REVIEW, 3), (LITIGATION, 1)]),
        ("政府信息公开行政复议、行政诉讼分别比上年减少3件和1件。", []),
        ("予以公开、部分公开分别为3件、1件、2件。", []),
    ],
)
def test_several_names_share_figures_in_their_order(sentence: str, expected: list[tuple[str, int]]) -> None:
    assert [(field, value) for field, value, _ in said(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "parts", "whole", "holds", "plain"),
    [
        ("收到申请14件,其中自然人10件、商业企业3件、其他2件。", [10, 3, 2], 14, False, True),
        ("收到申请15件,其中自然人10件、商业企业3件、其他2件。", [10, 3, 2], 15, True, True),
        ("政府信息公开行政诉讼4件(直接起诉2件、复议后起诉1件)。", [2, 1], 4, False, True),
        ("上年结转3件、本年新收87件,合计91件。", [3, 87], 91, False, True),
        ("共办结申请30件:予以公开12件,部分公开3件,无法提供9件。", [12, 3, 9], 30, False, False),
        ("主动公开211条,其中动态93条,规划5条,文件19条,其他94条。", [93, 5, 19, 94], 211, True, False),
        ("主动公开212条,其中动态93条,规划5条,文件19条,其他94条。", [93, 5, 19, 94], 212, False, False),
    ],
)
def test_parts_and_their_sum_in_one_sentence(
    sentence: str, parts: list[int], whole: int, holds: bool, plain: bool
) -> None:
    (addition,) = read_sentence(sentence, OURS).additions
    assert (list(map(int, addition.parts)), int(addition.value)) == (parts, whole)
    assert (addition.holds, addition.plain) == (holds, plain)


@pytest.mark.parametrize(
    "sentence",
    [
        "共办结申请30件,其中予以公开12件,部分公开3件。",
        "收到申请20件,予以公开12件,部分公开9件。",
        "主动公开211条,其中动态93条,规划5条。",
    ],
)
def test_parts_that_may_be_incomplete_make_no_sum(sentence: str) -> None:
    assert read_sentence(sentence, OURS).additions == ()


def test_shares_say_of_what_they_are() -> None:
    def shares(sentence: str) -> list[tuple[str, tuple[str, ...], str]]:
        return [(s.field, s.wholes, str(s.value)) for s in read_sentence(sentence, OURS).shares]

    assert shares("予以公开12件,占办结总数的30%。") == [(GRANTED, (HANDLED,), "30")]
    assert shares("自然人申请占比91.20%。") == [(PERSON, (RECEIVED,), "91.20")]
    assert shares("收到申请20件,占全市总量的34.9%。") == []
    assert shares("涉及征地的申请占60%。") == []


def test_rounded_figures_are_within_their_last_place() -> None:
    def within(text: str) -> list[tuple[int, int]]:
        found, _ = statements(text, OURS)
        return [(int(s.value), int(s.within)) for s in found]

    assert within("作出行政许可决定12.04万件。") == [(120_400, 100)]
    assert within("收到政府信息公开申请30余件。") == [(30, 10)]
    assert within("收到政府信息公开申请31件。") == [(31, 0)]


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
