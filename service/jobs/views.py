"""What clients are told of jobs."""

from __future__ import annotations

from itertools import islice
from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from gouji.service.store import batches
from gouji.service.store.connection import Store
from gouji.service.store.jobs import Job

MAX_FAILURES = 1000
"""Failures that are told of with a job: as many as a job has files."""


class CountsView(BaseModel):
    """Files of a job by what became of them; ``to_review``: of those read, with something to look at."""

    total: int = Field(ge=0)
    waiting: int = Field(ge=0)
    read: int = Field(ge=0)
    failed: int = Field(ge=0)
    to_review: int = Field(ge=0)


class JobView(BaseModel):
    """A job: ``done`` when no file waits any more."""

    id: str
    name: str
    created_at: str
    state: Literal["reading", "done"]
    counts: CountsView


class FailureView(BaseModel):
    """A file that could not be read: a code of the contract, and in Chinese what to do."""

    name: str
    sha256: str | None
    code: str
    message: str
    attempts: int


class WholeJobView(JobView):
    """A job with what could not be read."""

    failures: list[FailureView]


class JobList(BaseModel):
    """Jobs, newest first; ``next``: ``before`` of the following page, null on the last."""

    jobs: list[JobView]
    next: str | None


def view_job(connection: Connection, job: Job) -> JobView:
    """A job and how far it is."""
    counts = batches.count(connection, job.id)
    view = CountsView(
        total=counts.total, waiting=counts.waiting, read=counts.read, failed=counts.failed, to_review=counts.to_review
    )
    state: Literal["reading", "done"] = "reading" if counts.waiting else "done"
    return JobView(id=job.id, name=job.name, created_at=job.created_at, state=state, counts=view)


def view_failures(store: Store, job: str) -> list[FailureView]:
    """What could not be read of a job."""
    return [
        FailureView(name=row.name, sha256=row.sha256, code=row.code, message=row.message, attempts=row.attempts)
        for row in islice(batches.failed(store, job), MAX_FAILURES)
    ]
