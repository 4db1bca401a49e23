"""How a batch tells how far it is."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import Protocol, TextIO

from gouji.service.store.records import Counts, Failure, Item

_WIPE = "\r\033[K"  # back to the beginning of the terminal's line, and clear it
_TERMINAL_SECONDS = 0.2
_LOG_SECONDS = 30.0


class Watcher(Protocol):
    """Told of every file once it is written down."""

    def read(self, item: Item, to_review: bool) -> None:
        """A file was read; ``to_review``: there is something in it to look at."""
        ...

    def failed(self, item: Item, failure: Failure) -> None:
        """A file could not be read."""
        ...

    def repeated(self, item: Item, failed: bool) -> None:
        """The content of a file had been read, or failed at, before."""
        ...


class Unwatched:
    """Nobody is told: whoever wants to know asks the store."""

    def read(self, item: Item, to_review: bool) -> None:
        """Nothing."""

    def failed(self, item: Item, failure: Failure) -> None:
        """Nothing."""

    def repeated(self, item: Item, failed: bool) -> None:
        """Nothing."""


@dataclass(slots=True)
class Progress:
    """Counts on standard error: a line that renews itself on a terminal, else one line every half minute."""

    counts: Counts
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    _done: int = 0
    _known: int = 0
    _began: float = field(default_factory=time.monotonic)
    _told: float = field(default_factory=time.monotonic)
    _read: int = 0
    _to_review: int = 0
    _failed: int = 0

    def read(self, item: Item, to_review: bool) -> None:
        """Count a file read."""
        self._read += 1
        self._to_review += to_review
        self._step()

    def failed(self, item: Item, failure: Failure) -> None:
        """Count a file that could not be read."""
        self._failed += 1
        self._step()

    def repeated(self, item: Item, failed: bool) -> None:
        """Count a file whose content was known."""
        self._read += not failed
        self._failed += failed
        self._known += 1
        self._step()

    def end(self) -> None:
        """Wipe the line that renews itself away."""
        if self.stream.isatty():
            print(_WIPE, end="", file=self.stream, flush=True)

    def line(self) -> str:
        """Where the batch stands: files done, rate of those that had to be read, time left by that rate."""
        total = self.counts.total
        done = total - self.counts.waiting + self._done
        seconds = time.monotonic() - self._began
        rate = (self._done - self._known) / seconds if seconds else 0.0
        left = f"，约剩 {_duration((total - done) / rate)}" if rate else ""
        return (
            f"{done}/{total}：读出 {self.counts.read + self._read}，待复核 {self.counts.to_review + self._to_review}，"
            f"失败 {self.counts.failed + self._failed}；每分钟 {60 * rate:.0f} 份{left}"
        )

    def _step(self) -> None:
        self._done += 1
        terminal = self.stream.isatty()
        now = time.monotonic()
        if now - self._told >= (_TERMINAL_SECONDS if terminal else _LOG_SECONDS):
            self._told = now
            print(f"{_WIPE}{self.line()}" if terminal else self.line(), end="" if terminal else "\n",
                  file=self.stream, flush=True)  # fmt: skip


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "不到 1 分钟"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} 小时 {minutes} 分钟" if hours else f"{minutes} 分钟"
