"""Run the jobs that are due, in a thread of its own, until told to stop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import structlog

from handlers import timers
from handlers.services import Services

log = structlog.get_logger()


class Clock:
    """Watches the job table; any number of processes may, and none runs another's job."""

    def __init__(
        self, services: Services, *, every: float = 1.0, on_done: Callable[[], None] = lambda: None
    ) -> None:
        """Look every `every` seconds when nothing is due; `on_done` hears of every job run."""
        self._services = services
        self._every = every
        self._on_done = on_done
        self._stop = asyncio.Event()
        self._stands = False
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clock")

    def stop(self) -> None:
        """Let `run` end after the job in hand."""
        self._stop.set()

    async def run(self) -> None:
        """Run what is due until stopped; a database away is waited for."""
        while not self._stop.is_set():
            if await self._ran_one():
                self._on_done()
                continue
            try:
                await asyncio.wait_for(self._stop.wait(), self._every)
            except TimeoutError:
                continue

    async def _ran_one(self) -> bool:
        now = datetime.now(UTC)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._hand, lambda: self._turn(now))
        except Exception:
            log.exception("clock_failed")
            return False

    def _turn(self, now: datetime) -> bool:
        if not self._stands:
            timers.stand_up(self._services, at=now)
            self._stands = True
        return timers.run_next(self._services, at=now)
