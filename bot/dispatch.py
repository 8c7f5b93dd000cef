"""Take a turn from a channel through the handlers: one at a time per person, in a thread.

Catches what handlers didn't expect, once, here: the person gets an apology and an
officer, the log gets ids and the traceback without the words.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import perf_counter

import structlog

from bot.lanes import Lanes
from bot.metrics import Metrics
from handlers import router
from handlers.router import Receipt
from handlers.services import Services
from handlers.turn import Turn
from storage import outbox
from storage.database import is_outage

log = structlog.get_logger()

# Turns are Python at work: more of them at once would only wait for each other, and keep
# the loop and the outbox waiting too.
TURNS_AT_ONCE = 2


class Dispatch:
    """The one path from every channel into the service."""

    def __init__(self, services: Services) -> None:
        """Keep the services; lanes are made when somebody speaks."""
        self.services = services
        self.metrics = Metrics()
        self._lanes = Lanes()
        self._clerks = ThreadPoolExecutor(TURNS_AT_ONCE, thread_name_prefix="turn")

    async def receive(self, turn: Turn) -> Receipt:
        """Return the receipt of a turn once all it causes is committed.

        Raises whatever storage raises when the database is out of reach: the turn was
        then not received, and a channel must not acknowledge it.
        """
        start = perf_counter()
        async with self._lanes.hold((turn.channel, turn.address)):
            loop = asyncio.get_running_loop()
            receipt = await loop.run_in_executor(self._clerks, self._receive, turn)
        self.metrics.count(turn.channel, receipt, seconds=perf_counter() - start)
        return receipt

    def _receive(self, turn: Turn) -> Receipt:
        try:
            return router.receive(turn, self.services)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("turn_failed", channel=turn.channel, message_id=turn.message_id)
            return router.apologise(turn, self.services)

    async def drawn(self, message_ids: list[int]) -> None:
        """Mark replies as shown, so that the worker leaves them alone."""
        await asyncio.to_thread(self._drawn, message_ids)

    def _drawn(self, message_ids: list[int]) -> None:
        with self.services.database.transaction() as session:
            for message_id in message_ids:
                outbox.sent(session, message_id=message_id, at=datetime.now(UTC))
