"""How fast prompts leave: without a limit, and at the rate a channel permits.

Everything is the service's own but the channel, which only counts. `measure` returns the
figures; run as a module it prints them.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from bot.pace import UNLIMITED, Pace
from bot.worker import Worker
from handlers.prompting import delivery as prompting_delivery
from handlers.services import Services
from handlers.turn import Kind, Part, Reply, Style
from knowledge.base import KnowledgeBase
from knowledge.wording import load_wording
from storage import outbox
from storage.database import Database
from storage.identity import id_of
from storage.sealing import Sealer
from storage.tables import Person

CHANNEL = "counting"
SECRET = "a secret of the benchmarks, long enough"  # noqa: S105
WAITING, LIMITED, PER_SECOND = 10_000, 300, 30.0


@dataclass(frozen=True)
class Figures:
    """What was measured. `busiest_second` is the most that left within any second."""

    waiting: int
    unlimited_per_second: float
    limited_messages: int
    permitted_per_second: float
    limited_per_second: float
    busiest_second: int
    in_order: bool


class CountingChannel:
    """Notes who was delivered to, and when."""

    name = CHANNEL

    def __init__(self) -> None:
        """Start with nothing delivered."""
        self.moments: list[float] = []
        self.addresses: list[str] = []
        self._more = asyncio.Event()

    async def reached(self, count: int) -> None:
        """Return when so many were delivered."""
        while len(self.moments) < count:
            self._more.clear()
            await self._more.wait()

    async def deliver(self, address: str, message_id: int, reply: Reply) -> None:  # noqa: ARG002
        """Take note."""
        self.moments.append(time.perf_counter())
        self.addresses.append(address)
        self._more.set()


def fill(database: Database, count: int) -> None:
    """Queue one prompt each for many people, all due at the same moment."""
    at = datetime.now(UTC) - timedelta(seconds=1)
    body = Reply(
        kind=Kind.NOTICE, parts=(Part(style=Style.TEXT, text="\u63d0\u793a" * 100),)
    ).model_dump(mode="json")
    with database.transaction() as session:
        everybody = [
            Person(channel=CHANNEL, address=f"{n:06}", first_seen_at=at, last_seen_at=at)
            for n in range(count)
        ]
        session.add_all(everybody)
        session.flush()
        waiting = [
            outbox.Outgoing(id_of(one), CHANNEL, f"benchmark:{one.address}", body)
            for one in everybody
        ]
        outbox.put_all(session, waiting, at=at)


async def drain(services: Services, pace: Pace, count: int) -> CountingChannel:
    """Deliver what waits and return what was noted."""
    channel = CountingChannel()
    worker = Worker(services, {CHANNEL: channel}, paces={CHANNEL: pace}, every=0.05)
    running = asyncio.create_task(worker.run())
    await channel.reached(count)
    worker.stop()
    await running
    return channel


def rate(moments: list[float]) -> float:
    """Return how many a second, from the first to the last."""
    return (len(moments) - 1) / (moments[-1] - moments[0])


def busiest(moments: list[float]) -> int:
    """Return the most within any second."""
    return max(sum(start <= one < start + 1 for one in moments) for start in moments)


def measure(
    open_database: Callable[[], Database], *, waiting: int = WAITING, limited: int = LIMITED
) -> Figures:
    """Measure on empty databases from `open_database`."""
    fast = _drained(open_database(), UNLIMITED, waiting)
    slow = _drained(open_database(), Pace(PER_SECOND, at_once=6), limited)
    return Figures(
        waiting=waiting,
        unlimited_per_second=round(rate(fast.moments), 1),
        limited_messages=limited,
        permitted_per_second=PER_SECOND,
        limited_per_second=round(rate(slow.moments), 2),
        busiest_second=busiest(slow.moments),
        in_order=slow.addresses == sorted(slow.addresses),
    )


def _drained(database: Database, pace: Pace, count: int) -> CountingChannel:
    # Delivering asks no question: the knowledge need not be read.
    services = Services(cast(KnowledgeBase, None), load_wording(), database)
    fill(database, count)
    quiet, prompting_delivery.is_quiet = prompting_delivery.is_quiet, lambda at: False  # noqa: ARG005
    try:
        return asyncio.run(drain(services, pace, count))
    finally:
        prompting_delivery.is_quiet = quiet
        database.close()


def main() -> None:
    """Print the figures on SQLite as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        names = iter(range(9))

        def open_database() -> Database:
            path = Path(folder) / f"{next(names)}.db"
            database = Database(f"sqlite:///{path}", sealer=Sealer(SECRET))
            database.upgrade()
            return database

        print(json.dumps(asdict(measure(open_database)), indent=1))


if __name__ == "__main__":
    main()
