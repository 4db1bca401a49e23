"""Sentences on things that the form counts elsewhere or not at all."""

from __future__ import annotations

import re

_OF_OTHER_MATTERS = re.compile(
    "作为[一-龥]{0,8}复议机[关构]|(?:不涉及|非|不含|无关|不属于?|不是).{0,6}信息公开(?!申请)|(?:普通|一般|其[他它]|各类)行政(?:复议|诉讼)"
    "|[与同跟].{0,8}信息公开(?:工作|事项)?(?:无关|无涉|没有关系)|不属于?(?:本报告|统计|[前上]述)|不在.{0,6}(?:统计|报告)|另计|另行统计|[不未]计入|不在此列"
)
_LEFT_OUT = re.compile(
    "[不未](?:计入|列入|纳入|包括在)(?:本(?:报告|年报|年度报告|表|部门|机关|单位)|统计)|另行(?:公布|统计|报告)"
)
_ATTRIBUTES = re.compile(r"主动公开\d+[件份条][、,]依申请公开\d")
_RECEIVES = re.compile("收到|受理|接到|新收")
_PART = re.compile("[^;；。]*")
_OF_ONE_OFFICE = re.compile(
    "其余由|以[一-龥]{2,12}为(?:答复|办理)主体|由[一-龥]{2,24}(?:负责|直接)(?:受理|办理|答复)|不含(?:下级|下属|所属)"
)
_AS_REVIEWER = re.compile(r"受理[^,;。]*复议申请\d")
_OF_FEES = re.compile("信息处理费|收费条件|收取.{0,8}费(?!用的?信息)|(?:公开|申请)(?:的)?(?:收费|费用)")
_OF_DISCLOSURE = re.compile("信息公开|申请公开|依申请|政务公开|答复不服|不服.{0,6}答复")


def speaks_of_disclosure(text: str) -> bool:
    """Whether a text names the disclosure of information."""
    return bool(_OF_DISCLOSURE.search(text))


def is_of_other_matters(text: str, offset: int) -> bool:
    """Whether a sentence speaks, between the semicolons about an offset, of disputes that have nothing to do with the
    disclosure of information."""
    return bool(_OF_OTHER_MATTERS.search(_part(text, offset)[0]))


def is_left_out(text: str, offset: int) -> bool:
    """Whether a sentence says, between the semicolons about an offset, that its figures are not in the report."""
    return bool(_LEFT_OUT.search(_part(text, offset)[0]))


def is_of_attributes(text: str, offset: int) -> bool:
    """Whether what stands at an offset counts documents by whether they are public: 主动公开, 依申请公开, 不予公开."""
    part, start = _part(text, offset)
    attribute = part.find("公开属性", 0, offset - start)
    return (attribute >= 0 and not _RECEIVES.search(part, 0, offset - start)) or bool(_ATTRIBUTES.search(part))


def _part(text: str, offset: int) -> tuple[str, int]:
    """What stands between the semicolons about an offset, and where it begins."""
    return next((m[0], m.start()) for m in _PART.finditer(text) if m.start() <= offset <= m.end())


def is_of_one_office(text: str) -> bool:
    """Whether a sentence speaks of what one office of a body did."""
    return bool(_OF_ONE_OFFICE.search(text))


def decides_reviews(text: str) -> bool:
    """Whether a sentence speaks of reviews that a body decides. Those who are complained of receive no applications."""
    return bool(_AS_REVIEWER.search(text))


def is_of_fees(text: str) -> bool:
    """Whether a text speaks of what applicants pay for information."""
    return bool(_OF_FEES.search(text)) and "行政事业" not in text
