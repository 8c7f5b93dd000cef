"""How often one visitor and one network address may ask: token buckets in memory.

Per process and forgotten at restart, which is enough to slow a script down. What must
never be exceeded across processes is not decided here.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from bot.web.refusals import Refusal, Refused

# So many buckets are kept before full ones are thrown away.
MOST_BUCKETS = 20_000


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many a second afterwards."""

    burst: float
    per_second: float


class Buckets:
    """One bucket per key; a key not seen for long has a full one."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = monotonic) -> None:
        """Start with every bucket full."""
        self._rate = rate
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Take one from the key's bucket.

        Raises:
            Refused: it is empty; `Retry-After` says when it no longer is.
        """
        now = self._clock()
        level = self._level(key, now)
        if level < 1:
            wait = math.ceil((1 - level) / self._rate.per_second)
            raise Refused(Refusal.TOO_FAST, headers={"Retry-After": str(wait)})
        if len(self._levels) >= MOST_BUCKETS:
            self._forget_full(now)
        self._levels[key] = (level - 1, now)

    def known(self) -> set[str]:
        """Return the keys whose bucket is remembered."""
        return set(self._levels)

    def _level(self, key: str, now: float) -> float:
        level, at = self._levels.get(key, (self._rate.burst, now))
        return min(self._rate.burst, level + (now - at) * self._rate.per_second)

    def _forget_full(self, now: float) -> None:
        full = [key for key in self._levels if self._level(key, now) >= self._rate.burst]
        for key in full:
            del self._levels[key]


@dataclass(frozen=True)
class Limits:
    """The buckets of one application.

    A whole office may share one network address, so that limit is wide.
    """

    visitor: Buckets
    network: Buckets


def usual_limits() -> Limits:
    """Return limits nobody meets by typing and tapping."""
    return Limits(visitor=Buckets(Rate(20, 1.0)), network=Buckets(Rate(300, 20.0)))
