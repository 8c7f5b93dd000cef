"""Send a broadcast in a process of its own, for a test that kills it: `database deliveries`.

Every delivery is a line in a file, written before the worker is told that it succeeded.
The knowledge is not read: a broadcast asks only for the calendar and what organs are called.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

from bot import worker as outbox_worker
from bot.worker import Worker
from handlers import timers
from handlers.prompting import broadcast, delivery
from handlers.services import Services
from handlers.turn import Reply
from knowledge.base import KnowledgeBase
from knowledge.deadlines import load_calendar
from knowledge.vocabulary import load_vocabulary
from knowledge.wording import load_wording
from storage.database import Database
from storage.sealing import Sealer

SECRET = "a secret of the tests, long enough to be one"
# A Monday at noon: office hours, whenever the test is run.
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LEASE = timedelta(seconds=2)


class WritingChannel:
    """Writes down whom it delivered to; what is written survives the process."""

    name = "web"

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def deliver(self, address: str, message_id: int, reply: Reply) -> None:  # noqa: ARG002
        os.write(self._file, f"{address}\n".encode())
        await asyncio.sleep(0)


def services_on(url: str) -> Services:
    """Services with as much knowledge as a broadcast asks for."""
    knowledge = SimpleNamespace(calendar=load_calendar(), vocabulary=load_vocabulary())
    database = Database(url, sealer=Sealer(SECRET))
    return Services(cast(KnowledgeBase, knowledge), load_wording(), database)


async def main(url: str, deliveries: str) -> None:
    """Run jobs and deliver what they queue, until killed."""
    outbox_worker.LEASE = LEASE
    delivery.is_quiet = lambda at: False  # noqa: ARG005
    broadcast.USEFUL_FOR = timedelta(days=36500)
    services = services_on(url)
    worker = Worker(services, {"web": WritingChannel(deliveries)}, every=0.1)
    delivering = asyncio.create_task(worker.run())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not delivering.done():
        if not await asyncio.to_thread(timers.run_next, services, at=NOON):
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
