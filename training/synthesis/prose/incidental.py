"""Numbers of prose that are no figures of the form: counts of everything, per cents, addresses, telephones, dates."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from decimal import Decimal

from gouji.training.synthesis.facts import Rank
from gouji.training.synthesis.prose.authorities import invent_root
from gouji.training.synthesis.prose.expansion import Filler
from gouji.training.synthesis.prose.numerals import in_words, say
from gouji.training.synthesis.prose.situation import Situation

_SCALES: dict[Rank, float] = {
    "village": 0.1,
    "town": 0.15,
    "county": 1.0,
    "city": 4.0,
    "province": 20.0,
    "department": 0.5,
    "ministry": 8.0,
}
"""How much more than a county a body of this rank publishes."""

_KINDS = (
    "工作动态",
    "通知公告",
    "政策文件",
    "财政信息",
    "人事信息",
    "规划计划",
    "政策解读",
    "民生信息",
    "统计信息",
    "应急管理信息",
    "行政执法信息",
    "会议信息",
    "招标采购信息",
    "办事指南",
    "建议提案信息",
    "其他信息",
)
_WRONG_SUMS = 0.08
"""Share of sums of several counts that do not add up."""


def incidental_fillers(situation: Situation, draw: random.Random) -> Mapping[str, Filler]:
    """Fillers of slots that have nothing to do with the form's figures."""
    numbers = IncidentalNumbers(situation, draw)
    names = ("few", "some", "many", "masses", "pct", "small_pct", "score", "money", "phone", "postcode", "email")
    more = ("address", "document", "month_day", "office_hours", "two_to_five", "ten_to_twenty", "posted", "posted_sum")
    return {name: _plain(getattr(numbers, name)) for name in names + more}


def _plain(make: Callable[[], str]) -> Filler:
    return lambda _: make()


class IncidentalNumbers:
    """Invents numbers for one report: each method one kind."""

    def __init__(self, situation: Situation, draw: random.Random) -> None:
        self._situation = situation
        self._scale = _SCALES[situation.authority.rank]
        self._draw = draw
        self._area_code = f"0{draw.randint(310, 999)}"
        self._phone_length = draw.choice((7, 8))
        self._postcode = f"{draw.randint(10, 85)}{draw.randint(0, 9999):04d}"

    def few(self) -> str:
        """A count up to a dozen."""
        return self._say(self._draw.choice((1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)))

    def some(self) -> str:
        """A count of tens, or of hundreds in a large body."""
        return self._about(self._between(10, 40 + 60 * math.sqrt(self._scale)))

    def many(self) -> str:
        """A count of what is published in a year."""
        return self._about(self._between(200 * self._scale + 20, 8000 * self._scale))

    def masses(self) -> str:
        """A count of visits or readers."""
        number = self._between(2000 * self._scale + 100, 500_000 * self._scale)
        if number >= 10_000 and self._draw.random() < 0.4:
            return f"{number / 10_000:.{self._draw.randint(0, 2)}f}万"
        return self._about(number)

    def pct(self) -> str:
        """A per cent without its sign."""
        whole = self._draw.choice((100, 100, 98, 95, self._draw.randint(60, 99)))
        return (
            str(whole) if self._draw.random() < 0.6 else f"{self._draw.uniform(60, 99.9):.{self._draw.randint(1, 2)}f}"
        )

    def small_pct(self) -> str:
        """A per cent below 5."""
        return f"{self._draw.uniform(0.1, 4.9):.1f}"

    def score(self) -> str:
        """Points out of a hundred."""
        return f"{self._draw.uniform(75, 99.5):.{self._draw.randint(0, 2)}f}"

    def money(self) -> str:
        """A sum with its unit."""
        if self._draw.random() < 0.5:
            return f"{self._draw.uniform(0.5, 60):.{self._draw.randint(0, 2)}f}万元"
        return f"{self._say(self._draw.randint(3, 900) * 100)}元"

    def phone(self) -> str:
        """A telephone number with its area code."""
        number = self._draw.randint(2, 8) * 10 ** (self._phone_length - 1)
        number += self._draw.randrange(10 ** (self._phone_length - 1))
        return f"{self._area_code}{self._draw.choice('--－—')}{number}"

    def postcode(self) -> str:
        """Six digits."""
        return self._postcode

    def email(self) -> str:
        """An address of electronic mail at a domain that is nobody's."""
        letters = "".join(self._draw.choice("abcdefghjklmnpqrstwxyz") for _ in range(self._draw.randint(4, 8)))
        digits = self._draw.choice(("", "", str(self._draw.randint(1, 9999))))
        return f"{letters}{digits}@{self._situation.url.split('www.')[-1].split('/')[0]}"

    def address(self) -> str:
        """Street and number."""
        street = invent_root(self._draw) + self._draw.choice(("路", "街", "大道", "大街", "东路", "南街", "北路"))
        return f"{self._situation.authority.place}{street}{self._draw.randint(1, 399)}号"

    def document(self) -> str:
        """The reference of a document, 某政办发〔2021〕30号."""
        body = self._situation.authority.root[0] + self._draw.choice(
            ("政发", "政办发", "政办函", "公开办", "办发", "政务")
        )
        year = self._situation.year - self._draw.choice((0, 0, 0, 1))
        brackets = self._draw.choice(("〔{}〕", "〔{}〕", "[{}]", "（{}）"))
        return f"{body}{brackets.format(year)}{self._draw.randint(1, 160)}号"

    def month_day(self) -> str:
        """A day of the year."""
        return f"{self._draw.randint(1, 12)}月{self._draw.randint(1, 28)}日"

    def office_hours(self) -> str:
        """When an office is open."""
        return self._draw.choice(("8:30—12:00，14:30—17:30", "9:00-12:00、13:30-17:00", "上午8时至12时、下午2时至6时"))

    def two_to_five(self) -> str:
        """A small count in words."""
        return in_words(self._draw.randint(2, 5), counting=True)

    def ten_to_twenty(self) -> str:
        """Working days allowed."""
        return str(self._draw.choice((10, 15, 20, 20)))

    def posted(self) -> str:
        """Counts of a few kinds of what was published."""
        return self._kinds([self._between(1, 40 + 400 * self._scale) for _ in range(self._draw.randint(2, 5))])

    def posted_sum(self) -> str:
        """A count and the kinds it is made up of; now and then they do not add up."""
        counts = [self._between(1, 40 + 400 * self._scale) for _ in range(self._draw.randint(2, 6))]
        total = sum(counts)
        if self._draw.random() < _WRONG_SUMS:
            total += self._draw.choice((-9, -1, 1, 2, 10))
        return f"{self._say(max(total, 1))}条，其中{self._kinds(counts)}"

    def _kinds(self, counts: list[int]) -> str:
        kinds = self._draw.sample(_KINDS, len(counts))
        return "、".join(f"{kind}{self._say(count)}条" for kind, count in zip(kinds, counts, strict=True))

    def _between(self, low: float, high: float) -> int:
        """A whole number, its logarithm even between the bounds."""
        return round(math.exp(self._draw.uniform(math.log(low), math.log(high))))

    def _about(self, number: int) -> str:
        if self._draw.random() < 0.12 and number >= 20:
            rounded = number - number % (10 ** (len(str(number)) - 1) // 2 or 10)
            return f"{self._say(rounded)}余" if self._draw.random() < 0.7 else f"近{self._say(rounded)}"
        return self._say(number)

    def _say(self, number: int) -> str:
        return say(Decimal(number), self._situation.style, self._draw)
