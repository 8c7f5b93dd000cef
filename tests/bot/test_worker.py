"""What leaves is delivered once by whoever claimed it, in order per person, and never lost."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot import worker as outbox_worker
from bot.channel import TryLater, Undeliverable
from bot.lanes import Lanes
from bot.worker import MOST_ATTEMPTS, Worker
from handlers.services import Services
from handlers.turn import Kind, Part, Reply, Style
from storage import outbox, people
from storage.database import Database
from storage.identity import id_of
from storage.tables import Message
from tests.house import shipped_knowledge, shipped_wording


class ScriptedChannel:
    """Delivers, or fails as often as it is told to."""

    name = "scripted"

    def __init__(self, *failures: Exception) -> None:
        self.delivered: list[tuple[str, str]] = []
        self.failures: Iterator[Exception] = iter(failures)

    async def deliver(self, address: str, message_id: int, reply: Reply) -> None:  # noqa: ARG002
        await asyncio.sleep(0)
        for failure in self.failures:
            raise failure
        self.delivered.append((address, reply.text))


@pytest.fixture
def services(database: Database) -> Services:
    """On SQLite and on PostgreSQL: the claims are what differs."""
    return Services(shipped_knowledge(), shipped_wording(), database)


def put(services: Services, text: str, *, address: str = "a", age: float = 0) -> int:
    at = datetime.now(UTC) - timedelta(seconds=age)
    with services.database.transaction() as session:
        person = people.meet(session, channel="scripted", address=address, at=at)
        body = Reply(kind=Kind.NOTICE, parts=(Part(style=Style.TEXT, text=text),))
        message = outbox.put(
            session, person_id=id_of(person), channel="scripted", key=text,
            body=body.model_dump(mode="json"), at=at, due_at=at,
        )  # fmt: skip
        assert message is not None
        return id_of(message)


def row(services: Services, message_id: int) -> Message:
    with services.database.reading() as session:
        found = session.get_one(Message, message_id)
        session.expunge(found)
        return found


async def test_message_wanted_by_two_is_delivered_once(services: Services) -> None:
    channel = ScriptedChannel()
    first, second = (Worker(services, {"scripted": channel}) for _ in range(2))
    ids = [put(services, text) for text in ("one", "two")]

    await asyncio.gather(
        first.deliver_now(ids), second.deliver_now(ids), first.deliver_due("scripted")
    )

    assert sorted(channel.delivered) == [("a", "one"), ("a", "two")]
    assert all(row(services, number).sent_at for number in ids)


async def test_busy_channel_is_tried_later_and_the_rest_waits_behind(services: Services) -> None:
    channel = ScriptedChannel(TryLater(30))
    worker = Worker(services, {"scripted": channel})
    first, second = put(services, "one"), put(services, "two")
    other = put(services, "other", address="b")

    await worker.deliver_due("scripted")

    assert channel.delivered == [("b", "other")]
    assert row(services, first).due_at == row(services, second).due_at
    assert row(services, first).due_at > datetime.now(UTC) + timedelta(seconds=20)
    assert row(services, other).sent_at


async def test_replies_after_a_failed_one_are_left_to_the_worker(services: Services) -> None:
    channel = ScriptedChannel(TryLater(30))
    worker = Worker(services, {"scripted": channel})
    ids = [put(services, text) for text in ("one", "two")]

    await worker.deliver_now(ids)

    assert channel.delivered == []
    assert row(services, ids[1]).attempts == 0


async def test_person_who_is_gone_is_given_up(services: Services) -> None:
    worker = Worker(services, {"scripted": ScriptedChannel(Undeliverable())})
    number = put(services, "one")

    await worker.deliver_due("scripted")

    assert row(services, number).given_up_at


async def test_channel_that_is_away_is_waited_for_days_and_not_for_ever(
    services: Services,
) -> None:
    failures = [TryLater(0)] * 2
    worker = Worker(services, {"scripted": ScriptedChannel(*failures)})
    recent, old = put(services, "one", age=3600), put(services, "two", address="b", age=4 * 86400)

    await worker.deliver_due("scripted")

    assert not row(services, recent).given_up_at
    assert row(services, old).given_up_at


async def test_bug_in_a_channel_is_tried_a_few_times(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = outbox_worker._after_surprise
    monkeypatch.setattr(
        outbox_worker,
        "_after_surprise",
        lambda message: datetime.now(UTC) if after(message) else None,
    )
    failures = [ValueError("bug")] * MOST_ATTEMPTS
    channel = ScriptedChannel(*failures)
    worker = Worker(services, {"scripted": channel})
    number = put(services, "one")

    while not row(services, number).given_up_at:
        await worker.deliver_due("scripted")

    assert row(services, number).attempts == MOST_ATTEMPTS


async def test_stopped_worker_ends_and_returns_what_it_claimed(services: Services) -> None:
    channel = ScriptedChannel()
    worker = Worker(services, {"scripted": channel})
    worker.stop()
    number = put(services, "one")

    await worker.deliver_due("scripted")
    await asyncio.wait_for(worker.run(), 5)

    assert channel.delivered == []
    assert row(services, number).due_at <= datetime.now(UTC)


async def test_woken_worker_delivers_at_once(services: Services) -> None:
    channel = ScriptedChannel()
    worker = Worker(services, {"scripted": channel}, every=3600)
    running = asyncio.create_task(worker.run())
    put(services, "one")

    while not channel.delivered:
        worker.wake()
        await asyncio.sleep(0.01)
    worker.stop()
    await running

    assert channel.delivered == [("a", "one")]


async def test_lane_is_held_in_the_order_of_asking_and_forgotten_after() -> None:
    lanes, seen = Lanes(), []

    async def pass_through(number: int) -> None:
        async with lanes.hold("key"):
            await asyncio.sleep(0)
            seen.append(number)

    await asyncio.gather(*(pass_through(number) for number in range(20)))

    assert seen == list(range(20))
    assert lanes._lanes == {}
