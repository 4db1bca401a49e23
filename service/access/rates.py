"""How often a key may be used: a bucket of tokens that fills up steadily."""

from __future__ import annotations

import math
from collections.abc import Callable

from gouji.service.errors import RateLimitedError


class Rates:
    """Buckets by key, in the memory of this process. One event loop, so no lock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str, per_minute: int) -> None:
        """Note one use. A minute's worth may come at once. Raises RateLimitedError where it is one too many."""
        now = self._clock()
        tokens, then = self._buckets.get(key, (float(per_minute), now))
        tokens = min(float(per_minute), tokens + (now - then) * per_minute / 60)
        if tokens < 1:
            seconds = math.ceil((1 - tokens) * 60 / per_minute)
            raise RateLimitedError(f"这个密钥每分钟最多 {per_minute} 次。请 {seconds} 秒后再试", seconds)
        self._buckets[key] = (tokens - 1, now)
