"""Who reports on which year, and in what words an author speaks of it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from gouji.training.synthesis.facts import Rank
from gouji.training.synthesis.prose.authorities import Authority
from gouji.training.synthesis.prose.numerals import NumberStyle, draw_number_style

_GROUPS: dict[Rank, tuple[str, ...]] = {
    "village": ("village",),
    "town": ("village",),
    "county": ("area",),
    "city": ("area",),
    "province": ("province", "area"),
    "department": ("department",),
    "ministry": ("ministry", "department"),
}
_ENDINGS = (
    ("管理委员会", "我委"),
    ("委员会", "我委"),
    ("办公室", "我办"),
    ("办公厅", "我厅"),
    ("中心", "本中心"),
    ("支队", "我支队"),
    ("局", "我局"),
    ("厅", "我厅"),
    ("部", "我部"),
)
_AREA_ENDINGS = "省市州盟县区镇乡"


@dataclass(frozen=True, slots=True)
class Situation:
    """What stays the same all through a report. ``we``: how the author calls the body; ``area``: all that it governs;
    ``groups``: which variants of rules suit it, best first.
    """

    authority: Authority
    year: int
    we: str
    area: str
    site: str
    url: str
    groups: tuple[str, ...]
    style: NumberStyle


def draw_situation(authority: Authority, year: int, draw: random.Random) -> Situation:
    """The words of one author for one authority."""
    own = _own_word(authority)
    governs = authority.rank in ("village", "town", "county", "city", "province")
    area = f"全{own.removeprefix('我')}" if governs else own
    we = draw.choice((own, own, own, "本机关" if not governs else area, authority.short))
    return Situation(
        authority=authority,
        year=year,
        we=we,
        area=area,
        site=_site(authority, draw),
        url=_url(authority, draw),
        groups=_GROUPS[authority.rank],
        style=draw_number_style(draw),
    )


def _own_word(authority: Authority) -> str:
    if authority.short.endswith("街道"):
        return "我街道"
    if authority.rank in ("department", "ministry"):
        return next((word for ending, word in _ENDINGS if authority.short.endswith(ending)), "本机关")
    return f"我{authority.short[-1]}" if authority.short[-1] in _AREA_ENDINGS else "本机关"


def _site(authority: Authority, draw: random.Random) -> str:
    if authority.rank == "ministry":
        return draw.choice((f"{authority.name}政府网站", f"{authority.name}网站", "本机关政府网站"))
    place = authority.place
    sites = [f"{place}人民政府门户网站", f"{place}人民政府网站", f"{place}政府信息公开网", f"“{authority.root}政务网”"]
    if authority.rank == "department":
        sites += [f"{authority.short}官网", "本机关门户网站"]
    return draw.choice(sites)


def _url(authority: Authority, draw: random.Random) -> str:
    letters = "".join(draw.choice("bcdfghjklmnpqrstwxz") for _ in range(draw.randint(4, 6)))
    host = f"www.{letters}.gov.cn"
    tail = draw.choice(("", "", "", "/", "/zfxxgk/", f"/xxgk/{draw.randint(100, 99999)}/"))
    return draw.choice(("", "", "http://", "https://")) + host + tail
