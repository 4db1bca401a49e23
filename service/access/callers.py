"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from fastapi import Request

Scope = Literal["extract", "jobs", "purge", "review", "metrics"]

SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What a key may be made for: reading at once, jobs, taking away what deleted jobs hold, reviewing whatever is in the
store, metrics."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks: by ``name``, for the audit. ``owner``: id of the key, whose jobs are its own; None: no keys are
    configured, and everybody sees everything. ``reviewer``: the person who is signed in, if any."""

    name: str
    owner: str | None
    reviewer: str | None = None


ANYBODY = Caller("anonymous", None)
"""Who asks where no keys are configured."""


def caller_of(request: Request) -> Caller:
    """Who makes a request."""
    caller: Caller = getattr(request.state, "caller", ANYBODY)
    return caller
