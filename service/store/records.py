"""What goes into the store and comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

State = Literal["waiting", "read", "failed"]


@dataclass(frozen=True, slots=True)
class EngineKey:
    """What a reading depends on beside the content: the engine's version and a hash of the settings that matter."""

    engine: str
    settings: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is.

    ``place``: the whole, for people and for telling places apart (undecodable bytes as surrogates). ``name``: of the
    file. ``container``: the file or URL to be opened; ``member``: number of the file in it, where that is an archive.
    ``size`` in bytes, where known. ``mark`` changes when the file does; None: nothing is known that would.
    """

    place: str
    name: str
    container: str
    member: int | None = None
    size: int | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a batch."""

    id: int
    place: Place
    state: State
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be read: a code of the contract, and in Chinese what to do."""

    code: str
    message: str
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """Files of a batch by what became of them. ``to_review``: of those read, with something to look at."""

    waiting: int = 0
    read: int = 0
    failed: int = 0
    to_review: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.read + self.failed


def now(seconds: float = 0) -> str:
    """This moment, or so many seconds from it, as times are stored."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def place_hash(place: str) -> str:
    """The key of a place."""
    return sha256(place.encode("utf-8", "surrogatepass")).hexdigest()


def storable(text: str) -> str:
    """Text as databases take it: undecodable bytes of a file's name, and NUL, replaced by a sign."""
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)
