"""Who a sentence says did something: the body whose report it is, or another."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BODY = re.compile(
    r"(?:^|[,，。；;:：、]|其中|由|以|年度?|全年|期间|\d个)(?:共|以)?"
    r"(?P<body>[一-龥]{0,14}(?:政府(?!信息)|[局委厅院处科股室]|办(?![理结复件毕事])|中心|部门|单位|街道|[乡镇县市区旗州盟省]))"
    r"(?:\([^()]{0,30}\))?"
    r"(?=[一-龥]{0,6}(?:共|累计|总共|全年|年内|本年度?|20\d\d年)*(?:依法|新|未|没|从|均|无|收|接|受|办|答|作|制|被|应))"
)
"""What stands where a sentence names who did something."""

_OWN = re.compile("^(?:我|本|各)|^(?:局|委)$|各(?:部门|单位|科室|股室|处室|镇|乡|级)")
_LEVEL = re.compile("街道|[省市州盟县区旗镇乡]")
_OF_LEVEL = re.compile("(?P<all>全)?(?P<level>街道|[省市州盟县区旗镇乡])(?P<rest>(?:人民)?(?:政府)?)")
_OFFICES = re.compile("(?:人民政府|政府|管理委员会|员会|办事处|办公[室厅])+$")
_GOVERNED = re.compile("系统|部门|单位|机关")
_OFFICE = re.compile("政府办公[室厅]$")
"""Reports for itself, and not for all that the government governs."""


def own_names(text: str, authority: str) -> Iterator[tuple[int, int]]:
    """Where a body stands in a text, by the end of its name (省教育厅 of 江苏省教育厅) or by what it governs (税务系统
    of a 税务局)."""
    names = [name for name in (authority, _OFFICES.sub("", authority)) if name]
    at = 0
    while at < len(text) - 1:
        end = at
        while end < len(text) and text[at : end + 1] in authority:
            end += 1
        governed = _GOVERNED.match(text, end)
        if end - at > 1 and (governed or any(name.endswith(text[at:end]) for name in names)):
            yield at, governed.end() if governed else end
        at = max(end, at + 1)


def is_of_others(text: str, authority: str) -> bool:
    """Whether a text gives what follows it to another body than the report's. ``authority``: "" where unknown."""
    bodies = (match["body"] for match in _BODY.finditer(text) if len(match["body"]) > 1)
    return any(not any(_is_own(part, authority) for part in re.split("及|和|、", body)) for body in bodies)


def _is_own(body: str, authority: str) -> bool:
    if _OWN.search(body):
        return True
    if of_level := _OF_LEVEL.fullmatch(body):
        return _is_of_own_level(of_level, authority)
    return body.startswith("全") or (bool(authority) and (_shortens(body, authority) or authority in body))


def _is_of_own_level(body: re.Match[str], authority: str) -> bool:
    """Whether 全市 or 市政府 is the body's own: not in the report of a district, nor 全省 in that of an office which
    reports for itself."""
    levels = _LEVEL.findall(_OFFICES.sub("", authority))
    if not levels:
        return True
    is_of_itself = body["all"] is not None and bool(_OFFICE.search(authority))
    return body["level"] == levels[-1] and not is_of_itself


def _shortens(short: str, name: str) -> bool:
    """Whether the glyphs of one name stand in another in their order up to its end: 市发改委, 某市发展和改革委员会."""
    glyphs = iter(name)
    is_within = all(glyph in glyphs for glyph in short)
    return is_within and short[-1] in (name[-1], _OFFICES.sub("", name)[-1:])
