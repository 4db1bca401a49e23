"""The report of one year as it goes into a comparison."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from gouji.models.result import Box, Report, SourcePlace


class Spot(BaseModel):
    """A place in a document: page from 1 and box, or line and column of a file without pages."""

    page: int | None = Field(default=None, ge=1)
    bbox: Box | None = None
    source: SourcePlace | None = None

    model_config = ConfigDict(frozen=True)


class Sentence(BaseModel):
    """A sentence of the running text, as printed but for line breaks and spaces, and where it begins and ends."""

    text: str
    begins: Spot
    ends: Spot

    model_config = ConfigDict(frozen=True)


class Edition(BaseModel):
    """A report that was read. ``file``: name of what was given, which for a result is not the name of the report.

    ``prose``: the sentences of its running text; None where only the result was given, which has none.
    """

    file: str
    report: Report
    prose: tuple[Sentence, ...] | None = None

    model_config = ConfigDict(frozen=True)
