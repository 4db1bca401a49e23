"""Reviews as clients are told of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gouji.service.review.cells import value_of, view_decision
from gouji.service.review.standing import Standing, stake_of
from gouji.service.review.views import (
    ChangedView,
    ClaimView,
    ConfirmedView,
    DecidedView,
    EntryView,
    JobName,
    OverView,
    ReviewView,
    UndoneView,
    WholeReview,
)
from gouji.service.store.decisions import Entry
from gouji.service.store.reviews import Review

_TEXT = "text/plain"


def whole(standing: Standing, review: Review, claimed_since: str) -> WholeReview:
    """One report with everything decided about it."""
    document = standing.report.document
    is_text = document.media_type == _TEXT
    return WholeReview(
        version=review.version,
        report=standing.report,
        checks_decided=standing.settled.checks,
        cells=standing.cells,
        open=standing.open,
        reopened=sorted(standing.reopened),
        confirmed=confirmed(standing),
        history=[entry_view(e) for e in standing.entries],
        claim=claim(review, claimed_since),
        pages=0 if is_text else document.pages,
        text=is_text,
    )


def in_queue(review: Review, job: tuple[str, str] | None, claimed_since: str) -> ReviewView:
    """One report in the queue."""
    held = claim(review, claimed_since)
    return ReviewView(
        **{name: getattr(review, name) for name in _COPIED},
        job=JobName(id=job[0], name=job[1]) if job else None,
        stake=max(0.0, stake_of(review.turn)),
        claimed_by=held.by if held else None,
        claimed_at=held.at if held else None,
        state="open" if review.is_open else "done",
    )


def claim(review: Review, claimed_since: str) -> ClaimView | None:
    """Who has a report, unless that lapsed."""
    if review.claimed_by is None or review.claimed_at is None or review.claimed_at <= claimed_since:
        return None
    return ClaimView(by=review.claimed_by, at=review.claimed_at)


def outcome(standing: Standing, version: int) -> DecidedView:
    """What came of decisions."""
    return DecidedView(**_outcome(standing, version))


def undone(standing: Standing, entry: Entry, version: int) -> UndoneView:
    """What came of taking a decision back."""
    now = standing.decisions.get(entry.field)
    decision = view_decision(now) if now else None
    return UndoneView(**_outcome(standing, version), undone=entry_view(entry), decision=decision)


def confirmed(standing: Standing) -> dict[str, ConfirmedView]:
    """Failing checks that were confirmed as errors of the source."""
    return {check: ConfirmedView(by=e.by, at=e.at, note=e.note) for check, e in standing.confirmed.items()}


def changes(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """What was decided meanwhile, as members of a problem."""
    views = [
        ChangedView(field=e.field, by=e.by, at=e.at, kind=e.kind, value=value_of(e.field, e.value))  # type: ignore[arg-type]
        for e in entries
    ]
    return [view.model_dump(mode="json") for view in views]


def entry_view(entry: Entry) -> EntryView:
    """One step of the history."""
    over = entry.over
    return EntryView(
        **{name: getattr(entry, name) for name in ("id", "field", "kind", "by", "at", "note")},
        value=value_of(entry.field, entry.value),
        over=OverView(
            kind=over.over_kind,
            value=value_of(entry.field, over.over_value),
            raw=over.over_raw,
            confidence=over.over_confidence,
        ),
        before=entry.made.before_id,
        version=entry.made.version,
        audit=entry.made.audit,
    )


_COPIED = ("sha256", "name", "authority", "year", "to_review", "decided", "failing", "version")


def _outcome(standing: Standing, version: int) -> dict[str, Any]:
    checks = standing.settled.checks
    return {"version": version, "checks": checks, "review": standing.open, "confirmed": confirmed(standing)}
