"""What people decided, as it is handed on for training: one line a cell, with its picture. See docs/corrections.md."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gouji.models.errors import ConfigurationError
from gouji.models.result import Box, Confidence, Kind, Number, SourcePlace
from gouji.models.values import parse_value

SCHEMA: Literal["gouji.correction/1"] = "gouji.correction/1"

LINES, CROPS = "corrections.jsonl", "crops"
"""In the folder of an export: the lines, and the folder of the pictures."""

MAX_LINE_BYTES = 1 << 20

Outcome = Literal["corrected", "accepted"]
Pixels = tuple[int, int, int, int]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Said(_Model):
    """What a cell says. ``text``: as printed; null where only its value is known, or nothing."""

    kind: Kind
    value: Number | None
    text: str | None


class Correction(_Model):
    """One decided cell.

    ``before``: as it was read, with the reader's ``confidence``; ``after``: as it was decided. ``audited``: it was
    confident, and shown by chance; ``chance``: the probability with which a cell like it is shown, so that what
    was shown can be weighed to stand for all. ``bbox`` in fractions of the page as a viewer shows it. ``crop``: the
    picture, a path in the folder of the export; ``cell``: where in it the cell is, left, top, right, bottom in
    pixels. ``by``: null where the reviewers are not named.
    """

    schema_: Literal["gouji.correction/1"] = Field(default=SCHEMA, alias="schema")
    document: str = Field(pattern=r"^[0-9a-f]{64}$")
    form: str
    field: str
    before: Said
    confidence: Confidence
    after: Said
    outcome: Outcome
    audited: bool
    chance: float = Field(gt=0, le=1)
    page: int | None = Field(default=None, ge=1)
    bbox: Box | None = None
    source: SourcePlace | None = None
    crop: str | None = Field(default=None, pattern=rf"^{CROPS}/[0-9a-f]{{64}}\.png$")
    cell: Pixels | None = None
    engine: str | None
    by: str | None
    at: str
    note: str | None = None

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)


def crop_name(png: bytes) -> str:
    """The path of a picture in the folder of an export: by its content."""
    return f"{CROPS}/{hashlib.sha256(png).hexdigest()}.png"


def decided_text(kind: Kind, value: Decimal | None, printed: str | None) -> str | None:
    """What is printed in a cell of which a person decided kind and value, where that is known.

    ``printed``: as it was read. It stays where it says the same; of another number nobody said whether it has
    separators or decimals, so it is given plain.
    """
    if printed is not None:
        read = parse_value(printed)
        if (read.kind, read.value) == (kind, value):
            return printed
    if kind == "blank":
        return ""
    return format(value, "f") if kind == "number" and value is not None else None


def read_corrections(folder: Path) -> Iterator[Correction]:
    """The lines of an export, one after another.

    Raises:
        ConfigurationError: there is no export, or a line that is none.
    """
    path = folder / LINES
    try:
        file = path.open("rb")
    except OSError as error:
        message = f"没有更正数据：{path}（{error.strerror}）。请用 gouji corrections export 导出"
        raise ConfigurationError(message) from None
    with file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if line.strip():
                yield _parsed(line, f"{path} 第 {number} 行")


def _parsed(line: bytes, where: str) -> Correction:
    if len(line) > MAX_LINE_BYTES:
        raise ConfigurationError(f"不是 {SCHEMA}：{where}（超过 {MAX_LINE_BYTES >> 20} MiB）")
    try:
        return Correction.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "全行"
        raise ConfigurationError(f"不是 {SCHEMA}：{where}（{place}：{first['msg']}）") from None
