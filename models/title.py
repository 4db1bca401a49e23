"""Who reports, and on which year: from the title, and where it does not say, from the prose."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from gouji.models.confidence import REVIEW_BELOW
from gouji.models.document import Page, Place
from gouji.models.places import locate
from gouji.models.result import AuthorityReading, YearReading

_YEAR = r"(?:19|20)\d{2}|二[〇○零Oo0][〇○零Oo0一二三四五六七八九]{2}"
_REPORT = r"政府信息(?:与政务)?公开(?:工作)?(?:情况)?(?:的)?(?:年度|工作)?(?:工作)?(?:年度)?报告"
_TITLE = re.compile(rf"(?P<authority>\D{{0,40}}?)(?:关于)?(?P<year>{_YEAR})年?度?{_REPORT}")
_TITLE_YEAR_LAST = re.compile(
    rf"(?P<authority>\D{{0,40}}?)(?:关于)?{_REPORT}"
    rf"(?:[(（\[](?P<year>{_YEAR})年?度?[)）\]]|(?P<bare_year>{_YEAR})年度)"
)
_TITLE_YEAR_INSIDE = re.compile(
    rf"(?P<authority>\D{{0,40}}?)(?:关于)?政府信息(?:与政务)?公开(?:工作)?(?:情况)?(?P<year>{_YEAR})年?度?(?:工作)?(?:年度)?报告"
)
_TITLE_YEAR_FIRST = re.compile(rf"(?:关于)?(?P<year>{_YEAR})年?度?(?P<authority>\D{{2,40}}?){_REPORT}")
_TITLES = (_TITLE, _TITLE_YEAR_INSIDE, _TITLE_YEAR_FIRST, _TITLE_YEAR_LAST)
_PERIOD = re.compile(rf"(?P<year>{_YEAR})年1月1日.{{0,6}}?至(?:(?P<end>{_YEAR})年)?12月31日")
_ANY_YEAR = re.compile(rf"(?P<year>{_YEAR})年")
_ORGANISATION = (
    r"(?:人民政府(?:办公[厅室])?|政府(?:办公[厅室])?|管理委员会|管委会|委员会|街道办事处"
    r"|办公[厅室]|[局厅部委院署处所队办馆站社会库园]|中心|政府|大学|学校|医院|银行|公司|集团)"
)
_PLACE = r"(?:自治[区州县]|街道|[省市州盟县区旗乡镇])"
_BODY = re.compile(rf"[\u4e00-\u9fff]{{2,24}}?{_ORGANISATION}|[\u4e00-\u9fff]{{2,12}}?{_PLACE}")
_IN_PROSE = re.compile(
    rf"(?:^|[^\u4e00-\u9fff]|[在与和由对是为将向])(?P<authority>[\u4e00-\u9fff]{{2,12}}?[省市州盟县区旗乡镇](?:人民政府)?)"
    rf"(?:(?={_YEAR})|(?=政府|门户|政务|人民政府|办公))"
)
_PREFACE = re.compile(r"^(?:附件\d*[:：]?|关于)?(?:公布|印发|发布)?")
_MARKS = re.compile(r"[\s#*>《》]")

_TITLE_LINES = 3
_TITLE_PIECES, _TITLE_WITHIN = 20, 40
"""Lines of a title in a text that is broken into pieces, and the lines from the top within which it begins."""
_TITLE_GLYPHS = 70
_NAME_GLYPHS = 30

_FROM_TITLE, _FROM_LINE_ABOVE, _FROM_PROSE = 0.98, 0.97, 0.7
_NO_NAME = 0.8
"""What stands before the year in a title and does not end like the name of a body."""
_FROM_PERIOD, _CONTRADICTED = 0.97, 0.8


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    place: Place
    confidence: float


@dataclass(frozen=True, slots=True)
class _TextLine:
    text: str
    place: Place


def read_title(pages: Sequence[Page]) -> tuple[AuthorityReading, YearReading]:
    """Authority and year of a report, each with what it rests on."""
    lines, title, index = _title(list(_text_lines(pages)))
    authority = _authority(lines, title, index)
    year = _year(lines, title, index)
    return _authority_reading(authority), _year_reading(year)


def _text_lines(pages: Sequence[Page]) -> Iterator[_TextLine]:
    for page in pages:
        for line in page.lines:
            joined = unicodedata.normalize("NFKC", "".join(p.text for p in line.pieces))
            if text := _MARKS.sub("", joined):
                inked = next(p for p in line.pieces if p.text)
                yield _TextLine(text, inked.place)


def _title(lines: Sequence[_TextLine]) -> tuple[Sequence[_TextLine], re.Match[str] | None, int]:
    """The title, the number of the line on which it begins, and the lines in the order in which it was found: those of
    a page may come bottom up.
    """
    title, index = _title_in_few_lines(lines)
    if _authority_at_title(lines, title, index):
        return lines, title, index
    bottom_up = lines[::-1]
    other = _title_in_few_lines(bottom_up)
    if _authority_at_title(bottom_up, *other):
        return bottom_up, *other
    return (lines, title, index) if title else (lines, *_title_in_pieces(lines[: _TITLE_WITHIN + _TITLE_PIECES]))


def _title_in_few_lines(lines: Sequence[_TextLine]) -> tuple[re.Match[str] | None, int]:
    """A title may be wrapped over a few lines, the fewer the better: what stands above it is no part of it."""
    for pattern in _TITLES:
        for many in range(1, _TITLE_LINES + 1):
            for i in range(len(lines)):
                if match := _title_in(lines[i : i + many], pattern):
                    return match, i
    return None, 0


def _title_in(lines: Sequence[_TextLine], pattern: re.Pattern[str]) -> re.Match[str] | None:
    text = "".join(line.text for line in lines)
    match = pattern.match(text) if len(text) <= _TITLE_GLYPHS else None
    return match if match and match.end() >= len(text) - 2 else None


def _title_in_pieces(lines: Sequence[_TextLine]) -> tuple[re.Match[str] | None, int]:
    """The title of a text whose lines are broken into pieces, with as many of the lines above it as make a name."""
    for many in range(_TITLE_LINES + 1, _TITLE_PIECES + 1):
        for i, pattern in product(range(min(_TITLE_WITHIN, len(lines))), _TITLES):
            if match := _title_in(lines[i : i + many], pattern):
                above = ((_title_in(lines[first : i + many], pattern), first) for first in range(i))
                return next(((m, first) for m, first in above if m and _is_name(m["authority"])), (match, i))
    return None, 0


def _authority(lines: Sequence[_TextLine], title: re.Match[str] | None, index: int) -> _Found | None:
    return _authority_at_title(lines, title, index) or _authority_in_prose(lines)


def _authority_at_title(lines: Sequence[_TextLine], title: re.Match[str] | None, index: int) -> _Found | None:
    """The name in the title or on the line above it."""
    if title and (name := _PREFACE.sub("", title["authority"]).strip("()（）:：")):
        return _Found(name, lines[index].place, _FROM_TITLE if _is_name(name) else _NO_NAME)
    if title and index and _is_name(lines[index - 1].text):
        return _Found(lines[index - 1].text, lines[index - 1].place, _FROM_LINE_ABOVE)
    return None


def _is_name(text: str) -> bool:
    return len(text) <= _NAME_GLYPHS and _BODY.fullmatch(text) is not None


def _authority_in_prose(lines: Sequence[_TextLine]) -> _Found | None:
    """The place or government that the prose names most often."""
    found: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for line in lines:
        for match in _IN_PROSE.finditer(line.text):
            found[match["authority"]] += 1
            first.setdefault(match["authority"], line.place)
    if not found:
        return None
    name = max(found, key=lambda n: (found[n], n.endswith("人民政府")))
    return _Found(name, first[name], _FROM_PROSE)


def _year(lines: Sequence[_TextLine], title: re.Match[str] | None, index: int) -> _Found | None:
    period = _period(lines)
    if title:
        agrees = period is None or _number(period.text) == _number(_title_year(title))
        return _Found(_title_year(title), lines[index].place, 0.99 if agrees else _CONTRADICTED)
    return period or _commonest_year(lines)


def _title_year(title: re.Match[str]) -> str:
    groups = title.groupdict()
    return groups["year"] or groups["bare_year"]


def _period(lines: Sequence[_TextLine]) -> _Found | None:
    """The year of «from 1 January to 31 December», which a report states; it may be wrapped over two lines."""
    for line, following in zip(lines, [*lines[1:], _TextLine("", Place(0))], strict=True):
        match = _PERIOD.search(line.text + following.text)
        if match and match.start() < len(line.text) and match["end"] in (None, match["year"]):
            return _Found(match["year"], line.place, _FROM_PERIOD)
    return None


def _commonest_year(lines: Sequence[_TextLine]) -> _Found | None:
    years = [(m["year"], line.place) for line in lines for m in _ANY_YEAR.finditer(line.text)]
    if not years:
        return None
    year, _ = Counter(_number(y) for y, _ in years).most_common(1)[0]
    return _Found(str(year), next(p for y, p in years if _number(y) == year), _FROM_PROSE)


def _number(year: str) -> int:
    digits = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
    return int(year.translate(digits))


def _authority_reading(found: _Found | None) -> AuthorityReading:
    if found is None:
        return AuthorityReading(value=None, confidence=0.5, review=True)
    sure = found.confidence
    return AuthorityReading(value=found.text, confidence=sure, review=sure < REVIEW_BELOW, **locate(found.place))


def _year_reading(found: _Found | None) -> YearReading:
    if found is None:
        return YearReading(value=None, confidence=0.5, review=True)
    sure = found.confidence
    return YearReading(value=_number(found.text), confidence=sure, review=sure < REVIEW_BELOW, **locate(found.place))
