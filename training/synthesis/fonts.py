"""The typefaces that generated pages are set in, each with the file that holds it and what it may be used for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from gouji.training.synthesis.draws import Split

Family = Literal["hei", "song", "kai", "fang", "round"]


@dataclass(frozen=True, slots=True)
class Font:
    """A face. Set pages with :func:`~gouji.training.synthesis.outlines.truetype_file`, which is TrueType for all.

    ``path``: the file as it was published, perhaps absent. ``truetype``: it has TrueType outlines itself. ``face``:
    index in a collection. ``weight``: where on the weight axis of a variable font, 0 for a font without one.
    """

    name: str
    path: Path
    family: Family
    truetype: bool = True
    face: int = 0
    weight: int = 0


def _packaged(package: str, file: str) -> Path:
    """A file of an installed package, which is not imported: that would start matplotlib."""
    spec = find_spec(package)
    folder = Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else Path(package)
    return folder / file


_NOTO_SANS = _packaged("ep_plugintakumi_builtin_fonts", "data/NotoSansSC-VariableFont_wght.ttf")
_SOURCE_HAN_SERIF = _packaged("mplfonts", "fonts/SourceHanSerifSC-Regular.otf")
_MICRO_HEI = _packaged("paperang_p2_fonts_cjk", "fonts/wqy-microhei.ttc")
_SARASA = _packaged("impaper", "res/sarasa-mono-sc-regular.ttf")
_DEBIAN = Path("/usr/share/fonts/truetype")

FONTS: tuple[Font, ...] = (
    Font("hei", _NOTO_SANS, "hei", weight=400),
    Font("hei_bold", _NOTO_SANS, "hei", weight=700),
    Font("hei_light", _NOTO_SANS, "hei", weight=300),
    Font("song", _SOURCE_HAN_SERIF, "song", truetype=False),
    Font("micro_hei", _MICRO_HEI, "hei"),
    Font("mono_hei", _SARASA, "hei"),
)
"""Faces that come with the packages of this project. Licences: SIL OFL 1.1, of ``micro_hei`` Apache 2.0."""

SYSTEM_FONTS: tuple[Font, ...] = (
    Font("wenkai", _DEBIAN / "lxgw-wenkai/LXGWWenKai-Regular.ttf", "kai"),
    Font("arphic_kai", _DEBIAN / "arphic/ukai.ttc", "kai"),
    Font("arphic_song", _DEBIAN / "arphic/uming.ttc", "song"),
)
"""Faces that the Debian packages fonts-lxgw-wenkai, fonts-arphic-ukai and fonts-arphic-uming bring."""

_SPLITS: Mapping[Split, frozenset[str]] = {
    "train": frozenset({"hei", "hei_bold", "hei_light", "song", "wenkai"}),
    "validation": frozenset({"hei", "hei_bold", "song", "wenkai"}),
    "calibration": frozenset({"mono_hei", "song", "arphic_song"}),
    "test": frozenset({"micro_hei", "song", "arphic_kai"}),
}
"""No package brings a second free Song face, so ``song`` is in every split; all the other faces of train and
validation are unseen in calibration, and those of all three in test."""


def fonts_for(split: Split, system: bool = False) -> tuple[Font, ...]:
    """Faces that pages of a split are set in, in a fixed order. ``system``: also those installed on this machine,
    which makes the pages depend on it."""
    found = tuple(font for font in SYSTEM_FONTS if system and font.path.is_file())
    return tuple(font for font in FONTS + found if font.name in _SPLITS[split])


def font_named(name: str) -> Font:
    """The face of this name, or that of a TrueType file that a path names, for trials with faces of no split.

    Raises KeyError with the names that there are.
    """
    if name.endswith(".ttf"):
        return Font(Path(name).stem, Path(name), "hei")
    for font in FONTS + SYSTEM_FONTS:
        if font.name == name:
            return font
    raise KeyError(f"no font is named {name!r}; there are {', '.join(font.name for font in FONTS + SYSTEM_FONTS)}")
