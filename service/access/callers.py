"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from fastapi import Request

Scope = Literal["extract", "jobs", "purge", "metrics"]

SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What a key may be made for: reading at once, jobs, taking away what deleted jobs hold, metrics."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks: by ``name``, for the audit. ``owner``: id of the key, whose jobs are its own; None: no keys are
    configured, and everybody sees everything."""

    name: str
    owner: str | None


ANYBODY = Caller("anonymous", None)
"""Who asks where no keys are configured."""


def caller_of(request: Request) -> Caller:
    """Who makes a request."""
    caller: Caller = getattr(request.state, "caller", ANYBODY)
    return caller
