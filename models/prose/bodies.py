"""Who a sentence says did something: the body whose report it is, or another."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BODY = re.compile(
    r"(?:^|[,，。；;:：、]|其中|由|以|年度?|全年|期间|\d个)(?:共|以)?"
    r"(?P<body>[一-龥]{0,14}(?:政府(?!信息)|[局委厅院处科股室]|办(?![理结复件毕事])|中心|部门|单位|街道|[乡镇县市区旗州盟省]))(?:\([^()]{0,30}\))?"
    r"(?=[一-龥]{0,6}(?:共|累计|总共|全年|年内|本年度?|20\d\d年)*(?:依法|新|未|没|从|均|无|收|接|受|办|答|作|制|被|应))"
)
"""What stands where a sentence names who did something."""

_OWN = re.compile(
    r"^(?:我|本|全|各)|^(?:县|市|区|州|省|乡|镇|旗|盟|局|委|街道)(?:政府|本级)?$|各(?:部门|单位|科室|股室|处室|镇|乡|级)"
)
_BODY_ENDS = re.compile(
    r"(?:政府|部门|单位|[局委办厅院处科股室部会队所署社省市州盟县区旗乡镇]|街道|中心|系统|机关)(?:办公[室厅]|本级|机关|系统|部门|单位)*"
)
_OFFICE = re.compile("政府办公[室厅]$")
"""Reports for itself, and not for all that the government governs."""
_ENDS_AS_BODY = re.compile(f"{_BODY_ENDS.pattern}$")


def own_names(text: str, authority: str) -> Iterator[tuple[int, int]]:
    """Where a body stands in a text, by parts of its name: 省教育厅 of 江苏省教育厅, 税务系统 of a 税务局."""
    at = 0
    while at < len(text) - 1:
        end = at
        while end < len(text) and text[at : end + 1] in authority:
            end += 1
        behind = _BODY_ENDS.match(text, end)
        if end - at > 1 and (behind or _ENDS_AS_BODY.search(text[at:end])):
            yield at, behind.end() if behind else end
        at = max(end, at + 1)


def is_of_others(text: str, authority: str) -> bool:
    """Whether a text gives what follows it to another body than the report's. ``authority``: "" where unknown."""
    bodies = (match["body"] for match in _BODY.finditer(text) if len(match["body"]) > 1)
    return any(not any(_is_own(part, authority) for part in re.split("及|和|、", body)) for body in bodies)


def _is_own(body: str, authority: str) -> bool:
    if _OFFICE.search(authority) and body.startswith("全"):
        return False
    return bool(_OWN.search(body)) or (bool(authority) and (_shortens(body, authority) or authority in body))


def _shortens(short: str, name: str) -> bool:
    """Whether the glyphs of one name stand in another in their order: 市发改委, 某某市发展和改革委员会."""
    glyphs = iter(name)
    return all(glyph in glyphs for glyph in short)
