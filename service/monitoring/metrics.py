"""Metrics of one service."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from gouji.service.store.records import Failure, Item

_LOOKS = (0.25, 0.5, 1, 2, 3, 5, 8, 13, 21, 34, 60, 120)
_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """Counters of one service, in a registry of their own. Nothing in them names a document or its text.

    Is a Watcher of jobs as well.
    """

    def __init__(self, ready: Callable[[], bool], waiting: Callable[[], int] | None) -> None:
        """``ready``: whether documents can be read; ``waiting``: files of jobs that wait; None: there are no jobs."""
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "gouji_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "gouji_request_seconds", "Seconds to answer.", ("route",), buckets=_SECONDS, registry=self._registry
        )
        self._documents = Counter(
            "gouji_job_documents", "Files of jobs done, by outcome.", ("outcome",), registry=self._registry
        )
        self._reviewed = Counter(
            "gouji_review_cells", "Cells that a person decided on, by kind.", ("kind",), registry=self._registry
        )
        self._review_seconds = Histogram(
            "gouji_review_seconds", "Seconds that a person looked at a cell.", buckets=_LOOKS, registry=self._registry
        )
        Gauge("gouji_ready", "1 where documents can be read.", registry=self._registry).set_function(ready)
        if waiting is not None:
            gauge = Gauge("gouji_job_documents_waiting", "Files of jobs that wait.", registry=self._registry)
            gauge.set_function(waiting)
        ProcessCollector(registry=self._registry)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)

    def decided(self, kind: str, seconds: float | None) -> None:
        """A person decided on a cell, after looking at it for so long (None: not known)."""
        self._reviewed.labels(kind).inc()
        if seconds is not None:
            self._review_seconds.observe(seconds)

    def read(self, item: Item, to_review: bool) -> None:
        """A file of a job was read."""
        self._documents.labels("review" if to_review else "read").inc()

    def failed(self, item: Item, failure: Failure) -> None:
        """A file of a job could not be read."""
        self._documents.labels(failure.code).inc()

    def repeated(self, item: Item, failed: bool) -> None:
        """The content of a file of a job was known."""
        self._documents.labels("known").inc()
