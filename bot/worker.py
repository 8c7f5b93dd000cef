"""Deliver what is due: notices, officers' answers, replies a crash kept from being drawn.

A row is claimed with a lease, delivered outside any transaction, then marked. Several
people are served at once, each of them in order; a channel with a permitted rate gives
every message its moment, shared by all processes.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog

from bot.channel import Channel, TryLater, Undeliverable
from bot.ledger import Ledger
from bot.pace import UNLIMITED, Pace
from handlers.prompting import delivery
from handlers.services import Services
from handlers.turn import Reply
from storage import claims, outbox, people
from storage.database import Session
from storage.tables import Message

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
# Tries after a failure nobody foresaw; a channel that is merely away is waited for.
MOST_ATTEMPTS = 8
LONGEST_WAIT = 300.0
AWAY_AT_MOST = timedelta(days=3)
BATCH = 200
# How many messages a channel's turns may be sending at once: what waits for a slot is not
# claimed yet, so that after a crash it can be delivered without waiting for a lease.
SLOTS = 8

T = TypeVar("T")
Claimed = tuple[Message, str, Reply]


class Worker:
    """Watches the outbox for the channels this process serves."""

    def __init__(
        self,
        services: Services,
        channels: Mapping[str, Channel],
        *,
        every: float = 0.5,
        paces: Mapping[str, Pace] | None = None,
    ) -> None:
        """Serve these channels, looking every `every` seconds when there is nothing to do."""
        self._services = services
        self.channels = channels
        self._every = every
        self._paces = dict(paces or {})
        self._wake = asyncio.Event()
        self._slots = asyncio.Semaphore(SLOTS)
        self._stopping = False
        # Of its own, so that noting a delivery never waits behind a queue of turns: what is
        # delivered and not noted is delivered again after a crash.
        self._clerk = ThreadPoolExecutor(max_workers=4, thread_name_prefix="outbox")
        self._ledger = Ledger(lambda ids: self._note(self._all_sent, ids))

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
        free = asyncio.Semaphore(self._pace_of(channel).at_once)
        ended = await asyncio.gather(
            *(self._deliver_in_order(theirs, free) for theirs in _by_person(claimed)),
            return_exceptions=True,
        )
        for failure in filter(None, ended):
            raise failure
        return len(claimed)

    async def _deliver_in_order(self, theirs: Sequence[Claimed], free: asyncio.Semaphore) -> None:
        """Deliver one person's messages; what follows a failed one is tried after it."""
        later: datetime | None = None
        for claimed in theirs:
            await self._slot(claimed[0])
            async with free:
                if self._stopping or later:
                    again = later or datetime.now(UTC)
                    await self._note(self._failed, claimed[0], again)
                else:
                    later = await self._deliver(claimed)

    async def _slot(self, message: Message) -> None:
        """Wait for the moment a message was given, which is its lease's beginning."""
        if self._pace_of(message.channel).gap is None or self._stopping:
            return
        wait = (message.due_at - LEASE - datetime.now(UTC)).total_seconds()
        if wait > 0:
            await asyncio.sleep(min(wait, LEASE.total_seconds() / 2))

    def _pace_of(self, channel: str) -> Pace:
        return self._paces.get(channel, UNLIMITED)

    async def deliver_now(self, message_ids: Sequence[int]) -> None:
        """Deliver these messages, except those that were sent or that somebody else holds.

        A channel calls this right after a turn committed. What fails is tried again by
        `run`, in order; what a crash cuts short is claimed again when its lease ends.
        """
        for message_id in message_ids:
            async with self._slots:
                claimed = await self._note(self._claim_one, message_id)
                if claimed is None:
                    continue
                await self._slot(claimed[0])
                if await self._deliver(claimed) is not None:
                    return

    async def _note(self, write: Callable[..., T], *values: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._clerk, write, *values)

    def _claim(self, channel: str) -> list[Claimed]:
        now = datetime.now(UTC)
        with self._services.database.transaction() as session:
            rows = claims.claim(
                session,
                channel=channel,
                at=now,
                limit=BATCH,
                lease=LEASE,
                gap=self._pace_of(channel).gap,
                is_quiet=delivery.is_quiet(now),
            )
            return _opened(session, rows)

    def _claim_one(self, message_id: int) -> Claimed | None:
        with self._services.database.transaction() as session:
            found = session.get(Message, message_id)
            row = found and claims.claim_fresh(
                session,
                message_id=message_id,
                at=datetime.now(UTC),
                lease=LEASE,
                gap=self._pace_of(found.channel).gap,
            )
            return _opened(session, [row])[0] if row else None

    async def _deliver(self, claimed: Claimed) -> datetime | None:
        """Deliver one message and note how it went; return when to go on if not now."""
        message, address, reply = claimed
        retry_at: datetime | None = None
        try:
            await self.channels[message.channel].deliver(address, message.id or 0, reply)
        except Undeliverable:
            log.info("undeliverable", channel=message.channel, outbox_id=message.id)
            await self._note(self._gone, message)
            return None
        except TryLater as later:
            retry_at = _when_back(message, later.seconds)
        except Exception:
            log.exception("delivery_failed", channel=message.channel, outbox_id=message.id)
            retry_at = _after_surprise(message)
        else:
            await self._ledger.note(message.id or 0)
            return None
        await self._note(self._failed, message, retry_at)
        return retry_at

    def _all_sent(self, message_ids: Sequence[int]) -> None:
        with self._services.database.transaction() as session:
            outbox.all_sent(session, message_ids=message_ids, at=datetime.now(UTC))

    def _gone(self, message: Message) -> None:
        """Give the message up; who can't be reached any more is not prompted any more."""
        now = datetime.now(UTC)
        with self._services.database.transaction() as session:
            outbox.failed(session, message_id=message.id or 0, retry_at=None, at=now)
            delivery.person_is_gone(session, person_id=message.person_id, at=now)

    def _failed(self, message: Message, retry_at: datetime | None) -> None:
        with self._services.database.transaction() as session:
            outbox.failed(
                session, message_id=message.id or 0, retry_at=retry_at, at=datetime.now(UTC)
            )


def _by_person(claimed: Iterable[Claimed]) -> list[list[Claimed]]:
    found: dict[str, list[Claimed]] = {}
    for one in claimed:
        found.setdefault(one[1], []).append(one)
    return list(found.values())


def _opened(session: Session, rows: Sequence[Message]) -> list[Claimed]:
    addresses = people.addresses(session, person_ids={row.person_id for row in rows})
    return [
        (row, addresses[row.person_id], Reply.model_validate(outbox.body_of(session, row)))
        for row in rows
    ]


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
