"""What clients are told of reviews."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from gouji.models.result import (
    Alternative,
    Box,
    Check,
    Confidence,
    Kind,
    Number,
    ProseCheck,
    Report,
    SourcePlace,
    Suggestion,
)

Decided = Kind | Literal["source"]
"""What a decision may say: what stands in a cell, or of a failing check that the source itself is at fault."""

Value = Number | str | None
"""A figure, or the name of the authority."""


class LabelView(BaseModel):
    """What to call a cell: its table, row and column as the form has them."""

    table: str
    row: str
    column: str


class DecisionView(BaseModel):
    """What a person decided."""

    kind: Decided
    value: Value
    by: str
    at: str
    note: str | None


class CellView(BaseModel):
    """A cell to be looked at. ``reason``: why, in Chinese; ``checks``: that fail over it as things stand; ``decision``:
    made before, perhaps over another reading (``reopened``)."""

    field: str
    label: LabelView
    kind: Kind
    value: Value
    raw: str | None
    unit: str
    confidence: Confidence
    reason: str
    alternatives: tuple[Alternative, ...] = ()
    suggestion: Suggestion | None = None
    page: int | None = None
    bbox: Box | None = None
    source: SourcePlace | None = None
    checks: tuple[str, ...] = ()
    audit: bool = False
    open: bool
    reopened: bool = False
    decision: DecisionView | None = None


class QueuedCell(CellView):
    """The same with the report it is of."""

    sha256: str
    version: int
    name: str
    authority: str | None
    year: int | None


class CellList(BaseModel):
    """Cells, those with the most at stake first; ``next``: ``after`` of the following page, null on the last."""

    items: list[QueuedCell]
    next: str | None


class JobName(BaseModel):
    """The job that a document came with; for a batch of the command line its folder."""

    id: str
    name: str


class ReviewView(BaseModel):
    """A report in the queue. ``to_review``, ``decided``: cells left and done; ``failing``: checks that fail over the
    decided figures and that nobody confirmed; ``stake``: larger comes first."""

    sha256: str
    name: str
    authority: str | None
    year: int | None
    job: JobName | None
    to_review: int = Field(ge=0)
    decided: int = Field(ge=0)
    failing: int = Field(ge=0)
    stake: float = Field(ge=0)
    claimed_by: str | None
    claimed_at: str | None
    version: int = Field(ge=1)
    state: Literal["open", "done"]


class TotalsView(BaseModel):
    """Of everything that fits, open or done."""

    reports: int
    open: int
    done: int
    cells_left: int
    cells_done: int


class ReviewList(BaseModel):
    """Reports, those with the most at stake first; ``next``: ``after`` of the following page, null on the last."""

    items: list[ReviewView]
    next: str | None
    totals: TotalsView


class OverView(BaseModel):
    """The reading that a decision was made over."""

    kind: str | None
    value: Value
    raw: str | None
    confidence: Confidence | None


class EntryView(BaseModel):
    """One step: a decision, or (``kind`` null) that the one with the id ``before`` was taken back."""

    id: int
    field: str
    kind: Decided | None
    value: Value
    by: str
    at: str
    note: str | None
    over: OverView
    before: int | None
    version: int | None
    audit: bool


class ConfirmedView(BaseModel):
    """A failing check that a person confirmed as an error of the source."""

    by: str
    at: str
    note: str | None


class ClaimView(BaseModel):
    """Who has a report, since when."""

    by: str
    at: str


Checks = tuple[ProseCheck | Check, ...]


class WholeReview(BaseModel):
    """One report with everything decided about it. ``checks_decided``: over the decided figures. ``cells``: fields in
    the order of the queue; ``open``: those left."""

    version: int
    report: Report
    checks_decided: Checks
    cells: list[str]
    open: list[str]
    reopened: list[str]
    confirmed: dict[str, ConfirmedView]
    history: list[EntryView]
    claim: ClaimView | None
    pages: int
    text: bool


class DecidedView(BaseModel):
    """What came of decisions. ``review``: fields left to look at; ``checks``: over the decided figures."""

    version: int
    checks: Checks
    review: list[str]
    confirmed: dict[str, ConfirmedView]


class UndoneView(DecidedView):
    """The same, with the decision that was taken back, and what holds instead."""

    undone: EntryView
    decision: DecisionView | None


class ChangedView(BaseModel):
    """What somebody decided meanwhile; ``kind`` null: took back."""

    field: str
    by: str
    at: str
    kind: Decided | None
    value: Value


class LineView(BaseModel):
    """One line of a text, its number from 1."""

    line: int
    text: str


class TextView(BaseModel):
    """Some lines of a text; ``total``: how many it has."""

    lines: list[LineView]
    total: int


class AuditView(BaseModel):
    """How many of the cells that nobody doubted were looked at, and found to be wrong. ``rate`` with the bounds of a
    95 % interval (Wilson); null where none was looked at. ``share``: of the confident cells that are shown."""

    share: float
    looked_at: int
    errors: int
    rate: float | None
    lower: float | None
    upper: float | None


class SessionView(BaseModel):
    """Who is signed in. ``csrf``: to be sent as ``X-CSRF-Token`` with everything that changes something."""

    name: str
    csrf: str
