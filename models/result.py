"""The public result of reading one report, schema ``gouji.report/1``: one definition for library, files and HTTP.

Numbers are exact: a value is an int, or a Decimal where decimals are printed, and becomes a plain JSON number.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

SCHEMA: Literal["gouji.report/1"] = "gouji.report/1"

Kind = Literal["number", "blank", "placeholder", "text", "unread", "absent"]
Status = Literal["pass", "fail", "incomplete", "empty", "unassessable", "doubtful"]
Cause = Literal["source", "reading", "undetermined"]
Confidence = Annotated[float, Field(ge=0, le=1)]


def _plain(number: Decimal) -> int | float:
    """A JSON number. Floats carry the six decimals of a fee exactly up to some 10**9; more digits are not printed."""
    return int(number) if number == number.to_integral_value() else float(number)


Number = Annotated[
    Decimal, PlainSerializer(_plain, return_type=int | float, when_used="json"), WithJsonSchema({"type": "number"})
]
Box = tuple[float, float, float, float]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class SourcePlace(_Model):
    """A place in a file without pages: 1-based, the column in characters of the decoded file."""

    line: int = Field(ge=1)
    column: int = Field(ge=1)


class _Placed(_Model):
    page: int | None = Field(default=None, ge=1)
    bbox: Box | None = None
    source: SourcePlace | None = None


class Decision(_Model):
    """What a person decided. It stands beside the reading, never over it."""

    kind: Kind
    value: Number | None
    by: str
    at: str
    note: str | None = None


class AuthorityDecision(_Model):
    """What a person decided on the body that publishes the report: ``text`` with its name, or that none is named."""

    kind: Kind
    value: str | None
    by: str
    at: str
    note: str | None = None


class Alternative(_Model):
    """Another reading that was considered."""

    kind: Kind
    value: Number | None
    confidence: Confidence


class Suggestion(_Model):
    """What the arithmetic would have in a cell: shown to the reviewer, never applied."""

    value: Number
    reason: str


class FieldReading(_Placed):
    """One field of the form as it was read."""

    value: Number | None
    kind: Kind
    raw: str | None
    unit: str
    confidence: Confidence
    review: bool
    alternatives: tuple[Alternative, ...] = ()
    suggestion: Suggestion | None = None
    decision: Decision | None = None


class AuthorityReading(_Placed):
    """The body that publishes the report."""

    value: str | None
    confidence: Confidence
    review: bool
    decision: AuthorityDecision | None = None


class YearReading(_Placed):
    """The year the report is on, not the one it was published in."""

    value: int | None
    confidence: Confidence
    review: bool
    decision: Decision | None = None


class Side(_Model):
    """One side of an identity: its fields, and their sum with blanks as 0 (null where that cannot be known)."""

    fields: tuple[str, ...]
    value: Number | None


class Quotation(_Placed):
    """A sentence of the report, without white space. Its place is that of the figure in it."""

    text: str


class Check(_Model):
    """One identity of the form, or one count, and whether what was read fulfils it."""

    id: str
    status: Status
    cause: Cause | None
    blanks_as_zero: bool
    used_in_reading: bool
    left: Side
    right: Side
    difference: Number | None
    message: str


class ProseCheck(Check):
    """A statement of the prose (``narrative.…``) and whether the tables agree. ``quoted``: the sentence."""

    quoted: Quotation


class Unplaced(_Placed):
    """A number inside one of the form's tables that belongs to no field."""

    text: str


class PageProblem(_Model):
    """Something that went wrong on one page (null: in the whole file) while the rest was read."""

    page: int | None
    stage: str
    message: str


class DocumentInfo(_Model):
    """The file that was read."""

    name: str
    sha256: str
    media_type: str
    pages: int


class FormInfo(_Model):
    """The form it is printed on, and the labels that tell it from others."""

    version: str
    evidence: tuple[str, ...]


class EngineInfo(_Model):
    """What read it."""

    gouji: str
    ocr: str | None
    classifier: str | None


class Report(_Model):
    """The result of reading one report."""

    schema_: Literal["gouji.report/1"] = Field(default=SCHEMA, alias="schema")
    document: DocumentInfo
    form: FormInfo
    authority: AuthorityReading
    year: YearReading
    fields: dict[str, FieldReading]
    checks: tuple[ProseCheck | Check, ...]
    review: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]
    problems: tuple[PageProblem, ...]
    engine: EngineInfo

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)

    def to_json(self, *, indent: int | None = 1) -> str:
        """The result as the contract writes it, Chinese unescaped."""
        return json.dumps(self.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=indent)
