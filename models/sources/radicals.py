"""Ideographs that a text layer gives as radicals.

A font draws 民 and the radical ⺠ with one glyph; programs that make PDFs (Chromium's among them) name it by whichever
comes first in Unicode, and so copied text has ⽂ for 文 and ⻓ for 长. What is printed is the ideograph.
"""

from __future__ import annotations

import unicodedata

_SUPPLEMENT = (
    "⺁厂⺝月⺟母⺠民⺪疋⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青"
    "⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟"
)
"""Radicals and the ideographs they look like, in turn (Unicode, EquivalentUnifiedIdeograph)."""
_IDEOGRAPHS = str.maketrans(
    {
        **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
        **dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)),
    }
)


def without_radicals(text: str) -> str:
    """The text, of the same length, with the ideographs that its radicals stand for."""
    return text.translate(_IDEOGRAPHS)
