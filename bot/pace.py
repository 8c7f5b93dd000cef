"""How fast a channel may be used, and to how many people at once."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Pace:
    """A channel's permitted rate, shared by all processes; 0 where nobody limits us.

    What is being sent when the process is killed may be sent again: `at_once` is how much
    that can be.
    """

    per_second: float = 0.0
    at_once: int = 50

    @property
    def gap(self) -> timedelta | None:
        """The time between two messages; None without a limit."""
        return timedelta(seconds=1 / self.per_second) if self.per_second else None


UNLIMITED = Pace()
