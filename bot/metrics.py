"""What operators may count: turns, how long they took, what was answered, what waits.

Numbers only: no label ever holds an address, a message or a person.
"""

from collections.abc import Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from handlers.router import Receipt

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The numbers of one process, in a registry of their own."""

    def __init__(self) -> None:
        """Start every number at zero."""
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._turns = Counter(
            "luowen_turns", "Messages received", ["channel", "step"], registry=self.registry
        )
        self._seconds = Histogram(
            "luowen_turn_seconds",
            "Seconds from receiving a message to its replies being committed",
            ["channel"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._replies = Counter(
            "luowen_replies", "Replies by kind", ["channel", "kind"], registry=self.registry
        )
        self._waiting = Gauge(
            "luowen_outbox_waiting",
            "Messages that are due and not delivered",
            ["channel"],
            registry=self.registry,
        )

    def count(self, channel: str, receipt: Receipt, *, seconds: float) -> None:
        """Count one turn and its replies; a repeated message counts as a turn only."""
        step = "repeat" if receipt.is_repeat else receipt.step
        self._turns.labels(channel, step).inc()
        self._seconds.labels(channel).observe(seconds)
        if not receipt.is_repeat:
            for _, reply in receipt.replies:
                self._replies.labels(channel, reply.kind.value).inc()

    def exposition(self, waiting: Mapping[str, int]) -> bytes:
        """Return everything in Prometheus' text format; `waiting` is read at scrape time."""
        self._waiting.clear()
        for channel, number in waiting.items():
            self._waiting.labels(channel).set(number)
        return generate_latest(self.registry)
