"""The public result of comparing reports over the years, schema ``gouji.comparison/1``."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gouji.models.comparison.edition import Spot
from gouji.models.result import Check, Kind, Number

SCHEMA: Literal["gouji.comparison/1"] = "gouji.comparison/1"

Relation = Literal["consecutive", "assumed", "apart"]
"""Of two reports that follow one another here: of consecutive years; taken for it, as a year is not known; or not."""

WarningCode = Literal[
    "order_as_given", "reordered", "year_doubtful", "years_apart", "authority_differs", "authority_unknown",
    "forms_differ", "prose_recognised",
]  # fmt: skip


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class ComparedDocument(_Model):
    """A report that was compared. ``file``: what was given; ``name`` and ``sha256``: the report itself, as read then.

    ``year`` and ``authority`` are null where they are not known; ``form``: version of the form.
    """

    file: str
    name: str
    sha256: str
    year: int | None
    authority: str | None
    form: str


class ComparisonWarning(_Model):
    """What to bear in mind. ``documents``: their indices from 0. ``message`` is for people."""

    code: WarningCode
    documents: tuple[int, ...]
    message: str


class LeftOut(_Model):
    """What could not be compared: ids of checks, or of fields that only one of the two forms has."""

    what: Literal["checks", "earlier_fields", "later_fields"]
    ids: tuple[str, ...]
    reason: str


class Standing(_Model):
    """What stands in a field after review. ``decided``: kind and value are what a person decided, not what was read;
    ``raw`` is what is printed all the same."""

    kind: Kind
    value: Number | None
    raw: str | None
    unit: str
    review: bool
    decided: bool


class Change(_Model):
    """One field in both reports. ``difference``: later less earlier, null unless both are numbers of one unit.

    ``review``: either is to be looked at first.
    """

    earlier: Standing
    later: Standing
    difference: Number | None
    review: bool


class Extent(_Model):
    """Consecutive sentences of one document: their text, and where they begin and end."""

    text: str
    begins: Spot
    ends: Spot


class Passage(_Model):
    """Consecutive sentences that stand in both documents, with no other sentence between them in either.

    ``unchanged`` of them are word for word the same; ``figures_changed`` differ in figures or years alone.
    """

    sentences: int = Field(ge=1)
    unchanged: int = Field(ge=0)
    figures_changed: int = Field(ge=0)
    earlier: Extent
    later: Extent


class ProseComparison(_Model):
    """What of the later report's running text repeats the earlier's, counted in sentences.

    ``share``: of the later report's sentences, those that repeat one of the earlier, changed figures or not; null
    where it has none.
    """

    earlier_sentences: int = Field(ge=0)
    later_sentences: int = Field(ge=0)
    unchanged: int = Field(ge=0)
    figures_changed: int = Field(ge=0)
    share: Annotated[float, Field(ge=0, le=1)] | None
    passages: tuple[Passage, ...]


class Pair(_Model):
    """Two reports that follow one another, by their indices in ``documents``.

    In ``checks`` the ids of the earlier report's fields have ``earlier:`` before them. ``prose`` is null where it is
    not known, and ``prose_reason`` says why.
    """

    earlier: int = Field(ge=0)
    later: int = Field(ge=0)
    years: Relation
    checks: tuple[Check, ...]
    left_out: tuple[LeftOut, ...]
    changes: dict[str, Change]
    prose: ProseComparison | None
    prose_reason: str | None


class Comparison(_Model):
    """Reports of one body, earliest first, and what each says beside the one before it."""

    schema_: Literal["gouji.comparison/1"] = Field(default=SCHEMA, alias="schema")
    documents: tuple[ComparedDocument, ...]
    warnings: tuple[ComparisonWarning, ...]
    pairs: tuple[Pair, ...]

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)

    def to_json(self, *, indent: int | None = 1) -> str:
        """The comparison as it is written, Chinese unescaped."""
        return json.dumps(self.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=indent)
