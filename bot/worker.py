"""Deliver what is due: notices, officers' answers, replies a crash kept from being drawn.

A row is claimed with a lease, delivered outside any transaction, then marked.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog

from bot.channel import Channel, TryLater, Undeliverable
from handlers.services import Services
from handlers.turn import Reply
from storage import outbox
from storage.database import Session
from storage.tables import Message, Person

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
# Tries after a failure nobody foresaw; a channel that is merely away is waited for.
MOST_ATTEMPTS = 8
LONGEST_WAIT = 300.0
AWAY_AT_MOST = timedelta(days=3)
BATCH = 20
# How many messages a channel's turns may be sending at once: what waits for a slot is not
# claimed yet, so that after a crash it can be delivered without waiting for a lease.
SLOTS = 8

T = TypeVar("T")
Claimed = tuple[Message, str, Reply]


class Worker:
    """Watches the outbox for the channels this process serves."""

    def __init__(
        self, services: Services, channels: Mapping[str, Channel], *, every: float = 0.5
    ) -> None:
        """Serve these channels, looking every `every` seconds when there is nothing to do."""
        self._services = services
        self.channels = channels
        self._every = every
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(SLOTS)
        self._stopping = False
        # Of its own, so that noting a delivery never waits behind a queue of turns: what is
        # delivered and not noted is delivered again after a crash.
        self._clerk = ThreadPoolExecutor(max_workers=4, thread_name_prefix="outbox")

    def wake(self) -> None:
        """Look now: something was just queued."""
        self._wake.set()

    def stop(self) -> None:
        """Let `run` end after the messages in hand."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Deliver until stopped, each channel at its own pace; a database away is waited for."""
        await asyncio.gather(*(self._watch(name) for name in self.channels))

    async def _watch(self, channel: str) -> None:
        while not self._stopping:
            try:
                tried = await self.deliver_due(channel)
            except Exception:
                log.exception("worker_failed", channel=channel)
                tried = 0
            if not tried and not self._stopping:
                self._wake.clear()
                try:
                    await asyncio.wait_for(self._wake.wait(), self._every)
                except TimeoutError:
                    continue

    async def deliver_due(self, channel: str) -> int:
        """Deliver one batch of a channel's due messages; return how many were claimed."""
        claimed = await self._note(self._claim, channel)
        waiting: dict[str, datetime] = {}
        for message, address, reply in claimed:
            if self._stopping or address in waiting:
                # In order per person: what follows a failed message is tried after it.
                again = waiting.get(address, datetime.now(UTC))
                await self._note(self._failed, message, again)
            elif later := await self._deliver((message, address, reply)):
                waiting[address] = later
        return len(claimed)

    async def deliver_now(self, message_ids: Sequence[int]) -> None:
        """Deliver these messages, except those that were sent or that somebody else holds.

        A channel calls this right after a turn committed. What fails is tried again by
        `run`, in order; what a crash cuts short is claimed again when its lease ends.
        """
        for message_id in message_ids:
            async with self._slots:
                claimed = await self._note(self._claim_one, message_id)
                if claimed is not None and await self._deliver(claimed) is not None:
                    return

    async def _note(self, write: Callable[..., T], *values: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._clerk, write, *values)

    def _claim(self, channel: str) -> list[Claimed]:
        with self._services.database.transaction() as session:
            rows = outbox.claim(
                session, channel=channel, at=datetime.now(UTC), limit=BATCH, lease=LEASE
            )
            return [_opened(session, row) for row in rows]

    def _claim_one(self, message_id: int) -> Claimed | None:
        with self._services.database.transaction() as session:
            row = outbox.claim_fresh(
                session, message_id=message_id, at=datetime.now(UTC), lease=LEASE
            )
            return None if row is None else _opened(session, row)

    async def _deliver(self, claimed: Claimed) -> datetime | None:
        """Deliver one message and note how it went; return when to go on if not now."""
        message, address, reply = claimed
        retry_at: datetime | None = None
        try:
            await self.channels[message.channel].deliver(address, message.id or 0, reply)
        except Undeliverable:
            log.info("undeliverable", channel=message.channel, outbox_id=message.id)
        except TryLater as later:
            retry_at = _when_back(message, later.seconds)
        except Exception:
            log.exception("delivery_failed", channel=message.channel, outbox_id=message.id)
            retry_at = _after_surprise(message)
        else:
            await self._note(self._sent, message)
            return None
        await self._note(self._failed, message, retry_at)
        return retry_at

    def _sent(self, message: Message) -> None:
        with self._services.database.transaction() as session:
            outbox.sent(session, message_id=message.id or 0, at=datetime.now(UTC))

    def _failed(self, message: Message, retry_at: datetime | None) -> None:
        with self._services.database.transaction() as session:
            outbox.failed(
                session, message_id=message.id or 0, retry_at=retry_at, at=datetime.now(UTC)
            )


def _opened(session: Session, row: Message) -> Claimed:
    address = session.get_one(Person, row.person_id).address
    return row, address, Reply.model_validate(outbox.body_of(session, row))


def _when_back(message: Message, seconds: float) -> datetime | None:
    """Return when to try a channel that is busy or away: later each time, for days."""
    now = datetime.now(UTC)
    if now - message.created_at > AWAY_AT_MOST:
        log.error("delivery_given_up", channel=message.channel, outbox_id=message.id)
        return None
    wait = min(2.0 ** min(message.attempts - 1, 10), LONGEST_WAIT)
    return now + timedelta(seconds=max(seconds, wait))


def _after_surprise(message: Message) -> datetime | None:
    if message.attempts >= MOST_ATTEMPTS:
        log.error("delivery_given_up", channel=message.channel, outbox_id=message.id)
        return None
    return datetime.now(UTC) + timedelta(seconds=2.0**message.attempts)
