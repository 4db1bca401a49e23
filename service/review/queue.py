"""The queue: reports and cells worth looking at, those with the most at stake first."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace

from gouji.service.errors import InvalidRequestError
from gouji.service.review import telling
from gouji.service.review.desk import claimed_since
from gouji.service.review.views import CellList, QueuedCell, ReviewList, TotalsView
from gouji.service.store import reviews
from gouji.service.store.connection import Store
from gouji.service.store.reviews import Filter

AFTER = r"^-?[0-9]{1,18}\.[0-9a-f]{64}(\.[0-9]{1,6})?$"
"""What ``next`` looks like, of reports or of cells."""

_REPORT_CURSOR = re.compile(r"(-?\d{1,18})\.([0-9a-f]{64})")
_CELL_CURSOR = re.compile(r"(-?\d{1,18})\.([0-9a-f]{64})\.(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of a store."""

    store: Store

    def list_reviews(self, which: Filter, after: str | None, limit: int) -> ReviewList:
        """Reports. Raises InvalidRequestError where ``after`` is none that we gave."""
        cursor = _cursor(_REPORT_CURSOR, after)
        which = replace(which, claimed_since=claimed_since())
        with self.store.look() as connection:
            key = (int(cursor[1]), cursor[2]) if cursor else None
            found = reviews.list_reviews(connection, which, key, limit + 1)
            shown = found[:limit]
            jobs = reviews.jobs_of(connection, [review.sha256 for review in shown])
            totals = reviews.count(connection, which)
        items = [telling.in_queue(review, jobs.get(review.sha256), which.claimed_since) for review in shown]
        last = f"{shown[-1].turn}.{shown[-1].sha256}" if len(found) > limit else None
        view = TotalsView(**asdict(totals), done=totals.reports - totals.open)
        return ReviewList(items=items, next=last, totals=view)

    def list_cells(self, which: Filter, after: str | None, limit: int) -> CellList:
        """Cells across reports. Raises InvalidRequestError where ``after`` is none that we gave."""
        cursor = _cursor(_CELL_CURSOR, after)
        which = replace(which, claimed_since=claimed_since())
        with self.store.look() as connection:
            key = (int(cursor[1]), cursor[2], int(cursor[3])) if cursor else None
            found = reviews.list_cells(connection, which, key, limit + 1)
        items = [
            QueuedCell(
                **json.loads(cell.view), sha256=review.sha256, version=review.version, name=review.name,
                authority=review.authority, year=review.year,
            )
            for review, cell in found[:limit]
        ]  # fmt: skip
        review, cell = found[limit - 1] if len(found) > limit else (None, None)
        last = f"{review.turn}.{review.sha256}.{cell.rank}" if review and cell else None
        return CellList(items=items, next=last)


def _cursor(pattern: re.Pattern[str], after: str | None) -> re.Match[str] | None:
    if after is None:
        return None
    if (found := pattern.fullmatch(after)) is None:
        raise InvalidRequestError("参数 after 不是本服务给出的 next")
    return found
